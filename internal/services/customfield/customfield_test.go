package customfield_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const typeName = "rebilly_custom_field"

type object = coretest.Object

// field returns the configuration of the field tier of products, with the type in more.
func field(more object) object {
	config := object{"resource": "products", "name": "tier"}
	maps.Copy(config, more)
	return config
}

func start(t *testing.T) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

func TestMatrix(t *testing.T) {
	for fieldType, test := range map[string]struct {
		maximal, nulls, empties object
		changes                 map[string]any
		clears                  []string
	}{
		"array": {
			maximal: object{"allowed_values": []any{"a", "b", "c"}, "required": true, "default": []any{"a", "b"}},
			nulls:   object{"allowed_values": nil, "required": nil, "default": nil},
			empties: object{"allowed_values": []any{}, "required": false, "default": []any{}},
			changes: map[string]any{"allowed_values": []any{"b", "a"}, "default": []any{"c"}, "default.1": "c", "required": false},
			clears:  []string{"allowed_values", "allowed_values.2", "default", "default.1", "required"},
		},
		"boolean": {
			maximal: object{"required": true, "default": true},
			nulls:   object{"required": nil, "default": nil},
			empties: object{"required": false, "default": false},
			changes: map[string]any{"required": false, "default": false},
			clears:  []string{"required", "default"},
		},
		"date": {
			maximal: object{"required": true, "default": "2026-01-31"},
			nulls:   object{"required": nil, "default": nil},
			empties: object{"required": false},
			changes: map[string]any{"required": false, "default": "2024-02-29"},
			clears:  []string{"required", "default"},
		},
		"datetime": {
			maximal: object{"required": true, "default": "2026-01-31T10:00:00.5+02:00"},
			nulls:   object{"required": nil, "default": nil},
			empties: object{"required": false},
			changes: map[string]any{"required": false, "default": "2026-01-31T10:00:00Z"},
			clears:  []string{"required", "default"},
		},
		"integer": {
			maximal: object{"minimum": -2147483648, "maximum": 2147483647, "required": true, "default": 5},
			nulls:   object{"minimum": nil, "maximum": nil, "required": nil, "default": nil},
			empties: object{"minimum": 0, "maximum": 0, "required": false, "default": 0},
			changes: map[string]any{"minimum": 0, "maximum": 5, "default": 0, "required": false},
			clears:  []string{"minimum", "maximum", "required", "default"},
		},
		"number": {
			maximal: object{"minimum": -0.5, "maximum": 99.95, "required": true, "default": coretest.Sub("1", "0.99")},
			nulls:   object{"minimum": nil, "maximum": nil, "required": nil, "default": nil},
			empties: object{"minimum": 0, "maximum": 0, "required": false, "default": 0},
			changes: map[string]any{"minimum": 0, "maximum": 1234567890.12, "default": 0, "required": false},
			clears:  []string{"minimum", "maximum", "required", "default"},
		},
		"string": {
			maximal: object{"allowed_values": []any{"gold", "silver"}, "max_length": 4000, "pattern": "/^[a-z]+$/i", "required": true,
				"default": "gold"},
			nulls:   object{"allowed_values": nil, "max_length": nil, "pattern": nil, "required": nil, "default": nil},
			empties: object{"allowed_values": []any{}, "required": false, "default": ""},
			changes: map[string]any{"allowed_values": []any{"silver", "gold"}, "max_length": 6, "pattern": `~^\p{L}+$~u`, "required": false,
				"default": "silver"},
			clears: []string{"allowed_values", "allowed_values.1", "max_length", "pattern", "required", "default"},
		},
		"monetary": {
			maximal: object{"required": true, "default": object{"currency": "EUR", "amount": 25.3}},
			nulls:   object{"required": nil, "default": nil},
			empties: object{"required": false, "default": object{"currency": "USD", "amount": 0}},
			changes: map[string]any{"required": false, "default.currency": "JPY", "default.amount": 0},
			clears:  []string{"required", "default"},
		},
	} {
		t.Run(fieldType, func(t *testing.T) {
			changes := map[string]any{"name": "level", "resource": "plans", "description": "Different", "is_enabled": true, "on_destroy": "abandon"}
			for path, value := range test.changes {
				changes[fieldType+"."+path] = value
			}
			clears := []string{"description", "is_enabled"}
			for _, path := range test.clears {
				clears = append(clears, fieldType+"."+path)
			}
			coretest.Matrix(t, coretest.Case{
				Type:          typeName,
				Collection:    "custom-fields",
				KeptOnDestroy: true,
				ID:            func(s *coretest.State) string { return fmt.Sprint(s.Get("resource"), "/", s.Get("name")) },
				Unreadable:    []string{"on_destroy"},
				ListConfig:    object{"resource": "products"},
				Configs: map[string]coretest.Object{
					"minimal": field(object{fieldType: object{}}),
					"maximal": field(object{fieldType: test.maximal, "description": "What it is", "is_enabled": false, "on_destroy": "disable"}),
					"nulls":   field(object{fieldType: test.nulls, "description": nil, "is_enabled": nil, "on_destroy": nil}),
					"empties": field(object{fieldType: test.empties, "description": ""}),
				},
				Changes: changes,
				Clears:  clears,
			})
		})
	}
}

