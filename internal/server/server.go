// Package server is the provider's protocol server: the server of terraform-plugin-framework, with a fast path for
// unchanged resources and valid configurations (package fastpath), generated configuration, and a check of moved resources.
package server

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// framework is the framework's server with its optional interfaces. Embedding only ProviderServer would lose list resources
// and actions.
type framework interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

type server struct {
	framework
	provider     provider.Provider
	resources    func() map[string]func() resourceType
	validConfigs *validConfigs
}

// resourceType is a resource of the provider.
type resourceType struct {
	resource resource.Resource
	// fastPath is nil if the resource does not support it.
	fastPath *fastpath.Resource
	// validator is nil if only the framework can validate the resource.
	validator *fastpath.Validator
	// hasWriteOnly is true if an attribute is write-only.
	hasWriteOnly bool
	version      int64
	kind         tftypes.Type
}

// clientProvider is a provider that returns the client that it was configured with, nil before.
type clientProvider interface {
	Client() *rebilly.Client
}

// LogUsage logs the number of API requests at the end of a run.
func LogUsage(p provider.Provider) {
	c, ok := p.(clientProvider)
	if !ok || c.Client() == nil {
		return
	}
	usage := c.Client().Usage()
	if len(usage.Requests) == 0 {
		return
	}
	// Nothing reads the standard error of a provider while it serves.
	ctx := tfsdklog.NewRootProviderLogger(context.Background(), tfsdklog.WithStderrFromInit(), tfsdklog.WithLogName("rebilly"),
		tfsdklog.WithoutLocation())
	tflog.Info(ctx, "Rebilly API usage of this run", map[string]any{
		"requests": usage.Requests, "shared_reads": usage.SharedReads, "waited": usage.Waited.Round(time.Millisecond).String(),
	})
}

// New returns the server of a provider.
func New(p provider.Provider) (tfprotov6.ProviderServer, error) {
	return wrap(providerserver.NewProtocol6(p)(), p)
}

func wrap(served tfprotov6.ProviderServer, p provider.Provider) (tfprotov6.ProviderServer, error) {
	complete, ok := served.(framework)
	if !ok {
		return nil, fmt.Errorf("the server of terraform-plugin-framework (%T) does not implement list resources and actions", served)
	}
	types := sync.OnceValue(func() map[string]func() resourceType { return resources(p) })
	return &server{framework: releasing{complete}, provider: p, resources: types, validConfigs: newValidConfigs(p)}, nil
}

// GetProviderSchema adds the capability GenerateResourceConfig, which the framework does not announce.
func (s *server) GetProviderSchema(ctx context.Context,
	request *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	response, err := s.framework.GetProviderSchema(ctx, request)
	if err == nil {
		response.ServerCapabilities.GenerateResourceConfig = true
	}
	return response, err
}

// configGenerator is a resource that generates the configuration for a state.
type configGenerator interface {
	GenerateConfig(ctx context.Context, state tftypes.Value) (tftypes.Value, error)
}

// GenerateResourceConfig generates the configuration of an object that was found or imported.
func (s *server) GenerateResourceConfig(ctx context.Context,
	request *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	r := s.resourceType(request.TypeName)
	described, ok := r.resource.(configGenerator)
	if !ok {
		return s.framework.GenerateResourceConfig(ctx, request)
	}
	config, err := convert(request.State, r.kind, func(state tftypes.Value) (tftypes.Value, error) {
		return described.GenerateConfig(ctx, state)
	})
	return &tfprotov6.GenerateResourceConfigResponse{Config: config}, err
}

// fastPathFor returns the fast path of a resource and its client. The client is nil if the framework must respond.
func (s *server) fastPathFor(typeName string) (*fastpath.Resource, *rebilly.Client) {
	p, ok := s.provider.(clientProvider)
	r := s.resourceType(typeName).fastPath
	if !ok || r == nil {
		return nil, nil
	}
	return r, p.Client()
}

// resourceType returns a resource by its type name, the zero value if there is none.
func (s *server) resourceType(name string) resourceType {
	if describe := s.resources()[name]; describe != nil {
		return describe()
	}
	return resourceType{}
}

// resources returns functions that describe each resource. Schemas are only built for the types that a run uses.
func resources(p provider.Provider) map[string]func() resourceType {
	ctx := context.Background()
	var described provider.MetadataResponse
	p.Metadata(ctx, provider.MetadataRequest{}, &described)
	all := map[string]func() resourceType{}
	for _, create := range p.Resources(ctx) {
		r := create()
		var named resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: described.TypeName}, &named)
		all[named.TypeName] = sync.OnceValue(func() resourceType { return describe(r) })
	}
	return all
}

func describe(r resource.Resource) resourceType {
	ctx := context.Background()
	var schema resource.SchemaResponse
	r.Schema(ctx, resource.SchemaRequest{}, &schema)
	t := resourceType{
		resource: r, validator: fastpath.NewValidator(ctx, r, schema.Schema),
		version: schema.Schema.Version, kind: schema.Schema.Type().TerraformType(ctx),
	}
	for _, attribute := range schema.Schema.Attributes {
		t.hasWriteOnly = t.hasWriteOnly || tfvalue.HasWriteOnly(attribute)
	}
	if source, ok := r.(fastpath.Source); ok {
		t.fastPath = fastpath.New(source)
	}
	return t
}

func convert(encoded *tfprotov6.DynamicValue, kind tftypes.Type,
	change func(tftypes.Value) (tftypes.Value, error),
) (*tfprotov6.DynamicValue, error) {
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

var (
	_ tfprotov6.ProviderServer     = (*server)(nil)
	_ tfprotov6.ListResourceServer = (*server)(nil)
	_ tfprotov6.ActionServer       = (*server)(nil)
)
