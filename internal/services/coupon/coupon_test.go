package coupon_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const (
	couponType = "rebilly_coupon"
	past       = "2026-01-01T00:00:00Z"
	future     = "2099-01-01T00:00:00Z"
	later      = "2099-06-01T00:00:00Z"
)

func start(t *testing.T, options ...emulator.Options) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t, options...)
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

// config returns a minimal coupon with additional attributes.
func config(attributes object) object {
	config := object{"discount": object{"percent": object{"value": 10}}, "issued_time": past}
	maps.Copy(config, attributes)
	return config
}

func restricted(name string, restriction any) object {
	return config(object{"restrictions": object{name: restriction}})
}

func maximal() object {
	return object{
		"discount":            object{"fixed": object{"amount": 9.95, "currency": "USD", "context": "items-and-shipping"}},
		"description":         "Spring sale",
		"issued_time":         "2026-03-01T00:00:00+02:00",
		"expired_time":        "2099-03-01T00:00:00.5Z",
		"deletion_protection": false,
		"restrictions": object{
			"discounts_per_redemption": object{"quantity": 3},
			"maximum_order_amount":     object{"amount": 1000, "currency": "USD"},
			"minimum_order_amount":     object{"amount": coretest.Sub("20", "0.01"), "currency": "USD"},
			"paid_by_time":             object{"time": "2099-02-01T00:00:00-05:00"},
			"redemptions_per_customer": object{"quantity": 1},
			"restrict_to_bxgy": object{
				"buy": []any{object{"plan_id": "plan_b", "quantity": 2}, object{"plan_id": "plan_a", "quantity": 1}},
				"get": []any{object{"plan_id": "plan_b", "quantity": 1}},
			},
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
	nothing["restrict_to_exclusive_application"] = false
	coretest.Matrix(t, coretest.Case{
		Type:          couponType,
		Collection:    "coupons",
		KeptOnDestroy: true,
		Derived:       []string{"status"},
		Configs: map[string]coretest.Object{
			"minimal": config(nil),
			"maximal": maximal(),
			"nulls": config(object{
				"discount":    object{"percent": object{"value": 10, "context": nil}, "fixed": nil},
				"description": nil, "expired_time": nil, "restrictions": nothing,
			}),
			"empties":         config(object{"description": ""}),
			"zeroes":          restricted("restrict_to_exclusive_application", false),
			"defaults":        restricted("restrict_to_plans", object{"plan_ids": []any{"plan_a"}, "minimum_quantity": nil}),
			"zero quantities": restricted("restrict_to_products", object{"product_ids": []any{"prod_a"}, "minimum_quantity": 0}),
			"fixed 0.01":      config(object{"discount": object{"fixed": object{"amount": coretest.Sub("1", "0.99"), "currency": "USD"}}}),
			"not issued yet":  config(object{"issued_time": future}),
			"exclusive":       restricted("restrict_to_exclusive_application", true),
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
		"2026-01-01T00:00:00Z": true, "2026-01-01T00:00:00.123456789+14:00": true, "2026-01-01T00:00:00-23:59": true,
		"2024-02-29T23:59:59Z": true,
		"2026-01-01T1:00:00Z":  false, "2026-01-01T00:00:00,5Z": false, "2026-01-01T00:00:00+24:00": false,
		"2026-01-01T00:00:00+01:60": false,
		"2026-01-01T00:00:00":       false, "2026-02-29T00:00:00Z": false, "2026-01-01 00:00:00Z": false, "2026-01-01": false, "": false,
	} {
		if got := s.Validate(couponType, config(object{"issued_time": text})); got.HasError("issued_time", "RFC 3339") == valid {
			t.Errorf("%q: got %v, want valid %t", text, got, valid)
		}
	}
}

func TestPlan_EqualTimes(t *testing.T) {
	_, s := start(t)
	c := config(object{"issued_time": past, "expired_time": past})
	if got := s.Validate(couponType, c); !got.HasError("expired_time", "Invalid time range", "later than issued_time") {
		t.Errorf("got %v, want an error at expired_time", got)
	}
}

func TestValidate_TooManyDecimals(t *testing.T) {
	_, s := start(t)
	for path, c := range map[string]object{
		"discount.fixed.amount":                    config(object{"discount": object{"fixed": object{"amount": 1.005, "currency": "USD"}}}),
		"restrictions.minimum_order_amount.amount": restricted("minimum_order_amount", object{"amount": 0.5, "currency": "JPY"}),
	} {
		if got := s.Validate(couponType, c); got.HasError() || !got.HasWarning(path, "decimals") {
			t.Errorf("got %v, want a warning at %s", got, path)
		}
	}
}

func TestValidate_NegativeAmounts(t *testing.T) {
	_, s := start(t)
	c := restricted("minimum_order_amount", object{"amount": -1, "currency": "USD"})
	const path = "restrictions.minimum_order_amount.amount"
	if got := s.Validate(couponType, c); got.HasError() || !got.HasWarning(path, "-1") || got.HasWarning("customer") {
		t.Errorf("got %v, want a warning at %s", got, path)
	}
}

// Unknown times must stay unknown in a Terraform plan, whatever the state contains.
func TestValidate_UnknownTimes(t *testing.T) {
	_, s := start(t)
	c := config(object{"id": "SALE", "expired_time": future, "restrictions": object{"paid_by_time": object{"time": future}}})
	state := s.MustApply(nil, couponType, c)
	unknown := config(object{
		"id":           "SALE",
		"issued_time":  coretest.Unknown,
		"expired_time": coretest.Unknown,
		"restrictions": object{"paid_by_time": object{"time": coretest.Unknown}},
	})
	plan := s.Plan(state, couponType, unknown)
	for _, at := range []string{"issued_time", "expired_time", "restrictions.paid_by_time.time"} {
		if plan.Get(at) != coretest.Unknown {
			t.Errorf("%s: got %v, want unknown", at, plan.Get(at))
		}
	}
	if after := s.ApplyWith(plan, c); after.Diagnostics.HasError() {
		t.Errorf("apply: got %v, want no errors", after.Diagnostics)
	}
}

func TestValidate_EmptyRestriction(t *testing.T) {
	_, s := start(t)
	c := restricted("restrict_to_customers", object{"customer_ids": []any{}})
	const path = "restrictions.restrict_to_customers.customer_ids"
	if got := s.Validate(couponType, c); !got.HasError(path, "Empty restriction", "remove restrict_to_customers") {
		t.Errorf("got %v, want an error at %s", got, path)
	}
	if got := s.Validate(couponType, restricted("restrict_to_customers", object{"customer_ids": coretest.Unknown})); len(got) > 0 {
		t.Errorf("unknown customer_ids: got %v, want no diagnostics", got)
	}
}

func TestValidate_DiagnosticOrder(t *testing.T) {
	_, s := start(t)
	empty := []any{}
	c := config(object{"restrictions": object{
		"maximum_order_amount":  object{"amount": -1, "currency": "USD"},
		"restrict_to_countries": object{"countries": empty},
		"restrict_to_customers": object{"customer_ids": empty},
		"restrict_to_invoices":  object{"invoice_ids": empty},
		"restrict_to_plans":     object{"plan_ids": empty},
		"restrict_to_products":  object{"product_ids": empty},
	}})
	want := s.Validate(couponType, c)
	if len(want) != 6 {
		t.Fatalf("got %d diagnostics, want 6: %v", len(want), want)
	}
	for range 20 {
		if diff := cmp.Diff(fmt.Sprint(want), fmt.Sprint(s.Validate(couponType, c))); diff != "" {
			t.Fatalf("diagnostics differ between validations (-want +got):\n%s", diff)
		}
	}
}

// Terraform never sends a misspelled nested attribute to a provider.
func TestValidate_NoRestrictions(t *testing.T) {
	_, s := start(t)
	for name, test := range map[string]struct {
		restrictions any
		fails        bool
	}{
		"empty":         {object{}, true},
		"all null":      {object{"restrict_to_customers": nil, "total_redemptions": nil}, true},
		"none":          {nil, false},
		"unknown":       {coretest.Unknown, false},
		"one unknown":   {object{"restrict_to_customers": coretest.Unknown}, false},
		"one":           {object{"total_redemptions": object{"quantity": 1}}, false},
		"not exclusive": {object{"restrict_to_exclusive_application": false}, false},
	} {
		got := s.Validate(couponType, config(object{"restrictions": test.restrictions}))
		failed := got.HasError("restrictions", "Empty restriction", "misspelled")
		if failed != test.fails || !test.fails && len(got) > 0 {
			t.Errorf("%s: got %v, want an error: %t", name, got, test.fails)
		}
	}
}

// An expired_time in the past has the same effect as a destroy.
func TestPlan_ExpiresImmediately(t *testing.T) {
	const end = "2026-01-02T00:00:00Z"
	rebilly, s := start(t)
	ended := func(attributes object) object {
		c := config(object{"id": "SALE", "expired_time": end})
		maps.Copy(c, attributes)
		return c
	}
	const summary = "Coupon will expire immediately"
	got := s.Plan(nil, couponType, ended(nil)).Diagnostics
	if got.HasError() || !got.HasWarning("expired_time", summary, end) {
		t.Errorf("create: got %v, want a warning at expired_time", got)
	}
	for _, until := range []any{nil, future, coretest.Unknown} {
		if plan := s.Plan(nil, couponType, ended(object{"expired_time": until})); len(plan.Diagnostics) > 0 {
			t.Errorf("expired_time %v: got %v, want no diagnostics", until, plan.Diagnostics)
		}
	}
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "deletion_protection": true}))
	for _, protected := range []bool{true, false} {
		got := s.Plan(state, couponType, ended(object{"deletion_protection": protected})).Diagnostics
		if !got.HasError("expired_time", "protected against deletion", "deletion_protection = false") {
			t.Errorf("planned deletion_protection %t: got %v, want an error at expired_time", protected, got)
		}
	}
	state = s.MustApply(state, couponType, config(object{"id": "SALE", "deletion_protection": false}))
	plan := s.Plan(state, couponType, ended(nil))
	if plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("expired_time", summary, end) {
		t.Errorf("update: got %v, want a warning at expired_time", plan.Diagnostics)
	}
	if after := s.Apply(plan); after.Diagnostics.HasError() {
		t.Errorf("apply: got %v, want no errors", after.Diagnostics)
	}
	if stored, _ := rebilly.Get("coupons", "SALE"); stored["status"] != "expired" {
		t.Errorf("got status %v, want expired", stored["status"])
	}
	// An expired coupon does not expire again.
	state = s.Read(state)
	got = s.Plan(state, couponType, ended(object{"expired_time": "2026-01-03T00:00:00Z"})).Diagnostics
	if got.HasWarning(summary) {
		t.Errorf("expired coupon: got %v, want no warning %q", got, summary)
	}
}

func TestPlan_PaidByTimeIsImmutable(t *testing.T) {
	_, s := start(t)
	paidBy := func(restriction any) object {
		c := restricted("paid_by_time", restriction)
		c["id"] = "SALE"
		return c
	}
	state := s.MustApply(nil, couponType, paidBy(object{"time": future}))
	const path, summary = "restrictions.paid_by_time.time", "paid_by_time is immutable"
	got := s.Plan(state, couponType, paidBy(object{"time": later})).Diagnostics
	if got.HasError() || !got.HasWarning(path, summary, future) {
		t.Errorf("got %v, want a warning at %s", got, path)
	}
	c := paidBy(nil)
	c["restrictions"] = object{"paid_by_time": nil, "restrict_to_exclusive_application": false}
	if got := s.Plan(state, couponType, c).Diagnostics; got.HasError() || got.HasWarning(summary) {
		t.Errorf("no paid_by_time: got %v, want no warning %q", got, summary)
	}
	for _, restriction := range []any{coretest.Unknown, object{"time": coretest.Unknown}, object{"time": "2099-01-01T01:00:00+01:00"}} {
		if got := s.Plan(state, couponType, paidBy(restriction)).Diagnostics; got.HasError() || got.HasWarning(summary) {
			t.Errorf("paid_by_time %v: got %v, want no warning %q", restriction, got, summary)
		}
	}
	for _, restrictions := range []any{nil, coretest.Unknown} {
		c["restrictions"] = restrictions
		if got := s.Plan(state, couponType, c).Diagnostics; got.HasError() || got.HasWarning(summary) {
			t.Errorf("restrictions %v: got %v, want no warning %q", restrictions, got, summary)
		}
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	_, s := start(t)
	unknown := coretest.Unknown
	for _, c := range []object{
		{"id": unknown, "discount": unknown, "restrictions": unknown, "issued_time": unknown, "expired_time": past, "description": unknown},
		config(object{
			"discount": object{"fixed": object{"amount": unknown, "currency": unknown, "context": unknown}}, "expired_time": unknown,
		}),
		config(object{"discount": object{"percent": unknown}}),
		config(object{"restrictions": object{
			"restrict_to_bxgy": object{
				"buy": unknown,
				"get": []any{object{"plan_id": unknown, "quantity": 1}, object{"plan_id": unknown, "quantity": unknown}},
			},
			"paid_by_time": object{"time": unknown}, "restrict_to_plans": object{"plan_ids": unknown, "minimum_quantity": unknown},
			"restrict_to_countries":             object{"countries": []any{unknown, "DE"}},
			"restrict_to_exclusive_application": unknown,
			"restrict_to_customers":             unknown,
		}}),
	} {
		if got := s.Validate(couponType, c); len(got) > 0 {
			t.Errorf("%v: got %v, want no diagnostics", c, got)
		}
		if got := s.Plan(nil, couponType, c).Diagnostics; got.HasError() {
			t.Errorf("plan of %v: got %v, want no errors", c, got)
		}
	}
}

// An update would overwrite a variant that the provider cannot read.
func TestRead_UnknownVariant(t *testing.T) {
	for want, test := range map[string]struct{ discount, restrictions any }{
		`"tiered" is not supported`:               {object{"type": "tiered"}, []any{}},
		`"restrict-to-the-rich" is not supported`: {object{"type": "percent", "value": 1}, []any{object{"type": "restrict-to-the-rich"}}},
		`the type "total-redemptions" twi`: {
			object{"type": "percent", "value": 1},
			[]any{object{"type": "total-redemptions", "quantity": 1}, object{"type": "total-redemptions", "quantity": 2}},
		},
	} {
		rebilly, s := start(t)
		state := s.MustApply(nil, couponType, config(object{"id": "SALE"}))
		remove := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method == http.MethodGet {
				_ = json.NewEncoder(w).Encode(object{
					"id": "SALE", "discount": test.discount, "restrictions": test.restrictions, "issuedTime": past,
				})
				return
			}
			next.ServeHTTP(w, r)
		})
		if read := s.Read(state); !read.Diagnostics.HasError("Unable to read coupon", want) {
			t.Errorf("read: got %v, want an error that contains %q", read.Diagnostics, want)
		}
		after := s.Apply(s.Plan(state, couponType, config(object{"id": "SALE", "description": "x"})))
		if !after.Diagnostics.HasError("Unable to update coupon", want) {
			t.Errorf("update: got %v, want an error that contains %q", after.Diagnostics, want)
		}
		remove()
		if puts := rebilly.Requests()["PUT /coupons/{id}"]; puts != 1 {
			t.Errorf("got %d PUT requests, want 1", puts)
		}
	}
}

