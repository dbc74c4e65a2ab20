package main

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestReview_Example reviews the plan whose picture is in the documentation. CONTRIBUTING.md describes how to draw it.
func TestReview_Example(t *testing.T) {
	seats := func(id, name string, pricing, more object) object {
		p := object{
			"id": id, "name": name, "product_id": "prod_seats", "currency": "USD", "is_active": true, "pricing": pricing,
			"recurring_interval": object{"unit": "month", "length": 1, "billing_timing": "prepaid"},
		}
		for attribute, value := range more {
			p[attribute] = value
		}
		return p
	}
	perUnit := func(price float64) object { return object{"flat_rate": object{"price": price}} }
	tiers := func(first, second, third float64) object {
		return object{"tiered": object{"brackets": []object{
			{"max_quantity": 10, "price": first}, {"max_quantity": 100, "price": second}, {"max_quantity": nil, "price": third},
		}}}
	}
	coupon := func(percent int) object {
		discount := object{"percent": object{"value": percent, "context": "items"}}
		return object{"id": "SPRING", "issued_time": "2026-01-01T00:00:00Z", "discount": discount}
	}
	key := func(permissions ...string) object {
		return object{"id": "api_key_ci", "description": "CI", "acl": []object{{"permissions": permissions}}}
	}
	destroyed := changeOf("rebilly_plan", "legacy", seats("plan_legacy", "Legacy", perUnit(5), object{"on_destroy": "deactivate"}), nil, nil)
	destroyed["action_reason"] = "delete_because_no_resource_config"
	plan := planOf(
		changeOf("rebilly_plan", "team", seats("plan_team", "Team", perUnit(7.25), nil), seats("plan_team", "Team", perUnit(8.75), nil), nil),
		changeOf("rebilly_plan", "business", seats("plan_business", "Business", tiers(12.5, 11, 9), object{"setup": object{"price": 250}}),
			seats("plan_business", "Business", tiers(12.5, 10, 6.5), nil), nil),
		changeOf("rebilly_plan", "starter", nil, seats("plan_starter", "Starter", perUnit(4), nil), nil),
		destroyed,
		changeOf("rebilly_coupon", "spring", coupon(20), coupon(25), nil),
		changeOf("rebilly_api_key", "ci", key("GetPlan"), key("GetPlan", "PutPlan"), nil),
	)
	plan["resource_drift"] = []object{changeOf("rebilly_plan", "team", seats("plan_team", "Team", perUnit(7.5), nil),
		seats("plan_team", "Team", perUnit(7.25), nil), nil)}
	got, err := reviewOf(t, plan, "-format", "html", "-fail-on", "price-decrease>20%,destroy")
	if !errors.Is(err, errGate) {
		t.Errorf("got error %v, want %v", err, errGate)
	}
	golden := filepath.Join("testdata", "example.html")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(golden); err != nil || got != string(want) {
		t.Errorf("got (-update writes it; draw the picture again)\n%s\nwant (%v)\n%s", got, err, want)
	}
}

// TestReview_ProtectionIsNoDrift reviews a refresh that switches the protection of an object on, and one that changes its name, too.
func TestReview_ProtectionIsNoDrift(t *testing.T) {
	product := func(name string, protected bool) object {
		return object{"id": "prod_seats", "name": name, "deletion_protection": protected}
	}
	for name, want := range map[string]int{"Seats": 0, "Places": 1} {
		plan := planOf()
		plan["resource_drift"] = []object{changeOf("rebilly_product", "seats", product("Seats", false), product(name, true), nil)}
		r, err := decoded(t, plan)
		if err != nil || len(r.Drift) != want {
			t.Errorf("%s: got %+v, %v, want %d changes", name, r.Drift, err, want)
		}
	}
}

// TestGuide_JSON checks that the guide documents every field of the JSON and every gate, so that programs can rely on them.
func TestGuide_JSON(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "templates", "guides", "reviewing-plans.md.tmpl"))
	if err != nil {
		t.Fatal(err)
	}
	guide := string(text)
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(of reflect.Type) {
		for of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		if of.Kind() != reflect.Struct || seen[of] || of.PkgPath() != reflect.TypeFor[review]().PkgPath() {
			return
		}
		seen[of] = true
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
			if name == "" {
				continue
			}
			if !strings.Contains(guide, "`"+name+"`") && !strings.Contains(guide, name+"[]`") && !strings.Contains(guide, "."+name+"`") {
				t.Errorf("%s: got no field %s in the guide, want it documented", of.Name(), name)
			}
			walk(of.Field(i).Type)
		}
	}
	walk(reflect.TypeFor[review]())
	for _, name := range gateNames() {
		if !strings.Contains(guide, "`"+name+"`") {
			t.Errorf("got no gate %s in the guide, want it documented", name)
		}
	}
}
