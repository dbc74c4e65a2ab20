package provider_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// These tests run the built binary, because aliases, proxies and signals behave differently in process.

// succeed runs a command of the CLI that must succeed, and returns its standard output.
func succeed(t *testing.T, w *acctest.Workspace, args ...string) string {
	t.Helper()
	stdout, stderr, exit := w.Run(args...)
	if exit != 0 {
		t.Fatalf("%v: got exit code %d, want 0\n%s\n%s", args, exit, stdout, stderr)
	}
	return stdout
}

func TestAccProvider_aliases(t *testing.T) {
	t.Parallel()
	europe := fakeapi.Start(t, emulator.Options{Organization: "org_eu", APIKey: "sk_eu"})
	america := fakeapi.Start(t, emulator.Options{Organization: "org_us", APIKey: "sk_us"})
	alias := strings.Replace(america.ProviderBlock(), "{", "{\n  alias = \"us\"", 1)
	w := acctest.NewWorkspace(t, europe, map[string]string{"main.tf": alias + `
		resource "rebilly_product" "eu" {
			count = 5
			name  = "EU ${count.index}"
		}
		resource "rebilly_product" "us" {
			provider = rebilly.us
			count    = 3
			name     = "US ${count.index}"
		}`})
	succeed(t, w, "apply", "-auto-approve")
	if europe.Count() != 5 || america.Count() != 3 {
		t.Errorf("got %d and %d objects, want 5 and 3", europe.Count(), america.Count())
	}
	succeed(t, w, "plan", "-detailed-exitcode")
}

func TestAccProvider_proxy(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	proxied := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Host != "rebilly.test" {
			t.Errorf("got a request for %s at the proxy, want host rebilly.test", r.URL)
		}
		proxied++
		rebilly.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	w := acctest.NewWorkspace(t, nil, map[string]string{"main.tf": `
		provider "rebilly" {
			allow_insecure_http = true
			max_retries         = 0
		}
		resource "rebilly_product" "p" { name = "Seats" }`})
	w.Env = []string{
		"REBILLY_ORGANIZATION_ID=" + fakeapi.Organization, "REBILLY_API_KEY=" + fakeapi.APIKey,
		"REBILLY_BASE_URL=http://rebilly.test", "HTTP_PROXY=" + proxy.URL, "NO_PROXY=",
	}
	succeed(t, w, "apply", "-auto-approve")
	if proxied == 0 || rebilly.Count() != 1 {
		t.Errorf("got %d requests through the proxy and %d objects, want some requests and 1 object", proxied, rebilly.Count())
	}
	w.Env = append(w.Env, "NO_PROXY=rebilly.test")
	proxied = 0
	if _, _, exit := w.Run("plan"); exit == 0 || proxied != 0 {
		t.Errorf("NO_PROXY: got exit code %d and %d requests through the proxy, want an error and none", exit, proxied)
	}
}

func TestAccProvider_unknownCredentials(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, nil, map[string]string{"main.tf": fmt.Sprintf(`
		resource "terraform_data" "key" { input = %q }
		provider "rebilly" {
			organization_id = %q
			base_url        = %q
			api_key         = terraform_data.key.output
		}
		resource "rebilly_product" "p" { name = "Seats" }`, fakeapi.APIKey, fakeapi.Organization, rebilly.URL)})
	succeed(t, w, "apply", "-auto-approve")
	succeed(t, w, "plan", "-detailed-exitcode")
	if rebilly.Count() != 1 {
		t.Errorf("got %d objects, want 1", rebilly.Count())
	}
}

