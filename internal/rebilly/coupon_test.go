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

// Restrictions have no order in the API. A fixed one keeps states the same byte for byte.
func TestCoupon_RestrictionOrder(t *testing.T) {
	for response, want := range map[string]string{
		`[{"type":"total-redemptions","quantity":1},{"type":"restrict-to-plans","planIds":["b","a","b"]}]`: `[` +
			`{"planIds":["a","b"],"type":"restrict-to-plans"},{"quantity":1,"type":"total-redemptions"}]`,
		`[{"type":"restrict-to-exclusive-application"}]`: `[{"type":"restrict-to-exclusive-application"}]`,
		`null`: `[]`,
		`[]`:   `[]`,
	} {
		var read rebilly.Restrictions
		if err := json.Unmarshal([]byte(response), &read); err != nil {
			t.Fatal(err)
		}
		if written, err := json.Marshal(read); err != nil || string(written) != want {
			t.Errorf("got %s, error %v, want %s", written, err, want)
		}
	}
}

func TestCoupon_DecodeErrors(t *testing.T) {
	percent := func(restrictions string) string {
		return `{"discount":{"type":"percent"},"restrictions":` + restrictions + `}`
	}
	for response, want := range map[string]string{
		`{"discount":{"type":"tiered"}}`:                                       `"tiered"`,
		percent(`[{"type":"rich"}]`):                                           `"rich"`,
		percent(`[{"type":"total-redemptions"},{"type":"total-redemptions"}]`): "twice",
		percent(`[{}]`): `""`,
		percent(`[{"type":"restrict-to-exclusive-application"},{"type":"restrict-to-plans","planIds":"a"}]`): "planIds",
	} {
		var read rebilly.Coupon
		if err := json.Unmarshal([]byte(response), &read); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one with %s", response, err, want)
		}
	}
}

func TestCouponCreate_Interrupted(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	coupon := rebilly.Coupon{
		ID: "SALE", IssuedTime: "2026-01-01T00:00:00Z", Discount: rebilly.Discount{Type: rebilly.PercentDiscount, Value: "10", Context: "items"},
	}
	// interrupted returns a context that is canceled once a request of the method was carried out, before its response.
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
		t.Errorf("got %v, existed %t, error %v, want SALE and false", stored, existed, err)
	}
	if err := c.Coupons().Delete(interrupted(http.MethodPost), "SALE"); err != nil {
		t.Error(err)
	}
	if stored, _ := e.Get("coupons", "SALE"); stored["status"] != rebilly.CouponExpired {
		t.Errorf("got status %v, want %s", stored["status"], rebilly.CouponExpired)
	}
}

// The coupon expires between the read and the POST of the delete.
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
