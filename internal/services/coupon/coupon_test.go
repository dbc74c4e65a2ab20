package coupon_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

type object = acctest.Object

const (
	couponType = "rebilly_coupon"
	past       = "2026-01-01T00:00:00Z"
	future     = "2099-01-01T00:00:00Z"
	later      = "2099-06-01T00:00:00Z"
)

func start(t *testing.T, options ...emulator.Options) (*acctest.FakeAPI, *acctest.Core) {
	t.Helper()
	rebilly := acctest.Start(t, options...)
	return rebilly, acctest.NewCore(t, rebilly.ProviderConfig())
}

// config is a coupon of 10 percent with more.
func config(more object) object {
	all := object{"discount": object{"percent": object{"value": 10}}, "issued_time": past}
	maps.Copy(all, more)
	return all
}

func restricted(name string, of any) object { return config(object{"restrictions": object{name: of}}) }

func maximal() object {
	return object{
		"discount":            object{"fixed": object{"amount": 9.95, "currency": "USD", "context": "items-and-shipping"}},
		"description":         "Spring sale",
		"issued_time":         "2026-03-01T00:00:00+02:00",
		"expired_time":        "2099-03-01T00:00:00.5Z",
		"deletion_protection": false,
		"restrictions": object{
			"discounts_per_redemption":          object{"quantity": 3},
			"maximum_order_amount":              object{"amount": 1000, "currency": "USD"},
			"minimum_order_amount":              object{"amount": acctest.Sub("20", "0.01"), "currency": "USD"},
			"paid_by_time":                      object{"time": "2099-02-01T00:00:00-05:00"},
			"redemptions_per_customer":          object{"quantity": 1},
			"restrict_to_bxgy":                  object{"buy": []any{object{"plan_id": "plan_b", "quantity": 2}, object{"plan_id": "plan_a", "quantity": 1}}, "get": []any{object{"plan_id": "plan_b", "quantity": 1}}},
			"restrict_to_countries":             object{"countries": []any{"DE", "AT"}},
			"restrict_to_customer_tags":         object{"tags": []any{"vip", "new"}, "require_all_tags": true},
			"restrict_to_customers":             object{"customer_ids": []any{"cus_2", "cus_1"}},
			"restrict_to_exclusive_application": true,
			"restrict_to_invoices":              object{"invoice_ids": []any{"in_1"}},
			"restrict_to_plans":                 object{"plan_ids": []any{"plan_b", "plan_a"}, "minimum_quantity": 2},
			"restrict_to_products":              object{"product_ids": []any{"prod_b", "prod_a"}, "minimum_quantity": 3},
			"restrict_to_subscriptions":         object{"subscription_ids": []any{"sub_1"}},
			"total_redemptions":                 object{"quantity": 100},
		},
	}
}

func TestMatrix(t *testing.T) {
	nothing := object{}
	var clears []string
	for name := range maximal()["restrictions"].(object) {
		nothing[name] = nil
		clears = append(clears, "restrictions."+name)
	}
	acctest.Matrix(t, acctest.Case{
		Type:          couponType,
		Collection:    "coupons",
		KeptOnDestroy: true,
		Derived:       []string{"status"},
		Configs: map[string]acctest.Object{
			"minimal": config(nil),
			"maximal": maximal(),
			"nulls": config(object{
				"discount":    object{"percent": object{"value": 10, "context": nil}, "fixed": nil},
				"description": nil, "expired_time": nil, "restrictions": nothing,
			}),
			"empties":           config(object{"description": "", "restrictions": object{}}),
			"empty sets":        config(object{"restrictions": object{"restrict_to_customers": object{"customer_ids": []any{}}, "restrict_to_plans": object{"plan_ids": []any{}}}}),
			"zeroes":            restricted("restrict_to_exclusive_application", false),
			"defaults":          restricted("restrict_to_plans", object{"plan_ids": []any{"plan_a"}, "minimum_quantity": nil}),
			"zero quantities":   restricted("restrict_to_products", object{"product_ids": []any{"prod_a"}, "minimum_quantity": 0}),
			"fixed of a cent":   config(object{"discount": object{"fixed": object{"amount": acctest.Sub("1", "0.99"), "currency": "USD"}}}),
			"not issued yet":    config(object{"issued_time": future}),
			"exclusive is that": restricted("restrict_to_exclusive_application", true),
		},
		Changes: map[string]any{
			"discount":               object{"percent": object{"value": 12.5}},
			"discount.fixed.amount":  10,
			"discount.fixed.context": "shipping",
			"description":            "Summer sale",
			"issued_time":            "2026-03-01T00:00:00Z",
			"expired_time":           later,
			"deletion_protection":    true,
			"restrictions.discounts_per_redemption.quantity":          4,
			"restrictions.maximum_order_amount.amount":                999.5,
			"restrictions.minimum_order_amount.currency":              "EUR",
			"restrictions.redemptions_per_customer.quantity":          2,
			"restrictions.restrict_to_bxgy.buy.0.quantity":            3,
			"restrictions.restrict_to_bxgy.get":                       []any{object{"plan_id": "plan_a", "quantity": 2}},
			"restrictions.restrict_to_countries.countries":            []any{"CH"},
			"restrictions.restrict_to_customer_tags.tags":             []any{"vip"},
			"restrictions.restrict_to_customer_tags.require_all_tags": false,
			"restrictions.restrict_to_customers.customer_ids":         []any{"cus_3"},
			"restrictions.restrict_to_exclusive_application":          false,
			"restrictions.restrict_to_invoices.invoice_ids":           []any{"in_1", "in_2"},
			"restrictions.restrict_to_plans.plan_ids":                 []any{"plan_c"},
			"restrictions.restrict_to_products.minimum_quantity":      1,
			"restrictions.restrict_to_subscriptions.subscription_ids": []any{"sub_2"},
			"restrictions.total_redemptions.quantity":                 0,
		},
		Clears: append(clears, "description", "expired_time", "restrictions", "discount.fixed.context",
			"restrictions.restrict_to_bxgy.buy.1", "restrictions.restrict_to_plans.minimum_quantity"),
	})
}

