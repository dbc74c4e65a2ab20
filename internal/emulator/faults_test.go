package emulator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// inject applies one rule to every request from now on.
func (c *client) inject(rule string) {
	c.t.Helper()
	if r := c.send("PUT", "/_emulator/faults", `{"seed": 1, "rules": [`+with(`{"rate": 1}`, rule)+`]}`); r.status != 204 {
		c.t.Fatalf("%s: got %d %s, want 204", rule, r.status, r.raw)
	}
}

func (c *client) heal() { c.send("DELETE", "/_emulator/faults", "") }

// sendOnce sends one request without retrying it, and returns the error of the client or of reading the body.
func (c *client) sendOnce(ctx context.Context, method, path, body string) (response, error) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(ctx, method, c.base+"/organizations/"+organization+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	// net/http retries idempotent requests when a reused connection breaks.
	request.Close = true
	request.Header.Set("REB-APIKEY", c.key)
	plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := plain.Do(request)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return response{status: answer.StatusCode, header: answer.Header, raw: string(raw)}, err
}

func (r response) epoch() time.Duration {
	seconds, err := strconv.ParseInt(r.header.Get("X-RateLimit-Retry-After"), 10, 64)
	if err != nil {
		return 0
	}
	return time.Until(time.Unix(seconds, 0)).Round(10 * time.Second)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	status := func(want int) func(response, error) bool {
		return func(r response, err error) bool { return err == nil && r.status == want }
	}
	limited := func(least, most time.Duration) func(response, error) bool {
		return func(r response, err error) bool {
			return err == nil && r.status == 429 && r.header.Get("X-RateLimit-Retry-After") != "" && least <= r.epoch() && r.epoch() <= most
		}
	}
	broken := func(want error) func(response, error) bool {
		return func(_ response, err error) bool { return errors.Is(err, want) }
	}
	slow := func(r response, err error) bool { return status(201)(r, err) && strings.Contains(r.raw, "prod_a") }
	for kind, test := range map[string]struct {
		done bool
		is   func(response, error) bool
	}{
		"429-soon": {false, limited(0, 0)},
		"429-none": {false, func(r response, err error) bool {
			return status(429)(r, err) && r.header.Get("X-RateLimit-Retry-After") == ""
		}},
		"429-past": {false, limited(-time.Minute, -time.Minute)},
		"429-year": {false, limited(364*24*time.Hour, 367*24*time.Hour)},
		"clock-skew": {false, func(r response, err error) bool {
			date, _ := http.ParseTime(r.header.Get("Date"))
			off := time.Until(date).Round(10 * time.Second)
			return limited(off, off)(r, err) && off.Abs() == time.Hour
		}},
		"500":                       {false, status(500)},
		"502":                       {false, status(502)},
		"503":                       {false, status(503)},
		"500-after-write":           {true, status(500)},
		"502-after-write":           {true, status(502)},
		"503-after-write":           {true, status(503)},
		"reset-before":              {false, broken(syscall.ECONNRESET)},
		"reset-during":              {false, broken(syscall.ECONNRESET)},
		"reset-after-write":         {true, broken(syscall.ECONNRESET)},
		"response-lost-after-write": {true, broken(io.EOF)},
		"half-body-after-write":     {true, broken(io.ErrUnexpectedEOF)},
		"wrong-type-after-write": {true, func(r response, err error) bool {
			return status(201)(r, err) && !strings.HasPrefix(r.raw, "{") && r.header.Get("Content-Type") == "application/json"
		}},
		"slow-headers-after-write": {true, slow},
		"slow-body-after-write":    {true, slow},
		"html": {false, func(r response, err error) bool {
			return status(200)(r, err) && strings.HasPrefix(r.header.Get("Content-Type"), "text/html") && strings.Contains(r.raw, "<title>")
		}},
		"html-type-after-write": {true, func(r response, err error) bool {
			return status(201)(r, err) && strings.HasPrefix(r.header.Get("Content-Type"), "text/html") && strings.Contains(r.raw, "prod_a")
		}},
		"gateway-404": {false, func(r response, err error) bool { return status(404)(r, err) && !strings.Contains(r.raw, "instance") }},
		"redirect": {false, func(r response, err error) bool {
			return err == nil && r.status/100 == 3 && strings.HasPrefix(r.header.Get("Location"), "http://elsewhere.invalid/")
		}},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			e, c := start(t, emulator.Options{})
			c.inject(fmt.Sprintf(`{"kind": %q, "delay": "50ms"}`, kind))
			begin := time.Now()
			r, err := c.sendOnce(t.Context(), "PUT", "/products/prod_a", `{"name": "Seats"}`)
			took := time.Since(begin)
			if !test.is(r, err) {
				t.Errorf("got %d %v %q, %v, want the fault", r.status, r.header, r.raw, err)
			}
			if _, done := e.Get("products", "prod_a"); done != test.done {
				t.Errorf("request executed: got %t, want %t", done, test.done)
			}
			if strings.HasPrefix(kind, "slow") && took < 50*time.Millisecond {
				t.Errorf("took %s, want 50ms or more", took)
			}
			if counts := c.send("GET", "/_emulator/faults", "").body; fmt.Sprint(counts) != "map["+kind+":1]" {
				t.Errorf("counts: got %v, want one %s", counts, kind)
			}
			c.heal()
			c.must(map[bool]int{true: 204, false: 404}[test.done], "DELETE", "/products/prod_a", "")
			if counts := c.send("GET", "/_emulator/faults", "").body; fmt.Sprint(counts) != "map["+kind+":1]" {
				t.Errorf("counts without rules: got %v, want one %s", counts, kind)
			}
		})
	}
}