// Neither the order of restrictions and ids nor the format of a time or a number is drift.
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
	// An import has the format of the response, and the format of the configuration is not drift either.
	imported := s.Import(couponType, "SALE")
	if plan := s.Plan(imported, couponType, c); len(plan.Changes()) > 0 {
		t.Errorf("plan after an import: got %s of %v, want no changes", plan.Action, plan.Changes())
	}
}

// Rebilly may truncate times to seconds.
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
		t.Fatalf("got stored coupon %v, want issuedTime in whole seconds", stored)
	}
	if plan := s.Plan(s.Read(state), couponType, c); len(plan.Changes()) > 0 {
		t.Errorf("got changes %v, want none", plan.Changes())
	}
	c["description"] = "Changed"
	if after := s.Apply(s.Plan(state, couponType, c)); len(after.Diagnostics) > 0 {
		t.Errorf("update: got %v, want no diagnostics", after.Diagnostics)
	}
	if plan := s.Plan(s.Import(couponType, "SALE"), couponType, c); len(plan.Changes()) > 0 {
		t.Errorf("got changes %v, want none", plan.Changes())
	}
}

func TestRead_OmittedDefaults(t *testing.T) {
	rebilly, s := start(t, emulator.Options{OmitDefaults: true, OmitNulls: true})
	rebilly.Put("coupons", "SALE", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past, "restrictions": []any{
		object{"type": "restrict-to-plans", "planIds": []any{"a"}}, object{"type": "restrict-to-products", "productIds": []any{"a"}},
	}})
	c := config(object{"restrictions": object{
		"restrict_to_plans": object{"plan_ids": []any{"a"}}, "restrict_to_products": object{"product_ids": []any{"a"}},
	}})
	if plan := s.Plan(s.Import(couponType, "SALE"), couponType, c); plan.Action != coretest.NoOp {
		t.Errorf("got action %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
}

// An update keeps unknown fields of the coupon and its restrictions, and restrictions added out of band.
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
			// The emulator rejects the field that this test invents.
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(sent, `{"futureSetting":"kept",`, `{`, 1)))
		}
		next.ServeHTTP(w, r)
	})
	c["restrictions"] = object{"total_redemptions": object{"quantity": 20}}
	after := s.Apply(s.Plan(state, couponType, c))
	if after.Diagnostics.HasError() || !after.Diagnostics.HasWarning("restrict_to_customers", "changed outside of Terraform") {
		t.Errorf("got %v, want a warning for restrict_to_customers", after.Diagnostics)
	}
	for _, kept := range []string{`"futureSetting":"kept"`, `"cus_1"`, `"quantity":20`} {
		if !strings.Contains(sent, kept) {
			t.Errorf("got request %s, want it to contain %s", sent, kept)
		}
	}
}

