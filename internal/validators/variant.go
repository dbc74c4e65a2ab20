package validators

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// ExactlyOneAttribute requires that exactly one attribute of an object is set: the variant.
func ExactlyOneAttribute() validator.Object { return oneVariant{} }

type oneVariant struct{}

var _ validator.Object = oneVariant{}

func (oneVariant) Description(context.Context) string {
	return "exactly one variant has to be set"
}

func (v oneVariant) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (oneVariant) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	var set, all []string
	for name, value := range request.ConfigValue.Attributes() {
		if value.IsUnknown() {
			return
		}
		all = append(all, name)
		if !value.IsNull() {
			set = append(set, name)
		}
	}
	slices.Sort(all)
	slices.Sort(set)
	switch {
	case len(set) == 0:
		response.Diagnostics.AddAttributeError(request.Path, "No variant is set",
			fmt.Sprintf("Set exactly one of %s in %s.", strings.Join(all, ", "), request.Path))
	case len(set) > 1:
		response.Diagnostics.AddAttributeError(request.Path, "More than one variant is set",
			fmt.Sprintf("Set exactly one of %s in %s: it has %s.", strings.Join(all, ", "), request.Path, strings.Join(set, " and ")))
	}
}
