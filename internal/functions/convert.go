package functions

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// convert converts an argument to a type, as Terraform converts the arguments of a data source. A name that the type does not have is an
// error, while Terraform drops it. Unknown values stay unknown. at is the path of the value in the argument.
func convert(value tftypes.Value, wanted tftypes.Type, at string) (tftypes.Value, error) {
	switch {
	case wanted.Is(tftypes.DynamicPseudoType):
		return value, nil
	case !value.IsKnown():
		return tftypes.NewValue(wanted, tftypes.UnknownValue), nil
	case value.IsNull():
		return tftypes.NewValue(wanted, nil), nil
	}
	switch wanted := wanted.(type) {
	case tftypes.Object:
		return convertObject(value, wanted, at)
	case tftypes.Map:
		return convertMap(value, wanted, at)
	case tftypes.List:
		return convertList(value, wanted, at)
	}
	return convertScalar(value, wanted, at)
}

func convertObject(value tftypes.Value, wanted tftypes.Object, at string) (tftypes.Value, error) {
	members, err := membersOf(value, at)
	if err != nil {
		return value, err
	}
	attributes := map[string]tftypes.Value{}
	for name, kind := range wanted.AttributeTypes {
		attributes[name] = tftypes.NewValue(kind, nil)
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		kind, ok := wanted.AttributeTypes[name]
		if !ok {
			detail := join(at, name) + ": Unsupported attribute: This object does not have the attribute. " +
				suggest.DidYouMean(name, slices.Sorted(maps.Keys(wanted.AttributeTypes)))
			return value, errors.New(strings.TrimSpace(detail))
		}
		if attributes[name], err = convert(members[name], kind, join(at, name)); err != nil {
			return value, err
		}
	}
	return tftypes.NewValue(wanted, attributes), nil
}

func convertMap(value tftypes.Value, wanted tftypes.Map, at string) (tftypes.Value, error) {
	members, err := membersOf(value, at)
	if err != nil {
		return value, err
	}
	elements := map[string]tftypes.Value{}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if elements[name], err = convert(members[name], wanted.ElementType, join(at, name)); err != nil {
			return value, err
		}
	}
	return tftypes.NewValue(wanted, elements), nil
}

// membersOf returns the members of an object or a map.
func membersOf(value tftypes.Value, at string) (members map[string]tftypes.Value, err error) {
	if !value.Type().Is(tftypes.Object{}) && !value.Type().Is(tftypes.Map{}) {
		return nil, wrongType(at, "an object")
	}
	return members, value.As(&members)
}

func convertList(value tftypes.Value, wanted tftypes.List, at string) (tftypes.Value, error) {
	if !value.Type().Is(tftypes.List{}) && !value.Type().Is(tftypes.Tuple{}) && !value.Type().Is(tftypes.Set{}) {
		return value, wrongType(at, "a list")
	}
	var given []tftypes.Value
	if err := value.As(&given); err != nil {
		return value, err
	}
	elements := make([]tftypes.Value, len(given))
	for i, element := range given {
		var err error
		if elements[i], err = convert(element, wanted.ElementType, fmt.Sprintf("%s[%d]", at, i)); err != nil {
			return value, err
		}
	}
	return tftypes.NewValue(wanted, elements), nil
}

func convertScalar(value tftypes.Value, wanted tftypes.Type, at string) (tftypes.Value, error) {
	if value.Type().Is(wanted) {
		return value, nil
	}
	text, isScalar := textOf(value)
	switch {
	case wanted.Is(tftypes.String):
		if isScalar {
			return tftypes.NewValue(wanted, text), nil
		}
		return value, wrongType(at, "a string")
	case wanted.Is(tftypes.Bool):
		if text == "true" || text == "false" {
			return tftypes.NewValue(wanted, text == "true"), nil
		}
		return value, wrongType(at, "a boolean")
	}
	// 512 bits are Terraform's precision of numbers.
	number, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		return value, wrongType(at, "a number")
	}
	return tftypes.NewValue(wanted, number), nil
}

// textOf returns the text of a string, a number or a boolean.
func textOf(value tftypes.Value) (text string, ok bool) {
	var number big.Float
	var truth bool
	switch {
	case value.Type().Is(tftypes.String) && value.As(&text) == nil:
		return text, true
	case value.Type().Is(tftypes.Number) && value.As(&number) == nil:
		return number.Text('f', -1), true
	case value.Type().Is(tftypes.Bool) && value.As(&truth) == nil:
		return strconv.FormatBool(truth), true
	}
	return "", false
}

func wrongType(at, wanted string) error {
	return invalidAt(at, "Invalid type: The value must be "+wanted+".")
}

// invalidAt returns an error about a part of an argument.
func invalidAt(at, text string) error {
	if at == "" {
		return errors.New(text)
	}
	return errors.New(at + ": " + text)
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// pathText returns a path as it is in a configuration: items[0].plan_id.
func pathText(at *tftypes.AttributePath) string {
	var text strings.Builder
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			text.WriteString("." + string(step))
		case tftypes.ElementKeyString:
			text.WriteString("." + string(step))
		case tftypes.ElementKeyInt:
			text.WriteString("[" + strconv.FormatInt(int64(step), 10) + "]")
		}
	}
	return strings.TrimPrefix(text.String(), ".")
}
