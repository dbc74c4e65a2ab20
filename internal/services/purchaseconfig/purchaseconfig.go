// Package purchaseconfig is the data source rebilly_purchase_config: what a page passes to RebillyInstruments.mount().
// The configuration becomes mount()'s options in options.go; what it has to be is in schema.go and rules.go by itself,
// and in checks.go by what Rebilly says.
package purchaseconfig

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// NewDataSource makes the data source rebilly_purchase_config.
func NewDataSource() datasource.DataSource { return &dataSource{} }

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
	config, text, err := mountOptions(m, d.client.Environment(), d.client.OrganizationID()).render() //nolint:contextcheck // types of values do not look at a context
	if err != nil {
		response.Diagnostics.AddError("Unable to make the configuration", err.Error())
		return
	}
	m.Config = config
	m.JSON = types.StringValue(text)
	m.RequiresJWT = types.BoolValue(m.requiresJWT())
	m.Permissions = permissions
	response.Diagnostics.Append(response.State.Set(ctx, m)...)
}
