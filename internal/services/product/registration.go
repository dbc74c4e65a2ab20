package product

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
)

// Registration is what the provider offers for products.
var Registration = crud.Registration{
	Resource:     NewResource,
	ListResource: NewListResource,
	DataSources:  []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
	Collection:   "products",
	Objects:      crud.ObjectsOf(spec),
	Permissions:  []string{"GetProduct", "PutProduct", "DeleteProduct", "GetProductCollection"},
	APITag:       "Products",
}
