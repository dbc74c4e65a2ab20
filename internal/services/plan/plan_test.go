package plan_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
)

const typeName = "rebilly_plan"

type object = acctest.Object

func withProduct(r *acctest.FakeAPI) {
	r.Put("products", "prod_1", map[string]any{"name": "Seats"})
	r.Put("products", "prod_2", map[string]any{"name": "Calls"})
}

// plan is a minimal plan with more set.
func plan(more object) object {
	config := object{"name": "Monthly", "product_id": "prod_1", "currency": "USD"}
	maps.Copy(config, more)
	return config
}

func monthly(more object) object {
	config := plan(object{"pricing": flatRate(99.95), "recurring_interval": object{"unit": "month", "length": 1}})
	maps.Copy(config, more)
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
	configs := map[string]acctest.Object{
		"minimal": plan(object{"pricing": flatRate(9.9)}),
		"maximal": subscription(),
		"nulls": plan(object{
			"pricing":     object{"fixed_fee": nil, "flat_rate": object{"price": 5, "min_quantity": nil, "max_quantity": nil}, "tiered": nil},
			"description": nil, "rich_description": nil, "product_options": nil, "is_active": nil, "setup": nil, "trial": nil,
			"recurring_interval": nil, "metered_billing": nil, "custom_fields": nil, "on_destroy": nil,
		}),
		"empties": monthly(object{
			"description": "", "rich_description": "", "product_options": object{}, "custom_fields": object{},
			"recurring_interval": object{"unit": "week", "length": 1, "limit": nil, "billing_timing": nil, "period_anchor_instruction": nil},
		}),
		"zeroes": monthly(object{
			"pricing": flatRate(0), "setup": object{"price": 0}, "trial": object{"price": 0, "period": object{"unit": "week", "length": 1}}, "is_active": false,
		}),
		"metered": monthly(object{
			"recurring_interval": object{"unit": "month", "length": 1, "billing_timing": "postpaid"},
			"metered_billing":    object{"strategy": "sum"}, "pricing": bracketed("volume"),
		}),
		"trial only":  plan(object{"trial": object{"price": 0, "period": object{"unit": "month", "length": 1}}}),
		"fixed fee":   plan(object{"pricing": object{"fixed_fee": object{"price": 1234567890.12}}}),
		"flat rate":   plan(object{"pricing": object{"flat_rate": object{"price": 9.9, "min_quantity": 1, "max_quantity": 999999999}}}),
		"stairstep":   plan(object{"pricing": bracketed("stairstep")}),
		"arithmetic":  plan(object{"pricing": flatRate(acctest.Sub("1", "0.99")), "setup": object{"price": acctest.Sub("100", "0.05")}}),
		"day of week": monthly(object{"recurring_interval": object{"unit": "week", "length": 1, "period_anchor_instruction": object{"day_of_week": object{"day": "Monday", "week": "next"}}}}),
		"day of year": monthly(object{"recurring_interval": object{"unit": "year", "length": 1, "period_anchor_instruction": object{"day_and_month_of_year": object{"day": 31, "month": 1, "time": "00:00"}}}}),
	}
	acctest.Matrix(t, acctest.Case{
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
	kinds := map[string]object{
		"one-time":   plan(object{"pricing": flatRate(5)}),
		"fixed fee":  plan(object{"pricing": object{"fixed_fee": object{"price": 5}}}),
		"tiered":     plan(object{"pricing": bracketed("tiered")}),
		"volume":     plan(object{"pricing": bracketed("volume")}),
		"monthly":    subscription(),
		"by week":    monthly(object{"recurring_interval": object{"unit": "week", "length": 1, "period_anchor_instruction": object{"day_of_week": object{"day": "Monday", "week": "next"}}}}),
		"trial only": plan(object{"trial": object{"price": 0, "period": object{"unit": "month", "length": 1}}}),
	}
	for from := range kinds {
		for to := range kinds {
			if from == to {
				continue
			}
			t.Run(from+" to "+to, func(t *testing.T) {
				t.Parallel()
				rebilly := acctest.Start(t)
				withProduct(rebilly)
				s := acctest.NewCore(t, rebilly.ProviderConfig())
				before, after := maps.Clone(kinds[from]), maps.Clone(kinds[to])
				before["id"], after["id"] = "plan_x", "plan_x"
				state := s.MustApply(nil, typeName, before)
				change := s.Plan(state, typeName, after)
				if change.Action != acctest.Update {
					t.Fatalf("%s %v", change.Action, change.Diagnostics)
				}
				state = s.MustApply(state, typeName, after)
				if again := s.Plan(state, typeName, after); again.Action != acctest.NoOp {
					t.Errorf("%s of %v", again.Action, again.Changes())
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
		{acctest.Sub("1", "0.99"), "0.01"},
	} {
		t.Run(test.wire, func(t *testing.T) {
			rebilly := acctest.Start(t)
			withProduct(rebilly)
			s := acctest.NewCore(t, rebilly.ProviderConfig())
			config := plan(object{"id": "plan_x", "pricing": flatRate(test.price)})
			s.MustApply(nil, typeName, config)
			stored, _ := rebilly.Get("plans", "plan_x")
			pricing, _ := stored["pricing"].(map[string]any)
			if got := fmt.Sprint(pricing["price"]); got != test.wire {
				t.Errorf("%s is on the wire as %s", test.wire, got)
			}
			if again := s.Plan(s.Import(typeName, "plan_x"), typeName, config); again.Action != acctest.NoOp {
				t.Errorf("after an import: %s of %v", again.Action, again.Changes())
			}
		})
	}
}

func TestValidate_InvalidConfigurations(t *testing.T) {
	for name, test := range map[string]struct {
		config object
		at     string
		says   string
	}{
		"wrong enum":                 {monthly(object{"recurring_interval": object{"unit": "hour", "length": 1}}), "recurring_interval.unit", "day"},
		"lower-case currency":        {plan(object{"pricing": flatRate(1), "currency": "usd"}), "currency", "ISO 4217"},
		"no pricing":                 {plan(nil), "pricing", "trial-only"},
		"no pricing, recurring":      {plan(object{"recurring_interval": object{"unit": "day", "length": 1}, "trial": object{"price": 0, "period": object{"unit": "day", "length": 1}}}), "pricing", "subscription"},
		"too many digits":            {plan(object{"pricing": flatRate(json.Number("12345678901234567890.123"))}), "pricing.flat_rate.price", "Round it"},
		"two variants":               {plan(object{"pricing": object{"flat_rate": object{"price": 1}, "fixed_fee": object{"price": 1}}}), "pricing", "fixed_fee and flat_rate"},
		"no variant":                 {plan(object{"pricing": object{}}), "pricing", "exactly one of"},
		"no brackets":                {plan(object{"pricing": object{"tiered": object{"brackets": []any{}}}}), "pricing.tiered.brackets", "at least 1"},
		"brackets that descend":      {plan(object{"pricing": object{"volume": object{"brackets": []any{object{"price": 1, "max_quantity": 9}, object{"price": 2, "max_quantity": 9}}}}}), "pricing.volume.brackets.1.max_quantity", "ascend"},
		"open bracket first":         {plan(object{"pricing": object{"stairstep": object{"brackets": []any{object{"price": 1}, object{"price": 2, "max_quantity": 9}}}}}), "pricing.stairstep.brackets.0.max_quantity", "last"},
		"quantities that contradict": {plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 5, "max_quantity": 4}}}), "pricing.flat_rate.max_quantity", "min_quantity"},
		"trial without period":       {monthly(object{"trial": object{"price": 0}}), "trial.period", ""},
		"trial of a sale":            {plan(object{"pricing": flatRate(1), "trial": object{"price": 0, "period": object{"unit": "day", "length": 1}}}), "trial", "one-time sale"},
		"metered and prepaid":        {monthly(object{"metered_billing": object{"strategy": "sum"}}), "recurring_interval.billing_timing", "postpaid"},
		"metered sale":               {plan(object{"pricing": flatRate(1), "metered_billing": object{"strategy": "sum"}}), "metered_billing", "recurring_interval"},
		"sticky sum":                 {monthly(object{"recurring_interval": object{"unit": "day", "length": 1, "billing_timing": "postpaid"}, "metered_billing": object{"strategy": "sum", "sticky": true}}), "metered_billing.sticky", "last"},
		"metered bounds":             {monthly(object{"recurring_interval": object{"unit": "day", "length": 1, "billing_timing": "postpaid"}, "metered_billing": object{"strategy": "sum", "min": 2, "max": 1}}), "metered_billing.max", "min"},
		"two anchors":                {monthly(object{"recurring_interval": object{"unit": "day", "length": 1, "period_anchor_instruction": object{"day_of_month": object{"day": 1}, "day_of_week": object{"day": "Sunday", "week": "next"}}}}), "recurring_interval.period_anchor_instruction", "exactly one of"},
		"time of day":                {monthly(object{"recurring_interval": object{"unit": "day", "length": 1, "period_anchor_instruction": object{"day_of_month": object{"day": 1, "time": "noon"}}}}), "recurring_interval.period_anchor_instruction.day_of_month.time", "10:00"},
		"id with a slash":            {plan(object{"pricing": flatRate(1), "id": "a/b"}), "id", "letters"},
		"null option":                {plan(object{"pricing": flatRate(1), "product_options": object{"color": nil}}), "product_options", "null"},
		"custom fields as text":      {plan(object{"pricing": flatRate(1), "custom_fields": "gold"}), "custom_fields", "object"},
		"custom field of lists":      {plan(object{"pricing": flatRate(1), "custom_fields": object{"a": []any{[]any{}}}}), "custom_fields", "list of strings"},
	} {
		t.Run(name, func(t *testing.T) {
			s := acctest.NewCore(t, acctest.Start(t).ProviderConfig())
			if got := s.Validate(typeName, test.config); !got.HasError(test.at, test.says) {
				t.Errorf("no error at %s that says %q: %v", test.at, test.says, got)
			}
		})
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	s := acctest.NewCore(t, acctest.Start(t).ProviderConfig())
	for path := range strings.SplitSeq("id name product_id currency pricing trial recurring_interval metered_billing product_options custom_fields setup on_destroy", " ") {
		config := subscription()
		config[path] = acctest.Unknown
		if got := s.Validate(typeName, config).Errors(); len(got) > 0 {
			t.Errorf("%s: %v", path, got)
		}
	}
	for _, pricing := range []object{
		{"tiered": object{"brackets": acctest.Unknown}},
		{"tiered": object{"brackets": []any{object{"price": acctest.Unknown, "max_quantity": acctest.Unknown}}}},
		{"flat_rate": acctest.Unknown, "tiered": acctest.Unknown},
		{"flat_rate": object{"price": 1, "min_quantity": acctest.Unknown, "max_quantity": 1}},
	} {
		if got := s.Validate(typeName, plan(object{"pricing": pricing})).Errors(); len(got) > 0 {
			t.Errorf("%v: %v", pricing, got)
		}
	}
}

func TestDelete_Deactivates(t *testing.T) {
	rebilly := acctest.Start(t)
	withProduct(rebilly)
	s := acctest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, monthly(object{"id": "plan_x", "on_destroy": "deactivate"}))
	destroy := s.Plan(state, typeName, nil)
	if !destroy.Diagnostics.HasWarning("deactivated, not deleted") {
		t.Errorf("no warning: %v", destroy.Diagnostics)
	}
	rebilly.Put("plans", "plan_x", map[string]any{
		"name": "Monthly", "productId": "prod_1", "currency": "USD", "pricing": map[string]any{"formula": "flat-rate", "price": 19.99},
		"recurringInterval": map[string]any{"unit": "month", "length": 1},
	})
	if after := s.Apply(destroy); !after.Removed() {
		t.Errorf("state %v", after)
	}
	stored, ok := rebilly.Get("plans", "plan_x")
	pricing, _ := stored["pricing"].(map[string]any)
	if !ok || stored["isActive"] != false || fmt.Sprint(pricing["price"]) != "19.99" {
		t.Errorf("stored: %v", stored)
	}
	rebilly.Remove("plans", "plan_x")
	if after := s.MustApply(state, typeName, nil); !after.Removed() {
		t.Error("a plan that is gone cannot be deactivated, but destroyed it is")
	}
}
