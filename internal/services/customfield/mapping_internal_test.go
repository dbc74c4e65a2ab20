package customfield

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

var (
	anyText  = rapid.StringN(0, 20, -1)
	maybe    = rapid.Ptr(anyText, true)
	someText = rapid.Custom(func(t *rapid.T) []string {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return rapid.SliceOfN(anyText, 0, 3).Draw(t, "texts")
	})
	integers = rapid.Ptr(rapid.Int64Range(-1<<31, 1<<31-1), true)
	numbers  = rapid.Custom(func(t *rapid.T) types.Float64 {
		if rapid.Bool().Draw(t, "none") {
			return types.Float64Null()
		}
		cents := rapid.Int64Range(-1e12, 1e12).Draw(t, "cents")
		return decimal.FromJSON(json.Number(strconv.FormatFloat(float64(cents)/100, 'f', -1, 64)))
	})
)

func drawVariants(t *rapid.T) variants {
	required := rapid.Bool().Draw(t, "required")
	switch rapid.IntRange(0, 7).Draw(t, "type") {
	case 0:
		return variants{Array: &arrayField{required, someText.Draw(t, "default"), someText.Draw(t, "allowed")}}
	case 1:
		return variants{Boolean: &booleanField{required, rapid.Ptr(rapid.Bool(), true).Draw(t, "default")}}
	case 2:
		return variants{Date: &timeField{required, maybe.Draw(t, "default")}}
	case 3:
		return variants{DateTime: &timeField{required, maybe.Draw(t, "default")}}
	case 4:
		return variants{Integer: &integerField{required, integers.Draw(t, "default"), integers.Draw(t, "minimum"), integers.Draw(t, "maximum")}}
	case 5:
		return variants{Number: &numberField{required, numbers.Draw(t, "default"), numbers.Draw(t, "minimum"), numbers.Draw(t, "maximum")}}
	case 6:
		return variants{String: &stringField{
			required, maybe.Draw(t, "default"), someText.Draw(t, "allowed"), rapid.Ptr(rapid.Int64Range(1, 4000), true).Draw(t,
				"length"), maybe.Draw(t, "pattern"),
		}}
	}
	field := &monetaryField{Required: required}
	if amount := numbers.Draw(t, "amount"); !amount.IsNull() {
		field.Default = &money{Currency: "USD", Amount: amount}
	}
	return variants{Monetary: field}
}

func TestMapping_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := model{
			Resource:    "products",
			Name:        "tier",
			Description: maybe.Draw(t, "description"),
			IsEnabled:   rapid.Bool().Draw(t, "is_enabled"),
			OnDestroy:   onDestroyDisable,
			variants:    drawVariants(t),
		}
		wire, err := json.Marshal(toAPI(m))
		if err != nil {
			t.Fatal(err)
		}
		var got rebilly.CustomField
		if err := json.Unmarshal(wire, &got); err != nil {
			t.Fatal(err)
		}
		got.Resource, got.Name = "products", "tier"
		if diff := cmp.Diff(m, fromAPI(got, &m), cmp.AllowUnexported(model{})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", wire, diff)
		}
	})
}

func TestFromAPI_LegacyValues(t *testing.T) {
	for wire, want := range map[string]model{
		`{"type": "string"}`: {variants: variants{String: &stringField{}}},
		`{"type": "string", "additionalSchema": null, "isEnabled": true}`: {variants: variants{String: &stringField{}}},
		`{"type": "array", "additionalSchema": []}`:                       {variants: variants{Array: &arrayField{}}},
		`{"type": "integer", "additionalSchema": {"minimum": 5.0, "maximum": 1e3, "default": 6}}`: {
			variants: variants{Integer: &integerField{Default: new(int64(6)), Minimum: new(int64(5)), Maximum: new(int64(1000))}},
		},
		`{"type": "boolean", "additionalSchema": {"default": "yes", "required": true, "futureRule": {}}}`: {
			variants: variants{Boolean: &booleanField{Required: true}},
		},
	} {
		var field rebilly.CustomField
		if err := json.Unmarshal([]byte(wire), &field); err != nil {
			t.Fatal(err)
		}
		want.IsEnabled, want.OnDestroy = true, onDestroyDisable
		if diff := cmp.Diff(want, fromAPI(field, nil), cmp.AllowUnexported(model{})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", wire, diff)
		}
	}
}
