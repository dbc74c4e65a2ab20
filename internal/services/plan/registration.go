package plan

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// Registration is what the provider offers for billing plans.
var Registration = crud.Registration{
	Resource:     NewResource,
	ListResource: NewListResource,
	DataSources:  []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
	Collection:   "plans",
	Objects:      crud.ObjectsOf(spec),
	Terms:        &commercial.PlanTerms,
	Permissions:  []string{"GetPlan", "PutPlan", "DeletePlan", "GetPlanCollection"},
	APITag:       "Plans",
}
