package apikey_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

const ownID = "api_key_own"

// own starts a provider that manages its own API key.
func own(t *testing.T, mode emulator.SecretKeys, config object) (*fakeapi.Server, *coretest.Core, *coretest.State) {
	t.Helper()
	rebilly, s := start(t, emulator.Options{
		SecretKeys: mode, ExposeAPIKeyAs: ownID, APIKey: "sk_sandbox_AbCdEfGhIjKlMnOpQrStUv",
	})
	// The own key cannot modify itself, so a different key applies the configuration.
	const admin = "sk_sandbox_ZyXwVuTsRqPoNmLkJiHgFe"
	rebilly.Put("api-keys", "api_key_admin", map[string]any{"description": "Admin", "secretKey": admin})
	provider := rebilly.ProviderConfig()
	provider["api_key"] = admin
	other := coretest.NewCore(t, provider)
	state := other.MustApply(other.Import(typeName, ownID), typeName, config)
	if len(state.Diagnostics.Errors()) > 0 {
		t.Fatal(state.Diagnostics)
	}
	return rebilly, s, state
}

func TestPlan_DestroyProviderKey(t *testing.T) {
	before := key(object{"rotation_triggers": object{"a": "1"}})
	for change, config := range map[string]object{
		"destroy": nil,
		"rotate":  key(object{"rotation_triggers": object{"a": "2"}}),
		"retype":  key(object{"type": "publishable"}),
		"rename":  key(object{"id": "api_key_renamed"}),
	} {
		for _, mode := range modes {
			t.Run(change+" "+string(mode), func(t *testing.T) {
				rebilly, s, state := own(t, mode, before)
				plan := s.Plan(state, typeName, config)
				if mode == emulator.SecretKeysOmitted {
					if plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("id", "Unable to check", "does not include the secretKey") {
						t.Errorf("got %v, want a warning at id", plan.Diagnostics)
					}
					return
				}
				if !plan.Diagnostics.HasError("id", "Cannot modify the provider's own API key", ownID, "terraform state rm") {
					t.Errorf("got %s with %v, want an error at id", plan.Action, plan.Diagnostics)
				}
				lacks(t, secretOf(t, rebilly, ownID)[11:], &coretest.State{Diagnostics: plan.Diagnostics})
				if plan = s.PlanReplace(state, typeName, before); !plan.Diagnostics.HasError("id", "Cannot modify the provider's own API key", ownID) {
					t.Errorf("-replace: got %s with %v, want an error at id", plan.Action, plan.Diagnostics)
				}
			})
		}
	}
}

func TestDelete_ProviderKey(t *testing.T) {
	rebilly, s, state := own(t, emulator.SecretKeysFull, key(nil))
	state.Tainted = true
	after := s.Apply(s.Plan(state, typeName, key(nil)))
	if _, there := rebilly.Get("api-keys", ownID); !there || !after.Diagnostics.HasError("id", "Cannot modify the provider's own API key") {
		t.Errorf("got %v, want an error at id and the key in Rebilly", after.Diagnostics)
	}
}

func TestPlan_ProviderKeyByStoredSecret(t *testing.T) {
	rebilly, s := start(t, emulator.Options{SecretKeys: emulator.SecretKeysOmitted})
	state := s.MustApply(nil, typeName, key(object{"store_secret": true}))
	config := rebilly.ProviderConfig()
	config["api_key"] = state.Get("secret_key")
	if plan := coretest.NewCore(t, config).Plan(state, typeName, nil); !plan.Diagnostics.HasError("Cannot modify the provider's own API key") {
		t.Errorf("got %v, want an error", plan.Diagnostics)
	}
	if plan := s.Plan(state, typeName, nil); len(plan.Diagnostics) > 0 {
		t.Errorf("got %v, want none", plan.Diagnostics)
	}
}

func TestDelete_OtherAPIKey(t *testing.T) {
	for _, mode := range modes {
		for _, kind := range []string{"secret", "publishable"} {
			t.Run(kind+" "+string(mode), func(t *testing.T) {
				rebilly, s, _ := own(t, mode, key(nil))
				state := s.MustApply(nil, typeName, key(object{"type": kind}))
				rebilly.Reset()
				plan := s.Plan(state, typeName, nil)
				wantWarning := mode == emulator.SecretKeysOmitted && kind == "secret"
				if plan.Diagnostics.HasError() || plan.Diagnostics.HasWarning("Unable to check") != wantWarning {
					t.Errorf("got %v, want a warning: %t", plan.Diagnostics, wantWarning)
				}
				if after := s.Apply(plan); !after.Removed() {
					t.Errorf("got %v, want the key deleted", after.Diagnostics)
				}
			})
		}
	}
}

func TestPlan_NoExtraRequests(t *testing.T) {
	rebilly, s, state := own(t, emulator.SecretKeysFull, key(object{"acl": []any{object{"permissions": []any{"GetProduct"}}}}))
	// The first plan of an object that does not exist checks the access.
	s.Plan(nil, typeName, key(nil))
	rebilly.Reset()
	s.Plan(nil, typeName, key(nil))
	s.Plan(state, typeName, key(object{"description": "Shop", "acl": []any{object{"permissions": []any{"*"}}}}))
	s.Plan(state, typeName, key(object{"acl": []any{object{"permissions": []any{"GetProduct", "PutProduct"}}}}))
	if len(rebilly.Requests()) > 0 {
		t.Errorf("got %v, want no requests", rebilly.Requests())
	}
}

