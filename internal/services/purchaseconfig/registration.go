package purchaseconfig

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// Registration is what the provider offers for checkout pages.
var Registration = crud.Registration{
	DataSources: []func() datasource.DataSource{NewDataSource},
	Permissions: []string{
		"GetWebsite", "GetPlan", "GetPlanCollection", "GetInvoice", "GetTransaction", "GetDepositRequest", "GetPayoutRequest",
	},
	APITag: "Storefront purchases",
	Remark: "No configuration: what a customer's browser calls. The configuration with which a page does so is offered.",
}
