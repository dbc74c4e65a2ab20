package provider_test

import (
	"fmt"
	"io"
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

// These tests run the built binary: aliases, proxies and signals look different in process.

func succeed(t *testing.T, w *acctest.Workspace, args ...string) string {
	t.Helper()
	stdout, stderr, exit := w.Run(args...)
	if exit != 0 {
		t.Fatalf("%v ended with %d\n%s\n%s", args, exit, stdout, stderr)
	}
	return stdout
}

func TestAccProvider_aliases(t *testing.T) {
	t.Parallel()
	europe := fakeapi.Start(t, emulator.Options{Organization: "org_eu", APIKey: "sk_eu"})
	america := fakeapi.Start(t, emulator.Options{Organization: "org_us", APIKey: "sk_us"})
	w := acctest.NewWorkspace(t, europe, map[string]string{"main.tf": strings.Replace(america.ProviderBlock(), "{", "{\n  alias = \"us\"", 1) + `
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
		t.Errorf("%d and %d objects", europe.Count(), america.Count())
	}
	succeed(t, w, "plan", "-detailed-exitcode")
}

func TestAccProvider_proxy(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	proxied := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Host != "rebilly.test" {
			t.Errorf("the proxy is asked for %s", r.URL)
		}
		proxied++
		rebilly.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	w := acctest.NewWorkspace(t, nil, map[string]string{"main.tf": `resource "rebilly_product" "p" { name = "Seats" }`})
	w.Env = []string{
		"REBILLY_ORGANIZATION_ID=" + fakeapi.Organization, "REBILLY_API_KEY=" + fakeapi.APIKey,
		"REBILLY_BASE_URL=http://rebilly.test", "HTTP_PROXY=" + proxy.URL, "NO_PROXY=",
	}
	succeed(t, w, "apply", "-auto-approve")
	if proxied == 0 || rebilly.Count() != 1 {
		t.Errorf("%d requests through the proxy, %d objects", proxied, rebilly.Count())
	}
	w.Env = append(w.Env, "NO_PROXY=rebilly.test", "REBILLY_MAX_RETRIES=0")
	proxied = 0
	if _, _, exit := w.Run("plan"); exit == 0 || proxied != 0 {
		t.Errorf("NO_PROXY is not obeyed: %d requests", proxied)
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
		t.Errorf("%d objects", rebilly.Count())
	}
}

func TestAccCreate_interrupted(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	arrived := make(chan struct{})
	var once sync.Once
	heal := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
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
		t.Errorf("apply ended with %d\n%s\n%s", exit, stdout, stderr)
	}
	heal()
	if state := succeed(t, w, "show"); !strings.Contains(state, "prod_") || !strings.Contains(state, "tainted") {
		t.Errorf("the state does not have the object:\n%s", state)
	}
	succeed(t, w, "apply", "-auto-approve")
	succeed(t, w, "plan", "-detailed-exitcode")
	if rebilly.Count() != 1 {
		t.Errorf("%d objects", rebilly.Count())
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
	// Without the reference the CLI destroys product and plans in any order.
	w.Write("main.tf", "")
	succeed(t, w, "apply", "-auto-approve")
	if rebilly.Count() != 0 {
		t.Errorf("%d objects", rebilly.Count())
	}
}

// TestAccApply_manyObjects is a large configuration with more operations at a time than the CLI has by default.
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
	var inFlight, most atomic.Int64
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		now := inFlight.Add(1)
		defer inFlight.Add(-1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
		}
		time.Sleep(5 * time.Millisecond)
		next.ServeHTTP(w, r)
	})
	succeed(t, w, "apply", "-auto-approve", "-parallelism=50")
	if got := rebilly.Requests(); got["PUT /products/{id}"] != 60 || got["PUT /plans/{id}"] != 60 || len(got) != 2 {
		t.Errorf("the apply has sent %v", got)
	}
	if most.Load() > 20 {
		t.Errorf("%d requests at the same time", most.Load())
	}

	rebilly.Reset()
	w.Env = append(w.Env, "TF_LOG=INFO")
	stdout, stderr, exit := w.Run("plan", "-parallelism=50", "-detailed-exitcode")
	if exit != 0 {
		t.Fatalf("the plan ended with %d\n%s\n%s", exit, stdout, stderr)
	}
	sent := 0
	for _, count := range rebilly.Requests() {
		sent += count
	}
	if sent > 6 {
		t.Errorf("the plan has sent %v", rebilly.Requests())
	}
	line := regexp.MustCompile(`Rebilly API usage of this run:.*`).FindAllString(stderr, -1)
	if len(line) != 1 || !strings.Contains(line[0], fmt.Sprintf("requests=map[GET:%d]", sent)) || !strings.Contains(line[0], fmt.Sprintf("shared_reads=%d", 120-sent+2)) {
		t.Errorf("%d requests, and the log says %q", sent, line)
	}
}
