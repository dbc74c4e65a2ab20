package tfvalue_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/valuecases"
)

func decode(t *testing.T, notation, content string) tftypes.Value {
	t.Helper()
	typ, err := tftypes.ParseJSONType([]byte(notation)) //nolint:staticcheck // there is no other parser of the notation
	if err != nil {
		t.Fatal(err)
	}
	value, err := (&tfprotov6.DynamicValue{JSON: []byte(content)}).Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func encode(t *testing.T, value tftypes.Value) []byte {
	t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Fatal(err)
	}
	return encoded.MsgPack
}

func decodeJSON(t *testing.T, content string) (value any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestIsEmpty_Cases(t *testing.T) {
	for _, test := range valuecases.EmptyCases() {
		t.Run(test.Name, func(t *testing.T) {
			value := decode(t, test.Type, test.JSON)
			if got := tfvalue.IsEmpty(value); got != test.Terraform {
				t.Errorf("IsEmpty(%s): got %t, want %t", test.JSON, got, test.Terraform)
			}
			if got := tfvalue.IsEmptyEncoded(encode(t, value), value.Type()); got != test.Terraform {
				t.Errorf("IsEmptyEncoded(%s): got %t, want %t", test.JSON, got, test.Terraform)
			}
		})
	}
}

func TestNormalize_Cases(t *testing.T) {
	for _, test := range valuecases.EqualCases() {
		t.Run(test.Name, func(t *testing.T) {
			prior, fresh := decode(t, test.Type, test.Prior), decode(t, test.Type, test.Fresh)
			normalized := tfvalue.Normalize(prior, fresh)
			if got := normalized.Equal(prior); got != test.State {
				t.Errorf("Normalize(%s, %s): got %s, want the prior value: %t", test.Prior, test.Fresh, normalized, test.State)
			}
			if !tfvalue.Normalize(fresh, normalized).Equal(fresh) {
				t.Errorf("Normalize(%s, %s): got %s, which does not mean the fresh value", test.Prior, test.Fresh, normalized)
			}
		})
	}
}

func TestEqualCustomField_Cases(t *testing.T) {
	for _, test := range valuecases.EqualCases() {
		t.Run(test.Name, func(t *testing.T) {
			prior, fresh := decodeJSON(t, test.Prior), decodeJSON(t, test.Fresh)
			if got := tfvalue.EqualCustomField(prior, fresh); got != test.CustomField {
				t.Errorf("EqualCustomField(%s, %s): got %t, want %t", test.Prior, test.Fresh, got, test.CustomField)
			}
			if got := tfvalue.EqualCustomField(fresh, prior); got != test.CustomField {
				t.Errorf("EqualCustomField(%s, %s): got %t, want %t", test.Fresh, test.Prior, got, test.CustomField)
			}
		})
	}
}

// TestEqualFloat64_Cases runs the cases of numbers, which floats compare as custom fields do.
func TestEqualFloat64_Cases(t *testing.T) {
	float := func(content string) types.Float64 {
		if content == "null" {
			return types.Float64Null()
		}
		number, _ := json.Number(content).Float64()
		return types.Float64Value(number)
	}
	for _, test := range valuecases.EqualCases() {
		if test.Type != `"number"` {
			continue
		}
		if got := tfvalue.EqualFloat64(float(test.Prior), float(test.Fresh)); got != test.CustomField {
			t.Errorf("%s: got %t, want %t", test.Name, got, test.CustomField)
		}
	}
}

func TestEqualJSONText(t *testing.T) {
	for name, test := range map[string]struct {
		a, b string
		want bool
	}{
		"same object, different form": {`{"a": 1, "b": [true]}`, `{"b":[true],"a":1.0}`, true},
		"same list, different form":   {`[1, 2]`, ` [1,2] `, true},
		"different objects":           {`{"a": 1}`, `{"a": 2}`, false},
		"order of a list":             {`[1, 2]`, `[2, 1]`, false},
		"not an object or array":      {`"a"`, `"a"`, false},
		"not JSON":                    {`{a}`, `{a}`, false},
		"text after the JSON":         {`{} {}`, `{} {}`, false},
		"null and empty":              {`{"a": null}`, `{"a": ""}`, false},
	} {
		if got := tfvalue.EqualJSONText(test.a, test.b); got != test.want {
			t.Errorf("%s: got %t, want %t", name, got, test.want)
		}
	}
}

func TestIsEmpty_Unknown(t *testing.T) {
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	if tfvalue.IsEmpty(unknown) || tfvalue.IsEmptyEncoded(encode(t, unknown), tftypes.String) {
		t.Errorf("got an unknown value as empty, want it significant")
	}
}
