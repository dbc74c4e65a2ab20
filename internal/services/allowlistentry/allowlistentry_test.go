package allowlistentry_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const typeName = "rebilly_allowlist_entry"

// TestCreate_Refused creates an entry where Rebilly accepts publishable keys only, and with a key that lacks the permission.
func TestCreate_Refused(t *testing.T) {
	config := object{"type": "country", "value": "DE"}
	for status, options := range map[int]emulator.Options{
		http.StatusUnauthorized: {AllowlistKeys: emulator.AllowlistKeysPublishable}, http.StatusForbidden: {},
	} {
		rebilly := fakeapi.Start(t, options)
		settings := rebilly.ProviderConfig()
		if status == http.StatusForbidden {
			rebilly.Put("api-keys", "a", object{
				"description": "CI", "secretKey": "sk_restricted",
				"acl": []any{object{"scope": object{}, "permissions": []any{"GetAllowlistCollection", "GetAllowlist"}}},
			})
			settings["api_key"] = "sk_restricted"
		}
		s := coretest.NewCore(t, settings)
		state := s.Apply(s.Plan(nil, typeName, config))
		got := state.Diagnostics.String()
		for _, want := range []string{"publishable keys only", "PostAllowlist", "import it", "POST /organizations/"} {
			if !strings.Contains(got, want) {
				t.Errorf("%d: got %q, want %q in it", status, got, want)
			}
		}
		if !state.Removed() || rebilly.Count() > 1 {
			t.Errorf("%d: got the state %v, want none", status, state.Object())
		}
		rebilly.Put("allowlists", "rsal_a", config)
		imported := s.Read(s.Import(typeName, "rsal_a"))
		if plan := s.Plan(imported, typeName, config); plan.Action != coretest.NoOp {
			t.Errorf("%d: got %s of %v, want no change of an imported entry", status, plan.Action, plan.Changes())
		}
	}
}

// TestRead_Refused reads with an invalid key, which is not about publishable keys.
func TestRead_Refused(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, coretest.With(rebilly.ProviderConfig(), object{"api_key": "sk_wrong"}))
	state := s.Apply(s.Plan(nil, typeName, object{"type": "country", "value": "DE"}))
	if got := state.Diagnostics.String(); !state.Diagnostics.HasError("does not accept the API key") || strings.Contains(got, "publishable") {
		t.Errorf("got %q, want that the key is not accepted, and nothing about publishable keys", got)
	}
}

// TestPlan_Replaces plans changes of an entry, which Rebilly cannot update.
func TestPlan_Replaces(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	config := object{"type": "country", "value": "DE"}
	state := s.MustApply(nil, typeName, config)
	for name, change := range map[string]object{"value": {"value": "FR"}, "type": {"type": "bin"}} {
		if plan := s.Plan(state, typeName, coretest.With(config, change)); plan.Action != coretest.Replace {
			t.Errorf("%s: got %s, want a replacement", name, plan.Action)
		}
	}
	before := rebilly.Requests()
	state = s.MustApply(state, typeName, coretest.With(config, object{"deletion_protection": true}))
	for request, n := range rebilly.Requests() {
		if n != before[request] {
			t.Errorf("got %d of %s for deletion_protection, want %d", n, request, before[request])
		}
	}
	if plan := s.Plan(state, typeName, object{"type": "country", "value": "FR"}); !plan.Diagnostics.HasError("protected") {
		t.Errorf("got %v, want an error for the replacement of a protected entry", plan.Diagnostics)
	}
}

// TestCreate_Exists creates an entry that exists.
func TestCreate_Exists(t *testing.T) {
	config := object{"type": "country", "value": "DE"}
	for duplicates, refused := range map[emulator.DuplicateEntries]bool{
		emulator.DuplicateEntriesRefused: true, emulator.DuplicateEntriesStored: false,
	} {
		rebilly := fakeapi.Start(t, emulator.Options{DuplicateEntries: duplicates})
		rebilly.Put("allowlists", "rsal_a", config)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		state := s.Apply(s.Plan(nil, typeName, config))
		if got := state.Diagnostics.HasError("rebilly_allowlist_entries"); got != refused || state.Diagnostics.HasError() != refused {
			t.Errorf("duplicates %s: got %v, want refused %t", duplicates, state.Diagnostics, refused)
		}
		if state.Get("id") == "rsal_a" {
			t.Errorf("duplicates %s: got the state of the existing entry, want none or a new one", duplicates)
		}
	}
}
