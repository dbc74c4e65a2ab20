package apikey

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// NewRegistration returns what the provider offers for API keys. A plan must not take from the provider's own key what a run may
// need: the permissions of this service and those of the others.
func NewRegistration(others []crud.Registration) crud.Registration {
	registration := crud.Registration{
		ListResource:      NewListResource,
		DataSources:       []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
		EphemeralResource: NewEphemeralResource,
		Collection:        "api-keys",
		Objects:           crud.ObjectsOf(spec),
		Permissions:       []string{"GetApiKey", "PutApiKey", "DeleteApiKey", "GetApiKeyCollection"},
		APITag:            "API keys",
	}
	required := slices.Clone(registration.Permissions)
	for _, other := range others {
		for _, permission := range other.Permissions {
			if !slices.Contains(required, permission) {
				required = append(required, permission)
			}
		}
	}
	registration.Resource = func() resource.Resource { return &keyResource{crud.New(spec), required} }
	return registration
}
