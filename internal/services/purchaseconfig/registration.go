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
	Remark: "No configuration: called by a customer's browser. The configuration of a purchase page is offered.",
}