func TestUpdate_TypeIsImmutable(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, typeName, field(object{"string": object{}}))
	for _, change := range []object{{"integer": object{}}, {"integer": object{"minimum": coretest.Unknown}},
		{"monetary": object{"default": object{"currency": "USD", "amount": 1}}}} {
		plan := s.Plan(state, typeName, field(change))
		if !plan.Diagnostics.HasError("cannot be changed", "has type string", "cannot be reused", "different name", "string = {}") {
			t.Errorf("got %v, want an error about the type", plan.Diagnostics)
		}
	}
	// An import does not allow a change of the type either.
	plan := s.Plan(s.Import(typeName, "products/tier"), typeName, field(object{"date": object{}}))
	if !plan.Diagnostics.HasError("date", "cannot be changed") {
		t.Errorf("got %v, want an error at date", plan.Diagnostics)
	}
	if got := rebilly.Requests()["PUT /custom-fields/{resource}/{name}"]; got != 1 {
		t.Errorf("got %d PUTs, want 1", got)
	}
}

func TestPlan_ReplacementWarns(t *testing.T) {
	for onDestroy, want := range map[string]string{"disable": "will be disabled", "abandon": "will stay unchanged"} {
		rebilly, s := start(t)
		state := s.MustApply(nil, typeName, field(object{"string": object{}, "on_destroy": onDestroy}))
		plan := s.Plan(state, typeName, object{"resource": "products", "name": "level", "integer": object{}, "on_destroy": onDestroy})
		if plan.Action != coretest.Replace || !plan.Diagnostics.HasWarning("name", "stays in Rebilly", `"tier" for products`, want, "not moved") {
			t.Errorf("got %s with %v, want %s with a warning %q", plan.Action, plan.Diagnostics, coretest.Replace, want)
		}
		if after := s.Apply(plan); len(after.Diagnostics) > 0 {
			t.Errorf("got %v, want no diagnostics", after.Diagnostics)
		}
		old, _ := rebilly.Get("custom-fields", "products/tier")
		if want := onDestroy == "abandon"; old["isEnabled"] != want {
			t.Errorf("%s: got isEnabled %v, want %t", onDestroy, old["isEnabled"], want)
		}
	}
}

