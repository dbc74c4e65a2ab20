package servicecredential_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const typeName = "rebilly_service_credential"

func webhook(host, password string, version int) object {
	return object{"webhook": object{
		"host": host, "auth": object{"basic": object{"username": "u", "password_wo": password, "password_wo_version": version}},
	}}
}

func plaid(client, token string, version int) object {
	return object{"plaid": object{"client_id": client, "secret_token_wo": token, "secret_token_wo_version": version}}
}

// TestLife creates a credential, changes its status in place, replaces it with a different secret, and deactivates both.
func TestLife(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	config := webhook("example.com", "canary-1", 1)
	state := s.MustApply(nil, typeName, config)
	first, _ := state.Get("id").(string)
	if state.Get("type") != "webhook" || !strings.HasPrefix(first, "crd_") || state.Get("status") != "active" {
		t.Fatalf("got %v, want an active credential", state.Object())
	}
	if plan := s.Plan(s.Read(state), typeName, webhook("example.com", "canary-2", 1)); plan.Action != coretest.NoOp {
		t.Errorf("same version: got %s of %v, want no change", plan.Action, plan.Changes())
	}
	state = s.MustApply(state, typeName, coretest.With(config, object{"status": "inactive"}))
	if state.Get("id") != first || state.Get("status") != "inactive" {
		t.Errorf("got %v, want the same credential, inactive", state.Object())
	}
	for name, next := range map[string]object{
		"secret": webhook("example.com", "canary-2", 2), "host": webhook("example.org", "canary-1", 1),
		"type": {"mailgun": object{"email_from": "a@example.com", "domain": "d", "api_key_wo": "canary-3", "api_key_wo_version": 1}},
	} {
		if plan := s.Plan(state, typeName, next); plan.Action != coretest.Replace || !plan.Diagnostics.HasWarning("stays in Rebilly") {
			t.Errorf("%s: got %s with %v, want a replacement and a warning", name, plan.Action, plan.Diagnostics)
		}
	}
	state = s.MustApply(state, typeName, webhook("example.com", "canary-2", 2))
	s.MustApply(state, typeName, nil)
	second, _ := state.Get("id").(string)
	for _, id := range []string{first, second} {
		if stored, _ := rebilly.Get("service-credentials", "webhook/"+id); stored["status"] != "deactivated" {
			t.Errorf("got %v, want it deactivated", stored)
		}
	}
}

// TestUpdate_InPlace changes what Rebilly can change of a Plaid credential.
func TestUpdate_InPlace(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, plaid("a", "canary-1", 1))
	id := state.Get("id")
	for _, next := range []object{plaid("b", "canary-1", 1), plaid("b", "canary-2", 2)} {
		state = s.MustApply(state, typeName, next)
	}
	stored, _ := rebilly.Get("service-credentials", "plaid/"+id.(string))
	if state.Get("id") != id || stored["clientId"] != "b" || stored["secretToken"] != "canary-2" {
		t.Errorf("got %v, want the same credential with the new values", stored)
	}
}

// TestPlan_Deactivated replaces a credential that others have deactivated, because Rebilly never activates it again.
func TestPlan_Deactivated(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	config := webhook("example.com", "canary-1", 1)
	state := s.MustApply(nil, typeName, config)
	first, _ := state.Get("id").(string)
	stored, _ := rebilly.Get("service-credentials", "webhook/"+first)
	stored["status"] = "deactivated"
	rebilly.Put("service-credentials", "webhook/"+first, stored)
	state = s.Read(state)
	deactivated := coretest.With(config, object{"status": "deactivated"})
	if plan := s.Plan(state, typeName, deactivated); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no change", plan.Action, plan.Changes())
	}
	if plan := s.Plan(state, typeName, config); plan.Action != coretest.Replace || !plan.Diagnostics.HasWarning("stays in Rebilly") {
		t.Errorf("got %s with %v, want a replacement and a warning", plan.Action, plan.Diagnostics)
	}
	state = s.MustApply(state, typeName, config)
	if state.Get("id") == first || state.Get("status") != "active" {
		t.Errorf("got %v, want a new credential", state.Object())
	}
}

// TestPlan_SecretRemoved keeps the secret in Rebilly, as after an import.
func TestPlan_SecretRemoved(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, webhook("example.com", "canary-1", 1))
	id, _ := state.Get("id").(string)
	bare := object{"webhook": object{"host": "example.com", "auth": object{"basic": object{"username": "u"}}}}
	state = s.MustApply(state, typeName, bare)
	if stored, _ := rebilly.Get("service-credentials", "webhook/"+id); state.Get("id") != id || stored["status"] != "active" {
		t.Errorf("got %v, want the same credential", stored)
	}
	if plan := s.Plan(state, typeName, webhook("example.com", "canary-2", 1)); plan.Action != coretest.Replace {
		t.Errorf("got %s of %v, want a replacement with the new secret", plan.Action, plan.Changes())
	}
}

