package coupon

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// ValidateConfig checks what attributes demand of each other. Unknown values pass: the rule is checked again when they are known.
func (r *couponResource) ValidateConfig(ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse) {
	var discount, restrictions types.Object
	var from, until types.String
	for name, target := range map[string]any{"discount": &discount, "restrictions": &restrictions, "issued_time": &from, "expired_time": &until} {
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(name), target)...)
	}
	for at, of := range map[string]types.Object{"discount": discount, "restrictions": restrictions} {
		for name, value := range of.Attributes() {
			part, _ := value.(types.Object)
			amount, _ := part.Attributes()["amount"].(types.Float64)
			currency, _ := part.Attributes()["currency"].(types.String)
			response.Diagnostics.Append(validators.Amount(path.Root(at).AtName(name).AtName("amount"), amount, currency, false)...)
			for inside, member := range part.Attributes() {
				if set, ok := member.(types.Set); ok && !set.IsNull() && !set.IsUnknown() && len(set.Elements()) == 0 {
					response.Diagnostics.AddAttributeWarning(path.Root(at).AtName(name).AtName(inside), "A coupon is restricted to nothing",
						"Whether Rebilly applies such a coupon to everything or to nothing is not documented. Leave the restriction out, or name something.")
				}
			}
		}
	}
	if !restrictions.IsNull() && !restrictions.IsUnknown() && unrestricted(restrictions) {
		response.Diagnostics.AddAttributeWarning(path.Root("restrictions"), "The coupon is not restricted",
			"No restriction that this version knows is set here, so that everybody can redeem the coupon. Terraform ignores a name inside of an attribute that is misspelled. Check the names, or leave restrictions out.")
	}
	begin, errBegin := time.Parse(time.RFC3339, from.ValueString())
	end, errEnd := time.Parse(time.RFC3339, until.ValueString())
	if errBegin == nil && errEnd == nil && !end.After(begin) {
		response.Diagnostics.AddAttributeError(path.Root("expired_time"), "Times contradict each other", "expired_time has to be later than issued_time.")
	}
}

// unrestricted tells of restrictions that none is set, nor may be.
func unrestricted(restrictions types.Object) bool {
	for _, value := range restrictions.Attributes() {
		if !value.IsNull() {
			return false
		}
	}
	return true
}

// ModifyPlan says that destroying expires, and what Rebilly does not change.
func (r *couponResource) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.ModifyPlan(ctx, request, response)
	if response.Diagnostics.HasError() {
		return
	}
	if request.State.Raw.IsNull() {
		replaces, diagnostics := fastpath.HasFingerprint(ctx, request.Private)
		response.Diagnostics.Append(diagnostics...)
		response.Diagnostics.Append(r.codeExistsDiagnostics(ctx, response.Plan, replaces)...)
		response.Diagnostics.Append(expiresImmediately(ctx, response.Plan, false)...)
		return
	}
	var id types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("id"), &id)...)
	destroys, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	if destroys {
		response.Diagnostics.AddAttributeWarning(path.Root("id"), "The coupon will be expired, not deleted",
			fmt.Sprintf("Rebilly deletes no coupon: %q stays there, expired, and Terraform forgets it. Nobody can redeem it any more, and its code can never be used again.", id.ValueString()))
		return
	}
	if r.Client() == nil || !updateSendsRequest(request.State.Raw, response.Plan.Raw) {
		return
	}
	var until types.String
	response.Diagnostics.Append(response.Plan.GetAttribute(ctx, path.Root("expired_time"), &until)...)
	live, err := r.Client().Coupons().Get(ctx, id.ValueString())
	if err != nil {
		// The apply says why, with what to do.
		return
	}
	if live.Status != rebilly.CouponExpired {
		var protected types.Bool
		response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("deletion_protection"), &protected)...)
		response.Diagnostics.Append(expiresImmediately(ctx, response.Plan, protected.ValueBool())...)
	}
	response.Diagnostics.Append(immutablePaidByTime(ctx, request.State, response.Plan)...)
	stays := live.CheckReactivation(until.ValueString())
	switch {
	case stays != nil && !until.IsUnknown():
		response.Diagnostics.AddAttributeWarning(path.Root("expired_time"), "The coupon has expired, and an apply will not bring it back", stays.Error())
	case live.Status == rebilly.CouponExpired || live.RedemptionsCount > 0:
		response.Diagnostics.AddAttributeWarning(path.Root("id"), "Rebilly may refuse to change the coupon",
			fmt.Sprintf("The coupon %q is %s, and was redeemed %d times. %s", id.ValueString(), live.Status, live.RedemptionsCount, inUse))
	}
}

