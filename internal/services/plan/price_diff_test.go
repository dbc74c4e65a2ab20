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
			"pricing.flat_rate.price", []string{"price: 99.95 USD → 99.99 USD per unit, every month (+0.04%)"},
		},
		"one-time price": {
			plan(object{"pricing": object{"fixed_fee": object{"price": 5}}}),
			plan(object{"pricing": object{"fixed_fee": object{"price": 0}}}),
			"pricing.fixed_fee.price", []string{"price: 5.00 USD → 0.00 USD for any quantity, once (-100%)"},
		},
		"bracket price": {
			plan(object{"pricing": tiers}), plan(object{"pricing": ranges("tiered", upTo(10, 9.9), upTo(20, 7.5), upTo(nil, 7))}),
			"pricing.tiered.brackets.1.price", []string{
				"quantities 11 to 20: 8.00 USD → 7.50 USD per unit in this range, once (-6.3%)",
			},
		},
		"added bracket": {
			plan(object{"pricing": tiers}),
			plan(object{"pricing": ranges("tiered", upTo(10, 9.9), upTo(20, 8), upTo(50, 7), upTo(nil, 6))}),
			"pricing.tiered.brackets.3.price", []string{
				"quantities 51 or more: 7.00 USD → 6.00 USD per unit in this range, once (-14.3%)",
			},
		},
		"removed bracket": {
			plan(object{"pricing": ranges("volume", upTo(10, 9.9), upTo(nil, 7))}),
			plan(object{"pricing": ranges("volume", upTo(nil, 9.9))}),
			"pricing.volume.brackets.0.price", []string{
				"quantities 11 or more: 7.00 USD → 9.90 USD per unit, for all units, once (+41.4%)",
			},
		},
		"moved boundary": {
			plan(object{"pricing": ranges("tiered", upTo(1, 29), upTo(4, 19), upTo(9, 14))}),
			plan(object{"pricing": ranges("tiered", upTo(1, 29), upTo(3, 19), upTo(9, 15))}),
			"pricing.tiered.brackets.2.price", []string{
				"quantity 4: 19.00 USD → 15.00 USD per unit in this range, once (-21.1%)",
				"quantities 5 to 9: 14.00 USD → 15.00 USD per unit in this range, once (+7.1%)",
			},
		},
		"different formula": {
			plan(object{"pricing": ranges("stairstep", upTo(nil, 5))}), plan(object{"pricing": ranges("tiered", upTo(nil, 5))}),
			"pricing.tiered.brackets.0.price", []string{
				"quantities 1 or more: 5.00 USD for the whole step, once → 5.00 USD per unit in this range, once",
			},
		},
		"price to brackets": {
			plan(object{"pricing": flatRate(5)}), plan(object{"pricing": ranges("tiered", upTo(nil, 5))}),
			"pricing.tiered.brackets.0.price", []string{
				"quantities 1 or more: 5.00 USD per unit, once → 5.00 USD per unit in this range, once",
			},
		},
		"interval": {
			monthly(nil), monthly(object{"recurring_interval": every("month", 3, nil)}),
			"pricing.flat_rate.price", []string{"price: 99.95 USD per unit, every month → 99.95 USD per unit, every 3 months (-66.7% per year)"},
		},
		"sale to subscription": {
			plan(object{"pricing": flatRate(5)}), plan(object{"pricing": flatRate(5), "recurring_interval": every("year", 1, nil)}),
			"pricing.flat_rate.price", []string{
				"price: 5.00 USD per unit, once → 5.00 USD per unit, every year",
				"billing: when the order is placed → prepaid, when a service period begins",
			},
		},
		"currency": {
			monthly(nil), monthly(object{"currency": "EUR"}),
			"currency", []string{"currency: USD → EUR", "99.95 USD → 99.95 EUR per unit, every month"},
		},
		"product": {monthly(nil), monthly(object{"product_id": "prod_2"}), "product_id", []string{"product: prod_1 → prod_2"}},
		"setup fee": {
			monthly(object{"setup": object{"price": 10}}), monthly(object{"setup": object{"price": 12.5}}),
			"setup", []string{"setup fee, once: 10.00 USD → 12.50 USD (+25%)"},
		},
		"removed setup fee": {
			monthly(object{"setup": object{"price": 10}}), monthly(nil), "setup", []string{"setup fee, once: 10.00 USD → none (-100%)"},
		},
		"trial": {
			monthly(object{"trial": object{"price": 1.5, "period": every("day", 14, nil)}}),
			monthly(object{"trial": object{"price": 1.5, "period": every("month", 1, nil)}}),
			"trial", []string{"trial: 14 days for 1.50 USD → 1 month for 1.50 USD"},
		},
		"trial-only plan": {
			plan(object{"trial": object{"price": 0, "period": every("day", 7, nil)}}),
			plan(object{"trial": object{"price": 1, "period": every("day", 7, nil)}}),
			"trial", []string{"trial: 7 days for 0.00 USD → 7 days for 1.00 USD"},
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
				"metered billing: the last reported usage, at least 0.01, at most 1,000.5; without a report, the previous usage → " +
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
				"price: 99.95 USD → an amount that is not known yet per unit, every month",
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
			[]string{"prices: quantities 1 to 10 9.90 USD per unit in this range, once; quantities 11 to 20 8.00 USD", "→ not known yet"},
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
			"pricing.tiered",
			[]string{"prices: quantities 1 to 10 9.90 USD", "→ not known yet"},
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
			[]string{"setup fee, once: none → an amount that is not known yet"},
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
			path: "pricing", want: []string{"quantities that can be ordered: 2 to 5 → 1 to 9"},
		},
		"reactivated": {
			from: monthly(object{"is_active": false}), to: monthly(nil), path: "is_active", want: []string{"can be ordered: no → yes"},
		},
		"custom fields": {
			from: monthly(nil), to: monthly(object{"custom_fields": object{"a": "b"}, "product_options": object{"color": "red"}}),
		},
		"replacement": {
			from: monthly(object{"id": "plan_a"}), to: monthly(object{"id": "plan_b", "pricing": flatRate(1)}),
			path: "pricing.flat_rate.price", want: []string{"price: 99.95 USD → 1.00 USD per unit, every month (-99%)"},
		},
		"replacement without a change": {from: monthly(object{"id": "plan_a"}), to: monthly(object{"id": "plan_b"})},
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
			effect := "Orders placed after the apply get the new terms."
			switch {
			case name == "reactivated":
				effect = "Customers can order the billing plan after the apply."
			case name == "replacement":
				effect = "The billing plan is replaced: what refers to its current id can no longer sell it."
			case test.path == "is_active" && name != "unknown is_active":
				effect = "Customers cannot order the billing plan after the apply."
			}
			if !strings.HasSuffix(warnings[0].Detail, effect) {
				t.Errorf("got %q, want %q at the end, and nothing about subscriptions in a sandbox", warnings[0].Detail, effect)
			}
			want := slices.Concat(test.want, []string{"warning: " + test.path + ": ", `Commercial terms of billing plan "Monthly" (`})
			if len(warnings) != 1 || !warnings.HasWarning(want...) {
				t.Fatalf("got %v, want one warning that contains %q", warnings, want)
			}
			if lines := strings.Count(warnings[0].Detail, "  * "); lines != len(test.want) && !strings.Contains(name, "unknown") {
				t.Errorf("got %d lines, want %d: %v", lines, len(test.want), warnings)
			}
		})
	}
}