func TestFaults_Delete(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"wrong-type-after-write": "200", "half-body-after-write": "EOF", "slow-body-after-write": "204",
		"html": "200", "html-type-after-write": "204", "response-lost-after-write": "EOF",
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			e, c := start(t, emulator.Options{})
			c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
			c.inject(fmt.Sprintf(`{"kind": %q, "delay": "1ms"}`, kind))
			r, err := c.sendOnce(t.Context(), "DELETE", "/products/prod_a", "")
			if got := fmt.Sprint(r.status, err); !strings.Contains(got, want) {
				t.Errorf("got %s, want %s", got, want)
			}
			if _, there := e.Get("products", "prod_a"); there != (kind == "html") {
				t.Errorf("object exists: got %t, want %t", there, !there)
			}
		})
	}
}

// TestFaults_BlockedResponse shows that a response can be blocked with each status, whether the request was executed or not.
func TestFaults_BlockedResponse(t *testing.T) {
	t.Parallel()
	e, c := start(t, emulator.Options{})
	c.inject(`{"kind": "blocked-response"}`)
	got := map[string]bool{}
	for i := range 200 {
		id := fmt.Sprint("prod_", i)
		r, err := c.sendOnce(t.Context(), "PUT", "/products/"+id, `{"name": "Seats"}`)
		if err != nil || !strings.Contains(r.raw, "<title>Blocked") {
			t.Fatalf("got %d %q, error %v, want a page", r.status, r.raw, err)
		}
		_, done := e.Get("products", id)
		got[fmt.Sprint(r.status, " ", done)] = true
	}
	for _, status := range []int{302, 403, 404, 405, 408, 413, 451} {
		for _, done := range []bool{false, true} {
			if want := fmt.Sprint(status, " ", done); !got[want] {
				t.Errorf("got %v, want %q (status, executed) too", got, want)
			}
		}
	}
}

func TestFaults_SlowResponseCanceled(t *testing.T) {
	for _, kind := range []string{"slow-headers-after-write", "slow-body-after-write"} {
		_, c := start(t, emulator.Options{})
		c.inject(fmt.Sprintf(`{"kind": %q, "delay": "1h"}`, kind))
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := c.sendOnce(ctx, "PUT", "/products/prod_a", `{"name": "Seats"}`); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v, want %v", kind, err, context.DeadlineExceeded)
		}
	}
}

