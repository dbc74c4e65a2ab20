package plan_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func every(unit string, length any, attributes object) object {
	interval := object{"unit": unit, "length": length}
	maps.Copy(interval, attributes)
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
		path     string
		want     []string
	}
	for name, test := range map[string]change{
		"unit price": {
			monthly(nil), monthly(object{"pricing": flatRate(coretest.Sub("100", "0.01"))}),
			"pricing.flat_rate.price", []string{"price: 99.95 USD per unit, every month → 99.99 USD per unit, every month"},
		},
		"one-time price": {
			plan(object{"pricing": object{"fixed_fee": object{"price": 5}}}),
			plan(object{"pricing": object{"fixed_fee": object{"price": 0}}}),
			"pricing.fixed_fee.price", []string{"price: 5 USD for any quantity, once → 0 USD for any quantity, once"},
		},
		"bracket price": {
			plan(object{"pricing": tiers}), plan(object{"pricing": ranges("tiered", upTo(10, 9.9), upTo(20, 7.5), upTo(nil, 7))}),
			"pricing.tiered.brackets.1.price", []string{
				"quantities 11 to 20: 8 USD per unit in this range, once → 7.5 USD per unit in this range, once",
			},
		},
		"added bracket": {
			plan(object{"pricing": tiers}),
			plan(object{"pricing": ranges("tiered", upTo(10, 9.9), upTo(20, 8), upTo(50, 7), upTo(nil, 6))}),
			"pricing.tiered.brackets.2.price", []string{
				"quantities 21 or more: 7 USD per unit in this range, once → no such bracket",
				"quantities 21 to 50: no such bracket → 7 USD per unit in this range, once",
				"quantities 51 or more: no such bracket → 6 USD per unit in this range, once",
			},
		},
		"removed bracket": {
			plan(object{"pricing": ranges("volume", upTo(10, 9.9), upTo(nil, 7))}),
			plan(object{"pricing": ranges("volume", upTo(nil, 9.9))}),
			"pricing.volume.brackets.0.price", []string{
				"quantities 1 to 10: 9.9 USD per unit, for all units, once → no such bracket",
				"quantities 11 or more: 7 USD per unit, for all units, once → no such bracket",
				"quantities 1 or more: no such bracket → 9.9 USD per unit, for all units, once",
			},
		},
		"different formula": {
			plan(object{"pricing": ranges("stairstep", upTo(nil, 5))}), plan(object{"pricing": ranges("tiered", upTo(nil, 5))}),
			"pricing.tiered.brackets.0.price", []string{
				"quantities 1 or more: 5 USD for the whole step, once → 5 USD per unit in this range, once",
			},
		},
		"price to brackets": {
			plan(object{"pricing": flatRate(5)}), plan(object{"pricing": ranges("tiered", upTo(nil, 5))}),
			"pricing.flat_rate.price", []string{
				"price: 5 USD per unit, once → no such price",
				"quantities 1 or more: no such bracket → 5 USD per unit in this range, once",
			},
		},
		"interval": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 3, nil)}),
			"pricing.flat_rate.price", []string{"price: 99.95 USD per unit, every month → 99.95 USD per unit, every 3 months"},
		},
		"sale to subscription": {
			plan(object{"pricing": flatRate(5)}), plan(object{"pricing": flatRate(5), "recurring_interval": every("year", 1, nil)}),
			"pricing.flat_rate.price", []string{
				"price: 5 USD per unit, once → 5 USD per unit, every year",
				"billing: when the order is placed → prepaid, when a service period begins",
			},
		},
		"currency": {
			monthly(nil), monthly(object{"currency": "EUR"}),
			"currency", []string{"currency: USD → EUR", "99.95 USD per unit, every month → 99.95 EUR per unit"},
		},
		"product": {monthly(nil), monthly(object{"product_id": "prod_2"}), "product_id", []string{"product: prod_1 → prod_2"}},
		"setup fee": {
			monthly(object{"setup": object{"price": 10}}), monthly(object{"setup": object{"price": 12.5}}),
			"setup", []string{"setup fee: 10 USD, once → 12.5 USD, once"},
		},
		"removed setup fee": {
			monthly(object{"setup": object{"price": 10}}), monthly(nil), "setup", []string{"setup fee: 10 USD, once → none"},
		},
		"trial": {
			monthly(object{"trial": object{"price": 1.5, "period": every("day", 14, nil)}}),
			monthly(object{"trial": object{"price": 1.5, "period": every("month", 1, nil)}}),
			"trial", []string{"trial: 14 days for 1.5 USD → 1 month for 1.5 USD"},
		},
		"trial-only plan": {
			plan(object{"trial": object{"price": 0, "period": every("day", 7, nil)}}),
			plan(object{"trial": object{"price": 1, "period": every("day", 7, nil)}}),
			"trial", []string{"trial: 7 days for 0 USD → 7 days for 1 USD"},
		},
		"number of invoices": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 1, object{"limit": 12})}),
			"recurring_interval.limit", []string{"number of invoices: unlimited → 12"},
		},
		"billing timing": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 1, object{"billing_timing": "postpaid"})}),
			"recurring_interval.billing_timing", []string{
				"billing: prepaid, when a service period begins → postpaid, when a service period ends",
			},
		},
		"anchors": {
			monthly(object{"recurring_interval": every(
				"month", 1, object{"period_anchor_instruction": object{"day_of_month": object{"day": 31}}},
			)}),
			monthly(object{"recurring_interval": every(
				"month",
				1,
				object{"period_anchor_instruction": object{"day_of_week": object{
					"day": "Monday", "week": "first-in-month", "time": "10:00",
				}}},
			)}),
			"recurring_interval.period_anchor_instruction", []string{
				"service periods begin: on day 31 of the month → on Monday, first-in-month at 10:00",
			},
		},
		"yearly anchor": {
			monthly(nil),
			monthly(object{"recurring_interval": every(
				"month", 1, object{"period_anchor_instruction": object{"day_and_month_of_year": object{"day": 31, "month": 1}}},
			)}),
			"recurring_interval.period_anchor_instruction", []string{
				"service periods begin: on the day of the order → on day 31 of month 1",
			},
		},
		"metered billing": {
			subscription(), func() object {
				p := subscription()
				p["metered_billing"] = object{"strategy": "sum", "min": 1}
				return p
			}(),
			"metered_billing", []string{
				"metered billing: the last reported usage, at least 0.01, at most 1000.5; without a report, the previous usage → " +
					"the sum of the reported usage, at least 1",
			},
		},
		"deactivated": {monthly(nil), monthly(object{"is_active": false}), "is_active", []string{"can be ordered: yes → no"}},
		"lower maximum": {
			plan(object{"pricing": object{"flat_rate": object{"price": 1}}}),
			plan(object{"pricing": object{"flat_rate": object{"price": 1, "max_quantity": 50}}}),
			"pricing", []string{"quantities that can be ordered: 1 or more → 1 to 50"},
		},
		"higher minimum": {
			plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 2, "max_quantity": 60}}}),
			plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 5, "max_quantity": 60}}}),
			"pricing", []string{"quantities that can be ordered: 2 to 60 → 5 to 60"},
		},
		"unknown price": {
			monthly(nil), monthly(object{"pricing": flatRate(coretest.Unknown)}),
			"pricing.flat_rate.price", []string{
				"price: 99.95 USD per unit, every month → an amount that is not known yet per unit, every month",
			},
		},
		"unknown currency": {
			monthly(nil),
			monthly(object{"currency": coretest.Unknown}),
			"currency",
			[]string{"→ 99.95 in a currency that is not known yet per unit", "currency: USD → not known yet"},
		},
		"unknown product": {
			monthly(nil), monthly(object{"product_id": coretest.Unknown}), "product_id", []string{"product: prod_1 → not known yet"},
		},
		"unknown pricing": {
			plan(object{"pricing": tiers}), plan(object{"pricing": coretest.Unknown}), "pricing",
			[]string{"prices: quantities 1 to 10 9.9 USD per unit in this range, once; quantities 11 to 20 8 USD", "→ not known yet"},
		},
		"unknown brackets": {
			plan(object{"pricing": tiers}),
			plan(object{"pricing": object{"tiered": object{"brackets": coretest.Unknown}}}),
			"pricing.tiered",
			[]string{"prices:", "→ not known yet"},
		},
		"unknown range": {
			plan(object{"pricing": tiers}),
			plan(object{"pricing": ranges("tiered", upTo(coretest.Unknown, 9.9), upTo(nil, 7))}),
			"pricing.tiered.brackets.0.price",
			[]string{"quantities 1 to not known yet: no such bracket → 9.9 USD", "quantities not known yet or more"},
		},
		"unknown interval": {
			monthly(nil),
			monthly(object{"recurring_interval": coretest.Unknown}),
			"pricing.flat_rate.price",
			[]string{"→ 99.95 USD per unit, every period that is not known yet"},
		},
		"unknown limit": {
			monthly(nil),
			monthly(object{"recurring_interval": every("month", 1, object{"limit": coretest.Unknown})}),
			"recurring_interval.limit",
			[]string{"number of invoices: unlimited → not known yet"},
		},
		"unknown timing": {
			monthly(nil),
			monthly(object{"recurring_interval": every("month", 1, object{"billing_timing": coretest.Unknown})}),
			"recurring_interval.billing_timing",
			[]string{"→ not known yet"},
		},
		"unknown trial": {monthly(nil), monthly(object{"trial": coretest.Unknown}), "trial", []string{"trial: none → not known yet"}},
		"unknown setup": {
			monthly(nil),
			monthly(object{"setup": object{"price": coretest.Unknown}}),
			"setup",
			[]string{"setup fee: none → an amount that is not known yet"},
		},
		"unknown is_active": {
			monthly(nil), monthly(object{"is_active": coretest.Unknown}), "is_active", []string{"can be ordered: yes → not known yet"},
		},
		"unknown minimum": {
			monthly(nil),
			monthly(object{"pricing": object{"flat_rate": object{"price": 99.95, "min_quantity": coretest.Unknown}}}),
			"pricing",
			[]string{"quantities that can be ordered: 1 or more → not known yet or more"},
		},

		"texts": {
			from: monthly(nil),
			to:   monthly(object{"name": "Every month", "description": "x", "rich_description": "y", "on_destroy": "deactivate"}),
		},
		"arithmetic": {
			from: plan(object{"pricing": flatRate(0.3)}), to: plan(object{"pricing": flatRate(coretest.Sub("0.4", "0.1"))}),
		},
		"setup fee of 0": {from: monthly(nil), to: monthly(object{"setup": object{"price": 0}})},
		"wider quantity range": {
			from: plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 2, "max_quantity": 5}}}),
			to:   plan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 1, "max_quantity": 9}}}),
		},
		"reactivated": {from: monthly(object{"is_active": false}), to: monthly(nil)},
		"custom fields": {
			from: monthly(nil), to: monthly(object{"custom_fields": object{"a": "b"}, "product_options": object{"color": "red"}}),
		},
		"replacement": {from: monthly(object{"id": "plan_a"}), to: monthly(object{"id": "plan_b", "pricing": flatRate(1)})},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			withProduct(rebilly)
			rebilly.Put("custom-fields", "plans/a", map[string]any{"type": "string"})
			rebilly.Put("custom-fields", "plans/tier", map[string]any{"type": "string"})
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.MustApply(nil, typeName, test.from)
			if len(state.Diagnostics) > 0 {
				t.Errorf("create: got %v, want no diagnostics", state.Diagnostics)
			}
			// A plan begins with the diagnostics of the validation.
			warnings := s.Plan(state, typeName, test.to).Diagnostics[len(s.Validate(typeName, test.to)):]
			if len(test.want) == 0 {
				if len(warnings) > 0 {
					t.Errorf("got %v, want no warnings", warnings)
				}
				return
			}
			effect := "Orders placed after the apply get the new terms. Existing subscriptions hold a copy of the billing plan " +
				"with its own revision and should keep the old terms: Rebilly's API definition implies this, but does not guarantee it."
			if test.path == "is_active" && name != "unknown is_active" {
				effect = "Customers cannot order the billing plan after the apply. Existing subscriptions hold a copy of it " +
					"with its own revision and should continue: Rebilly's API definition implies this, but does not guarantee it."
			}
			want := slices.Concat(test.want, []string{"warning: " + test.path + ": ", "Commercial terms", `"Monthly"`, effect})
			if len(warnings) != 1 || !warnings.HasWarning(want...) {
				t.Fatalf("got %v, want one warning that contains %q", warnings, want)
			}
			if lines := strings.Count(warnings[0].Detail, "\n  * "); lines != len(test.want) && !strings.Contains(name, "unknown") {
				t.Errorf("got %d lines, want %d: %v", lines, len(test.want), warnings)
			}
		})
	}
}