func TestPlan_NarrowingWarns(t *testing.T) {
	type change struct {
		from, to object
		want     string
	}
	changes := []change{
		{
			object{"string": object{"allowed_values": []any{"a", "b", "c"}}}, object{"string": object{"allowed_values": []any{"c",
				"a"}}}, `allowed_values loses 1 of 3 values`,
		},
		{object{"string": object{}}, object{"string": object{"allowed_values": []any{"a"}}}, "allowed_values is added"},
		{
			object{"array": object{"allowed_values": []any{"a", "b"}}}, object{"array": object{"allowed_values": []any{"b"}}},
			`allowed_values loses 1 of`,
		},
		{object{"string": object{"allowed_values": []any{"a"}}}, object{"string": object{}}, ""},
		{object{"string": object{"allowed_values": []any{"a"}}}, object{"string": object{"allowed_values": []any{"b", "a"}}}, ""},
		{object{"string": object{}}, object{"string": object{"max_length": 254}}, "max_length changes from 255 to 254"},
		{object{"string": object{"max_length": 256}}, object{"string": object{}}, "max_length changes from 256 to 255"},
		{object{"string": object{"max_length": 10}}, object{"string": object{"max_length": 11}}, ""},
		{object{"integer": object{"minimum": 9}}, object{"integer": object{"minimum": 10}}, "minimum changes from 9 to 10"},
		{object{"number": object{"maximum": 9.5}}, object{"number": object{"maximum": 9.25}}, "maximum changes from 9.5 to 9.25"},
		{object{"number": object{}}, object{"number": object{"minimum": 0}}, "minimum changes from none to 0"},
		{object{"integer": object{"minimum": 5, "maximum": 5}}, object{"integer": object{"minimum": 4, "maximum": 10}}, ""},
		{object{"integer": object{"minimum": 5}}, object{"integer": object{}}, ""},
		{object{"boolean": object{}}, object{"boolean": object{"required": true}}, "required becomes true"},
		{object{"boolean": object{"required": true}}, object{"boolean": object{}}, ""},
		{object{"string": object{}}, object{"string": object{"pattern": "/a/"}}, "pattern changes"},
		{object{"string": object{"pattern": "/a/"}}, object{"string": object{"pattern": "/b/"}}, "pattern changes"},
		{object{"string": object{"pattern": "/a/"}}, object{"string": object{}}, ""},
		{
			object{"string": object{}}, object{"string": object{"max_length": 5,
				"required": true}}, "max_length changes from 255 to 5; required becomes true",
		},
		{object{"date": object{}}, object{"date": object{}, "description": "x"}, ""},
	}
	for _, change := range changes {
		t.Run(fmt.Sprint(change.from, change.to), func(t *testing.T) {
			_, s := start(t)
			state := s.MustApply(nil, typeName, field(change.from))
			plan := s.Plan(state, typeName, field(change.to))
			switch warnings := plan.Diagnostics.Warnings(); {
			case change.want == "" && len(warnings) > 0:
				t.Errorf("got %v, want no warnings", warnings)
			case change.want != "" && (len(warnings) != 1 || !warnings.HasWarning("Existing values may become invalid", change.want)):
				t.Errorf("got %v, want one warning with %q", warnings, change.want)
			}
		})
	}
}

func TestDestroy(t *testing.T) {
	for onDestroy, want := range map[string]struct {
		warning string
		puts    int
	}{
		"disable": {"disabled, not deleted", 1},
		"abandon": {"kept, not deleted", 0},
	} {
		rebilly, s := start(t)
		state := s.MustApply(nil, typeName, field(object{"string": object{"max_length": 9}, "on_destroy": onDestroy}))
		rebilly.Put("custom-fields", "products/tier", object{"type": "string", "additionalSchema": object{"maxLength": 9, "pattern": "/theirs/"}})
		plan := s.Plan(state, typeName, nil)
		if !plan.Diagnostics.HasWarning("on_destroy", want.warning) {
			t.Errorf("got %v, want a warning %q", plan.Diagnostics, want.warning)
		}
		rebilly.Reset()
		if after := s.Apply(plan); !after.Removed() {
			t.Errorf("got %v, want the field removed from the state", after.Diagnostics)
		}
		stored, _ := rebilly.Get("custom-fields", "products/tier")
		if stored["isEnabled"] == (onDestroy == "disable") || !strings.Contains(fmt.Sprint(stored), "theirs") {
			t.Errorf("%s: got %v, want the changes of others kept", onDestroy, stored)
		}
		if got := rebilly.Requests()["PUT /custom-fields/{resource}/{name}"]; got != want.puts {
			t.Errorf("%s: got %d PUTs, want %d", onDestroy, got, want.puts)
		}
	}
}