func TestFaults_NotFoundAfterCreate(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.inject(`{"kind": "missing-after-create", "delay": "200ms"}`)
	c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	c.must(404, "GET", "/products/prod_a", "")
	c.must(200, "PUT", "/products/prod_a", `{"name": "Places"}`)
	soon(t, func() bool { return c.do("GET", "/products/prod_a", "").status == 200 })
	c.must(200, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	c.must(200, "GET", "/products/prod_a", "")
}

func TestFaults_InUse(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	c.inject(`{"kind": "in-use", "delay": "200ms"}`)
	c.must(200, "GET", "/products/prod_a", "")
	c.must(409, "DELETE", "/products/prod_a", "")
	c.must(409, "DELETE", "/products/prod_a", "")
	soon(t, func() bool { return c.do("DELETE", "/products/prod_a", "").status == 204 })
	c.must(201, "POST", "/tags", tag)
	c.must(409, "DELETE", "/tags/VIP", "")
	soon(t, func() bool { return c.do("DELETE", "/tags/VIP", "").status == 204 })
}

// TestFaults_Methods injects faults into every way to write: POST, PATCH, DELETE by name, and the PUT of an object without an ID.
func TestFaults_Methods(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method, path, body string
		status             int
		changed            func(e *emulator.Emulator) bool
	}{
		{"POST", "/shipping-rates", shippingRate, 201, func(e *emulator.Emulator) bool { return e.Count() == 2 }},
		{"PATCH", "/tags/vip", `{"name": "New"}`, 200, func(e *emulator.Emulator) bool {
			_, ok := e.Get("tags", "new")
			return ok
		}},
		{"DELETE", "/tags/vip", "", 204, func(e *emulator.Emulator) bool { return e.Count() == 0 }},
		{"PUT", "/authentication-options", `{"authTokenTtl": 60}`, 200, func(e *emulator.Emulator) bool {
			stored, _ := e.Get("authentication-options", emulator.Singleton)
			return fmt.Sprint(stored["authTokenTtl"]) == "60"
		}},
	} {
		for kind, done := range map[string]bool{
			"503": false, "503-after-write": true, "reset-during": false, "response-lost-after-write": true, "429-soon": false,
		} {
			t.Run(test.method+" "+test.path+" "+kind, func(t *testing.T) {
				t.Parallel()
				e, c := start(t, emulator.Options{})
				e.Put("tags", "vip", object{"type": "customer"})
				c.inject(fmt.Sprintf(`{"kind": %q}`, kind))
				if r, err := c.sendOnce(t.Context(), test.method, test.path, test.body); err == nil && r.status < 300 {
					t.Errorf("got status %d, want the fault", r.status)
				}
				if got := test.changed(e); got != done {
					t.Errorf("request executed: got %t, want %t", got, done)
				}
				if counts := c.send("GET", "/_emulator/faults", "").body; fmt.Sprint(counts) != "map["+kind+":1]" {
					t.Errorf("counts: got %v, want one %s", counts, kind)
				}
				c.heal()
			})
		}
	}
}

func TestFaults_NotFoundAfterPost(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.inject(`{"kind": "missing-after-create", "delay": "200ms"}`)
	for collection, body := range map[string]string{"shipping-rates": shippingRate, "tags": `{"name": "Big spender", "type": "customer"}`} {
		created := c.do("POST", "/"+collection, body)
		path := strings.TrimPrefix(created.header.Get("Location"), c.base+"/organizations/"+organization)
		c.must(404, "GET", path, "")
		soon(t, func() bool { return c.do("GET", path, "").status == 200 })
	}
	c.must(200, "PUT", "/authentication-options", `{}`)
	c.must(200, "GET", "/authentication-options", "")
}

// soon waits until a condition is true.
func soon(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("got no change before the deadline, want one")
		}
	}
}

func TestFaults_Repeatable(t *testing.T) {
	run := func(seed int, interleaved bool) (got []int) {
		_, c := start(t, emulator.Options{})
		c.send(
			"PUT",
			"/_emulator/faults",
			fmt.Sprintf(`{"seed": %d, "rules": [{"kind": "500", "rate": 0.3}, {"kind": "502", "rate": 0.3}]}`, seed),
		)
		for range 100 {
			got = append(got, c.do("GET", "/products/prod_a", "").status)
			if interleaved {
				c.do("GET", "/products", "")
			}
		}
		return got
	}
	first := run(1, false)
	if got := run(1, true); !cmp.Equal(got, first) {
		t.Errorf("faults differ with other requests (-got +want):\n%v", cmp.Diff(got, first))
	}
	if cmp.Equal(run(2, false), first) {
		t.Error("got the same faults with a different seed, want others")
	}
	_, c := start(t, emulator.Options{})
	c.send("PUT", "/_emulator/faults", `{"seed": 1, "rules": [{"kind": "500", "rate": 0.3}, {"kind": "502", "rate": 0.3}]}`)
	other := []int{}
	for range 100 {
		other = append(other, c.do("GET", "/plans/prod_a", "").status)
	}
	if cmp.Equal(other, first) {
		t.Error("got the same faults for different paths, want others")
	}
	seen := map[int]int{}
	for _, status := range first {
		seen[status]++
	}
	for status, share := range map[int]int{500: 30, 502: 30, 404: 40} {
		if n := seen[status]; n < share-15 || n > share+15 {
			t.Errorf("status %d: got %d of 100, want about %d", status, n, share)
		}
	}
}

func TestFaults_ApplyToRequest(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.inject(`{"kind": "503", "methods": ["GET", "DELETE"], "path": "/products/prod_*"}`)
	for request, want := range map[string]int{
		"GET /products/prod_a": 503, "DELETE /products/prod_a": 503, "GET /products/a": 404, "GET /products": 200, "GET /plans/prod_a": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := c.do(method, path, "").status; got != want {
			t.Errorf("%s: got %d, want %d", request, got, want)
		}
	}
	c.must(201, "PUT", "/products/prod_b", `{"name": "Seats"}`)
}

