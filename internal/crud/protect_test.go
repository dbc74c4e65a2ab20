package crud_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// replaced is the configuration of an object, and one that replaces the object, nil if nothing does.
type replaced struct{ config, replacement object }

// replacements returns them for every kind whose objects end.
func replacements() map[string]replaced {
	all := map[string]replaced{}
	for _, kind := range coretest.ResourceTypes {
		if kind.IsSettings() {
			continue
		}
		config, other := kind.WithKey(kind.Minimal, "a"), kind.KeyOf("b")
		switch kind.Type {
		case "rebilly_plan":
			config["on_destroy"] = "deactivate"
		case "rebilly_api_key":
			config, other = coretest.With(kind.Minimal, object{"type": "publishable"}), object{"type": "secret"}
		case "rebilly_custom_field":
			config, other = kind.Minimal, object{"resource": "plans"}
		case "rebilly_tag":
			// A different name renames it.
			config, other = kind.Minimal, object{"type": "kyc-document"}
		}
		all[kind.Type] = replaced{config, nil}
		if kind.HasConfigurableKey() {
			all[kind.Type] = replaced{config, coretest.With(config, other)}
		}
	}
	return all
}

// guarded returns the replacements of the kinds with deletion_protection. A custom field is never deleted.
func guarded() map[string]replaced {
	all := replacements()
	for _, kind := range coretest.ResourceTypes {
		if !kind.HasAttribute("deletion_protection") {
			delete(all, kind.Type)
		}
	}
	return all
}

func protected(config object, value any) object {
	return coretest.With(config, object{"deletion_protection": value})
}

func TestDeletionProtection(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly, s := start(t, nil)
			coretest.Seed(rebilly)
			state := s.MustApply(nil, typeName, protected(test.config, true))
			ends := map[string]object{"destroy": nil}
			if test.replacement != nil {
				ends["replacement"] = protected(test.replacement, true)
				ends["replacement that lifts it"] = protected(test.replacement, false)
			}
			for name, config := range ends {
				plan := s.Plan(state, typeName, config)
				if !plan.Diagnostics.HasError("deletion_protection", "is protected against deletion",
					"deletion_protection = false", "terraform state rm") {
					t.Errorf("%s: got %v, want the error of deletion_protection", name, plan.Diagnostics)
				}
			}
			// Terraform deletes a tainted object, and one named by -replace, without a plan by the provider.
			tainted := *state
			tainted.Tainted = true
			if after := s.Apply(s.Plan(&tainted, typeName, protected(test.config, true))); after.Removed() ||
				!after.Diagnostics.HasError("is protected against deletion", "terraform untaint") {
				t.Errorf("tainted: got %v, want the error of deletion_protection", after.Diagnostics)
			}
			writes := rebilly.Requests()
			state = s.MustApply(state, typeName, protected(test.config, false))
			if after := rebilly.Requests(); fmt.Sprint(writes) != fmt.Sprint(after) {
				t.Errorf("lifting the protection: got the requests %v, want %v", after, writes)
			}
			if after := s.MustApply(state, typeName, nil); !after.Removed() {
				t.Error("got a state after the destroy, want none")
			}
		})
	}
}

func TestDeletionProtection_ProviderDefault(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			with := func(value any) *coretest.Core {
				return coretest.NewCore(t, protected(rebilly.ProviderConfig(), value))
			}
			for name, value := range map[string]any{"plain": nil, "off": false} {
				if got := with(value).Plan(nil, typeName, test.config).Get("deletion_protection"); got != false {
					t.Errorf("%s: got %v, want false", name, got)
				}
			}
			if got := with(coretest.Unknown).Plan(nil, typeName, test.config).Get("deletion_protection"); got != coretest.Unknown {
				t.Errorf("unknown default: got %v, want unknown", got)
			}
			state := with(true).MustApply(nil, typeName, test.config)
			if plan := with(true).Plan(state, typeName, nil); state.Get("deletion_protection") != true || !plan.Diagnostics.HasError("protected") {
				t.Errorf("got %v %v, want deletion_protection = true and an error", state.Object(), plan.Diagnostics)
			}
			// An import takes the default, and the configuration generated from it omits the attribute.
			for _, value := range []any{true, false} {
				s := with(value)
				imported := s.ImportIdentity(typeName, state.Identity)
				if config := s.Generate(imported); imported.Get("deletion_protection") != value || config["deletion_protection"] != nil {
					t.Errorf("%v: got %v and the configuration %v, want the default, which is omitted", value, imported.Object(), config)
				}
			}
			// The current default of the provider applies, on the fast path too.
			for name, change := range map[string]struct {
				provider, resource, want any
				action                   string
			}{
				"still on":                    {true, nil, true, coretest.NoOp},
				"switched off":                {false, nil, false, coretest.Update},
				"not known yet":               {coretest.Unknown, nil, coretest.Unknown, coretest.Update},
				"the object's own word":       {true, false, false, coretest.Update},
				"the object's own word again": {false, true, true, coretest.NoOp},
			} {
				plan := with(change.provider).Plan(state, typeName, protected(test.config, change.resource))
				if plan.Action != change.action || plan.Get("deletion_protection") != change.want {
					t.Errorf("%s: got %s to %v of %v, want %s to %v", name, plan.Action, plan.Get("deletion_protection"), plan.Changes(),
						change.action, change.want)
				}
			}
			// A state of an older provider does not have the attribute, which must not be a change.
			attributes := state.Object()
			delete(attributes, "deletion_protection")
			text, err := json.Marshal(attributes)
			if err != nil {
				t.Fatal(err)
			}
			older := with(nil).UpgradeState(typeName, 0, string(text))
			older.Identity = state.Identity
			if plan := with(nil).Plan(older, typeName, test.config); plan.Action != coretest.NoOp {
				t.Errorf("older state: got %s of %v, want no changes", plan.Action, plan.Changes())
			}
			if plan := with(true).Plan(older, typeName, test.config); plan.Action != coretest.Update {
				t.Errorf("older state, protected now: got %s of %v, want an update", plan.Action, plan.Changes())
			}
		})
	}
}

func TestPlan_DestroyInLiveWarns(t *testing.T) {
	for typeName, test := range replacements() {
		t.Run(typeName, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			in := func(environment string) *coretest.Core {
				provider := rebilly.ProviderConfig()
				provider["environment"] = environment
				return coretest.NewCore(t, provider)
			}
			state := in("live").MustApply(nil, typeName, test.config)
			if plan := in("live").Plan(state, typeName, nil); !plan.Diagnostics.HasWarning("Destroying a live object", fakeapi.Organization) {
				t.Errorf("destroy in live: got %v, want the warning", plan.Diagnostics)
			}
			if plan := in("sandbox").Plan(state, typeName, nil); plan.Diagnostics.HasWarning("Destroying a live object") {
				t.Errorf("destroy in the sandbox: got %v, want no warning", plan.Diagnostics)
			}
			if plan := in("live").Plan(state, typeName, test.config); plan.Diagnostics.HasWarning("Destroying a live object") {
				t.Errorf("no changes in live: got %v, want no warning", plan.Diagnostics)
			}
			if test.replacement == nil {
				return
			}
			if plan := in("live").Plan(state, typeName, test.replacement); plan.Action != coretest.Replace ||
				!plan.Diagnostics.HasWarning("Destroying a live object") {
				t.Errorf("replacement in live: got %s with %v, want the warning", plan.Action, plan.Diagnostics)
			}
		})
	}
}
