package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const typeName = "rebilly_plan"

type object = coretest.Object

func withProduct(r *fakeapi.Server) {
	r.Put("products", "prod_1", map[string]any{"name": "Seats"})
	r.Put("products", "prod_2", map[string]any{"name": "Calls"})
}

// plan returns a minimal billing plan with additional attributes.
func plan(attributes object) object {
	config := object{"name": "Monthly", "product_id": "prod_1", "currency": "USD"}
	maps.Copy(config, attributes)
	return config
}

func monthly(attributes object) object {
	config := plan(object{"pricing": flatRate(99.95), "recurring_interval": object{"unit": "month", "length": 1}})
	maps.Copy(config, attributes)
	return config
}

func flatRate(price any) object { return object{"flat_rate": object{"price": price}} }

func bracketed(variant string) object {
	return object{variant: object{"brackets": []any{
		object{"price": 9.9, "max_quantity": 10},
		object{"price": 0.0001, "max_quantity": 999999999},
		object{"price": 0},
	}, "min_quantity": 1}}
}

func subscription() object {
	return plan(object{
		"id":               "plan_maximal",
		"description":      "A seat for one person",
		"rich_description": "<b>A seat</b> for one person",
		"product_options":  object{"color": "red", "size": "xxl"},
		"is_active":        false,
		"setup":            object{"price": 10},
		"trial":            object{"price": 1.5, "period": object{"unit": "day", "length": 14}},
		"recurring_interval": object{
			"unit": "month", "length": 3, "limit": 12, "billing_timing": "postpaid",
			"period_anchor_instruction": object{"day_of_month": object{"day": 31, "time": "10:00:00Z"}},
		},
		"metered_billing":     object{"strategy": "last", "min": 0.01, "max": 1000.5, "sticky": true},
		"pricing":             bracketed("tiered"),
		"custom_fields":       object{"tier": "gold"},
		"deletion_protection": false,
	})
}

func TestMatrix(t *testing.T) {
	configs := map[string]coretest.Object{
		"minimal": plan(object{"pricing": flatRate(9.9)}),
		"maximal": subscription(),
		"nulls": plan(object{
			"pricing": object{
				"fixed_fee": nil, "flat_rate": object{"price": 5, "min_quantity": nil, "max_quantity": nil}, "tiered": nil,
			},
			"description": nil, "rich_description": nil, "product_options": nil, "is_active": nil, "setup": nil, "trial": nil,
			"recurring_interval": nil, "metered_billing": nil, "custom_fields": nil, "on_destroy": nil,
		}),
		"empties": monthly(object{
			"description": "", "rich_description": "", "product_options": object{}, "custom_fields": object{},
			"recurring_interval": object{
				"unit": "week", "length": 1, "limit": nil, "billing_timing": nil, "period_anchor_instruction": nil,
			},
		}),
		"zeroes": monthly(object{
			"pricing": flatRate(0), "setup": object{"price": 0}, "trial": object{
				"price": 0, "period": object{"unit": "week", "length": 1},
			}, "is_active": false,
		}),
		"metered": monthly(object{
			"recurring_interval": object{"unit": "month", "length": 1, "billing_timing": "postpaid"},
			"metered_billing":    object{"strategy": "sum"}, "pricing": bracketed("volume"),
		}),
		"trial only": plan(object{"trial": object{"price": 0, "period": object{"unit": "month", "length": 1}}}),
		"fixed fee":  plan(object{"pricing": object{"fixed_fee": object{"price": 1234567890.12}}}),
		"flat rate":  plan(object{"pricing": object{"flat_rate": object{"price": 9.9, "min_quantity": 1, "max_quantity": 999999999}}}),
		"stairstep":  plan(object{"pricing": bracketed("stairstep")}),
		"arithmetic": plan(object{"pricing": flatRate(coretest.Sub("1", "0.99")), "setup": object{"price": coretest.Sub("100", "0.05")}}),
		"day of week": monthly(object{"recurring_interval": object{
			"unit": "week", "length": 1, "period_anchor_instruction": object{"day_of_week": object{"day": "Monday", "week": "next"}},
		}}),
		"day of year": monthly(object{"recurring_interval": object{
			"unit":                      "year",
			"length":                    1,
			"period_anchor_instruction": object{"day_and_month_of_year": object{"day": 31, "month": 1, "time": "00:00"}},
		}}),
	}
	coretest.Matrix(t, coretest.Case{
		Type:       typeName,
		Collection: "plans",
		Derived:    []string{"currencySign"},
		Setup:      withProduct,
		Configs:    configs,
		Changes: map[string]any{
			"name":                                   "Yearly",
			"product_id":                             "prod_2",
			"currency":                               "EUR",
			"description":                            "A place",
			"rich_description":                       "<i>A place</i>",
			"product_options.color":                  "blue",
			"is_active":                              true,
			"setup.price":                            0,
			"trial.price":                            0,
			"trial.period.unit":                      "week",
			"trial.period.length":                    2,
			"recurring_interval.unit":                "year",
			"recurring_interval.length":              1,
			"recurring_interval.limit":               1,
			"metered_billing.min":                    0.02,
			"metered_billing.max":                    2000,
			"metered_billing.sticky":                 false,
			"pricing.tiered.brackets.0.price":        9.89,
			"pricing.tiered.brackets.1.max_quantity": 20,
			"pricing.tiered.min_quantity":            2,
			"custom_fields.tier":                     "silver",
			"on_destroy":                             "deactivate",
			"deletion_protection":                    true,
			"recurring_interval.period_anchor_instruction.day_of_month.day":  1,
			"recurring_interval.period_anchor_instruction.day_of_month.time": "11:00",
		},
		Clears: []string{
			"description", "rich_description", "product_options", "product_options.color", "is_active", "setup", "trial",
			"recurring_interval.limit", "recurring_interval.period_anchor_instruction",
			"recurring_interval.period_anchor_instruction.day_of_month.time",
			"metered_billing", "metered_billing.min", "metered_billing.max", "metered_billing.sticky",
			"pricing.tiered.brackets.1", "pricing.tiered.min_quantity", "custom_fields",
		},
	})
}