func TestDelete_Expires(t *testing.T) {
	for name, attributes := range map[string]object{
		"issued":          {},
		"draft":           {"issued_time": future},
		"draft with end":  {"issued_time": future, "expired_time": later},
		"already expired": {"expired_time": "2026-01-02T00:00:00Z"},
		"issued with end": {"expired_time": future},
	} {
		for _, rules := range []emulator.Coupons{emulator.CouponsStrict, emulator.CouponsLenient} {
			t.Run(name+" "+string(rules), func(t *testing.T) {
				rebilly, s := start(t, emulator.Options{CouponRules: rules, UnknownFields: true})
				c := config(attributes)
				c["id"] = "SALE"
				c["restrictions"] = object{"total_redemptions": object{"quantity": 1}}
				state := s.MustApply(nil, couponType, c)
				plan := s.Plan(state, couponType, nil)
				if !plan.Diagnostics.HasWarning("id", "expired, not deleted", `"SALE"`, "never be used again") {
					t.Errorf("got %v, want a warning that the coupon expires", plan.Diagnostics)
				}
				if after := s.Apply(plan); !after.Removed() || after.Diagnostics.HasError() {
					t.Fatalf("got %v, want the coupon removed without errors", after.Diagnostics)
				}
				stored, _ := rebilly.Get("coupons", "SALE")
				if stored["status"] != "expired" || stored["futureSetting"] != "kept" || stored["restrictions"] == nil {
					t.Errorf("got stored coupon %v, want it expired and otherwise unchanged", stored)
				}
				if got := s.Plan(nil, couponType, c).Diagnostics; !got.HasError("id", "Coupon code already used", "different id") {
					t.Errorf("plan: got %v, want an error that the code was already used", got)
				}
			})
		}
	}
}

