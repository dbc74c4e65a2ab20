package crud_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// planFunc is Core.Plan or Core.PlanAlso.
type planFunc func(*coretest.State, string, object) *coretest.Plan

// TestPlan_SameObject plans two resources with the same object in one run, in both orders.
func TestPlan_SameObject(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		if !kind.HasConfigurableKey() && !kind.IsSettings() {
			continue
		}
		t.Run(kind.Type, func(t *testing.T) {
			rebilly, s := start(t, nil)
			coretest.Seed(rebilly)
			config := kind.WithKey(kind.Minimal, kind.ID)
			change := object{"timeouts": object{"delete": "5m"}}
			switch {
			case kind.IsSettings():
				config, change = coretest.With(kind.Minimal, object{"on_destroy": "reset"}), object{"on_destroy": "keep"}
			case !kind.HasAttribute("timeouts"):
				change = kind.Update
			}
			held := s.MustApply(nil, kind.Type, config)
			if kind.Type == "rebilly_coupon" {
				// The plan of a code that exists is an error by itself.
				rebilly.Remove("coupons", kind.ID)
			}
			changed := coretest.With(config, change)
			actions := map[string]func(plan planFunc) *coretest.Plan{
				"create":    func(plan planFunc) *coretest.Plan { return plan(nil, kind.Type, config) },
				"unchanged": func(plan planFunc) *coretest.Plan { return plan(held, kind.Type, config) },
				"update":    func(plan planFunc) *coretest.Plan { return plan(held, kind.Type, changed) },
				"destroy":   func(plan planFunc) *coretest.Plan { return plan(held, kind.Type, nil) },
			}
			for _, test := range []struct{ one, other, summary, detail string }{
				{"create", "destroy", "is both destroyed and created", "moved {\n  from = " + kind.Type + ".old"},
				{"create", "create", "", "Remove one of them"},
				{"create", "unchanged", "is configured twice", "Remove one of them"},
				{"create", "update", "is configured twice", "Remove one of them"},
				{"destroy", "unchanged", "", "removed {\n  from = " + kind.Type + ".other"},
				{"destroy", "update", "", "removed {\n  from = " + kind.Type + ".other"},
				{"update", "update", "", "removed {\n  from = " + kind.Type + ".other"},
				{"update", "unchanged", "", "removed {\n  from = " + kind.Type + ".other"},
				{"unchanged", "unchanged", "", "removed {\n  from = " + kind.Type + ".other"},
				{"destroy", "destroy", "", ""},
			} {
				for _, order := range [][2]string{{test.one, test.other}, {test.other, test.one}} {
					name := order[0] + ", then " + order[1]
					if first := actions[order[0]](s.Plan); first.Diagnostics.HasError() {
						t.Errorf("%s: got %v for the first, want no error", name, first.Diagnostics)
					}
					second := actions[order[1]](s.PlanAlso)
					switch {
					case test.summary != "" && !second.Diagnostics.HasError(test.summary, test.detail, kind.ID):
						t.Errorf("%s: got %v, want the error %q with %q", name, second.Diagnostics, test.summary, test.detail)
					case test.summary != "":
					case second.Diagnostics.HasError():
						t.Errorf("%s: got %v, want no error", name, second.Diagnostics)
					case test.detail != "" && !second.Diagnostics.HasWarning(kind.ID+`" is `, " twice", test.detail):
						t.Errorf("%s: got %v, want a warning with %q", name, second.Diagnostics, test.detail)
					case test.detail == "" && second.Diagnostics.HasWarning("twice"):
						t.Errorf("%s: got %v, want no warning of the other", name, second.Diagnostics)
					}
				}
			}
			if kind.IsSettings() {
				return
			}
			// One object that is replaced under its own key, and a new one beside it, are not the same.
			if plan := s.PlanReplace(held, kind.Type, config); plan.Action != coretest.Replace || plan.Diagnostics.HasError("twice") {
				t.Errorf("replacement: got %s with %v, want one object", plan.Action, plan.Diagnostics)
			}
			other := kind.WithKey(coretest.With(kind.Minimal, kind.Numbered(kind.Minimal, 7)), otherID(kind))
			if plan := s.PlanAlso(nil, kind.Type, other); plan.Diagnostics.HasError() {
				t.Errorf("a different object: got %v, want no error", plan.Diagnostics)
			}
			if plan := s.PlanAlso(nil, kind.Type, config); !plan.Diagnostics.HasError("is configured twice") {
				t.Errorf("create beside a replacement: got %v, want an error", plan.Diagnostics)
			}
		})
	}
}

// otherID returns a different id than that of the fixture.
func otherID(kind coretest.ResourceType) string {
	return kind.ChosenID(path.Base(strings.TrimSuffix(kind.ID, "x") + "y"))
}

