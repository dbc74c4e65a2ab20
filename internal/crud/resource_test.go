package crud_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const product = "rebilly_product"

type object = coretest.Object

func start(t *testing.T, more object) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	config := rebilly.ProviderConfig()
	for name, value := range more {
		config[name] = value
	}
	return rebilly, coretest.NewCore(t, config)
}

// hangUp closes a connection without a response.
func hangUp(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

// discard receives a response that is lost.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprint(w, body)
}

func TestCreate_ResponseLost(t *testing.T) {
	for name, test := range map[string]struct {
		lost int32
		id   any
	}{
		"repeated until it arrives": {1, nil},
		"a configured id":           {1, "prod_mine"},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, nil)
			var puts atomic.Int32
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == http.MethodPut && puts.Add(1) <= test.lost {
					next.ServeHTTP(discard{http.Header{}}, r)
					hangUp(w)
					return
				}
				next.ServeHTTP(w, r)
			})
			config := object{"name": "Seats", "id": test.id}
			state := s.MustApply(nil, product, config)
			if len(state.Diagnostics) > 0 || rebilly.Count() != 1 {
				t.Errorf("got %d objects and %v, want one and no diagnostics", rebilly.Count(), state.Diagnostics)
			}
		})
	}

	t.Run("always lost: the id stays in the state and the next apply converges", func(t *testing.T) {
		rebilly, s := start(t, object{"max_retries": 1})
		heal := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method == http.MethodPut {
				next.ServeHTTP(discard{http.Header{}}, r)
			}
			hangUp(w)
		})
		config := object{"name": "Seats", "options": []any{"color"}}
		state := s.Apply(s.Plan(nil, product, config))
		if !state.Diagnostics.HasError("Unable to create product", "tainted") || !state.Tainted {
			t.Errorf("got %v, want an error and a tainted state", state.Diagnostics)
		}
		id, _ := state.Get("id").(string)
		if _, stored := rebilly.Get("products", id); !stored {
			t.Fatalf("got the state %v, want the id of the stored object", state.Object())
		}
		heal()
		state = s.Read(state)
		state = s.MustApply(state, product, nil)
		state = s.MustApply(state, product, config)
		if rebilly.Count() != 1 || s.Plan(state, product, config).Action != coretest.NoOp {
			t.Errorf("got %d objects, want one without changes", rebilly.Count())
		}
	})
}

func TestCreate_ErrorLeavesNoState(t *testing.T) {
	_, s := start(t, nil)
	state := s.Apply(s.Plan(nil, "rebilly_plan", object{
		"name": "Monthly", "product_id": "prod_nowhere", "currency": "USD", "pricing": object{"fixed_fee": object{"price": 1}},
	}))
	if !state.Removed() || !state.Diagnostics.HasError("product_id", "Unable to create plan") {
		t.Errorf("got %v with %v, want an error and no state", state.Object(), state.Diagnostics)
	}
}

func TestCreate_IDExists(t *testing.T) {
	rebilly, s := start(t, nil)
	rebilly.Put("products", "prod_theirs", map[string]any{"name": "Theirs"})
	state := s.Apply(s.Plan(nil, product, object{"id": "prod_theirs", "name": "Ours"}))
	if !state.Removed() || !state.Diagnostics.HasError("id", "import {", "to = rebilly_product.this", `id = "prod_theirs"`) {
		t.Errorf("got %v with %v, want the import block and no state", state.Object(), state.Diagnostics)
	}
	if stored, _ := rebilly.Get("products", "prod_theirs"); stored["name"] != "Theirs" {
		t.Errorf("got %v stored, want it unchanged", stored)
	}
}

func TestCreate_OverwriteRaceWarns(t *testing.T) {
	rebilly, s := start(t, nil)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			rebilly.Put("products", "prod_x", map[string]any{"name": "Theirs"})
		}
		next.ServeHTTP(w, r)
	})
	state := s.Apply(s.Plan(nil, product, object{"id": "prod_x", "name": "Ours"}))
	if state.Removed() || !state.Diagnostics.HasWarning("Existing product overwritten") {
		t.Errorf("got %v, want a state and the warning", state.Diagnostics)
	}
}

