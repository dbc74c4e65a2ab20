// Package server is the provider as Terraform's protocol sees it: terraform-plugin-framework's server, and what that does not do.
package server

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
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
	provider  provider.Provider
	resources func() map[string]resourceType
}

// resourceType is one kind of resource.
type resourceType struct {
	resource resource.Resource
	version  int64
	kind     tftypes.Type
}

// clientProvider is a provider that knows the client that it was configured with, nil before.
type clientProvider interface {
	Client() *rebilly.Client
}

// LogUsage writes a line to the log, at the end of a run, that says what the run has asked of Rebilly.
func LogUsage(p provider.Provider) {
	c, ok := p.(clientProvider)
	if !ok || c.Client() == nil {
		return
	}
	usage := c.Client().Usage()
	if len(usage.Requests) == 0 {
		return
	}
	// While a provider serves, its standard error is read by nobody.
	ctx := tfsdklog.NewRootProviderLogger(context.Background(), tfsdklog.WithStderrFromInit(), tfsdklog.WithLogName("rebilly"), tfsdklog.WithoutLocation())
	tflog.Info(ctx, "Rebilly API usage of this run", map[string]any{
		"requests": usage.Requests, "shared_reads": usage.SharedReads, "waited": usage.Waited.Round(time.Millisecond).String(),
	})
}

// New makes the servers of a provider.
func New(p provider.Provider) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		// That the framework's server is all this is what the tests of list resources hold it to.
		served, _ := providerserver.NewProtocol6(p)().(framework)
		return &server{framework: served, provider: p, resources: sync.OnceValue(func() map[string]resourceType { return resources(p) })}
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

// configGenerator is a resource that knows what a person would write for a state.
type configGenerator interface {
	GenerateConfig(ctx context.Context, state tftypes.Value) (tftypes.Value, error)
}

// GenerateResourceConfig makes the configuration of an object that was found or imported.
func (s *server) GenerateResourceConfig(ctx context.Context, request *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	r := s.resources()[request.TypeName]
	described, ok := r.resource.(configGenerator)
	if !ok {
		return s.framework.GenerateResourceConfig(ctx, request)
	}
	config, err := convert(request.State, r.kind, func(state tftypes.Value) (tftypes.Value, error) { return described.GenerateConfig(ctx, state) })
	return &tfprotov6.GenerateResourceConfigResponse{Config: config}, err
}

// fastPathFor is a kind of resource and the client for it; nil where the framework has to answer.
func (s *server) fastPathFor(typeName string) (fastPath, *rebilly.Client) {
	p, ok := s.provider.(clientProvider)
	r, able := s.resources()[typeName].resource.(fastPath)
	if !ok || !able {
		return nil, nil
	}
	return r, p.Client()
}

func resources(p provider.Provider) map[string]resourceType {
	ctx := context.Background()
	var described provider.MetadataResponse
	p.Metadata(ctx, provider.MetadataRequest{}, &described)
	all := map[string]resourceType{}
	for _, create := range p.Resources(ctx) {
		r := create()
		var named resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: described.TypeName}, &named)
		var schema resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &schema)
		all[named.TypeName] = resourceType{resource: r, version: schema.Schema.Version, kind: schema.Schema.Type().TerraformType(ctx)}
	}
	return all
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
