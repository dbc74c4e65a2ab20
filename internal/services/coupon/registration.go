package coupon

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Registration is what the provider offers for coupons.
var Registration = crud.Registration{
	Resource:     NewResource,
	ListResource: NewListResource,
	DataSources:  []func() datasource.DataSource{NewDataSource, NewPluralDataSource},
	Collection:   "coupons",
	AfterDestroy: map[string]any{"status": rebilly.CouponExpired},
	Objects:      crud.ObjectsOf(spec),
	Permissions:  []string{"GetCoupon", "PutCoupon", "PostCouponExpiration", "GetCouponCollection"},
	APITag:       "Coupons",
	Remark:       "Rebilly has no operation to delete one; destroying expires it.",
}
