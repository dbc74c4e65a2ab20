// Package e2e tests configurations of the provider with the real RebillyInstruments in a browser, against the emulator. Run it with
// make test-browser.
package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

type object = coretest.Object

const (
	publishableKey = "pk_sandbox_e2e"
	shop           = "shop.example.com"
)

// report is the report of a page.
type report struct {
	// Amount is the total that the library shows. Methods are the payment methods that it offers.
	Amount   json.Number `json:"amount"`
	Currency string      `json:"currency"`
	Methods  []string    `json:"methods"`
	// Problem is set if the page shows its error notice.
	Problem bool `json:"problem"`
	// Done is the event that completed the payment, if one was requested.
	Done   string   `json:"done"`
	Errors []string `json:"errors"`
}

func TestMount(t *testing.T) {
	b := newBrowser(t)
	for name, test := range map[string]struct {
		config object
		// claims are those of the customer's token. If nil, there is no token.
		claims object
		amount string
		// mounted are the requests of mount(), and paid those of the payment after it.
		mounted, paid []string
		done          string
	}{
		"items": {
			config: object{
				"website_id": "web_1", "publishable_key": publishableKey,
				"items": []any{
					object{"plan_id": "plan_1", "quantity_range": object{"default": 3, "minimum": 3, "maximum": 30, "multiple_of": 3}},
					object{"plan_id": "plan_2", "quantity": 1, "thumbnail": "https://shop.example.com/thumbnail.png"},
				},
			},
			amount:  "79.85",
			mounted: []string{"POST /storefront/ready-to-pay", "POST /storefront/preview-purchase", "GET /storefront/plans"},
			paid:    []string{"POST /storefront/purchase"}, done: "purchase-completed",
		},
		"items with addons and a bump offer": {
			config: object{
				"website_id": "web_1", "publishable_key": publishableKey,
				"items":      []any{object{"plan_id": "plan_1", "quantity": 1}},
				"addons":     []any{object{"plan_id": "plan_2", "quantity": 1}},
				"bump_offer": []any{object{"plan_id": "plan_1", "quantity": 12}},
			},
			amount: "9.95",
			mounted: []string{
				"POST /storefront/ready-to-pay", "POST /storefront/preview-purchase",
				"GET /storefront/plans", "GET /storefront/plans",
			},
			paid: []string{"POST /storefront/purchase"}, done: "purchase-completed",
		},
		"money": {
			config:  object{"website_id": "web_1", "publishable_key": publishableKey, "money": object{"amount": 50.5, "currency": "USD"}},
			amount:  "50.5",
			mounted: []string{"POST /storefront/ready-to-pay"},
			paid:    []string{"POST /storefront/payment"}, done: "purchase-completed",
		},
		"money with a token": {
			config: object{"website_id": "web_1", "money": object{"amount": 50.5, "currency": "USD"}},
			claims: object{"websiteId": "web_1"}, amount: "50.5",
			mounted: []string{"GET /storefront/account", "GET /storefront/payment-instruments", "POST /storefront/ready-to-pay"},
			paid:    []string{"POST /storefront/payment"}, done: "purchase-completed",
		},
		"invoice": {
			config: object{"invoice_id": "in_1"}, claims: object{"websiteId": "web_1", "invoiceId": "in_1"}, amount: "12.5",
			mounted: []string{
				"GET /storefront/invoices/{id}", "GET /storefront/account",
				"GET /storefront/payment-instruments", "POST /storefront/ready-to-pay",
			},
			paid: []string{"POST /storefront/payment"}, done: "purchase-completed",
		},
		"transaction": {
			config: object{"transaction_id": "txn_1"}, claims: object{"websiteId": "web_1", "transactionId": "txn_1"}, amount: "12.5",
			mounted: []string{
				"GET /storefront/transactions/{id}", "GET /storefront/invoices/{id}",
				"GET /storefront/account", "GET /storefront/payment-instruments", "POST /storefront/ready-to-pay",
			},
			paid: []string{"POST /storefront/payment"}, done: "purchase-completed",
		},
		"deposit": {
			config: object{"deposit": object{"deposit_request_id": "dep_1"}}, claims: object{"websiteId": "web_1"},
			mounted: []string{
				"GET /storefront/deposit-requests/{id}", "GET /storefront/account",
				"GET /storefront/payment-instruments", "POST /storefront/ready-to-pay",
			},
		},
		"payout": {
			config: object{"payout": object{"payout_request_id": "po_1"}, "website_id": "web_1"}, claims: object{"websiteId": "web_1"},
			mounted: []string{
				"GET /storefront/payout-requests/{id}", "GET /storefront/account",
				"GET /storefront/payment-instruments", "POST /storefront/ready-to-payout",
			},
			paid: []string{"POST /storefront/payment-instruments", "PATCH /storefront/payout-requests/{id}"}, done: "payout-completed",
		},
		"token": {
			config: object{"jwt_only": true}, claims: object{"websiteId": "web_1", "invoiceId": "in_1"}, amount: "12.5",
			mounted: []string{
				"GET /storefront/invoices/{id}", "GET /storefront/account",
				"GET /storefront/payment-instruments", "POST /storefront/ready-to-pay",
			},
			paid: []string{"POST /storefront/payment"}, done: "purchase-completed",
		},
		"presentation": {
			config: object{
				"website_id": "web_1", "publishable_key": publishableKey, "money": object{"amount": 1, "currency": "USD"},
				"form": ".rebilly-instruments", "summary": ".rebilly-instruments-summary", "css": "a > b { color: red }",
				"locale": "es", "country_code": "ES",
				"theme": object{"colorPrimary": "#0d2b3e", "labels": "floating", "buttonSecondaryColorBackground": "#fff"},
				"i18n":  object{"es": object{"form": object{"or": "O"}}},
				"features": object{
					"enable_telemetry": false, "show_coupons": []any{"summary"}, "hide_confirmation": true, "full_page_redirect": true,
					"show_consent_check": []any{"form", "confirmation"},
				},
				"extra": object{"newOption": object{"level": 1}, "features": object{"hideContinue": false, "hideConfirmation": false}},
				"payment_instruments": object{
					"address": object{"name": "combined", "require": []any{"email"}}, "payment_card": object{"input": "split"},
					"google_pay": object{"display_options": object{"button_height": "40px"}}, "paypal": object{"button_height": 40},
				},
			},
			amount:  "1",
			mounted: []string{"POST /storefront/ready-to-pay"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, s := catalog(t)
			read := s.Data("rebilly_purchase_config", test.config)
			if read.Removed() {
				t.Fatal(read.Diagnostics)
			}
			// The page has the options of the function, which are those of the data source.
			config, err := mountConfig(t, test.config)
			if diff := cmp.Diff(read.Get("config"), any(config)); err != nil || diff != "" {
				t.Fatalf("mount_config: got %v (-data source +function)\n%s", err, diff)
			}
			if read.Get("requires_jwt") != (test.claims != nil) {
				t.Fatalf("requires_jwt: got %v, want %t", read.Get("requires_jwt"), test.claims != nil)
			}
			if test.claims != nil {
				config["jwt"] = mint(t, r, test.claims, read.Get("permissions").([]any))
			}
			options := encode(t, config)
			if got := b.validate(t, r, options); len(got) > 0 {
				t.Errorf("got %q from the library's validation, want no errors", got)
			}
			r.Reset()
			got := b.open(t, r, options, test.done != "")
			if got.Amount.String() != test.amount || got.Amount != "" && got.Currency != "USD" ||
				len(got.Methods) == 0 || got.Problem || got.Done != test.done {
				t.Errorf("report: got %+v, want amount %s USD, methods, no problem and event %q", got, test.amount, test.done)
			}
			want := map[string]int{}
			for _, request := range slices.Concat(test.mounted, test.paid) {
				want[request]++
			}
			if test.done != "" {
				want["POST /tokens"]++
			}
			if diff := cmp.Diff(want, calls(r)); diff != "" {
				t.Errorf("requests differ (-want +got):\n%s\n%s", diff, strings.Join(got.Errors, "\n"))
			}
		})
	}
}

