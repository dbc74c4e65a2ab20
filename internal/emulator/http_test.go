package emulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestObject_Lifecycle(t *testing.T) {
	bodies := map[string]string{
		"products": `{"name": "Premium"}`,
		"plans":    `{"name": "Monthly", "currency": "USD", "productId": "prod_a", "pricing": {"formula": "fixed-fee", "price": 9.90}}`,
		"websites": `{"name": "Shop", "url": "shop.example", "servicePhone": "1", "serviceEmail": "a@shop.example"}`,
	}
	prefixes := map[string]string{"products": "prod", "plans": "plan", "websites": "web"}
	for collection, body := range bodies {
		t.Run(collection, func(t *testing.T) {
			e, c := start(t, emulator.Options{})
			e.Put("products", "prod_a", object{"name": "Seed"})

			created := c.do("POST", "/"+collection+"/", body)
			id, _ := created.body.(object)["id"].(string)
			if created.status != 201 || !regexp.MustCompile(`^`+prefixes[collection]+`_[0-9A-Z]{26}$`).MatchString(id) {
				t.Fatalf("POST: got %d %s, want 201 and an ID with the prefix", created.status, created.raw)
			}
			self := c.base + "/organizations/" + organization + "/" + collection + "/" + id
			if got := created.header.Get("Location"); got != self {
				t.Errorf("Location: got %q, want %q", got, self)
			}
			if got, _ := at(created.body.(object), "_links"); !cmp.Equal(got, []any{object{"rel": "self", "href": self}}) {
				t.Errorf("_links: got %v, want self %s", got, self)
			}
			if got := c.must(200, "GET", "/"+collection+"/"+id, ""); !cmp.Equal(got, created.body) {
				t.Errorf("GET differs from POST (-POST +GET):\n%s", cmp.Diff(created.body, got))
			}
			if got := c.do("PUT", "/"+collection+"/mine", body); got.status != 201 || !strings.HasSuffix(got.header.Get("Location"), "/mine") {
				t.Errorf("PUT of a new ID: got %d, Location %q, want 201 and a Location", got.status, got.header.Get("Location"))
			}
			if got := c.do("PUT", "/"+collection+"/mine", body); got.status != 200 || got.header.Get("Location") != "" {
				t.Errorf("PUT of an existing ID: got %d, Location %q, want 200 and none", got.status, got.header.Get("Location"))
			}
			c.must(204, "DELETE", "/"+collection+"/mine", "")
			c.must(404, "DELETE", "/"+collection+"/mine", "")
			c.must(404, "GET", "/"+collection+"/mine", "")
		})
	}
}

func TestProblems(t *testing.T) {
	const org = "/organizations/" + organization
	tests := map[string]struct {
		method, path, body, key string
		want                    int
		allow                   string
	}{
		"no key":                  {"GET", org + "/products", "", "", 401, ""},
		"wrong key":               {"GET", org + "/products", "", "other", 401, ""},
		"wrong key, no such path": {"GET", org + "/other", "", "other", 401, ""},
		"wrong organization":      {"GET", "/organizations/other/products", "", apiKey, 404, ""},
		"no such collection":      {"GET", org + "/other", "", apiKey, 404, ""},
		"no collection":           {"GET", org, "", apiKey, 404, ""},
		"no such path":            {"GET", "/other", "", apiKey, 404, ""},
		"too deep":                {"GET", org + "/products/a/b", "", apiKey, 404, ""},
		"slash after an object":   {"GET", org + "/products/a/", "", apiKey, 404, ""},
		"no such object":          {"GET", org + "/products/a", "", apiKey, 404, ""},
		"collection method":       {"DELETE", org + "/products", "", apiKey, 405, "GET, POST"},
		"object method":           {"PATCH", org + "/products/a", "{}", apiKey, 405, "DELETE, GET, PUT"},
		"status method":           {"POST", "/status", "", "", 405, "GET"},
		"control method":          {"GET", "/_emulator/reset", "", "", 405, "POST"},
		"no such control path":    {"GET", "/_emulator/other", "", "", 404, ""},
		"empty body":              {"POST", org + "/products", "", apiKey, 400, ""},
		"not JSON":                {"PUT", org + "/products/a", "{", apiKey, 400, ""},
		"not UTF-8":               {"PUT", org + "/products/a", "{\"name\": \"abc\xff\"}", apiKey, 400, ""},
		"an array":                {"PUT", org + "/products/a", "[]", apiKey, 400, ""},
		"null":                    {"PUT", org + "/products/a", "null", apiKey, 400, ""},
		"two objects":             {"PUT", org + "/products/a", "{} {}", apiKey, 400, ""},
		"unreadable query":        {"GET", org + "/products?q=%zz", "", apiKey, 400, ""},
		"too large":               {"PUT", org + "/products/a", `{"name": "` + strings.Repeat("a", 1<<20) + `"}`, apiKey, 413, ""},
		"id with a slash":         {"PUT", org + "/products/a%2Fb", `{"name": "abc"}`, apiKey, 422, ""},
		"id with a space":         {"PUT", org + "/products/a%20b", `{"name": "abc"}`, apiKey, 422, ""},
		"id too long":             {"PUT", org + "/products/" + strings.Repeat("a", 51), `{"name": "abc"}`, apiKey, 422, ""},
		"reading such an id":      {"GET", org + "/products/a%2Fb", "", apiKey, 404, ""},
		"deleting such an id":     {"DELETE", org + "/products/a%20b", "", apiKey, 404, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e, c := start(t, emulator.Options{})
			c.key = test.key
			got := c.send(test.method, test.path, test.body)
			if got.status != test.want || got.header.Get("Allow") != test.allow {
				t.Fatalf("got status %d, Allow %q, want %d, %q: %s", got.status, got.header.Get("Allow"), test.want, test.allow, got.raw)
			}
			if got.header.Get("Content-Type") != "application/json" {
				t.Errorf("Content-Type: got %q, want application/json", got.header.Get("Content-Type"))
			}
			doc := got.body.(object)
			for _, name := range []string{"type", "title", "detail", "instance"} {
				if s, ok := doc[name].(string); !ok || s == "" {
					t.Errorf("%s: got %v, want a text", name, doc[name])
				}
			}
			if fmt.Sprint(doc["status"]) != fmt.Sprint(test.want) {
				t.Errorf("status in the body: got %v, want %d", doc["status"], test.want)
			}
			if e.Count() != 0 {
				t.Errorf("got %d objects, want none stored", e.Count())
			}
		})
	}
}