func TestRead_DeletedOutOfBand(t *testing.T) {
	rebilly, s := start(t, nil)
	config := object{"name": "Seats"}
	state := s.Read(s.MustApply(nil, product, config))
	rebilly.Remove("products", fmt.Sprint(state.Get("id")))
	if destroyed := s.MustApply(state, product, nil); !destroyed.Removed() {
		t.Error("got a state after destroying an object that does not exist, want none")
	}
	changed := s.Apply(s.Plan(state, product, object{"name": "Places"}))
	if !changed.Diagnostics.HasError("deleted after the Terraform plan") {
		t.Errorf("got %v, want an error that it was deleted", changed.Diagnostics)
	}
	for name, held := range map[string]*coretest.State{"state": state, "state without identity": state.WithoutIdentity()} {
		gone := s.Read(held)
		if len(gone.Diagnostics.Errors()) > 0 || !gone.Removed() ||
			!gone.Diagnostics.HasWarning("Product not found, removing from state", fakeapi.Organization) {
			t.Errorf("%s: got %v, want the warning and no state", name, gone.Diagnostics)
		}
		if plan := s.Plan(gone, product, config); plan.Action != coretest.Create {
			t.Errorf("%s: got %s, want a create", name, plan.Action)
		}
	}
}

func TestRead_ErrorKeepsState(t *testing.T) {
	for _, fault := range []struct {
		status     int
		body, says string
	}{
		{401, `{"status":401}`, "REBILLY_API_KEY"},
		{403, `{"status":403}`, "permission"},
		{404, `<html>not here</html>`, "not a problem document"},
		{429, `{"status":429}`, "rate limit"},
		{500, `{"status":500}`, "500"},
		{200, `<html>welcome</html>`, "API definition"},
		{200, `[]`, "API definition"},
		{302, ``, "redirect"},
	} {
		t.Run(fmt.Sprint(fault.status, fault.body), func(t *testing.T) {
			rebilly, s := start(t, object{"max_retries": 0})
			state := s.MustApply(nil, product, object{"name": "Seats"})
			rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { answer(w, fault.status, fault.body) })
			for name, after := range map[string]*coretest.State{
				"read":   s.Read(state),
				"update": s.Apply(s.Plan(state, product, object{"name": "Places"})),
				"delete": s.Apply(s.Plan(state, product, nil)),
			} {
				if name == "delete" && fault.status == 200 {
					continue
				}
				if after.Removed() || after.Get("name") != "Seats" || !after.Diagnostics.HasError("Unable to "+name+" product", fault.says) {
					t.Errorf("%s: got %v with %v, want the state as it was and an error", name, after.Object(), after.Diagnostics)
				}
			}
		})
	}
}

func TestDelete_RetriesWhileInUse(t *testing.T) {
	t.Parallel()
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, product, object{"id": "prod_x", "name": "Seats"})
	rebilly.BlockDelete("products", "prod_x", "A plan uses it")
	time.AfterFunc(1500*time.Millisecond, func() { rebilly.UnblockDelete("products", "prod_x") })
	if after := s.MustApply(state, product, nil); !after.Removed() || rebilly.Count() != 0 {
		t.Errorf("got %v, want no error", after.Diagnostics)
	}
}

func TestDelete_TimeoutKeepsState(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, product, object{"id": "prod_x", "name": "Seats", "timeouts": object{"delete": "10ms"}})
	rebilly.BlockDelete("products", "prod_x", "Plan plan_7 uses it")
	after := s.Apply(s.Plan(state, product, nil))
	if after.Removed() || !after.Diagnostics.HasError("Unable to delete product", "Plan plan_7 uses it", "timeouts", "removed block") {
		t.Errorf("got %v, want the state and an error with advice", after.Diagnostics)
	}
}

