package crud_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
)

// replaced is a configuration of an object, and one that replaces the object.
type replaced struct{ config, replacement object }

// replacements are those of every kind.
func replacements() map[string]replaced {
	all := map[string]replaced{}
	for _, kind := range acctest.ResourceTypes {
		config, other := acctest.With(kind.Minimal, object{"id": "a"}), object{"id": "b"}
		switch kind.Type {
		case "rebilly_plan":
			config["on_destroy"] = "deactivate"
		case "rebilly_api_key":
			config, other = acctest.With(kind.Minimal, object{"type": "publishable"}), object{"type": "secret"}
		case "rebilly_custom_field":
			config, other = kind.Minimal, object{"resource": "plans"}
		}
		all[kind.Type] = replaced{config, acctest.With(config, other)}
	}
	return all
}

// guarded are the replacements of what can be protected: a custom field is never gone.
func guarded() map[string]replaced {
	all := replacements()
	delete(all, "rebilly_custom_field")
	return all
}

func protected(config object, value any) object {
	return acctest.With(config, object{"deletion_protection": value})
}

func TestDeletionProtection(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			state := s.MustApply(nil, typeName, protected(test.config, true))
			for name, config := range map[string]object{"destroy": nil, "replacement": protected(test.replacement, true), "replacement that lifts it": protected(test.replacement, false)} {
				plan := s.Plan(state, typeName, config)
				if !plan.Diagnostics.HasError("deletion_protection", "is protected against deletion", "deletion_protection = false", "terraform state rm") {
					t.Errorf("%s: %v", name, plan.Diagnostics)
				}
			}
			// A tainted object, and one that -replace names, is deleted without a plan of the provider's.
			tainted := *state
			tainted.Tainted = true
			if after := s.Apply(s.Plan(&tainted, typeName, protected(test.config, true))); after.Removed() || !after.Diagnostics.HasError("is protected against deletion", "terraform untaint") {
				t.Errorf("tainted: %v", after.Diagnostics)
			}
			writes := rebilly.Requests()
			state = s.MustApply(state, typeName, protected(test.config, false))
			if after := rebilly.Requests(); fmt.Sprint(writes) != fmt.Sprint(after) {
				t.Errorf("lifting the protection sends something: %v, then %v", writes, after)
			}
			if after := s.MustApply(state, typeName, nil); !after.Removed() {
				t.Error("still there")
			}
		})
	}
}

func TestDeletionProtection_ProviderDefault(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly := acctest.Start(t)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			with := func(value any) *acctest.Core {
				return acctest.NewCore(t, protected(rebilly.ProviderConfig(), value))
			}
			for name, value := range map[string]any{"plain": nil, "off": false} {
				if got := with(value).Plan(nil, typeName, test.config).Get("deletion_protection"); got != false {
					t.Errorf("%s: %v", name, got)
				}
			}
			if got := with(acctest.Unknown).Plan(nil, typeName, test.config).Get("deletion_protection"); got != acctest.Unknown {
				t.Errorf("not known yet: %v", got)
			}
			state := with(true).MustApply(nil, typeName, test.config)
			if plan := with(true).Plan(state, typeName, nil); state.Get("deletion_protection") != true || !plan.Diagnostics.HasError("protected") {
				t.Errorf("%v %v", state.Object(), plan.Diagnostics)
			}
			// An import has the default, and a configuration that is made of it does not name it.
			for _, value := range []any{true, false} {
				s := with(value)
				imported := s.ImportIdentity(typeName, state.Identity)
				if config := s.Generate(imported); imported.Get("deletion_protection") != value || config["deletion_protection"] != nil {
					t.Errorf("%v: %v, and the configuration %v", value, imported.Object(), config)
				}
			}
			// The default of the day holds: no answer without the framework hides that.
			for name, change := range map[string]struct {
				provider, resource, want any
				action                   string
			}{
				"still on":                    {true, nil, true, acctest.NoOp},
				"switched off":                {false, nil, false, acctest.Update},
				"not known yet":               {acctest.Unknown, nil, acctest.Unknown, acctest.Update},
				"the object's own word":       {true, false, false, acctest.Update},
				"the object's own word again": {false, true, true, acctest.NoOp},
			} {
				plan := with(change.provider).Plan(state, typeName, protected(test.config, change.resource))
				if plan.Action != change.action || plan.Get("deletion_protection") != change.want {
					t.Errorf("%s: %s to %v of %v", name, plan.Action, plan.Get("deletion_protection"), plan.Changes())
				}
			}
			// A state of an older provider has nothing there, which is no reason for a change.
			attributes := state.Object()
			delete(attributes, "deletion_protection")
			text, err := json.Marshal(attributes)
			if err != nil {
				t.Fatal(err)
			}
			older := with(nil).UpgradeState(typeName, 0, string(text))
			older.Identity = state.Identity
			if plan := with(nil).Plan(older, typeName, test.config); plan.Action != acctest.NoOp {
				t.Errorf("older state: %s of %v", plan.Action, plan.Changes())
			}
			if plan := with(true).Plan(older, typeName, test.config); plan.Action != acctest.Update {
				t.Errorf("older state, protected now: %s of %v", plan.Action, plan.Changes())
			}
		})
	}
}

func TestPlan_DestroyInLiveWarns(t *testing.T) {
	for typeName, test := range replacements() {
		t.Run(typeName, func(t *testing.T) {
			rebilly := acctest.Start(t)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			in := func(environment string) *acctest.Core {
				provider := rebilly.ProviderConfig()
				provider["environment"] = environment
				return acctest.NewCore(t, provider)
			}
			state := in("live").MustApply(nil, typeName, test.config)
			if plan := in("live").Plan(state, typeName, nil); !plan.Diagnostics.HasWarning("Destroying a live object", acctest.Organization) {
				t.Errorf("%v", plan.Diagnostics)
			}
			if plan := in("sandbox").Plan(state, typeName, nil); plan.Diagnostics.HasWarning("Destroying a live object") {
				t.Errorf("%v", plan.Diagnostics)
			}
			if plan := in("live").Plan(state, typeName, test.config); plan.Diagnostics.HasWarning("Destroying a live object") {
				t.Errorf("%v", plan.Diagnostics)
			}
			if plan := in("live").Plan(state, typeName, test.replacement); plan.Action != acctest.Replace || !plan.Diagnostics.HasWarning("Destroying a live object") {
				t.Errorf("%s: %v", plan.Action, plan.Diagnostics)
			}
		})
	}
}
