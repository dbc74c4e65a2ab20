package crud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

const settings = "rebilly_login_settings"

func number(digits string) json.Number { return json.Number(digits) }

func TestSettings_Create(t *testing.T) {
	api, s := startStores(t)
	config := object{"ttl": 30, "secret": "s2", "mail": object{"footer": "bye"}}
	plan := s.Plan(nil, settings, config)
	if plan.Get("organization_id") != "org" || plan.Get("pattern") != coretest.Unknown {
		t.Errorf("got the plan %v, want the organization, and unknown for what is not configured", plan.Planned)
	}
	state := s.Apply(plan)
	want := object{
		"organization_id": "org", "ttl": number("30"), "pattern": "/a/", "secret": "s2", "on_destroy": "keep",
		"mail": object{"from": "a@example.com", "footer": "bye"},
	}
	if diff := cmp.Diff(want, state.Object()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	changes := []string{`Login settings of organization "org"`, "ttl: 60 -> 30", "secret: (sensitive value)", "mail.footer: (value not shown)"}
	if !state.Diagnostics.HasWarning(changes...) ||
		strings.Contains(fmt.Sprint(state.Diagnostics), "pattern") || strings.Contains(fmt.Sprint(state.Diagnostics), "s2") ||
		strings.Contains(fmt.Sprint(state.Diagnostics), "bye") {
		t.Errorf("got %v, want a warning with the changes, no secret and no text", state.Diagnostics)
	}
	if strings.Contains(string(state.Private), "s1") || strings.Contains(string(state.Private), "s2") {
		t.Error("got a secret in the private state, want none")
	}
	if api.settings["theirs"] == nil || api.sent() != "GET products, GET settings, GET settings, PUT settings" {
		t.Errorf("got %v stored, want all fields", api.settings)
	}
	if cmp.Diff(object{"organization_id": "org"}, state.Identity) != "" {
		t.Errorf("got the identity %v, want the organization", state.Identity)
	}
	if again := s.Plan(s.Read(state), settings, config); again.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no changes", again.Action, again.Changes())
	}
	if again := s.MustApply(nil, settings, config); len(again.Diagnostics) > 0 {
		t.Errorf("got %v, want no warning where nothing changes", again.Diagnostics)
	}
}

func TestSettings_UnconfiguredIsKept(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	config := object{"ttl": 30, "mail": object{"footer": "bye"}}
	state := s.MustApply(nil, settings, config)
	api.settings["pattern"], api.settings["mail"].(object)["from"] = "/theirs/", "theirs@example.com"
	state = s.Read(state)
	if plan := s.Plan(state, settings, config); plan.Action != coretest.NoOp || s.FastPathCount("PlanResourceChange") != 1 {
		t.Errorf("got %s of %v, want no changes, on the fast path", plan.Action, plan.Changes())
	}
	plan := s.Plan(state, settings, object{"ttl": 20})
	if diff := cmp.Diff([]string{"ttl"}, plan.Changes()); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	// Without a refresh, what others change is kept, too.
	api.settings["pattern"] = "/theirs again/"
	state = s.Apply(plan)
	stored := fmt.Sprintf("%v %v", api.settings["pattern"], api.settings["mail"])
	if state.Get("mail.footer") != "bye" || stored != "/theirs again/ map[footer:bye from:theirs@example.com]" {
		t.Errorf("got %v in the state and %v stored, want what is not configured as it was", state.Object(), api.settings)
	}
	if state.Diagnostics.HasError() || !state.Diagnostics.HasWarning("Object changed outside of Terraform", "pattern") {
		t.Errorf("got %v, want a warning of the change by others", state.Diagnostics)
	}
	if state = s.Read(state); state.Get("pattern") != "/theirs again/" {
		t.Errorf("got %v, want the value of others after a refresh", state.Object())
	}
}

func TestSettings_Import(t *testing.T) {
	api, s := startStores(t)
	for name, imported := range map[string]*coretest.State{
		"id": s.Import(settings, "org"), "identity": s.ImportIdentity(settings, object{"organization_id": "org"}),
	} {
		if imported.Get("ttl") != number("60") || imported.Get("on_destroy") != "keep" {
			t.Errorf("%s: got %v with %v, want the settings", name, imported.Object(), imported.Diagnostics)
		}
		if plan := s.Plan(imported, settings, object{}); plan.Action != coretest.NoOp {
			t.Errorf("%s: got %s of %v, want no changes", name, plan.Action, plan.Changes())
		}
		want := object{"ttl": number("60"), "pattern": "/a/", "secret": "s1", "mail": object{"from": "a@example.com"}}
		if diff := cmp.Diff(want, s.Generate(imported)); diff != "" {
			t.Errorf("%s: generated configuration (-want +got):\n%s", name, diff)
		}
	}
	for name, imported := range map[string]*coretest.State{
		"id": s.Import(settings, "other"), "identity": s.ImportIdentity(settings, object{"organization_id": "other"}),
	} {
		if !imported.Diagnostics.HasError("Wrong organization", "other") {
			t.Errorf("%s: got %v, want an error that the organization is a different one", name, imported.Diagnostics)
		}
	}
	api.sent()
}

