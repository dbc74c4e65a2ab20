// Package dynamicvalue converts between JSON and the Terraform values of attributes of any type.
package dynamicvalue

import (
	"context"
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ToJSON returns the JSON of a Terraform value; null and unknown are nil.
func ToJSON(value attr.Value) any {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	switch v := value.(type) {
	case types.Dynamic:
		return ToJSON(v.UnderlyingValue())
	case types.String:
		return v.ValueString()
	case types.Bool:
		return v.ValueBool()
	case types.Number:
		return number(v.ValueBigFloat())
	case types.List:
		return toList(v.Elements())
	case types.Set:
		return toList(v.Elements())
	case types.Tuple:
		return toList(v.Elements())
	case types.Map:
		return toObject(v.Elements())
	case types.Object:
		return toObject(v.Attributes())
	}
	return nil
}

// Members returns the attributes of an object or the elements of a map, also within a dynamic value; nil for other types.
func Members(value attr.Value) map[string]attr.Value {
	switch v := value.(type) {
	case types.Dynamic:
		return Members(v.UnderlyingValue())
	case types.Object:
		return v.Attributes()
	case types.Map:
		return v.Elements()
	}
	return nil
}

// number returns all digits of an integer, or else the shortest decimal of the nearest float64.
func number(value *big.Float) json.Number {
	if value.IsInt() {
		return json.Number(value.Text('f', 0))
	}
	nearest, _ := value.Float64()
	return json.Number(strconv.FormatFloat(nearest, 'f', -1, 64))
}

func toList(values []attr.Value) []any {
	items := make([]any, len(values))
	for i, value := range values {
		items[i] = ToJSON(value)
	}
	return items
}

func toObject(values map[string]attr.Value) map[string]any {
	items := make(map[string]any, len(values))
	for name, value := range values {
		items[name] = ToJSON(value)
	}
	return items
}

// FromJSON returns the Terraform value of JSON that was decoded with UseNumber, of the type that the same value in HCL has.
func FromJSON(value any) attr.Value {
	switch v := value.(type) {
	case string:
		return types.StringValue(v)
	case bool:
		return types.BoolValue(v)
	case json.Number:
		// 512 bits are Terraform's precision of numbers.
		exact, _, err := big.ParseFloat(v.String(), 10, 512, big.ToNearestEven)
		if err != nil {
			return types.NumberNull()
		}
		return types.NumberValue(exact)
	case []any:
		values := make([]attr.Value, len(v))
		for i, item := range v {
			values[i] = FromJSON(item)
		}
		return Tuple(values)
	case map[string]any:
		values := make(map[string]attr.Value, len(v))
		for name, item := range v {
			values[name] = FromJSON(item)
		}
		return Object(values)
	}
	return types.DynamicNull()
}

// Tuple returns a tuple with the given elements.
func Tuple(values []attr.Value) types.Tuple {
	valueTypes := make([]attr.Type, len(values))
	for i, value := range values {
		valueTypes[i] = value.Type(context.Background())
	}
	return types.TupleValueMust(valueTypes, values)
}

// Object returns an object with the given attributes.
func Object(values map[string]attr.Value) types.Object {
	valueTypes := make(map[string]attr.Type, len(values))
	for name, value := range values {
		valueTypes[name] = value.Type(context.Background())
	}
	return types.ObjectValueMust(valueTypes, values)
}
