package eventruleset

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// notEmpty validates that a ruleset has a rule or a bind.
type notEmpty struct{}

var _ validator.List = notEmpty{}

func (notEmpty) Description(context.Context) string { return "there must be a rule or a bind" }

func (v notEmpty) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (notEmpty) ValidateList(ctx context.Context, request validator.ListRequest, response *validator.ListResponse) {
	rules := request.ConfigValue
	var binds types.List
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("binds"), &binds)...)
	if rules.IsNull() || rules.IsUnknown() || len(rules.Elements()) > 0 || binds.IsUnknown() || len(binds.Elements()) > 0 {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, "Empty ruleset",
		"There is neither a rule nor a bind. To have none for the event, remove the resource; if a list may be empty, set "+
			"count = length(local.rules) > 0 ? 1 : 0.")
}
