package apikey_test

import (
	"context"
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

// aws stands in for the AWS provider, which the guide's example hands a key to: the two resources with the arguments
// that the example uses. It remembers what it was given.
type aws struct {
	mu       sync.Mutex
	received []string
}

func (a *aws) factory() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6(a)(), nil
}

func (a *aws) secrets() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string{}, a.received...)
}

func (a *aws) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "aws"
}
func (a *aws) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse)          {}
func (a *aws) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (a *aws) DataSources(context.Context) []func() datasource.DataSource                        { return nil }
func (a *aws) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource {
			return &awsResource{aws: a, name: "secretsmanager_secret", attributes: map[string]schema.Attribute{
				"id":   schema.StringAttribute{Computed: true},
				"name": schema.StringAttribute{Required: true},
			}}
		},
		func() resource.Resource {
			return &awsResource{aws: a, name: "secretsmanager_secret_version", attributes: map[string]schema.Attribute{
				"id":                       schema.StringAttribute{Computed: true},
				"secret_id":                schema.StringAttribute{Required: true},
				"secret_string_wo":         schema.StringAttribute{Optional: true, WriteOnly: true, Sensitive: true},
				"secret_string_wo_version": schema.Int64Attribute{Optional: true},
			}}
		},
	}
}

type awsResource struct {
	aws        *aws
	name       string
	attributes map[string]schema.Attribute
}

func (r *awsResource) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "aws_" + r.name
}

func (r *awsResource) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{Attributes: r.attributes}
}

// keep remembers the write-only argument, which only the configuration has.
func (r *awsResource) keep(ctx context.Context, config tfsdk.Config) {
	var secret types.String
	if r.attributes["secret_string_wo"] == nil || config.GetAttribute(ctx, path.Root("secret_string_wo"), &secret).HasError() {
		return
	}
	r.aws.mu.Lock()
	defer r.aws.mu.Unlock()
	r.aws.received = append(r.aws.received, secret.ValueString())
}

func (r *awsResource) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	response.State.Raw = request.Plan.Raw
	response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("id"), r.name)...)
	r.keep(ctx, request.Config)
}

func (r *awsResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (r *awsResource) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	response.State.Raw = request.Plan.Raw
	response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("id"), r.name)...)
	r.keep(ctx, request.Config)
}

func (r *awsResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
