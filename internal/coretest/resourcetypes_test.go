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
			schemas.DataSourceSchemas[managed.Type] == nil || schemas.DataSourceSchemas[managed.Type+"s"] == nil {
			t.Errorf("%s: got no resource, list resource or data sources, want a resource, a list resource and two data sources", managed.Type)
		}
		delete(missing, managed.Type)
	}
	for _, typeName := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("%s is not in provider.Registrations", typeName)
	}
}

// TestResourceTypes checks that the configurations are valid, Stored matches Example, and AfterDestroy matches the destroyed object.
func TestResourceTypes(t *testing.T) {
	for _, managed := range coretest.ResourceTypes {
		t.Run(managed.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			rebilly.Put("products", "prod_1", Object{"name": "Seats"})
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			if left := s.MustApply(s.MustApply(nil, managed.Type, managed.Minimal), managed.Type, nil); !left.Removed() {
				t.Errorf("got %s after destroy, want null", left.Value)
			}
			rebilly.Put(managed.Collection, managed.ID, managed.Stored)
			imported := s.Import(managed.Type, managed.ID)
			if plan := s.Plan(imported, managed.Type, coretest.With(managed.Example, coretest.Key(managed.ID))); plan.Action != coretest.NoOp {
				t.Errorf("Stored differs from Example: got plan %s with changes %v, want no-op: %v", plan.Action, plan.Changes(), plan.Diagnostics)
			}
			s.MustApply(imported, managed.Type, nil)
			left, stays := rebilly.Get(managed.Collection, managed.ID)
			if stays != (managed.AfterDestroy != nil) {
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
