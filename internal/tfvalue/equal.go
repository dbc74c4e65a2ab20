package tfvalue

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// EqualFloat64 reports whether two known numbers are the same float64: 1 - 0.99 equals 0.01.
func EqualFloat64(a, b types.Float64) bool {
	known := !a.IsUnknown() && !a.IsNull() && !b.IsUnknown() && !b.IsNull()
	return known && a.ValueFloat64() == b.ValueFloat64()
}

// EqualJSONText reports whether two texts are the same JSON object or array. Terraform writes jsonencode() into a
// generated configuration for such texts, which changes their form.
func EqualJSONText(a, b string) bool {
	left, right := parseJSONText(a), parseJSONText(b)
	return left != nil && right != nil && left.Equal(right)
}

// parseJSONText returns the value of a text that is a JSON object or array, or nil.
func parseJSONText(text string) attr.Value {
	if text = strings.TrimSpace(text); !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") || !json.Valid([]byte(text)) {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil
	}
	return dynamicvalue.FromJSON(value)
}

// EqualCustomField reports whether two values of custom fields, as JSON, are equal: 9.9 equals 9.90, and a time equals
// itself in any time zone. Null and empty values differ, because null clears a custom field.
func EqualCustomField(a, b any) bool {
	switch left := a.(type) {
	case string:
		right, ok := b.(string)
		return ok && (left == right || validators.SameTime(left, right))
	case json.Number:
		right, ok := b.(json.Number)
		if !ok {
			return false
		}
		x, errX := left.Float64()
		y, errY := right.Float64()
		return errX == nil && errY == nil && x == y
	case []any:
		right, ok := b.([]any)
		return ok && slices.EqualFunc(left, right, EqualCustomField)
	case map[string]any:
		right, ok := b.(map[string]any)
		if !ok || len(left) != len(right) {
			return false
		}
		for name := range left {
			if !EqualCustomField(left[name], right[name]) {
				return false
			}
		}
		return true
	}
	return a == b
}
