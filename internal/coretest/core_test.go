package coretest_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

type (
	Object = coretest.Object
	List   = []any
)

func serve(t coretest.TB, d *demo) *coretest.Core {
	t.Helper()
	s, diagnostics := coretest.NewServerOf(t, providerserver.NewProtocol6(d)(), Object{"key": "k"})
	if diagnostics.HasError() {
		t.Fatalf("%s", diagnostics)
	}
	return s
}

func brackets(prices ...any) Object {
	list := List{}
	for _, price := range prices {
		list = append(list, Object{"price": price, "up_to": 10 * (len(list) + 1)})
	}
	return Object{"tiered": Object{"brackets": list}}
}

func maximal() Object {
	return Object{
		"id": "thing_max", "name": "Max", "label": "seat", "price": json.Number("99.95"), "secret_wo": "hush",
		"tags":     List{"b", "a"},
		"fields":   Object{"tier": "gold", "limits": List{1, 2.5, nil}, "open": true},
		"pricing":  brackets(json.Number("9.99"), coretest.Sub("1", "0.99")),
		"links":    Object{"home": Object{"url": "u"}, "help": Object{"url": "v", "weight": 3}},
		"settings": Object{"mode": "fast", "size": 2},
		"rules":    List{Object{"match": "x"}, Object{"match": "y", "score": 2}},
	}
}

func TestMatrix_passes(t *testing.T) {
	c := coretest.Case{
		Type: thing,
		Configs: map[string]Object{
			"maximal": maximal(),
			"minimal": {"name": "Min"},
			"nulls":   {"name": "Nulls", "label": nil, "price": nil, "fields": nil, "pricing": nil, "tags": nil},
			"empties": {"name": "", "label": "", "fields": Object{}, "pricing": Object{}, "tags": List{}, "links": Object{}, "rules": List{}},
			"zeroes":  {"name": "0", "price": 0, "pricing": brackets(0), "links": Object{"home": Object{"url": "", "weight": 0}}},
		},
		Changes: map[string]any{
			"id": "thing_other", "name": "Other", "label": "unit", "price": 1.5, "tags": List{"a", "c"}, "fields": "text", "fields.tier": 3,
			"pricing": Object{"flat": Object{"price": 1}}, "pricing.tiered.brackets.1.price": 0, "links.home.url": "w",
			"settings.size": 3, "rules": List{},
		},
		Clears: []string{
			"label",
			"price",
			"tags",
			"fields",
			"fields.tier",
			"pricing",
			"pricing.tiered.brackets.0",
			"links.help",
			"links.help.weight",
			"settings.size",
			"rules",
		},
		Volatile: []string{"revision"},
	}
	for name := range c.Configs {
		t.Run(name, func(t *testing.T) {
			d := newDemo()
			coretest.Lead(t, c, name, d, func(t *testing.T) *coretest.Core { t.Helper(); return serve(t, d) })
		})
	}
}

// TestMatrix_fails plants one defect at a time in the demo provider.
func TestMatrix_fails(t *testing.T) {
	t.Parallel()
	for sabotage, want := range map[string]string{
		"drift":                   "reading changes the state",
		"forgets on import":       "the plan is not empty: update with changes [price",
		"needs identity":          "Missing Resource Identity After Read",
		"destroys nothing":        "there is still an object",
		"error when gone":         "reading an object that is gone",
		"cannot destroy twice":    "delete demo_thing:",
		"writes another field":    "touched several fields of the object: got [another ",
		"loses unknown fields":    "futureSetting, which is unknown to the provider: got lost",
		"plans too much":          "the plan shows more: got changes [links.home.weight]",
		"ignores what is cleared": "the plan does not show the edit: got no-op",
	} {
		t.Run(sabotage, func(t *testing.T) {
			t.Parallel()
			test, err := os.Executable()
			check(err)
			matrix := exec.CommandContext(t.Context(), test, "-test.run=^TestMatrix_passes$", "-test.failfast")
			matrix.Env = append(os.Environ(), "DEMO_SABOTAGE="+sabotage)
			if output, err := matrix.CombinedOutput(); err == nil || !strings.Contains(string(output), want) {
				t.Errorf("got %v:\n%s\nwant a failure with %q", err, output, want)
			}
		})
	}
}

