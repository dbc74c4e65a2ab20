package server_test

import (
	"fmt"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

func TestFastPath_UnchangedObjects(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			var states []*coretest.State
			var configs []object
			for i := range 10 {
				config := coretest.With(kind.Example, object{})
				if kind.Type == "rebilly_custom_field" {
					config["name"] = fmt.Sprint("field", i)
				}
				configs = append(configs, config)
				states = append(states, s.MustApply(nil, kind.Type, config))
			}
			s = coretest.NewCore(t, rebilly.ProviderConfig())
			rebilly.Reset()
			for i, state := range states {
				read := s.Read(state)
				if plan := s.Plan(read, kind.Type, configs[i]); plan.Action != coretest.NoOp {
					t.Fatalf("got %s of %v, want no changes", plan.Action, plan.Changes())
				}
			}
			t.Log(rebilly.Requests())
			for call, want := range map[string]int{"ReadResource": 7, "PlanResourceChange": 10} {
				if kind.Type == "rebilly_api_key" && call == "ReadResource" {
					want = 0
				}
				if got := s.FastPathCount(call); got != want {
					t.Errorf("%s: got %d responses of the fast path, want %d", call, got, want)
				}
			}
		})
	}
}