func TestSettings_WrongOrganization(t *testing.T) {
	api, s := startStores(t)
	state := s.MustApply(nil, settings, object{"ttl": 30, "on_destroy": "reset"})
	api.sent()
	held := state.WithoutIdentity()
	attributes := map[string]tftypes.Value{}
	if err := held.Value.As(&attributes); err != nil {
		t.Fatal(err)
	}
	attributes["organization_id"] = tftypes.NewValue(tftypes.String, "other")
	held.Value = tftypes.NewValue(held.Value.Type(), attributes)
	for name, diagnostics := range map[string]coretest.Diagnostics{
		"read":    s.Read(held).Diagnostics,
		"plan":    s.Plan(held, settings, object{"ttl": 10}).Diagnostics,
		"destroy": s.Plan(held, settings, nil).Diagnostics,
	} {
		if !diagnostics.HasError("Wrong organization", "other") {
			t.Errorf("%s: got %v, want an error", name, diagnostics)
		}
	}
	if sent := api.sent(); sent != "" {
		t.Errorf("got %s, want no requests", sent)
	}
}

func TestSettings_DestroyKeeps(t *testing.T) {
	api, s := startStores(t)
	state := s.MustApply(nil, settings, object{"ttl": 30})
	api.sent()
	plan := s.Plan(state, settings, nil)
	gone := s.Apply(plan)
	for name, diagnostics := range map[string]coretest.Diagnostics{"plan": plan.Diagnostics, "apply": gone.Diagnostics} {
		if !diagnostics.HasWarning(`Login settings of organization "org"`, "not changed") {
			t.Errorf("%s: got %v, want a warning that the settings are not changed", name, diagnostics)
		}
	}
	if sent := api.sent(); !gone.Removed() || sent != "" {
		t.Errorf("got %s, want no requests", sent)
	}
}

func TestSettings_DestroyResets(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	config := object{"ttl": 30, "secret": "s2", "on_destroy": "reset", "mail": object{"footer": "bye"}}
	state := s.MustApply(nil, settings, config)
	// A later change is reset, too, and an earlier one to the value before the create.
	config = coretest.With(config, object{"ttl": 20, "pattern": "/b/"})
	state = s.MustApply(state, settings, config)
	api.settings["mail"].(object)["footer"] = "theirs"
	plan := s.Plan(s.Read(state), settings, nil)
	if !plan.Diagnostics.HasWarning("will be reset", "mail.footer, pattern, secret, ttl") {
		t.Errorf("got %v, want a warning with the attributes", plan.Diagnostics)
	}
	gone := s.Apply(plan)
	if !gone.Removed() || !gone.Diagnostics.HasWarning("reset", "ttl: 20 -> 60", "pattern: (value not shown)") ||
		!gone.Diagnostics.HasWarning("not completely reset", "mail.footer: others have changed it", "secret") {
		t.Errorf("got %v, want warnings with what is restored and what is not", gone.Diagnostics)
	}
	want := object{"ttl": 60.0, "pattern": "/a/", "secret": "s2", "mail": object{"from": "a@example.com", "footer": "theirs"}, "theirs": 1.0}
	if diff := cmp.Diff(roundTrip[any](want), roundTrip[any](api.settings)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// TestSettings_ResetIgnored confirms the request of a reset without carrying it out.
func TestSettings_ResetIgnored(t *testing.T) {
	api, s := startStores(t)
	state := s.MustApply(nil, settings, object{"ttl": 30, "on_destroy": "reset"})
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodPut {
			reply(w, http.StatusOK, api.settings)
			return
		}
		next(w, r)
	})
	after := s.Apply(s.Plan(state, settings, nil))
	if after.Removed() || !after.Diagnostics.HasError("not reset", "ttl: 30 -> 60", "apply again") {
		t.Errorf("got %v with %v, want the state as it was and an error", after.Object(), after.Diagnostics)
	}
	api.intercept(nil)
	s.MustApply(after, settings, nil)
	if fmt.Sprint(api.settings["ttl"]) != "60" {
		t.Errorf("got %v stored, want the value from before the create", api.settings)
	}
}

