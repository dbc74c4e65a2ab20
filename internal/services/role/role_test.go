package role_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

const typeName = "rebilly_role"

func config(more object) object {
	return coretest.With(object{"id": "role_a", "name": "A", "acl": []any{object{"permissions": []any{"GetCustomer"}}}}, more)
}

// TestPlan_Cycle plans roles that would include each other.
func TestPlan_Cycle(t *testing.T) {
	rebilly := fakeapi.Start(t)
	acl := []any{object{"scope": object{}, "permissions": []any{"GetPlan"}}}
	rebilly.Put("roles", "role_b", object{"name": "B", "acl": acl, "juniorIds": []any{"role_c"}})
	rebilly.Put("roles", "role_c", object{"name": "C", "acl": acl, "juniorIds": []any{"role_a"}})
	rebilly.Put("roles", "role_d", object{"name": "D", "acl": acl, "juniorIds": []any{"role_e"}})
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, config(nil))
	for junior, want := range map[string]string{
		"role_a": "role_a → role_a", "role_b": "role_a → role_b → role_c → role_a", "role_d": "", "role_unknown": "",
	} {
		plan := s.Plan(state, typeName, config(object{"junior_ids": []any{junior}}))
		if got := plan.Diagnostics.Errors().String(); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", junior, got, want)
		}
	}
	included := s.MustApply(state, typeName, config(object{"junior_ids": []any{"role_d"}}))
	lists := rebilly.Requests()["GET /roles"]
	s.Plan(included, typeName, config(object{"junior_ids": []any{"role_d"}}))
	if got := rebilly.Requests()["GET /roles"]; got != lists {
		t.Errorf("got %d lists of roles for a plan without a change, want none", got-lists)
	}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/roles") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
	if plan := s.Plan(state, typeName, config(object{"junior_ids": []any{"role_b"}})); plan.Diagnostics.HasError() {
		t.Errorf("got %v for roles that cannot be listed, want no error", plan.Diagnostics)
	}
}

// TestPlan_CycleOfPlans plans several roles in one run.
func TestPlan_CycleOfPlans(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	role := func(id string, juniors ...any) object {
		return config(object{"id": id, "name": id, "junior_ids": juniors})
	}
	s.Plan(nil, typeName, role("role_x", "role_y"))
	if plan := s.PlanAlso(nil, typeName, role("role_y", "role_z")); plan.Diagnostics.HasError() {
		t.Errorf("got %v, want no error without a cycle", plan.Diagnostics)
	}
	if plan := s.PlanAlso(nil, typeName, role("role_z", "role_x")); !plan.Diagnostics.HasError("role_z → role_x → role_y → role_z") {
		t.Errorf("got %v, want an error with the cycle of three new roles", plan.Diagnostics)
	}

	senior := s.MustApply(nil, typeName, role("role_b"))
	junior := s.MustApply(nil, typeName, role("role_a"))
	senior = s.MustApply(senior, typeName, role("role_b", "role_a"))
	if plan := s.Plan(junior, typeName, role("role_a", "role_b")); !plan.Diagnostics.HasError("role_a → role_b → role_a") {
		t.Errorf("got %v, want an error with the cycle", plan.Diagnostics)
	}
	s.Plan(senior, typeName, role("role_b"))
	if plan := s.PlanAlso(junior, typeName, role("role_a", "role_b")); plan.Diagnostics.HasError() {
		t.Errorf("got %v, want no error for a hierarchy that is reversed", plan.Diagnostics)
	}
}

// TestPlan_WideningRights plans updates that give more rights and less.
func TestPlan_WideningRights(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	state := s.MustApply(nil, typeName, config(nil))
	entry := func(scope any, permissions ...any) []any {
		return []any{object{"permissions": permissions, "scope": scope}}
	}
	for name, test := range map[string]struct {
		change object
		want   string
	}{
		"more permissions": {object{"acl": entry(nil, "GetCustomer", "PutCustomer")}, "gets: PutCustomer."},
		"everything":       {object{"acl": entry(nil, "*")}, "gets: *."},
		"a role":           {object{"junior_ids": []any{"role_b"}}, "the rights of the role role_b"},
		"a scope":          {object{"acl": entry(object{"product_id": []any{"prod_1"}}, "GetCustomer")}, ""},
		"nothing":          {object{"acl": []any{}}, ""},
		"a name":           {object{"name": "B"}, ""},
	} {
		got := s.Plan(state, typeName, config(test.change)).Diagnostics.String()
		if test.want == "" && got != "" || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestRead_OtherForms reads a role whose entries have a different order and empty scopes in the form of an empty array.
func TestRead_OtherForms(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	two := config(object{"acl": []any{
		object{"permissions": []any{"GetPlan", "GetCustomer"}},
		object{"permissions": []any{"GetProduct"}, "scope": object{"product_id": []any{"p"}}},
	}})
	state := s.MustApply(nil, typeName, two)
	rebilly.Put("roles", "role_a", object{"name": "A", "acl": []any{
		object{"scope": object{"productId": []any{"p"}}, "permissions": []any{"GetProduct"}},
		object{"scope": []any{}, "permissions": []any{"GetPlan", "GetCustomer"}},
	}})
	if plan := s.Plan(s.Read(state), typeName, two); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no change: %v", plan.Action, plan.Changes(), plan.Diagnostics)
	}
}
