// Package fakeaws is a stand-in for the AWS provider.
package fakeaws

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Provider has the resources and arguments of the AWS provider that the examples use, and records the values of write-only arguments.
type Provider struct {
	mu       sync.Mutex
	received []string
}

// Factory returns the provider for terraform-plugin-testing, under the name aws.
func (a *Provider) Factory() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6(a)(), nil
}

// Received returns the values of write-only arguments in the order in which they arrived.
func (a *Provider) Received() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.received)
}

// Metadata implements provider.Provider.
func (a *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "aws"
}

// Schema implements provider.Provider.
func (a *Provider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

// Configure implements provider.Provider.
func (a *Provider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}

// DataSources implements provider.Provider.
func (a *Provider) DataSources(context.Context) []func() datasource.DataSource { return nil }

// Resources implements provider.Provider.
func (a *Provider) Resources(context.Context) []func() resource.Resource {
	var resources []func() resource.Resource
	for _, kind := range []awsResource{
		{name: "secretsmanager_secret", arguments: []string{"name"}},
		{name: "secretsmanager_secret_version", arguments: []string{"secret_id"}, writeOnly: "secret_string_wo"},
		{name: "ssm_parameter", arguments: []string{"name", "type"}, writeOnly: "value_wo"},
	} {
		kind.aws = a
		resources = append(resources, func() resource.Resource { return &kind })
	}
	return resources
}

type awsResource struct {
	aws       *Provider
	name      string
	arguments []string
	writeOnly string
}

func (r *awsResource) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "aws_" + r.name
}

func (r *awsResource) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{"id": schema.StringAttribute{Computed: true}}
	for _, name := range r.arguments {
		attributes[name] = schema.StringAttribute{Required: true}
	}
	if r.writeOnly != "" {
		attributes[r.writeOnly] = schema.StringAttribute{Required: true, WriteOnly: true, Sensitive: true}
		attributes[r.writeOnly+"_version"] = schema.Int64Attribute{Required: true}
	}
	response.Schema = schema.Schema{Attributes: attributes}
}

// keep records the write-only argument, which only the configuration has.
func (r *awsResource) keep(ctx context.Context, config tfsdk.Config, plan tfsdk.Plan, state *tfsdk.State) {
	state.Raw = plan.Raw
	state.SetAttribute(ctx, path.Root("id"), r.name)
	if r.writeOnly == "" {
		return
	}
	var secret types.String
	config.GetAttribute(ctx, path.Root(r.writeOnly), &secret)
	r.aws.mu.Lock()
	defer r.aws.mu.Unlock()
	r.aws.received = append(r.aws.received, secret.ValueString())
}

func (r *awsResource) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	r.keep(ctx, request.Config, request.Plan, &response.State)
}

func (r *awsResource) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	r.keep(ctx, request.Config, request.Plan, &response.State)
}

func (r *awsResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *awsResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
