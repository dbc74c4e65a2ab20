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
		if kind.Keys != nil {
			config, other = kind.WithKey(kind.Minimal, kind.Keys[0]), kind.KeyOf(kind.Keys[1])
		}
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
					"deletion_protection = false", "removed block") {
					t.Errorf("%s: got %v, want the error of deletion_protection", name, plan.Diagnostics)
				}
			}
			// Terraform deletes a tainted object, and one named by -replace, without a plan by the provider.
			tainted := *state
			tainted.Tainted = true
			plan := s.Plan(&tainted, typeName, protected(test.config, true))
			if typeName == "rebilly_coupon" {
				// Without a refresh, its code belongs to a different coupon.
				plan = s.PlanAlso(s.Read(&tainted), typeName, protected(test.config, true))
			}
			if after := s.Apply(plan); after.Removed() ||
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
			// The current default of the provider applies immediately, on the fast path too, and is no change.
			for name, change := range map[string]struct {
				provider, resource, want any
				action                   string
			}{
				"still on":              {true, nil, true, coretest.NoOp},
				"switched off":          {false, nil, false, coretest.NoOp},
				"not known yet":         {coretest.Unknown, nil, true, coretest.NoOp},
				"configured, different": {true, false, false, coretest.Update},
				"configured, equal":     {true, true, true, coretest.NoOp},
				"configured after all":  {false, true, true, coretest.Update},
			} {
				s := with(change.provider)
				plan := s.PlanAlso(s.Read(state), typeName, protected(test.config, change.resource))
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
			if plan := with(true).Plan(older, typeName, test.config); plan.Action != coretest.NoOp {
				t.Errorf("older state, protected now: got %s of %v, want no changes", plan.Action, plan.Changes())
			}
			if plan := with(true).Plan(older, typeName, nil); !plan.Diagnostics.HasError("protected") {
				t.Errorf("older state, protected now: got %v, want the error of deletion_protection", plan.Diagnostics)
			}
		})
	}
}

// TestDeletionProtection_SwitchedOn: deletion_protection of the provider protects existing objects without a change, except those whose
// own is configured.
func TestDeletionProtection_SwitchedOn(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			with := func(value any) *coretest.Core {
				return coretest.NewCore(t, protected(rebilly.ProviderConfig(), value))
			}
			isProtected := func(s *coretest.Core, state *coretest.State, config object) bool {
				t.Helper()
				plan := s.Plan(state, typeName, config)
				return plan.Diagnostics.HasError("is protected against deletion", "deletion_protection = false")
			}
			unset := with(nil).MustApply(nil, typeName, test.config)
			// Without a refresh, too.
			if plan := with(true).PlanAlso(unset, typeName, test.config); plan.Action != coretest.NoOp {
				t.Errorf("switched on: got %s of %v, want no changes", plan.Action, plan.Changes())
			}
			requests := map[bool]int{}
			var refreshed *coretest.State
			for _, on := range []bool{false, true} {
				before := total(rebilly.Requests())
				s := with(on)
				refreshed = s.Read(unset)
				if plan := s.PlanAlso(refreshed, typeName, test.config); plan.Action != coretest.NoOp || len(plan.Diagnostics) > 0 {
					t.Errorf("switched on: got %s of %v with %v, want no changes", plan.Action, plan.Changes(), plan.Diagnostics)
				}
				requests[on] = total(rebilly.Requests()) - before
			}
			if requests[true] != requests[false] {
				t.Errorf("switched on: got %d requests of the refresh and the plan, want %d", requests[true], requests[false])
			}
			for name, state := range map[string]*coretest.State{"not refreshed": unset, "refreshed": refreshed} {
				if !isProtected(with(true), state, nil) {
					t.Errorf("%s, switched on, destroy: got no error, want that of deletion_protection", name)
				}
				if plan := with(true).PlanReplace(state, typeName, test.config); !plan.Diagnostics.HasError("is protected against deletion") {
					t.Errorf("%s, switched on, -replace: got %v, want the error of deletion_protection", name, plan.Diagnostics)
				}
				if test.replacement != nil && !isProtected(with(true), state, test.replacement) {
					t.Errorf("%s, switched on, replacement: got no error, want that of deletion_protection", name)
				}
			}
			// A configured value is recorded, and overrides the provider.
			configured := with(true).MustApply(refreshed, typeName, protected(test.config, false))
			if isProtected(with(true), configured, nil) {
				t.Error("configured false: got the error of deletion_protection, want none")
			}
			if plan := with(true).PlanReplace(configured, typeName, protected(test.config, false)); plan.Diagnostics.HasError("protected") {
				t.Errorf("configured false, -replace: got %v, want no error", plan.Diagnostics)
			}
			if test.replacement != nil {
				plan := with(true).Plan(configured, typeName, protected(test.replacement, false))
				if state := with(true).Apply(plan); plan.Diagnostics.HasError() || state.Diagnostics.HasError() {
					t.Errorf("configured false, replacement: got %v and %v, want no error", plan.Diagnostics, state.Diagnostics)
				}
				return
			}
			// Once it is no longer configured, the object follows the provider again.
			unset = with(true).MustApply(configured, typeName, test.config)
			if !isProtected(with(true), unset, nil) {
				t.Error("no longer configured: got no error, want that of deletion_protection")
			}
			if isProtected(with(false), unset, nil) {
				t.Error("switched off: got the error of deletion_protection, want none")
			}
			kept := with(false).MustApply(with(false).Read(unset), typeName, protected(test.config, true))
			if !isProtected(with(false), kept, nil) {
				t.Error("configured true: got no error, want that of deletion_protection")
			}
			with(false).MustApply(with(false).MustApply(kept, typeName, protected(test.config, false)), typeName, nil)
		})
	}
}

// TestDeletionProtection_EarlierRelease: a state of a release that did not record what was configured keeps its protection.
func TestDeletionProtection_EarlierRelease(t *testing.T) {
	rebilly := fakeapi.Start(t)
	config := object{"id": "prod_x", "name": "Prod"}
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, "rebilly_product", protected(config, true))
	state.Private = withoutPrivate(t, state.Private, "protection")
	plan := coretest.NewCore(t, rebilly.ProviderConfig()).Plan(state, "rebilly_product", protected(config, true))
	if plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no changes", plan.Action, plan.Changes())
	}
	plan = coretest.NewCore(t, rebilly.ProviderConfig()).Plan(state, "rebilly_product", nil)
	if !plan.Diagnostics.HasError("is protected against deletion") {
		t.Errorf("got %v, want the error of deletion_protection", plan.Diagnostics)
	}
}

func total(requests map[string]int) int {
	sum := 0
	for _, count := range requests {
		sum += count
	}
	return sum
}

func withoutPrivate(t *testing.T, private []byte, key string) []byte {
	t.Helper()
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(private, &entries); err != nil {
		t.Fatal(err)
	}
	if entries[key] == nil {
		t.Fatalf("got the private state %s, want %q in it", private, key)
	}
	delete(entries, key)
	encoded, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
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