func TestSettings_OnDestroyAloneSendsNothing(t *testing.T) {
	api, s := startStores(t)
	state := s.MustApply(nil, settings, object{"ttl": 30})
	api.sent()
	state = s.MustApply(state, settings, object{"ttl": 30, "on_destroy": "reset"})
	if sent := api.sent(); sent != "" {
		t.Errorf("got %s, want no requests", sent)
	}
	if gone := s.MustApply(state, settings, nil); !gone.Diagnostics.HasWarning("ttl: 30 -> 60") {
		t.Errorf("got %v, want the value from before the create restored", gone.Diagnostics)
	}
}

// TestSettings_ResponseLost loses every response from a write on: the settings are in the state, tainted, and can still be reset.
func TestSettings_ResponseLost(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	var lost atomic.Bool
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if lost.Store(lost.Load() || r.Method == http.MethodPut); lost.Load() {
			next(discard{http.Header{}}, r)
			hangUp(w)
			return
		}
		next(w, r)
	})
	config := object{"ttl": 30, "on_destroy": "reset"}
	state := s.Apply(s.Plan(nil, settings, config))
	if !state.Diagnostics.HasError("Unable to create login settings", "tainted") || !state.Tainted || state.Get("pattern") != "/a/" {
		t.Fatalf("got %v with %v, want an error and a tainted state", state.Object(), state.Diagnostics)
	}
	api.intercept(nil)
	s.MustApply(s.Read(state), settings, nil)
	if fmt.Sprint(api.settings["ttl"]) != "60" {
		t.Errorf("got %v stored, want the value from before the create", api.settings)
	}
	if state = s.MustApply(nil, settings, config); state.Get("ttl") != number("30") {
		t.Errorf("got %v, want the settings", state.Object())
	}
}

func TestSettings_Refused(t *testing.T) {
	api, s := startStores(t)
	status := http.StatusUnprocessableEntity
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodPut || status == http.StatusNotFound {
			reply(w, status, object{"status": status, "invalidFields": []any{object{"field": "ttl", "message": "too short"}}})
			return
		}
		next(w, r)
	})
	state := s.Apply(s.Plan(nil, settings, object{"ttl": 1}))
	if !state.Removed() || !state.Diagnostics.HasError("ttl", "too short") {
		t.Errorf("got %v with %v, want an error and no state", state.Object(), state.Diagnostics)
	}
	api.intercept(nil)
	state = s.MustApply(nil, settings, object{"ttl": 30})
	status = http.StatusNotFound
	api.intercept(func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		reply(w, status, object{"status": status})
	})
	if after := s.Read(state); after.Removed() || !after.Diagnostics.HasError("Unable to read login settings") {
		t.Errorf("got %v, want an error: settings always exist", after.Diagnostics)
	}
}

func TestSettings_DataSourceAndList(t *testing.T) {
	_, s := startStores(t)
	data := s.Data(settings, object{})
	if data.Get("ttl") != number("60") || data.Get("organization_id") != "org" {
		t.Errorf("got %v with %v, want the settings", data.Object(), data.Diagnostics)
	}
	found := s.List(settings, object{}, 0)
	if len(found) != 1 || found[0].DisplayName != "org" || cmp.Diff(object{"organization_id": "org"}, found[0].State.Identity) != "" {
		t.Errorf("got %v, want one result", found)
	}
}

func TestSettings_Move(t *testing.T) {
	_, s := startStores(t)
	for _, id := range []string{"/organizations/org/settings", "/settings"} {
		moved := s.Read(s.Move(settings, "restful_resource", object{"id": id}))
		if moved.Get("ttl") != number("60") || moved.Get("organization_id") != "org" {
			t.Errorf("%s: got %v with %v, want the settings", id, moved.Object(), moved.Diagnostics)
		}
	}
	moved := s.Read(s.Move(settings, "restful_resource", object{"id": "/organizations/x/settings"}))
	if !moved.Diagnostics.HasError("Wrong organization") {
		t.Errorf("got %v, want an error that the organization is a different one", moved.Diagnostics)
	}
	wrong := s.Move(settings, "restful_resource", object{"id": "/organizations/org/settings/x"})
	if !wrong.Diagnostics.HasError("Unable to move login settings", "the path of the login settings ends in settings.") {
		t.Errorf("got %v with %v, want an error with the path", wrong.Object(), wrong.Diagnostics)
	}
}

// TestSettings_OneResponseLost loses the response to a write, which is read then.
func TestSettings_OneResponseLost(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	var lost atomic.Bool
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodPut && !lost.Swap(true) {
			next(discard{http.Header{}}, r)
			hangUp(w)
			return
		}
		next(w, r)
	})
	if state := s.MustApply(nil, settings, object{"ttl": 30}); state.Tainted || state.Get("ttl") != number("30") {
		t.Errorf("got %v, tainted %t, want the settings", state.Object(), state.Tainted)
	}
}
