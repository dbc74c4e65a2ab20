package rebilly_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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
		status       int
		carriedOut   bool
	}{
		"issued, answered issued":        {past, `{"id":"SALE","status":"issued"}`, 201, false},
		"issued, answered expired":       {past, `{"id":"SALE","status":"expired"}`, 201, true},
		"issued, expired a moment later": {past, `{"id":"SALE","status":"issued"}`, 201, true},
		"issued, different coupon":       {past, `{"id":"OTHER","status":"expired"}`, 201, false},
		"issued, empty answer":           {past, ``, 201, true},
		"draft, answered draft":          {future, `{"id":"SALE","status":"draft"}`, 201, false},
		"draft, refused then":            {future, `{"title":"Invalid","status":422}`, 422, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, c := unvalidated(t)
			e.Put("coupons", "SALE", map[string]any{"issuedTime": test.issued, "discount": map[string]any{"type": "percent", "value": 10}})
			answerEnds(t, e, test.status, test.body, test.carriedOut)
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

// busyOnce responds to the first write with status and calls meanwhile, as if others acted while the write waits.
func busyOnce(e *emulator.Emulator, status int, meanwhile func()) {
	var once sync.Once
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		refused := false
		once.Do(func() { refused = true })
		if !refused {
			next.ServeHTTP(w, r)
			return
		}
		if status == http.StatusBadGateway {
			next.ServeHTTP(httptest.NewRecorder(), r)
		}
		meanwhile()
		apiResponse(w, status, fmt.Sprintf(`{"title":"Try again","status":%d}`, status))
	})
}

// product returns a product with the fields that a PUT requires.
func product(name, description string) rebilly.Product {
	return rebilly.Product{Name: name, Description: &description, Options: []string{}, CustomFields: rebilly.Map[any]{}}
}

func TestUpdate_ReadsAgainAfterWait(t *testing.T) {
	t.Parallel()
	was, want := product("Seats", "old"), product("Places", "old")
	theirs := func(e *emulator.Emulator, name, description string) func() {
		return func() { e.Put("products", "x", map[string]any{"name": name, "description": description}) }
	}
	for name, test := range map[string]struct {
		status    int
		meanwhile func(e *emulator.Emulator) func()
		// stored and live are name and description; stored is what is in Rebilly afterwards, "" if there is nothing.
		stored, live string
		puts         int
		isNotFound   bool
		isRecreated  bool
	}{
		"429, a different field": {
			status: 429, meanwhile: func(e *emulator.Emulator) func() { return theirs(e, "Seats", "new") },
			stored: "Places, new", live: "Seats, new", puts: 2,
		},
		"503, a different field": {
			status: 503, meanwhile: func(e *emulator.Emulator) func() { return theirs(e, "Seats", "new") },
			stored: "Places, new", live: "Seats, new", puts: 2,
		},
		"429, the same field": {
			status: 429, meanwhile: func(e *emulator.Emulator) func() { return theirs(e, "Theirs", "old") },
			stored: "Places, old", live: "Theirs, old", puts: 2,
		},
		"429, the same change": {
			status: 429, meanwhile: func(e *emulator.Emulator) func() { return theirs(e, "Places", "old") },
			stored: "Places, old", live: "Places, old", puts: 2,
		},
		"429, deleted": {
			status: 429, meanwhile: func(e *emulator.Emulator) func() { return func() { e.Remove("products", "x") } },
			puts: 1, isNotFound: true,
		},
		"502, carried out": {
			status: 502, meanwhile: func(*emulator.Emulator) func() { return func() {} },
			stored: "Places, old", live: "Seats, old", puts: 2,
		},
		"502, carried out, then a different field": {
			status: 502, meanwhile: func(e *emulator.Emulator) func() { return theirs(e, "Places", "new") },
			stored: "Places, new", live: "Seats, old", puts: 2,
		},
		"502, carried out, then deleted": {
			status: 502, meanwhile: func(e *emulator.Emulator) func() { return func() { e.Remove("products", "x") } },
			puts: 1, isNotFound: true,
		},
		"502, carried out, created again": {
			status: 502, meanwhile: func(e *emulator.Emulator) func() {
				return func() {
					e.Put("products", "x", map[string]any{
						"name": "Places", "description": "old", "createdTime": time.Now().Add(time.Minute).UTC().Format(time.RFC3339),
					})
				}
			},
			stored: "Places, old", puts: 2, isRecreated: true, live: "Seats, old",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, c := unvalidated(t)
			e.Put("products", "x", map[string]any{"name": "Seats", "description": "old"})
			busyOnce(e, test.status, test.meanwhile(e))
			_, live, err := c.Products().Update(t.Context(), "x", was, want)
			stored := ""
			if object, exists := e.Get("products", "x"); exists {
				stored = fmt.Sprintf("%s, %s", object["name"], object["description"])
			}
			isRecreated := errors.As(err, new(*rebilly.RecreatedError))
			if stored != test.stored || rebilly.IsNotFound(err) != test.isNotFound || isRecreated != test.isRecreated ||
				err != nil && !test.isNotFound && !test.isRecreated {
				t.Errorf("got %q in Rebilly, error %v, want %q", stored, err, test.stored)
			}
			if before := live.Name; test.live != "" && fmt.Sprintf("%s, %s", before, *live.Description) != test.live {
				t.Errorf("got live %+v, want %s", live, test.live)
			}
			if puts := e.Requests()["PUT /products/{id}"]; puts != test.puts {
				t.Errorf("got %d PUT, want %d", puts, test.puts)
			}
		})
	}
}

func TestCreate_LooksUpAfterWait(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status  int
		created bool
		// want is the name in Rebilly afterwards.
		want string
	}{
		"429, created by others": {429, true, "Theirs"},
		"429":                    {429, false, "Ours"},
		// The object may be ours.
		"503, created by others": {503, true, "Ours"},
		"502, carried out":       {502, false, "Ours"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, c := unvalidated(t)
			busyOnce(e, test.status, func() {
				if test.created {
					e.Put("products", "x", map[string]any{"name": "Theirs"})
				}
			})
			_, existed, err := c.Products().Create(t.Context(), "x", product("Ours", ""))
			var exists *rebilly.ExistsError
			isRefused := errors.As(err, &exists) && exists.ID == "x" && !rebilly.OutcomeUnknown(err)
			stored, _ := e.Get("products", "x")
			if existed || isRefused != (test.want == "Theirs") || err != nil && !isRefused || stored["name"] != test.want {
				t.Errorf("got %v, existed %t, error %v, want %s", stored["name"], existed, err, test.want)
			}
		})
	}
}