func TestIDs(t *testing.T) {
	_, c := start(t, emulator.Options{})
	for _, id := range []string{"a", "A_b-c.d~e@f", "0", strings.Repeat("x", 50)} {
		if got := c.must(201, "PUT", "/products/"+id, `{"name": "abc"}`); got["id"] != id {
			t.Errorf("id: got %v, want %v", got["id"], id)
		}
	}
}

func TestStatus_NoKey(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.key = ""
	got := c.send("GET", "/status", "")
	if got.status != 200 || got.body.(object)["status"] != "ok" {
		t.Errorf("got %d %s, want 200 and status ok", got.status, got.raw)
	}
}

func TestRateLimitHeaders(t *testing.T) {
	_, c := start(t, emulator.Options{})
	remaining := func(r response) string {
		return r.header.Get("X-RateLimit-Limit") + " " + r.header.Get("X-RateLimit-Remaining")
	}
	got := []string{
		remaining(c.do("PUT", "/products/a", `{"name": "abc"}`)),
		remaining(c.do("PUT", "/products/a", `{"name": "abc"}`)),
		remaining(c.do("GET", "/products/a", "")),
		remaining(c.do("PUT", "/products/a", `{}`)),
		remaining(c.do("DELETE", "/products/a", "")),
	}
	want := []string{"3000 2999", "3000 2998", " ", " ", "3000 2997"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("products differ (-want +got):\n%s", diff)
	}
}

func TestRateLimit_NotExhausted(t *testing.T) {
	e := emulator.New(emulator.Options{Organization: organization, APIKey: apiKey})
	var remaining string
	for range 3001 {
		request := httptest.NewRequestWithContext(t.Context(), "PUT", "/organizations/"+organization+"/products/a", strings.NewReader(product))
		request.Header.Set("REB-APIKEY", apiKey)
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, request)
		remaining = answer.Header().Get("X-RateLimit-Remaining")
	}
	if remaining != "2999" {
		t.Errorf("X-RateLimit-Remaining after 3001 writes: got %q, want 2999", remaining)
	}
}

func TestAuth_MissingKey(t *testing.T) {
	e := emulator.New(emulator.Options{Organization: organization})
	answer := httptest.NewRecorder()
	e.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), "GET", "/organizations/"+organization+"/products", nil))
	if answer.Code != http.StatusUnauthorized {
		t.Errorf("got status %d, want 401", answer.Code)
	}
}

