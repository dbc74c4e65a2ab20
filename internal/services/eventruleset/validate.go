package eventruleset

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
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

// checkReplacement returns an error if a ruleset would be replaced by that of an event which has rules already: its rules would be removed
// before the create is refused.
func checkReplacement(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics {
	if state.Raw.IsNull() {
		return nil
	}
	var before, after types.String
	diagnostics := state.GetAttribute(ctx, path.Root("event_type"), &before)
	diagnostics.Append(config.GetAttribute(ctx, path.Root("event_type"), &after)...)
	if diagnostics.HasError() || after.IsUnknown() || after.Equal(before) {
		return diagnostics
	}
	if _, err := readableRulesets(client).Get(ctx, after.ValueString()); err == nil {
		diagnostics.AddAttributeError(path.Root("event_type"), "Event has rules already",
			fmt.Sprintf("The ruleset of %s would be replaced by that of %s, which has rules or binds in %s. Nothing was changed. Import that "+
				"ruleset into a resource of its own, or remove its rules in Rebilly.", before.ValueString(), after.ValueString(), client.Target()))
	}
	return diagnostics
}
