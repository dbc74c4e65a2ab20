package rebilly

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"
)

// semanticallyEqual reports whether a JSON value of the API has the meaning of a known one. Rebilly may respond with a
// different form of an empty value, number or time, and with fields that the caller does not know.
func semanticallyEqual(current, known any) bool {
	if isEmpty(current) || isEmpty(known) {
		return isEmpty(current) && isEmpty(known)
	}
	switch known := known.(type) {
	case json.Number:
		number, ok := current.(json.Number)
		return ok && equalNumbers(number, known)
	case string:
		text, ok := current.(string)
		return ok && (text == known || equalTimes(text, known))
	case []any:
		elements, ok := current.([]any)
		return ok && slices.EqualFunc(elements, known, semanticallyEqual)
	case map[string]any:
		object, ok := current.(map[string]any)
		for name, value := range known {
			ok = ok && semanticallyEqual(object[name], value)
		}
		return ok && sameFormula(object, known)
	}
	return current == known
}

func equalNumbers(a, b json.Number) bool {
	left, okLeft := new(big.Rat).SetString(a.String())
	right, okRight := new(big.Rat).SetString(b.String())
	return okLeft && okRight && left.Cmp(right) == 0
}

// equalTimes reports whether two texts are the same time in RFC 3339.
func equalTimes(a, b string) bool {
	left, errLeft := time.Parse(time.RFC3339, a)
	right, errRight := time.Parse(time.RFC3339, b)
	return errLeft == nil && errRight == nil && left.Equal(right)
}

// isEmpty reports whether a JSON value is null, "", false, empty, or an object of such values. The API uses these
// interchangeably. 0 is a value: a price of 0 is free of charge.
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