func TestPlan_Changes(t *testing.T) {
	s := serve(t, newDemo())
	state := s.MustApply(nil, thing, maximal())

	plan := s.Plan(nil, thing, Object{"name": "Min", "price": coretest.Unknown})
	if got := plan.Changes(); plan.Action != coretest.Create ||
		!slices.Equal(got, []string{"id", "label", "name", "price", "revision", "settings"}) {
		t.Errorf("create: got %s %v", plan.Action, got)
	}
	if plan.Get("label") != "unit" || plan.Get("price") != coretest.Unknown || plan.Get("tags") != nil {
		t.Errorf("create: got planned %v", coretest.FromValue(plan.Planned))
	}

	config := maximal()
	config["pricing"] = brackets(json.Number("9.99"), 5, 6)
	config["links"] = Object{"home": Object{"url": "u", "weight": 4}}
	plan = s.Plan(state, thing, config)
	want := []string{"links.help", "links.home.weight", "pricing.tiered.brackets.1.price", "pricing.tiered.brackets.2", "revision"}
	if got := plan.Changes(); plan.Action != coretest.Update || !slices.Equal(got, want) {
		t.Errorf("update: got %s %v, want update %v", plan.Action, got, want)
	}

	config["id"] = "thing_new"
	plan = s.Plan(state, thing, config)
	if plan.Action != coretest.Replace || !slices.Equal(plan.RequiresReplace, []string{"id"}) {
		t.Errorf("replace: got %s because of %v, want replace because of [id]", plan.Action, plan.RequiresReplace)
	}
	if plan = s.Plan(state, thing, maximal()); plan.Action != coretest.NoOp || plan.Changes() != nil {
		t.Errorf("no-op: got %s with changes %v, want no-op", plan.Action, plan.Changes())
	}
	if plan = s.Plan(state, thing, nil); plan.Action != coretest.Delete || !plan.Planned.IsNull() {
		t.Errorf("delete: got %s, want delete", plan.Action)
	}
}

func TestApply_Replace(t *testing.T) {
	d := newDemo()
	s := serve(t, d)
	state := s.MustApply(nil, thing, maximal())
	config := maximal()
	config["id"] = "thing_new"
	state = s.MustApply(state, thing, config)
	if _, ok := d.Get("", "thing_max"); ok || state.Get("id") != "thing_new" || state.Identity["id"] != "thing_new" {
		t.Errorf("got old object %t, state %v, identity %v, want only thing_new", ok, state.Object(), state.Identity)
	}
}

func TestApply_UnknownConfiguration(t *testing.T) {
	s := serve(t, newDemo())
	config := maximal()
	config["price"] = coretest.Unknown
	config["fields"] = Object{"tier": coretest.Unknown}
	plan := s.Plan(nil, thing, config)
	if plan.Get("fields.tier") != coretest.Unknown {
		t.Errorf("got planned fields %v, want an unknown tier", plan.Get("fields"))
	}
	config["price"], config["fields"] = json.Number("99.95"), Object{"tier": "gold"}
	state := s.ApplyWith(plan, config)
	if state.Diagnostics.HasError() || state.Get("price") != json.Number("99.95") {
		t.Errorf("got price %v, want 99.95\n%s", state.Get("price"), state.Diagnostics)
	}
}

func TestApply_TaintedCreate(t *testing.T) {
	d := newDemo()
	s := serve(t, d)
	d.failure = "the response was lost"
	state := s.Apply(s.Plan(nil, thing, maximal()))
	if !state.Tainted || !state.Diagnostics.HasError("Unable to write thing", "lost") || state.Get("id") != "thing_max" {
		t.Fatalf("got tainted %t, %v, want a tainted thing_max\n%s", state.Tainted, state.Object(), state.Diagnostics)
	}
	d.failure = ""
	plan := s.Plan(s.Read(state), thing, maximal())
	if plan.Action != coretest.Replace || len(plan.RequiresReplace) != 0 {
		t.Errorf("got plan %s because of %v, want replace because of taint alone", plan.Action, plan.RequiresReplace)
	}
	if state = s.Apply(plan); state.Tainted || state.Diagnostics.HasError() {
		t.Errorf("got tainted %t, want false\n%s", state.Tainted, state.Diagnostics)
	}

	d.failure = "again"
	config := maximal()
	config["name"] = "Other"
	if state = s.Apply(s.Plan(state, thing, config)); state.Tainted || !state.Diagnostics.HasError("again") {
		t.Errorf("a failed update: got tainted %t, want false and the error\n%s", state.Tainted, state.Diagnostics)
	}
}

func TestApply_RetryCreate(t *testing.T) {
	s, c := tampered(t)
	c.apply = func(r *tfprotov6.ApplyResourceChangeResponse) {
		c.forge(r.NewState, "", nil)
		r.Diagnostics = append(r.Diagnostics, &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "refused"})
	}
	state := s.Apply(s.Plan(nil, thing, maximal()))
	if !state.Removed() || state.Tainted || !state.Diagnostics.HasError("refused") {
		t.Fatalf("got tainted %t, %v, want no state\n%s", state.Tainted, state.Object(), state.Diagnostics)
	}
	c.apply = nil
	if state = s.MustApply(state, thing, maximal()); state.Get("name") != "Max" {
		t.Errorf("got %v, want name Max", state.Object())
	}
}