func TestValidate_RFC3339(t *testing.T) {
	_, s := start(t)
	for text, valid := range map[string]bool{
		"2026-01-01T00:00:00Z": true, "2026-01-01T00:00:00.123456789+14:00": true, "2026-01-01T00:00:00-23:59": true, "2024-02-29T23:59:59Z": true,
		"2026-01-01T1:00:00Z": false, "2026-01-01T00:00:00,5Z": false, "2026-01-01T00:00:00+24:00": false, "2026-01-01T00:00:00+01:60": false,
		"2026-01-01T00:00:00": false, "2026-02-29T00:00:00Z": false, "2026-01-01 00:00:00Z": false, "2026-01-01": false, "": false,
	} {
		if said := s.Validate(couponType, config(object{"issued_time": text})); said.HasError("issued_time", "RFC 3339") == valid {
			t.Errorf("%s: %v", text, said)
		}
	}
}

func TestPlan_EqualTimes(t *testing.T) {
	_, s := start(t)
	c := config(object{"issued_time": past, "expired_time": past})
	if said := s.Validate(couponType, c); !said.HasError("expired_time", "later than issued_time") {
		t.Errorf("%v", said)
	}
}

func TestValidate_TooManyDecimals(t *testing.T) {
	_, s := start(t)
	for path, c := range map[string]object{
		"discount.fixed.amount":                    config(object{"discount": object{"fixed": object{"amount": 1.005, "currency": "USD"}}}),
		"restrictions.minimum_order_amount.amount": restricted("minimum_order_amount", object{"amount": 0.5, "currency": "JPY"}),
	} {
		if said := s.Validate(couponType, c); said.HasError() || !said.HasWarning(path, "decimals") {
			t.Errorf("%v", said)
		}
	}
}

func TestValidate_NegativeAmounts(t *testing.T) {
	_, s := start(t)
	c := restricted("minimum_order_amount", object{"amount": -1, "currency": "USD"})
	if said := s.Validate(couponType, c); said.HasError() || !said.HasWarning("restrictions.minimum_order_amount.amount", "below zero", "-1") || said.HasWarning("customer") {
		t.Errorf("%v", said)
	}
}

// TestValidate_UnknownTimes stay unknown in a plan, whatever the state has.
func TestValidate_UnknownTimes(t *testing.T) {
	_, s := start(t)
	c := config(object{"id": "SALE", "expired_time": future, "restrictions": object{"paid_by_time": object{"time": future}}})
	state := s.MustApply(nil, couponType, c)
	unknown := config(object{"id": "SALE", "issued_time": acctest.Unknown, "expired_time": acctest.Unknown, "restrictions": object{"paid_by_time": object{"time": acctest.Unknown}}})
	plan := s.Plan(state, couponType, unknown)
	for _, at := range []string{"issued_time", "expired_time", "restrictions.paid_by_time.time"} {
		if plan.Get(at) != acctest.Unknown {
			t.Errorf("%s is %v", at, plan.Get(at))
		}
	}
	if after := s.ApplyWith(plan, c); after.Diagnostics.HasError() {
		t.Errorf("%v", after.Diagnostics)
	}
}

