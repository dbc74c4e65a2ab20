package customfields_test

import (
	"fmt"
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

// users are the resources that have custom_fields, without them.
func users() map[string]config {
	return map[string]config{
		"products": {"name": "Seats"},
		"plans":    {"name": "Monthly", "product_id": "prod_1", "currency": "USD", "pricing": config{"fixed_fee": config{"price": 1}}},
		"websites": {"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "a@example.com"},
	}
}

func typeOf(collection string) string { return "rebilly_" + strings.TrimSuffix(collection, "s") }

func using(collection string, fields any) config {
	user := users()[collection]
	user["custom_fields"] = fields
	return user
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
	rebilly.Put("products", "prod_1", config{"name": "Seats"})
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

func TestPlanCheck_Values(t *testing.T) {
	fits := config{
		"tags": []any{"b", "a"}, "beta": false, "since": "2026-01-31", "at": "2026-01-31T10:00:00+02:00", "seats": 9, "ratio": 0.5, "tier": "gold",
		"note": strings.Repeat("n", 300), "fee": config{"currency": "USD", "amount": 9.95}, "none": nil, "old": nil,
	}
	misfits := map[string]struct {
		value any
		says  string
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
	for collection := range users() {
		t.Run(collection, func(t *testing.T) {
			rebilly, s := start(t)
			declare(rebilly, collection)
			state := s.MustApply(nil, typeOf(collection), using(collection, fits))
			if again := s.Plan(state, typeOf(collection), using(collection, fits)); again.Action != coretest.NoOp {
				t.Errorf("%s of %v", again.Action, again.Changes())
			}
			for name, misfit := range misfits {
				plan := s.Plan(nil, typeOf(collection), using(collection, config{name: misfit.value}))
				if !plan.Diagnostics.HasError("error: custom_fields."+name+": ", misfit.says) {
					t.Errorf("%s: %v", name, plan.Diagnostics)
				}
			}
			if got := rebilly.Requests()[list]; got != 1 {
				t.Errorf("%d lists", got)
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
		if plan := s.Plan(nil, "rebilly_product", using("products", config{name: value})); !plan.Diagnostics.HasError("error: custom_fields."+name, "has to be") {
			t.Errorf("%s: %v", name, plan.Diagnostics)
		}
	}
	for name, value := range map[string]any{"seats": 1.5, "tags": []any{strings.Repeat("x", 256)}} {
		if plan := s.Plan(nil, "rebilly_product", using("products", config{name: value})); !plan.Diagnostics.HasError("custom_fields." + name) {
			t.Errorf("%s: %v", name, plan.Diagnostics)
		}
	}
}

func TestPlanCheck_UnknownNames(t *testing.T) {
	rebilly, s := start(t)
	declare(rebilly, "products")
	for name, says := range map[string]string{"teir": `Did you mean "tier"?`, "Seats": `"seats"`, "something": "There are: at, beta, fee"} {
		plan := s.Plan(nil, "rebilly_product", using("products", config{name: coretest.Unknown}))
		if !plan.Diagnostics.HasError("error: custom_fields: Unknown custom field", name, says, "for products", fakeapi.Organization, "depends_on", "(rebilly_custom_field.NAME.name) =") {
			t.Errorf("%v", plan.Diagnostics)
		}
	}
	// What is declared for products says nothing of plans.
	if plan := s.Plan(nil, "rebilly_plan", using("plans", config{"tier": "x"})); plan.Diagnostics.HasError() || !plan.Diagnostics.HasWarning("custom_fields", "no custom fields for plans") {
		t.Errorf("%v", plan.Diagnostics)
	}
}

func TestPlanCheck_OnlyChanges(t *testing.T) {
	rebilly, s := start(t)
	before := using("products", config{"tier": "bronze", "gone": "x", "note": "n"})
	state := s.Apply(s.Plan(nil, "rebilly_product", before))
	declare(rebilly, "products")
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Reset()
	if plan := s.Plan(state, "rebilly_product", before); len(plan.Diagnostics) > 0 || rebilly.Requests()[list] != 0 {
		t.Errorf("%v after %v", plan.Diagnostics, rebilly.Requests())
	}
	more := using("products", config{"tier": "bronze", "gone": "x", "note": "n", "seats": 5})
	if state = s.MustApply(state, "rebilly_product", more); rebilly.Requests()[list] != 1 {
		t.Errorf("%v", rebilly.Requests())
	}
	if plan := s.Plan(state, "rebilly_product", using("products", config{"gone": nil, "note": "n"})); len(plan.Diagnostics) > 0 {
		t.Errorf("a field that is no more cannot be cleared: %v", plan.Diagnostics)
	}
	for name, fields := range map[string]config{"gone": {"gone": "y", "note": "n"}, "tier": {"tier": "copper", "note": "n"}, "note": {"note": nil}} {
		if plan := s.Plan(state, "rebilly_product", using("products", fields)); !plan.Diagnostics.HasError("custom_fields", name) {
			t.Errorf("%s: %v", name, plan.Diagnostics)
		}
	}
}

func TestPlanCheck_NoRequest(t *testing.T) {
	rebilly, s := start(t)
	for collection, user := range users() {
		state := s.MustApply(nil, typeOf(collection), user)
		state = s.MustApply(state, typeOf(collection), using(collection, config{}))
		state = s.MustApply(state, typeOf(collection), using(collection, config{"tier": nil}))
		if plan := s.Plan(state, typeOf(collection), using(collection, coretest.Unknown)); len(plan.Diagnostics) > 0 {
			t.Errorf("%v", plan.Diagnostics)
		}
		s.MustApply(state, typeOf(collection), nil)
	}
	if got := rebilly.Requests()[list]; got != 0 {
		t.Errorf("%d lists", got)
	}
}

func TestPlanCheck_Destroy(t *testing.T) {
	rebilly, s := start(t)
	state := s.Apply(s.Plan(nil, "rebilly_product", using("products", config{"tier": "bronze"})))
	declare(rebilly, "products")
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Reset()
	if after := s.MustApply(state, "rebilly_product", nil); !after.Removed() || rebilly.Requests()[list] != 0 {
		t.Errorf("%v after %v", after.Diagnostics, rebilly.Requests())
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
			if plan := s.Plan(nil, "rebilly_product", using("products", config{"teir": "x"})); len(plan.Diagnostics) > 0 {
				t.Errorf("%d: %v", status, plan.Diagnostics)
			}
		}
		if got := rebilly.Requests()[list]; got != 1 {
			t.Errorf("%d lists", got)
		}
	}
	s := coretest.NewCore(t, config{"api_key": coretest.Unknown, "organization_id": "org_x"})
	if plan := s.Plan(nil, "rebilly_product", using("products", config{"teir": "x"})); len(plan.Diagnostics) > 0 {
		t.Errorf("%v", plan.Diagnostics)
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
	user := func(name string, value any) *coretest.Plan {
		return s.Plan(nil, "rebilly_product", using("products", config{name: value}))
	}

	if plan := user("new", "x"); !plan.Diagnostics.HasError("Unknown custom field") {
		t.Errorf("before it is planned: %v", plan.Diagnostics)
	}
	s.Plan(nil, fieldType, field("new", config{"string": config{"max_length": 3}}))
	if plan := user("new", "abc"); len(plan.Diagnostics) > 0 {
		t.Errorf("planned: %v", plan.Diagnostics)
	}
	if plan := user("new", "abcd"); !plan.Diagnostics.HasError("custom_fields.new", "3 characters") {
		t.Errorf("a value that the planned field cannot have: %v", plan.Diagnostics)
	}
	// A change counts as planned, not as it is in Rebilly.
	s.Plan(s.Import(fieldType, "products/seats"), fieldType, field("seats", config{"integer": config{"maximum": 100}}))
	s.Plan(s.Import(fieldType, "products/old"), fieldType, field("old", config{"string": config{}}))
	s.Plan(s.Import(fieldType, "products/beta"), fieldType, field("beta", config{"boolean": config{}, "is_enabled": false}))
	for name, value := range map[string]any{"seats": 50, "old": "x"} {
		if plan := user(name, value); len(plan.Diagnostics) > 0 {
			t.Errorf("%s: %v", name, plan.Diagnostics)
		}
	}
	if plan := user("beta", true); !plan.Diagnostics.HasError("custom_fields.beta", "disabled") {
		t.Errorf("%v", plan.Diagnostics)
	}
	// A field of which not all is known may have any value.
	s.Plan(nil, fieldType, field("open", config{"string": config{"max_length": coretest.Unknown}}))
	if plan := user("open", "x"); len(plan.Diagnostics) > 0 {
		t.Errorf("%v", plan.Diagnostics)
	}
	if got := rebilly.Requests()[list]; got != 1 {
		t.Errorf("%d lists", got)
	}
}
