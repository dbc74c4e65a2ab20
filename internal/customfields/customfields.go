// Package customfields is the attribute custom_fields, which products, plans and websites share: a native HCL object
// whose keys are custom fields of the organization.
package customfields

import (
	"context"
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Attribute is custom_fields of an object that people call noun.
func Attribute(noun string) schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Values of the " + noun + "'s custom fields, by name: text, numbers, booleans, lists of text, or `{ currency, amount }`. " +
			"Only the names given here are managed: one that is removed is cleared in Rebilly, and values that others set under other names are kept.",
		Validators:    []validator.Dynamic{shape{}},
		PlanModifiers: []planmodifier.Dynamic{sameFields{}},
	}
}

// ToAPI is the API's map of a custom_fields value.
func ToAPI(value types.Dynamic) rebilly.Map[any] {
	fields := rebilly.Map[any]{}
	for name, field := range entries(value) {
		fields[name] = plain(field)
	}
	return fields
}

// FromAPI is the custom_fields value of an API map. Of the fields that prior does not name nothing is kept: they belong
// to others. Where prior is nil all are taken. A field whose meaning is what prior says keeps prior's type.
func FromAPI(fields rebilly.Map[any], prior *types.Dynamic) types.Dynamic {
	values := map[string]attr.Value{}
	if prior == nil {
		for name, field := range fields {
			if field != nil {
				values[name] = native(field)
			}
		}
		return object(values)
	}
	unchanged := true
	for name, before := range entries(*prior) {
		switch now := fields[name]; {
		case equal(plain(before), now):
			values[name] = before
		case now != nil:
			values[name] = native(now)
			unchanged = false
		default:
			unchanged = false
		}
	}
	if unchanged {
		return *prior
	}
	return object(values)
}

// entries are the fields of a custom_fields value; null and unknown have none.
func entries(value types.Dynamic) map[string]attr.Value {
	switch fields := value.UnderlyingValue().(type) {
	case types.Object:
		return fields.Attributes()
	case types.Map:
		return fields.Elements()
	}
	return nil
}

func object(values map[string]attr.Value) types.Dynamic {
	valueTypes := make(map[string]attr.Type, len(values))
	for name, value := range values {
		valueTypes[name] = value.Type(context.Background())
	}
	return types.DynamicValue(types.ObjectValueMust(valueTypes, values))
}

// plain is the JSON of a Terraform value.
func plain(value attr.Value) any {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	switch v := value.(type) {
	case types.Dynamic:
		return plain(v.UnderlyingValue())
	case types.String:
		return v.ValueString()
	case types.Bool:
		return v.ValueBool()
	case types.Number:
		return number(v.ValueBigFloat())
	case types.List:
		return list(v.Elements())
	case types.Set:
		return list(v.Elements())
	case types.Tuple:
		return list(v.Elements())
	case types.Map:
		return document(v.Elements())
	case types.Object:
		return document(v.Attributes())
	}
	return nil
}

// number has the digits of a whole number, and else the shortest decimal that stands for it.
func number(value *big.Float) json.Number {
	if value.IsInt() {
		return json.Number(value.Text('f', 0))
	}
	nearest, _ := value.Float64()
	return json.Number(strconv.FormatFloat(nearest, 'f', -1, 64))
}

func list(values []attr.Value) []any {
	items := make([]any, len(values))
	for i, value := range values {
		items[i] = plain(value)
	}
	return items
}

func document(values map[string]attr.Value) map[string]any {
	items := make(map[string]any, len(values))
	for name, value := range values {
		items[name] = plain(value)
	}
	return items
}

// native is the Terraform value of JSON, as HCL would have it.
func native(value any) attr.Value {
	switch v := value.(type) {
	case string:
		return types.StringValue(v)
	case bool:
		return types.BoolValue(v)
	case json.Number:
		// 512 bits are Terraform's own precision of numbers.
		exact, _, err := big.ParseFloat(v.String(), 10, 512, big.ToNearestEven)
		if err != nil {
			return types.NumberNull()
		}
		return types.NumberValue(exact)
	case []any:
		values := make([]attr.Value, len(v))
		valueTypes := make([]attr.Type, len(v))
		for i, item := range v {
			values[i] = native(item)
			valueTypes[i] = values[i].Type(context.Background())
		}
		return types.TupleValueMust(valueTypes, values)
	case map[string]any:
		values := make(map[string]attr.Value, len(v))
		for name, item := range v {
			values[name] = native(item)
		}
		return object(values).UnderlyingValue()
	}
	return types.DynamicNull()
}

// equal compares JSON by meaning: 9.9 is 9.90.
func equal(a, b any) bool {
	switch left := a.(type) {
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
		if !ok || len(left) != len(right) {
			return false
		}
		for i := range left {
			if !equal(left[i], right[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		right, ok := b.(map[string]any)
		if !ok || len(left) != len(right) {
			return false
		}
		for name := range left {
			if !equal(left[name], right[name]) {
				return false
			}
		}
		return true
	}
	return a == b
}
