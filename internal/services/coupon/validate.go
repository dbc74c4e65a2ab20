package coupon

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

var _ validator.List = distinctPlans{}

// ValidateConfig validates combinations of attributes. It ignores unknown values: Terraform validates again when they are known.
func (r *couponResource) ValidateConfig(
	ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse,
) {
	restrictions, diagnostics := tfaccess.RootAttribute[types.Object](ctx, request.Config, "restrictions")
	response.Diagnostics.Append(diagnostics...)
	issued, diagnostics := tfaccess.RootAttribute[types.String](ctx, request.Config, "issued_time")
	response.Diagnostics.Append(diagnostics...)
	expired, diagnostics := tfaccess.RootAttribute[types.String](ctx, request.Config, "expired_time")
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(emptySets(restrictions)...)
	start, startErr := time.Parse(time.RFC3339, issued.ValueString())
	end, endErr := time.Parse(time.RFC3339, expired.ValueString())
	if startErr == nil && endErr == nil && !end.After(start) {
		response.Diagnostics.AddAttributeError(path.Root("expired_time"), "Invalid time range",
			"expired_time must be later than issued_time.")
	}
}

// emptySets returns errors for empty sets in restrictions. Diagnostics have a stable order.
func emptySets(restrictions types.Object) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	for _, restriction := range slices.Sorted(maps.Keys(restrictions.Attributes())) {
		for name, value := range tfaccess.Attribute[types.Object](restrictions, restriction).Attributes() {
			if set, ok := value.(types.Set); ok && !set.IsNull() && !set.IsUnknown() && len(set.Elements()) == 0 {
				diagnostics.AddAttributeError(path.Root("restrictions").AtName(restriction).AtName(name), "Empty restriction",
					fmt.Sprintf("The API definition does not specify whether a coupon with an empty restriction applies to everything or to nothing. "+
						"Add an element, or remove %s.", restriction))
			}
		}
	}
	return diagnostics
}

// ModifyPlan warns that a destroy expires the coupon, and of changes that Rebilly may reject.
func (r *couponResource) ModifyPlan(
	ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse,
) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.ModifyPlan(ctx, request, response)
	if response.Diagnostics.HasError() {
		return
	}
	if request.State.Raw.IsNull() {
		replaces, diagnostics := fastpath.HasFingerprint(ctx, request.Private)
		response.Diagnostics.Append(diagnostics...)
		replaced, _, diagnostics := r.Replaced(ctx, request)
		response.Diagnostics.Append(diagnostics...)
		response.Diagnostics.Append(r.codeExistsDiagnostics(ctx, response.Plan, replaces, !replaced.Raw.IsNull())...)
		response.Diagnostics.Append(expiresImmediately(ctx, response.Plan, r.now(), false)...)
		return
	}
	var id types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("id"), &id)...)
	destroys, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	if destroys {
		response.Diagnostics.AddAttributeWarning(path.Root("id"), fmt.Sprintf("Coupon will be expired, not deleted: %q", id.ValueString()),
			fmt.Sprintf("Rebilly cannot delete coupons. The coupon %q expires and stays in Rebilly, "+
				"and Terraform removes it from the state. "+
				"Customers can no longer redeem it, and its code can never be used again.", id.ValueString()))
		return
	}
	if r.Client() == nil || !r.updateSendsRequest(request.State.Raw, response.Plan.Raw) {
		return
	}
	response.Diagnostics.Append(r.updateDiagnostics(ctx, id.ValueString(), request, response.Plan)...)
}

// updateDiagnostics compares a planned update with the coupon as it currently is in Rebilly.
func (r *couponResource) updateDiagnostics(ctx context.Context, id string, request resource.ModifyPlanRequest, plan tfsdk.Plan,
) diag.Diagnostics {
	var expired types.String
	diagnostics := plan.GetAttribute(ctx, path.Root("expired_time"), &expired)
	current, err := r.Client().Coupons().Get(ctx, id)
	if err != nil {
		// The apply reports this error with its remedy.
		return diagnostics
	}
	if current.Status != rebilly.CouponExpired {
		protected, more := r.IsProtected(ctx, request.State, request.Private)
		diagnostics.Append(more...)
		diagnostics.Append(expiresImmediately(ctx, plan, r.now(), protected)...)
	}
	diagnostics.Append(immutablePaidByTime(ctx, request.State, plan)...)
	reactivation := current.CheckReactivation(expired.ValueString(), r.Client().Now())
	switch {
	case reactivation != nil && !expired.IsUnknown():
		diagnostics.AddAttributeWarning(path.Root("expired_time"), fmt.Sprintf("Expired coupon cannot be reactivated: %q", id),
			reactivation.Error())
	case current.Status == rebilly.CouponExpired || current.RedemptionsCount > 0:
		diagnostics.AddAttributeWarning(path.Root("id"), fmt.Sprintf("Rebilly may reject changes to the coupon %q", id),
			fmt.Sprintf("The coupon %q has the status %s and was redeemed %d times. %s",
				id, current.Status, current.RedemptionsCount, immutableAdvice))
	}
	return diagnostics
}