// The client does not repeat a POST but reads the coupon to learn its outcome. A PUT with an unknown outcome may have created a
// coupon whose code a replacement would invalidate.
func TestCreate_ResponseLost(t *testing.T) {
	for name, processed := range map[string]bool{"processed": true, "not processed": false} {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			provider := rebilly.ProviderConfig()
			provider["max_retries"] = 0
			s := coretest.NewCore(t, provider)
			c := config(object{"id": "SALE"})
			lose := func(method string) func() {
				return rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					if r.Method != method {
						next.ServeHTTP(w, r)
						return
					}
					if processed {
						next.ServeHTTP(httptest.NewRecorder(), r)
					}
					w.WriteHeader(http.StatusBadGateway)
				})
			}
			restore := lose(http.MethodPut)
			state := s.Apply(s.Plan(nil, couponType, c))
			restore()
			if state.Diagnostics.HasError() == processed {
				t.Fatalf("create: got %v, want an error: %t", state.Diagnostics, !processed)
			}
			if !processed {
				if !state.Diagnostics.HasWarning("id", "Coupon may have been created", "terraform untaint") {
					t.Errorf("got %v, want a warning with terraform untaint", state.Diagnostics)
				}
				state = s.MustApply(nil, couponType, c)
			}
			restore = lose(http.MethodPost)
			after := s.Apply(s.Plan(state, couponType, nil))
			restore()
			if after.Diagnostics.HasError() == processed {
				t.Errorf("delete: got %v, want an error: %t", after.Diagnostics, !processed)
			}
			if posts := rebilly.Requests()["POST /coupons/{id}/expiration"]; posts != 1 {
				t.Errorf("got %d POST requests, want 1", posts)
			}
		})
	}
}

