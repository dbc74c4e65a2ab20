package rebilly

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Meanwhile is what somebody else has changed of an object since the caller of an update has read it.
type Meanwhile struct {
	// Lost are the fields that the update has changed too: the caller's values are there now.
	Lost []Change
	// Kept are the fields that the update has left as somebody else has set them.
	Kept []Change
}

// Change is a field that somebody else has set.
type Change struct {
	// Field is a dotted path in the API object, such as pricing.price.
	Field string
	// Value is what it was set to, as JSON of at most 200 characters.
	Value string
}

// compare notes what differs in current, of the fields that the caller has read, from, and wants to be, to.
func (m *Meanwhile) compare(current, from, to map[string]any, prefix string) {
	names := maps.Clone(from)
	maps.Copy(names, to)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		now, was, want := current[name], from[name], to[name]
		nowObject, isObject := now.(map[string]any)
		wasObject, wasSet := was.(map[string]any)
		wantObject, isWanted := want.(map[string]any)
		change := Change{Field: prefix + name, Value: shown(now)}
		switch {
		case means(now, was) || means(now, want):
		case isObject && wasSet && isWanted && sameKind(nowObject, wasObject) && sameKind(nowObject, wantObject):
			m.compare(nowObject, wasObject, wantObject, prefix+name+".")
		case means(was, want):
			m.Kept = append(m.Kept, change)
		default:
			m.Lost = append(m.Lost, change)
		}
	}
}

// means tells of two JSON values that they say the same: Rebilly may answer another form of nothing, of a number or of
// a time than it was told, and fields that the caller does not know.
func means(now, known any) bool {
	if silent(now) || silent(known) {
		return silent(now) && silent(known)
	}
	switch known := known.(type) {
	case json.Number:
		number, ok := now.(json.Number)
		left, okLeft := new(big.Rat).SetString(number.String())
		right, okRight := new(big.Rat).SetString(known.String())
		return ok && okLeft && okRight && left.Cmp(right) == 0
	case string:
		text, ok := now.(string)
		left, errLeft := time.Parse(time.RFC3339, text)
		right, errRight := time.Parse(time.RFC3339, known)
		return ok && (text == known || errLeft == nil && errRight == nil && left.Equal(right))
	case []any:
		elements, ok := now.([]any)
		return ok && slices.EqualFunc(elements, known, means)
	case map[string]any:
		object, ok := now.(map[string]any)
		for name, value := range known {
			ok = ok && means(object[name], value)
		}
		return ok && sameKind(object, known)
	}
	return now == known
}

// silent tells of a JSON value that it says nothing.
func silent(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case bool:
		return !value
	case []any:
		return len(value) == 0
	case map[string]any:
		for _, child := range value {
			if !silent(child) {
				return false
			}
		}
		return true
	}
	return false
}

func shown(value any) string {
	const most = 200
	encoded, err := json.Marshal(value)
	if err != nil {
		return "?"
	}
	if runes := []rune(string(encoded)); len(runes) > most {
		return strings.TrimSpace(string(runes[:most])) + "…"
	}
	return string(encoded)
}
