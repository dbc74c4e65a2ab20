package commercial_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
)

// decode reads JSON. The texts "?" and "secret" are unknown and sensitive values.
func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	result, _ := mark(object).(map[string]any)
	return result
}

func mark(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			v[name] = mark(v[name])
		}
	case []any:
		for i := range v {
			v[i] = mark(v[i])
		}
	case string:
		switch v {
		case "?":
			return commercial.Unknown
		case "secret":
			return commercial.Sensitive
		case "other secret":
			return commercial.SensitiveChange
		}
	}
	return value
}

func texts(changes []commercial.Change) []string {
	result := []string{}
	for _, change := range changes {
		result = append(result, change.String())
	}
	return result
}

const monthly = `"recurring_interval": {"unit": "month", "length": 1, "billing_timing": "prepaid"}`

func TestComparePlans(t *testing.T) {
	flat := func(price, currency string) string {
		return `{"currency": "` + currency + `", "pricing": {"flat_rate": {"price": ` + price + `}}, ` + monthly + `}`
	}
	tiered := func(formula, brackets string) string {
		return `{"currency": "EUR", "pricing": {"` + formula + `": {"brackets": [` + brackets + `]}}}`
	}
	for name, test := range map[string]struct {
		before, after string
		want          []string
	}{
		"same":      {flat("9.95", "USD"), flat("9.950", "USD"), nil},
		"increase":  {flat("9.95", "USD"), flat("12.5", "USD"), []string{"price: 9.95 USD → 12.50 USD per unit, every month (+25.6%)"}},
		"decrease":  {flat("80", "USD"), flat("60", "USD"), []string{"price: 80.00 USD → 60.00 USD per unit, every month (-25%)"}},
		"yen":       {flat("1000", "JPY"), flat("1200", "JPY"), []string{"price: 1,000 JPY → 1,200 JPY per unit, every month (+20%)"}},
		"fractions": {flat("0.0009", "USD"), flat("0.0006", "USD"), []string{"price: 0.0009 USD → 0.0006 USD per unit, every month (-33.3%)"}},
		"tiny": {
			flat("1000000", "USD"), flat("1000001", "USD"),
			[]string{"price: 1,000,000.00 USD → 1,000,001.00 USD per unit, every month (+less than 0.01%)"},
		},
		"huge": {flat("1", "USD"), flat("1e300", "USD"), nil},
		"too large": {
			flat("1", "USD"), flat("1e999", "USD"),
			[]string{"price: 1.00 USD → a number that Rebilly cannot store per unit, every month"},
		},
		"quotient": {
			flat("0.06", "USD"), flat("0.000600000000000000000000000000000000000000000000000000000001", "USD"),
			[]string{"price: 0.06 USD → 0.0006 USD per unit, every month (-99%)"},
		},
		"free":      {flat("5", "USD"), flat("0", "USD"), []string{"price: 5.00 USD → 0.00 USD per unit, every month (-100%)"}},
		"from free": {flat("0", "USD"), flat("5", "USD"), []string{"price: 0.00 USD → 5.00 USD per unit, every month"}},
		"currency": {
			flat("5", "USD"), flat("5", "EUR"),
			[]string{"currency: USD → EUR", "price: 5.00 USD → 5.00 EUR per unit, every month"},
		},
		"interval": {
			flat("99.95", "USD"), strings.Replace(flat("99.95", "USD"), `"length": 1`, `"length": 3`, 1),
			[]string{"price: 99.95 USD per unit, every month → 99.95 USD per unit, every 3 months (-66.7% per year)"},
		},
		"union of boundaries": {
			tiered("tiered", `{"price": 29, "max_quantity": 1}, {"price": 19, "max_quantity": 4}, {"price": 14, "max_quantity": 9}`),
			tiered("tiered", `{"price": 29, "max_quantity": 1}, {"price": 19, "max_quantity": 3}, {"price": 15, "max_quantity": 9}`),
			[]string{
				"quantity 4: 19.00 EUR → 15.00 EUR per unit in this range, once (-21.1%)",
				"quantities 5 to 9: 14.00 EUR → 15.00 EUR per unit in this range, once (+7.1%)",
			},
		},
		"shorter list": {
			tiered("volume", `{"price": 10, "max_quantity": 1000}`), tiered("volume", `{"price": 10, "max_quantity": 500}`),
			[]string{"quantities 501 to 1,000: 10.00 EUR per unit, for all units, once → cannot be ordered"},
		},
		"equal ranges join": {
			tiered("volume", `{"price": 10, "max_quantity": 5}, {"price": 10}`), tiered("volume", `{"price": 9}`),
			[]string{"quantities 1 or more: 10.00 EUR → 9.00 EUR per unit, for all units, once (-10%)"},
		},
		"sensitive price": {
			flat(`"secret"`, "USD"), flat(`"other secret"`, "USD"),
			[]string{"price: a sensitive value → a different sensitive value per unit, every month"},
		},
		"same sensitive price": {flat(`"secret"`, "USD"), flat(`"secret"`, "USD"), nil},
		"unknown boundary": {
			tiered("tiered", `{"price": 2, "max_quantity": 10}, {"price": 1}`), tiered("tiered", `{"price": 2, "max_quantity": "?"}, {"price": 1}`),
			[]string{
				"prices: quantities 1 to 10 2.00 EUR per unit in this range, once; " +
					"quantities 11 or more 1.00 EUR per unit in this range, once → not known yet",
			},
		},
		"setup fee": {
			`{"currency": "USD", "setup": {"price": 10}}`, `{"currency": "USD"}`, []string{"setup fee, once: 10.00 USD → none (-100%)"},
		},
		"trial": {
			`{"currency": "USD", "trial": {"price": 2, "period": {"unit": "day", "length": 14}}}`,
			`{"currency": "USD", "trial": {"price": 1, "period": {"unit": "day", "length": 7}}}`,
			[]string{"trial: 14 days for 2.00 USD → 7 days for 1.00 USD (-50%)"},
		},
		"activated": {`{"is_active": false}`, `{"is_active": true}`, []string{"can be ordered: no → yes"}},
		"boundary of a million": {
			tiered("tiered", `{"price": 2, "max_quantity": 1e+06}`), tiered("tiered", `{"price": 2, "max_quantity": 1000000}, {"price": 1}`),
			[]string{"quantities 1,000,001 or more: cannot be ordered → 1.00 EUR per unit in this range, once"},
		},
		"smallest quantity of brackets": {
			`{"pricing": {"volume": {"min_quantity": 2, "brackets": []}}}`, `{"pricing": {"volume": {"brackets": []}}}`,
			[]string{"smallest quantity that can be ordered: 2 → 1"},
		},
		"limit to brackets": {
			`{"currency": "EUR", "pricing": {"flat_rate": {"price": 1, "max_quantity": 5}}}`, tiered("tiered", `{"price": 1}`),
			[]string{
				"quantities 1 to 5: 1.00 EUR per unit, once → 1.00 EUR per unit in this range, once",
				"quantities 6 or more: cannot be ordered → 1.00 EUR per unit in this range, once",
			},
		},
		"wider range": {
			`{"pricing": {"flat_rate": {"price": 1, "max_quantity": 5}}}`, `{"pricing": {"flat_rate": {"price": 1}}}`,
			[]string{"quantities that can be ordered: 1 to 5 → 1 or more"},
		},
	} {
		got := texts(commercial.ComparePlans(decode(t, test.before), decode(t, test.after)))
		if name == "huge" {
			if len(got) != 1 || !strings.Contains(got[0], "1e+300 USD") {
				t.Errorf("%s: got %q, want 1e+300 USD", name, got)
			}
			continue
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestCosts(t *testing.T) {
	object := func(formula, pricing string) map[string]any {
		return decode(t, `{"currency": "USD", "pricing": {"`+formula+`": `+pricing+`}}`)
	}
	const brackets = `{"brackets": [{"price": 10, "max_quantity": 10}, {"price": 5, "max_quantity": 500}]}`
	for name, test := range map[string]struct {
		object map[string]any
		want   string
	}{
		"flat rate": {
			object("flat_rate", `{"price": 0.1, "max_quantity": 100}`),
			"0.10 USD, once|1.00 USD, once|10.00 USD, once|cannot be ordered",
		},
		"fixed fee":  {object("fixed_fee", `{"price": 7}`), "7.00 USD, once|7.00 USD, once|7.00 USD, once|7.00 USD, once"},
		"tiered":     {object("tiered", brackets), "10.00 USD, once|100.00 USD, once|550.00 USD, once|cannot be ordered"},
		"volume":     {object("volume", brackets), "10.00 USD, once|100.00 USD, once|500.00 USD, once|cannot be ordered"},
		"stairstep":  {object("stairstep", brackets), "10.00 USD, once|10.00 USD, once|5.00 USD, once|cannot be ordered"},
		"unknown":    {object("flat_rate", `{"price": "?"}`), "not known yet|not known yet|not known yet|not known yet"},
		"sensitive":  {object("flat_rate", `"secret"`), "a sensitive value|a sensitive value|a sensitive value|a sensitive value"},
		"no pricing": {decode(t, `{"currency": "USD"}`), "cannot be ordered|cannot be ordered|cannot be ordered|cannot be ordered"},
	} {
		var got []string
		costs, isTiered := commercial.Costs(nil, test.object)
		for _, cost := range costs {
			got = append(got, cost.After)
		}
		if want := slices.Contains([]string{"tiered", "volume", "stairstep"}, name); isTiered != want {
			t.Errorf("%s: got tiered %t, want %t", name, isTiered, want)
		}
		if strings.Join(got, "|") != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestGreatestChanges(t *testing.T) {
	before := decode(t, `{"currency": "USD", "pricing": {"flat_rate": {"price": 10}}}`)
	after := decode(t, `{"currency": "USD", "pricing": {"volume": {"brackets": [{"price": 11, "max_quantity": 4}, {"price": 4}]}}}`)
	decrease, increase := commercial.GreatestChanges(before, after)
	if decrease == nil || increase == nil {
		t.Fatalf("got %v and %v, want -60%% and +10%%", decrease, increase)
	}
	if got := commercial.FormatPercent(decrease) + commercial.FormatPercent(increase); got != "-60%+10%" {
		t.Errorf("got %s, want -60%%+10%%", got)
	}
}

func TestCompareCoupons(t *testing.T) {
	for name, test := range map[string]struct {
		before, after, want string
		widens              bool
	}{
		"percent": {
			`{"discount": {"percent": {"value": 20, "context": "items"}}}`, `{"discount": {"percent": {"value": 100, "context": "items"}}}`,
			"discount: 20% of items → 100% of items", true,
		},
		"smaller amount": {
			`{"discount": {"fixed": {"amount": 5, "currency": "EUR", "context": "items"}}}`,
			`{"discount": {"fixed": {"amount": 4, "currency": "EUR", "context": "items"}}}`,
			"discount: 5.00 EUR of items → 4.00 EUR of items (-20%)", false,
		},
		"shipping too": {
			`{"discount": {"percent": {"value": 20, "context": "items"}}}`,
			`{"discount": {"percent": {"value": 10, "context": "items-and-shipping"}}}`,
			"discount: 20% of items → 10% of items and shipping", true,
		},
		"later": {
			`{"expired_time": "2026-01-01T00:00:00Z"}`, `{"expired_time": "2026-01-01T00:00:00-01:00"}`,
			"can be redeemed until: 2026-01-01T00:00:00Z → 2026-01-01T00:00:00-01:00", true,
		},
		"starts later": {
			`{"issued_time": "2026-01-01T00:00:00Z"}`, `{"issued_time": "2026-02-01T00:00:00Z"}`,
			"can be redeemed from: 2026-01-01T00:00:00Z → 2026-02-01T00:00:00Z", false,
		},
		"starts earlier": {
			`{"issued_time": "2026-02-01T00:00:00Z"}`, `{"issued_time": "2026-01-01T00:00:00Z"}`,
			"can be redeemed from: 2026-02-01T00:00:00Z → 2026-01-01T00:00:00Z", true,
		},
		"end removed": {`{"expired_time": "2026-01-01T00:00:00Z"}`, `{}`, "can be redeemed until: 2026-01-01T00:00:00Z → no end", true},
		"limit": {
			`{"restrictions": {"total_redemptions": {"quantity": 100}}}`, `{"restrictions": {"total_redemptions": {"quantity": 1000}}}`,
			"total redemptions: 100 → 1,000", true,
		},
		"lower limit": {
			`{"restrictions": {"total_redemptions": {"quantity": 100}}}`, `{"restrictions": {"total_redemptions": {"quantity": 10}}}`,
			"total redemptions: 100 → 10", false,
		},
		"minimum order": {
			`{"restrictions": {"minimum_order_amount": {"amount": 100, "currency": "USD"}}}`,
			`{"restrictions": {"minimum_order_amount": {"amount": 20, "currency": "USD"}}}`,
			"minimum order amount: 100.00 USD → 20.00 USD", true,
		},
		"restriction removed": {
			`{"restrictions": {"restrict_to_countries": {"countries": ["DE"]}}}`, `{}`, "only countries: DE → none", true,
		},
		"fewer plans": {
			`{"restrictions": {"restrict_to_plans": {"plan_ids": ["a", "b"], "minimum_quantity": 1}}}`,
			`{"restrictions": {"restrict_to_plans": {"plan_ids": ["b"], "minimum_quantity": 2}}}`,
			"only plans: minimum quantity 1; plan ids a, b → minimum quantity 2; plan ids b", false,
		},
		"combined": {
			`{"restrictions": {"restrict_to_exclusive_application": true, "total_redemptions": {"quantity": 1}}}`,
			`{"restrictions": {"total_redemptions": {"quantity": 1}}}`, "cannot be combined with other coupons: yes → no", true,
		},
		"not combined": {
			`{}`, `{"restrictions": {"restrict_to_exclusive_application": true}}`, "cannot be combined with other coupons: no → yes", false,
		},
		"default added": {
			`{}`, `{"restrictions": {"restrict_to_exclusive_application": false, "total_redemptions": {"quantity": 1}}}`,
			"total redemptions: none → 1", false,
		},
		"different plans": {
			`{"restrictions": {"restrict_to_plans": {"plan_ids": ["a", "b"]}}}`, `{"restrictions": {"restrict_to_plans": {"plan_ids": ["c"]}}}`,
			"only plans: a, b → c", true,
		},
	} {
		changes := commercial.CompareCoupons(decode(t, test.before), decode(t, test.after))
		if len(changes) != 1 || changes[0].String() != test.want || changes[0].Widens != test.widens {
			t.Errorf("%s: got %q, want %q; widens %t", name, texts(changes), test.want, test.widens)
		}
	}
}

func TestCompare_OtherKinds(t *testing.T) {
	for name, test := range map[string]struct {
		compare             func(before, after map[string]any) []commercial.Change
		before, after, want string
	}{
		"tax category": {
			commercial.CompareProducts, `{"tax_category_id": "00000"}`, `{"tax_category_id": "20010"}`, "tax category: 00000 → 20010",
		},
		"no tax category": {commercial.CompareProducts, `{"tax_category_id": ""}`, `{"tax_category_id": null, "name": "x"}`, ""},
		"shipping": {
			commercial.CompareShippingRates, `{"price": 4, "currency": "USD"}`, `{"price": 5, "currency": "USD"}`,
			"price: 4.00 USD → 5.00 USD (+25%)",
		},
		"shipping status": {commercial.CompareShippingRates, `{"status": "active"}`, `{"status": "inactive"}`, "status: active → inactive"},
		"invoices": {
			commercial.CompareShippingRates, `{"filter": ""}`, `{"filter": "amount:1..2"}`, "invoices: all → those of a filter",
		},
		"different invoices": {
			commercial.CompareShippingRates, `{"filter": "amount:1..3"}`, `{"filter": "amount:1..2"}`,
			"invoices: those of a filter → those of a different filter",
		},
		"coupons": {
			commercial.CompareWebsites, `{"settings": {"payment_form": {"features": {"show_coupons": ["summary"]}}}}`,
			`{"settings": {"payment_form": {"features": {"show_coupons": ["summary", "confirmation"]}}}}`,
			"customers can enter coupons: in the summary → in the confirmation, in the summary",
		},
		"no coupons": {
			commercial.CompareWebsites, `{"settings": {"payment_form": {"features": {"show_coupons": ["private"]}}}}`, `{}`,
			"customers can enter coupons: in a different step → no",
		},
		"items of zero": {
			commercial.CompareWebsites, `{"settings": {"payment_form": {"features": {"hide_zero_amount_summary_items": false}}}}`,
			`{"settings": {"payment_form": {"features": {"hide_zero_amount_summary_items": true}}}}`,
			"the summary hides items with an amount of zero: no → yes",
		},
		"payouts": {
			commercial.CompareWebsites, `{"settings": {"payout_request": {"automatic_readiness_enabled": false}}}`,
			`{"settings": {"payout_request": {"automatic_readiness_enabled": true, "pending_period_hours": 24,
				"automatic_readiness_time": "10:00"}}}`,
			"payout requests become ready automatically: no → after 24 hours or more, at 10:00",
		},
		"css": {
			commercial.CompareWebsites, `{"settings": {"payment_form": {"css": "a{}"}}}`, `{"settings": {"payment_form": {"css": "b{}"}}}`, "",
		},
		"default amount": {
			commercial.CompareCustomFields, `{"monetary": {"default": {"amount": 1, "currency": "USD"}}}`,
			`{"monetary": {"default": {"amount": 1.5, "currency": "USD"}}}`, "default: 1.00 USD → 1.50 USD",
		},
		"default text": {
			commercial.CompareCustomFields, `{"string": {"default": "private"}}`, `{"string": {"default": "secret"}}`,
			"default: a text → a sensitive value",
		},
		"different text": {
			commercial.CompareCustomFields, `{"string": {"default": "private"}}`, `{"string": {"default": "personal"}}`,
			"default: a text → a different value",
		},
		"default date": {
			commercial.CompareCustomFields, `{"date": {"default": "2026-01-31"}}`, `{"date": {}}`, "default: 2026-01-31 → none",
		},
		"default list": {
			commercial.CompareCustomFields, `{"array": {"default": ["a"]}}`, `{"array": {"default": ["a", "b"]}}`,
			"default: a list of 1 → a list of 2",
		},
		"disabled": {
			commercial.CompareCustomFields, `{"is_enabled": true}`, `{"is_enabled": false}`, "objects can have values: yes → no",
		},
		"shipping name only": {commercial.CompareShippingRates, `{"name": "a", "price": 4.0}`, `{"name": "b", "price": 4}`, ""},
	} {
		if got := strings.Join(texts(test.compare(decode(t, test.before), decode(t, test.after))), "; "); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