// If Rebilly rejects times in the past, a draft may still be expired immediately.
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
		if after := s.Apply(s.Plan(state, couponType, nil)); !after.Removed() || after.Diagnostics.HasError() {
			t.Errorf("status %d: got %v, want the coupon removed without errors", status, after.Diagnostics)
		}
		if stored, _ := rebilly.Get("coupons", "SALE"); stored["status"] != "expired" {
			t.Errorf("got status %v, want expired", stored["status"])
		}
	}
}

// A draft that Rebilly refuses to expire stays in the state, so that somebody can decide what to do with it.
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
	after := s.Apply(s.Plan(state, couponType, nil))
	if after.Removed() || !after.Diagnostics.HasError("Unable to delete coupon", "not issued before "+future, "terraform state rm") {
		t.Errorf("got %v, want an error and the coupon kept in the state", after.Diagnostics)
	}
}

// Redeemed and expired coupons explain a conflict of an update only, not of a create or delete.
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
	const advice = "redeemed or has expired"
	changed := config(object{"id": "SALE", "timeouts": object{"delete": "0s"}, "description": "Changed"})
	for verb, plan := range map[string]*coretest.Plan{
		"create": s.Plan(nil, couponType, config(nil)),
		"update": s.Plan(state, couponType, changed),
		"delete": s.Plan(state, couponType, nil),
	} {
		got := s.Apply(plan).Diagnostics
		if !got.HasError("Unable to "+verb+" coupon", "No.") || got.HasError(advice) != (verb == "update") {
			t.Errorf("%s: got %v, want an error, with advice on update only", verb, got)
		}
	}
}

