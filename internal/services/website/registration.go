package website

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// Registration is what the provider offers for websites.
var Registration = crud.Registration{
	Resource:     NewResource,
	ListResource: NewListResource,
	DataSources:  []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
	Collection:   "websites",
	Objects:      crud.ObjectsOf(spec),
	Permissions:  []string{"GetWebsite", "PutWebsite", "DeleteWebsite", "GetWebsiteCollection"},
	APITag:       "Websites",
}
