package coupon

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

const immutableAdvice = "Rebilly does not change a coupon that has been redeemed or has expired. " +
	"Either configure the coupon as it is, or choose a different id: Terraform then expires this coupon, " +
	"whose code can never be used again, and creates a new one. " +
	"To stop managing the coupon without changing it, use a removed block or terraform state rm."

var (
	_ resource.ResourceWithModifyPlan     = (*couponResource)(nil)
	_ resource.ResourceWithValidateConfig = (*couponResource)(nil)
)

// couponResource is the resource of an object that a destroy expires instead of deleting, and whose code can never be used
// again. The plan-time checks and the validation of combinations of attributes are in validate.go.
type couponResource struct {
	*kind.Resource
}

// Create returns a specific error for a code that was already used, and warns before Terraform replaces a tainted coupon.
func (r *couponResource) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var id types.String
	response.Diagnostics.Append(request.Plan.GetAttribute(ctx, path.Root("id"), &id)...)
	if response.Diagnostics.HasError() {
		return
	}
	var existing rebilly.Coupon
	var err error
	if !id.IsUnknown() {
		existing, err = r.Client().Coupons().Get(ctx, id.ValueString())
	}
	switch {
	case existing.Status == rebilly.CouponExpired:
		response.Diagnostics.AddAttributeError(path.Root("id"), "Coupon code already used",
			fmt.Sprintf("The coupon %q in %s has expired. A code can never be used again. Choose a different id.",
				id.ValueString(), r.Client().Target()))
		return
	case rebilly.IsNotFound(err):
		r.CreateUnchecked(ctx, request, response)
	default:
		r.Resource.Create(ctx, request, response)
	}
	if response.Diagnostics.HasError() && !response.State.Raw.IsNull() {
		response.Diagnostics.AddAttributeWarning(path.Root("id"), fmt.Sprintf("Coupon may have been created: %q", id.ValueString()),
			"Terraform marks the resource as tainted, and the next apply replaces it. If Rebilly has created the coupon, "+
				"the replacement expires it, and its code can never be used again. "+
				"If the coupon exists in Rebilly, run terraform untaint before the next apply to keep it.")
	}
}