func TestDiagnostics_InvalidFieldPaths(t *testing.T) {
	for field, at := range map[string]string{
		"name":                           "name",
		"productId":                      "product_id",
		"pricing.brackets.1.maxQuantity": "pricing.tiered.brackets.1.max_quantity",
		"pricing.brackets[0].price":      "pricing.tiered.brackets.0.price",
		"recurringInterval.periodAnchorInstruction.day": "recurring_interval.period_anchor_instruction.day_of_month.day",
		"productOptions.color":                          "product_options.color",
		"customFields.tier":                             "custom_fields.tier",
		"trial.period.unknown":                          "trial.period",
		"somethingNew":                                  "",
	} {
		t.Run(field, func(t *testing.T) {
			rebilly, s := start(t, nil)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				answer(w, 422, `{"title":"Invalid","status":422,"invalidFields":[{"field":"`+field+`","message":"is odd"},`+
					`{"field":"`+field+`","message":"and late"}]}`)
			})
			state := s.Apply(s.Plan(nil, "rebilly_plan", object{
				"name": "Monthly", "product_id": "prod_1", "currency": "USD", "product_options": object{"color": "red"},
				"custom_fields": object{"tier": "gold"},
				"pricing": object{"tiered": object{"brackets": []any{object{"price": 2, "max_quantity": 5},
					object{"price": 1, "max_quantity": 9}}}},
				"trial":              object{"price": 0, "period": object{"unit": "day", "length": 1}},
				"recurring_interval": object{"unit": "month", "length": 1, "period_anchor_instruction": object{"day_of_month": object{"day": 1}}},
			}))
			for _, message := range []string{"is odd", "and late"} {
				if !state.Diagnostics.HasError(at, field, message, "PUT /organizations/"+fakeapi.Organization+"/plans/plan_") {
					t.Errorf("got %v, want an error at %s", state.Diagnostics, at)
				}
			}
			if text := state.Diagnostics.String(); at != "" && !strings.Contains(text, "error: "+at+": ") {
				t.Errorf("got %s, want it at %s", text, at)
			}
		})
	}
}

func TestUpdate_ProviderOnlyAttributesSendNoRequest(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, product, object{"name": "Seats"})
	rebilly.Reset()
	state = s.MustApply(state, product, object{"name": "Seats", "timeouts": object{"delete": "5m"}})
	if state.Get("timeouts.delete") != "5m" || len(rebilly.Requests()) > 0 {
		t.Errorf("got %v after %v, want the planned timeouts and no requests", state.Object(), rebilly.Requests())
	}
}

func TestImport_NotFound(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.Import(product, "prod_nowhere")
	if !state.Diagnostics.HasError("Unable to import product", `"prod_nowhere"`, fakeapi.Organization, rebilly.URL) {
		t.Errorf("got %v, want an error of the import", state.Diagnostics)
	}
}

func TestUpdate_KeepsUnmanagedCustomFields(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t, emulator.Options{MergePuts: true})
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, product, object{"id": "prod_x", "name": "Seats", "custom_fields": object{"ours": "a", "dropped": "b"}})
	rebilly.Put("products", "prod_x", map[string]any{"name": "Seats",
		"customFields": map[string]any{"ours": "a", "dropped": "b", "theirs": "c"}})
	state = s.Read(state)
	config := object{"id": "prod_x", "name": "Seats", "custom_fields": object{"ours": "A"}}
	if plan := s.Plan(state, product, config); fmt.Sprint(plan.Changes()) != "[custom_fields.dropped custom_fields.ours]" {
		t.Errorf("got changes of %v, want those of the managed fields", plan.Changes())
	}
	s.MustApply(state, product, config)
	stored, _ := rebilly.Get("products", "prod_x")
	if got := fmt.Sprint(stored["customFields"]); got != "map[ours:A theirs:c]" {
		t.Errorf("got %s stored, want map[ours:A theirs:c]", got)
	}
}

func TestRead_OmittedDefaults(t *testing.T) {
	rebilly := fakeapi.Start(t, emulator.Options{OmitDefaults: true, OmitNulls: true})
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
	rebilly.Put("plans", "plan_1", map[string]any{
		"name": "Monthly", "productId": "prod_1", "currency": "USD", "pricing": map[string]any{"formula": "flat-rate", "price": 1},
		"recurringInterval": map[string]any{"unit": "month", "length": 1},
	})
	for _, test := range []struct {
		typeName, id string
		config       object
		defaults     object
	}{
		{product, "prod_1", object{"name": "Seats"}, object{"unit_label": "unit", "requires_shipping": false}},
		{
			"rebilly_plan", "plan_1",
			object{
				"name": "Monthly", "product_id": "prod_1", "currency": "USD", "pricing": object{"flat_rate": object{"price": 1}},
				"recurring_interval": object{"unit": "month", "length": 1},
			},
			object{"is_active": true, "recurring_interval.billing_timing": "prepaid", "on_destroy": "delete"},
		},
	} {
		t.Run(test.typeName, func(t *testing.T) {
			state := s.WithT(t).Import(test.typeName, test.id)
			for path, want := range test.defaults {
				if got := state.Get(path); got != want {
					t.Errorf("%s: got %v, want %v", path, got, want)
				}
			}
			if plan := s.WithT(t).Plan(state, test.typeName, test.config); plan.Action != coretest.NoOp {
				t.Errorf("got %s of %v, want no changes", plan.Action, plan.Changes())
			}
		})
	}
}