func TestValidate_EmptyRestriction(t *testing.T) {
	_, s := start(t)
	c := restricted("restrict_to_customers", object{"customer_ids": []any{}})
	if said := s.Validate(couponType, c); said.HasError() || !said.HasWarning("restrictions.restrict_to_customers.customer_ids", "restricted to nothing") {
		t.Errorf("%v", said)
	}
	if said := s.Validate(couponType, restricted("restrict_to_customers", object{"customer_ids": acctest.Unknown})); len(said) > 0 {
		t.Errorf("%v", said)
	}
}

// TestValidate_NoRestrictions: what is misspelled inside of an attribute never reaches a provider.
func TestValidate_NoRestrictions(t *testing.T) {
	_, s := start(t)
	for name, test := range map[string]struct {
		restrictions any
		warns        bool
	}{
		"empty":         {object{}, true},
		"all null":      {object{"restrict_to_customers": nil, "total_redemptions": nil}, true},
		"none":          {nil, false},
		"unknown":       {acctest.Unknown, false},
		"one unknown":   {object{"restrict_to_customers": acctest.Unknown}, false},
		"one":           {object{"total_redemptions": object{"quantity": 1}}, false},
		"not exclusive": {object{"restrict_to_exclusive_application": false}, false},
	} {
		said := s.Validate(couponType, config(object{"restrictions": test.restrictions}))
		if said.HasError() || said.HasWarning("restrictions", "The coupon is not restricted", "misspelled") != test.warns || !test.warns && len(said) > 0 {
			t.Errorf("%s: %v", name, said)
		}
	}
}

// TestPlan_ExpiresImmediately: an expired_time that is past is as good as a destroy.
func TestPlan_ExpiresImmediately(t *testing.T) {
	const end = "2026-01-02T00:00:00Z"
	rebilly, s := start(t)
	ended := func(more object) object {
		all := config(object{"id": "SALE", "expired_time": end})
		maps.Copy(all, more)
		return all
	}
	if plan := s.Plan(nil, couponType, ended(nil)); plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("expired_time", "expires at once", end) {
		t.Errorf("%v", plan.Diagnostics)
	}
	for _, until := range []any{nil, future, acctest.Unknown} {
		if plan := s.Plan(nil, couponType, ended(object{"expired_time": until})); len(plan.Diagnostics) > 0 {
			t.Errorf("%v: %v", until, plan.Diagnostics)
		}
	}
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "deletion_protection": true}))
	for name, config := range map[string]object{"protected": ended(object{"deletion_protection": true}), "in one plan": ended(object{"deletion_protection": false})} {
		if plan := s.Plan(state, couponType, config); !plan.Diagnostics.HasError("expired_time", "protected against deletion", "deletion_protection = false") {
			t.Errorf("%s: %v", name, plan.Diagnostics)
		}
	}
	state = s.MustApply(state, couponType, config(object{"id": "SALE", "deletion_protection": false}))
	plan := s.Plan(state, couponType, ended(nil))
	if plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("expired_time", "expires at once", end) {
		t.Errorf("%v", plan.Diagnostics)
	}
	if after := s.Apply(plan); after.Diagnostics.HasError() {
		t.Errorf("%v", after.Diagnostics)
	}
	if stored, _ := rebilly.Get("coupons", "SALE"); stored["status"] != "expired" {
		t.Errorf("%v", stored)
	}
	// What has expired already does not expire again.
	state = s.Read(state)
	if plan := s.Plan(state, couponType, ended(object{"expired_time": "2026-01-03T00:00:00Z"})); plan.Diagnostics.HasWarning("expires at once") {
		t.Errorf("%v", plan.Diagnostics)
	}
}

