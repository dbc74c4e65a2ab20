package tfvalue_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

var (
	texts  = tftypes.List{ElementType: tftypes.String}
	lookup = tftypes.Map{ElementType: tftypes.String}
	pair   = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"on": tftypes.Bool, "name": tftypes.String}}
)

func value(kind tftypes.Type, v any) tftypes.Value { return tftypes.NewValue(kind, v) }

func text(v any) tftypes.Value { return value(tftypes.String, v) }

func both(on, name any) tftypes.Value {
	return value(pair, map[string]tftypes.Value{"on": value(tftypes.Bool, on), "name": text(name)})
}

func elements(elements ...tftypes.Value) tftypes.Value {
	if len(elements) == 0 {
		return value(texts, []tftypes.Value{})
	}
	return value(texts, elements)
}

// TestNormalize has a row for each row of the table of values in CONTRIBUTING.
func TestNormalize(t *testing.T) {
	for name, test := range map[string]struct{ prior, fresh, want tftypes.Value }{
		"null, API returns null":       {text(nil), text(nil), text(nil)},
		"null, API returns empty":      {text(nil), text(""), text(nil)},
		"empty, API returns null":      {text(""), text(nil), text("")},
		"null, API returns text":       {text(nil), text("a"), text("a")},
		"text, API returns null":       {text("a"), text(nil), text(nil)},
		"text, API returns empty":      {text("a"), text(""), text("")},
		"unknown, API returns empty":   {text(tftypes.UnknownValue), text(""), text("")},
		"null list, API returns []":    {value(texts, nil), elements(), value(texts, nil)},
		"empty list, API returns null": {elements(), value(texts, nil), elements()},
		"list of an empty text":        {value(texts, nil), elements(text("")), elements(text(""))},
		"elements keep their form":     {elements(text(""), text("a")), elements(text(nil), text("b")), elements(text(""), text("b"))},
		"different length":             {elements(text("")), elements(text(nil), text("b")), elements(text(nil), text("b"))},
		"null map, API returns {}":     {value(lookup, nil), value(lookup, map[string]tftypes.Value{}), value(lookup, nil)},
		"map entry": {value(lookup, map[string]tftypes.Value{"a": text("")}),
			value(lookup, map[string]tftypes.Value{"a": text("b")}), value(lookup, map[string]tftypes.Value{"a": text("b")})},
		"null object, API returns empty":         {value(pair, nil), both(false, nil), value(pair, nil)},
		"empty object, API returns null":         {both(false, ""), value(pair, nil), both(false, "")},
		"null object, API returns it":            {value(pair, nil), both(true, nil), both(true, nil)},
		"object, API returns empty":              {both(true, ""), both(false, nil), both(false, "")},
		"attributes are normalized individually": {both(false, ""), both(true, nil), both(true, "")},
		"zero is significant":                    {value(tftypes.Number, nil), value(tftypes.Number, 0), value(tftypes.Number, 0)},
		"object, unknown in the plan":            {both(true, "a"), value(pair, tftypes.UnknownValue), value(pair, tftypes.UnknownValue)},
		"list, unknown in the plan":              {elements(), value(texts, tftypes.UnknownValue), value(texts, tftypes.UnknownValue)},
		"different type (dynamic value)":         {both(false, ""), text(""), text("")},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tfvalue.Normalize(test.prior, test.fresh); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestUnknownToNull(t *testing.T) {
	plan := value(pair, map[string]tftypes.Value{"on": value(tftypes.Bool, tftypes.UnknownValue), "name": text("a")})
	if got := tfvalue.UnknownToNull(plan); !got.Equal(both(nil, "a")) {
		t.Errorf("got %s, want null for the unknown value", got)
	}
	if got := tfvalue.UnknownToNull(value(texts, []tftypes.Value{text(tftypes.UnknownValue)})); !got.Equal(elements(text(nil))) {
		t.Errorf("got %s, want null for the unknown value", got)
	}
}
