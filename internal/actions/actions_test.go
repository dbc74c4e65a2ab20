package actions_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const (
	past   = "2026-01-01T00:00:00Z"
	future = "2099-01-01T00:00:00Z"
)

// start starts an emulator with what the configurations of valid refer to, and a provider for it.
func start(t *testing.T) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	rebilly.Put("coupons", "SPRING", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past})
	rebilly.Put("email-delivery-settings", "mail_dst_1", object{"from": "billing@example.com", "name": "Billing"})
	rebilly.Put("events/{eventType}/rules/drafts", "dispute-created/rule_dft_1", object{
		"name": "Draft", "baseVersion": 0, "binds": []any{}, "rules": []any{apiRule("Stop")},
	})
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

// apiRule returns a rule as the API has it.
func apiRule(name string) object {
	return object{"name": name, "actions": []any{object{"name": "stop-subscriptions"}}}
}

// valid has a valid configuration of each action, and the request that it sends once.
var valid = map[string]struct {
	config  object
	request string
}{
	"rebilly_expire_coupon": {object{"id": "SPRING"}, "POST /coupons/{id}/expiration"},
	"rebilly_send_test_webhook": {
		object{"url": "https://shop.example.com/events?token=t0ken", "method": "POST", "credential_hash": "cred_1"}, "POST /previews/webhooks",
	},
	"rebilly_send_test_email": {
		object{"to": []any{"me@example.com"}, "from": "billing@example.com", "subject": "Welcome", "text": "Hello"},
		"POST /previews/rule-actions/send-email",
	},
	"rebilly_publish_event_ruleset_draft": {object{"event_type": "dispute-created", "id": "rule_dft_1"}, "PUT /events/{eventType}/rules"},
	"rebilly_resend_email_verification":   {object{"id": "mail_dst_1"}, "POST /email-delivery-settings/{id}/resend-email-verification"},
}

func TestInvoke(t *testing.T) {
	for name, test := range valid {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t)
			if planned := s.PlanAction(name, test.config); len(planned) > 0 {
				t.Errorf("plan: got %s, want none", planned)
			}
			if got := rebilly.Requests()[test.request]; got != 0 {
				t.Errorf("plan: got %d times %s, want none", got, test.request)
			}
			checkPermissions(t, rebilly, name, "plan")
			progress, diagnostics := s.Invoke(name, test.config)
			if got := rebilly.Requests()[test.request]; len(diagnostics) > 0 || len(progress) < 2 || got != 1 {
				t.Errorf("got %d times %s, progress %q and %s, want 1, some and no diagnostics", got, test.request, progress, diagnostics)
			}
			if strings.Contains(strings.Join(progress, " "), "t0ken") {
				t.Errorf("got %q, want no token of a URL", progress)
			}
			checkPermissions(t, rebilly, name, "apply")
		})
	}
}

// checkPermissions checks that the function provider_permissions returns the permissions for the requests that were sent.
func checkPermissions(t *testing.T, rebilly *fakeapi.Server, typeName, mode string) {
	t.Helper()
	permissions, err := coretest.CallFunction(t, "provider_permissions", []any{typeName}, mode)
	if err != nil {
		t.Fatal(err)
	}
	for request := range rebilly.Requests() {
		method, path, _ := strings.Cut(request, " ")
		if got := names.Operation(method, path); !slices.Contains(permissions.([]any), any(got)) {
			t.Errorf("%s: got the operation %s (%s), want one of %v", mode, got, request, permissions)
		}
	}
}

// TestInvoke_UnknownOutcome invokes each action while the response to its request is lost, or that of a proxy: nothing is repeated, and
// what to do about the unknown outcome is the first advice of the error.
func TestInvoke_UnknownOutcome(t *testing.T) {
	for name, test := range valid {
		for _, status := range []int{0, 401, 502} {
			t.Run(fmt.Sprint(name, "/", status), func(t *testing.T) {
				rebilly, s := start(t)
				method, _, _ := strings.Cut(test.request, " ")
				if method == http.MethodPut {
					// It is safe to repeat: see TestPublishDraft_LostResponse.
					return
				}
				var sent atomic.Int32
				rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					if r.Method != method {
						next.ServeHTTP(w, r)
						return
					}
					sent.Add(1)
					if status == 0 {
						panic(http.ErrAbortHandler)
					}
					w.WriteHeader(status)
				})
				_, diagnostics := s.Invoke(name, test.config)
				if sent.Load() != 1 {
					t.Errorf("got %d requests, want 1", sent.Load())
				}
				if !diagnostics.HasError("", "\n\nRebilly may have done this anyway") || strings.Contains(diagnostics.String(), "pply again") {
					t.Errorf("got %s, want an error with advice about the outcome first, and none to apply again", diagnostics)
				}
			})
		}
	}
}

// TestPlan_UnknownValues plans each action with unknown values: they are checked when they are known.
func TestPlan_UnknownValues(t *testing.T) {
	for name, test := range valid {
		rebilly, s := start(t)
		config := object{}
		for attribute := range test.config {
			config[attribute] = coretest.Unknown
		}
		if planned := s.PlanAction(name, config); len(planned) > 0 || len(rebilly.Requests()) > 0 {
			t.Errorf("%s: got %s and requests %v, want none", name, planned, rebilly.Requests())
		}
	}
}