func TestPlan_UnknownCustomField(t *testing.T) {
	_, s := start(t, nil)
	state := s.MustApply(nil, product, object{"name": "Seats", "custom_fields": object{"tier": "gold"}})
	plan := s.Plan(state, product, object{"name": "Seats", "custom_fields": object{"tier": coretest.Unknown}})
	if plan.Action != coretest.Update || plan.Get("custom_fields.tier") != coretest.Unknown {
		t.Errorf("got %s to %v, want an update to unknown", plan.Action, plan.Get("custom_fields.tier"))
	}
	after := s.ApplyWith(plan, object{"name": "Seats", "custom_fields": object{"tier": "silver"}})
	if after.Diagnostics.HasError() || after.Get("custom_fields.tier") != "silver" {
		t.Errorf("got %v with %v, want tier = silver", after.Get("custom_fields"), after.Diagnostics)
	}
}

func TestRead_WrongOrganizationKeepsState(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, product, object{"name": "Seats"})
	elsewhere := rebilly.ProviderConfig()
	elsewhere["organization_id"] = "org_of_others"
	s = coretest.NewCore(t, elsewhere)
	old := state.WithoutIdentity()
	old.Private = nil
	for name, after := range map[string]*coretest.State{"read": s.Read(old), "delete": s.Apply(s.Plan(old, product, nil))} {
		if after.Removed() || !after.Diagnostics.HasError("Unable to "+name+" product", "There is no organization",
			"org_of_others", "organization_id") {
			t.Errorf("%s: got %v, want the state and an error of the organization", name, after.Diagnostics)
		}
	}
}

// TestOrganization_WithoutIdentity checks that the private state names the organization: Terraform 1.11 keeps no identity.
func TestOrganization_WithoutIdentity(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, product, object{"name": "Seats"}).WithoutIdentity()
	update, destroy := s.Plan(state, product, object{"name": "Places"}), s.Plan(state, product, nil)
	elsewhere := rebilly.ProviderConfig()
	elsewhere["organization_id"] = "org_of_others"
	other := coretest.NewCore(t, elsewhere)
	planned := other.Plan(state, product, object{"name": "Places"})
	for name, diagnostics := range map[string]coretest.Diagnostics{
		"read": other.Read(state).Diagnostics, "plan": planned.Diagnostics,
		"update": other.Apply(update).Diagnostics, "delete": other.Apply(destroy).Diagnostics,
	} {
		if !diagnostics.HasError("Wrong organization", fakeapi.Organization, "org_of_others") {
			t.Errorf("%s: got %v, want an error that names both organizations", name, diagnostics)
		}
	}
}

func TestCreate_RateLimitAfterUnknownOutcome(t *testing.T) {
	rebilly, s := start(t, object{"max_retries": 1})
	plan := s.Plan(nil, product, object{"name": "Seats"})
	sent := 0
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if sent++; sent == 1 {
			next.ServeHTTP(discard{http.Header{}}, r)
			hangUp(w)
			return
		}
		answer(w, http.StatusTooManyRequests, `{"status": 429}`)
	})
	state := s.Apply(plan)
	if state.Removed() || !state.Tainted || !state.Diagnostics.HasError("rate limit is used up", "may have stored the object") {
		t.Errorf("got removed: %t with %v, want a tainted state", state.Removed(), state.Diagnostics)
	}
}

