package acl

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// permissions refuses * with others beside it, and warns of names that are no operation.
type permissions struct{}

// PermissionRules are what a set of permissions has to be.
func PermissionRules() []validator.Set {
	return []validator.Set{setvalidator.NoNullValues(), permissions{}}
}

func (permissions) Description(context.Context) string {
	return "must be names of operations, or * alone"
}

func (v permissions) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (permissions) ValidateSet(_ context.Context, request validator.SetRequest, response *validator.SetResponse) {
	for _, element := range request.ConfigValue.Elements() {
		name, ok := element.(types.String)
		if !ok || name.IsNull() || name.IsUnknown() {
			continue
		}
		given := name.ValueString()
		switch {
		case given == Everything && len(request.ConfigValue.Elements()) > 1:
			response.Diagnostics.AddAttributeError(request.Path, "* grants everything",
				`"*" stands for all operations, so that nothing beside it has a meaning. Leave out either "*" or the others.`)
		case given != Everything && !slices.Contains(operations(), given):
			response.Diagnostics.AddAttributeWarning(request.Path.AtSetValue(element), "Unknown permission",
				fmt.Sprintf("%q is not an operation that this version of the provider knows. The nearest that it knows is %q. "+
					"If yours is newer or older than the provider, this is no mistake: it is sent as it is, and Rebilly decides.", given, suggest.Nearest(given, operations())))
		}
	}
}
