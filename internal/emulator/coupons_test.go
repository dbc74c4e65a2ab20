package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const coupon = `{"discount": {"type": "percent", "value": 10}, "issuedTime": "2026-01-01T00:00:00Z"}`

func TestCoupon_Defaults(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := c.must(201, "PUT", "/coupons/SALE", with(coupon, `{"restrictions": [{"type": "restrict-to-plans", "planIds": ["a"]}]}`))
	for _, name := range []string{"id", "createdTime", "updatedTime", "_links"} {
		delete(got, name)
	}
	if diff := cmp.Diff(object{
		"discount":     object{"type": "percent", "value": json.Number("10"), "context": "items"},
		"restrictions": []any{object{"type": "restrict-to-plans", "planIds": []any{"a"}, "minimumQuantity": json.Number("1")}},
		"issuedTime":   "2026-01-01T00:00:00Z", "expiredTime": nil, "status": "issued",
		"redemptionsCount": json.Number("0"), "revision": json.Number("1"),
	}, got); diff != "" {
		t.Errorf("coupon differs (-want +got):\n%s", diff)
	}
	c.must(405, "DELETE", "/coupons/SALE", "")
}

func TestCoupon_Validation(t *testing.T) {
	_, c := start(t, emulator.Options{})
	restrictions := func(list string) string { return with(coupon, `{"restrictions": [`+list+`]}`) }
	for body, want := range map[string]string{
		`{}`: "discount issuedTime",
		with(coupon, `{"discount": {"type": "tiered"}}`):                                               "discount.type",
		with(coupon, `{"discount": {"type": "fixed", "amount": 0, "currency": "usd"}}`):                "discount.amount discount.currency",
		with(coupon, `{"discount": {"type": "percent", "value": 100.1, "context": "all"}}`):            "discount.context discount.value",
		with(coupon, `{"issuedTime": "today", "expiredTime": ""}`):                                     "expiredTime issuedTime",
		with(coupon, `{"issuedTime": "2026-01-01T1:00:00Z", "expiredTime": "2026-01-02T00:00:00,5Z"}`): "expiredTime issuedTime",
		with(coupon, `{"issuedTime": "2026-01-01T00:00:00+24:00"}`):                                    "issuedTime",
		with(coupon, `{"expiredTime": "2026-01-01T01:00:00+01:00"}`):                                   "expiredTime",
		with(coupon, `{"description": null, "customFields": {}}`):                                      "customFields description",
		restrictions(`{"type": "rich"}, {}`):                                                           "restrictions.0.type restrictions.1.type",
		restrictions(`{"type": "total-redemptions"}`):                                                  "restrictions.0.quantity",
		restrictions(`{"type": "total-redemptions", "quantity": 1, "amount": 1}`):                      "restrictions.0.amount",
		restrictions(`{"type": "total-redemptions", "quantity": 1},
			{"type": "total-redemptions", "quantity": 2}`): "restrictions.1.type",
		restrictions(`{"type": "restrict-to-countries", "countries": ["de"]}`): "restrictions.0.countries.0",
		restrictions(`{"type": "restrict-to-bxgy", "buy": [],
			"get": [{"planId": "a", "quantity": 0}]}`): "restrictions.0.buy restrictions.0.get.0.quantity",
		restrictions(`{"type": "restrict-to-bxgy", "buy": [{"planId": "a", "quantity": 1}, {"planId": "a", "quantity": 1}],
			"get": [{"planId": "a", "quantity": 1}]}`): "restrictions.0.buy.1.planId",
	} {
		if got := strings.Join(c.refused("PUT", "/coupons/SALE", body), " "); got != want {
			t.Errorf("%s: got invalid fields %q, want %q", body, got, want)
		}
	}
}