// TestUpdate_ClearsWebsite replaces a Plaid credential of one website by one of all, because an update cannot clear the website.
func TestUpdate_ClearsWebsite(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	config := plaid("a", "canary-1", 1)
	account, _ := config["plaid"].(object)
	website := func(id string) object { return object{"plaid": coretest.With(account, object{"website_id": id})} }
	state := s.MustApply(nil, typeName, website("web_1"))
	if plan := s.Plan(state, typeName, website("web_2")); plan.Action != coretest.Update {
		t.Errorf("got %s of %v, want an update", plan.Action, plan.Changes())
	}
	if plan := s.Plan(state, typeName, config); plan.Action != coretest.Replace {
		t.Errorf("got %s of %v, want a replacement", plan.Action, plan.Changes())
	}
}

// TestImport imports a credential with masked secrets, which a configuration without them keeps.
func TestImport(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, webhook("example.com", "canary-1", 1))
	imported := s.Import(typeName, "webhook/"+state.Get("id").(string))
	if encoded, err := json.Marshal(imported.Object()); err != nil || strings.Contains(string(encoded), "canary") {
		t.Errorf("got %s (%v), want no secret", encoded, err)
	}
	bare := object{"webhook": object{"host": "example.com", "auth": object{"basic": object{"username": "u"}}}}
	if plan := s.Plan(imported, typeName, bare); plan.Action != coretest.NoOp || plan.Diagnostics.HasError() {
		t.Errorf("got %s of %v (%v), want no change", plan.Action, plan.Changes(), plan.Diagnostics)
	}
	for name, prior := range map[string]*coretest.State{"create": nil, "replacement": imported} {
		other := object{"webhook": object{"host": "example.org", "auth": object{"basic": object{"username": "u"}}}}
		if plan := s.Plan(prior, typeName, other); !plan.Diagnostics.HasError("webhook.auth.basic.password_wo") {
			t.Errorf("%s: got %v, want an error for the missing secret", name, plan.Diagnostics)
		}
	}
}

// TestCreate_Inactive creates a credential, which Rebilly makes active, as inactive.
func TestCreate_Inactive(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	config := coretest.With(webhook("example.com", "canary-1", 1), object{"status": "inactive"})
	state := s.MustApply(nil, typeName, config)
	if plan := s.Plan(s.Read(state), typeName, config); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no change", plan.Action, plan.Changes())
	}
}

// TestCreate_Existing receives the redirect to a credential that exists.
func TestCreate_Existing(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, webhook("example.com", "canary-1", 1))
	id, _ := state.Get("id").(string)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Location", "http://"+r.Host+r.URL.Path+"/"+id)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusSeeOther)
	})
	created := s.Apply(s.PlanAlso(nil, typeName, webhook("example.com", "canary-1", 1)))
	if got := created.Diagnostics; !got.HasError("already exists", "webhook/"+id) || !created.Removed() {
		t.Errorf("got %v with %v, want an error with the id and no state", created.Object(), got)
	}
	if got := created.Diagnostics.String(); strings.Contains(got, "canary") {
		t.Errorf("got %s, want no secret", got)
	}
}

// TestCreate_ExistingValues creates a credential twice where Rebilly returns the active one with the same values, and again after
// that was deactivated.
func TestCreate_ExistingValues(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t, emulator.Options{ExistingCredentials: true}).ProviderConfig())
	config := webhook("example.com", "canary-1", 1)
	state := s.MustApply(nil, typeName, config)
	if got := s.Apply(s.PlanAlso(nil, typeName, config)); !got.Diagnostics.HasError("already exists") || !got.Removed() {
		t.Errorf("got %v with %v, want an error and no state", got.Object(), got.Diagnostics)
	}
	s.MustApply(state, typeName, nil)
	if again := s.MustApply(nil, typeName, config); again.Get("id") == state.Get("id") {
		t.Errorf("got %v, want a new credential", again.Object())
	}
}

func TestValidate_Variants(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	if got := s.Validate(typeName, object{}); !got.HasError("Missing variant") {
		t.Errorf("got %v, want an error", got)
	}
	both := coretest.With(webhook("example.com", "a", 1), plaid("a", "b", 1))
	if got := s.Validate(typeName, both); !got.HasError("Conflicting variants") {
		t.Errorf("got %v, want an error", got)
	}
	// Only one of them may be set after the unknown one is known.
	unknown := coretest.With(webhook("example.com", "a", 1), object{"plaid": coretest.Unknown})
	if got := s.Validate(typeName, unknown); got.HasError() {
		t.Errorf("got %v, want no error before the variant is known", got)
	}
	plan := s.Plan(nil, typeName, unknown)
	if plan.Diagnostics.HasError() || plan.Get("type") != coretest.Unknown {
		t.Errorf("got the type %v with %v, want it unknown", plan.Get("type"), plan.Diagnostics)
	}
}