// TestValidation_InvalidOptions shows that the library's validation can fail.
func TestValidation_InvalidOptions(t *testing.T) {
	b := newBrowser(t)
	r, _ := catalog(t)
	for options, want := range map[string]string{
		`{"apiMode":"sandbox","items":[{"planId":"plan_1","quantity":"1"}]}`:                              "quantity",
		`{"apiMode":"sandbox","jwt":"a.b.c","features":{"showConsentCheck":["summary"]}}`:                 "showConsentCheck",
		`{"publishableKey":"` + publishableKey + `","money":{"amount":1,"currency":"USD"}}`:               "apiMode",
		`{"apiMode":"sandbox","jwt":"a.b.c","paymentInstruments":{"address":{"show":["all","nothing"]}}}`: "address",
	} {
		if got := b.validate(t, r, options); !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%s: got %q, want an error with %q", options, got, want)
		}
	}
}

// TestValidation_InvalidExtra merges invalid options into those of the function, whose other values are valid.
func TestValidation_InvalidExtra(t *testing.T) {
	b := newBrowser(t)
	r, _ := catalog(t)
	arguments := object{
		"website_id": "web_1", "publishable_key": publishableKey, "money": object{"amount": 1, "currency": "USD"},
		"features": object{"show_consent_check": []any{"form"}},
	}
	for want, extra := range map[string]object{
		"":                 {},
		"showConsentCheck": {"features": object{"showConsentCheck": []any{"summary"}}},
		"apiMode":          {"apiMode": "staging"},
	} {
		config, err := mountConfig(t, coretest.With(arguments, object{"extra": extra}))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(b.validate(t, r, encode(t, config)), "\n")
		if (got != "") != (want != "") || !strings.Contains(got, want) {
			t.Errorf("extra %v: got %q, want an error with %q", extra, got, want)
		}
	}
}