func TestPlan_WrongOrganization(t *testing.T) {
	rebilly, s := start(t, nil)
	chosen := object{"id": "prod_1", "name": "Seats"}
	state := s.MustApply(nil, product, chosen)
	other := fakeapi.Start(t, emulator.Options{Organization: "org_of_others"})
	other.Put("products", "prod_1", map[string]any{"name": "Theirs"})
	s = coretest.NewCore(t, other.ProviderConfig())
	for name, got := range map[string]coretest.Diagnostics{
		"read":            s.Read(state).Diagnostics,
		"update":          s.Plan(state, product, object{"id": "prod_1", "name": "Places"}).Diagnostics,
		"destroy":         s.Plan(state, product, nil).Diagnostics,
		"no change":       s.Plan(state, product, chosen).Diagnostics,
		"import":          s.ImportIdentity(product, object{"id": "prod_1", "organization_id": fakeapi.Organization}).Diagnostics,
		"destroy a field": s.Plan(fieldElsewhere(t, rebilly), "rebilly_custom_field", nil).Diagnostics,
		"destroy a key":   s.Plan(keyElsewhere(t, rebilly), "rebilly_api_key", nil).Diagnostics,
	} {
		if !got.HasError("Wrong organization", fakeapi.Organization, "org_of_others", "organization_id") {
			t.Errorf("%s: got %v, want the error Wrong organization", name, got)
		}
	}
	for name, identity := range map[string]object{"its own": {"id": "prod_1", "organization_id": "org_of_others"}, "any": {"id": "prod_1"}} {
		if state := s.ImportIdentity(product, identity); state.Diagnostics.HasError() || state.Identity["organization_id"] != "org_of_others" {
			t.Errorf("import from %s: got %v with %v, want the identity of org_of_others", name, state.Identity, state.Diagnostics)
		}
	}
}

func fieldElsewhere(t *testing.T, rebilly *fakeapi.Server) *coretest.State {
	t.Helper()
	return coretest.NewCore(t, rebilly.ProviderConfig()).MustApply(nil, "rebilly_custom_field",
		object{"resource": "products", "name": "tier", "string": object{}})
}

func keyElsewhere(t *testing.T, rebilly *fakeapi.Server) *coretest.State {
	t.Helper()
	return coretest.NewCore(t, rebilly.ProviderConfig()).MustApply(nil, "rebilly_api_key", object{"description": "CI"})
}

func TestImport_UnconfiguredCustomFields(t *testing.T) {
	rebilly, s := start(t, nil)
	rebilly.Put("products", "prod_x", map[string]any{"name": "Seats", "customFields": map[string]any{"ours": "a", "theirs": "b"}})
	state := s.Import(product, "prod_x")
	for name, config := range map[string]object{
		"none configured": {"name": "Seats"},
		"all configured":  {"name": "Seats", "custom_fields": object{"ours": "a", "theirs": "b"}},
	} {
		if plan := s.Plan(state, product, config); plan.Action != coretest.NoOp {
			t.Errorf("%s: got %s of %v, want no changes", name, plan.Action, plan.Changes())
		}
	}
	state = s.MustApply(state, product, object{"name": "Places"})
	if plan := s.Plan(s.Read(state), product, object{"name": "Places"}); plan.Action != coretest.NoOp {
		t.Errorf("after an update: got %s of %v, want no changes", plan.Action, plan.Changes())
	}
	if stored, _ := rebilly.Get("products", "prod_x"); fmt.Sprint(stored["customFields"]) != "map[ours:a theirs:b]" {
		t.Errorf("got %v stored, want the unmanaged fields kept", stored["customFields"])
	}

	configured := object{"name": "Places", "custom_fields": object{"ours": "A"}}
	change := s.Plan(state, product, configured)
	if fmt.Sprint(change.Changes()) != "[custom_fields.ours custom_fields.theirs]" ||
		!change.Diagnostics.HasWarning("custom_fields", "removed from state", "theirs") {
		t.Errorf("got %v with %v, want a warning for each unconfigured field", change.Changes(), change.Diagnostics)
	}
	state = s.MustApply(state, product, configured)
	if stored, _ := rebilly.Get("products", "prod_x"); fmt.Sprint(stored["customFields"]) != "map[ours:A theirs:b]" {
		t.Errorf("got %v stored, want the unmanaged fields kept", stored["customFields"])
	}
	if plan := s.Plan(s.Read(state), product, configured); plan.Action != coretest.NoOp {
		t.Errorf("after the update: got %s of %v, want no changes", plan.Action, plan.Changes())
	}
	s.MustApply(state, product, object{"name": "Places"})
	if stored, _ := rebilly.Get("products", "prod_x"); fmt.Sprint(stored["customFields"]) != "map[theirs:b]" {
		t.Errorf("got %v stored, want the configured field cleared", stored["customFields"])
	}
}

