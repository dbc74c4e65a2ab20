package coretest_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

func TestResourceTypes_MatchProvider(t *testing.T) {
	s, err := server.New(provider.New("test")())
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	missing := maps.Clone(schemas.ResourceSchemas)
	for _, managed := range coretest.ResourceTypes {
		if schemas.ResourceSchemas[managed.Type] == nil || schemas.ListResourceSchemas[managed.Type] == nil ||
			schemas.DataSourceSchemas[managed.Type] == nil || !managed.IsSettings() && schemas.DataSourceSchemas[managed.PluralType] == nil {
			t.Errorf("%s: got no resource, list resource or data sources, want all of them", managed.Type)
		}
		delete(missing, managed.Type)
	}
	for _, typeName := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("%s is not in provider.Registrations", typeName)
	}
}

// TestFixtures_Complete checks that each fixture has what the tests of all resource types need.
func TestFixtures_Complete(t *testing.T) {
	for _, managed := range coretest.ResourceTypes {
		for part, test := range map[string]struct {
			missing bool
			want    string
		}{
			"id":       {managed.ID == "", "the id that the examples import"},
			"minimal":  {managed.Minimal == nil, "the smallest valid configuration"},
			"example":  {managed.Example == nil, "a typical configuration"},
			"stored":   {managed.Stored == nil, "the object of the configuration example as a different client writes it"},
			"update":   {managed.Update == nil, "attributes that an update of the configuration example changes"},
			"complete": {managed.Complete == nil, "configurations that together set every attribute"},
			"foreign":  {!managed.IsSettings() && (managed.Foreign == nil || managed.ForeignID == ""), "an object, and its foreign_id"},
		} {
			if test.missing {
				t.Errorf("%s: got no %q, want %s", services.FixturePath(managed.Type), part, test.want)
			}
		}
	}
}

// TestResourceTypes checks that the configurations are valid, Stored matches Example, and AfterDestroy matches the destroyed object.
func TestResourceTypes(t *testing.T) {
	for _, managed := range coretest.ResourceTypes {
		t.Run(managed.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			if left := s.MustApply(s.MustApply(nil, managed.Type, managed.Minimal), managed.Type, nil); !left.Removed() {
				t.Errorf("got %s after destroy, want null", left.Value)
			}
			managed.Store(rebilly, managed.ID, managed.Stored)
			imported := s.Import(managed.Type, managed.ID)
			if plan := s.Plan(imported, managed.Type, managed.WithKey(managed.Example, managed.ID)); plan.Action != coretest.NoOp {
				t.Errorf("%s: stored differs from example: got plan %s with changes %v, want no-op: %v",
					services.FixturePath(managed.Type), plan.Action, plan.Changes(), plan.Diagnostics)
			}
			s.MustApply(imported, managed.Type, nil)
			left, stays := managed.Get(rebilly, managed.ID)
			if stays != (managed.AfterDestroy != nil || managed.IsSettings()) {
				t.Errorf("object after destroy: got %t, want %t", stays, !stays)
			}
			for name, want := range managed.AfterDestroy {
				if left[name] != want {
					t.Errorf("%s: got %v, want %v", name, left[name], want)
				}
			}
		})
	}
}
