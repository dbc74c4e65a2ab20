package server_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// savedConfig returns the hash of the configuration in the private state of a resource, "" if there is none.
func savedConfig(t *testing.T, state *coretest.State) (hash string) {
	t.Helper()
	var entries map[string][]byte
	if err := json.Unmarshal(state.Private, &entries); err != nil {
		t.Fatal(err)
	}
	if saved := entries["valid"]; saved != nil {
		if err := json.Unmarshal(saved, &hash); err != nil {
			t.Fatal(err)
		}
	}
	return hash
}

func hasWriteOnly(attributes []*tfprotov6.SchemaAttribute) bool {
	return slices.ContainsFunc(attributes, func(a *tfprotov6.SchemaAttribute) bool {
		return a.WriteOnly || a.NestedType != nil && hasWriteOnly(a.NestedType.Attributes)
	})
}

func TestValidConfigs_Saved(t *testing.T) {
	saved := 0
	for _, kind := range coretest.ResourceTypes {
		rebilly := fakeapi.Start(t)
		coretest.Seed(rebilly)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		hash := savedConfig(t, s.MustApply(nil, kind.Type, kind.Example))
		if hasWriteOnly(s.Attributes(kind.Type)) && hash != "" {
			t.Errorf("%s: got a hash of a configuration that may have secrets, want none", kind.Type)
		}
		if hash != "" {
			saved++
		}
	}
	if saved < 10 {
		t.Errorf("got %d resource types with a hash, want at least 10", saved)
	}
}

// TestValidConfigs_OtherConfig checks that a hash is used only for the configuration that it is from.
func TestValidConfigs_OtherConfig(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, "rebilly_product", object{"name": "Seats"})
	before := savedConfig(t, state)
	if before == "" {
		t.Fatal("got no hash, want one")
	}
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	read := s.Read(state)
	if got := savedConfig(t, read); got != before {
		t.Errorf("got the hash %q after a read, want %q", got, before)
	}
	if got := s.Validate("rebilly_product", object{"name": "S"}); !got.HasError() {
		t.Errorf("got %v for a different configuration, want an error", got)
	}
	if after := savedConfig(t, s.MustApply(read, "rebilly_product", object{"name": "Chairs"})); after == before || after == "" {
		t.Errorf("got the hash %q after a change, want a different one than %q", after, before)
	}
}

// TestValidConfigs_NotRepeated checks that a configuration in a private state is not validated again, but only by the same build.
func TestValidConfigs_NotRepeated(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	plan := s.Plan(nil, "rebilly_product", object{"name": "Seats"})
	state := s.Apply(plan)
	encoded, err := tfprotov6.NewDynamicValue(plan.Config.Type(), plan.Config)
	if err != nil {
		t.Fatal(err)
	}
	held, err := tfprotov6.NewDynamicValue(state.Value.Type(), state.Value)
	if err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]bool{"test": true, "0.2.0": false, "dev": false, "": false, "test-rc1": false} {
		p := provider.New(version)()
		served, err := server.New(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := served.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
			TypeName: "rebilly_product", CurrentState: &held, Private: state.Private,
		}); err != nil {
			t.Fatal(err)
		}
		if got := server.IsKnownValid(served, "rebilly_product", &encoded); got != want {
			t.Errorf("version %q: got %t, want %t", version, got, want)
		}
	}
}
