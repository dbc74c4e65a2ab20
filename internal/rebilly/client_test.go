package rebilly_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

const secret = "sk_sandbox_canary"

func client(t *testing.T, handler http.HandlerFunc) *rebilly.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return rebilly.New(rebilly.Config{
		BaseURL: server.URL, OrganizationID: "org", APIKey: secret, UserAgent: "test/1",
		MaxRetries: 2, RequestTimeout: 5 * time.Second,
	})
}

func apiResponse(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// stored responds to a PUT of x with the object that was sent.
func stored(w http.ResponseWriter, status int, sent []byte) {
	apiResponse(w, status, `{"id":"x",`+strings.TrimPrefix(string(sent), "{"))
}

func TestRequest_Headers(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		got := []string{r.Method, r.URL.EscapedPath(), r.Header.Get("REB-APIKEY"), r.Header.Get("User-Agent")}
		if diff := cmp.Diff([]string{"GET", "/organizations/org/products/a%20b@", secret, "test/1"}, got); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
		apiResponse(w, 200, `{"id":"a b@","name":"Seats","customFields":[]}`)
	})
	product, err := c.Products().Get(t.Context(), "a b@")
	if err != nil || product.Name != "Seats" {
		t.Errorf("got %+v, error %v, want the name Seats", product, err)
	}
}

func TestConfigurationError_SendsNothing(t *testing.T) {
	reason := errors.New("no key")
	c := rebilly.New(rebilly.Config{BaseURL: "http://127.0.0.1:1", ConfigurationError: reason})
	_, err := c.Products().Get(t.Context(), "x")
	if !errors.Is(err, reason) || rebilly.OutcomeUnknown(err) {
		t.Errorf("got error %v, want %v", err, reason)
	}
}

func TestRedirect_NotFollowed(t *testing.T) {
	var reached atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	t.Cleanup(elsewhere.Close)
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+"/collect", http.StatusTemporaryRedirect)
	})
	_, err := c.Products().Get(t.Context(), "x")
	if err == nil || !strings.Contains(err.Error(), "redirect") || reached.Load() {
		t.Errorf("got error %v, other host reached %t, want an error and false", err, reached.Load())
	}
}

func TestError_Message(t *testing.T) {
	for name, test := range map[string]struct {
		status   int
		body     string
		want     string
		notFound bool
		conflict bool
	}{
		"problem": {
			403, `{"type":"about:blank","title":"Forbidden","status":403,"detail":"No permission"}`, "403 Forbidden: No permission", false, false,
		},
		"extra members":   {401, `{"title":"Unauthorized","status":401,"requestId":7}`, "401 Unauthorized", false, false},
		"gone":            {404, `{"title":"Not Found","status":404}`, "404 Not Found", true, false},
		"legacy error":    {409, `{"status":409,"error":"Schema in use"}`, "409 Conflict: Schema in use", false, true},
		"empty":           {409, ``, "409 Conflict: the response is not a problem document", false, true},
		"page of a proxy": {404, `<html>nothing here</html>`, "404 Not Found: the response is not a problem document", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, test.status, test.body) })
			_, err := c.Products().Get(t.Context(), "x")
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want %q", err, test.want)
			}
			if rebilly.IsNotFound(err) != test.notFound || rebilly.IsConflict(err) != test.conflict || rebilly.OutcomeUnknown(err) {
				t.Errorf("got not found %t, conflict %t, unknown outcome %t, want %t, %t, false",
					rebilly.IsNotFound(err), rebilly.IsConflict(err), rebilly.OutcomeUnknown(err), test.notFound, test.conflict)
			}
		})
	}
}

func TestError_InvalidFields(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		apiResponse(w, 422, `{"title":"Invalid","status":422,"invalidFields":[
			{"field":"name","message":"short"},{"field":"name","message":"odd"}]}`)
	})
	_, _, err := c.Products().Create(t.Context(), "x", rebilly.Product{})
	var failure *rebilly.Error
	if !errors.As(err, &failure) {
		t.Fatal(err)
	}
	want := []rebilly.InvalidField{{Field: "name", Message: "short"}, {Field: "name", Message: "odd"}}
	if diff := cmp.Diff(want, failure.InvalidFields); diff != "" {
		t.Errorf("invalid fields (-want +got):\n%s", diff)
	}
}