func TestPlan_ReplacementUsesCode(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SPRING"}))
	plan := s.Plan(state, couponType, config(object{"id": "SUMMER"}))
	if plan.Action != coretest.Replace || !plan.Diagnostics.HasWarning("id", "expired, not deleted", `"SPRING"`) {
		t.Errorf("got action %s with %v, want %s with a warning", plan.Action, plan.Diagnostics, coretest.Replace)
	}
	if after := s.Apply(plan); after.Diagnostics.HasError() {
		t.Errorf("apply: got %v, want no errors", after.Diagnostics)
	}
	for code, status := range map[string]string{"SPRING": "expired", "SUMMER": "issued"} {
		if stored, _ := rebilly.Get("coupons", code); stored["status"] != status {
			t.Errorf("%s: got status %v, want %s", code, stored["status"], status)
		}
	}
}

// Terraform must not reactivate a coupon that was expired out of band.
func TestRead_ExpiredOutOfBand(t *testing.T) {
	for _, rules := range []emulator.Coupons{emulator.CouponsStrict, emulator.CouponsLenient} {
		rebilly, s := start(t, emulator.Options{CouponRules: rules})
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
				t.Errorf("got expired_time %v in the state, want %s", state.Get("expired_time"), ended)
			}
			plan := s.Plan(state, couponType, c)
			got := plan.Diagnostics
			if got.HasError() || !got.HasWarning("expired_time", "cannot be reactivated", "expired at "+ended, " id") {
				t.Errorf("plan: got %v, want a warning at expired_time", got)
			}
			after := s.Apply(plan)
			if !after.Diagnostics.HasError("Unable to update coupon", "expired at "+ended, " id") || after.Get("expired_time") != ended {
				t.Errorf("apply: got %v and expired_time %v, want an error and %s", after.Diagnostics, after.Get("expired_time"), ended)
			}
			if stored, _ := rebilly.Get("coupons", "SALE"); stored["expiredTime"] != ended {
				t.Errorf("got stored expiredTime %v, want %s", stored["expiredTime"], ended)
			}
			c["expired_time"] = ended
			if plan := s.Plan(state, couponType, c); len(plan.Changes()) > 0 || len(plan.Diagnostics) > 0 {
				t.Errorf("got changes %v and %v, want none", plan.Changes(), plan.Diagnostics)
			}
			c["description"] = "Over"
			if got := s.Plan(state, couponType, c).Diagnostics; got.HasError() || !got.HasWarning("id", "may reject", "status expired") {
				t.Errorf("got %v, want a warning at id", got)
			}
		}
	}
}

// The coupon expires after the first request of the apply, which reads it.
func TestUpdate_ExpiredConcurrently(t *testing.T) {
	rebilly, s := start(t, emulator.Options{CouponRules: emulator.CouponsLenient})
	ended := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "expired_time": future}))
	plan := s.Plan(state, couponType, config(object{"id": "SALE", "expired_time": later}))
	requests := 0
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if requests++; requests == 1 {
			stored, _ := rebilly.Get("coupons", "SALE")
			stored["expiredTime"] = ended
			rebilly.Put("coupons", "SALE", stored)
		}
	})
	after := s.Apply(plan).Diagnostics
	if !after.HasError("Unable to update coupon", "expired at "+ended) || after.HasWarning("expired_time") {
		t.Errorf("got %v, want an error and no warning at expired_time", after)
	}
	if stored, _ := rebilly.Get("coupons", "SALE"); stored["expiredTime"] != ended {
		t.Errorf("got stored expiredTime %v, want %s", stored["expiredTime"], ended)
	}
}

