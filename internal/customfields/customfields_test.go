package customfields_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func texts(values ...string) types.List {
	elements := make([]attr.Value, len(values))
	for i, value := range values {
		elements[i] = types.StringValue(value)
	}
	return types.ListValueMust(types.StringType, elements)
}

func object(values map[string]attr.Value) types.Dynamic {
	valueTypes := map[string]attr.Type{}
	for name, value := range values {
		valueTypes[name] = value.Type(nil) //nolint:staticcheck // these types do not look at the context
	}
	return types.DynamicValue(types.ObjectValueMust(valueTypes, values))
}

func TestFromAPI_UnmanagedKeys(t *testing.T) {
	prior := object(map[string]attr.Value{"ours": types.StringValue("a")})
	got := customfields.FromAPI(rebilly.Map[any]{"ours": "a", "theirs": "b"}, &prior)
	if !got.Equal(prior) {
		t.Errorf("got %s, want %s", got, prior)
	}
	none := types.DynamicNull()
	if got := customfields.FromAPI(rebilly.Map[any]{"theirs": "b"}, &none); !got.IsNull() {
		t.Errorf("got %s, want null", got)
	}
}

func TestFromAPI_Import(t *testing.T) {
	fields := rebilly.Map[any]{
		"text": "a", "number": json.Number("99.95"), "truth": true, "list": []any{"a", "b"}, "cleared": nil,
		"money": map[string]any{"currency": "USD", "amount": json.Number("9.9")},
	}
	got := customfields.ToAPI(customfields.FromAPI(fields, nil))
	delete(fields, "cleared")
	if diff := cmp.Diff(fields, got); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
}

func TestFromAPI_KeepsConfiguredTypes(t *testing.T) {
	for name, test := range map[string]struct {
		prior  types.Dynamic
		fields rebilly.Map[any]
	}{
		"list": {object(map[string]attr.Value{"tags": texts("a", "b")}), rebilly.Map[any]{"tags": []any{"a", "b"}}},
		"map": {
			types.DynamicValue(types.MapValueMust(types.StringType, map[string]attr.Value{"a": types.StringValue("b")})),
			rebilly.Map[any]{"a": "b"},
		},
		"null":   {object(map[string]attr.Value{"a": types.StringNull()}), rebilly.Map[any]{}},
		"number": {object(map[string]attr.Value{"a": types.NumberNull()}), rebilly.Map[any]{"a": nil}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := customfields.FromAPI(test.fields, &test.prior); !got.Equal(test.prior) {
				t.Errorf("got %s, want %s", got, test.prior)
			}
		})
	}
}

func TestFromAPI_Drift(t *testing.T) {
	prior := object(map[string]attr.Value{"a": types.StringValue("x"), "b": texts("y"), "c": types.StringValue("z")})
	want := object(map[string]attr.Value{"a": types.StringValue("changed"), "b": texts("y"), "c": types.DynamicNull()})
	got := customfields.FromAPI(rebilly.Map[any]{"a": "changed", "b": []any{"y"}}, &prior)
	if !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}
