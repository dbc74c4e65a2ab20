package rebilly_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// TestCoupon_RestrictionOrder: a state is compared byte by byte with what an answer makes, so that what has no order has one.
func TestCoupon_RestrictionOrder(t *testing.T) {
	for answer, want := range map[string]string{
		`[{"type":"total-redemptions","quantity":1},{"type":"restrict-to-plans","planIds":["b","a","b"]}]`: `[{"planIds":["a","b"],"type":"restrict-to-plans"},{"quantity":1,"type":"total-redemptions"}]`,
		`[{"type":"restrict-to-exclusive-application"}]`:                                                   `[{"type":"restrict-to-exclusive-application"}]`,
		`null`: `[]`,
		`[]`:   `[]`,
	} {
		var read rebilly.Restrictions
		if err := json.Unmarshal([]byte(answer), &read); err != nil {
			t.Fatal(err)
		}
		if written, err := json.Marshal(read); err != nil || string(written) != want {
			t.Errorf("%s, want %s (%v)", written, want, err)
		}
	}
}

func TestCoupon_DecodeErrors(t *testing.T) {
	for answer, says := range map[string]string{
		`{"discount":{"type":"tiered"}}`:                                                                                                           `"tiered"`,
		`{"discount":{"type":"percent"},"restrictions":[{"type":"rich"}]}`:                                                                         `"rich"`,
		`{"discount":{"type":"percent"},"restrictions":[{"type":"total-redemptions"},{"type":"total-redemptions"}]}`:                               "twice",
		`{"discount":{"type":"percent"},"restrictions":[{}]}`:                                                                                      `""`,
		`{"discount":{"type":"percent"},"restrictions":[{"type":"restrict-to-exclusive-application"},{"type":"restrict-to-plans","planIds":"a"}]}`: "planIds",
	} {
		var read rebilly.Coupon
		if err := json.Unmarshal([]byte(answer), &read); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestCouponCreate_Interrupted(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	coupon := rebilly.Coupon{
		ID: "SALE", IssuedTime: "2026-01-01T00:00:00Z", Discount: rebilly.Discount{Type: rebilly.PercentDiscount, Value: "10", Context: "items"},
	}
	// interrupted is a context that ends as soon as Rebilly has carried out what it is asked by a method.
	interrupted := func(method string) context.Context {
		ctx, cancel := context.WithCancel(t.Context())
		e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method != method {
				next.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(httptest.NewRecorder(), r)
			cancel()
			<-r.Context().Done()
		})
		return ctx
	}
	if stored, existed, err := c.Coupons().Create(interrupted(http.MethodPut), "SALE", coupon); err != nil || existed || stored.ID != "SALE" {
		t.Errorf("%v %v %v", stored, existed, err)
	}
	if err := c.Coupons().Delete(interrupted(http.MethodPost), "SALE"); err != nil {
		t.Error(err)
	}
	if stored, _ := e.Get("coupons", "SALE"); stored["status"] != rebilly.CouponExpired {
		t.Errorf("%v", stored)
	}
}

// TestCouponDelete_AlreadyExpired between the look and the POST.
func TestCouponDelete_AlreadyExpired(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	e.Put("coupons", "SALE", map[string]any{"issuedTime": "2026-01-01T00:00:00Z", "discount": map[string]any{"type": "percent", "value": 10}})
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPost {
			stored, _ := e.Get("coupons", "SALE")
			stored["expiredTime"] = "2026-01-02T00:00:00Z"
			e.Put("coupons", "SALE", stored)
		}
		next.ServeHTTP(w, r)
	})
	if err := c.Coupons().Delete(t.Context(), "SALE"); err != nil {
		t.Error(err)
	}
}