func TestFaults_Validation(t *testing.T) {
	_, c := start(t, emulator.Options{})
	for rule, complaint := range map[string]string{
		`{"kind": "gremlins", "rate": 1}`:              "429-none",
		`{"kind": "500", "rate": 1.5}`:                 "0 to 1",
		`{"kind": "500", "rate": 1, "path": "["}`:      "pattern",
		`{"kind": "500", "rate": 1, "delay": "soon"}`:  "soon",
		`{"kind": "500", "rate": 1, "probability": 1}`: "probability",
	} {
		if r := c.send("PUT", "/_emulator/faults", `{"rules": [`+rule+`]}`); r.status != 422 || !strings.Contains(r.raw, complaint) {
			t.Errorf("%s: got %d %s, want 422 with %q", rule, r.status, r.raw, complaint)
		}
	}
	if r := c.send("POST", "/_emulator/faults", ""); r.status != 405 || r.header.Get("Allow") != "DELETE, GET, PUT" {
		t.Errorf("POST: got %d %v, want 405 and Allow", r.status, r.header)
	}
	if r := c.send("GET", "/_emulator/faults", ""); r.raw != "{}\n" {
		t.Errorf("counts without faults: got %s, want {}", r.raw)
	}
}

func TestFaults_LaggingRead(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.must(201, "PUT", "/products/prod_a", `{"name": "One"}`)
	c.inject(`{"kind": "lagging-read", "delay": "300ms"}`)
	c.must(201, "PUT", "/products/prod_b", `{"name": "Other"}`)
	c.must(200, "GET", "/products/prod_b", "")
	for _, name := range []string{"Two", "Three"} {
		c.must(200, "PUT", "/products/prod_a", `{"name": "`+name+`"}`)
	}
	if got := c.do("GET", "/products/prod_a", "").raw; !strings.Contains(got, `"Two"`) {
		t.Errorf("got %s, want the object before the last write", got)
	}
	list := c.do("GET", "/products", "").raw
	if !strings.Contains(list, `"Two"`) || strings.Contains(list, `"Three"`) || !strings.Contains(list, `"Other"`) {
		t.Errorf("got the list %s, want the object before the last write", list)
	}
	soon(t, func() bool { return strings.Contains(c.do("GET", "/products/prod_a", "").raw, `"Three"`) })
}

func TestFaults_LaggingObject(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.inject(`{"kind": "lagging-object", "delay": "300ms"}`)
	c.must(201, "PUT", "/products/prod_a", `{"name": "One"}`)
	c.must(404, "GET", "/products/prod_a", "")
	if list := c.do("GET", "/products", ""); list.raw != "[]\n" || list.header.Get("Pagination-Total") != "0" {
		t.Errorf("got the list %s of %s, want none", list.raw, list.header.Get("Pagination-Total"))
	}
	c.must(200, "PUT", "/products/prod_a", `{"name": "Two"}`)
	soon(t, func() bool { return c.do("GET", "/products/prod_a", "").status == 200 })
	if list := c.do("GET", "/products", "").raw; !strings.Contains(list, `"Two"`) {
		t.Errorf("got the list %s, want the object", list)
	}
}

func TestFaults_LateWrite(t *testing.T) {
	e, c := start(t, emulator.Options{})
	c.inject(`{"kind": "late-write", "delay": "100ms"}`)
	c.must(504, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	c.must(504, "POST", "/shipping-rates", shippingRate)
	c.must(404, "GET", "/products/prod_a", "")
	c.heal()
	soon(t, func() bool { return e.Count() == 2 })
	c.inject(`{"kind": "late-write", "delay": "100ms"}`)
	c.must(504, "PUT", "/products/prod_a", `{"name": "Late"}`)
	c.heal()
	c.must(200, "PUT", "/products/prod_a", `{"name": "Newer"}`)
	time.Sleep(200 * time.Millisecond)
	if got := c.do("GET", "/products/prod_a", "").raw; !strings.Contains(got, `"Newer"`) {
		t.Errorf("got %s, want the late write dropped after a newer one", got)
	}
}

func TestFaults_NormalizingStore(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.inject(`{"kind": "normalizing-store"}`)
	stored := c.do("PUT", "/websites/web_a",
		`{"name": " Site\n", "url": "https://a.example.com", "servicePhone": "1", "serviceEmail": "A@Example.com"}`).raw
	for _, want := range []string{`"Site"`, `"https://a.example.com/"`, `"a@example.com"`} {
		if !strings.Contains(stored, want) {
			t.Errorf("got %s, want %s in it", stored, want)
		}
	}
	c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	plan := c.do("PUT", "/plans/plan_a",
		`{"name": "P", "productId": "prod_a", "currency": "USD", "pricing": {"formula": "fixed-fee", "price": 0.333}}`)
	if !strings.Contains(plan.raw, `"price":0.33}`) {
		t.Errorf("got %s, want the price 0.33", plan.raw)
	}
}
