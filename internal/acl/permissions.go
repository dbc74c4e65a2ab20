package acl

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// permissions returns an error for * beside other permissions, and warnings for names that are not operations.
// Permissions outlive operations and Rebilly's definition has no closed list of them: an unknown name may be right.
type permissions struct{}

// PermissionRules returns the validators of a set of permissions.
func PermissionRules() []validator.Set {
	return []validator.Set{setvalidator.NoNullValues(), permissions{}}
}

func (permissions) Description(context.Context) string {
	return "must be names of operations, or * alone"
}

func (v permissions) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (permissions) ValidateSet(ctx context.Context, request validator.SetRequest, response *validator.SetResponse) {
	for _, element := range request.ConfigValue.Elements() {
		name, ok := element.(types.String)
		if !ok || name.IsNull() || name.IsUnknown() {
			continue
		}
		given := name.ValueString()
		switch {
		case given == Everything && len(request.ConfigValue.Elements()) > 1:
			response.Diagnostics.AddAttributeError(request.Path, "Wildcard must be the only permission",
				`"*" includes all operations, so other permissions beside it have no effect. Remove either "*" or the others.`)
		case given != Everything && !slices.Contains(names.Operations, given):
			response.Diagnostics.AddAttributeWarning(request.Path.AtSetValue(element),
				fmt.Sprintf("Unknown permission %q", given)+tfaccess.Label(ctx, request.Config),
				fmt.Sprintf("%q is not in this provider version's list of operations. The most similar name in the list is %q. "+
					"If the operation is newer or older than the provider, ignore this warning: the name is sent unchanged, and Rebilly validates it.",
					given, suggest.Nearest(given, names.Operations)))
		}
	}
}
