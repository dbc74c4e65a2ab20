package rebilly

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"
)

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
