// Package coupon implements the resource rebilly_coupon, its list resource and its data sources. The fields are declared; the life
// of a coupon, which is expired instead of deleted, is in life.go and validate.go.
package coupon

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for coupons.
var Registration = registration()

func registration() crud.Registration {
	r := declaration.Registration()
	newResource := r.Resource
	r.Resource = func() resource.Resource {
		declared, _ := newResource().(*kind.Resource)
		return &couponResource{declared}
	}
	r.AfterDestroy = map[string]any{"status": rebilly.CouponExpired}
	r.Permissions = append(r.Permissions, "PostCouponExpiration")
	r.Remark = "Rebilly has no operation to delete one; destroying expires it."
	return r
}

var declaration = kind.Kind{
	Name:                 "coupon",
	Collection:           "coupons",
	IDPrefix:             "cpn_",
	DisplayNameAttribute: "description",
	Description: "Manages a coupon: a discount that customers redeem with a code, which is the `id`. " +
		"All attributes except `id` can be updated in place until the coupon is redeemed or expires. " +
		"Rebilly may reject changes after that. " +
		"Coupons cannot be deleted: destroying the resource expires the coupon, and its code can never be used again.",
	API: func(c *rebilly.Client, documents rebilly.DocumentType) crud.API[rebilly.Document] {
		return c.CouponDocuments(documents)
	},
	ConflictAdvice: map[string]string{"update": immutableAdvice},
	Terms:          &commercial.CouponTerms,
	Fields: kind.Fields{
		"discount": kind.Union{
			Description: "Discount of the coupon", Required: true, Discriminator: "type",
			Variants: map[string]kind.Object{
				"fixed": {
					Description: "Fixed amount",
					Fields: kind.Fields{
						"amount": kind.Number{
							Description: "Amount of the discount, at least `0.01`", Required: true, Currency: "currency",
							Validators: []validator.Float64{float64validator.AtLeast(0.01)},
						},
						"currency": currency(),
						"context":  discountContext,
					},
				},
				"percent": {
					Description: "Percentage of the price",
					Fields: kind.Fields{
						"value":   kind.Number{Description: "Percentage of the discount", Required: true, Range: kind.Between(0.01, 100)},
						"context": discountContext,
					},
				},
			},
		},
		"restrictions": restrictions,
		"description": kind.Text{
			Description: "Description of the coupon, which invoices show", Unset: kind.Empty,
			Details: "If it is omitted or empty, they show `Coupon` and the `id`.",
		},
		"issued_time": kind.Time{Description: "Time from which the coupon can be redeemed", Required: true},
		"expired_time": kind.Time{
			Description: "Time from which the coupon can no longer be redeemed, later than `issued_time`",
			Details: "By default, the coupon does not expire. A time in the past expires the coupon immediately: " +
				"a Terraform plan warns of that, and fails with `deletion_protection = true`. An expired coupon cannot be reactivated.",
		},
	},
}

var discountContext = kind.Text{
	Description: "What the discount applies to", Values: []string{"items", "shipping", "items-and-shipping"}, Default: new("items"),
}