func TestCreate_AfterDestroy(t *testing.T) {
	rebilly, s := start(t)
	config := field(object{"string": object{"allowed_values": []any{"gold"}}})
	state := s.MustApply(nil, typeName, config)
	s.MustApply(state, typeName, nil)
	again := field(object{"string": object{"max_length": 20}, "description": "New"})
	state = s.MustApply(nil, typeName, again)
	if !state.Diagnostics.HasWarning("name", "Existing custom field enabled", `"products/tier"`, "disabled") {
		t.Errorf("got %v, want a warning at name", state.Diagnostics)
	}
	stored, _ := rebilly.Get("custom-fields", "products/tier")
	if got := fmt.Sprintf("%v %v %v", stored["isEnabled"], stored["description"],
		stored["additionalSchema"]); got != "true New map[maxLength:20 required:false]" {
		t.Errorf("got %s in Rebilly, want the field enabled with the new schema", got)
	}
	if plan := s.Plan(s.Read(state), typeName, again); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want %s", plan.Action, plan.Changes(), coretest.NoOp)
	}
	state.Tainted = true
	if state = s.Apply(s.Plan(state, typeName, again)); state.Diagnostics.HasError() || state.Get("is_enabled") != true {
		t.Errorf("replaced in one run: got %v, want the field enabled", state.Diagnostics)
	}
}

func TestCreate_NameExists(t *testing.T) {
	for name, test := range map[string]struct {
		existing object
		want     []string
	}{
		"enabled": {
			object{"type": "string", "description": "Theirs"},
			[]string{"name already exists", "import {", "to = rebilly_custom_field.this", `id = "products/tier"`, "choose a different name"},
		},
		"of a different type": {
			object{"type": "integer", "description": "Theirs"},
			[]string{"name already in use", "of type integer", "different name", "integer = {}", "import {", `id = "products/tier"`},
		},
		"of a different type, disabled": {
			object{"type": "date", "isEnabled": false, "description": "Theirs"},
			[]string{"name already in use", "of type date"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t)
			rebilly.Put("custom-fields", "products/tier", test.existing)
			state := s.Apply(s.Plan(nil, typeName, field(object{"string": object{}})))
			if !state.Removed() || !state.Diagnostics.HasError(append(test.want, "error: name: ")...) {
				t.Errorf("got %v %v, want no state and an error with %q", state.Object(), state.Diagnostics, test.want)
			}
			if stored, _ := rebilly.Get("custom-fields", "products/tier"); stored["description"] != "Theirs" {
				t.Errorf("got %v in Rebilly, want the field unchanged", stored)
			}
		})
	}
}

func TestUpdate_SchemaInUse(t *testing.T) {
	rebilly, s := start(t)
	config := field(object{"string": object{}, "timeouts": object{"delete": "10ms"}})
	state := s.MustApply(nil, typeName, config)
	rebilly.BlockDelete("custom-fields", "products/tier", "Schema in use")
	changed := s.Apply(s.Plan(state, typeName, field(object{"string": object{"max_length": 5}, "timeouts": object{"delete": "10ms"}})))
	want := []string{"Schema in use", "clear the values", "different name", "abandon", "status 409"}
	if changed.Get("string.max_length") != nil || !changed.Diagnostics.HasError(append(want, "Unable to update custom field")...) {
		t.Errorf("got %v, want an error with %q", changed.Diagnostics, want)
	}
	kept := s.Apply(s.Plan(state, typeName, nil))
	if kept.Removed() || !kept.Diagnostics.HasError(append(want, "Unable to delete custom field")...) {
		t.Errorf("got %v, want an error with %q", kept.Diagnostics, want)
	}
	abandoned := s.MustApply(state, typeName, field(object{"string": object{}, "on_destroy": "abandon"}))
	if after := s.MustApply(abandoned, typeName, nil); !after.Removed() {
		t.Errorf("got %v, want the field removed from the state", after.Diagnostics)
	}
}