func TestCore_Diagnostics(t *testing.T) {
	s := serve(t, newDemo())
	invalid := Object{"name": nil, "revision": 3}
	for name, diagnostics := range map[string]coretest.Diagnostics{
		"validate": s.Validate(thing, invalid),
		"plan":     s.Plan(nil, thing, invalid).Diagnostics,
		"apply":    s.Apply(s.Plan(nil, thing, invalid)).Diagnostics,
	} {
		if !diagnostics.HasError("error: name: Missing Configuration for Required Attribute") ||
			!diagnostics.HasError("revision: Invalid Configuration") {
			t.Errorf("%s: got\n%s\nwant errors for name and revision", name, diagnostics)
		}
		if diagnostics.HasError("name", "revision") || diagnostics.HasWarning() || len(diagnostics.Errors()) != 2 {
			t.Errorf("%s: got\n%s\nwant two separate errors and no warning", name, diagnostics)
		}
	}
	missing := s.Import(thing, "nowhere")
	if !missing.Removed() || !missing.Diagnostics.HasError("non-existent remote object") {
		t.Errorf("import of a missing object: got removed %t, want true\n%s", missing.Removed(), missing.Diagnostics)
	}
	_, diagnostics := coretest.NewServerOf(t, providerserver.NewProtocol6(newDemo())(), Object{})
	if !diagnostics.HasError("key: Missing Configuration") {
		t.Errorf("configure: got\n%s\nwant an error for key", diagnostics)
	}
}

func TestState_RoundTrip(t *testing.T) {
	s := serve(t, newDemo())
	state := s.MustApply(nil, thing, maximal())
	read := s.Read(state)
	if diff := cmp.Diff(state.Object(), read.Object()); diff != "" {
		t.Errorf("read after apply (-applied +read):\n%s", diff)
	}
	if got := read.Get("pricing.tiered.brackets.1.price"); !strings.HasPrefix(string(got.(json.Number)), "0.0100000000000000000000000000") ||
		got == json.Number("0.01") {
		t.Errorf("1 - 0.99: got %v, want its 512 bit digits", got)
	}
	if got := read.Get("fields"); !cmp.Equal(
		got,
		Object{"tier": "gold", "limits": List{json.Number("1"), json.Number("2.5"), nil}, "open": true},
	) {
		t.Errorf("fields: got %v", got)
	}
	if got := read.Get("tags.0"); got != "a" {
		t.Errorf("first tag: got %v, want a", got)
	}
	old := s.UpgradeState(thing, 1, `{"id":"thing_max","name":"Old","gone":true}`)
	if old.Diagnostics.HasError() || old.Get("name") != "Old" || old.Get("price") != nil {
		t.Errorf("upgraded state: got %v, want name Old and no price\n%s", old.Object(), old.Diagnostics)
	}
	if refused := s.Plan(s.UpgradeState(thing, 0, `{}`), thing, maximal()); !refused.Diagnostics.HasError("Unable to Upgrade Resource State") {
		t.Errorf("a version without upgrade: got plan %s, want an error\n%s", refused.Action, refused.Diagnostics)
	}
}

func TestCore_InvalidUsage(t *testing.T) {
	s := serve(t, newDemo())
	for want, call := range map[string]func(*coretest.Core){
		"pricing.tiered.brackets.0.prize: there is no such attribute": func(s *coretest.Core) {
			s.Validate(thing, Object{"pricing": Object{"tiered": Object{"brackets": List{Object{"prize": 1}}}}})
		},
		"links: got []interface {}, want an Object": func(s *coretest.Core) { s.Plan(nil, thing, Object{"links": List{}}) },
		"tags: got string, want []any":              func(s *coretest.Core) { s.Plan(nil, thing, Object{"tags": "a"}) },
		"name: tftypes.NewValue can't use":          func(s *coretest.Core) { s.Plan(nil, thing, Object{"name": 1}) },
		"has no resource demo_other":                func(s *coretest.Core) { s.Plan(nil, "demo_other", nil) },
		"want known ones":                           func(s *coretest.Core) { s.Apply(s.Plan(nil, thing, Object{"name": coretest.Unknown})) },
		"create demo_thing":                         func(s *coretest.Core) { s.MustApply(nil, thing, Object{}) },
	} {
		if got := failures(t, s, call); !strings.Contains(got, strings.Replace(want, "create demo_thing", "plan demo_thing", 1)) {
			t.Errorf("got %q, want it to contain %q", got, want)
		}
	}
}
