// Package purchaseconfig implements the data source rebilly_purchase_config: the options of RebillyInstruments.mount().
// options.go converts the configuration to the options, schema.go and validate.go validate it, and checks.go compares it with the
// objects in Rebilly.
package purchaseconfig

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
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
	var m model
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if response.Diagnostics.HasError() {
		return
	}
	c := checks{d.client, &response.Diagnostics}
	permissions := c.run(ctx, m)
	if response.Diagnostics.HasError() {
		return
	}
	options := mountOptions(m, d.client.Environment(), d.client.OrganizationID())
	config, text, err := options.render() //nolint:contextcheck // the types of values do not use a context
	if err != nil {
		response.Diagnostics.AddError("Unable to encode the purchase configuration", err.Error())
		return
	}
	m.Config = config
	m.JSON = types.StringValue(text)
	m.RequiresJWT = types.BoolValue(m.requiresJWT())
	m.Permissions = permissions
	response.Diagnostics.Append(response.State.Set(ctx, m)...)
}
