package rebilly

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"
)

// semanticallyEqual tells of two JSON values that they say the same: Rebilly may answer another form of nothing, of a number or of
// a time than it was told, and fields that the caller does not know.
func semanticallyEqual(now, known any) bool {
	if isEmpty(now) || isEmpty(known) {
		return isEmpty(now) && isEmpty(known)
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
		return ok && slices.EqualFunc(elements, known, semanticallyEqual)
	case map[string]any:
		object, ok := now.(map[string]any)
		for name, value := range known {
			ok = ok && semanticallyEqual(object[name], value)
		}
		return ok && sameFormula(object, known)
	}
	return now == known
}

// isEmpty tells of a JSON value that it says nothing.
func isEmpty(value any) bool {
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
			if !isEmpty(child) {
				return false
			}
		}
		return true
	}
	return false
}