// TestPlan_ExchangedIDs plans two replacements, each under the id of the other.
func TestPlan_ExchangedIDs(t *testing.T) {
	_, s := start(t, nil)
	const product = "rebilly_product"
	named := func(id string) object { return object{"id": id, "name": "Prod"} }
	a, b := s.MustApply(nil, product, named("prod_a")), s.MustApply(nil, product, named("prod_b"))
	if plan := s.Plan(a, product, named("prod_b")); plan.Diagnostics.HasError() || plan.Action != coretest.Replace {
		t.Errorf("got %s with %v, want a replacement", plan.Action, plan.Diagnostics)
	}
	if plan := s.PlanAlso(b, product, named("prod_a")); !plan.Diagnostics.HasError("both destroyed and created", "moved {") {
		t.Errorf("got %v, want an error", plan.Diagnostics)
	}
	// A chain ends the object that the other creates.
	if plan := s.Plan(nil, product, named("prod_a")); plan.Diagnostics.HasError() {
		t.Errorf("got %v, want no error", plan.Diagnostics)
	}
	if plan := s.PlanAlso(a, product, named("prod_c")); !plan.Diagnostics.HasError("both destroyed and created", "prod_a") {
		t.Errorf("chain: got %v, want an error", plan.Diagnostics)
	}
}

// TestPlan_SameIDUnknown: ids that are not known yet are nobody's.
func TestPlan_SameIDUnknown(t *testing.T) {
	_, s := start(t, nil)
	for _, config := range []object{{"name": "Prod"}, {"name": "Prod", "id": coretest.Unknown}} {
		s.Plan(nil, "rebilly_product", config)
		if plan := s.PlanAlso(nil, "rebilly_product", config); len(plan.Diagnostics) > 0 {
			t.Errorf("%v: got %v, want no diagnostics", config, plan.Diagnostics)
		}
	}
}

// TestPlan_TagCase: the names of tags that differ only in case are those of one tag, and a new name is an update.
func TestPlan_TagCase(t *testing.T) {
	_, s := start(t, nil)
	named := func(name string) object { return object{"name": name, "type": "customer"} }
	held := s.MustApply(nil, "rebilly_tag", named("VIP"))
	s.Plan(held, "rebilly_tag", nil)
	if plan := s.PlanAlso(nil, "rebilly_tag", named("vip")); !plan.Diagnostics.HasError("both destroyed and created") {
		t.Errorf("got %v, want an error", plan.Diagnostics)
	}
	s.Plan(held, "rebilly_tag", named("Gold"))
	if plan := s.PlanAlso(nil, "rebilly_tag", named("VIP")); plan.Diagnostics.HasError() {
		t.Errorf("the name before a renaming: got %v, want no error", plan.Diagnostics)
	}
	if plan := s.PlanAlso(nil, "rebilly_tag", named("gold")); !plan.Diagnostics.HasError("configured twice") {
		t.Errorf("the name after it: got %v, want an error", plan.Diagnostics)
	}
}

// TestPlan_SettingsKept: a destroy that leaves settings as they are harms no other resource, but a new address needs a moved block.
func TestPlan_SettingsKept(t *testing.T) {
	_, s := startStores(t)
	config := object{"ttl": 30}
	held := s.MustApply(nil, settings, config)
	s.Plan(held, settings, config)
	if plan := s.PlanAlso(held, settings, nil); plan.Diagnostics.HasError() {
		t.Errorf("destroy of one of two: got %v, want no error", plan.Diagnostics)
	}
	s.Plan(held, settings, nil)
	if plan := s.PlanAlso(nil, settings, config); !plan.Diagnostics.HasError("both destroyed and created") {
		t.Errorf("new address: got %v, want an error", plan.Diagnostics)
	}
}

// TestPlan_OtherProvider: the look-up before a create finds what a different provider configuration has created meanwhile.
func TestPlan_OtherProvider(t *testing.T) {
	rebilly := fakeapi.Start(t)
	config := object{"id": "prod_x", "name": "Prod"}
	var plans []*coretest.Plan
	cores := []*coretest.Core{coretest.NewCore(t, rebilly.ProviderConfig()), coretest.NewCore(t, rebilly.ProviderConfig())}
	for _, s := range cores {
		plans = append(plans, s.Plan(nil, "rebilly_product", config))
	}
	cores[0].Apply(plans[0])
	if state := cores[1].Apply(plans[1]); !state.Diagnostics.HasError("id already exists", "import {") {
		t.Errorf("got %v, want an error that the id exists", state.Diagnostics)
	}
}