func TestRead_DefaultDrift(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, typeName, field(object{"boolean": object{}}))
	rebilly.Put("custom-fields", "products/tier", object{"type": "boolean", "additionalSchema": object{"default": false}})
	if read := s.Read(state); read.Get("boolean.default") != false {
		t.Errorf("got default %v, want false", read.Get("boolean.default"))
	}
	blank := s.MustApply(nil, typeName, object{"resource": "plans", "name": "blank", "string": object{"default": ""}})
	plan := s.Plan(blank, typeName, object{"resource": "plans", "name": "blank", "string": object{}})
	if plan.Action != coretest.Update || plan.Get("string.default") != nil {
		t.Errorf("got %s of %v, want %s of an empty default to null", plan.Action, plan.Changes(), coretest.Update)
	}
	state = s.MustApply(nil, typeName, object{"resource": "plans", "name": "a", "datetime": object{"default": "2026-01-31T10:00:00+02:00"}})
	rebilly.Put("custom-fields", "plans/a", object{"type": "datetime", "additionalSchema": object{"default": "2026-01-31T08:00:00Z"}})
	if read := s.Read(state); read.Get("datetime.default") != "2026-01-31T10:00:00+02:00" {
		t.Errorf("got %v, want the format of the configuration for an equal time", read.Get("datetime.default"))
	}
	rebilly.Put("custom-fields", "plans/a", object{"type": "datetime", "additionalSchema": object{"default": "2026-01-31T09:00:00Z"}})
	if read := s.Read(state); read.Get("datetime.default") != "2026-01-31T09:00:00Z" {
		t.Errorf("got %v, want the different time", read.Get("datetime.default"))
	}
}