func TestUpdate_PricingVariant(t *testing.T) {
	t.Parallel()
	plans := map[string]object{
		"one-time":  plan(object{"pricing": flatRate(5)}),
		"fixed fee": plan(object{"pricing": object{"fixed_fee": object{"price": 5}}}),
		"tiered":    plan(object{"pricing": bracketed("tiered")}),
		"volume":    plan(object{"pricing": bracketed("volume")}),
		"monthly":   subscription(),
		"by week": monthly(object{"recurring_interval": object{
			"unit": "week", "length": 1, "period_anchor_instruction": object{"day_of_week": object{"day": "Monday", "week": "next"}},
		}}),
		"trial only": plan(object{"trial": object{"price": 0, "period": object{"unit": "month", "length": 1}}}),
	}
	for from := range plans {
		for to := range plans {
			if from == to {
				continue
			}
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				rebilly := fakeapi.Start(t)
				withProduct(rebilly)
				s := coretest.NewCore(t, rebilly.ProviderConfig())
				before, after := maps.Clone(plans[from]), maps.Clone(plans[to])
				before["id"], after["id"] = "plan_x", "plan_x"
				state := s.MustApply(nil, typeName, before)
				change := s.Plan(state, typeName, after)
				if change.Action != coretest.Update {
					t.Fatalf("got action %s, want %s: %v", change.Action, coretest.Update, change.Diagnostics)
				}
				state = s.MustApply(state, typeName, after)
				if again := s.Plan(state, typeName, after); again.Action != coretest.NoOp {
					t.Errorf("second plan: got action %s of %v, want %s", again.Action, again.Changes(), coretest.NoOp)
				}
			})
		}
	}
}

func TestRequest_PriceDigits(t *testing.T) {
	for _, test := range []struct {
		price any
		wire  string
	}{
		{0, "0"},
		{9.9, "9.9"},
		{json.Number("9.90"), "9.9"},
		{99.95, "99.95"},
		{0.0001, "0.0001"},
		{1234567890.12, "1234567890.12"},
		{coretest.Sub("1", "0.99"), "0.01"},
	} {
		t.Run(test.wire, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			withProduct(rebilly)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			config := plan(object{"id": "plan_x", "pricing": flatRate(test.price)})
			s.MustApply(nil, typeName, config)
			stored, _ := rebilly.Get("plans", "plan_x")
			pricing, _ := stored["pricing"].(map[string]any)
			if got := fmt.Sprint(pricing["price"]); got != test.wire {
				t.Errorf("got price %s in the request, want %s", got, test.wire)
			}
			if again := s.Plan(s.Import(typeName, "plan_x"), typeName, config); again.Action != coretest.NoOp {
				t.Errorf("plan after an import: got action %s of %v, want %s", again.Action, again.Changes(), coretest.NoOp)
			}
		})
	}
}

