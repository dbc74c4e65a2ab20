package acl

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

var (
	names = rapid.Custom(func(t *rapid.T) []string {
		return distinct(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "GetPlan"}), 0, 4).Draw(t, "names"))
	})
	entries = rapid.Custom(func(t *rapid.T) Entry {
		return Entry{
			Permissions: names.Draw(t, "permissions"),
			Scope: &Scope{
				OrganizationID: names.Draw(t, "organization_id"), ProductID: names.Draw(t, "product_id"),
				PlanID: names.Draw(t, "plan_id"), CustomFieldName: names.Draw(t, "custom_field_name"),
			},
		}
	})
)

func TestMapping_RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(entries, 0, 4).Draw(t, "entries")
		if diff := cmp.Diff(append([]Entry(nil), want...), FromAPI(ToAPI(want), nil)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOrderInTheAnswerHasNoMeaning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		held := append([]Entry(nil), rapid.SliceOfN(entries, 0, 4).Draw(t, "entries")...)
		answer := rapid.Permutation(ToAPI(held)).Draw(t, "answer")
		for i := range answer {
			answer[i].Permissions = rapid.Permutation(answer[i].Permissions).Draw(t, "permissions")
			answer[i].Scope.PlanID = rapid.Permutation(answer[i].Scope.PlanID).Draw(t, "plan_id")
		}
		if diff := cmp.Diff(held, FromAPI(answer, held)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestFromAPIKeepsWhatIsNew(t *testing.T) {
	one, two, three := Entry{Permissions: []string{"a"}}, Entry{Permissions: []string{"b"}}, Entry{Permissions: []string{"c"}}
	got := FromAPI(ToAPI([]Entry{three, two, one}), []Entry{one, two, two})
	if !slices.EqualFunc(got, []Entry{one, two, three}, Entry.equal) {
		t.Errorf("%v", got)
	}
}

func TestNoScopeIsSentAsAnEmptyObject(t *testing.T) {
	for name, scope := range map[string]*Scope{"none": nil, "empty": {}, "empty sets": {PlanID: []string{}}} {
		if got := ToAPI([]Entry{{Scope: scope, Permissions: []string{"*"}}}); !cmp.Equal(got[0].Scope, rebilly.ACLScope{}) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if ToAPI(nil) != nil || ToAPI([]Entry{}) != nil {
		t.Error("no entries have to be no list")
	}
}

func TestOperations(t *testing.T) {
	all := operations()
	if len(all) != 613 || !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("%d operations", len(all))
	}
}
