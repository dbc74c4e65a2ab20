package customerjwt

import "github.com/rebilly/terraform-provider-rebilly/internal/crud"

// Registration is what the provider offers for customers' tokens.
var Registration = crud.Registration{
	EphemeralResource: NewEphemeralResource,
	Permissions:       []string{"PostAuthenticationToken", "PostAuthenticationTokenExchange", "DeleteAuthenticationToken"},
	APITag:            "Customer authentication",
	Remark:            "Credentials belong to customers.",
}