// The library mounts invalid options too. This test shows that the tests above can fail.
func TestMount_UnavailablePlan(t *testing.T) {
	b := newBrowser(t)
	for name, options := range map[string]string{
		"no such plan": `{"apiMode":"sandbox","organizationId":"org_acctest","publishableKey":"` + publishableKey + `",` +
			`"websiteId":"web_1","items":[{"planId":"no","quantity":1}]}`,
		"another key": `{"apiMode":"sandbox","organizationId":"org_acctest","publishableKey":"pk_no",` +
			`"websiteId":"web_1","money":{"amount":1,"currency":"USD"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			r, _ := catalog(t)
			if got := b.open(t, r, options, false); !got.Problem || len(got.Methods) > 0 {
				t.Errorf("report: got %+v, want a problem and no methods", got)
			}
		})
	}
}

func catalog(t *testing.T) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	// The library's requests deviate from Rebilly's definition, such as riskMetadata if its own script is missing.
	r := fakeapi.StartUnvalidated(t, emulator.Options{PublishableKey: publishableKey})
	owed := func(more object) object {
		doc := object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD"}
		maps.Copy(doc, more)
		return doc
	}
	r.Put("websites", "web_1", object{"name": "Shop", "url": "https://" + shop, "servicePhone": "1", "serviceEmail": "a@example.com"})
	r.Put("products", "prod_1", object{"name": "Seats"})
	r.Put(
		"plans",
		"plan_1",
		object{"name": "Monthly", "productId": "prod_1", "currency": "USD", "pricing": object{"formula": "flat-rate", "price": 9.95}},
	)
	r.Put(
		"plans",
		"plan_2",
		object{"name": "Setup", "productId": "prod_1", "currency": "USD", "pricing": object{"formula": "fixed-fee", "price": 50}},
	)
	r.Put("customers", "cus_1", object{"websiteId": "web_1"})
	r.Put("invoices", "in_1", owed(object{"amount": 12.5}))
	r.Put("transactions", "txn_1", owed(object{"amount": 12.5, "invoiceIds": []any{"in_1"}}))
	r.Put("deposit-requests", "dep_1", owed(object{"amounts": []any{20, 50}}))
	r.Put("payout-requests", "po_1", owed(object{"amount": 30}))
	return r, coretest.NewCore(t, r.ProviderConfig())
}

// mint opens a session of the customer with these permissions only.
func mint(t *testing.T, r *fakeapi.Server, claims object, permissions []any) string {
	t.Helper()
	var names []string
	for _, permission := range permissions {
		names = append(names, permission.(string))
	}
	client := rebilly.New(
		rebilly.Config{BaseURL: r.URL, OrganizationID: fakeapi.Organization, APIKey: fakeapi.APIKey, RequestTimeout: 10 * time.Second},
	)
	token, err := client.MintCustomerToken(t.Context(), rebilly.CustomerSession{
		CustomerID: "cus_1", Claims: claims, Expires: time.Now().Add(time.Hour),
		ACL: []rebilly.CustomerACL{{Scope: map[string][]string{"organizationId": {fakeapi.Organization}}, Permissions: names}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token.Token.Reveal()
}

// mountConfig returns the result of the function mount_config for arguments of the data source.
func mountConfig(t *testing.T, arguments object) (object, error) {
	t.Helper()
	added := object{"environment": "sandbox", "organization_id": fakeapi.Organization}
	got, err := coretest.CallFunction(t, "mount_config", coretest.With(added, arguments))
	config, _ := got.(object)
	return config, err
}

func encode(t *testing.T, config object) string {
	t.Helper()
	text, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// calls returns the requests of the page without preflight requests, whose number varies.
func calls(r *fakeapi.Server) map[string]int {
	requests := r.Requests()
	maps.DeleteFunc(requests, func(request string, _ int) bool { return strings.HasPrefix(request, "OPTIONS ") })
	return requests
}

// A browser mounts options with the current library, and validates them with the last version that has a validation.
type browser struct{ chromium, library, validation string }

// newBrowser returns the browser and the library that make test-browser provides.
func newBrowser(t *testing.T) browser {
	t.Helper()
	b := browser{os.Getenv("CHROMIUM"), os.Getenv("REBILLY_INSTRUMENTS"), os.Getenv("REBILLY_INSTRUMENTS_WITH_VALIDATION")}
	if b.library == "" || b.chromium == "" || b.validation == "" {
		t.Skip("SKIPPED: run make test-browser, which sets CHROMIUM, REBILLY_INSTRUMENTS and REBILLY_INSTRUMENTS_WITH_VALIDATION")
	}
	return b
}

// open opens the example's page with these options and waits for its report. The browser resolves every host to a server of this test, so
// that no request leaves the machine, and a real browser's rules apply to the requests.
func (b browser) open(t *testing.T, r *fakeapi.Server, options string, pay bool) report {
	t.Helper()
	return b.load(t, internet{page: b.page(t, options, pay), library: b.library, api: r})
}

// validate returns the errors of the library's own validation of these options.
func (b browser) validate(t *testing.T, r *fakeapi.Server, options string) (errors []string) {
	t.Helper()
	page := strings.Replace(validationPage, "${options}", options, 1)
	for _, text := range b.load(t, internet{page: page, library: b.validation, api: r}).Errors {
		if strings.Contains(text, "Configuration Error") {
			errors = append(errors, text)
		}
	}
	return errors
}

// validationPage reports what the library writes to the console. It writes errors in the options before it sends a request.
const validationPage = `<!doctype html><div class="rebilly-instruments-summary"></div><div class="rebilly-instruments"></div>
<script id="options" type="application/json">${options}</script><script src="rebilly-instruments.js"></script><script>
const errors = [];
console.error = (...parts) => errors.push(parts.map(String).join(" "));
RebillyInstruments.mount(JSON.parse(document.getElementById("options").textContent)).catch(() => {});
setTimeout(() => fetch("/report", { method: "POST", body: JSON.stringify({ errors }) }), 1000);
</script>`

// load opens a page in the browser and waits for its report.
func (b browser) load(t *testing.T, hosts internet) report {
	t.Helper()
	reports := make(chan report, 1)
	hosts.reports = reports
	server := httptest.NewUnstartedServer(hosts)
	// At startup, browsers send requests that this server does not support.
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var output bytes.Buffer
	command := exec.CommandContext(ctx, b.chromium,
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
		"--no-first-run", "--ignore-certificate-errors", "--user-data-dir="+t.TempDir(),
		"--host-resolver-rules=MAP * "+server.Listener.Addr().String(),
		"--enable-logging=stderr", "--remote-debugging-port=0", "https://"+shop+"/checkout.html")
	command.Stderr = &output
	// A browser that is killed may still write its profile while the test removes it.
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var got *report
	select {
	case received := <-reports:
		got = &received
	case <-ctx.Done():
	}
	cancel()
	_ = command.Wait()
	if got == nil {
		t.Fatalf("got no report from the page, want one:\n%s", output.String())
	}
	return *got
}

// page returns the page of the example, with a script that reports.
func (b browser) page(t *testing.T, options string, pay bool) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "examples", "checkout", "checkout.html.tftpl"))
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile("report.js")
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(
		"${options}", options,
		"</head>", fmt.Sprintf("<script>const pay = %t;\n%s</script></head>", pay, script),
	).Replace(string(page))
}

// internet serves every host that a checkout page uses.
type internet struct {
	page, library string
	api           http.Handler
	reports       chan<- report
}

func (i internet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	serve := func(contentType, content string) {
		w.Header().Set("Content-Type", contentType)
		_, _ = fmt.Fprint(w, content)
	}
	switch r.Host + r.URL.Path {
	case shop + "/checkout.html":
		serve("text/html", i.page)
	case shop + "/rebilly-instruments.js":
		http.ServeFile(w, r, i.library)
	case shop + "/report":
		var got report
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			got.Errors = append(got.Errors, err.Error())
		}
		select {
		case i.reports <- got:
		default:
		}
	case "framepay.rebilly.com/framepay.js":
		serve("text/javascript", "window.Framepay = { initialize() {}, on() {} };")
	case "framepay.rebilly.com/framepay.css":
		serve("text/css", "")
	case "forms.secure-payments.app/":
		serve("text/html", frame)
	default:
		if r.Host == "api-sandbox.rebilly.com" {
			i.api.ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	}
}

// frame imitates the forms of the library, which are not public.
const frame = `<!doctype html><script>
const name = new URLSearchParams(location.search).get("name");
const type = "application/x-postmate-v1+json";
addEventListener("message", ({ data, source, origin }) => {
  if (data && data.postmate === "handshake") {
    source.postMessage({ postmate: "handshake-reply", type, childId: data.childId }, origin);
    source.postMessage({ postmate: "emit", type, childId: data.childId, value: { name: name + "-stop-loading", data: {} } }, origin);
  }
});
</script>`
