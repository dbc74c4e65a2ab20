package customfield

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ModifyPlan refuses another type, which Rebilly does not allow, and says what a plan does to existing data and fields.
func (r *fieldResource) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	r.Resource.ModifyPlan(ctx, request, response)
	var state *model
	if !request.State.Raw.IsNull() {
		response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	}
	if response.Diagnostics.HasError() || state == nil && request.Plan.Raw.IsNull() {
		return
	}
	if request.Plan.Raw.IsNull() {
		says := "Rebilly deletes no custom field: %q for %s stays there, disabled, and Terraform forgets it. Creating it again, with the same type, enables it."
		summary := "The custom field will be disabled, not deleted"
		if state.OnDestroy == onDestroyKeep {
			says = "Rebilly deletes no custom field: %q for %s stays there as it is, and Terraform forgets it. To manage it again, import it."
			summary = "The custom field will be left as it is, not deleted"
		}
		response.Diagnostics.AddAttributeWarning(path.Root("on_destroy"), summary, fmt.Sprintf(says, state.Name, state.Resource))
		return
	}

	var kind, name types.String
	var enabled types.Bool
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("resource"), &kind)...)
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("name"), &name)...)
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("is_enabled"), &enabled)...)
	set, unknown, diagnostics := configuredTypes(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
	if unknown || len(set) != 1 || response.Diagnostics.HasError() {
		return
	}
	want, known, diagnostics := configuredType(ctx, request.Config, set[0])
	response.Diagnostics.Append(diagnostics...)

	switch {
	case state == nil:
	case state.Resource != kind.ValueString() || state.Name != name.ValueString():
		r.warnReplaced(*state, response)
	case toAPI(*state).Type != set[0]:
		response.Diagnostics.AddAttributeError(path.Root(set[0]), "The type of a custom field cannot be changed",
			fmt.Sprintf("%q for %s is of type %s, for ever: Rebilly neither changes a type nor frees a name. Choose another name for a field of type %s, "+
				"in a rebilly_custom_field of its own; write the values of the old field to it, in the custom_fields of what has them; then remove the old field. "+
				"Or set %[3]s = {} again.", state.Name, state.Resource, toAPI(*state).Type, set[0]))
		return
	case known:
		if narrower := schemaRestrictions(toAPI(*state).Schema, want.Schema); len(narrower) > 0 {
			response.Diagnostics.AddAttributeWarning(path.Root(set[0]), "Existing values may not fit the custom field any more",
				fmt.Sprintf("The plan narrows %q for %s: %s. Rebilly may refuse this while objects have values, "+
					"and may refuse to update objects whose values do not fit.", state.Name, state.Resource, strings.Join(narrower, "; ")))
		}
	}
	if r.Client() == nil || kind.IsUnknown() || name.IsUnknown() {
		return
	}
	var planned *rebilly.CustomField
	if known && !enabled.IsUnknown() {
		want.IsEnabled = new(enabled.ValueBool())
		planned = &want
	}
	r.Client().RegisterPlannedCustomField(kind.ValueString(), name.ValueString(), planned)
}

// warnReplaced warns of what becomes of a field that the plan puts another one in place of.
func (r *fieldResource) warnReplaced(state model, response *resource.ModifyPlanResponse) {
	fate := "is disabled"
	if state.OnDestroy == onDestroyKeep {
		fate = "is left as it is"
	}
	response.Diagnostics.AddAttributeWarning(path.Root("name"), "The old custom field stays in Rebilly",
		fmt.Sprintf("Rebilly neither renames nor deletes a custom field. The plan makes a new one; the old one, %q for %s, %s. "+
			"The values that objects have of it do not move to the new one.", state.Name, state.Resource, fate))
}

// schemaRestrictions lists in which ways a schema allows less than before.
func schemaRestrictions(was, want rebilly.FieldSchema) []string {
	var narrower []string
	add := func(format string, args ...any) { narrower = append(narrower, fmt.Sprintf(format, args...)) }
	removed := slices.DeleteFunc(slices.Clone(was.AllowedValues), func(text string) bool { return slices.Contains(want.AllowedValues, text) })
	switch {
	case len(want.AllowedValues) == 0:
	case len(was.AllowedValues) == 0:
		add("allowed_values are introduced")
	case len(removed) > 0:
		add("allowed_values loses %q", removed)
	}
	if before, after := length(was), length(want); after < before {
		add("max_length goes from %d to %d", before, after)
	}
	if boundTightened(was.Minimum.String(), want.Minimum.String(), 1) {
		add("minimum goes from %s to %s", cmp.Or(was.Minimum.String(), "none"), want.Minimum)
	}
	if boundTightened(was.Maximum.String(), want.Maximum.String(), -1) {
		add("maximum goes from %s to %s", cmp.Or(was.Maximum.String(), "none"), want.Maximum)
	}
	if want.Required && !was.Required {
		add("it becomes required")
	}
	if want.Pattern != nil && (was.Pattern == nil || *was.Pattern != *want.Pattern) {
		add("pattern changes to %s", *want.Pattern)
	}
	return narrower
}

func length(schema rebilly.FieldSchema) int64 {
	if schema.MaxLength == nil {
		return rebilly.DefaultFieldLength
	}
	return *schema.MaxLength
}

// boundTightened tells that a bound is new, or moved in a direction: 1 is up, -1 down.
func boundTightened(was, want string, direction int) bool {
	after, bounded := new(big.Rat).SetString(want)
	before, wasBounded := new(big.Rat).SetString(was)
	return bounded && (!wasBounded || after.Cmp(before) == direction)
}
