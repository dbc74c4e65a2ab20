// Package purchaseconfig implements the data source rebilly_purchase_config: the options of RebillyInstruments.mount().
// Package mountconfig validates the configuration and converts it to the options; checks.go compares it with the objects in Rebilly.
package purchaseconfig

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/mountconfig"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// NewDataSource returns the data source rebilly_purchase_config.
func NewDataSource() datasource.DataSource { return &dataSource{} }

var (
	_ datasource.DataSource                   = (*dataSource)(nil)
	_ datasource.DataSourceWithConfigure      = (*dataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)
)

type dataSource struct {
	client *rebilly.Client
}

func (d *dataSource) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_purchase_config"
}

func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = attributes()
}

// Configure implements datasource.DataSourceWithConfigure. Terraform validates before it configures: no client then.
func (d *dataSource) Configure(_ context.Context, request datasource.ConfigureRequest, response *datasource.ConfigureResponse) {
	d.client = crud.ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

func (d *dataSource) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var p purchase
	response.Diagnostics.Append(request.Config.Get(ctx, &p.Object)...)
	if response.Diagnostics.HasError() {
		return
	}
	options := mountconfig.Options(p.Object, types.StringValue(d.client.Environment()), types.StringValue(d.client.OrganizationID()))
	permissions := checks{d.client, &response.Diagnostics}.run(ctx, p, options)
	if response.Diagnostics.HasError() {
		return
	}
	text, err := options.MarshalJSON()
	if err != nil {
		response.Diagnostics.AddError("Unable to encode the purchase configuration", err.Error())
		return
	}
	response.State.Raw = request.Config.Raw
	for name, value := range map[string]any{
		"config":       types.DynamicValue(options.Value()), //nolint:contextcheck // the types of values do not use a context
		"json":         string(text),
		"requires_jwt": p.requiresJWT(),
		"permissions":  permissions,
	} {
		response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

// ValidateConfig implements datasource.DataSourceWithValidateConfig.
func (d *dataSource) ValidateConfig(
	_ context.Context, request datasource.ValidateConfigRequest, response *datasource.ValidateConfigResponse,
) {
	mountconfig.Validate(request.Config.Raw, &response.Diagnostics)
}