func TestAccCreate_interrupted(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	arrived := make(chan struct{})
	var once sync.Once
	removeFault := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		next.ServeHTTP(httptest.NewRecorder(), r)
		once.Do(func() { close(arrived) })
		<-r.Context().Done()
	})
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `resource "rebilly_product" "p" { name = "Seats" }`})
	process := w.Start("apply", "-auto-approve")
	<-arrived
	process.Signal(os.Interrupt)
	stdout, stderr, exit := process.Wait()
	if exit == 0 || !strings.Contains(stdout+stderr, "interrupted") {
		t.Errorf("apply: got exit code %d, want an error about the interrupt\n%s\n%s", exit, stdout, stderr)
	}
	removeFault()
	if state := succeed(t, w, "show"); !strings.Contains(state, "prod_") || !strings.Contains(state, "tainted") {
		t.Errorf("got the state\n%s\nwant a tainted product", state)
	}
	succeed(t, w, "apply", "-auto-approve")
	succeed(t, w, "plan", "-detailed-exitcode")
	if rebilly.Count() != 1 {
		t.Errorf("got %d objects, want 1", rebilly.Count())
	}
}

func TestAccDelete_waitsForOutOfBandOrder(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t, emulator.Options{RejectProductDeleteWithPlans: true, Latency: 20 * time.Millisecond})
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		resource "rebilly_product" "p" {
			id   = "prod_p"
			name = "Seats"
		}
		resource "rebilly_plan" "m" {
			count      = 20
			name       = "Plan ${count.index}"
			product_id = rebilly_product.p.id
			currency   = "USD"
			pricing    = { fixed_fee = { price = count.index } }
		}`})
	succeed(t, w, "apply", "-auto-approve")
	// Without references the CLI destroys the product and the plans in any order.
	w.Write("main.tf", "")
	succeed(t, w, "apply", "-auto-approve")
	if rebilly.Count() != 0 {
		t.Errorf("got %d objects, want none", rebilly.Count())
	}
}

// TestAccApply_manyObjects applies a large configuration with more concurrent operations than the default of the CLI.
func TestAccApply_manyObjects(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		resource "rebilly_product" "many" {
			count = 60
			name  = "Product ${count.index}"
		}
		resource "rebilly_plan" "many" {
			count      = 60
			name       = "Plan ${count.index}"
			product_id = rebilly_product.many[count.index].id
			currency   = "USD"
			pricing    = { flat_rate = { price = count.index } }
		}`})
	var inFlight, maxInFlight atomic.Int64
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		now := inFlight.Add(1)
		defer inFlight.Add(-1)
		for seen := maxInFlight.Load(); now > seen && !maxInFlight.CompareAndSwap(seen, now); seen = maxInFlight.Load() {
		}
		time.Sleep(5 * time.Millisecond)
		next.ServeHTTP(w, r)
	})
	succeed(t, w, "apply", "-auto-approve", "-parallelism=50")
	// The plan and the apply, which are two processes, check the access once each.
	want := map[string]int{"PUT /products/{id}": 60, "PUT /plans/{id}": 60, "GET /products": 2}
	if got := rebilly.Requests(); !maps.Equal(got, want) {
		t.Errorf("apply: got requests %v, want one PUT for each object", got)
	}
	if maxInFlight.Load() > 20 {
		t.Errorf("got %d concurrent requests, want at most 20", maxInFlight.Load())
	}

	rebilly.Reset()
	w.Env = append(w.Env, "TF_LOG=INFO")
	stdout, stderr, exit := w.Run("plan", "-parallelism=50", "-detailed-exitcode")
	if exit != 0 {
		t.Fatalf("plan: got exit code %d, want 0\n%s\n%s", exit, stdout, stderr)
	}
	sent := 0
	for _, count := range rebilly.Requests() {
		sent += count
	}
	if sent > 6 {
		t.Errorf("plan: got requests %v, want at most 6", rebilly.Requests())
	}
	lines := regexp.MustCompile(`Rebilly API usage of this run:.*`).FindAllString(stderr, -1)
	requests, sharedReads := fmt.Sprintf("requests=map[GET:%d]", sent), fmt.Sprintf("shared_reads=%d", 120-sent+2)
	if len(lines) != 1 || !strings.Contains(lines[0], requests) || !strings.Contains(lines[0], sharedReads) {
		t.Errorf("got log lines %q, want one with %s and %s", lines, requests, sharedReads)
	}
}
