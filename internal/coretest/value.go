package coretest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Object is a configuration or state as Go values: string, bool, int, float64, json.Number, *big.Float,
// []any, Object, nil for null and [Unknown] at any depth. Attributes left out are null.
type Object = map[string]any

type unknown struct{}

func (unknown) String() string                 { return "(known after apply)" }
func (u unknown) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// Unknown is a value that is known only after apply.
var Unknown any = unknown{}

// Sub returns a - b as HCL calculates it, with 512 bits: 1 - 0.99 is not 0.01.
func Sub(a, b string) *big.Float {
	return new(big.Float).Sub(mustNumber(a), mustNumber(b))
}

func mustNumber(literal string) *big.Float {
	n, err := parseNumber(literal)
	if err != nil {
		panic(err)
	}
	return n
}

// parseNumber parses a literal as HCL, JSON state and msgpack do.
func parseNumber(literal string) (*big.Float, error) {
	n, _, err := big.ParseFloat(literal, 10, 512, big.ToNearestEven)
	return n, err
}

// toValue converts v to the given type, as decoding a configuration does.
func toValue(typ tftypes.Type, v any, at string) (tftypes.Value, error) {
	switch {
	case v == nil:
		return tftypes.NewValue(typ, nil), nil
	case v == Unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue), nil
	case typ.Is(tftypes.DynamicPseudoType):
		typ = impliedType(v)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		return toObject(typ, func(name string) tftypes.Type { return typ.AttributeTypes[name] }, v, at)
	case tftypes.Map:
		return toObject(typ, func(string) tftypes.Type { return typ.ElementType }, v, at)
	case tftypes.List:
		return toList(typ, func(int) tftypes.Type { return typ.ElementType }, v, at)
	case tftypes.Set:
		return toList(typ, func(int) tftypes.Type { return typ.ElementType }, v, at)
	case tftypes.Tuple:
		return toList(typ, func(i int) tftypes.Type { return typ.ElementTypes[i] }, v, at)
	}
	return toPrimitive(typ, v, at)
}

func toObject(typ tftypes.Type, memberType func(string) tftypes.Type, v any, at string) (tftypes.Value, error) {
	object, ok := v.(Object)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("%s: got %T, want an Object", at, v)
	}
	values := map[string]tftypes.Value{}
	if object, ok := typ.(tftypes.Object); ok {
		for name, attribute := range object.AttributeTypes {
			values[name] = tftypes.NewValue(attribute, nil)
		}
	}
	for name, member := range object {
		if memberType(name) == nil {
			return tftypes.Value{}, fmt.Errorf("%s: there is no such attribute", join(at, name))
		}
		value, err := toValue(memberType(name), member, join(at, name))
		if err != nil {
			return tftypes.Value{}, err
		}
		values[name] = value
	}
	return tftypes.NewValue(typ, values), nil
}

func toList(typ tftypes.Type, elementType func(int) tftypes.Type, v any, at string) (tftypes.Value, error) {
	list, ok := v.([]any)
	if !ok {
		return tftypes.Value{}, fmt.Errorf("%s: got %T, want []any", at, v)
	}
	values := make([]tftypes.Value, 0, len(list))
	for i, element := range list {
		value, err := toValue(elementType(i), element, join(at, strconv.Itoa(i)))
		if err != nil {
			return tftypes.Value{}, err
		}
		values = append(values, value)
	}
	if typ.Is(tftypes.Set{}) {
		values = distinct(values)
	}
	return tftypes.NewValue(typ, values), nil
}

func toPrimitive(typ tftypes.Type, v any, at string) (tftypes.Value, error) {
	value, err := v, error(nil)
	switch v := v.(type) {
	case int:
		value, err = parseNumber(strconv.Itoa(v))
	case float64:
		value, err = parseNumber(strconv.FormatFloat(v, 'f', -1, 64))
	case json.Number:
		value, err = parseNumber(v.String())
	}
	if err == nil {
		err = tftypes.ValidateValue(typ, value)
	}
	if err != nil {
		return tftypes.Value{}, fmt.Errorf("%s: %w", at, err)
	}
	return tftypes.NewValue(typ, value), nil
}

// impliedType returns the type that HCL gives an expression for a dynamic attribute.
func impliedType(v any) tftypes.Type {
	switch v := v.(type) {
	case string:
		return tftypes.String
	case bool:
		return tftypes.Bool
	case int, float64, json.Number, *big.Float:
		return tftypes.Number
	case []any:
		types := make([]tftypes.Type, 0, len(v))
		for _, element := range v {
			types = append(types, impliedType(element))
		}
		return tftypes.Tuple{ElementTypes: types}
	case Object:
		types := make(map[string]tftypes.Type, len(v))
		for name, attribute := range v {
			types[name] = impliedType(attribute)
		}
		return tftypes.Object{AttributeTypes: types}
	}
	return tftypes.DynamicPseudoType
}

// fromValue is the inverse of toValue: numbers become json.Number with the shortest decimal text, and sets are sorted.
func fromValue(v tftypes.Value) any {
	if !v.IsKnown() {
		return Unknown
	}
	if v.IsNull() {
		return nil
	}
	switch typ := v.Type(); {
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		object := Object{}
		for name, value := range fields(v) {
			object[name] = fromValue(value)
		}
		return object
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Tuple{}), typ.Is(tftypes.Set{}):
		list := []any{}
		for _, value := range elements(v) {
			list = append(list, fromValue(value))
		}
		if typ.Is(tftypes.Set{}) {
			slices.SortFunc(list, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		}
		return list
	case typ.Is(tftypes.Number):
		return json.Number(number(v).Text('f', -1))
	case typ.Is(tftypes.Bool):
		return as[bool](v)
	}
	return as[string](v)
}

// lookup returns the value at a dotted path such as pricing.tiered.brackets.0.price, nil if there is none.
func lookup(v any, at string) any {
	if at == "" {
		return v
	}
	step, rest, _ := strings.Cut(at, ".")
	switch v := v.(type) {
	case Object:
		return lookup(v[step], rest)
	case []any:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(v) {
			return lookup(v[i], rest)
		}
	}
	return nil
}

func join(at, step string) string {
	if at == "" || step == "" {
		return at + step
	}
	return at + "." + step
}

// dotted formats a protocol path as a dotted path.
func dotted(path *tftypes.AttributePath) string {
	at := ""
	for _, step := range path.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			at = join(at, string(step))
		case tftypes.ElementKeyString:
			at = join(at, string(step))
		case tftypes.ElementKeyInt:
			at = join(at, strconv.FormatInt(int64(step), 10))
		case tftypes.ElementKeyValue:
			at = join(at, describe(tftypes.Value(step)))
		}
	}
	return at
}

func describe(v tftypes.Value) string {
	text, err := json.Marshal(fromValue(v))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// as converts a known value. The caller has checked its type.
func as[T any](v tftypes.Value) T {
	var target T
	if err := v.As(&target); err != nil {
		panic(err)
	}
	return target
}

func number(v tftypes.Value) *big.Float { return as[*big.Float](v) }

// fields returns the members of an object or map, nil for null and unknown.
func fields(v tftypes.Value) map[string]tftypes.Value {
	if !present(v) {
		return nil
	}
	return as[map[string]tftypes.Value](v)
}

// elements returns the elements of a list, tuple or set, nil for null and unknown.
func elements(v tftypes.Value) []tftypes.Value {
	if !present(v) {
		return nil
	}
	return as[[]tftypes.Value](v)
}

func present(v tftypes.Value) bool { return v.IsKnown() && !v.IsNull() }
