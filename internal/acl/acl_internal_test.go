package acl

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

var (
	idLists = rapid.Custom(func(t *rapid.T) []string {
		return sorted(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "GetPlan"}), 0, 4).Draw(t, "names"))
	})
	entries = rapid.Custom(func(t *rapid.T) Entry {
		return Entry{
			Permissions: distinct(idLists.Draw(t, "permissions")),
			Scope: scopeFromAPI(rebilly.ACLScope{
				OrganizationID: idLists.Draw(t, "organization_id"), ProductID: idLists.Draw(t, "product_id"),
				PlanID: idLists.Draw(t, "plan_id"), CustomFieldName: idLists.Draw(t, "custom_field_name"),
			}),
		}
	})
)

func TestMapping_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(entries, 0, 4).Draw(t, "entries")
		if diff := cmp.Diff(append([]Entry(nil), want...), FromAPI(ToAPI(want), nil)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestFromAPI_OrderIgnored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prior := append([]Entry(nil), rapid.SliceOfN(entries, 0, 4).Draw(t, "entries")...)
		response := rapid.Permutation(ToAPI(prior)).Draw(t, "response")
		for i := range response {
			response[i].Permissions = rapid.Permutation(response[i].Permissions).Draw(t, "permissions")
			response[i].Scope.PlanID = rapid.Permutation(response[i].Scope.PlanID).Draw(t, "plan_id")
		}
		if diff := cmp.Diff(prior, FromAPI(response, prior)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
}

func TestFromAPI_NewEntries(t *testing.T) {
	one, two, three := Entry{Permissions: []string{"a"}}, Entry{Permissions: []string{"b"}}, Entry{Permissions: []string{"c"}}
	got, want := FromAPI(ToAPI([]Entry{three, two, one}), []Entry{one, two, two}), []Entry{one, two, three}
	if !slices.EqualFunc(got, want, Entry.equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestToAPI_EmptyScope(t *testing.T) {
	for name, scope := range map[string]*Scope{"none": nil, "empty": {}, "empty sets": {PlanID: []string{}}} {
		if got := ToAPI([]Entry{{Scope: scope, Permissions: []string{"*"}}}); !cmp.Equal(got[0].Scope, rebilly.ACLScope{}) {
			t.Errorf("%s: got %v, want a scope without ids", name, got)
		}
	}
	if ToAPI(nil) != nil || ToAPI([]Entry{}) != nil {
		t.Error("got an empty list, want none")
	}
}
