// Package server is the provider as Terraform's protocol sees it: terraform-plugin-framework's server, and what that does not do.
package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// framework is all that the framework's server can do. Embedded as a ProviderServer alone, it would lose the calls of
// list resources and actions.
type framework interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

type server struct {
	framework
	provider provider.Provider
}

// New makes servers of a provider, each with a provider of its own.
func New(create func() provider.Provider) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		p := create()
		// That the framework's server is all this is what the tests of list resources hold it to.
		served, _ := providerserver.NewProtocol6(p)().(framework)
		return &server{framework: served, provider: p}
	}
}

// GetProviderSchema announces what the framework can do, but does not say.
func (s *server) GetProviderSchema(ctx context.Context, request *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	response, err := s.framework.GetProviderSchema(ctx, request)
	if err == nil {
		response.ServerCapabilities.GenerateResourceConfig = true
	}
	return response, err
}

// configurable is a resource that knows what a person would write for a state.
type configurable interface {
	Configuration(ctx context.Context, state tftypes.Value) (tftypes.Value, error)
}

// GenerateResourceConfig makes the configuration of an object that was found or imported.
func (s *server) GenerateResourceConfig(ctx context.Context, request *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	for _, create := range s.provider.Resources(ctx) {
		var named resource.MetadataResponse
		made := create()
		made.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "rebilly"}, &named)
		described, ok := made.(configurable)
		if !ok || named.TypeName != request.TypeName {
			continue
		}
		var schema resource.SchemaResponse
		made.Schema(ctx, resource.SchemaRequest{}, &schema)
		kind := schema.Schema.Type().TerraformType(ctx)
		config, err := convert(request.State, kind, func(state tftypes.Value) (tftypes.Value, error) { return described.Configuration(ctx, state) })
		return &tfprotov6.GenerateResourceConfigResponse{Config: config}, err
	}
	return s.framework.GenerateResourceConfig(ctx, request)
}

func convert(encoded *tfprotov6.DynamicValue, kind tftypes.Type, change func(tftypes.Value) (tftypes.Value, error)) (*tfprotov6.DynamicValue, error) {
	value, err := encoded.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	if value, err = change(value); err != nil {
		return nil, err
	}
	result, err := tfprotov6.NewDynamicValue(kind, value)
	return &result, err
}