// TestForcedReplacement_Protected plans replacements that only Terraform knows of: -replace, replace_triggered_by, tainted objects.
func TestForcedReplacement_Protected(t *testing.T) {
	for typeName, test := range guarded() {
		t.Run(typeName, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			with := func(value any) *coretest.Core {
				return coretest.NewCore(t, protected(rebilly.ProviderConfig(), value))
			}
			kind := coretest.ResourceTypeOf(typeName)
			configs := map[string]object{"generated or natural key": test.config}
			if kind.HasConfigurableKey() {
				configs["chosen key"] = kind.WithKey(test.config, kind.ID)
			}
			for name, config := range configs {
				s := with(true)
				state := s.MustApply(nil, typeName, config)
				for _, next := range []object{config, protected(config, false)} {
					plan := with(true).PlanReplace(state, typeName, next)
					if !plan.Diagnostics.HasError("deletion_protection", "is protected against deletion", "deletion_protection = false",
						"deposed", "removed block") {
						t.Errorf("%s, replaced: got %v, want the error of deletion_protection", name, plan.Diagnostics)
					}
				}
				tainted := *state
				tainted.Tainted = true
				plan := s.PlanAlso(s.Read(&tainted), typeName, config)
				_, knows := config[kind.Key[len(kind.Key)-1]]
				if got := plan.Diagnostics.HasError("is protected against deletion", "terraform untaint"); got != knows {
					t.Errorf("%s, tainted: got %v, want the error of deletion_protection: %t", name, plan.Diagnostics, knows)
				}
				s.MustApply(s.MustApply(state, typeName, protected(config, false)), typeName, nil)
			}
		})
	}
}

// TestForcedReplacement_Live warns where Terraform shows warnings: in the only plan of a tainted object.
func TestForcedReplacement_Live(t *testing.T) {
	rebilly := fakeapi.Start(t)
	provider := rebilly.ProviderConfig()
	provider["environment"] = "live"
	s := coretest.NewCore(t, provider)
	config := object{"id": "prod_x", "name": "Prod"}
	state := s.MustApply(nil, "rebilly_product", config)
	state.Tainted = true
	state = s.Read(state)
	if plan := s.PlanAlso(state, "rebilly_product", config); !plan.Diagnostics.HasWarning("Destroying a live object", "prod_x") {
		t.Errorf("got %v, want a warning", plan.Diagnostics)
	}
}

// TestForcedReplacement_Kept: an object that its destroy keeps cannot be replaced under its own key.
func TestForcedReplacement_Kept(t *testing.T) {
	for typeName, onDestroy := range map[string]string{
		"rebilly_plan": "deactivate", "rebilly_custom_field": "abandon", "rebilly_journal_account": "",
	} {
		t.Run(typeName, func(t *testing.T) {
			rebilly, s := start(t, nil)
			coretest.Seed(rebilly)
			kind := coretest.ResourceTypeOf(typeName)
			config, update := kind.WithKey(kind.Minimal, kind.ID), object{"description": "Different"}
			if onDestroy != "" {
				config["on_destroy"] = onDestroy
				update = object{"timeouts": object{"delete": "5m"}}
			}
			state := s.MustApply(nil, typeName, config)
			tainted := *state
			tainted.Tainted = true
			if plan := s.PlanAlso(s.Read(&tainted), typeName, config); !plan.Diagnostics.HasError("cannot be replaced", "terraform untaint") {
				t.Errorf("tainted: got %v, want an error", plan.Diagnostics)
			}
			if plan := s.PlanReplace(state, typeName, config); !plan.Diagnostics.HasError("cannot be replaced under the same", kind.ID, "-replace") {
				t.Errorf("replaced: got %v, want an error", plan.Diagnostics)
			}
			for name, next := range map[string]object{
				"update":        coretest.With(config, update),
				"different key": kind.WithKey(config, otherID(kind)),
			} {
				if plan := s.Plan(state, typeName, next); plan.Diagnostics.HasError() {
					t.Errorf("%s: got %v, want no error", name, plan.Diagnostics)
				}
			}
			if kind.HasNaturalKey() {
				return
			}
			delete(config, "id")
			if plan := s.PlanReplace(s.MustApply(nil, typeName, config), typeName, config); plan.Diagnostics.HasError() {
				t.Errorf("generated id: got %v, want no error", plan.Diagnostics)
			}
		})
	}
}

// TestForcedReplacement_Settings: the destroy of settings must not reset what the same apply has set.
func TestForcedReplacement_Settings(t *testing.T) {
	api, s := startStores(t)
	config := object{"ttl": 30, "on_destroy": "reset"}
	state := s.MustApply(nil, settings, config)
	if plan := s.PlanReplace(state, settings, config); !plan.Diagnostics.HasError("Login settings cannot be replaced", `on_destroy = "keep"`) {
		t.Errorf("got %v, want an error", plan.Diagnostics)
	}
	// With create_before_destroy, Terraform creates a tainted object first, and then destroys the old one.
	deposed := *state
	s.MustApply(nil, settings, config)
	after := s.Apply(s.PlanAlso(&deposed, settings, nil))
	if fmt.Sprint(api.settings["ttl"]) != "30" || !after.Diagnostics.HasWarning("not reset", `organization "org"`) {
		t.Errorf("got %v stored and %v, want the settings of the create and a warning", api.settings["ttl"], after.Diagnostics)
	}
	kept := s.MustApply(s.MustApply(nil, settings, config), settings, object{"ttl": 30, "on_destroy": "keep"})
	if plan := s.PlanReplace(kept, settings, config); plan.Diagnostics.HasError() {
		t.Errorf("kept: got %v, want no error", plan.Diagnostics)
	}
}