var restrictions = kind.TypedObjects{
	Description: "Conditions for redeeming the coupon, all of which must be met",
	Details: "At least one must be set, and no set may be empty. Terraform ignores a misspelled nested attribute: the names are those of " +
		"the API, in the plural where it has lists, such as `plan_ids` here but `plan_id` in the scope of an API key.",
	Validators: []validator.Object{validators.Restrictions()},
	Types: map[string]kind.Object{
		"discounts-per-redemption": {
			Description: "Number of times that one redemption is discounted, such as the first renewals of a subscription",
			Fields:      maximum("discounts"),
		},
		"maximum-order-amount": {Description: "Maximum total of an invoice", Fields: orderAmount},
		"minimum-order-amount": {Description: "Minimum total of an invoice", Fields: orderAmount},
		"paid-by-time": {
			Description: "Time limit for payment", Details: "It can be removed, but not changed.",
			Fields: kind.Fields{
				"time": kind.Time{Description: "Time at which the redemption ends if the invoice is not paid", Required: true},
			},
		},
		"redemptions-per-customer": {
			Description: "Number of times that each customer can redeem the coupon", Fields: maximum("redemptions"),
		},
		"restrict-to-bxgy": {
			Description: "Discount on billing plans if others are bought (buy X, get Y)",
			Fields: kind.Fields{
				"buy": plans("Billing plans that must all be bought"), "get": plans("Billing plans that are then discounted"),
			},
		},
		"restrict-to-countries": {
			Description: "Countries in which the coupon applies",
			Fields: kind.Fields{
				"countries": set("ISO 3166-1 alpha-2 codes, two capital letters such as `DE`",
					stringvalidator.RegexMatches(countryPattern, "must be two capital letters")),
			},
		},
		"restrict-to-customer-tags": {
			Description: "Customers who can redeem the coupon, by their tags",
			Fields: kind.Fields{
				"tags": set("Names of tags"),
				"require_all_tags": kind.Boolean{
					Description: "Whether a customer must have all of the tags instead of at least one", Default: new(false),
				},
			},
		},
		"restrict-to-customers": {
			Description: "Customers who can redeem the coupon", Fields: kind.Fields{"customer_ids": set("IDs of customers")},
		},
		"restrict-to-exclusive-application": {
			Description: "Whether the coupon cannot be combined with other coupons",
			Details:     "It applies, alone, only if its discount is larger than that of the others combined.",
		},
		"restrict-to-invoices": {
			Description: "Invoices to which the coupon applies", Fields: kind.Fields{"invoice_ids": set("IDs of invoices")},
		},
		"restrict-to-plans": {
			Description: "Billing plans to which the coupon applies",
			Fields:      kind.Fields{"plan_ids": set("IDs of billing plans"), "minimum_quantity": minimumQuantity},
		},
		"restrict-to-products": {
			Description: "Products to which the coupon applies",
			Fields:      kind.Fields{"product_ids": set("IDs of products"), "minimum_quantity": minimumQuantity},
		},
		"restrict-to-subscriptions": {
			Description: "Subscriptions to which the coupon applies",
			Fields:      kind.Fields{"subscription_ids": set("IDs of subscriptions")},
		},
		"total-redemptions": {
			Description: "Total number of times that the coupon can be redeemed", Fields: maximum("redemptions"),
		},
	},
}

var (
	countryPattern  = regexp.MustCompile(`^[A-Z]{2}$`)
	minimumQuantity = kind.Integer{Description: "Minimum quantity to buy", Default: new(int64(1))}
	orderAmount     = kind.Fields{
		"amount":   kind.Number{Description: "Amount in units of the currency", Required: true, Currency: "currency"},
		"currency": currency(),
	}
)

func currency() kind.Field {
	code := kind.Currency("Currency of the amount")
	code.Details = "The coupon does not apply to invoices in a different currency."
	return code
}

func maximum(counted string) kind.Fields {
	return kind.Fields{"quantity": kind.Integer{Description: "Maximum number of " + counted, Required: true}}
}

func set(description string, elements ...validator.String) kind.Field {
	return kind.Texts{
		Description: description, Required: true, Unordered: true, Validators: append(elements, stringvalidator.LengthAtLeast(1)),
	}
}

func plans(description string) kind.Field {
	return kind.Objects{
		Description: description, Required: true, Unset: kind.Empty, Size: kind.AtLeast(1), Validators: []validator.List{distinctPlans{}},
		Fields: kind.Fields{
			"plan_id":  kind.Text{Description: "ID of the billing plan", Required: true, Validators: validators.ID()},
			"quantity": kind.Integer{Description: "Quantity of the billing plan", Required: true, Range: kind.AtLeast(1)},
		},
	}
}
