package crud_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestGenerateConfig_Minimal has a case for each rule of what is omitted.
func TestGenerateConfig_Minimal(t *testing.T) {
	fixed := map[string]any{"formula": "fixed-fee", "price": 0}
	for name, test := range map[string]struct {
		typeName, collection, id string
		object                   map[string]any
		want                     object
	}{
		"the id stays, defaults go": {
			"rebilly_product", "products", "prod_x",
			map[string]any{"name": "Seats", "unitLabel": "unit", "requiresShipping": false, "options": []any{}, "description": "",
				"recognition": map[string]any{}, "customFields": map[string]any{}},
			object{"id": "prod_x", "name": "Seats"},
		},
		"what is not the default stays": {
			"rebilly_product", "products", "prod_x",
			map[string]any{"name": "Seats", "unitLabel": "seat", "requiresShipping": true,
				"recognition": map[string]any{"debitAccountId": "jrn_1", "creditAccountId": ""}},
			object{"id": "prod_x", "name": "Seats", "unit_label": "seat", "requires_shipping": true,
				"recognition": object{"debit_account_id": "jrn_1"}},
		},
		"false stays where true is the default, and inactive variants go": {
			"rebilly_plan", "plans", "plan_x",
			map[string]any{"name": "", "productId": "prod_x", "currency": "USD", "isActive": false, "pricing": fixed,
				"setup": map[string]any{"price": 0}},
			object{"id": "plan_x", "name": "", "product_id": "prod_x", "currency": "USD", "is_active": false,
				"setup": object{"price": json.Number("0")}, "pricing": object{"fixed_fee": object{"price": json.Number("0")}}},
		},
		"values of custom fields stay, whatever they say": {
			"rebilly_product", "products", "prod_x",
			map[string]any{"name": "Seats", "customFields": map[string]any{"beta": false, "note": "", "tags": []any{}}},
			object{"id": "prod_x", "name": "Seats", "custom_fields": object{"beta": false, "note": "", "tags": []any{}}},
		},
		"a variant stays, if only as {}": {
			"rebilly_custom_field", "custom-fields", "products/tier", map[string]any{"type": "string"},
			object{"resource": "products", "name": "tier", "string": object{}},
		},
		"a default that is false stays": {
			"rebilly_custom_field", "custom-fields", "products/beta",
			map[string]any{"type": "boolean", "additionalSchema": map[string]any{"default": false, "required": false}},
			object{"resource": "products", "name": "beta", "boolean": object{"default": false}},
		},
		"a default that is empty stays": {
			"rebilly_custom_field", "custom-fields", "products/note",
			map[string]any{"type": "string", "isEnabled": false, "additionalSchema": map[string]any{"default": "", "allowedValues": []any{}}},
			object{"resource": "products", "name": "note", "is_enabled": false, "string": object{"default": ""}},
		},
		"what only Rebilly sets goes, and an empty scope": {
			"rebilly_api_key", "api-keys", "api_key_x",
			map[string]any{"description": "Page", "type": "publishable",
				"acl": []any{map[string]any{"scope": map[string]any{}, "permissions": []any{"PostToken"}}}},
			object{"id": "api_key_x", "description": "Page", "type": "publishable", "acl": []any{object{"permissions": []any{"PostToken"}}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t, emulator.Options{})
			rebilly.Put("products", "prod_x", map[string]any{"name": "Seats"})
			rebilly.Put(test.collection, test.id, test.object)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.Import(test.typeName, test.id)
			got := s.Generate(state)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if plan := s.Plan(state, test.typeName, got); plan.Action != coretest.NoOp {
				t.Errorf("got %s of %v, want no changes: %v", plan.Action, plan.Changes(), plan.Diagnostics)
			}
		})
	}
}

func TestPlan_EquivalentJSON(t *testing.T) {
	for name, test := range map[string]struct {
		held, configured string
		same             bool
	}{
		"white space":            {`{ "a": [1, 2] }`, `{"a":[1,2]}`, true},
		"order of names":         {`{"b":1,"a":2}`, `{"a":2,"b":1}`, true},
		"forms of numbers":       {`[1.0, 1e3, 0.30]`, `[1,1000,0.3]`, true},
		"escapes":                {`["<&>"]`, `["\u003c\u0026\u003e"]`, true},
		"different value":        {`{"a":1}`, `{"a":2}`, false},
		"different last digit":   {`[0.30000000000000004]`, `[0.3]`, false},
		"a large number":         {`[12345678901234567890]`, `[12345678901234567891]`, false},
		"different name":         {`{"a":null}`, `{"b":null}`, false},
		"a text is a text":       {`"a"`, `"a" `, false},
		"a number is a text":     {`1.0`, `1`, false},
		"order of elements":      {`[1,2]`, `[2,1]`, false},
		"not JSON any more":      {`{"a":1}`, `{"a":1`, false},
		"not JSON, only like it": {`{a}`, `{ a }`, false},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_x", map[string]any{"name": "Seats", "description": test.held})
			plan := s.Plan(s.Import(product, "prod_x"), product, object{"id": "prod_x", "name": "Seats", "description": test.configured})
			if same := plan.Action == coretest.NoOp; same != test.same {
				t.Errorf("got %s of %v, want no changes: %t\n%v", plan.Action, plan.Changes(), test.same, plan.Diagnostics)
			}
		})
	}
}
