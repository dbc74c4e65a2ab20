package validators

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// ExactlyOneAttribute validates that exactly one attribute of an object is set.
func ExactlyOneAttribute() validator.Object { return exactlyOneAttribute{} }

type exactlyOneAttribute struct{}

var _ validator.Object = exactlyOneAttribute{}

func (exactlyOneAttribute) Description(context.Context) string {
	return "exactly one attribute must be set"
}

func (v exactlyOneAttribute) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (exactlyOneAttribute) ValidateObject(_ context.Context, request validator.ObjectRequest, response *validator.ObjectResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	set, all, isKnown := Selected(request.ConfigValue.Attributes())
	switch {
	case !isKnown:
	case len(set) == 0:
		response.Diagnostics.AddAttributeError(request.Path, "Missing variant",
			fmt.Sprintf("Set exactly one of %s in %s. Terraform ignores other names: check the spelling.", strings.Join(all, ", "), request.Path))
	case len(set) > 1:
		response.Diagnostics.AddAttributeError(request.Path, "Conflicting variants",
			fmt.Sprintf("Set exactly one of %s in %s. It sets %s.", strings.Join(all, ", "), request.Path, strings.Join(set, " and ")))
	}
}

// Selected returns the names of all attributes and of those that are set, both sorted. isKnown is false if one of them is unknown, so that
// it may be set or not.
func Selected(attributes map[string]attr.Value) (set, all []string, isKnown bool) {
	isKnown = true
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		value := attributes[name]
		isKnown = isKnown && !value.IsUnknown()
		all = append(all, name)
		if !value.IsNull() {
			set = append(set, name)
		}
	}
	return set, all, isKnown
}
