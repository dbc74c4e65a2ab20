package customfields_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const (
	list      = "GET /custom-fields/{resource}"
	fieldType = "rebilly_custom_field"
)

type config = coretest.Object

// resources are configurations of the resources that have custom_fields, without them, by collection.
func resources() map[string]config {
	all := map[string]config{}
	for _, kind := range coretest.ResourceTypes {
		if kind.HasAttribute("custom_fields") {
			all[kind.Collection] = maps.Clone(kind.Minimal)
		}
	}
	return all
}

func typeOf(collection string) string {
	for _, kind := range coretest.ResourceTypes {
		if kind.Collection == collection {
			return kind.Type
		}
	}
	return ""
}

// withFields returns a configuration with custom_fields.
func withFields(collection string, fields any) config {
	resource := resources()[collection]
	resource["custom_fields"] = fields
	return resource
}

func declare(rebilly *fakeapi.Server, collection string) {
	for name, declaration := range map[string]config{
		"tags":  {"type": "array", "additionalSchema": config{"allowedValues": []string{"a", "b"}}},
		"beta":  {"type": "boolean"},
		"since": {"type": "date"},
		"at":    {"type": "datetime"},
		"seats": {"type": "integer", "additionalSchema": config{"minimum": 1, "maximum": 9}},
		"ratio": {"type": "number", "additionalSchema": config{"minimum": 0.5}},
		"tier":  {"type": "string", "additionalSchema": config{"allowedValues": []string{"gold", "silver"}}},
		"note":  {"type": "string", "additionalSchema": config{"maxLength": 300, "pattern": "/(?<!x)/", "required": true}},
		"fee":   {"type": "monetary"},
		"old":   {"type": "string", "isEnabled": false},
	} {
		rebilly.Put("custom-fields", collection+"/"+name, declaration)
	}
}

func start(t *testing.T) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{CheckCustomFields: true})
	coretest.SeedObjects(rebilly)
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

func TestPlanCheck_Values(t *testing.T) {
	valid := config{
		"tags": []any{"b", "a"}, "beta": false, "since": "2026-01-31", "at": "2026-01-31T10:00:00+02:00", "seats": 9, "ratio": 0.5,
		"tier": "gold",
		"note": strings.Repeat("n", 300), "fee": config{"currency": "USD", "amount": 9.95}, "none": nil, "old": nil,
	}
	invalid := map[string]struct {
		value any
		want  string
	}{
		"tags":  {[]any{"a", "c"}, `"a", "b"`},
		"beta":  {"yes", "true or false"},
		"since": {"31.01.2026", "2026-01-31"},
		"at":    {"2026-01-31T1:00:00Z", "RFC 3339"},
		"seats": {10, "at most 9"},
		"ratio": {0.25, "at least 0.5"},
		"tier":  {"bronze", `"gold", "silver"`},
		"note":  {strings.Repeat("n", 301), "300 characters"},
		"fee":   {config{"currency": "usd", "amount": 1}, "money"},
		"old":   {"x", "disabled"},
	}
	for collection := range resources() {
		t.Run(collection, func(t *testing.T) {
			rebilly, s := start(t)
			declare(rebilly, collection)
			state := s.MustApply(nil, typeOf(collection), withFields(collection, valid))
			if again := s.Plan(state, typeOf(collection), withFields(collection, valid)); again.Action != coretest.NoOp {
				t.Errorf("got %s of %v, want no changes", again.Action, again.Changes())
			}
			for name, test := range invalid {
				plan := s.Plan(nil, typeOf(collection), withFields(collection, config{name: test.value}))
				if !plan.Diagnostics.HasError("error: custom_fields."+name+": ", test.want) {
					t.Errorf("%s: got %v, want an error with %q", name, plan.Diagnostics, test.want)
				}
			}
			if got := rebilly.Requests()[list]; got != 1 {
				t.Errorf("got %d lists, want 1", got)
			}
		})
	}
}

func TestPlanCheck_WrongTypes(t *testing.T) {
	rebilly, s := start(t)
	declare(rebilly, "products")
	for name, value := range map[string]any{
		"tags": "a", "beta": 1, "since": true, "at": 5, "seats": "5", "ratio": "x", "tier": 1, "note": []any{"a"}, "fee": 9,
	} {
		plan := s.Plan(nil, "rebilly_product", withFields("products", config{name: value}))
		if !plan.Diagnostics.HasError("error: custom_fields."+name, "must be") {
			t.Errorf("%s: got %v, want an error", name, plan.Diagnostics)
		}
	}
	for name, value := range map[string]any{"seats": 1.5, "tags": []any{strings.Repeat("x", 256)}} {
		plan := s.Plan(nil, "rebilly_product", withFields("products", config{name: value}))
		if !plan.Diagnostics.HasError("custom_fields." + name) {
			t.Errorf("%s: got %v, want an error", name, plan.Diagnostics)
		}
	}
}

