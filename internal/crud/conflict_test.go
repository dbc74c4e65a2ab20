package crud_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// TestUpdate_ConcurrentChange changes an object in Rebilly after Terraform has planned to change it.
func TestUpdate_ConcurrentChange(t *testing.T) {
	recurring := object{"unit": "month", "length": 1}
	base := object{
		"id": "plan_1", "name": "Monthly", "product_id": "prod_1", "currency": "USD", "recurring_interval": recurring,
		"pricing": object{"flat_rate": object{"price": 10}}, "custom_fields": object{"tier": "gold"}, "product_options": object{"a": "1"},
	}
	for name, test := range map[string]struct {
		ours, theirs object
		// lost are parts of the warning; none is no warning.
		lost []string
		want object
		kept string
	}{
		"different field": {object{"name": "New"}, object{"description": "theirs"}, nil,
			object{"name": "New", "description": "theirs"}, "description was changed"},
		"the same field": {object{"name": "New"}, object{"name": "Theirs"}, []string{"name was changed", `"Theirs"`},
			object{"name": "New"}, ""},
		"the same value": {object{"name": "New"}, object{"name": "New"}, nil, object{"name": "New"}, ""},
		"the price": {object{"pricing": object{"flat_rate": object{"price": 12}}},
			object{"pricing": object{"formula": "flat-rate", "price": 8}}, []string{"pricing.flat_rate.price", "8"}, nil, ""},
		"the price's form": {object{"pricing": object{"flat_rate": object{"price": 12}}},
			object{"pricing": object{"formula": "flat-rate", "price": 10.00}}, nil, nil, ""},
		"different formula": {object{"pricing": object{"flat_rate": object{"price": 12}}},
			object{"pricing": object{"formula": "fixed-fee", "price": 10}}, []string{"pricing.fixed_fee", "10"}, nil, ""},
		"an unmanaged field": {object{"custom_fields": object{"tier": "silver"}},
			object{"customFields": object{"tier": "gold", "theirs": "x"}}, nil,
			object{"customFields": map[string]any{"tier": "silver", "theirs": "x"}}, ""},
		"our custom field": {object{"custom_fields": object{"tier": "silver"}}, object{"customFields": object{"tier": "bronze"}},
			[]string{"custom_fields"}, nil, ""},
		"what we take out": {object{"custom_fields": nil}, object{"customFields": object{"tier": "bronze"}},
			[]string{"custom_fields"}, nil, ""},
		"one that we take out": {
			object{"custom_fields": object{"n": 1}}, object{"customFields": object{"tier": "bronze", "n": 1}},
			[]string{"custom_fields"}, object{"customFields": map[string]any{"n": json.Number("1")}}, "",
		},
		"an entry of a map that is replaced whole": {
			object{"product_options": object{"a": "new"}}, object{"productOptions": object{"a": "1", "c": "3"}},
			[]string{"product_options"}, object{"productOptions": map[string]any{"a": "new"}}, "",
		},
		"what we leave out": {
			object{"name": "New"}, object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}},
			nil, object{"name": "New"}, "trial was changed",
		},
		"false over what was there before": {
			object{"custom_fields": object{"tier": "gold", "vip": false}}, object{},
			nil, object{"customFields": map[string]any{"tier": "gold", "vip": false, "note": "x", "n": json.Number("1")}}, "",
		},
		"empty over what was there before": {
			object{"custom_fields": object{"tier": "gold", "note": ""}}, object{},
			nil, object{"customFields": map[string]any{"tier": "gold", "vip": true, "note": "", "n": json.Number("1")}}, "",
		},
		"what is empty anyway": {object{"name": "New"}, object{"description": ""}, nil, object{"name": "New"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_1", object{"name": "Seats"})
			state := s.MustApply(nil, "rebilly_plan", base)
			// These were set long ago, and Terraform has read the plan since.
			stored, _ := rebilly.Get("plans", "plan_1")
			stored["customFields"] = object{"tier": "gold", "vip": true, "note": "x", "n": 1}
			rebilly.Put("plans", "plan_1", stored)
			state = s.Read(state)
			config := maps.Clone(base)
			maps.Copy(config, test.ours)
			plan := s.Plan(state, "rebilly_plan", config)
			stored, _ = rebilly.Get("plans", "plan_1")
			maps.Copy(stored, test.theirs)
			rebilly.Put("plans", "plan_1", stored)
			after := s.Apply(plan)
			if after.Diagnostics.HasError() {
				t.Fatalf("got %v, want no error", after.Diagnostics)
			}
			overwritten := append([]string{"Concurrent change overwritten", "plan_1"}, test.lost...)
			if warned := after.Diagnostics.HasWarning(overwritten...); warned != (test.lost != nil) {
				t.Errorf("overwritten: got a warning: %t, want %t\n%v", warned, test.lost != nil, after.Diagnostics)
			}
			if warned := after.Diagnostics.HasWarning("Object changed outside of Terraform", "plan_1", test.kept); warned != (test.kept != "") {
				t.Errorf("kept: got a warning: %t, want %t\n%v", warned, test.kept != "", after.Diagnostics)
			}
			if plan := s.Plan(s.Read(after), "rebilly_plan", config); (plan.Action == coretest.Update) != (test.kept != "") {
				t.Errorf("next plan: got %s of %v, want an update: %t", plan.Action, plan.Changes(), test.kept != "")
			}
			stored, _ = rebilly.Get("plans", "plan_1")
			for field, want := range test.want {
				if !cmp.Equal(stored[field], want) {
					t.Errorf("%s: got %v, want %v", field, stored[field], want)
				}
			}
		})
	}
}
