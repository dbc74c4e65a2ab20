package server_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

type object = coretest.Object

// countingFramework counts the validations of the framework.
type countingFramework struct {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
	validations int
}

func (c *countingFramework) ValidateResourceConfig(ctx context.Context,
	request *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	c.validations++
	return c.ProviderServer.ValidateResourceConfig(ctx, request)
}

// TestFastPath_ValidConfigs checks that the framework validates only the configurations that have errors.
func TestFastPath_ValidConfigs(t *testing.T) {
	rebilly := fakeapi.Start(t)
	coretest.Seed(rebilly)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	p := provider.New("test")()
	served := providerserver.NewProtocol6(p)()
	lists, _ := served.(tfprotov6.ListResourceServer)
	actions, _ := served.(tfprotov6.ActionServer)
	framework := &countingFramework{ProviderServer: served, ListResourceServer: lists, ActionServer: actions}
	wrapped, err := server.Wrap(framework, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range coretest.ResourceTypes {
		valid := s.Plan(nil, kind.Type, kind.Example).Config
		invalid := tftypes.NewValue(valid.Type(), nil)
		for want, config := range []tftypes.Value{valid, invalid} {
			encoded, err := tfprotov6.NewDynamicValue(config.Type(), config)
			if err != nil {
				t.Fatal(err)
			}
			framework.validations = 0
			response, err := wrapped.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
				TypeName: kind.Type, Config: &encoded,
				ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
			})
			if err != nil || framework.validations != want {
				t.Errorf("%s: got %d validations of the framework (%v), want %d\n%s", kind.Type, framework.validations, err, want,
					coretest.Diagnostics(response.Diagnostics))
			}
		}
	}
}

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
			// A list would hide the secrets of keys, and there is none of rulesets.
			isReadSingly := kind.Type == "rebilly_api_key" || kind.Type == "rebilly_event_ruleset" || kind.IsSettings()
			for call, want := range map[string]int{"ReadResource": 7, "PlanResourceChange": 10} {
				if call == "ReadResource" && isReadSingly {
					want = 0
				}
				if got := s.FastPathCount(call); got != want {
					t.Errorf("%s: got %d responses of the fast path, want %d", call, got, want)
				}
			}
		})
	}
}
