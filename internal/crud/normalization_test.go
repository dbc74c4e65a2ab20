package crud_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// storeInstead makes the server store different fields than a PUT has.
func storeInstead(rebilly *fakeapi.Server, fields object) (stop func()) {
	return rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			var body map[string]any
			_ = json.NewDecoder(r.Body).Decode(&body)
			maps.Copy(body, fields)
			r = withBody(r, body)
		}
		next.ServeHTTP(w, r)
	})
}

// TestNormalization writes values that Rebilly stores differently. No object may be tainted, and the next plan must show the difference.
func TestNormalization(t *testing.T) {
	base := object{
		"id": "plan_1", "name": "Monthly", "product_id": "prod_1", "currency": "USD", "description": "old", "is_active": true,
		"pricing":       object{"tiered": object{"brackets": []any{object{"price": 10, "max_quantity": 5}, object{"price": 8}}}},
		"custom_fields": object{"tier": "gold", "seats": 3}, "product_options": object{"a": "1"},
	}
	brackets := func(price any) object {
		return object{"formula": "tiered", "brackets": []any{object{"price": price, "maxQuantity": 5}, object{"price": 8, "maxQuantity": nil}}}
	}
	for name, test := range map[string]struct {
		// changes are those of the update, stored the fields that Rebilly stores instead.
		changes, stored object
		path            string
		// term is true if the difference is an error of an update.
		term bool
		// value is the value in the state after the error.
		value any
	}{
		"text": {object{"description": "new\n"}, object{"description": "new"}, "description", false, nil},
		"entry of a map": {
			object{"product_options": object{"a": " 2"}}, object{"productOptions": object{"a": "2"}}, "product_options", false, nil,
		},
		"custom field": {
			object{"custom_fields": object{"tier": "gold", "seats": 4}}, object{"customFields": object{"tier": "gold", "seats": 5}},
			"custom_fields", false, nil,
		},
		"price in a list": {
			object{"pricing": object{"tiered": object{"brackets": []any{object{"price": 12.345, "max_quantity": 5}, object{"price": 8}}}}},
			object{"pricing": brackets(12.35)}, "pricing.tiered.brackets.0.price", true, 12.35,
		},
		"end":      {object{"is_active": false}, object{"isActive": true}, "is_active", true, true},
		"currency": {object{"currency": "EUR"}, object{"currency": "USD"}, "currency", true, "USD"},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_1", object{"name": "Seats"})
			config := coretest.With(base, test.changes)

			stop := storeInstead(rebilly, test.stored)
			created := s.Apply(s.Plan(nil, "rebilly_plan", config))
			if created.Diagnostics.HasError() || created.Tainted || !created.Diagnostics.HasWarning(`Plan "plan_1" stored differently`) {
				t.Errorf("create: got tainted: %t, %v, want a warning that names the plan", created.Tainted, created.Diagnostics)
			}
			stop()
			if plan := s.Plan(s.Read(created), "rebilly_plan", config); plan.Action != coretest.Update {
				t.Errorf("create: got %s of %v as the next plan, want an update", plan.Action, plan.Changes())
			}
			rebilly.Remove("plans", "plan_1")

			state := s.Read(s.MustApply(nil, "rebilly_plan", base))
			stop = storeInstead(rebilly, test.stored)
			updated := s.Apply(s.Plan(state, "rebilly_plan", config))
			stop()
			switch {
			case test.term && (!updated.Diagnostics.HasError(`Plan "plan_1" not updated as planned`) ||
				fmt.Sprint(updated.Get(test.path)) != fmt.Sprint(test.value)):
				t.Errorf("update: got %v with %v, want %v in the state and an error", updated.Get(test.path), updated.Diagnostics, test.value)
			case !test.term && (updated.Diagnostics.HasError() || !updated.Diagnostics.HasWarning(`Plan "plan_1" stored differently`)):
				t.Errorf("update: got %v, want a warning", updated.Diagnostics)
			}
			if plan := s.Plan(s.Read(updated), "rebilly_plan", config); updated.Tainted || plan.Action != coretest.Update {
				t.Errorf("update: got tainted: %t and %s of %v as the next plan, want an update", updated.Tainted, plan.Action, plan.Changes())
			}
		})
	}
}
