package mountconfig

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// extraOptions is a validator for options that the provider does not have.
type extraOptions struct{ described }

func (extraOptions) ValidateDynamic(_ context.Context, request validator.DynamicRequest, response *validator.DynamicResponse) {
	members, ok := namesIn(request.ConfigValue)
	if !ok {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid extra",
			"extra must be an object of options, such as { features = { newFeature = true } }.")
		return
	}
	if _, ok := members["jwt"]; ok {
		response.Diagnostics.AddAttributeError(request.Path, "Token in extra",
			"A customer's token must not be in the options, which are stored in the state. Remove jwt from extra, and merge() the options with "+
				"{ jwt = ... } where the page is written.")
	}
	if key, ok := members["publishableKey"].(types.String); ok && strings.HasPrefix(key.ValueString(), "sk_") {
		refuseSecretKey(request.Path, &response.Diagnostics)
	}
}
