package rebilly_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestCouponCreate_Interrupted(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	coupons := c.CouponDocuments(rebilly.DocumentType{
		Shape:           rebilly.Shape{Path: "coupons"},
		SupportedFields: func(fields map[string]any) (map[string]any, error) { return fields, nil },
	})
	coupon := rebilly.Document{Fields: map[string]any{
		"issuedTime": "2026-01-01T00:00:00Z",
		"discount":   map[string]any{"type": "percent", "value": 10, "context": "items"},
	}}
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
	if stored, existed, err := coupons.Create(interrupted(http.MethodPut), "SALE", coupon); err != nil || existed || stored.ID != "SALE" {
		t.Errorf("got %v, existed %t, error %v, want SALE and false", stored, existed, err)
	}
	if err := coupons.Delete(interrupted(http.MethodPost), "SALE"); err != nil {
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
