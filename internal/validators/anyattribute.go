package validators

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// AnyAttribute warns of an object without any attribute that is set: Terraform removes an attribute with a misspelled name without a
// message.
func AnyAttribute() validator.Object { return anyAttribute{} }

type anyAttribute struct{}

var _ validator.Object = anyAttribute{}

func (anyAttribute) Description(context.Context) string {
	return "should have at least one attribute"
}

func (v anyAttribute) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (anyAttribute) ValidateObject(ctx context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if hasNone(request.ConfigValue) {
		// Terraform shows one of several warnings with the same summary.
		response.Diagnostics.AddAttributeWarning(request.Path,
			fmt.Sprintf("No attribute set in %s", request.Path)+tfaccess.Label(ctx, request.Config),
			fmt.Sprintf("%s sets nothing, so the defaults apply. Terraform ignores misspelled names: check them. "+
				"If the defaults are intended, remove %[1]s, or set an attribute to its default.", request.Path))
	}
}

// hasNone reports whether an object is known and all of its attributes are null.
func hasNone(object types.Object) bool {
	if object.IsNull() || object.IsUnknown() {
		return false
	}
	for _, value := range object.Attributes() {
		if !value.IsNull() {
			return false
		}
	}
	return true
}
