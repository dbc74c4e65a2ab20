package server_test

import (
	"fmt"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
)

type object = acctest.Object

var examples = map[string]object{
	"rebilly_product": {"name": "Seats", "options": []any{"color"}},
	"rebilly_plan": {"name": "Monthly", "product_id": "prod_1", "currency": "USD",
		"pricing":            object{"tiered": object{"brackets": []any{object{"price": 9.99, "max_quantity": 10}, object{"price": 7}}}},
		"recurring_interval": object{"unit": "month", "length": 1}},
	"rebilly_website":      {"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "a@example.com"},
	"rebilly_api_key":      {"description": "CI", "acl": []any{object{"permissions": []any{"GetProduct"}}}},
	"rebilly_custom_field": {"resource": "products", "string": object{}},
	"rebilly_coupon": {"discount": object{"percent": object{"value": 10}}, "issued_time": "2026-01-01T00:00:00Z",
		"restrictions": object{"restrict_to_customers": object{"customer_ids": []any{"cus_1", "cus_2"}}, "restrict_to_plans": object{"plan_ids": []any{"a"}, "minimum_quantity": 1}}},
}

func TestUnchangedObjectsAreAnsweredQuickly(t *testing.T) {
	for typeName, example := range examples {
		t.Run(typeName, func(t *testing.T) {
			rebilly := acctest.Start(t)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			s := acctest.NewServer(t, rebilly.ProviderConfig())
			var states []*acctest.State
			var configs []object
			for i := range 10 {
				config := object{}
				for name, value := range example {
					config[name] = value
				}
				if typeName == "rebilly_custom_field" {
					config["name"] = fmt.Sprint("field", i)
				}
				configs = append(configs, config)
				states = append(states, s.Applied(nil, typeName, config))
			}
			s = acctest.NewServer(t, rebilly.ProviderConfig())
			rebilly.Reset()
			for i, state := range states {
				read := s.Read(state)
				if plan := s.Plan(read, typeName, configs[i]); plan.Action != acctest.NoOp {
					t.Fatalf("%s of %v", plan.Action, plan.Changes())
				}
			}
			t.Log(rebilly.Requests())
			for call, want := range map[string]int{"ReadResource": 7, "PlanResourceChange": 10} {
				if typeName == "rebilly_api_key" && call == "ReadResource" {
					want = 0
				}
				if got := s.Quick(call); got != want {
					t.Errorf("%d quick answers to %s, want %d", got, call, want)
				}
			}
		})
	}
}