// codeExistsDiagnostics says of a plan that creates a coupon that there is one with its id. After another coupon, which the plan expires
// for nothing, that is an error. A tainted coupon is created without it: the CLI plan one before they destroy it.
func (r *couponResource) codeExistsDiagnostics(ctx context.Context, plan tfsdk.Plan, replaces bool) diag.Diagnostics {
	var id types.String
	diagnostics := plan.GetAttribute(ctx, path.Root("id"), &id)
	if r.Client() == nil || id.IsUnknown() || diagnostics.HasError() {
		return diagnostics
	}
	existing, err := r.Client().Coupons().Get(ctx, id.ValueString())
	is := fmt.Sprintf("There is a coupon %q already in %s, which is %s.", id.ValueString(), r.Client().Target(), existing.Status)
	switch {
	case err != nil:
		// Nothing is there, or the apply says why.
	case replaces:
		diagnostics.AddAttributeError(path.Root("id"), "The code is taken", is+" The plan would expire a coupon and then fail to create another, "+
			"because Rebilly never takes a code again. This is so where a coupon is named by -replace, and where two coupons exchange their ids. "+
			"Choose an id that is new, or leave the coupon in its place: where only its address has changed, use a moved block.")
	case existing.Status == rebilly.CouponExpired:
		diagnostics.AddAttributeWarning(path.Root("id"), "The code is used up", is+" Rebilly never takes a code again, so that the apply refuses. Choose another id.")
	default:
		diagnostics.AddAttributeWarning(path.Root("id"), "The code is taken", is+" The apply refuses to create another. If it is one of this configuration, it may be expired before, for nothing. "+
			"To manage it at this address, import it; or use a moved block if another address has had it; or run terraform untaint if it is marked as tainted. To make another coupon, choose another id.")
	}
	return diagnostics
}

// expiresImmediately says of the plan of a coupon that has not expired that it does at once, which is as good as destroying it.
func expiresImmediately(ctx context.Context, plan tfsdk.Plan, protected bool) diag.Diagnostics {
	at := path.Root("expired_time")
	var until types.String
	diagnostics := plan.GetAttribute(ctx, at, &until)
	end, err := time.Parse(time.RFC3339, until.ValueString())
	switch {
	case err != nil || end.After(time.Now()):
	case protected:
		diagnostics.AddAttributeError(at, "The coupon is protected against deletion",
			fmt.Sprintf("%s is past, so that the coupon would expire at once, and its code could never be used again: it has deletion_protection = true. "+
				"If it shall end, set deletion_protection = false, apply, and only then change expired_time.", until.ValueString()))
	default:
		diagnostics.AddAttributeWarning(at, "The coupon expires at once",
			fmt.Sprintf("%s is past. Nobody can redeem the coupon then, no apply brings it back, and its code can never be used again.", until.ValueString()))
	}
	return diagnostics
}

// immutablePaidByTime says what Rebilly's API definition says: it can be taken out, but is never changed.
func immutablePaidByTime(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) diag.Diagnostics {
	at := path.Root("restrictions").AtName("paid_by_time").AtName("time")
	var was, is types.String
	diagnostics := state.GetAttribute(ctx, at, &was)
	diagnostics.Append(plan.GetAttribute(ctx, at, &is)...)
	if !was.IsNull() && !is.IsNull() && !is.IsUnknown() && !was.Equal(is) {
		diagnostics.AddAttributeWarning(at, "Rebilly does not change this time",
			fmt.Sprintf("The coupon has %s, and Rebilly refuses another time, or keeps this one. Configure it as it is, take paid_by_time out, or make another coupon with another id.", was.ValueString()))
	}
	return diagnostics
}

// updateSendsRequest tells that an update asks something of Rebilly.
func updateSendsRequest(state, plan tftypes.Value) bool {
	var was, next map[string]tftypes.Value
	if state.As(&was) != nil || plan.As(&next) != nil {
		return false
	}
	for _, name := range []string{"discount", "restrictions", "description", "issued_time", "expired_time"} {
		if !was[name].Equal(next[name]) {
			return true
		}
	}
	return false
}

// timeSemanticEquality keeps the time of the state where the configuration's is the same moment.
type timeSemanticEquality struct{}

func (timeSemanticEquality) Description(context.Context) string {
	return "Times are compared by the moment."
}

func (m timeSemanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (timeSemanticEquality) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	if !request.PlanValue.IsNull() && !request.PlanValue.IsUnknown() && !request.StateValue.IsNull() {
		response.PlanValue = types.StringValue(validators.PreserveEqualTime(request.StateValue.ValueString(), request.PlanValue.ValueString()))
	}
}

// distinctPlans requires that no plan is in a list twice.
type distinctPlans struct{}

func (distinctPlans) Description(context.Context) string { return "no plan may be in the list twice" }

func (v distinctPlans) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (distinctPlans) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	seen := map[string]bool{}
	for i, element := range request.ConfigValue.Elements() {
		plan, _ := element.(types.Object)
		id, _ := plan.Attributes()["plan_id"].(types.String)
		if id.IsNull() || id.IsUnknown() {
			continue
		}
		if seen[id.ValueString()] {
			response.Diagnostics.AddAttributeError(request.Path.AtListIndex(i).AtName("plan_id"), "A plan is there twice",
				fmt.Sprintf("%q is in the list already. Add the quantities.", id.ValueString()))
		}
		seen[id.ValueString()] = true
	}
}
