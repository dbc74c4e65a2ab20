package functions_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/filter"
)

type object = coretest.Object

func TestFilter(t *testing.T) {
	for want, conditions := range map[string]any{
		// The examples of Rebilly's documentation.
		"primaryAddress.*.email:bob@example.com": []any{object{"primaryAddress.*.email": "bob@example.com"}},
		"primaryAddress.*.email:bob@example.com;firstName:Bob;lastName:Smith": []any{
			object{"primaryAddress.*.email": "bob@example.com"}, object{"firstName": "Bob"}, object{"lastName": "Smith"},
		},
		// Terraform sorts the attributes of an object.
		"firstName:Bob;lastName:Smith;primaryAddress.*.email:bob@example.com": object{
			"primaryAddress.*.email": "bob@example.com", "firstName": "Bob", "lastName": "Smith",
		},
		"currency:USD,EUR;isActive:true":   []any{object{"currency": []any{"USD", "EUR"}}, object{"isActive": true}},
		"amount:0.01,12345678901234567890": object{"amount": []any{json.Number("0.010"), json.Number("12345678901234567890")}},
		"name:Tea;name:Coffee":             []any{object{"name": "Tea"}, object{"name": "Coffee"}},
		"":                                 []any{},
	} {
		got, err := coretest.CallFunction(t, "filter", conditions)
		if err != nil || got != want {
			t.Errorf("got %v, %v, want %q", got, err, want)
		}
	}
}

func TestFilter_Errors(t *testing.T) {
	for want, conditions := range map[string]any{
		`A value of the field "name" contains ",", which separates values in a filter: Rebilly documents no way to`: object{"name": "a,b"},
		`contains ";", which separates fields`:                     object{"name": []any{"a", "b;c"}},
		`contains "..", which is a range`:                          object{"amount": "1..5"},
		`begins with "!", which negates it`:                        object{"name": "!a"},
		`begins with "@", which refers to a list of values`:        object{"name": []any{"a", "@vip"}},
		`The field "name" has an empty value`:                      object{"name": ""},
		`The field "name" has no values`:                           object{"name": []any{}},
		`A value of the field "name" is not a string, a number or`: object{"name": nil},
		`A value of the field "b" is not a string, a number or`:    object{"a": 1, "b": object{"c": 1}},
		`A value of the field "c" is not a string, a number or`:    object{"c": []any{nil}},
		`Conditions are objects of fields and values`:              "name:a",
		`Conditions are objects of fields and values, such as [{`:  []any{"name:a"},
		`"a:b" is not the name of a field: use a name such as`:     object{"a:b": 1},
		`argument must not be null`:                                nil,
	} {
		if got, err := coretest.CallFunction(t, "filter", conditions); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, %v, want an error with %q", got, err, want)
		}
	}
}

func TestFilter_Unknown(t *testing.T) {
	for _, conditions := range []any{coretest.Unknown, []any{object{"name": coretest.Unknown}}} {
		if got, err := coretest.CallFunction(t, "filter", conditions); got != coretest.Unknown || err != nil {
			t.Errorf("got %v, %v, want an unknown result", got, err)
		}
	}
}

// TestFilter_RoundTrip parses what the function returns: it has the same conditions, with values as texts.
func TestFilter_RoundTrip(t *testing.T) {
	values := rapid.OneOf(
		rapid.StringMatching(`[^,;.!@][^,;.]{0,7}`).AsAny(),
		rapid.Bool().AsAny(),
		rapid.Custom(func(t *rapid.T) json.Number {
			return json.Number(strconv.FormatInt(rapid.Int64().Draw(t, "number"), 10))
		}).AsAny(),
	)
	rapid.Check(t, func(t *rapid.T) {
		var want []filter.Condition
		var conditions []any
		for range rapid.IntRange(1, 5).Draw(t, "conditions") {
			field := rapid.StringMatching(`[a-z]{1,5}(\.\*)?(\.[a-z]{1,5})?`).Draw(t, "field")
			list := rapid.SliceOfN(values, 1, 3).Draw(t, "values")
			texts := make([]string, len(list))
			for i, value := range list {
				texts[i] = text(value)
			}
			want = append(want, filter.Condition{Field: field, Values: texts})
			if len(list) == 1 && rapid.Bool().Draw(t, "is scalar") {
				conditions = append(conditions, object{field: list[0]})
			} else {
				conditions = append(conditions, object{field: list})
			}
		}
		got, err := coretest.CallFunction(t, "filter", conditions)
		if err != nil {
			t.Fatalf("%v: %v", conditions, err)
		}
		parsed, err := filter.Parse(got.(string))
		if err != nil || !cmp.Equal(parsed, want) {
			t.Errorf("%s: got %v, %v, want %v", got, parsed, err, want)
		}
		reversed := slices.Clone(conditions)
		slices.Reverse(reversed)
		if other, _ := coretest.CallFunction(t, "filter", reversed); len(conditions) > 1 && !cmp.Equal(reversed, conditions) && other == got {
			t.Errorf("got %s for both orders, want the order of the list", got)
		}
	})
}

func text(value any) string {
	switch v := value.(type) {
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return value.(string)
}
