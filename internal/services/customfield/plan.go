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

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ModifyPlan returns an error for a change of the type, which Rebilly does not allow. It warns if a plan affects existing values, or leaves
// a field in Rebilly.
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
		warnNotDeleted(*state, response)
		return
	}
	r.refuseReplacement(ctx, request, response)
	if response.Diagnostics.HasError() {
		return
	}
	r.modifyWritePlan(ctx, request, state, response)
	if response.Diagnostics.HasError() || state == nil {
		return
	}
	replaces, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(commercial.CustomFieldTerms.PlanDiagnostics(
		request.State.Raw, response.Plan.Raw, replaces, crud.Environment(r.Client()))...)
}

// refuseReplacement returns an error for a plan that replaces a field that its destroy leaves enabled.
func (r *fieldResource) refuseReplacement(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	replaced, sameKey, diagnostics := r.Replaced(ctx, request)
	response.Diagnostics.Append(diagnostics...)
	if !sameKey || response.Diagnostics.HasError() {
		return
	}
	var state model
	response.Diagnostics.Append(replaced.Get(ctx, &state)...)
	if state.OnDestroy == onDestroyKeep {
		response.Diagnostics.Append(r.KeptObjectError(ctx, replaced, "its on_destroy leaves it as it is")...)
	}
}

// modifyWritePlan is ModifyPlan for a create, if state is nil, or an update.
func (r *fieldResource) modifyWritePlan(ctx context.Context, request resource.ModifyPlanRequest, state *model,
	response *resource.ModifyPlanResponse,
) {
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
		response.Diagnostics.AddAttributeError(path.Root(set[0]), "Custom field type cannot be changed",
			fmt.Sprintf("%q for %s has type %s. Rebilly never changes the type of a custom field, and a name cannot be reused. "+
				"Add a rebilly_custom_field of type %s with a different name, write the values of the old field to it "+
				"in the custom_fields of the objects that have them, then remove the old field. "+
				"Or set %[3]s = {} again.", state.Name, state.Resource, toAPI(*state).Type, set[0]))
		return
	case known:
		if restrictions := schemaRestrictions(toAPI(*state).Schema, want.Schema); len(restrictions) > 0 {
			response.Diagnostics.AddAttributeWarning(path.Root(set[0]),
				fmt.Sprintf("Existing values may become invalid: %q for %s", state.Name, state.Resource),
				fmt.Sprintf("The Terraform plan restricts %q for %s: %s. Rebilly may reject this while objects have values, "+
					"and may reject updates of objects whose values become invalid.", state.Name, state.Resource, strings.Join(restrictions, "; ")))
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

func warnNotDeleted(state model, response *resource.ModifyPlanResponse) {
	summary := "Custom field will be disabled, not deleted"
	detail := "Rebilly cannot delete a custom field: %q for %s stays in Rebilly, disabled, and is removed from the state. " +
		"Creating it again with the same type enables it."
	if state.OnDestroy == onDestroyKeep {
		summary = "Custom field will be kept, not deleted"
		detail = "Rebilly cannot delete a custom field: %q for %s stays in Rebilly unchanged, and is removed from the state. " +
			"To manage it again, import it."
	}
	response.Diagnostics.AddAttributeWarning(path.Root("on_destroy"), fmt.Sprintf("%s: %q for %s", summary, state.Name, state.Resource),
		fmt.Sprintf(detail, state.Name, state.Resource))
}

// warnReplaced warns that a replaced field stays in Rebilly.
func (r *fieldResource) warnReplaced(state model, response *resource.ModifyPlanResponse) {
	outcome := "will be disabled"
	if state.OnDestroy == onDestroyKeep {
		outcome = "will stay unchanged"
	}
	response.Diagnostics.AddAttributeWarning(path.Root("name"),
		fmt.Sprintf("Replaced custom field stays in Rebilly: %q for %s", state.Name, state.Resource),
		fmt.Sprintf("Rebilly cannot rename or delete a custom field. The Terraform plan creates a new one; the old one, %q for %s, %s. "+
			"The values of objects are not moved to the new field.", state.Name, state.Resource, outcome))
}

// schemaRestrictions describes the values that a schema no longer allows.
func schemaRestrictions(was, want rebilly.FieldSchema) []string {
	var restrictions []string
	add := func(format string, args ...any) { restrictions = append(restrictions, fmt.Sprintf(format, args...)) }
	removed := slices.DeleteFunc(slices.Clone(was.AllowedValues), func(text string) bool { return slices.Contains(want.AllowedValues, text) })
	switch {
	case len(want.AllowedValues) == 0:
	case len(was.AllowedValues) == 0:
		add("allowed_values is added")
	case len(removed) > 0:
		add("allowed_values loses %d of %d values", len(removed), len(was.AllowedValues))
	}
	if before, after := length(was), length(want); after < before {
		add("max_length changes from %d to %d", before, after)
	}
	if boundTightened(was.Minimum.String(), want.Minimum.String(), 1) {
		add("minimum changes from %s to %s", cmp.Or(was.Minimum.String(), "none"), want.Minimum)
	}
	if boundTightened(was.Maximum.String(), want.Maximum.String(), -1) {
		add("maximum changes from %s to %s", cmp.Or(was.Maximum.String(), "none"), want.Maximum)
	}
	if want.Required && !was.Required {
		add("required becomes true")
	}
	if want.Pattern != nil && (was.Pattern == nil || *was.Pattern != *want.Pattern) {
		add("pattern changes")
	}
	return restrictions
}

func length(schema rebilly.FieldSchema) int64 {
	if schema.MaxLength == nil {
		return rebilly.DefaultFieldLength
	}
	return *schema.MaxLength
}

// boundTightened reports whether a bound was added, or moved in a direction: 1 is up, -1 is down.
func boundTightened(was, want string, direction int) bool {
	after, bounded := new(big.Rat).SetString(want)
	before, wasBounded := new(big.Rat).SetString(was)
	return bounded && (!wasBounded || after.Cmp(before) == direction)
}
