package customfield

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// Registration is what the provider offers for custom fields.
var Registration = crud.Registration{
	Resource:     NewResource,
	ListResource: NewListResource,
	DataSources:  []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
	Collection:   "custom-fields",
	AfterDestroy: map[string]any{"isEnabled": false},
	Terms:        &commercial.CustomFieldTerms,
	Permissions:  []string{"GetCustomField", "PutCustomField", "GetCustomFieldCollection"},
	APITag:       "Custom fields",
	Remark:       "Rebilly has no operation to delete one; destroying disables it.",
}
