package provider_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// BenchmarkUnchanged measures each call of a plan for one unchanged object, without the CLI and gRPC. The read requests the
// object from an emulator in the same process.
//
//	go test -run '^$' -bench Unchanged/rebilly_plan/read -cpuprofile cpu.out ./internal/provider
func BenchmarkUnchanged(b *testing.B) {
	for _, test := range []struct {
		typeName string
		config   object
	}{
		{"rebilly_product", object{
			"name": "Seats", "unit_label": "seat", "description": "A seat for one person.",
			"options": []any{"color", "size"}, "accounting_code": "4010",
		}},
		{"rebilly_plan", object{
			"name": "Monthly", "product_id": "prod_1", "currency": "USD", "description": "Charged each month.",
			"trial":              object{"price": 0, "period": object{"unit": "day", "length": 14}},
			"pricing":            object{"tiered": object{"brackets": []any{object{"price": 12, "max_quantity": 10}, object{"price": 9.99}}}},
			"recurring_interval": object{"unit": "month", "length": 1},
		}},
	} {
		b.Run(test.typeName, func(b *testing.B) {
			rebilly := fakeapi.StartUnvalidated(b)
			rebilly.Put("products", "prod_1", object{"name": "Seats"})
			s := coretest.NewCore(b, rebilly.ProviderConfig())
			state := s.Read(s.MustApply(nil, test.typeName, test.config))
			plan := s.Plan(state, test.typeName, test.config)
			if plan.Action != coretest.NoOp {
				b.Fatalf("got %s of %v, want no changes", plan.Action, plan.Changes())
			}
			benchmarkCalls(b, configuredServer(b, rebilly), state, plan.Config)
		})
	}
}

// configuredServer returns a configured provider, without the checks of coretest.Core.
func configuredServer(b *testing.B, rebilly *fakeapi.Server) tfprotov6.ProviderServer {
	b.Helper()
	b.Setenv("REBILLY_ORGANIZATION_ID", fakeapi.Organization)
	b.Setenv("REBILLY_API_KEY", fakeapi.APIKey)
	b.Setenv("REBILLY_BASE_URL", rebilly.URL)
	rpc, err := acctest.Factories()[acctest.Name]()
	if err != nil {
		b.Fatal(err)
	}
	configure(b, rpc)
	return rpc
}

// configure gives a provider a new client, in which nothing is planned.
func configure(b *testing.B, rpc tfprotov6.ProviderServer) {
	b.Helper()
	schemas, err := rpc.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		b.Fatal(err)
	}
	typ := schemas.Provider.ValueType()
	config := dynamicValue(b, tftypes.NewValue(typ, nullAttributes(typ)))
	configured, err := rpc.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})
	if err != nil || len(configured.Diagnostics) > 0 {
		b.Fatal(err, coretest.Diagnostics(configured.Diagnostics))
	}
}

func benchmarkCalls(b *testing.B, rpc tfprotov6.ProviderServer, state *coretest.State, config tftypes.Value) {
	b.Helper()
	identities, err := rpc.GetResourceIdentitySchemas(b.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		b.Fatal(err)
	}
	typ := identities.IdentitySchemas[state.Type].ValueType()
	values := nullAttributes(typ)
	for name, value := range state.Identity {
		values[name] = tftypes.NewValue(tftypes.String, value)
	}
	identity := &tfprotov6.ResourceIdentityData{IdentityData: dynamicValue(b, tftypes.NewValue(typ, values))}
	stored, configured := dynamicValue(b, state.Value), dynamicValue(b, config)
	content, err := json.Marshal(state.Object())
	if err != nil {
		b.Fatal(err)
	}
	for _, call := range []struct {
		name string
		send func(context.Context) ([]*tfprotov6.Diagnostic, error)
	}{
		{"validate", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			r, err := rpc.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: state.Type, Config: configured})
			return r.Diagnostics, err
		}},
		{"upgrade", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			r, err := rpc.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{
				TypeName: state.Type, RawState: &tfprotov6.RawState{JSON: content},
			})
			return r.Diagnostics, err
		}},
		{"read", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			r, err := rpc.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
				TypeName: state.Type, CurrentState: stored, CurrentIdentity: identity, Private: state.Private,
			})
			return r.Diagnostics, err
		}},
		{"plan", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
			r, err := rpc.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
				TypeName: state.Type, PriorState: stored, ProposedNewState: stored, Config: configured,
				PriorIdentity: identity, PriorPrivate: state.Private,
			})
			return r.Diagnostics, err
		}},
	} {
		b.Run(call.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if call.name == "plan" {
					// A second plan of the object with one client would be that of a second resource.
					b.StopTimer()
					configure(b, rpc)
					b.StartTimer()
				}
				if diagnostics, err := call.send(b.Context()); err != nil || len(diagnostics) > 0 {
					b.Fatal(err, coretest.Diagnostics(diagnostics))
				}
			}
		})
	}
}

// nullAttributes returns null for each attribute of an object type.
func nullAttributes(typ tftypes.Type) map[string]tftypes.Value {
	values := map[string]tftypes.Value{}
	if object, ok := typ.(tftypes.Object); ok {
		for name, typ := range object.AttributeTypes {
			values[name] = tftypes.NewValue(typ, nil)
		}
	}
	return values
}

func dynamicValue(b *testing.B, value tftypes.Value) *tfprotov6.DynamicValue {
	b.Helper()
	encoded, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		b.Fatal(err)
	}
	return &encoded
}