// TestPlan_WithoutCredentials plans each action without credentials: only the invocation needs them.
func TestPlan_WithoutCredentials(t *testing.T) {
	for name, test := range valid {
		s := coretest.NewCore(t, object{"organization_id": coretest.Unknown, "api_key": coretest.Unknown})
		if planned := s.PlanAction(name, test.config); len(planned) > 0 {
			t.Errorf("%s: got %s, want none", name, planned)
		}
		if _, diagnostics := s.Invoke(name, test.config); !diagnostics.HasError("", "") {
			t.Errorf("%s: got %s, want an error", name, diagnostics)
		}
	}
}

func TestExpireCoupon(t *testing.T) {
	const name = "rebilly_expire_coupon"
	rebilly, s := start(t)
	rebilly.Put("coupons", "OLD", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past, "expiredTime": past})
	rebilly.Put("coupons", "DRAFT", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": future})

	if planned := s.PlanAction(name, object{"id": "NONE"}); !planned.HasError("id", `Coupon not found: "NONE"`) {
		t.Errorf("no coupon: got %s, want an error", planned)
	}
	if planned := s.PlanAction(name, object{"id": "OLD"}); planned.HasError() || !planned.HasWarning("id", `already expired: "OLD"`) {
		t.Errorf("expired coupon: got %s, want a warning", planned)
	}
	rebilly.Reset()
	progress, diagnostics := s.Invoke(name, object{"id": "OLD"})
	if len(progress) != 1 || diagnostics.HasError() || rebilly.Requests()["POST /coupons/{id}/expiration"] > 0 {
		t.Errorf("expired coupon: got progress %q, %s and %v, want no request to expire it", progress, diagnostics, rebilly.Requests())
	}
	for _, id := range []string{"SPRING", "DRAFT"} {
		_, diagnostics := s.Invoke(name, object{"id": id})
		if stored, _ := rebilly.Get("coupons", id); diagnostics.HasError() || stored["status"] != "expired" {
			t.Errorf("%s: got status %v and %s, want expired", id, stored["status"], diagnostics)
		}
	}
	checkPermissions(t, rebilly, name, "apply")
}

// TestExpireCoupon_Planned plans the action for a coupon that the same run creates.
func TestExpireCoupon_Planned(t *testing.T) {
	_, s := start(t)
	s.Plan(nil, "rebilly_coupon", object{"id": "NEW", "discount": object{"percent": object{"value": 10}}, "issued_time": past})
	if planned := s.PlanAction("rebilly_expire_coupon", object{"id": "NEW"}); planned.HasError() {
		t.Errorf("got %s, want no error", planned)
	}
}

// TestExpireCoupon_LostResponse expires a coupon, but the response is lost: the coupon shows the outcome.
func TestExpireCoupon_LostResponse(t *testing.T) {
	rebilly, s := start(t)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodPost {
			panic(http.ErrAbortHandler)
		}
	})
	progress, diagnostics := s.Invoke("rebilly_expire_coupon", object{"id": "SPRING"})
	if diagnostics.HasError() || len(progress) != 2 || rebilly.Requests()["POST /coupons/{id}/expiration"] != 1 {
		t.Errorf("got %q, %s and %v, want one request and no error", progress, diagnostics, rebilly.Requests())
	}
}

// read returns the body of a request, which can be read again.
func read(t *testing.T, r *http.Request) (body object) {
	t.Helper()
	content, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(content, &body)
	}
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(content))
	return body
}

