package coretest_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestResourceTypes_MatchProvider(t *testing.T) {
	provider, err := acctest.Factories()[acctest.Name]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := provider.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	missing := maps.Clone(schemas.ResourceSchemas)
	for _, kind := range coretest.ResourceTypes {
		if schemas.ResourceSchemas[kind.Type] == nil || schemas.ListResourceSchemas[kind.Type] == nil || schemas.DataSourceSchemas[kind.Type] == nil || schemas.DataSourceSchemas[kind.Type+"s"] == nil {
			t.Errorf("%s has no resource, no list resource, or not two data sources", kind.Type)
		}
		delete(missing, kind.Type)
	}
	for _, typeName := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("%s is not in provider.Registrations", typeName)
	}
}

// TestResourceTypes: the configurations are legal, what is stored is the example, and an object ends as it is said.
func TestResourceTypes(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			rebilly.Put("products", "prod_1", Object{"name": "Seats"})
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			if left := s.MustApply(s.MustApply(nil, kind.Type, kind.Minimal), kind.Type, nil); !left.Removed() {
				t.Errorf("%s", left.Value)
			}
			rebilly.Put(kind.Collection, kind.ID, kind.Stored)
			imported := s.Import(kind.Type, kind.ID)
			if plan := s.Plan(imported, kind.Type, coretest.With(kind.Example, coretest.Key(kind.ID))); plan.Action != coretest.NoOp {
				t.Errorf("what is stored is not the example: %s of %v: %v", plan.Action, plan.Changes(), plan.Diagnostics)
			}
			s.MustApply(imported, kind.Type, nil)
			left, stays := rebilly.Get(kind.Collection, kind.ID)
			if stays != (kind.AfterDestroy != nil) {
				t.Errorf("there is still an object: %t", stays)
			}
			for name, want := range kind.AfterDestroy {
				if left[name] != want {
					t.Errorf("%s is %v, want %v", name, left[name], want)
				}
			}
		})
	}
}