// TestPlan_PriceChangeLive checks the sentence about existing subscriptions, which only a live organization has.
func TestPlan_PriceChangeLive(t *testing.T) {
	rebilly := fakeapi.Start(t)
	withProduct(rebilly)
	configuration := rebilly.ProviderConfig()
	configuration["environment"] = "live"
	s := coretest.NewCore(t, configuration)
	state := s.MustApply(nil, typeName, monthly(nil))
	for _, test := range []struct {
		to   object
		want string
	}{
		{monthly(object{"pricing": flatRate(1)}), "Existing subscriptions hold a copy of the billing plan with its own revision and should keep"},
		{monthly(object{"is_active": false}), "Existing subscriptions hold a copy of it with its own revision and should continue"},
	} {
		warnings := s.Plan(state, typeName, test.to).Diagnostics
		if len(warnings) != 1 || !warnings.HasWarning(test.want) {
			t.Errorf("got %v, want one warning that contains %q", warnings, test.want)
		}
	}
}

// TestRead_PriceDrift checks that a price changed outside Terraform is a warning of every plan until it is applied or reverted.
func TestRead_PriceDrift(t *testing.T) {
	rebilly := fakeapi.Start(t)
	withProduct(rebilly)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, monthly(object{"id": "plan_1"}))
	if refreshed := s.Read(state); len(refreshed.Diagnostics) > 0 {
		t.Errorf("got %v, want no diagnostics for an unchanged price", refreshed.Diagnostics)
	}
	changed, _ := rebilly.Get("plans", "plan_1")
	changed["pricing"] = map[string]any{"formula": "flat-rate", "price": 0.0009}
	rebilly.Put("plans", "plan_1", changed)
	refreshed := s.Read(state)
	if !refreshed.Diagnostics.HasWarning(
		`Commercial terms of billing plan "Monthly" (plan_1) were changed outside Terraform`,
		"price: 99.95 USD → 0.0009 USD per unit, every month (-99.9%)",
	) {
		t.Errorf("got %v, want a warning with both prices", refreshed.Diagnostics)
	}
}