func TestPlan_PaidByTimeIsImmutable(t *testing.T) {
	_, s := start(t)
	paid := func(by any) object {
		all := restricted("paid_by_time", by)
		all["id"] = "SALE"
		return all
	}
	state := s.MustApply(nil, couponType, paid(object{"time": future}))
	const at, says = "restrictions.paid_by_time.time", "Rebilly does not change this time"
	if plan := s.Plan(state, couponType, paid(object{"time": later})); plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning(at, says, future) {
		t.Errorf("%v", plan.Diagnostics)
	}
	for _, by := range []any{nil, acctest.Unknown, object{"time": acctest.Unknown}, object{"time": "2099-01-01T01:00:00+01:00"}} {
		if said := s.Plan(state, couponType, paid(by)).Diagnostics; said.HasError() || said.HasWarning(says) {
			t.Errorf("%v: %v", by, said)
		}
	}
	all := paid(nil)
	for _, restrictions := range []any{nil, acctest.Unknown} {
		all["restrictions"] = restrictions
		if said := s.Plan(state, couponType, all).Diagnostics; said.HasError() || said.HasWarning(says) {
			t.Errorf("%v: %v", restrictions, said)
		}
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	_, s := start(t)
	unknown := acctest.Unknown
	for _, c := range []object{
		{"id": unknown, "discount": unknown, "restrictions": unknown, "issued_time": unknown, "expired_time": past, "description": unknown},
		config(object{"discount": object{"fixed": object{"amount": unknown, "currency": unknown, "context": unknown}}, "expired_time": unknown}),
		config(object{"discount": object{"percent": unknown}}),
		config(object{"restrictions": object{
			"restrict_to_bxgy": object{"buy": unknown, "get": []any{object{"plan_id": unknown, "quantity": 1}, object{"plan_id": unknown, "quantity": unknown}}},
			"paid_by_time":     object{"time": unknown}, "restrict_to_plans": object{"plan_ids": unknown, "minimum_quantity": unknown},
			"restrict_to_countries": object{"countries": []any{unknown, "DE"}}, "restrict_to_exclusive_application": unknown, "restrict_to_customers": unknown,
		}}),
	} {
		if said := s.Validate(couponType, c); len(said) > 0 {
			t.Errorf("%v: %v", c, said)
		}
		if plan := s.Plan(nil, couponType, c); plan.Diagnostics.HasError() {
			t.Errorf("%v", plan.Diagnostics)
		}
	}
}

// TestDecode_UnknownVariant: an update would destroy what cannot be read.
func TestRead_UnknownVariant(t *testing.T) {
	for what, test := range map[string]struct{ discount, restrictions any }{
		`"tiered", which`:                  {object{"type": "tiered"}, []any{}},
		`"restrict-to-the-rich", which`:    {object{"type": "percent", "value": 1}, []any{object{"type": "restrict-to-the-rich"}}},
		`the type "total-redemptions" twi`: {object{"type": "percent", "value": 1}, []any{object{"type": "total-redemptions", "quantity": 1}, object{"type": "total-redemptions", "quantity": 2}}},
	} {
		rebilly, s := start(t)
		state := s.MustApply(nil, couponType, config(object{"id": "SALE"}))
		remove := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method == http.MethodGet {
				_ = json.NewEncoder(w).Encode(object{"id": "SALE", "discount": test.discount, "restrictions": test.restrictions, "issuedTime": past})
				return
			}
			next.ServeHTTP(w, r)
		})
		if read := s.Read(state); !read.Diagnostics.HasError("Unable to read coupon", what) {
			t.Errorf("%v", read.Diagnostics)
		}
		if after := s.Apply(s.Plan(state, couponType, config(object{"id": "SALE", "description": "x"}))); !after.Diagnostics.HasError("Unable to update coupon", what) {
			t.Errorf("%v", after.Diagnostics)
		}
		remove()
		if puts := rebilly.Requests()["PUT /coupons/{id}"]; puts != 1 {
			t.Errorf("%d PUTs", puts)
		}
	}
}

// TestRead_OrderAndForm: neither the order of restrictions and ids nor the form of a time or a number is a change.
func TestRead_OrderAndForm(t *testing.T) {
	rebilly, s := start(t)
	c := maximal()
	c["id"] = "SALE"
	state := s.MustApply(nil, couponType, c)
	stored, _ := rebilly.Get("coupons", "SALE")
	list, _ := stored["restrictions"].([]any)
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	for _, element := range list {
		if entry, _ := element.(map[string]any); entry["type"] == "restrict-to-plans" {
			entry["planIds"] = []any{"plan_b", "plan_a", "plan_b"}
		} else if entry["type"] == "paid-by-time" {
			entry["time"] = "2099-02-01T05:00:00Z"
		}
	}
	stored["issuedTime"], stored["expiredTime"] = "2026-02-28T22:00:00Z", "2099-03-01T00:00:00.500+00:00"
	rebilly.Put("coupons", "SALE", stored)
	read := s.Read(state)
	if diff := cmp.Diff(state.Object(), read.Object()); diff != "" {
		t.Error(diff)
	}
	// An import has the form of the answer, and the configuration's own is no change either.
	imported := s.Import(couponType, "SALE")
	if plan := s.Plan(imported, couponType, c); len(plan.Changes()) > 0 {
		t.Errorf("%s %v", plan.Action, plan.Changes())
	}
}

// TestTimes_WholeSeconds: Rebilly may keep no fraction of a time.
func TestTimes_WholeSeconds(t *testing.T) {
	rebilly, s := start(t)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), ".5Z", "Z")))
		next.ServeHTTP(w, r)
	})
	c := config(object{
		"id": "SALE", "issued_time": "2026-01-01T00:00:00.5Z", "expired_time": "2099-01-01T00:00:00.5Z",
		"restrictions": object{"paid_by_time": object{"time": "2098-01-01T00:00:00.5Z"}},
	})
	state := s.MustApply(nil, couponType, c)
	if stored, _ := rebilly.Get("coupons", "SALE"); stored["issuedTime"] != "2026-01-01T00:00:00Z" {
		t.Fatalf("%v", stored)
	}
	if plan := s.Plan(s.Read(state), couponType, c); len(plan.Changes()) > 0 {
		t.Errorf("%v", plan.Changes())
	}
	c["description"] = "Another"
	if after := s.Apply(s.Plan(state, couponType, c)); len(after.Diagnostics) > 0 {
		t.Errorf("%v", after.Diagnostics)
	}
	if plan := s.Plan(s.Import(couponType, "SALE"), couponType, c); len(plan.Changes()) > 0 {
		t.Errorf("%v", plan.Changes())
	}
}