// Terraform never sends the name of a different billing system, such as up_to, to a provider.
func TestValidate_OneBracketWarns(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for _, variant := range []string{"stairstep", "tiered", "volume"} {
		at := "pricing." + variant + ".brackets"
		for _, test := range []struct {
			brackets []any
			warns    bool
		}{
			{[]any{object{"price": 1}}, true},
			{[]any{object{"price": 1, "max_quantity": 5}}, false},
			{[]any{object{"price": 1, "max_quantity": coretest.Unknown}}, false},
			{[]any{object{"price": 1, "max_quantity": 5}, object{"price": 0.5}}, false},
		} {
			got := s.Validate(typeName, plan(object{"pricing": object{variant: object{"brackets": test.brackets}}}))
			warned := got.HasWarning(at+".0.max_quantity", "One price for all quantities in "+at, "up_to")
			if warned != test.warns || got.HasError() || !test.warns && len(got) > 0 {
				t.Errorf("%s %v: got %v, want a warning: %t", variant, test.brackets, got, test.warns)
			}
		}
	}
}

func TestValidate_InvalidConfigurations(t *testing.T) {
	for name, test := range map[string]struct {
		config object
		path   string
		want   string
	}{
		"wrong enum": {
			monthly(object{"recurring_interval": object{"unit": "hour", "length": 1}}), "recurring_interval.unit", "day",
		},
		"lower-case currency": {plan(object{"pricing": flatRate(1), "currency": "usd"}), "currency", "ISO 4217"},
		"no pricing":          {plan(nil), "pricing", "trial-only"},
		"no pricing, recurring": {
			plan(object{
				"recurring_interval": object{"unit": "day", "length": 1},
				"trial":              object{"price": 0, "period": object{"unit": "day", "length": 1}},
			}),
			"pricing",
			"subscription",
		},
		"too many digits": {
			plan(object{"pricing": flatRate(json.Number("12345678901234567890.123"))}), "pricing.flat_rate.price", "Round it",
		},
		"two variants": {
			plan(object{"pricing": object{"flat_rate": object{"price": 1}, "fixed_fee": object{"price": 1}}}),
			"pricing",
			"fixed_fee and flat_rate",
		},
		"no variant": {plan(object{"pricing": object{}}), "pricing", "exactly one of"},
		"no brackets": {
			plan(object{"pricing": object{"tiered": object{"brackets": []any{}}}}), "pricing.tiered.brackets", "at least 1",
		},
		"descending brackets": {
			plan(object{"pricing": object{"volume": object{"brackets": []any{
				object{"price": 1, "max_quantity": 9}, object{"price": 2, "max_quantity": 9},
			}}}}),
			"pricing.volume.brackets.1.max_quantity",
			"ascend",
		},
		"negative number for no end": {
			plan(object{"pricing": object{"volume": object{"brackets": []any{
				object{"price": 1, "max_quantity": 9}, object{"price": 2, "max_quantity": -1},
			}}}}),
			"pricing.volume.brackets.1.max_quantity",
			"leave max_quantity out",
		},
		"open-ended bracket first": {
			plan(object{"pricing": object{"stairstep": object{"brackets": []any{
				object{"price": 1}, object{"price": 2, "max_quantity": 9},
			}}}}),
			"pricing.stairstep.brackets.0.max_quantity",
			"last",
		},
		"invalid quantity range": {
			plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 5, "max_quantity": 4}}}),
			"pricing.flat_rate.max_quantity",
			"min_quantity",
		},
		"trial without period": {monthly(object{"trial": object{"price": 0}}), "trial.period", ""},
		"trial of a one-time sale": {
			plan(object{"pricing": flatRate(1), "trial": object{"price": 0, "period": object{"unit": "day", "length": 1}}}),
			"trial",
			"one-time sale",
		},
		"metered and prepaid": {
			monthly(object{"metered_billing": object{"strategy": "sum"}}), "recurring_interval.billing_timing", "postpaid",
		},
		"metered one-time sale": {
			plan(object{"pricing": flatRate(1), "metered_billing": object{"strategy": "sum"}}),
			"metered_billing",
			"recurring_interval",
		},
		"sticky sum": {
			monthly(object{
				"recurring_interval": object{"unit": "day", "length": 1, "billing_timing": "postpaid"},
				"metered_billing":    object{"strategy": "sum", "sticky": true},
			}),
			"metered_billing.sticky",
			"last",
		},
		"metered bounds": {
			monthly(object{
				"recurring_interval": object{"unit": "day", "length": 1, "billing_timing": "postpaid"},
				"metered_billing":    object{"strategy": "sum", "min": 2, "max": 1},
			}),
			"metered_billing.max",
			"min",
		},
		"two anchors": {
			monthly(object{"recurring_interval": object{
				"unit":   "day",
				"length": 1,
				"period_anchor_instruction": object{
					"day_of_month": object{"day": 1}, "day_of_week": object{"day": "Sunday", "week": "next"},
				},
			}}),
			"recurring_interval.period_anchor_instruction",
			"exactly one of",
		},
		"time of day": {
			monthly(object{"recurring_interval": object{
				"unit": "day", "length": 1, "period_anchor_instruction": object{"day_of_month": object{"day": 1, "time": "noon"}},
			}}),
			"recurring_interval.period_anchor_instruction.day_of_month.time",
			"10:00",
		},
		"id with a slash": {plan(object{"pricing": flatRate(1), "id": "a/b"}), "id", "letters"},
		"null option": {
			plan(object{"pricing": flatRate(1), "product_options": object{"color": nil}}), "product_options", "null",
		},
		"custom fields as text": {plan(object{"pricing": flatRate(1), "custom_fields": "gold"}), "custom_fields", "object"},
		"custom field of lists": {
			plan(object{"pricing": flatRate(1), "custom_fields": object{"a": []any{[]any{}}}}), "custom_fields", "list of strings",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
			if got := s.Validate(typeName, test.config); !got.HasError(test.path, test.want) {
				t.Errorf("got %v, want an error at %s that contains %q", got, test.path, test.want)
			}
		})
	}
}