// TestPlanCheck_ConvertedTypes: Terraform and its functions convert values, and the configuration does not show it.
func TestPlanCheck_ConvertedTypes(t *testing.T) {
	rebilly, s := start(t)
	declare(rebilly, "products")
	for name, test := range map[string]struct{ value, want any }{
		"seats": {"5", `It is the text "5". Terraform makes texts`},
		"ratio": {"0.75", "csvdecode()"},
		"beta":  {"true", "tobool()"},
		"since": {"2026-01-31T00:00:00Z", "yamldecode() makes a timestamp of a date without quotes"},
		"tier":  {1, "It is the number 1."},
	} {
		plan := s.Plan(nil, "rebilly_product", withFields("products", config{name: test.value}))
		if want, _ := test.want.(string); !plan.Diagnostics.HasError("error: custom_fields."+name, "must be", want) {
			t.Errorf("%s: got %v, want an error with %q", name, plan.Diagnostics, want)
		}
	}
	// A text that is not a number is not quoted.
	plan := s.Plan(nil, "rebilly_product", withFields("products", config{"seats": "private"}))
	if plan.Diagnostics.HasError("private") || !plan.Diagnostics.HasError("must be a number") {
		t.Errorf("got %v, want an error without the text", plan.Diagnostics)
	}
}

func TestPlanCheck_UnknownNames(t *testing.T) {
	rebilly, s := start(t)
	declare(rebilly, "products")
	for name, want := range map[string]string{
		"teir": `Did you mean "tier"?`, "Seats": `"seats"`, "something": "Declared custom fields: at, beta, fee",
	} {
		plan := s.Plan(nil, "rebilly_product", withFields("products", config{name: coretest.Unknown}))
		const advice = "(rebilly_custom_field.NAME.name) ="
		if !plan.Diagnostics.HasError(
			"error: custom_fields: Unknown custom field", name, want, "for products", fakeapi.Organization, "depends_on", advice,
		) {
			t.Errorf("%s: got %v, want an error with %q and advice", name, plan.Diagnostics, want)
		}
	}
	// Fields declared for products are not declared for plans.
	plan := s.Plan(nil, "rebilly_plan", withFields("plans", config{"tier": "x"}))
	if plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("custom_fields", "No custom fields are declared for plans") {
		t.Errorf("got %v, want a warning only", plan.Diagnostics)
	}
}

func TestPlanCheck_OnlyChanges(t *testing.T) {
	rebilly, s := start(t)
	before := withFields("products", config{"tier": "bronze", "gone": "x", "note": "n"})
	state := s.Apply(s.Plan(nil, "rebilly_product", before))
	declare(rebilly, "products")
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Reset()
	if plan := s.Plan(state, "rebilly_product", before); len(plan.Diagnostics) > 0 || rebilly.Requests()[list] != 0 {
		t.Errorf("got %v and requests %v, want no diagnostics and no list", plan.Diagnostics, rebilly.Requests())
	}
	more := withFields("products", config{"tier": "bronze", "gone": "x", "note": "n", "seats": 5})
	if state = s.MustApply(state, "rebilly_product", more); rebilly.Requests()[list] != 1 {
		t.Errorf("got requests %v, want one list", rebilly.Requests())
	}
	if plan := s.Plan(state, "rebilly_product", withFields("products", config{"gone": nil, "note": "n"})); len(plan.Diagnostics) > 0 {
		t.Errorf("got %v, want a value whose field does not exist to be cleared", plan.Diagnostics)
	}
	for name, fields := range map[string]config{
		"gone": {"gone": "y", "note": "n"}, "tier": {"tier": "copper", "note": "n"}, "note": {"note": nil},
	} {
		if plan := s.Plan(state, "rebilly_product", withFields("products", fields)); !plan.Diagnostics.HasError("custom_fields", name) {
			t.Errorf("%s: got %v, want an error", name, plan.Diagnostics)
		}
	}
}

func TestPlanCheck_NoRequest(t *testing.T) {
	rebilly, s := start(t)
	for collection, resource := range resources() {
		state := s.MustApply(nil, typeOf(collection), resource)
		state = s.MustApply(state, typeOf(collection), withFields(collection, config{}))
		state = s.MustApply(state, typeOf(collection), withFields(collection, config{"tier": nil}))
		if plan := s.Plan(state, typeOf(collection), withFields(collection, coretest.Unknown)); len(plan.Diagnostics) > 0 {
			t.Errorf("%s: got %v, want no diagnostics", collection, plan.Diagnostics)
		}
		s.MustApply(state, typeOf(collection), nil)
	}
	if got := rebilly.Requests()[list]; got != 0 {
		t.Errorf("got %d lists, want 0", got)
	}
}

func TestPlanCheck_Destroy(t *testing.T) {
	rebilly, s := start(t)
	state := s.Apply(s.Plan(nil, "rebilly_product", withFields("products", config{"tier": "bronze"})))
	declare(rebilly, "products")
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Reset()
	if after := s.MustApply(state, "rebilly_product", nil); !after.Removed() || rebilly.Requests()[list] != 0 {
		t.Errorf("got removed %t, %v and requests %v, want true and no list", after.Removed(), after.Diagnostics, rebilly.Requests())
	}
}