func TestUpdate_FailedReadIsNotUnknownOutcome(t *testing.T) {
	rebilly, s := start(t, object{"max_retries": 0})
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { answer(w, 503, `{"status":503}`) })
	state := s.Apply(s.Plan(nil, product, object{"id": "prod_x", "name": "Seats"}))
	if !state.Removed() || state.Diagnostics.HasError("tainted") || !state.Diagnostics.HasError("503") {
		t.Errorf("got %v with %v, want an error and no state", state.Object(), state.Diagnostics)
	}
}

func TestValidate_UnknownCustomFields(t *testing.T) {
	_, s := start(t, nil)
	for _, fields := range []object{
		{"tags": []any{coretest.Unknown}}, {"tags": []any{"a", coretest.Unknown}}, {"fee": object{"currency": "USD", "amount": coretest.Unknown}},
		{"fee": object{"currency": coretest.Unknown, "amount": 1}}, {"tier": coretest.Unknown},
	} {
		if got := s.Validate(product, object{"name": "Seats", "custom_fields": fields}).Errors(); len(got) > 0 {
			t.Errorf("%v: got %v, want no errors", fields, got)
		}
	}
}

func TestUpdate_RecreatedIsAnError(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, "rebilly_product", object{"id": "prod_x", "name": "Seats"})
	plan := s.Plan(state, "rebilly_product", object{"id": "prod_x", "name": "Places"})
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			rebilly.Remove("products", "prod_x")
		}
		next.ServeHTTP(w, r)
	})
	got := s.Apply(plan)
	if !got.Diagnostics.HasError(`Deleted product "prod_x" created again`) || got.Get("name") != "Places" {
		t.Errorf("got %v, name %v, want an error that names the product, and the state Places", got.Diagnostics, got.Get("name"))
	}
}

// A delete that Rebilly confirms with a different status than 204 is believed only if the object is gone.
func TestDelete_NotEndedKeepsState(t *testing.T) {
	rebilly := fakeapi.StartUnvalidated(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Put("products", "prod_1", object{"name": "Seats"})
	for name, test := range map[string]struct {
		typeName, method string
		config           object
	}{
		"delete": {"rebilly_product", http.MethodDelete, object{"id": "prod_x", "name": "Seats"}},
		"deactivation": {"rebilly_plan", http.MethodPut, object{
			"id": "plan_x", "name": "Monthly", "product_id": "prod_1", "currency": "USD", "on_destroy": "deactivate",
			"pricing": object{"flat_rate": object{"price": 10}},
		}},
		"disabling": {"rebilly_custom_field", http.MethodPut, object{"resource": "products", "name": "tier", "string": object{}}},
	} {
		t.Run(name, func(t *testing.T) {
			s := s.WithT(t)
			state := s.MustApply(nil, test.typeName, test.config)
			remove := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == test.method {
					r.Method = http.MethodGet
				}
				next.ServeHTTP(w, r)
			})
			got := s.Apply(s.Plan(state, test.typeName, nil))
			remove()
			if got.Removed() || !got.Diagnostics.HasError("Unable to delete", "still there and unchanged", "Request: "+test.method) {
				t.Errorf("got %v, removed %t, want an error and the object in the state", got.Diagnostics, got.Removed())
			}
			if after := s.MustApply(state, test.typeName, nil); !after.Removed() {
				t.Errorf("second destroy: got state %v, want it removed", after)
			}
		})
	}
}

// A create that waits does not overwrite what others create meanwhile.
func TestCreate_CreatedByOthersWhileWaiting(t *testing.T) {
	rebilly, s := start(t, nil)
	var refused atomic.Bool
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut && !refused.Swap(true) {
			rebilly.Put("products", "prod_x", object{"name": "Theirs"})
			answer(w, http.StatusTooManyRequests, `{"title":"Too Many Requests","status":429}`)
			return
		}
		next.ServeHTTP(w, r)
	})
	got := s.Apply(s.Plan(nil, product, object{"id": "prod_x", "name": "Ours"}))
	stored, _ := rebilly.Get("products", "prod_x")
	if !got.Diagnostics.HasError("id already exists", "import {") || !got.Removed() || stored["name"] != "Theirs" {
		t.Errorf("got %v, state %v, stored %v, want an error, no state, and their product", got.Diagnostics, got.Object(), stored["name"])
	}
}