func TestValidate_DiagnosticOrder(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	negative := object{"price": -1}
	brackets := object{"brackets": []any{negative}}
	c := monthly(object{"pricing": object{
		"fixed_fee": negative, "flat_rate": negative, "stairstep": brackets, "tiered": brackets, "volume": brackets,
	}})
	want := s.Validate(typeName, c)
	if len(want) < 5 {
		t.Fatalf("got %d diagnostics, want at least one for each price: %v", len(want), want)
	}
	for range 20 {
		if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(s.Validate(typeName, c))); diff != "" {
			t.Fatalf("diagnostics differ between validations (-want +got):\n%s", diff)
		}
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	for _, path := range []string{
		"id", "name", "product_id", "currency", "pricing", "trial", "recurring_interval", "metered_billing", "product_options",
		"custom_fields", "setup", "on_destroy",
	} {
		config := subscription()
		config[path] = coretest.Unknown
		if got := s.Validate(typeName, config).Errors(); len(got) > 0 {
			t.Errorf("unknown %s: got %v, want no errors", path, got)
		}
	}
	for _, pricing := range []object{
		{"tiered": object{"brackets": coretest.Unknown}},
		{"tiered": object{"brackets": []any{object{"price": coretest.Unknown, "max_quantity": coretest.Unknown}}}},
		{"flat_rate": coretest.Unknown, "tiered": coretest.Unknown},
		{"flat_rate": object{"price": 1, "min_quantity": coretest.Unknown, "max_quantity": 1}},
	} {
		if got := s.Validate(typeName, plan(object{"pricing": pricing})).Errors(); len(got) > 0 {
			t.Errorf("pricing %v: got %v, want no errors", pricing, got)
		}
	}
}

func TestDelete_Deactivates(t *testing.T) {
	rebilly := fakeapi.Start(t)
	withProduct(rebilly)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, monthly(object{"id": "plan_x", "on_destroy": "deactivate"}))
	destroy := s.Plan(state, typeName, nil)
	if !destroy.Diagnostics.HasWarning("deactivated, not deleted") {
		t.Errorf("got %v, want a warning that the billing plan is deactivated", destroy.Diagnostics)
	}
	rebilly.Put("plans", "plan_x", map[string]any{
		"name": "Monthly", "productId": "prod_1", "currency": "USD", "pricing": map[string]any{"formula": "flat-rate", "price": 19.99},
		"recurringInterval": map[string]any{"unit": "month", "length": 1},
	})
	if after := s.Apply(destroy); !after.Removed() {
		t.Errorf("got state %v, want it removed", after)
	}
	stored, ok := rebilly.Get("plans", "plan_x")
	pricing, _ := stored["pricing"].(map[string]any)
	if !ok || stored["isActive"] != false || fmt.Sprint(pricing["price"]) != "19.99" {
		t.Errorf("got stored plan %v, want isActive false and price 19.99", stored)
	}
	read := s.Read(state)
	rebilly.Remove("plans", "plan_x")
	if after := s.MustApply(read, typeName, nil); !after.Removed() {
		t.Errorf("destroy after the plan was deleted out of band: got state %v, want it removed", after)
	}
}
