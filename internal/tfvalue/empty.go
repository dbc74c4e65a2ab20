// Package tfvalue decides what null, empty, unknown, default and equal mean for Terraform values: of states and plans
// (tftypes), of the protocol's msgpack encoding, and of custom fields. Only timestamps are compared elsewhere, by validators.SameTime.
//
// The client compares JSON on its own (rebilly/equal.go), because it must not import Terraform.
// Package valuecases has one table of cases that the tests of both run.
package tfvalue

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// DefaultAttribute is the name of attributes of which every value is significant: a default of false differs from no default.
const DefaultAttribute = "default"

// IsEmpty reports whether a value is null, "", false, an empty collection, or an object of such values.
// Rebilly uses these interchangeably, so a change between them is not drift. Zero is not empty: a price of 0 is free.
// An object of a type without attributes is not empty: that it is set is its only value.
func IsEmpty(value tftypes.Value) bool {
	if value.IsNull() {
		return true
	}
	if !value.IsKnown() {
		return false
	}
	switch attributes, elements := Children(value); {
	case attributes != nil:
		for name, attribute := range attributes {
			if name == DefaultAttribute && !attribute.IsNull() || !IsEmpty(attribute) {
				return false
			}
		}
		return len(attributes) > 0
	case elements != nil:
		return len(elements) == 0
	case value.Type().Is(tftypes.String):
		var text string
		return value.As(&text) == nil && text == ""
	case value.Type().Is(tftypes.Bool):
		var truth bool
		return value.As(&truth) == nil && !truth
	}
	return false
}

// IsEmptyDynamic reports whether the value of a dynamic attribute, such as custom_fields, has no attributes.
// Unlike with IsEmpty, each attribute is significant: null clears a custom field.
func IsEmptyDynamic(value tftypes.Value) bool {
	attributes, _ := Children(value)
	return len(attributes) == 0
}

// Children returns the attributes of an object, or the elements of a collection or tuple.
// The result that fits the type is never nil. The zero Value has neither.
func Children(value tftypes.Value) (attributes map[string]tftypes.Value, elements []tftypes.Value) {
	switch {
	case value.Type() == nil:
	case value.Type().Is(tftypes.Object{}):
		attributes = map[string]tftypes.Value{}
		_ = value.As(&attributes)
	case value.Type().Is(tftypes.Map{}):
		entries := Entries(value)
		elements = make([]tftypes.Value, 0, len(entries))
		for _, entry := range entries {
			elements = append(elements, entry)
		}
	case value.Type().Is(tftypes.List{}), value.Type().Is(tftypes.Set{}), value.Type().Is(tftypes.Tuple{}):
		elements = []tftypes.Value{}
		_ = value.As(&elements)
	}
	return attributes, elements
}

// Entries returns a copy of the entries of a map.
func Entries(value tftypes.Value) map[string]tftypes.Value {
	shared := map[string]tftypes.Value{}
	_ = value.As(&shared)
	return maps.Clone(shared)
}
