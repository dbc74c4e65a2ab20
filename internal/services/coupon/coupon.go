// Package coupon implements the resource rebilly_coupon, its list resource and its data sources.
package coupon

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const immutableAdvice = "Rebilly does not change a coupon that has been redeemed or has expired. " +
	"Either configure the coupon as it is, or choose a different id: Terraform then expires this coupon, " +
	"whose code can never be used again, and creates a new one. " +
	"To stop managing the coupon without changing it, use a removed block or terraform state rm."

var spec = crud.Spec[model, rebilly.Coupon]{
	Name:                   "coupon",
	IDPrefix:               "cpn_",
	DisplayNameAttribute:   "description",
	ListParameters:         []string{"filter", "sort", "q"},
	ResourceOnlyAttributes: []string{"deletion_protection"},
	Schema:                 attributes,
	API:                    func(c *rebilly.Client) crud.API[rebilly.Coupon] { return c.Coupons() },
	ToAPI:                  toAPI,
	FromAPI:                fromAPI,
	ConflictAdvice:         map[string]string{"update": immutableAdvice},
}

// NewResource returns the resource rebilly_coupon.
func NewResource() resource.Resource { return &couponResource{crud.New(spec)} }

// NewListResource returns the list resource rebilly_coupon.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource returns the data source rebilly_coupon.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource returns the data source rebilly_coupons.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

var (
	_ resource.ResourceWithModifyPlan     = (*couponResource)(nil)
	_ resource.ResourceWithValidateConfig = (*couponResource)(nil)
)

// couponResource is a crud.Resource for an object that a destroy expires instead of deleting, and whose code can never be used
// again. The plan-time checks and the validation of combinations of attributes are in validate.go.
type couponResource struct {
	*crud.Resource[model, rebilly.Coupon]
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
		response.Diagnostics.AddAttributeWarning(path.Root("id"), "Coupon may have been created",
			"Terraform marks the resource as tainted, and the next apply replaces it. If Rebilly has created the coupon, "+
				"the replacement expires it, and its code can never be used again. "+
				"If the coupon exists in Rebilly, run terraform untaint before the next apply to keep it.")
	}
}

type model struct {
	ID                 types.String   `tfsdk:"id"`
	Discount           discount       `tfsdk:"discount"`
	Restrictions       *restrictions  `tfsdk:"restrictions"`
	Description        *string        `tfsdk:"description"`
	IssuedTime         string         `tfsdk:"issued_time"`
	ExpiredTime        *string        `tfsdk:"expired_time"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           *crud.Timeouts `tfsdk:"timeouts"`
}

// discount has exactly one variant set. The API has a type field instead.
type discount struct {
	Fixed   *fixed   `tfsdk:"fixed"`
	Percent *percent `tfsdk:"percent"`
}

type fixed struct {
	Amount   types.Float64 `tfsdk:"amount"`
	Currency string        `tfsdk:"currency"`
	Context  string        `tfsdk:"context"`
}

type percent struct {
	Value   types.Float64 `tfsdk:"value"`
	Context string        `tfsdk:"context"`
}

func toAPI(m model) rebilly.Coupon {
	c := rebilly.Coupon{
		Discount:     m.Discount.toAPI(),
		Restrictions: m.Restrictions.toAPI(),
		IssuedTime:   m.IssuedTime,
		ExpiredTime:  m.ExpiredTime,
	}
	if m.Description != nil {
		c.Description = *m.Description
	}
	return c
}

func (d discount) toAPI() rebilly.Discount {
	switch {
	case d.Fixed != nil:
		return rebilly.Discount{
			Type:     rebilly.FixedDiscount,
			Amount:   decimal.ToJSON(d.Fixed.Amount),
			Currency: d.Fixed.Currency,
			Context:  d.Fixed.Context,
		}
	case d.Percent != nil:
		return rebilly.Discount{Type: rebilly.PercentDiscount, Value: decimal.ToJSON(d.Percent.Value), Context: d.Percent.Context}
	}
	return rebilly.Discount{}
}

func fromAPI(c rebilly.Coupon, prior *model) model {
	m := model{
		ID:           types.StringValue(c.ID),
		Discount:     discountFromAPI(c.Discount),
		Restrictions: restrictionsFromAPI(c.Restrictions),
		Description:  &c.Description,
		IssuedTime:   c.IssuedTime,
		ExpiredTime:  c.ExpiredTime,
	}
	if prior == nil {
		return m
	}
	m.IssuedTime = validators.PreserveEqualTime(prior.IssuedTime, m.IssuedTime)
	if m.ExpiredTime != nil && prior.ExpiredTime != nil {
		m.ExpiredTime = new(validators.PreserveEqualTime(*prior.ExpiredTime, *m.ExpiredTime))
	}
	if current := m.Restrictions.PaidByTime; current != nil && prior.Restrictions != nil && prior.Restrictions.PaidByTime != nil {
		m.Restrictions.PaidByTime = &paidByTime{Time: validators.PreserveEqualTime(prior.Restrictions.PaidByTime.Time, current.Time)}
	}
	return m
}

func discountFromAPI(d rebilly.Discount) discount {
	context := cmp.Or(d.Context, defaultContext)
	if d.Type == rebilly.PercentDiscount {
		return discount{Percent: &percent{Value: decimal.FromJSON(d.Value), Context: context}}
	}
	return discount{Fixed: &fixed{Amount: decimal.FromJSON(d.Amount), Currency: d.Currency, Context: context}}
}