func TestRead_OmittedDefaults(t *testing.T) {
	rebilly, s := start(t, emulator.Options{OmitDefaults: true, OmitNulls: true})
	rebilly.Put("coupons", "SALE", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past, "restrictions": []any{
		object{"type": "restrict-to-plans", "planIds": []any{"a"}}, object{"type": "restrict-to-products", "productIds": []any{"a"}},
	}})
	c := config(object{"restrictions": object{"restrict_to_plans": object{"plan_ids": []any{"a"}}, "restrict_to_products": object{"product_ids": []any{"a"}}}})
	if plan := s.Plan(s.Import(couponType, "SALE"), couponType, c); plan.Action != acctest.NoOp {
		t.Errorf("%s of %v", plan.Action, plan.Changes())
	}
}

// TestUpdate_KeepsUnknownFields, of the coupon, of its restrictions, and of those that others have made.
func TestUpdate_KeepsUnknownFields(t *testing.T) {
	rebilly, s := start(t, emulator.Options{UnknownFields: true})
	c := restricted("total_redemptions", object{"quantity": 10})
	c["id"] = "SALE"
	state := s.MustApply(nil, couponType, c)
	stored, _ := rebilly.Get("coupons", "SALE")
	stored["restrictions"] = []any{
		object{"type": "total-redemptions", "quantity": 10, "futureSetting": "kept"},
		object{"type": "restrict-to-customers", "customerIds": []any{"cus_1"}},
	}
	rebilly.Put("coupons", "SALE", stored)
	var sent string
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			sent = string(body)
			// What is made up here, the emulator does not take.
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(sent, `{"futureSetting":"kept",`, `{`, 1)))
		}
		next.ServeHTTP(w, r)
	})
	c["restrictions"] = object{"total_redemptions": object{"quantity": 20}}
	after := s.Apply(s.Plan(state, couponType, c))
	if after.Diagnostics.HasError() || !after.Diagnostics.HasWarning("restrict_to_customers", "Somebody else") {
		t.Errorf("%v", after.Diagnostics)
	}
	for _, kept := range []string{`"futureSetting":"kept"`, `"cus_1"`, `"quantity":20`} {
		if !strings.Contains(sent, kept) {
			t.Errorf("%s is not in %s", kept, sent)
		}
	}
}

func TestDelete_Expires(t *testing.T) {
	for name, more := range map[string]object{
		"issued":          {},
		"draft":           {"issued_time": future},
		"draft with end":  {"issued_time": future, "expired_time": later},
		"already expired": {"expired_time": "2026-01-02T00:00:00Z"},
		"issued with end": {"expired_time": future},
	} {
		for _, reading := range []emulator.Coupons{emulator.CouponsStrict, emulator.CouponsLenient} {
			t.Run(name+" "+string(reading), func(t *testing.T) {
				rebilly, s := start(t, emulator.Options{CouponRules: reading, UnknownFields: true})
				c := config(more)
				c["id"] = "SALE"
				c["restrictions"] = object{"total_redemptions": object{"quantity": 1}}
				state := s.MustApply(nil, couponType, c)
				plan := s.Plan(state, couponType, nil)
				if !plan.Diagnostics.HasWarning("id", "expired, not deleted", `"SALE"`, "never be used again") {
					t.Errorf("%v", plan.Diagnostics)
				}
				if gone := s.Apply(plan); !gone.Removed() || gone.Diagnostics.HasError() {
					t.Fatalf("%v", gone.Diagnostics)
				}
				stored, _ := rebilly.Get("coupons", "SALE")
				if stored["status"] != "expired" || stored["futureSetting"] != "kept" || stored["restrictions"] == nil {
					t.Errorf("%v", stored)
				}
				used := s.Plan(nil, couponType, c)
				if used.Diagnostics.HasError() || !used.Diagnostics.HasWarning("id", "used up", "another id") {
					t.Errorf("%v", used.Diagnostics)
				}
				again := s.Apply(used)
				if !again.Diagnostics.HasError("id", "the code is used up", "another id") {
					t.Errorf("%v", again.Diagnostics)
				}
			})
		}
	}
}