func TestSendTestWebhook(t *testing.T) {
	const name, secret = "rebilly_send_test_webhook", "s3cret-value"
	rebilly, s := start(t)
	config := coretest.With(valid[name].config, object{
		"headers": object{"X-Source": "terraform", "Authorization": secret}, "body": "{}",
		"events_filter": []any{"payment-card-expired", "invoice-issued"}, "filter": "amount:10",
	})
	var body object
	remove := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body = read(t, r)
		next.ServeHTTP(w, r)
	})
	if _, diagnostics := s.Invoke(name, config); diagnostics.HasError() {
		t.Fatalf("got %s, want no error", diagnostics)
	}
	remove()
	want := object{
		"url": "https://shop.example.com/events?token=t0ken", "method": "POST", "credentialHash": "cred_1", "body": "{}", "filter": "amount:10",
		"eventsFilter": []any{"invoice-issued", "payment-card-expired"},
		"headers": []any{
			object{"name": "Authorization", "value": secret}, object{"name": "X-Source", "value": "terraform"},
		},
	}
	if diff := cmp.Diff(want, body); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}

	for path, invalid := range map[string]any{
		"url": "example.com", "method": "HEAD", "credential_hash": "", "events_filter": []any{"invoice-isued"},
	} {
		planned := s.PlanAction(name, coretest.With(config, object{path: invalid}))
		if !planned.HasError(path, "") && !planned.HasError(path+".0", "") {
			t.Errorf("%s: got %s, want an error", path, planned)
		}
	}
	for want, headers := range map[string]object{
		`The name "X Source" is`:                        {"X Source": "a"},
		`The name "" is`:                                {"": "a"},
		`"A" and "a" are the same`:                      {"A": "1", "a": "2"},
		`The value of "Authorization" has a line break`: {"Authorization": secret + "\n"},
	} {
		planned := s.PlanAction(name, coretest.With(config, object{"headers": headers}))
		if !planned.HasError("headers", want) || strings.Contains(planned.String(), secret) {
			t.Errorf("%q: got %s, want an error with %s, without the value", headers, planned, want)
		}
	}

	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"type":"about:blank","title":"Invalid","status":422,"invalidFields":[` +
			`{"field":"headers.0.value","message":"` + secret + ` is not a value"}]}`))
	})
	_, diagnostics := s.Invoke(name, config)
	if !diagnostics.HasError("", "headers.0.value") || strings.Contains(diagnostics.String(), secret) {
		t.Errorf("got %s, want an error without the value of the header", diagnostics)
	}
}

func TestSendTestEmail(t *testing.T) {
	const name = "rebilly_send_test_email"
	rebilly, s := start(t)
	var body object
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body = read(t, r)
		next.ServeHTTP(w, r)
	})
	progress, diagnostics := s.Invoke(name, coretest.With(valid[name].config, object{
		"to": []any{"me@example.com", "you@example.com"}, "text": nil, "html": "<p>Bonjour</p>", "locale": "fr-FR",
	}))
	want := object{"templates": []any{object{
		"to": []any{"me@example.com", "you@example.com"}, "from": "billing@example.com", "subject": "Welcome", "text": "",
		"html": "<p>Bonjour</p>", "locale": "fr-FR",
	}}}
	if diff := cmp.Diff(want, body); diff != "" || len(diagnostics) > 0 {
		t.Errorf("got %s, body (-want +got):\n%s", diagnostics, diff)
	}
	const sent = "Rebilly has sent the test email from billing@example.com to me@example.com, you@example.com in fr-FR."
	if len(progress) != 2 || progress[1] != sent {
		t.Errorf("got progress %q, want %q", progress, sent)
	}
	for at, invalid := range map[string]object{
		"to.0": {"to": []any{"Bob"}}, "to": {"to": []any{}}, "from": {"from": "a@example.com\r\nBcc: b@example.com"},
		"subject": {"subject": "Hi\nBcc: b@example.com"},
		"text":    {"text": nil}, "html": {"html": ""},
	} {
		if planned := s.PlanAction(name, coretest.With(valid[name].config, invalid)); !planned.HasError(at) {
			t.Errorf("%v: got %s, want an error at %s", invalid, planned, at)
		}
	}
}

// TestSendTestEmail_OddResponse sends emails whose responses have different recipients, or none.
func TestSendTestEmail_OddResponse(t *testing.T) {
	const name = "rebilly_send_test_email"
	for response, want := range map[string]struct {
		progress, warning string
	}{
		`{}`:                                   {"Rebilly has sent the test email.", ""},
		`{"templates":[{"from":5,"to":"me"}]}`: {"Rebilly has sent the test email.", ""},
		`{"templates":[{"to":["ME@Example.com"]}]}`: {"Rebilly has sent the test email to ME@Example.com.", ""},
		`{"templates":[{"to":["eve\u001b[2J@example.com", "me@example.com"],"locale":"fr"}]}`: {
			"Rebilly has sent the test email to eve[2J@example.com, me@example.com in fr.", "eve[2J@example.com",
		},
	} {
		rebilly, s := start(t)
		rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, response)
		})
		progress, diagnostics := s.Invoke(name, valid[name].config)
		if len(progress) != 2 || progress[1] != want.progress || diagnostics.HasError() {
			t.Errorf("%s: got progress %q and %s, want %q", response, progress, diagnostics, want.progress)
		}
		if warned := diagnostics.HasWarning("to", "Test email sent to different addresses", want.warning); warned != (want.warning != "") {
			t.Errorf("%s: got %s, want a warning with %q", response, diagnostics, want.warning)
		}
	}
}

func TestResendVerification(t *testing.T) {
	const name, request = "rebilly_resend_email_verification", "POST /email-delivery-settings/{id}/resend-email-verification"
	rebilly, s := start(t)
	if planned := s.PlanAction(name, object{"id": "none"}); !planned.HasError("id", `Email delivery setting not found: "none"`) {
		t.Errorf("got %s, want an error", planned)
	}
	rebilly.Put("email-delivery-settings", "mail_dst_1", object{"from": "billing@example.com", "name": "Billing", "status": "verified"})
	progress, diagnostics := s.Invoke(name, object{"id": "mail_dst_1"})
	if len(diagnostics) > 0 || len(progress) != 1 || rebilly.Requests()[request] > 0 {
		t.Errorf("verified: got %q, %s and %v, want nothing sent", progress, diagnostics, rebilly.Requests())
	}
}