func TestUpdate_RedeemedCoupon(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE"}))
	stored, _ := rebilly.Get("coupons", "SALE")
	stored["redemptionsCount"] = 7
	rebilly.Put("coupons", "SALE", stored)
	changed := config(object{"id": "SALE", "description": "Changed"})
	plan := s.Plan(state, couponType, changed)
	if !plan.Diagnostics.HasWarning("id", "may reject", "redeemed 7 times", "different id") {
		t.Errorf("plan: got %v, want a warning at id", plan.Diagnostics)
	}
	if after := s.Apply(plan); !after.Diagnostics.HasError("Unable to update coupon", "redeemed or has expired", "different id") {
		t.Errorf("apply: got %v, want an error with advice", after.Diagnostics)
	}
	// A change of a Terraform-only attribute sends nothing to Rebilly.
	if plan := s.Plan(state, couponType, config(object{"id": "SALE", "deletion_protection": true})); len(plan.Diagnostics) > 0 {
		t.Errorf("plan: got %v, want no diagnostics", plan.Diagnostics)
	}
	if after := s.Apply(s.Plan(state, couponType, nil)); after.Diagnostics.HasError() {
		t.Errorf("destroy: got %v, want no errors", after.Diagnostics)
	}
}

// The documentation of the resource states these numbers of requests.
func TestRequests(t *testing.T) {
	const get, put, post = "GET /coupons/{id}", "PUT /coupons/{id}", "POST /coupons/{id}/expiration"
	rebilly, s := start(t)
	assertRequests := func(step string, gets, puts, posts int) {
		t.Helper()
		requests := rebilly.Requests()
		if diff := cmp.Diff([]int{gets, puts, posts}, []int{requests[get], requests[put], requests[post]}); diff != "" {
			t.Errorf("%s: GET, PUT and POST requests (-want +got):\n%s", step, diff)
		}
	}
	created := s.MustApply(nil, couponType, config(nil))
	assertRequests("create", 0, 1, 0)
	s.MustApply(created, couponType, nil)
	assertRequests("destroy", 1, 1, 1)
	plan := s.Plan(nil, couponType, config(object{"id": "SALE"}))
	assertRequests("plan that creates with a configured id", 2, 1, 1)
	state := s.Apply(plan)
	assertRequests("create with a configured id", 4, 2, 1)
	plan = s.Plan(state, couponType, config(object{"id": "SALE", "description": "Changed"}))
	assertRequests("plan that changes", 5, 2, 1)
	s.Apply(plan)
	assertRequests("update", 7, 3, 1)
}

func TestDeletionProtection(t *testing.T) {
	_, s := start(t)
	state := s.MustApply(nil, couponType, config(object{"id": "SALE", "deletion_protection": true}))
	if plan := s.Plan(state, couponType, nil); !plan.Diagnostics.HasError("deletion_protection", "protected") {
		t.Errorf("got %v, want an error at deletion_protection", plan.Diagnostics)
	}
}

func TestCreate_CodeExists(t *testing.T) {
	rebilly, s := start(t)
	existing := object{"discount": object{"type": "percent", "value": 50}, "issuedTime": past}
	early, expired := s.Plan(nil, couponType, config(object{"id": "SALE"})), s.Plan(nil, couponType, config(object{"id": "OVER"}))
	rebilly.Put("coupons", "SALE", existing)
	if got := s.Plan(nil, couponType, config(object{"id": "SALE"})).Diagnostics; !got.HasError("id", "Coupon code already exists", "import it",
		"moved block", "different id") {
		t.Errorf("plan: got %v, want an error at id", got)
	}
	// Others may create it between the plan and the apply, which plans again.
	if after := s.Apply(early); !after.Diagnostics.HasError("id", "Coupon code already exists") {
		t.Errorf("apply: got %v, want an error at id", after.Diagnostics)
	}
	rebilly.Put("coupons", "OVER", coretest.With(existing, object{"expiredTime": "2026-01-02T00:00:00Z"}))
	if after := s.Apply(expired); !after.Diagnostics.HasError("id", "Coupon code already used") {
		t.Errorf("apply of an expired code: got %v, want an error at id", after.Diagnostics)
	}
	if puts := rebilly.Requests()["PUT /coupons/{id}"]; puts != 0 {
		t.Errorf("got %d PUT requests, want 0", puts)
	}
}

