package webhook_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const typeName = "rebilly_webhook"

func config(more object) object {
	return coretest.With(object{
		"id": "hook_a", "url": "https://example.com/a", "method": "POST", "credential_hash": "crd_1", "events_filter": []any{"invoice-paid"},
	}, more)
}

// secret returns the headers with one secret, and one that is none.
func secret(value string, version int) object {
	return object{"headers": object{
		"X-Source": object{"value": "rebilly"}, "X-Token": object{"value_wo": value, "value_wo_version": version},
	}}
}

// headersIn returns the headers of the stored webhook as JSON, by name.
func headersIn(t *testing.T, rebilly *fakeapi.Server) map[string]string {
	t.Helper()
	stored, _ := rebilly.Get("webhooks", "hook_a")
	list, _ := stored["headers"].([]any)
	headers := map[string]string{}
	for _, element := range list {
		header, _ := element.(object)
		name, _ := header["name"].(string)
		encoded, err := json.Marshal(coretest.With(header, object{"name": nil}))
		if err != nil {
			t.Fatal(err)
		}
		headers[name] = string(encoded)
	}
	return headers
}

func requireHeader(t *testing.T, rebilly *fakeapi.Server, name, want string) {
	t.Helper()
	if got := headersIn(t, rebilly)[name]; !strings.Contains(got, want) {
		t.Errorf("got the header %s %s, want %s", name, got, want)
	}
}

// TestHeaders_Secret sends the secret with every update, because a PUT replaces the webhook, and keeps it out of plan and state.
func TestHeaders_Secret(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, config(secret("canary-1", 1)))
	requireHeader(t, rebilly, "X-Token", `"value":"canary-1"`)
	state = s.Read(state)
	if plan := s.Plan(state, typeName, config(secret("canary-2", 1))); plan.Action != coretest.NoOp {
		t.Errorf("same version: got %s of %v, want no change", plan.Action, plan.Changes())
	}
	stored, _ := rebilly.Get("webhooks", "hook_a")
	stored["headers"].([]any)[1].(object)["value"] = "overwritten"
	rebilly.Put("webhooks", "hook_a", stored)
	state = s.MustApply(s.Read(state), typeName, config(coretest.With(secret("canary-1", 1), object{"method": "PUT"})))
	requireHeader(t, rebilly, "X-Token", `"value":"canary-1"`)
	state = s.MustApply(state, typeName, config(secret("canary-3", 2)))
	requireHeader(t, rebilly, "X-Token", `"value":"canary-3"`)
	requireHeader(t, rebilly, "X-Source", `"value":"rebilly"`)
	imported := s.Import(typeName, "hook_a")
	data := s.Data(typeName, object{"id": "hook_a"})
	for name, value := range map[string]any{"state": state.Object(), "imported state": imported.Object(), "data source": data.Object()} {
		encoded, err := json.Marshal(value)
		if err != nil || strings.Contains(string(encoded), "canary") || !strings.Contains(string(encoded), "X-Token") {
			t.Errorf("%s: got %s (%v), want the header without its value", name, encoded, err)
		}
	}
	if got := imported.Get("headers.X-Source.value"); got != nil {
		t.Errorf("got the value %v of an imported header, want none", got)
	}
	s.MustApply(state, typeName, config(nil))
	if got := headersIn(t, rebilly); len(got) > 0 {
		t.Errorf("got the headers %v, want none", got)
	}
}

// TestHeaders_Invalid refuses what is no header in the plan, without the value, which may be secret.
func TestHeaders_Invalid(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	value := object{"value": "a"}
	for want, headers := range map[string]object{
		`The name "X Source" is`:                {"X Source": value},
		`The name "" is`:                        {"": value},
		`"A" and "a" are the same`:              {"A": value, "a": value},
		`The value of "X-Token" has a line`:     {"X-Token": object{"value_wo": "canary\n", "value_wo_version": 1}},
		`The value of "X-Source" has a line br`: {"X-Source": object{"value": "canary\r"}},
	} {
		got := s.Validate(typeName, config(object{"headers": headers}))
		if !got.HasError("headers", want) || strings.Contains(got.String(), "canary") {
			t.Errorf("%v: got %v, want an error with %s, without the value", headers, got, want)
		}
	}
}

// TestHeaders_WithoutValue keeps the values of imported headers, and refuses headers that would have none.
func TestHeaders_WithoutValue(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	s.MustApply(nil, typeName, config(secret("canary-1", 1)))
	imported := s.Import(typeName, "hook_a")
	bare := object{"headers": object{"X-Source": object{}, "X-Token": object{}}}
	if got := s.Validate(typeName, config(bare)); got.HasError() || !got.HasWarning("not configured") {
		t.Errorf("got %v, want a warning", got)
	}
	if plan := s.Plan(imported, typeName, config(bare)); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v (%v), want no change", plan.Action, plan.Changes(), plan.Diagnostics)
	}
	state := s.MustApply(imported, typeName, config(coretest.With(bare, object{"method": "PUT"})))
	requireHeader(t, rebilly, "X-Token", `"value":"canary-1"`)
	requireHeader(t, rebilly, "X-Source", `"value":"rebilly"`)
	for name, next := range map[string]object{
		"a new header": {"headers": object{"X-New": object{}}}, "a new webhook": coretest.With(bare, object{"id": "hook_b"}),
	} {
		if plan := s.Plan(state, typeName, config(next)); !plan.Diagnostics.HasError("headers.X-") {
			t.Errorf("%s: got %v, want an error", name, plan.Diagnostics)
		}
	}
	plain := s.MustApply(state, typeName, config(object{"headers": object{"X-Source": object{"value": "rebilly"}}}))
	if plan := s.Plan(plain, typeName, config(object{"headers": object{"X-Source": object{}}})); !plan.Diagnostics.HasError("X-Source") {
		t.Errorf("removed value: got %v, want an error", plan.Diagnostics)
	}
}

// TestAllEvents changes a webhook from some events to all and back.
func TestAllEvents(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	some := config(object{"all_events": false})
	all := config(object{"events_filter": nil, "all_events": true})
	state := s.MustApply(nil, typeName, some)
	for _, test := range []struct {
		config object
		want   int
	}{{all, 0}, {config(nil), 1}, {all, 0}, {some, 1}} {
		state = s.MustApply(state, typeName, test.config)
		stored, _ := rebilly.Get("webhooks", "hook_a")
		if got, _ := stored["eventsFilter"].([]any); len(got) != test.want {
			t.Errorf("got the events %v, want %d", got, test.want)
		}
		if plan := s.Plan(s.Read(state), typeName, test.config); plan.Action != coretest.NoOp {
			t.Errorf("got %s of %v, want no change", plan.Action, plan.Changes())
		}
	}
}

// TestErrors_QuoteNoSecret receives an error that quotes the secret.
func TestErrors_QuoteNoSecret(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = w.Write([]byte(`{"status": 422, "title": "Invalid",
			"invalidFields": [{"field": "headers.1.value", "message": "canary-1 is bad"}]}`))
	})
	diagnostics := s.Apply(s.Plan(nil, typeName, config(secret("canary-1", 1)))).Diagnostics
	if got := diagnostics.String(); strings.Contains(got, "canary") || !strings.Contains(got, "is bad") || !diagnostics.HasError("X-Token") {
		t.Errorf("got %s, want an error at the header without the secret", got)
	}
}