// codeExistsDiagnostics returns an error if the planned code exists, because the apply must fail. replaces is true if the plan replaces
// a coupon, which Terraform would expire before it fails. For a tainted coupon it is only a warning: Terraform also plans its
// replacement before a destroy, which must not fail.
func (r *couponResource) codeExistsDiagnostics(ctx context.Context, plan tfsdk.Plan, replaces, isTainted bool) diag.Diagnostics {
	at := path.Root("id")
	var id types.String
	diagnostics := plan.GetAttribute(ctx, at, &id)
	if r.Client() == nil || id.IsUnknown() || diagnostics.HasError() {
		return diagnostics
	}
	existing, err := r.Client().Coupons().Get(ctx, id.ValueString())
	if err != nil {
		// There is no such coupon, or the apply reports the error.
		return diagnostics
	}
	found := fmt.Sprintf("The coupon %q already exists in %s, with the status %s.", id.ValueString(), r.Client().Target(), existing.Status)
	switch {
	case replaces:
		diagnostics.AddAttributeError(at, "Coupon code already exists", found+
			" Terraform would expire a coupon and then fail to create this one, because a code can never be used again. "+
			"This happens if -replace names a coupon, or if two coupons exchange their ids. "+
			"Choose a new id, or keep the coupon: if only its address has changed, use a moved block.")
	case isTainted:
		diagnostics.AddAttributeWarning(at, fmt.Sprintf("Tainted coupon cannot be replaced: %q", id.ValueString()), found+
			" A code can never be used again, so an apply would expire the coupon and then fail to create it. "+
			"To keep the coupon, run terraform untaint. To create a different one, choose a different id.")
	case existing.Status == rebilly.CouponExpired:
		diagnostics.AddAttributeError(at, "Coupon code already used", found+
			" A code can never be used again. Choose a different id.")
	default:
		diagnostics.AddAttributeError(at, "Coupon code already exists", found+
			" To manage it with Terraform, import it. If it was managed at a different address, use a moved block. "+
			"To create a different coupon, choose a different id.")
	}
	return diagnostics
}

// expiresImmediately warns if the plan sets expired_time to the past, which has the same effect as destroying the coupon.
func expiresImmediately(ctx context.Context, plan tfsdk.Plan, now time.Time, protected bool) diag.Diagnostics {
	at := path.Root("expired_time")
	var expired types.String
	diagnostics := plan.GetAttribute(ctx, at, &expired)
	end, err := time.Parse(time.RFC3339, expired.ValueString())
	switch {
	case err != nil || end.After(now):
	case protected:
		diagnostics.AddAttributeError(at, "The coupon is protected against deletion",
			fmt.Sprintf("%s is in the past, so the coupon would expire immediately and its code could never be used again, "+
				"but it has deletion_protection = true, its own or that of the provider. "+
				"To expire it, set deletion_protection = false and apply, and only then change expired_time.", expired.ValueString()))
	default:
		diagnostics.AddAttributeWarning(at, "Coupon will expire immediately"+tfaccess.Label(ctx, plan),
			fmt.Sprintf("%s is in the past. Customers can no longer redeem the coupon after the apply, it cannot be reactivated, "+
				"and its code can never be used again.", expired.ValueString()))
	}
	return diagnostics
}

// now returns the time of Rebilly's clock, which decides whether a coupon has expired.
func (r *couponResource) now() time.Time {
	if r.Client() == nil {
		return time.Now()
	}
	return r.Client().Now()
}

// immutablePaidByTime warns if the plan changes a time that can be removed but not changed, as the API definition states.
func immutablePaidByTime(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) diag.Diagnostics {
	at := path.Root("restrictions").AtName("paid_by_time").AtName("time")
	var prior, planned types.String
	diagnostics := state.GetAttribute(ctx, at, &prior)
	diagnostics.Append(plan.GetAttribute(ctx, at, &planned)...)
	if !prior.IsNull() && !planned.IsNull() && !planned.IsUnknown() && !prior.Equal(planned) {
		diagnostics.AddAttributeWarning(at, "paid_by_time is immutable"+tfaccess.Label(ctx, state),
			fmt.Sprintf("The coupon has the time %s. Rebilly rejects a different time, or keeps the current one. "+
				"Configure the current time, remove paid_by_time, or create a new coupon with a different id.", prior.ValueString()))
	}
	return diagnostics
}

// updateSendsRequest reports whether an update changes something in Rebilly.
func (r *couponResource) updateSendsRequest(state, plan tftypes.Value) bool {
	var prior, planned map[string]tftypes.Value
	if state.As(&prior) != nil || plan.As(&planned) != nil {
		return false
	}
	for name := range r.Declaration().Fields {
		if !prior[name].Equal(planned[name]) {
			return true
		}
	}
	return false
}

// distinctPlans requires that each billing plan is in a list only once.
type distinctPlans struct{}

func (distinctPlans) Description(context.Context) string { return "each plan_id must be unique" }

func (v distinctPlans) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (distinctPlans) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	seen := map[string]bool{}
	for i, element := range request.ConfigValue.Elements() {
		plan, ok := element.(types.Object)
		id := tfaccess.Attribute[types.String](plan, "plan_id")
		if !ok || id.IsNull() || id.IsUnknown() {
			continue
		}
		if seen[id.ValueString()] {
			response.Diagnostics.AddAttributeError(request.Path.AtListIndex(i).AtName("plan_id"), "Duplicate plan_id",
				fmt.Sprintf("%q is already in the list. Use one element with the total quantity.", id.ValueString()))
		}
		seen[id.ValueString()] = true
	}
}