// TestCreate_ResponseLost: a POST is not repeated, and what became of it the coupon tells; a PUT that was lost for good made a coupon
// whose code would be used up by making it again.
func TestCreate_ResponseLost(t *testing.T) {
	for name, done := range map[string]bool{"carried out": true, "not carried out": false} {
		t.Run(name, func(t *testing.T) {
			rebilly := acctest.Start(t)
			provider := rebilly.ProviderConfig()
			provider["max_retries"] = 0
			s := acctest.NewCore(t, provider)
			c := config(object{"id": "SALE"})
			lose := func(method string) func() {
				return rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					if r.Method != method {
						next.ServeHTTP(w, r)
						return
					}
					if done {
						next.ServeHTTP(httptest.NewRecorder(), r)
					}
					w.WriteHeader(http.StatusBadGateway)
				})
			}
			found := lose(http.MethodPut)
			state := s.Apply(s.Plan(nil, couponType, c))
			found()
			if state.Diagnostics.HasError() == done {
				t.Fatalf("%v", state.Diagnostics)
			}
			if !done {
				if !state.Diagnostics.HasWarning("id", "use up its code", "terraform untaint") {
					t.Errorf("%v", state.Diagnostics)
				}
				state = s.MustApply(nil, couponType, c)
			}
			found = lose(http.MethodPost)
			gone := s.Apply(s.Plan(state, couponType, nil))
			found()
			if gone.Diagnostics.HasError() == done {
				t.Errorf("%v", gone.Diagnostics)
			}
			if posts := rebilly.Requests()["POST /coupons/{id}/expiration"]; posts != 1 {
				t.Errorf("%d POSTs", posts)
			}
		})
	}
}

// TestDelete_Drafts: if no time may be past, a draft may still expire at once.
func TestDelete_Drafts(t *testing.T) {
	for _, status := range []int{http.StatusUnprocessableEntity, http.StatusConflict} {
		rebilly, s := start(t, emulator.Options{CouponRules: emulator.CouponsLenient})
		state := s.MustApply(nil, couponType, config(object{"id": "SALE", "issued_time": future}))
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method == http.MethodPut {
				w.WriteHeader(status)
				_ = json.NewEncoder(w).Encode(object{"status": status, "title": "No."})
				return
			}
			next.ServeHTTP(w, r)
		})
		if gone := s.Apply(s.Plan(state, couponType, nil)); !gone.Removed() || gone.Diagnostics.HasError() {
			t.Errorf("%v", gone.Diagnostics)
		}
		if stored, _ := rebilly.Get("coupons", "SALE"); stored["status"] != "expired" {
			t.Errorf("%v", stored)
		}
	}
}

// TestDelete_DraftRefused stay in the state: somebody has to decide what becomes of them.
func TestDelete_DraftRefused(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "issued_time": future}))
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_ = json.NewEncoder(w).Encode(object{"status": 422, "invalidFields": []any{object{"field": "issuedTime", "message": "No."}}})
			return
		}
		next.ServeHTTP(w, r)
	})
	if gone := s.Apply(s.Plan(state, couponType, nil)); gone.Removed() || !gone.Diagnostics.HasError("Unable to delete coupon", "is not issued before "+future, "terraform state rm") {
		t.Errorf("%v", gone.Diagnostics)
	}
}

// TestDiagnostics_Conflicts: that it is redeemed or has expired is why a coupon is not changed, not why it is not made or ended.
func TestDiagnostics_Conflicts(t *testing.T) {
	rebilly, s := start(t)
	c := config(object{"id": "SALE", "timeouts": object{"delete": "0s"}})
	state := s.MustApply(nil, couponType, c)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		w.WriteHeader(http.StatusConflict)
		_ = json.NewEncoder(w).Encode(object{"status": 409, "title": "No."})
	})
	const advice = "Once a coupon is redeemed"
	changed := config(object{"id": "SALE", "timeouts": object{"delete": "0s"}, "description": "Another"})
	for verb, plan := range map[string]*acctest.Plan{
		"create": s.Plan(nil, couponType, config(nil)), "update": s.Plan(state, couponType, changed), "delete": s.Plan(state, couponType, nil),
	} {
		said := s.Apply(plan).Diagnostics
		if !said.HasError("Unable to "+verb+" coupon", "No.") || said.HasError(advice) != (verb == "update") {
			t.Errorf("%s: %v", verb, said)
		}
	}
}

func TestPlan_ReplacementUsesCode(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SPRING"}))
	plan := s.Plan(state, couponType, config(object{"id": "SUMMER"}))
	if plan.Action != acctest.Replace || !plan.Diagnostics.HasWarning("id", "expired, not deleted", `"SPRING"`) {
		t.Errorf("%s %v", plan.Action, plan.Diagnostics)
	}
	if after := s.Apply(plan); after.Diagnostics.HasError() {
		t.Error(after.Diagnostics)
	}
	for code, status := range map[string]string{"SPRING": "expired", "SUMMER": "issued"} {
		if stored, _ := rebilly.Get("coupons", code); stored["status"] != status {
			t.Errorf("%v", stored)
		}
	}
}