func TestRequestCounts(t *testing.T) {
	e, c := start(t, emulator.Options{})
	c.do("PUT", "/products/a", `{"name": "abc"}`)
	c.do("PUT", "/products/b", `{}`)
	c.do("GET", "/products", "")
	c.do("GET", "/products/?limit=1", "")
	c.do("GET", "/other/a", "")
	c.send("GET", "/status", "")
	c.key = ""
	c.do("DELETE", "/products/a", "")
	want := map[string]int{
		"PUT /products/{id}": 2, "GET /products": 2, "GET /other/a": 1, "GET /status": 1, "DELETE /products/{id}": 1,
	}
	if diff := cmp.Diff(want, e.Requests()); diff != "" {
		t.Errorf("requests differ (-want +got):\n%s", diff)
	}
	if got := c.send("GET", "/_emulator/requests", ""); got.status != 200 || fmt.Sprint(got.body.(object)["PUT /products/{id}"]) != "2" {
		t.Errorf("/_emulator/requests: got %d %s, want 200 and two PUTs", got.status, got.raw)
	}
	if got := c.send("GET", "/_emulator/objects", ""); !strings.Contains(got.raw, `"plans":0,"products":1`) {
		t.Errorf("/_emulator/objects: got %s, want no plans and one product", got.raw)
	}
	if got := c.send("POST", "/_emulator/reset", ""); got.status != 204 {
		t.Errorf("/_emulator/reset: got %d, want 204", got.status)
	}
	if len(e.Requests()) != 0 || e.Count() != 1 {
		t.Errorf("after the reset: got %v, %d objects, want no requests and 1 object", e.Requests(), e.Count())
	}
	c.send("GET", "/status", "")
	e.Reset()
	if len(e.Requests()) != 0 {
		t.Errorf("after Reset: got %v, want no requests", e.Requests())
	}
}

func TestIntercept(t *testing.T) {
	e, c := start(t, emulator.Options{})
	c.key = ""
	removeTeapot := e.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.WriteHeader(http.StatusTeapot)
	})
	if got := c.do("GET", "/products", ""); got.status != http.StatusTeapot {
		t.Errorf("got status %d, want 418 from the interceptor, before authorization", got.status)
	}
	c.key = apiKey
	removeDrop := e.Intercept(func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	})
	removeTeapot()
	if _, err := c.try("PUT", "/organizations/"+organization+"/products/a", `{"name": "abc"}`); err == nil {
		t.Error("got a response, want a dropped connection")
	}
	if _, stored := e.Get("products", "a"); !stored {
		t.Error("got no object, want the request with a dropped response executed")
	}
	if got := c.send("GET", "/_emulator/objects", ""); got.status != 200 {
		t.Errorf("control path: got status %d, want 200 without interception", got.status)
	}
	removeDrop()
	removeDrop()
	c.must(200, "GET", "/products/a", "")
	if got := e.Requests(); got["PUT /products/{id}"] != 1 || got["GET /products"] != 1 {
		t.Errorf("got requests %v, want intercepted requests counted", got)
	}
}

func TestIntercept_Order(t *testing.T) {
	e, c := start(t, emulator.Options{})
	var mu sync.Mutex
	var order []string
	for _, name := range []string{"old", "new"} {
		e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			mu.Lock()
			order = append(order, name)
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	}
	c.must(404, "GET", "/products/a", "")
	if !slices.Equal(order, []string{"new", "old"}) {
		t.Errorf("got order %v, want [new old]", order)
	}
}

func TestLatency(t *testing.T) {
	const latency = 100 * time.Millisecond
	_, c := start(t, emulator.Options{Latency: latency})
	began := time.Now()
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { c.do("GET", "/products", "") })
	}
	group.Wait()
	if took := time.Since(began); took < latency || took > 15*latency {
		t.Errorf("20 concurrent requests: took %s, want from %s to 15 times that", took, latency)
	}
}

func TestLatency_CanceledRequest(t *testing.T) {
	e := emulator.New(emulator.Options{Organization: organization, APIKey: apiKey, Latency: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	request := httptest.NewRequestWithContext(ctx, "PUT", "/organizations/"+organization+"/products/a", strings.NewReader(`{"name": "abc"}`))
	request.Header.Set("REB-APIKEY", apiKey)
	e.ServeHTTP(httptest.NewRecorder(), request)
	if e.Count() != 0 {
		t.Errorf("got %d objects, want a canceled request not executed", e.Count())
	}
}

func TestConcurrency(t *testing.T) {
	e, c := start(t, emulator.Options{MergePuts: true, UnknownFields: true})
	const workers, rounds = 8, 25
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for round := range rounds {
				id := fmt.Sprintf("prod_%d_%d", worker, round)
				c.do("PUT", "/products/"+id, `{"name": "abc", "customFields": {"a": 1}}`)
				c.do("PUT", "/products/shared", fmt.Sprintf(`{"name": "abc", "customFields": {"f%d": %d}}`, worker, round))
				c.do("GET", "/products?sort=-updatedTime&filter=customFields.a:1", "")
				e.Put("websites", id, object{"name": "w"})
				doc, _ := e.Get("products", id)
				doc["name"] = "changed"
				remove := e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) })
				c.do("DELETE", "/products/"+id, "")
				remove()
				e.Requests()
			}
		})
	}
	group.Wait()
	if got, want := e.Count(), workers*rounds+1; got != want {
		t.Errorf("got %d objects, want %d", got, want)
	}
	shared, _ := e.Get("products", "shared")
	if got := len(shared["customFields"].(object)); got != workers {
		t.Errorf("got %d custom fields, want %d", got, workers)
	}
}