func TestCoupon_Expiration(t *testing.T) {
	const (
		now  = `{"expiredTime": ""}`
		path = "/coupons/SALE/expiration"
	)
	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	at := func(moment string) string { return `{"expiredTime": "` + moment + `"}` }
	for name, test := range map[string]struct {
		more, body      string
		redeemed        int
		strict, lenient int
		status          string
	}{
		"at once":              {more: `{}`, body: now, strict: 201, lenient: 201, status: "expired"},
		"later":                {more: `{}`, body: at(soon), strict: 201, lenient: 201, status: "issued"},
		"before it was issued": {more: `{}`, body: at("2025-01-01T00:00:00Z"), strict: 422, lenient: 422, status: "issued"},
		"redeemed":             {more: `{}`, body: now, redeemed: 3, strict: 201, lenient: 201, status: "expired"},
		"no time":              {more: `{}`, body: at("soon"), strict: 422, lenient: 422, status: "issued"},
		"draft":                {more: `{"issuedTime": "` + soon + `"}`, body: now, strict: 422, lenient: 201, status: "expired"},
		"draft, later": {
			more: `{"issuedTime": "` + soon + `"}`,
			body: at("2099-01-01T00:00:00Z"), strict: 201, lenient: 201, status: "draft",
		},
		"expired": {more: `{"expiredTime": "2026-01-02T00:00:00Z"}`, body: at(soon), strict: 409, lenient: 201, status: "issued"},
		"expired and redeemed": {
			more: `{"expiredTime": "2026-01-02T00:00:00Z"}`,
			body: at(soon), redeemed: 3, strict: 409, lenient: 409, status: "expired",
		},
	} {
		for reading, want := range map[emulator.Coupons]int{emulator.CouponsStrict: test.strict, emulator.CouponsLenient: test.lenient} {
			t.Run(name+" "+string(reading), func(t *testing.T) {
				e, c := start(t, emulator.Options{CouponRules: reading})
				c.must(404, "POST", path, now)
				doc := c.must(201, "PUT", "/coupons/SALE", with(coupon, test.more))
				doc["redemptionsCount"] = test.redeemed
				e.Put("coupons", "SALE", doc)
				c.must(want, "POST", path, test.body)
				if got := c.must(200, "GET", "/coupons/SALE", ""); want == test.lenient && got["status"] != test.status {
					t.Errorf("got status %v, want %v", got["status"], test.status)
				}
			})
		}
	}
}

func TestCoupon_Changes(t *testing.T) {
	paid := func(time string) string {
		return with(coupon, `{"restrictions": [{"type": "paid-by-time", "time": "`+time+`"}]}`)
	}
	for name, test := range map[string]struct {
		before, after   string
		redeemed        int
		strict, lenient int
	}{
		"redeemed":             {before: coupon, after: coupon, redeemed: 1, strict: 409, lenient: 409},
		"expired":              {before: with(coupon, `{"expiredTime": "2026-01-02T00:00:00Z"}`), after: coupon, strict: 409, lenient: 200},
		"paid by another time": {before: paid("2026-02-01T00:00:00Z"), after: paid("2026-03-01T00:00:00Z"), strict: 409, lenient: 409},
		"paid at any time":     {before: paid("2026-02-01T00:00:00Z"), after: coupon, strict: 200, lenient: 200},
		"withdrawn": {
			before: with(coupon, `{"issuedTime": "2099-01-01T00:00:00Z"}`),
			after:  with(coupon, `{"expiredTime": "2026-01-02T00:00:00Z"}`), strict: 200, lenient: 200,
		},
	} {
		for reading, want := range map[emulator.Coupons]int{emulator.CouponsStrict: test.strict, emulator.CouponsLenient: test.lenient} {
			t.Run(name+" "+string(reading), func(t *testing.T) {
				e, c := start(t, emulator.Options{CouponRules: reading})
				doc := c.must(201, "PUT", "/coupons/SALE", test.before)
				doc["redemptionsCount"] = test.redeemed
				e.Put("coupons", "SALE", doc)
				c.must(want, "PUT", "/coupons/SALE", test.after)
			})
		}
	}
}

func TestCoupon_ExpiresByTime(t *testing.T) {
	_, c := start(t, emulator.Options{})
	soon := time.Now().Add(time.Second).UTC().Format(time.RFC3339Nano)
	c.must(201, "PUT", "/coupons/SALE", with(coupon, `{"expiredTime": "`+soon+`"}`))
	if got := c.must(200, "GET", "/coupons/SALE", ""); got["status"] != "issued" {
		t.Errorf("got status %v, want issued", got["status"])
	}
	time.Sleep(1100 * time.Millisecond)
	if got := c.must(200, "GET", "/coupons/SALE", ""); got["status"] != "expired" {
		t.Errorf("got status %v, want expired", got["status"])
	}
}