func TestPlanCheck_ListFails(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError, http.StatusOK} {
		rebilly, _ := start(t)
		declare(rebilly, "products")
		provider := rebilly.ProviderConfig()
		provider["max_retries"] = 0
		s := coretest.NewCore(t, provider)
		rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, `{"status":403}`)
		})
		for range 2 {
			if plan := s.Plan(nil, "rebilly_product", withFields("products", config{"teir": "x"})); len(plan.Diagnostics) > 0 {
				t.Errorf("%d: got %v, want no diagnostics", status, plan.Diagnostics)
			}
		}
		if got := rebilly.Requests()[list]; got != 1 {
			t.Errorf("%d: got %d lists, want 1", status, got)
		}
	}
	s := coretest.NewCore(t, config{"api_key": coretest.Unknown, "organization_id": "org_x"})
	if plan := s.Plan(nil, "rebilly_product", withFields("products", config{"teir": "x"})); len(plan.Diagnostics) > 0 {
		t.Errorf("unknown API key: got %v, want no diagnostics", plan.Diagnostics)
	}
}

func TestPlanCheck_FieldsOfSameRun(t *testing.T) {
	rebilly, s := start(t)
	declare(rebilly, "products")
	field := func(name string, more config) config {
		declaration := config{"resource": "products", "name": name}
		for key, value := range more {
			declaration[key] = value
		}
		return declaration
	}
	planValue := func(name string, value any) *coretest.Plan {
		return s.Plan(nil, "rebilly_product", withFields("products", config{name: value}))
	}

	if plan := planValue("new", "x"); !plan.Diagnostics.HasError("Unknown custom field") {
		t.Errorf("before the field is planned: got %v, want an error", plan.Diagnostics)
	}
	s.Plan(nil, fieldType, field("new", config{"string": config{"max_length": 3}}))
	if plan := planValue("new", "abc"); len(plan.Diagnostics) > 0 {
		t.Errorf("after the field is planned: got %v, want no diagnostics", plan.Diagnostics)
	}
	if plan := planValue("new", "abcd"); !plan.Diagnostics.HasError("custom_fields.new", "3 characters") {
		t.Errorf("too long for the planned field: got %v, want an error", plan.Diagnostics)
	}
	// The planned declaration applies, not the one in Rebilly.
	s.Plan(s.Import(fieldType, "products/seats"), fieldType, field("seats", config{"integer": config{"maximum": 100}}))
	s.Plan(s.Import(fieldType, "products/old"), fieldType, field("old", config{"string": config{}}))
	s.Plan(s.Import(fieldType, "products/beta"), fieldType, field("beta", config{"boolean": config{}, "is_enabled": false}))
	for name, value := range map[string]any{"seats": 50, "old": "x"} {
		if plan := planValue(name, value); len(plan.Diagnostics) > 0 {
			t.Errorf("%s: got %v, want no diagnostics", name, plan.Diagnostics)
		}
	}
	if plan := planValue("beta", true); !plan.Diagnostics.HasError("custom_fields.beta", "disabled") {
		t.Errorf("got %v, want an error about the disabled field", plan.Diagnostics)
	}
	// A partly unknown declaration allows any value.
	s.Plan(nil, fieldType, field("open", config{"string": config{"max_length": coretest.Unknown}}))
	if plan := planValue("open", "x"); len(plan.Diagnostics) > 0 {
		t.Errorf("got %v, want no diagnostics", plan.Diagnostics)
	}
	if got := rebilly.Requests()[list]; got != 1 {
		t.Errorf("got %d lists, want 1", got)
	}
}

// TestPlan_ClearedByOthers: a field that others clear stays in the state as null, which ignore_changes needs.
func TestPlan_ClearedByOthers(t *testing.T) {
	for collection := range resources() {
		t.Run(collection, func(t *testing.T) {
			rebilly, s := start(t)
			rebilly.Put("custom-fields", collection+"/tier", config{"type": "string"})
			with := func(fields any) config {
				return coretest.With(withFields(collection, fields), config{"id": "x"})
			}
			state := s.MustApply(nil, typeOf(collection), with(config{"tier": "gold"}))
			stored, _ := rebilly.Get(collection, "x")
			stored["customFields"] = config{}
			rebilly.Put(collection, "x", stored)
			state = s.Read(state)
			if got, cleared := state.Get("custom_fields").(config)["tier"]; got != nil || !cleared {
				t.Errorf("got %v in the state, want null for tier", state.Get("custom_fields"))
			}
			for name, test := range map[string]struct {
				fields any
				want   string
			}{
				"configured":           {config{"tier": "gold"}, coretest.Update},
				"ignored":              {config{"tier": nil}, coretest.NoOp},
				"no longer configured": {config{}, coretest.NoOp},
			} {
				if plan := s.Plan(state, typeOf(collection), with(test.fields)); plan.Action != test.want {
					t.Errorf("%s: got %s of %v, want %s", name, plan.Action, plan.Changes(), test.want)
				}
			}
		})
	}
}