func TestUpdate_UnknownType(t *testing.T) {
	rebilly, s := start(t)
	state := s.MustApply(nil, typeName, field(object{"string": object{}}))
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"name": "tier", "type": "hologram"}`)
	})
	if read := s.Read(state); !read.Diagnostics.HasError(`type "hologram"`) || read.Removed() {
		t.Errorf("got %v, want an error about the type", read.Diagnostics)
	}
}

func TestValidate_InvalidConfigurations(t *testing.T) {
	long := strings.Repeat("x", 61)
	for name, test := range map[string]struct {
		config   object
		at, want string
	}{
		"no type":            {field(nil), "", "exactly one of array"},
		"two types":          {field(object{"string": object{}, "date": object{}}), "string", "date and string"},
		"invalid name":       {field(object{"string": object{}, "name": "a.b"}), "name", "letters"},
		"empty name":         {field(object{"string": object{}, "name": ""}), "name", ""},
		"long name":          {field(object{"string": object{}, "name": long}), "name", "60"},
		"invalid resource":   {field(object{"string": object{}, "resource": "houses"}), "resource", "deposit-requests"},
		"invalid on_destroy": {field(object{"string": object{}, "on_destroy": "delete"}), "on_destroy", "abandon"},
		"bounds":             {field(object{"integer": object{"minimum": 2, "maximum": 1}}), "integer.maximum", "minimum is 2"},
		"bounds of numbers":  {field(object{"number": object{"minimum": 0.2, "maximum": 0.1}}), "number.maximum", "minimum is 0.2"},
		"integer of 33 bits": {field(object{"integer": object{"default": 1 << 31}}), "integer.default", ""},
		"default below":      {field(object{"integer": object{"minimum": 2, "default": 1}}), "integer.default", "at least 2"},
		"default above":      {field(object{"number": object{"maximum": 0.5, "default": 0.75}}), "number.default", "at most 0.5"},
		"default not allowed": {
			field(object{"string": object{"allowed_values": []any{"a", "b"}, "default": "c"}}), "string.default", `"a", "b"`,
		},
		"default too long":         {field(object{"string": object{"default": strings.Repeat("ü", 256)}}), "string.default", "255"},
		"default above max_length": {field(object{"string": object{"max_length": 2, "default": "abc"}}), "string.default", "2 characters"},
		"allowed value too long": {
			field(object{"string": object{"max_length": 1, "allowed_values": []any{"a", "bc"}}}), "string.allowed_values.1", "1 characters",
		},
		"null among allowed values": {field(object{"string": object{"allowed_values": []any{nil}}}), "string.allowed_values", "null"},
		"max_length":                {field(object{"string": object{"max_length": 4001}}), "string.max_length", "4000"},
		"max_length of 0":           {field(object{"string": object{"max_length": 0}}), "string.max_length", "1"},
		"empty pattern":             {field(object{"string": object{"pattern": ""}}), "string.pattern", ""},
		"array element": {
			field(object{"array": object{"allowed_values": []any{strings.Repeat("x", 256)}}}), "array.allowed_values", "255",
		},
		"array default": {
			field(object{"array": object{"allowed_values": []any{"a"}, "default": []any{"b"}}}), "array.default", `"a"`,
		},
		"date":                    {field(object{"date": object{"default": "31.01.2026"}}), "date.default", "2026-01-31"},
		"nonexistent date":        {field(object{"date": object{"default": "2026-02-30"}}), "date.default", "2026-01-31"},
		"datetime without offset": {field(object{"datetime": object{"default": "2026-01-31T10:00:00"}}), "datetime.default", "RFC 3339"},
		"currency": {
			field(object{"monetary": object{"default": object{"currency": "usd", "amount": 1}}}), "monetary.default.currency", "ISO 4217",
		},
		"no amount": {field(object{"monetary": object{"default": object{"currency": "USD"}}}), "monetary.default.amount", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, s := start(t)
			if got := s.Validate(typeName, test.config); !got.HasError(test.at, test.want) {
				t.Errorf("got %v, want an error at %q with %q", got, test.at, test.want)
			}
		})
	}
}

func TestPattern_IsNotValidated(t *testing.T) {
	_, s := start(t)
	for _, pattern := range []string{`/^(?<!a)b++$/`, `{^(?R)?$}x`, `#[#`, "not delimited"} {
		config := field(object{"string": object{"pattern": pattern}, "name": "p"})
		state := s.Apply(s.Plan(nil, typeName, config))
		if state.Diagnostics.HasError() || state.Get("string.pattern") != pattern {
			t.Errorf("%s: got %v, want no error", pattern, state.Diagnostics)
		}
		s.MustApply(state, typeName, nil)
	}
}

func TestValidate_UnknownValues(t *testing.T) {
	_, s := start(t)
	unknown := coretest.Unknown
	for _, config := range []object{
		field(object{"string": unknown}), field(object{"string": object{}, "integer": unknown}), field(object{"string": object{},
			"name": unknown, "resource": unknown}),
		field(object{"string": object{"max_length": unknown, "default": "abc", "allowed_values": unknown}}),
		field(object{"array": object{"default": []any{"a", unknown}, "allowed_values": []any{unknown}}}),
		field(object{"integer": object{"minimum": unknown, "maximum": 1, "default": unknown}}),
		field(object{"monetary": object{"default": object{"currency": unknown, "amount": unknown}}}),
		field(object{"string": object{}, "is_enabled": unknown, "on_destroy": unknown, "description": unknown}),
	} {
		if plan := s.Plan(nil, typeName, config); len(plan.Diagnostics) > 0 {
			t.Errorf("%v: got %v, want no diagnostics", config, plan.Diagnostics)
		}
	}
}