func TestPlan_ProviderKeyPermissions(t *testing.T) {
	acl := func(entries ...any) any { return entries }
	entry := func(scope any, permissions ...any) object { return object{"permissions": permissions, "scope": scope} }
	plan1, plans := object{"plan_id": []any{"plan_1"}}, object{"plan_id": []any{"plan_1", "plan_2"}}
	product := object{"product_id": []any{"prod_1"}}
	// What the key needs to read itself, and to create a different one.
	self := entry(nil, "GetApiKey", "PutApiKey")
	for name, test := range map[string]struct {
		prior, next any
		lost        string
	}{
		"becomes restricted":           {nil, acl(entry(nil, "GetApiKey")), "PutApiKey"},
		"all permissions as *":         {nil, acl(entry(nil, "*")), ""},
		"the key's own read":           {acl(entry(nil, "GetApiKey", "PutApiKey")), acl(entry(nil, "PutApiKey")), "GetApiKey"},
		"a permission never used here": {acl(self, entry(nil, "PostTransaction")), acl(self), ""},
		"a narrower scope":             {acl(self, entry(nil, "PutPlan")), acl(self, entry(plan1, "PutPlan")), "PutPlan"},
		"fewer ids":                    {acl(self, entry(plans, "PutPlan")), acl(self, entry(plan1, "PutPlan")), "PutPlan"},
		"more ids":                     {acl(self, entry(plan1, "PutPlan")), acl(self, entry(plans, "PutPlan")), ""},
		"a wider scope":                {acl(self, entry(plan1, "PutPlan")), acl(self, entry(nil, "PutPlan")), ""},
		"a different scope":            {acl(self, entry(plan1, "PutPlan")), acl(self, entry(product, "PutPlan")), "PutPlan"},
		"becomes unrestricted":         {acl(self, entry(nil, "PutPlan")), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, s, state := own(t, emulator.SecretKeysMasked, key(object{"acl": test.prior}))
			plan := s.Plan(state, typeName, key(object{"acl": test.next}))
			if test.lost == "" && plan.Diagnostics.HasError() ||
				test.lost != "" && !plan.Diagnostics.HasError("acl", "Cannot modify the provider's own API key", test.lost, "different key") {
				t.Errorf("got %v, want an error about %q", plan.Diagnostics, test.lost)
			}
			other := s.MustApply(nil, typeName, key(object{"acl": test.prior}))
			if plan := s.Plan(other, typeName, key(object{"acl": test.next})); plan.Diagnostics.HasError() {
				t.Errorf("different key: got %v, want no error", plan.Diagnostics)
			}
		})
	}
}

func TestPlan_ProviderKeyPermissions_everyRegistration(t *testing.T) {
	var all []any
	for _, registration := range provider.Registrations() {
		// The list of payment methods is public.
		if isPublic := slices.Contains(registration.TypeNames(), "rebilly_payment_methods"); len(registration.Permissions) == 0 && !isPublic {
			t.Errorf("got no permissions of %v, want those that its operations need", registration.TypeNames())
		}
		for _, permission := range registration.Permissions {
			all = append(all, permission)
		}
	}
	complete := key(object{"acl": []any{object{"permissions": all}}})
	_, s, state := own(t, emulator.SecretKeysMasked, complete)
	if said := s.Validate(typeName, complete); len(said) > 0 {
		t.Errorf("got %v, want only ids of operations in Rebilly's definition", said)
	}
	for _, permission := range all {
		rest := slices.DeleteFunc(slices.Clone(all), func(other any) bool { return other == permission })
		plan := s.Plan(state, typeName, key(object{"acl": []any{object{"permissions": rest}}}))
		if !plan.Diagnostics.HasError("acl", "Cannot modify the provider's own API key", fmt.Sprintf("%s. The run", permission)) {
			t.Errorf("without %s: got %v, want an error that names it", permission, plan.Diagnostics)
		}
	}
}

func TestPlan_ProviderKeyIPWarning(t *testing.T) {
	for name, test := range map[string]struct {
		prior, next any
		want        bool
	}{
		"restricted":      {nil, []any{"203.0.113.7"}, true},
		"one removed":     {[]any{"203.0.113.7", "203.0.113.8"}, []any{"203.0.113.7"}, true},
		"one added":       {[]any{"203.0.113.7"}, []any{"203.0.113.7", "203.0.113.8"}, false},
		"a wider range":   {[]any{"203.0.113.7"}, []any{"203.0.113.0/24"}, false},
		"a smaller range": {[]any{"203.0.113.0/24"}, []any{"203.0.113.0/25"}, true},
		"unrestricted":    {[]any{"203.0.113.7"}, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, s, state := own(t, emulator.SecretKeysFull, key(object{"allowed_ips": test.prior}))
			plan := s.Plan(state, typeName, key(object{"allowed_ips": test.next}))
			if plan.Diagnostics.HasError() || plan.Diagnostics.HasWarning("allowed_ips", "Provider's own API key") != test.want {
				t.Errorf("got %v, want a warning: %t", plan.Diagnostics, test.want)
			}
		})
	}
}

func TestPlan_DestroyWarnsWhenKeyUnreadable(t *testing.T) {
	rebilly, s, state := own(t, emulator.SecretKeysFull, key(nil))
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprint(w, `{"status": 403, "title": "Forbidden"}`)
	})
	if plan := s.Plan(state, typeName, nil); !plan.Diagnostics.HasWarning("could not be read") {
		t.Errorf("got %v, want a warning", plan.Diagnostics)
	}
}

func TestDelete_AlreadyGone(t *testing.T) {
	rebilly, s := start(t, emulator.Options{})
	state := s.MustApply(nil, typeName, key(nil))
	rebilly.Remove("api-keys", fmt.Sprint(state.Get("id")))
	plan := s.Plan(state, typeName, nil)
	if after := s.Apply(plan); len(plan.Diagnostics) > 0 || !after.Removed() {
		t.Errorf("got %v and %v, want no diagnostics", plan.Diagnostics, strings.TrimSpace(after.Diagnostics.String()))
	}
}
