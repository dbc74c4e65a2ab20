package plan_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func every(unit string, length any, more object) object {
	interval := object{"unit": unit, "length": length}
	maps.Copy(interval, more)
	return interval
}

func ranges(variant string, brackets ...any) object {
	return object{variant: object{"brackets": brackets}}
}

func upTo(quantity, price any) object { return object{"price": price, "max_quantity": quantity} }

func TestPlan_PriceChangeWarnings(t *testing.T) {
	tiers := ranges("tiered", upTo(10, 9.9), upTo(20, 8), upTo(nil, 7))
	type change struct {
		from, to object
		at       string
		says     []string
	}
	for name, test := range map[string]change{
		"price of a unit": {
			monthly(nil), monthly(object{"pricing": flatRate(coretest.Sub("100", "0.01"))}),
			"pricing.flat_rate.price", []string{"price: 99.95 USD per unit, every month → 99.99 USD per unit, every month"},
		},
		"price of a sale": {
			plan(object{"pricing": object{"fixed_fee": object{"price": 5}}}), plan(object{"pricing": object{"fixed_fee": object{"price": 0}}}),
			"pricing.fixed_fee.price", []string{"price: 5 USD for any quantity, once → 0 USD for any quantity, once"},
		},
		"one bracket": {
			plan(object{"pricing": tiers}), plan(object{"pricing": ranges("tiered", upTo(10, 9.9), upTo(20, 7.5), upTo(nil, 7))}),
			"pricing.tiered.brackets.1.price", []string{"quantities 11 to 20: 8 USD per unit in this range, once → 7.5 USD per unit in this range, once"},
		},
		"a bracket more": {
			plan(object{"pricing": tiers}), plan(object{"pricing": ranges("tiered", upTo(10, 9.9), upTo(20, 8), upTo(50, 7), upTo(nil, 6))}),
			"pricing.tiered.brackets.2.price", []string{
				"quantities 21 and more: 7 USD per unit in this range, once → no such bracket",
				"quantities 21 to 50: no such bracket → 7 USD per unit in this range, once",
				"quantities 51 and more: no such bracket → 6 USD per unit in this range, once",
			},
		},
		"a bracket less": {
			plan(object{"pricing": ranges("volume", upTo(10, 9.9), upTo(nil, 7))}), plan(object{"pricing": ranges("volume", upTo(nil, 9.9))}),
			"pricing.volume.brackets.0.price", []string{
				"quantities 1 to 10: 9.9 USD per unit, for all units, once → no such bracket",
				"quantities 11 and more: 7 USD per unit, for all units, once → no such bracket",
				"quantities 1 and more: no such bracket → 9.9 USD per unit, for all units, once",
			},
		},
		"another formula": {
			plan(object{"pricing": ranges("stairstep", upTo(nil, 5))}), plan(object{"pricing": ranges("tiered", upTo(nil, 5))}),
			"pricing.tiered.brackets.0.price", []string{"quantities 1 and more: 5 USD for the whole step, once → 5 USD per unit in this range, once"},
		},
		"from a price to brackets": {
			plan(object{"pricing": flatRate(5)}), plan(object{"pricing": ranges("tiered", upTo(nil, 5))}),
			"pricing.flat_rate.price", []string{"price: 5 USD per unit, once → no such price", "quantities 1 and more: no such bracket → 5 USD per unit in this range, once"},
		},
		"interval": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 3, nil)}),
			"pricing.flat_rate.price", []string{"price: 99.95 USD per unit, every month → 99.95 USD per unit, every 3 months"},
		},
		"sale to subscription": {
			plan(object{"pricing": flatRate(5)}), plan(object{"pricing": flatRate(5), "recurring_interval": every("year", 1, nil)}),
			"pricing.flat_rate.price", []string{"price: 5 USD per unit, once → 5 USD per unit, every year", "billing: with the order → prepaid, when a service period begins"},
		},
		"currency": {
			monthly(nil), monthly(object{"currency": "EUR"}),
			"currency", []string{"currency: USD → EUR", "99.95 USD per unit, every month → 99.95 EUR per unit"},
		},
		"product": {monthly(nil), monthly(object{"product_id": "prod_2"}), "product_id", []string{"product: prod_1 → prod_2"}},
		"setup fee": {
			monthly(object{"setup": object{"price": 10}}), monthly(object{"setup": object{"price": 12.5}}), "setup", []string{"setup fee: 10 USD, once → 12.5 USD, once"},
		},
		"no setup fee": {monthly(object{"setup": object{"price": 10}}), monthly(nil), "setup", []string{"setup fee: 10 USD, once → none"}},
		"trial": {
			monthly(object{"trial": object{"price": 1.5, "period": every("day", 14, nil)}}), monthly(object{"trial": object{"price": 1.5, "period": every("month", 1, nil)}}),
			"trial", []string{"trial: 14 days for 1.5 USD → 1 month for 1.5 USD"},
		},
		"trial-only plan": {
			plan(object{"trial": object{"price": 0, "period": every("day", 7, nil)}}), plan(object{"trial": object{"price": 1, "period": every("day", 7, nil)}}),
			"trial", []string{"trial: 7 days for 0 USD → 7 days for 1 USD"},
		},
		"invoices": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 1, object{"limit": 12})}),
			"recurring_interval.limit", []string{"number of invoices: without end → 12"},
		},
		"billing timing": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 1, object{"billing_timing": "postpaid"})}),
			"recurring_interval.billing_timing", []string{"billing: prepaid, when a service period begins → postpaid, when a service period ends"},
		},
		"anchors": {
			monthly(object{"recurring_interval": every("month", 1, object{"period_anchor_instruction": object{"day_of_month": object{"day": 31}}})}),
			monthly(object{"recurring_interval": every("month", 1, object{"period_anchor_instruction": object{"day_of_week": object{"day": "Monday", "week": "first-in-month", "time": "10:00"}}})}),
			"recurring_interval.period_anchor_instruction", []string{"service periods begin: on day 31 of the month → on Monday, first-in-month at 10:00"},
		},
		"yearly anchor": {
			monthly(nil),
			monthly(object{"recurring_interval": every("month", 1, object{"period_anchor_instruction": object{"day_and_month_of_year": object{"day": 31, "month": 1}}})}),
			"recurring_interval.period_anchor_instruction", []string{"service periods begin: on the day of the order → on day 31 of month 1"},
		},
		"metered billing": {
			subscription(), func() object {
				p := subscription()
				p["metered_billing"] = object{"strategy": "sum", "min": 1}
				return p
			}(),
			"metered_billing", []string{"metered billing: the last reported usage, at least 0.01, at most 1000.5; without a report, the one before → the sum of the reported usage, at least 1"},
		},
		"deactivated": {monthly(nil), monthly(object{"is_active": false}), "is_active", []string{"can be ordered: yes → no"}},
		"fewer at most": {
			plan(object{"pricing": object{"flat_rate": object{"price": 1}}}), plan(object{"pricing": object{"flat_rate": object{"price": 1, "max_quantity": 50}}}),
			"pricing", []string{"quantities that can be ordered: 1 and more → 1 to 50"},
		},
		"more at least": {
			plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 2, "max_quantity": 60}}}), plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 5, "max_quantity": 60}}}),
			"pricing", []string{"quantities that can be ordered: 2 to 60 → 5 to 60"},
		},
		"unknown price": {
			monthly(nil), monthly(object{"pricing": flatRate(coretest.Unknown)}),
			"pricing.flat_rate.price", []string{"price: 99.95 USD per unit, every month → an amount that is not known yet per unit, every month"},
		},
		"unknown currency": {monthly(nil), monthly(object{"currency": coretest.Unknown}), "currency", []string{"→ 99.95 of a currency that is not known yet per unit", "currency: USD → not known yet"}},
		"unknown product":  {monthly(nil), monthly(object{"product_id": coretest.Unknown}), "product_id", []string{"product: prod_1 → not known yet"}},
		"unknown pricing": {
			plan(object{"pricing": tiers}), plan(object{"pricing": coretest.Unknown}), "pricing",
			[]string{"prices: quantities 1 to 10 9.9 USD per unit in this range, once; quantities 11 to 20 8 USD", "→ not known yet"},
		},
		"unknown brackets":    {plan(object{"pricing": tiers}), plan(object{"pricing": object{"tiered": object{"brackets": coretest.Unknown}}}), "pricing.tiered", []string{"prices:", "→ not known yet"}},
		"an unknown range":    {plan(object{"pricing": tiers}), plan(object{"pricing": ranges("tiered", upTo(coretest.Unknown, 9.9), upTo(nil, 7))}), "pricing.tiered.brackets.0.price", []string{"quantities 1 to not known yet: no such bracket → 9.9 USD", "quantities after that and more"}},
		"an unknown interval": {monthly(nil), monthly(object{"recurring_interval": coretest.Unknown}), "pricing.flat_rate.price", []string{"→ 99.95 USD per unit, every period that is not known yet"}},
		"an unknown limit":    {monthly(nil), monthly(object{"recurring_interval": every("month", 1, object{"limit": coretest.Unknown})}), "recurring_interval.limit", []string{"number of invoices: without end → not known yet"}},
		"an unknown timing":   {monthly(nil), monthly(object{"recurring_interval": every("month", 1, object{"billing_timing": coretest.Unknown})}), "recurring_interval.billing_timing", []string{"→ not known yet"}},
		"an unknown trial":    {monthly(nil), monthly(object{"trial": coretest.Unknown}), "trial", []string{"trial: none → not known yet"}},
		"an unknown setup":    {monthly(nil), monthly(object{"setup": object{"price": coretest.Unknown}}), "setup", []string{"setup fee: none → an amount that is not known yet"}},
		"an unknown state":    {monthly(nil), monthly(object{"is_active": coretest.Unknown}), "is_active", []string{"can be ordered: yes → not known yet"}},
		"an unknown least":    {monthly(nil), monthly(object{"pricing": object{"flat_rate": object{"price": 99.95, "min_quantity": coretest.Unknown}}}), "pricing", []string{"quantities that can be ordered: 1 and more → not known yet and more"}},

		"another name":            {from: monthly(nil), to: monthly(object{"name": "Every month", "description": "x", "rich_description": "y", "on_destroy": "deactivate"})},
		"arithmetic":              {from: plan(object{"pricing": flatRate(0.3)}), to: plan(object{"pricing": flatRate(coretest.Sub("0.4", "0.1"))})},
		"no setup fee and 0":      {from: monthly(nil), to: monthly(object{"setup": object{"price": 0}})},
		"more can be ordered":     {from: plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 2, "max_quantity": 5}}}), to: plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 1, "max_quantity": 9}}})},
		"active again":            {from: monthly(object{"is_active": false}), to: monthly(nil)},
		"custom fields":           {from: monthly(nil), to: monthly(object{"custom_fields": object{"a": "b"}, "product_options": object{"color": "red"}})},
		"another plan altogether": {from: monthly(object{"id": "plan_a"}), to: monthly(object{"id": "plan_b", "pricing": flatRate(1)})},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			withProduct(rebilly)
			rebilly.Put("custom-fields", "plans/a", map[string]any{"type": "string"})
			rebilly.Put("custom-fields", "plans/tier", map[string]any{"type": "string"})
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.MustApply(nil, typeName, test.from)
			if len(state.Diagnostics) > 0 {
				t.Errorf("a new plan changes nothing for anybody: %v", state.Diagnostics)
			}
			warnings := s.Plan(state, typeName, test.to).Diagnostics
			if len(test.says) == 0 {
				if len(warnings) > 0 {
					t.Errorf("nothing commercial changes: %v", warnings)
				}
				return
			}
			caution := "after the apply get the new terms. A subscription that exists already holds a copy of the plan with a revision of its own, and so should keep the old ones: Rebilly's API definition implies this, but does not promise it"
			if test.at == "is_active" && name != "an unknown state" {
				caution = "Nobody can order it after the apply. A subscription that exists already holds a copy of the plan with a revision of its own, and so should go on: Rebilly's API definition implies this, but does not promise it"
			}
			if len(warnings) != 1 || !warnings.HasWarning(append(test.says, "warning: "+test.at+": ", "commercial terms", `"Monthly"`, caution)...) {
				t.Fatalf("want at %s %q: %v", test.at, test.says, warnings)
			}
			if lines := strings.Count(warnings[0].Detail, "\n  * "); lines != len(test.says) && !strings.Contains(name, "unknown") {
				t.Errorf("%d lines, want %d: %v", lines, len(test.says), warnings)
			}
		})
	}
}
