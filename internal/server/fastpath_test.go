package server_test

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

func TestFastPath_UnchangedObjects(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			var states []*coretest.State
			var configs []object
			for i := range 10 {
				configs = append(configs, kind.Numbered(kind.Example, i))
				states = append(states, s.MustApply(nil, kind.Type, configs[i]))
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
				if call == "ReadResource" && (kind.Type == "rebilly_api_key" || kind.IsSettings()) {
					want = 0
				}
				if got := s.FastPathCount(call); got != want {
					t.Errorf("%s: got %d responses of the fast path, want %d", call, got, want)
				}
			}
		})
	}
}