// TestRead_ExpiredOutOfBand: what others have ended comes back by no plan.
func TestRead_ExpiredOutOfBand(t *testing.T) {
	for _, reading := range []emulator.Coupons{emulator.CouponsStrict, emulator.CouponsLenient} {
		rebilly, s := start(t, emulator.Options{CouponRules: reading})
		ended := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
		for _, end := range []any{nil, future} {
			c := config(object{"id": "SALE", "expired_time": end})
			rebilly.Remove("coupons", "SALE")
			state := s.MustApply(nil, couponType, c)
			stored, _ := rebilly.Get("coupons", "SALE")
			stored["expiredTime"] = ended
			rebilly.Put("coupons", "SALE", stored)
			state = s.Read(state)
			if state.Get("expired_time") != ended {
				t.Errorf("the state has %v", state.Get("expired_time"))
			}
			plan := s.Plan(state, couponType, c)
			if plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("expired_time", "not bring it back", "expired at "+ended, "a different id") {
				t.Errorf("%v", plan.Diagnostics)
			}
			if after := s.Apply(plan); !after.Diagnostics.HasError("Unable to update coupon", "expired at "+ended, "a different id") || after.Get("expired_time") != ended {
				t.Errorf("%v", after.Diagnostics)
			}
			if stored, _ := rebilly.Get("coupons", "SALE"); stored["expiredTime"] != ended {
				t.Errorf("%v", stored)
			}
			c["expired_time"] = ended
			if plan := s.Plan(state, couponType, c); len(plan.Changes()) > 0 || len(plan.Diagnostics) > 0 {
				t.Errorf("%v %v", plan.Changes(), plan.Diagnostics)
			}
			c["description"] = "Over"
			if plan := s.Plan(state, couponType, c); plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("id", "may refuse", "is expired") {
				t.Errorf("%v", plan.Diagnostics)
			}
		}
	}
}

// TestUpdate_ExpiredConcurrently, after the last look of a plan, which is the first request of an apply.
func TestUpdate_ExpiredConcurrently(t *testing.T) {
	rebilly, s := start(t, emulator.Options{CouponRules: emulator.CouponsLenient})
	ended := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "expired_time": future}))
	plan := s.Plan(state, couponType, config(object{"id": "SALE", "expired_time": later}))
	looks := 0
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if looks++; looks == 1 {
			stored, _ := rebilly.Get("coupons", "SALE")
			stored["expiredTime"] = ended
			rebilly.Put("coupons", "SALE", stored)
		}
	})
	if after := s.Apply(plan); !after.Diagnostics.HasError("Unable to update coupon", "expired at "+ended) || after.Diagnostics.HasWarning("expired_time") {
		t.Errorf("%v", after.Diagnostics)
	}
	if stored, _ := rebilly.Get("coupons", "SALE"); stored["expiredTime"] != ended {
		t.Errorf("%v", stored)
	}
}

func TestUpdate_RedeemedCoupon(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE"}))
	stored, _ := rebilly.Get("coupons", "SALE")
	stored["redemptionsCount"] = 7
	rebilly.Put("coupons", "SALE", stored)
	changed := config(object{"id": "SALE", "description": "Another"})
	plan := s.Plan(state, couponType, changed)
	if !plan.Diagnostics.HasWarning("id", "may refuse", "redeemed 7 times", "another id") {
		t.Errorf("%v", plan.Diagnostics)
	}
	if after := s.Apply(plan); !after.Diagnostics.HasError("Unable to update coupon", "Once a coupon is redeemed", "another id") {
		t.Errorf("%v", after.Diagnostics)
	}
	// What Terraform alone knows is no change.
	if plan := s.Plan(state, couponType, config(object{"id": "SALE", "deletion_protection": true})); len(plan.Diagnostics) > 0 {
		t.Errorf("%v", plan.Diagnostics)
	}
	if gone := s.Apply(s.Plan(state, couponType, nil)); gone.Diagnostics.HasError() {
		t.Errorf("a redeemed coupon cannot be expired: %v", gone.Diagnostics)
	}
}

