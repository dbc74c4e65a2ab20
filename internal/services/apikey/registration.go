package apikey

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// Registration is what the provider offers for API keys.
var Registration = crud.Registration{
	Resource:          NewResource,
	ListResource:      NewListResource,
	DataSources:       []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
	EphemeralResource: NewEphemeralResource,
	Collection:        "api-keys",
	Objects:           crud.ObjectsOf(spec),
	Permissions:       []string{"GetApiKey", "PutApiKey", "DeleteApiKey", "GetApiKeyCollection"},
	APITag:            "API keys",
}
