package apidiag

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestSnakeCase(t *testing.T) {
	for api, terraform := range map[string]string{"name": "name", "taxCategoryId": "tax_category_id", "logoId": "logo_id"} {
		if got := snake(api); got != terraform {
			t.Errorf("snake(%s): got %s, want %s", api, got, terraform)
		}
	}
}

// TestPath_Deterministic has two objects with the attribute that a field leads to.
func TestPath_Deterministic(t *testing.T) {
	text := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	object := func(attributes map[string]tftypes.Value) tftypes.Value {
		types := map[string]tftypes.Type{}
		for name, value := range attributes {
			types[name] = value.Type()
		}
		return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, attributes)
	}
	value := object(map[string]tftypes.Value{"pricing": object(map[string]tftypes.Value{
		"b": object(map[string]tftypes.Value{"price": text("2")}),
		"c": object(map[string]tftypes.Value{"price": text("3")}),
		"a": object(map[string]tftypes.Value{"price": text("1")}),
		"d": object(map[string]tftypes.Value{"price": text("4")}),
	})})
	want := path.Root("pricing").AtName("a").AtName("price")
	for range 50 {
		if got, _ := (fieldMapper{value, nil}).path("pricing.price"); !got.Equal(want) {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}