// TestRequests is what the page of the resource says of them.
func TestRequests(t *testing.T) {
	const get, put, post = "GET /coupons/{id}", "PUT /coupons/{id}", "POST /coupons/{id}/expiration"
	rebilly, s := start(t)
	counted := func(step string, gets, puts, posts int) {
		t.Helper()
		asked := rebilly.Requests()
		if diff := cmp.Diff([]int{gets, puts, posts}, []int{asked[get], asked[put], asked[post]}); diff != "" {
			t.Errorf("%s: %s", step, diff)
		}
	}
	made := s.MustApply(nil, couponType, config(nil))
	counted("create", 0, 1, 0)
	s.MustApply(made, couponType, nil)
	counted("destroy", 1, 1, 1)
	plan := s.Plan(nil, couponType, config(object{"id": "SALE"}))
	counted("plan that creates with a configured id", 2, 1, 1)
	state := s.Apply(plan)
	counted("create with a configured id", 4, 2, 1)
	plan = s.Plan(state, couponType, config(object{"id": "SALE", "description": "Another"}))
	counted("plan that changes", 5, 2, 1)
	s.Apply(plan)
	counted("update", 7, 3, 1)
}

func TestDeletionProtection(t *testing.T) {
	_, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "deletion_protection": true}))
	if plan := s.Plan(state, couponType, nil); !plan.Diagnostics.HasError("deletion_protection", "protected") {
		t.Errorf("%v", plan.Diagnostics)
	}
}

func TestCreate_CodeExists(t *testing.T) {
	rebilly, s := start(t)
	rebilly.Put("coupons", "SALE", object{"discount": object{"type": "percent", "value": 50}, "issuedTime": past})
	plan := s.Plan(nil, couponType, config(object{"id": "SALE"}))
	if plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("id", "The code is taken", "import it", "moved block", "terraform untaint") {
		t.Errorf("%v", plan.Diagnostics)
	}
	if after := s.Apply(plan); !after.Diagnostics.HasError("id", "the id is taken", "import {") {
		t.Errorf("%v", after.Diagnostics)
	}
	if puts := rebilly.Requests()["PUT /coupons/{id}"]; puts != 0 {
		t.Errorf("%d PUTs", puts)
	}
}

// TestPlan_ReplacementCodeExists: the old coupon would be expired for nothing.
func TestPlan_ReplacementCodeExists(t *testing.T) {
	rebilly, s := start(t)
	spring := s.MustApply(nil, couponType, config(object{"id": "SPRING"}))
	s.MustApply(nil, couponType, config(object{"id": "SUMMER"}))
	if plan := s.Plan(spring, couponType, config(object{"id": "SUMMER"})); !plan.Diagnostics.HasError("id", "The code is taken", `"SUMMER"`, "-replace") {
		t.Errorf("%v", plan.Diagnostics)
	}
	// A CLI plans what is tainted before it destroys it, so that no plan of it may fail.
	spring.Tainted = true
	if plan := s.Plan(spring, couponType, config(object{"id": "SPRING"})); plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("id", "The code is taken", "terraform untaint") {
		t.Errorf("%v", plan.Diagnostics)
	}
	if said := s.Plan(nil, couponType, config(object{"id": acctest.Unknown})).Diagnostics; len(said) > 0 {
		t.Errorf("%v", said)
	}
	for code, want := range map[string]string{"SPRING": "issued", "SUMMER": "issued"} {
		if stored, _ := rebilly.Get("coupons", code); stored["status"] != want {
			t.Errorf("%v", stored)
		}
	}
}

// TestDiagnostics_RestrictionPaths: Rebilly counts them, in the order in which they were sent.
func TestDiagnostics_RestrictionPaths(t *testing.T) {
	for field, at := range map[string]string{
		"restrictions.1.planIds":      "restrictions.restrict_to_plans.plan_ids",
		"restrictions[2].quantity":    "restrictions.total_redemptions.quantity",
		"restrictions.0.buy.1.planId": "restrictions.restrict_to_bxgy.buy.1.plan_id",
		"restrictions.9.quantity":     "restrictions",
		"restrictions":                "restrictions",
	} {
		rebilly, s := start(t)
		state := s.MustApply(nil, couponType, config(nil))
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method != http.MethodPut {
				next.ServeHTTP(w, r)
				return
			}
			w.WriteHeader(http.StatusUnprocessableEntity)
			_ = json.NewEncoder(w).Encode(object{"status": 422, "invalidFields": []any{object{"field": field, "message": "No."}}})
		})
		restrictions := object{"total_redemptions": object{"quantity": 1}, "restrict_to_plans": object{"plan_ids": []any{"a"}}, "restrict_to_bxgy": object{
			"buy": []any{object{"plan_id": "a", "quantity": 1}, object{"plan_id": "b", "quantity": 1}}, "get": []any{object{"plan_id": "a", "quantity": 1}},
		}}
		for action, prior := range map[string]*acctest.State{"create": nil, "update": state} {
			if said := s.Apply(s.Plan(prior, couponType, config(object{"restrictions": restrictions}))).Diagnostics; !said.HasError("error: "+at+": Unable to "+action+" coupon", "No.") {
				t.Errorf("%s: %v", field, said)
			}
		}
	}
}