// Terraform would expire the old coupon and then fail to create the new one.
func TestPlan_ReplacementCodeExists(t *testing.T) {
	rebilly, s := start(t)
	spring := s.MustApply(nil, couponType, config(object{"id": "SPRING"}))
	s.MustApply(nil, couponType, config(object{"id": "SUMMER"}))
	got := s.Plan(spring, couponType, config(object{"id": "SUMMER"})).Diagnostics
	if !got.HasError("id", "Coupon code already exists", `"SUMMER"`, "-replace") {
		t.Errorf("replacement: got %v, want an error at id", got)
	}
	// Terraform plans a tainted coupon before it plans a destroy, so that plan must not fail.
	spring.Tainted = true
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	got = s.PlanAlso(s.Read(spring), couponType, config(object{"id": "SPRING"})).Diagnostics
	if got.HasError() || !got.HasWarning("id", "Tainted coupon cannot be replaced", "terraform untaint") {
		t.Errorf("tainted: got %v, want a warning at id", got)
	}
	if got := s.Plan(nil, couponType, config(object{"id": coretest.Unknown})).Diagnostics; len(got) > 0 {
		t.Errorf("unknown id: got %v, want no diagnostics", got)
	}
	for code, want := range map[string]string{"SPRING": "issued", "SUMMER": "issued"} {
		if stored, _ := rebilly.Get("coupons", code); stored["status"] != want {
			t.Errorf("%s: got status %v, want %s", code, stored["status"], want)
		}
	}
}

// Rebilly reports restrictions by their index in the request.
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
		restrictions := object{
			"total_redemptions": object{"quantity": 1},
			"restrict_to_plans": object{"plan_ids": []any{"a"}},
			"restrict_to_bxgy": object{
				"buy": []any{object{"plan_id": "a", "quantity": 1}, object{"plan_id": "b", "quantity": 1}},
				"get": []any{object{"plan_id": "a", "quantity": 1}},
			},
		}
		for action, prior := range map[string]*coretest.State{"create": nil, "update": state} {
			got := s.Apply(s.Plan(prior, couponType, config(object{"restrictions": restrictions}))).Diagnostics
			if !got.HasError("error: "+at+": Unable to "+action+" coupon", "No.") {
				t.Errorf("%s of %s: got %v, want an error at %s", action, field, got, at)
			}
		}
	}
}

// TestPlan_TermsChange checks that every change of what customers get is a warning, once, with the coupon in its summary.
func TestPlan_TermsChange(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	coupon := func(percent float64, more object) object {
		c := object{"id": "SPRING", "discount": object{"percent": object{"value": percent}}, "issued_time": "2026-01-01T00:00:00Z"}
		maps.Copy(c, more)
		return c
	}
	limited := object{"restrictions": object{"total_redemptions": object{"quantity": 100}}}
	state := s.MustApply(nil, couponType, coupon(20, limited))
	for name, test := range map[string]struct {
		to   object
		want string
	}{
		"discount": {coupon(100, limited), "discount: 20% of items → 100% of items"},
		"end": {
			coupon(20, object{"restrictions": limited["restrictions"], "expired_time": "2999-01-01T00:00:00Z"}), "no end → 2999-01-01",
		},
		"limit": {
			coupon(20, object{"restrictions": object{"total_redemptions": object{"quantity": 500}}}), "total redemptions: 100 → 500",
		},
		"restriction removed": {coupon(20, nil), "total redemptions: 100 → none"},
		"different code": {
			coupon(25, object{"id": "SUMMER", "restrictions": limited["restrictions"]}), "discount: 20% of items → 25% of items",
		},
	} {
		warnings := s.Plan(state, couponType, test.to).Diagnostics
		count := 0
		for _, warning := range warnings {
			if warning.Summary == `Commercial terms of coupon "SPRING" will change` && strings.Contains(warning.Detail, test.want) {
				count++
			}
		}
		if count != 1 {
			t.Errorf("%s: got %v, want one warning that contains %q", name, warnings, test.want)
		}
	}
	if warnings := s.Plan(state, couponType, coupon(20, object{
		"restrictions": limited["restrictions"], "description": "Spring",
	})).Diagnostics; len(warnings) > 0 {
		t.Errorf("description: got %v, want no warning", warnings)
	}
}