func TestError_NotFoundOnWrite(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		apiResponse(w, 404, `{"title":"Not Found","status":404}`)
	})
	_, _, err := c.Plans().Create(t.Context(), "x", rebilly.Plan{})
	if err == nil || rebilly.IsNotFound(err) {
		t.Errorf("got error %v, not found %t, want an error that is not IsNotFound", err, rebilly.IsNotFound(err))
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	hangUp := func(w http.ResponseWriter) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_ = connection.Close()
		}
	}
	for name, fault := range map[string]func(http.ResponseWriter){
		"server error":      func(w http.ResponseWriter) { apiResponse(w, 502, `bad gateway`) },
		"broken connection": hangUp,
		"truncated body": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			apiResponse(w, 200, `{"id":"x","na`)
		},
		"rate limit without a time": func(w http.ResponseWriter) { apiResponse(w, 429, `{"status":429}`) },
		"rate limit with a time in the past": func(w http.ResponseWriter) {
			w.Header().Set("X-RateLimit-Retry-After", "1")
			apiResponse(w, 429, `{"status":429}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int32
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					apiResponse(w, 404, `{"title":"Not Found","status":404}`)
					return
				}
				if requests.Add(1) == 1 {
					fault(w)
					return
				}
				apiResponse(w, 201, `{"id":"x","name":"Seats"}`)
			})
			product, existed, err := c.Products().Create(t.Context(), "x", rebilly.Product{Name: "Seats"})
			if err != nil || product.ID != "x" || existed || requests.Load() != 2 {
				t.Errorf("got %+v, existed %t, error %v after %d PUT, want x, false, no error after 2",
					product, existed, err, requests.Load())
			}
		})
	}
}

func TestCreate_ReportsOverwrite(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, `{"id":"x"}`) })
	if _, existed, err := c.Products().Create(t.Context(), "x", rebilly.Product{}); err != nil || !existed {
		t.Errorf("got existed %t, error %v, want true", existed, err)
	}
}

func TestError_OutcomeUnknown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		unknown bool
	}{
		"rejected": {
			func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 422, `{"title":"Invalid","status":422}`) }, false,
		},
		"rate limited throughout": {func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 429, `{}`) }, false},
		"server error":            {func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 500, `{}`) }, true},
		"invalid success":         {func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 201, `<html>`) }, true},
		"different JSON":          {func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 201, `["a"]`) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := client(t, test.handler).Products().Create(t.Context(), "x", rebilly.Product{})
			if err == nil || rebilly.OutcomeUnknown(err) != test.unknown {
				t.Errorf("got error %v, unknown outcome %t, want %t", err, rebilly.OutcomeUnknown(err), test.unknown)
			}
		})
	}
	t.Run("connection refused", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewServer(nil)
		server.Close()
		c := rebilly.New(rebilly.Config{BaseURL: server.URL, OrganizationID: "org", RequestTimeout: time.Second})
		_, _, err := c.Products().Create(t.Context(), "x", rebilly.Product{})
		if err == nil || rebilly.OutcomeUnknown(err) {
			t.Errorf("got error %v, unknown outcome %t, want false", err, rebilly.OutcomeUnknown(err))
		}
		if want := "the connection was refused: nothing accepts connections at this address"; !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("got error %v, want %q", err, want)
		}
	})
	t.Run("lost, then rejected", func(t *testing.T) {
		t.Parallel()
		var requests atomic.Int32
		c := client(t, func(w http.ResponseWriter, _ *http.Request) {
			if requests.Add(1) == 1 {
				apiResponse(w, 500, `{}`)
				return
			}
			apiResponse(w, 401, `{"title":"Unauthorized","status":401}`)
		})
		_, _, err := c.Products().Create(t.Context(), "x", rebilly.Product{})
		if !rebilly.OutcomeUnknown(err) {
			t.Errorf("got error %v with a known outcome, want an unknown one", err)
		}
	})
}

func TestRateLimit_WaitCanceled(t *testing.T) {
	t.Parallel()
	until := time.Now().Add(2 * time.Second).Truncate(time.Second).Add(time.Second)
	limited := func(w http.ResponseWriter, _ *http.Request) {
		if time.Now().Before(until) {
			w.Header().Set("X-RateLimit-Retry-After", strconv.FormatInt(until.Unix(), 10))
			apiResponse(w, 429, `{"status":429}`)
			return
		}
		apiResponse(w, 200, `{"id":"x"}`)
	}
	t.Run("waits", func(t *testing.T) {
		t.Parallel()
		if _, err := client(t, limited).Products().Get(t.Context(), "x"); err != nil || time.Now().Before(until) {
			t.Errorf("got error %v, %s before the end of the limit, want none after it", err, time.Until(until))
		}
	})
	t.Run("ends with the context", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := client(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-RateLimit-Retry-After", strconv.FormatInt(time.Now().Add(time.Minute).Unix(), 10))
			apiResponse(w, 429, `{"status":429}`)
		}).Products().Get(ctx, "x")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
			t.Errorf("got error %v after %s, want %v immediately", err, time.Since(start), context.DeadlineExceeded)
		}
	})
}

// If a received response were discarded, the created object would be lost.
func TestCreate_ResponseAfterInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 201, `{"id":"x"}`) }))
	defer server.Close()
	// Log is called after the response is received and before it is processed.
	cancelRun := func(context.Context, string, ...map[string]any) { cancel() }
	c := rebilly.New(rebilly.Config{BaseURL: server.URL, OrganizationID: "org", APIKey: "sk", Log: cancelRun})
	if stored, _, err := c.Products().Create(ctx, "x", rebilly.Product{Name: "Seats"}); err != nil || stored.ID != "x" {
		t.Errorf("got %+v, error %v, want x", stored, err)
	}
}

func TestRateLimit_ServerClock(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		requests := 0
		_, err := client(t, func(w http.ResponseWriter, _ *http.Request) {
			now := time.Now().Add(skew)
			w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
			if requests++; requests == 1 {
				w.Header().Set("X-RateLimit-Retry-After", strconv.FormatInt(now.Unix()+2, 10))
				apiResponse(w, 429, `{"status":429}`)
				return
			}
			apiResponse(w, 200, `{"id":"x"}`)
		}).Products().Get(t.Context(), "x")
		if err != nil || requests != 2 {
			t.Errorf("clock skew %s: got error %v after %d requests, want none after 2", skew, err, requests)
		}
	}
}

func TestRateLimit_TooLong(t *testing.T) {
	t.Parallel()
	until := time.Now().AddDate(1, 0, 0).UTC()
	requests := 0
	_, err := client(t, func(w http.ResponseWriter, _ *http.Request) {
		requests++
		w.Header().Set("X-RateLimit-Retry-After", strconv.FormatInt(until.Unix(), 10))
		apiResponse(w, 429, `{"title":"Too Many Requests","status":429,"detail":"Too much."}`)
	}).Products().Get(t.Context(), "x")
	const want = "Too much. The response requests an implausible wait (X-RateLimit-Retry-After: "
	if err == nil || requests != 1 || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), until.Format("2006-01-02T")) {
		t.Errorf("got error %v after %d requests, want %q and the time after 1", err, requests, want)
	}
}

// A proxy may respond with 200 and a page of its own.
func TestInvalidSuccessResponses(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"null", " null\n", "<html>Please log in.</html>", `"text"`} {
		c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, body) })
		_, _, created := c.Products().Create(t.Context(), "x", rebilly.Product{})
		_, read := c.Products().Get(t.Context(), "x")
		if !rebilly.OutcomeUnknown(created) || read == nil || rebilly.OutcomeUnknown(read) {
			t.Errorf("%s: got create error %v, read error %v, want an unknown outcome of the create only", body, created, read)
		}
	}
	for body, fails := range map[string]bool{"": false, `{"id":"x"}`: false, "<html>Please log in.</html>": true} {
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				apiResponse(w, 404, `{"title":"Not Found","status":404}`)
				return
			}
			apiResponse(w, 200, body)
		})
		if err := c.Products().Delete(t.Context(), "x"); rebilly.OutcomeUnknown(err) != fails || (err != nil) != fails {
			t.Errorf("delete with response %q: got error %v, want an error with an unknown outcome: %t", body, err, fails)
		}
	}
}

func TestDecode_DecimalDigits(t *testing.T) {
	for _, digits := range []string{"0", "9.9", "99.95", "0.0001", "1234567890.12"} {
		var sent string
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			sent = string(body)
			stored(w, 201, body)
		})
		plan := rebilly.Plan{Pricing: &rebilly.Pricing{Formula: rebilly.FixedFee, Price: json.Number(digits)}}
		got, _, err := c.Plans().Create(t.Context(), "x", plan)
		if err != nil || got.Pricing.Price.String() != digits || !strings.Contains(sent, `"price":`+digits+`}`) {
			t.Errorf("%s: sent %s, got %+v, error %v, want the same digits", digits, sent, got.Pricing, err)
		}
	}
}

func TestList_ShortPage(t *testing.T) {
	for name, test := range map[string]struct {
		objects, served int
		headers         bool
		want, requests  int
		beyond          bool
	}{
		"none":                      {0, 1000, false, 0, 1, false},
		"one page":                  {999, 1000, false, 999, 1, false},
		"full page":                 {1000, 1000, false, 1000, 2, false},
		"two pages":                 {1500, 1000, true, 1500, 2, false},
		"server with smaller pages": {250, 100, true, 250, 3, false},
		"beyond pagination":         {2500, 1000, false, 2000, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				if got := r.URL.Query().Get("filter"); got != "name:a;b" {
					t.Errorf("got filter %q, want name:a;b", got)
				}
				limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
				offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
				limit = min(limit, test.served)
				if test.headers {
					w.Header().Set("Pagination-Limit", strconv.Itoa(limit))
					w.Header().Set("Pagination-Total", "7")
				}
				page := []string{}
				for i := offset; i < min(offset+limit, test.objects); i++ {
					page = append(page, fmt.Sprintf(`{"id":"p%d"}`, i))
				}
				apiResponse(w, 200, "["+strings.Join(page, ",")+"]")
			})
			got, beyond := 0, false
			for product, err := range c.Products().List(t.Context(), url.Values{"filter": {"name:a;b"}}) {
				if err != nil {
					beyond = errors.Is(err, rebilly.ErrPaginationLimit)
					break
				}
				if product.ID != fmt.Sprintf("p%d", got) {
					t.Fatalf("got object %s, want p%d", product.ID, got)
				}
				got++
			}
			if got != test.want || requests != test.requests || beyond != test.beyond {
				t.Errorf("got %d objects, %d requests, beyond pagination %t, want %d, %d, %t",
					got, requests, beyond, test.want, test.requests, test.beyond)
			}
		})
	}
	t.Run("stops after break", func(t *testing.T) {
		requests := 0
		c := client(t, func(w http.ResponseWriter, _ *http.Request) {
			requests++
			apiResponse(w, 200, "["+strings.Repeat(`{"id":"p"},`, 999)+`{"id":"p"}]`)
		})
		for _, err := range c.Products().List(t.Context(), nil) {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if requests != 1 {
			t.Errorf("got %d requests, want 1", requests)
		}
	})
}

func TestUpdate_KeepsUnknownFields(t *testing.T) {
	described := "old"
	was := rebilly.Product{
		Name: "a", UnitLabel: "unit", Options: []string{"x"}, Description: &described,
		CustomFields: rebilly.Map[any]{"mine": "1", "dropped": "2"},
	}
	want := rebilly.Product{Name: "b", UnitLabel: "unit", Options: []string{}, CustomFields: rebilly.Map[any]{"mine": "3"}}
	current := `{"id":"x","name":"a","unitLabel":"unit","requiresShipping":false,"options":["x"],"description":"old","taxCategoryId":null,
		"accountingCode":null,"recognition":null,"customFields":{"mine":"1","dropped":"2","theirs":"9"},
		"future":{"kept":1.50},"createdTime":"t","_links":[]}`
	var sent map[string]any
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			if err := json.Unmarshal(body, &sent); err != nil {
				t.Error(err)
			}
			stored(w, 200, body)
			return
		}
		apiResponse(w, 200, current)
	})
	if _, _, err := c.Products().Update(t.Context(), "x", was, want); err != nil {
		t.Fatal(err)
	}
	expected := map[string]any{
		"name": "b", "unitLabel": "unit", "requiresShipping": false, "options": []any{}, "description": nil, "taxCategoryId": nil,
		"accountingCode": nil, "recognition": nil, "future": map[string]any{"kept": 1.5},
		"customFields": map[string]any{"mine": "3", "dropped": nil, "theirs": "9"},
	}
	if diff := cmp.Diff(expected, sent); diff != "" {
		t.Errorf("sent object (-want +got):\n%s", diff)
	}
}

func TestUpdate_ReplacesVariant(t *testing.T) {
	var sent map[string]any
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			body, _ := io.ReadAll(r.Body)
			_ = json.Unmarshal(body, &sent)
			stored(w, 200, body)
			return
		}
		apiResponse(w, 200, `{"id":"x","pricing":{"formula":"flat-rate","price":5,"minQuantity":null,"maxQuantity":null},
			"recurringInterval":{"unit":"month","length":1,"limit":null,
				"periodAnchorInstruction":{"method":"day-of-month","day":3,"time":"10:00"}},"trial":null}`)
	})
	was := rebilly.Plan{
		Pricing: &rebilly.Pricing{Formula: rebilly.FlatRate, Price: "5"},
		RecurringInterval: &rebilly.RecurringInterval{
			Unit: "month", Length: 1,
			PeriodAnchorInstruction: &rebilly.PeriodAnchor{Method: rebilly.AnchorDayOfMonth, Day: 3, Time: "10:00"},
		},
	}
	want := rebilly.Plan{
		Pricing: &rebilly.Pricing{Formula: rebilly.Tiered, Brackets: []rebilly.Bracket{{Price: "4"}}},
		RecurringInterval: &rebilly.RecurringInterval{
			Unit: "month", Length: 1,
			PeriodAnchorInstruction: &rebilly.PeriodAnchor{Method: rebilly.AnchorDayOfWeek, Weekday: "Monday", Week: "next"},
		},
	}
	if _, _, err := c.Plans().Update(t.Context(), "x", was, want); err != nil {
		t.Fatal(err)
	}
	pricing := map[string]any{
		"formula": "tiered", "minQuantity": nil, "brackets": []any{map[string]any{"price": 4.0, "maxQuantity": nil}},
	}
	if diff := cmp.Diff(pricing, sent["pricing"]); diff != "" {
		t.Errorf("pricing (-want +got):\n%s", diff)
	}
	interval, ok := sent["recurringInterval"].(map[string]any)
	if !ok {
		t.Fatalf("got recurringInterval %v, want an object", sent["recurringInterval"])
	}
	anchor := map[string]any{"method": "day-of-week", "day": "Monday", "week": "next"}
	if diff := cmp.Diff(anchor, interval["periodAnchorInstruction"]); diff != "" {
		t.Errorf("anchor (-want +got):\n%s", diff)
	}
}

func TestUpdate_NoChangesSendsNoRequest(t *testing.T) {
	requests := 0
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		requests++
		apiResponse(w, 200, `{"id":"x","name":"b","unitLabel":"unit","requiresShipping":false,"options":[],"description":null,
			"taxCategoryId":null,"accountingCode":null,"recognition":null,"customFields":{}}`)
	})
	want := rebilly.Product{Name: "b", UnitLabel: "unit", Options: []string{}, CustomFields: rebilly.Map[any]{}}
	got, _, err := c.Products().Update(t.Context(), "x", want, want)
	if err != nil || got.ID != "x" || requests != 1 {
		t.Errorf("got %+v, error %v after %d requests, want x after 1", got, err, requests)
	}
	// The response may be outdated: a change is sent although the object seems to have it.
	was := want
	was.Name = "a"
	if _, _, err := c.Products().Update(t.Context(), "x", was, want); err != nil || requests != 3 {
		t.Errorf("got error %v after %d requests of the second update, want 2 requests", err, requests-1)
	}
}

func TestDecode_UnknownVariant(t *testing.T) {
	for _, body := range []string{
		`{"id":"x","pricing":{"formula":"auction"}}`,
		`{"id":"x","recurringInterval":{"periodAnchorInstruction":{"method":"moon"}}}`,
	} {
		c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, body) })
		if _, err := c.Plans().Get(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "does not support") {
			t.Errorf("%s: got error %v, want one about an unsupported variant", body, err)
		}
	}
}

func TestLog_RedactsSecretsAndBodies(t *testing.T) {
	var lines []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		apiResponse(w, 200, `{"id":"x","name":"`+secret+`"}`)
	}))
	t.Cleanup(server.Close)
	c := rebilly.New(rebilly.Config{BaseURL: server.URL, OrganizationID: "org", APIKey: secret, RequestTimeout: time.Second,
		Log: func(_ context.Context, message string, fields ...map[string]any) {
			lines = append(lines, fmt.Sprint(message, fields))
		}})
	if _, err := c.Products().Get(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	log := strings.Join(lines, "\n")
	if !strings.Contains(log, "/organizations/org/products/x") || strings.Contains(log, secret) {
		t.Errorf("got log %s, want the path and no secret", log)
	}
}
