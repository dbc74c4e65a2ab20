package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// environmentLive is the environment of real customers.
const environmentLive = "live"

// ModifyPlan implements resource.ResourceWithModifyPlan.
func (r *Resource[M, A]) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	defer RecoverPanic(&response.Diagnostics)
	response.Diagnostics.Append(r.organizationDiagnostics(ctx, request)...)
	if r.client != nil && !request.Plan.Raw.IsNull() {
		if request.State.Raw.IsNull() {
			// A plan that only creates sends no other request.
			if err := r.client.CheckAccess(ctx); err != nil {
				response.Diagnostics.Append(r.diagnoseOnce("plan", err, request.Plan.Raw)...)
				return
			}
		}
		response.Diagnostics.Append(r.planProtection(ctx, request, response)...)
		if organization := r.client.OrganizationID(); r.kind.isSettings() && request.State.Raw.IsNull() && organization != "" {
			response.Diagnostics.Append(r.kind.writeKey(ctx, r.kind.split(organization), &response.Plan)...)
		}
	}
	if !response.Plan.Raw.IsFullyKnown() && onlyComputedDiffers(r.kind.schema(ctx).Attributes, request.State.Raw, response.Plan.Raw) {
		response.Plan.Raw = request.State.Raw
	}
	response.Diagnostics.Append(r.endDiagnostics(ctx, request, response)...)
	if r.client != nil && request.State.Raw.IsNull() {
		response.Diagnostics.Append(r.expiredError(ctx, response.Plan)...)
	}
	if r.spec.PlanCheck != nil && r.client != nil && !request.Plan.Raw.IsNull() {
		response.Diagnostics.Append(r.spec.PlanCheck(ctx, r.client, request.Config, request.State)...)
	}
}

// organizationDiagnostics returns an error if the object of a state belongs to a different organization. Without a refresh, nothing else
// would notice before an object with the same id is changed or deleted.
func (r *Resource[M, A]) organizationDiagnostics(ctx context.Context, request resource.ModifyPlanRequest) diag.Diagnostics {
	if r.client == nil {
		return nil
	}
	key, diagnostics := r.kind.readKey(ctx, request.State)
	diagnostics.Append(r.kind.checkOrganization(ctx, r.client, "plan", key, request.Identity)...)
	_, more := r.readKnownObject(ctx, "plan", join(key), request.Private)
	diagnostics.Append(more...)
	return diagnostics
}

// endDiagnostics returns the errors and warnings for a plan that ends an object, or has the same object as a different plan.
func (r *Resource[M, A]) endDiagnostics(ctx context.Context, request resource.ModifyPlanRequest,
	response *resource.ModifyPlanResponse,
) diag.Diagnostics {
	destroys, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	replaced, sameKey, more := r.Replaced(ctx, request)
	diagnostics.Append(more...)
	request.State, more = r.withProtection(ctx, request.State, request.Private)
	diagnostics.Append(more...)
	switch {
	case destroys && r.kind.isSettings():
		diagnostics.Append(r.settingsDestroyDiagnostics(ctx, request.State, request.Private)...)
	case destroys:
		diagnostics.Append(r.destroyDiagnostics(ctx, request.State)...)
	case !replaced.Raw.IsNull() && r.kind.isSettings():
		diagnostics.Append(r.settingsReplaceDiagnostics(ctx, replaced, request.Private)...)
	case !replaced.Raw.IsNull():
		diagnostics.Append(r.destroyDiagnostics(ctx, replaced)...)
		if r.spec.Undeletable && sameKey && !diagnostics.HasError() {
			diagnostics.Append(r.KeptObjectError(ctx, replaced, "Rebilly has no operation to delete it")...)
		}
	}
	if r.client != nil {
		diagnostics.Append(r.registerPlan(ctx, request, response, sameKey)...)
	}
	return diagnostics
}

// onlyComputedDiffers reports whether a plan changes nothing, and has unknown values only for attributes that cannot be configured.
// The framework makes them unknown before the plan modifiers find out that a configured value equals the prior one.
func onlyComputedDiffers(attributes map[string]schema.Attribute, state, plan tftypes.Value) bool {
	objects, ok := asObjects(state, plan)
	if !ok {
		return false
	}
	for name, planned := range objects[1] {
		attribute, held := attributes[name], objects[0][name]
		isComputed := !attribute.IsOptional() && !attribute.IsRequired()
		if planned.Equal(held) || isComputed && !planned.IsKnown() {
			continue
		}
		nested, isNested := attribute.(schema.SingleNestedAttribute)
		if !isNested || !onlyComputedDiffers(nested.Attributes, held, planned) {
			return false
		}
	}
	return true
}

// DestroysOrReplaces reports whether a plan destroys or replaces the object.
func (r *Resource[M, A]) DestroysOrReplaces(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics) {
	if state.Raw.IsNull() || plan.Raw.IsNull() {
		return !state.Raw.IsNull(), nil
	}
	was, diagnostics := r.kind.readKey(ctx, state)
	next, more := r.kind.readKey(ctx, plan)
	diagnostics.Append(more...)
	if r.kind.changesKey(was, next) {
		return true, diagnostics
	}
	if r.spec.RequiresReplace == nil {
		return false, diagnostics
	}
	replaces, more := r.spec.RequiresReplace(ctx, state, plan)
	diagnostics.Append(more...)
	return replaces, diagnostics
}

// destroyDiagnostics returns the errors and warnings for a plan that destroys or replaces the object of a state, whose
// deletion_protection is what protects it.
func (r *Resource[M, A]) destroyDiagnostics(ctx context.Context, state tfsdk.State) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	var protected types.Bool
	if r.kind.supportsDeletionProtection() {
		diagnostics.Append(state.GetAttribute(ctx, path.Root(deletionProtection), &protected)...)
	}
	if protected.ValueBool() {
		diagnostics.Append(r.kind.deletionProtectionError(ctx, state)...)
	}
	if diagnostics.HasError() || r.client == nil {
		return diagnostics
	}
	key, more := r.kind.readKey(ctx, state)
	diagnostics.Append(more...)
	if r.spec.Undeletable {
		diagnostics.Append(r.undeletableWarning(join(key)))
	}
	if r.client.Environment() != environmentLive {
		return diagnostics
	}
	diagnostics.AddAttributeWarning(path.Root(r.kind.lastKey()), "Destroying a live object"+tfaccess.Label(ctx, state),
		fmt.Sprintf("The Terraform plan destroys or replaces the %s %q in %s. This is not a sandbox: check that no customer, page or "+
			"program depends on it.",
			r.kind.name, join(key), r.client.Target()))
	return diagnostics
}

// undeletableWarning returns the warning for a plan that destroys or replaces an object that Rebilly cannot delete.
func (r *Resource[M, A]) undeletableWarning(id string) diag.Diagnostic {
	outcome := "The destroy only removes it from the state."
	if r.spec.MarkDestroyed != nil {
		outcome = "The destroy deactivates it."
	}
	return diag.NewAttributeWarningDiagnostic(path.Root(r.kind.lastKey()), fmt.Sprintf("The %s %q stays in Rebilly", r.kind.name, id),
		fmt.Sprintf("Rebilly has no operation to delete %s. %s It remains in %s.", withArticle(r.kind.name), outcome, r.client.Target()))
}
