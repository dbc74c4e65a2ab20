// Command echo is a provider with the schemas of the Rebilly provider that does nothing: it plans what the CLI proposes, applies what
// was planned, and reads what the state has. Its CPU is what the plugin protocol costs any provider. Only the benchmark uses it.
package main

import (
	"context"
	"log"
	"os"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	tfaddr "github.com/hashicorp/terraform-registry-address"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

func main() {
	// As the provider itself.
	debug.SetGCPercent(300)
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO"} {
		if err := os.Setenv(name, "OFF"); err != nil {
			log.Fatal(err)
		}
	}
	s, err := server.New(provider.New("echo")())
	if err != nil {
		log.Fatal(err)
	}
	schemas, err := s.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		log.Fatal(err)
	}
	types := make(map[string]tftypes.Type, len(schemas.ResourceSchemas))
	for name, schema := range schemas.ResourceSchemas {
		types[name] = schema.ValueType()
	}
	address := tfaddr.NewProvider(tfaddr.DefaultProviderRegistryHost, "rebilly", "echo").String()
	err = tf6server.Serve(address, func() tfprotov6.ProviderServer { return echo{s, types} })
	if err != nil {
		log.Fatal(err)
	}
}

// echo responds to the calls for resources itself.
type echo struct {
	tfprotov6.ProviderServer

	types map[string]tftypes.Type
}

var _ tfprotov6.ProviderServer = echo{}

// GetResourceIdentitySchemas returns none.
func (echo) GetResourceIdentitySchemas(
	context.Context, *tfprotov6.GetResourceIdentitySchemasRequest,
) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

// ConfigureProvider implements tfprotov6.ProviderServer.
func (echo) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

// ValidateResourceConfig implements tfprotov6.ResourceServer.
func (echo) ValidateResourceConfig(
	context.Context, *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

// UpgradeResourceState implements tfprotov6.ResourceServer.
func (e echo) UpgradeResourceState(
	_ context.Context, r *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	state, err := r.RawState.Unmarshal(e.types[r.TypeName])
	if err != nil {
		return nil, err
	}
	upgraded, err := tfprotov6.NewDynamicValue(e.types[r.TypeName], state)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &upgraded}, err
}

// ReadResource implements tfprotov6.ResourceServer.
func (echo) ReadResource(_ context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{NewState: r.CurrentState, Private: r.Private}, nil
}

// PlanResourceChange implements tfprotov6.ResourceServer.
func (echo) PlanResourceChange(
	_ context.Context, r *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: r.ProposedNewState, PlannedPrivate: r.PriorPrivate}, nil
}

// ApplyResourceChange implements tfprotov6.ResourceServer.
func (echo) ApplyResourceChange(
	_ context.Context, r *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return &tfprotov6.ApplyResourceChangeResponse{NewState: r.PlannedState, Private: r.PlannedPrivate}, nil
}
