package rebilly_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestUpdate_DeletedMeanwhile(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	e.Put("products", "x", map[string]any{"name": "Seats"})
	remove := e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			e.Remove("products", "x")
		}
		next.ServeHTTP(w, r)
	})
	seats := rebilly.Product{Name: "Seats", Options: []string{}, CustomFields: rebilly.Map[any]{}}
	places := seats
	places.Name = "Places"
	stored, _, err := c.Products().Update(t.Context(), "x", seats, places)
	var recreated *rebilly.RecreatedError
	if !errors.As(err, &recreated) || recreated.ID != "x" || stored.Name != "Places" {
		t.Errorf("got %+v, error %v, want Places and a RecreatedError of x", stored, err)
	}
	remove()
	if _, _, err := c.Products().Update(t.Context(), "x", places, seats); err != nil {
		t.Errorf("the object exists: got error %v, want none", err)
	}
}

// answerEnds responds with success to deletes and expirations that are carried out or not.
func answerEnds(t *testing.T, e *emulator.Emulator, status int, body string, carriedOut bool) {
	t.Helper()
	t.Cleanup(e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodDelete && r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		if carriedOut {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		apiResponse(w, status, body)
	}))
}

func unvalidated(t *testing.T) (*emulator.Emulator, *rebilly.Client) {
	t.Helper()
	e := emulator.New(emulator.Options{Organization: "org", APIKey: secret})
	return e, client(t, e.ServeHTTP)
}

func TestDelete_Confirmed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status     int
		body       string
		carriedOut bool
	}{
		"200 and gone":        {200, "{}", true},
		"202 and gone":        {202, "", true},
		"200 and still there": {200, `{"id":"x","name":"Seats"}`, false},
		"200 without a body":  {200, "", false},
		"202 and still there": {202, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, c := unvalidated(t)
			e.Put("products", "x", map[string]any{"name": "Seats"})
			answerEnds(t, e, test.status, test.body, test.carriedOut)
			err := c.Products().Delete(t.Context(), "x")
			var failure *rebilly.Error
			var notEnded *rebilly.NotEndedError
			isNotEnded := errors.As(err, &failure) && errors.As(err, &notEnded) && notEnded.ID == "x" &&
				failure.Path == "/organizations/org/products/x"
			if test.carriedOut && err != nil || !test.carriedOut && !isNotEnded {
				t.Errorf("got error %v, want a NotEndedError of x: %t", err, !test.carriedOut)
			}
		})
	}
	t.Run("204", func(t *testing.T) {
		t.Parallel()
		e, c := unvalidated(t)
		e.Put("products", "x", map[string]any{"name": "Seats"})
		if err := c.Products().Delete(t.Context(), "x"); err != nil || e.Requests()["GET /products/{id}"] != 0 {
			t.Errorf("got error %v, requests %v, want no error and no GET", err, e.Requests())
		}
	})
}

func TestCouponDelete_Confirmed(t *testing.T) {
	t.Parallel()
	past, future := "2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
	for name, test := range map[string]struct {
		issued, body string
		carriedOut   bool
	}{
		"issued, answered issued":        {past, `{"id":"SALE","status":"issued"}`, false},
		"issued, answered expired":       {past, `{"id":"SALE","status":"expired"}`, true},
		"issued, expired a moment later": {past, `{"id":"SALE","status":"issued"}`, true},
		"issued, different coupon":       {past, `{"id":"OTHER","status":"expired"}`, false},
		"issued, empty answer":           {past, ``, true},
		"draft, answered draft":          {future, `{"id":"SALE","status":"draft"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, c := unvalidated(t)
			e.Put("coupons", "SALE", map[string]any{"issuedTime": test.issued, "discount": map[string]any{"type": "percent", "value": 10}})
			answerEnds(t, e, http.StatusCreated, test.body, test.carriedOut)
			e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == http.MethodPut {
					r.Method = http.MethodGet
				}
				next.ServeHTTP(w, r)
			})
			err := c.Coupons().Delete(t.Context(), "SALE")
			if isNotEnded := errors.As(err, new(*rebilly.NotEndedError)); isNotEnded == test.carriedOut || err != nil && !isNotEnded {
				t.Errorf("got error %v, want a NotEndedError: %t", err, !test.carriedOut)
			}
		})
	}
}

// The coupon is a draft. By a local clock that is 36 hours ahead, its new times would be in the future.
func TestCouponDelete_ServerClock(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-36 * time.Hour, 36 * time.Hour} {
		e, c := unvalidated(t)
		e.Put("coupons", "SALE", map[string]any{
			"issuedTime": time.Now().AddDate(1, 0, 0).UTC().Format(time.RFC3339), "discount": map[string]any{"type": "percent", "value": 10},
		})
		var issued, expired string
		e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			w.Header().Set("Date", time.Now().Add(skew).UTC().Format(http.TimeFormat))
			next.ServeHTTP(w, r)
			if stored, _ := e.Get("coupons", "SALE"); r.Method == http.MethodPut {
				issued, expired = fmt.Sprint(stored["issuedTime"]), fmt.Sprint(stored["expiredTime"])
			}
		})
		err := c.Coupons().Delete(t.Context(), "SALE")
		from, _ := time.Parse(time.RFC3339, issued)
		until, _ := time.Parse(time.RFC3339, expired)
		serverNow := time.Now().Add(skew)
		if skew < 0 && err != nil || !from.Before(until) || !until.Before(serverNow) {
			t.Errorf("skew %s: got issued %s, expired %s, error %v, want both before %s", skew, issued, expired, err, serverNow)
		}
	}
}
