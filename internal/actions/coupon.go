package actions

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

func expireCoupon() *remoteAction {
	return &remoteAction{
		name: "expire_coupon", verb: "expire", object: "coupon", repeatable: true,
		permissions: []string{"GetCoupon", "PostCouponExpiration", "PutCoupon"},
		schema: schema.Schema{
			MarkdownDescription: "Expires a coupon immediately, for example one that has leaked. This cannot be undone: an expired coupon " +
				"cannot be reactivated, and its code can never be used again. Redemptions are kept. An expired coupon is not changed.\n\n" +
				"If a `rebilly_coupon` manages the coupon, its next Terraform plan shows the new `expired_time`: set `expired_time` to this " +
				"time, or remove the resource from the state.",
			Attributes: map[string]schema.Attribute{
				"id": schema.StringAttribute{
					Required: true, MarkdownDescription: "ID of the coupon, which is its redemption code.", Validators: validators.ID(),
				},
			},
		},
		plan: func(ctx context.Context, c call) {
			id := c.text(ctx, "id")
			if id.IsUnknown() || c.diagnostics.HasError() || c.client.PlannedChanges().IsCreated("coupon/"+id.ValueString()) {
				return
			}
			c.expirable(ctx, id.ValueString())
		},
		invoke: func(ctx context.Context, c call) {
			id := c.text(ctx, "id").ValueString()
			coupon, ok := c.expirable(ctx, id)
			switch {
			case !ok:
				return
			case coupon.Status == rebilly.CouponExpired:
				c.report("The coupon %q had expired before, at %s. Nothing was changed.", id, coupon.ExpiredTime)
				return
			}
			c.report("Expiring the coupon %q, which has been redeemed %d times.", id, coupon.RedemptionsCount)
			if err := c.client.Coupons().Delete(ctx, id); err != nil {
				c.fail(err)
				return
			}
			c.report("The coupon %q has expired.", id)
		},
	}
}

// expirable returns a coupon, and warns if it has expired. It reports whether the coupon exists.
func (c call) expirable(ctx context.Context, id string) (coupon rebilly.Coupon, ok bool) {
	coupon, ok = find(ctx, c, c.client.Coupons().Get, id, "Coupon",
		" If this configuration creates the coupon, set id to the id of its resource, such as rebilly_coupon.spring.id.")
	if ok && coupon.Status == rebilly.CouponExpired && c.report == nil {
		c.diagnostics.AddAttributeWarning(path.Root("id"), fmt.Sprintf("Coupon has already expired: %q", id),
			fmt.Sprintf("It expired at %s. The action will change nothing.", coupon.ExpiredTime))
	}
	return coupon, ok
}
