package coupon

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	defaultContext        = "items"
	defaultQuantity int64 = 1
)

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Manages a coupon: a discount that customers redeem with a code, which is the `id`. " +
			"All attributes except `id` can be updated in place until the coupon is redeemed or expires. " +
			"Rebilly may reject changes after that. " +
			"Coupons cannot be deleted: destroying the resource expires the coupon, and its code can never be used again.",
		Attributes: map[string]schema.Attribute{
			"discount": schema.SingleNestedAttribute{
				Required:            true,
				MarkdownDescription: "Discount of the coupon. Set exactly one nested attribute.",
				Validators:          []validator.Object{validators.ExactlyOneAttribute()},
				Attributes: map[string]schema.Attribute{
					"fixed": nested("Fixed amount.", map[string]schema.Attribute{
						"amount":   number("Amount of the discount, at least `0.01`.", float64validator.AtLeast(0.01)),
						"currency": currency("Currency of the amount"),
						"context":  discountContext(),
					}),
					"percent": nested("Percentage of the price.", map[string]schema.Attribute{
						"value":   number("Percentage of the discount, 0.01 to 100.", float64validator.Between(0.01, 100)),
						"context": discountContext(),
					}),
				},
			},
			"restrictions": restrictionsAttribute(),
			"description": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Description of the coupon, which invoices show. If it is omitted or empty, they show `Coupon` " +
					"and the `id`.",
			},
			"issued_time": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Time from which the coupon can be redeemed. " + timestampFormat,
				Validators:          []validator.String{validators.Time()},
				PlanModifiers:       []planmodifier.String{timeSemanticEquality{}},
			},
			"expired_time": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Time from which the coupon can no longer be redeemed, later than `issued_time`. " + timestampFormat +
					" By default, the coupon does not expire. A time in the past expires the coupon immediately: " +
					"a Terraform plan warns of that, and fails with `deletion_protection = true`. An expired coupon cannot be reactivated.",
				Validators:    []validator.String{validators.Time()},
				PlanModifiers: []planmodifier.String{timeSemanticEquality{}},
			},
			"deletion_protection": crud.DeletionProtection("coupon"),
		},
	}
}

func restrictionsAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Conditions for redeeming the coupon, all of which must be met. " +
			"Terraform ignores a misspelled nested attribute; a Terraform plan warns if no restriction is set.",
		Attributes: map[string]schema.Attribute{
			"discounts_per_redemption": nested(
				"Number of times that one redemption is discounted, such as the first renewals of a subscription.",
				map[string]schema.Attribute{"quantity": quantityAttribute("Maximum number of discounts.")},
			),
			"maximum_order_amount": nested("Maximum total of an invoice.", orderAmountAttributes()),
			"minimum_order_amount": nested("Minimum total of an invoice.", orderAmountAttributes()),
			"paid_by_time": nested("Time limit for payment. It can be removed, but not changed.", map[string]schema.Attribute{
				"time": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "Time at which the redemption ends if the invoice is not paid. " + timestampFormat,
					Validators:          []validator.String{validators.Time()},
					PlanModifiers:       []planmodifier.String{timeSemanticEquality{}},
				},
			}),
			"redemptions_per_customer": nested("Number of times that each customer can redeem the coupon.", map[string]schema.Attribute{
				"quantity": quantityAttribute("Maximum number of redemptions."),
			}),
			"restrict_to_bxgy": nested("Discount on billing plans if others are bought (buy X, get Y).", map[string]schema.Attribute{
				"buy": plansAttribute("Billing plans that must all be bought, at least one."),
				"get": plansAttribute("Billing plans that are then discounted, at least one."),
			}),
			"restrict_to_countries": nested("Countries in which the coupon applies.", map[string]schema.Attribute{
				"countries": setOf("ISO 3166-1 alpha-2 codes, two capital letters such as `DE`.",
					stringvalidator.RegexMatches(countryPattern, "must be two capital letters")),
			}),
			"restrict_to_customer_tags": nested("Customers who can redeem the coupon, by their tags.", map[string]schema.Attribute{
				"tags": setOf("Names of tags."),
				"require_all_tags": schema.BoolAttribute{
					Optional:            true,
					Computed:            true,
					Default:             booldefault.StaticBool(false),
					MarkdownDescription: "Whether a customer must have all of the tags instead of at least one. Default `false`.",
				},
			}),
			"restrict_to_customers": nested("Customers who can redeem the coupon.", map[string]schema.Attribute{
				"customer_ids": setOf("IDs of customers."),
			}),
			"restrict_to_exclusive_application": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether the coupon cannot be combined with other coupons. " +
					"It applies, alone, only if its discount is larger than that of the others combined. Default `false`.",
			},
			"restrict_to_invoices": nested("Invoices to which the coupon applies.", map[string]schema.Attribute{
				"invoice_ids": setOf("IDs of invoices."),
			}),
			"restrict_to_plans": nested("Billing plans to which the coupon applies.", map[string]schema.Attribute{
				"plan_ids":         setOf("IDs of billing plans."),
				"minimum_quantity": minimumQuantity(),
			}),
			"restrict_to_products": nested("Products to which the coupon applies.", map[string]schema.Attribute{
				"product_ids":      setOf("IDs of products."),
				"minimum_quantity": minimumQuantity(),
			}),
			"restrict_to_subscriptions": nested("Subscriptions to which the coupon applies.", map[string]schema.Attribute{
				"subscription_ids": setOf("IDs of subscriptions."),
			}),
			"total_redemptions": nested("Total number of times that the coupon can be redeemed.", map[string]schema.Attribute{
				"quantity": quantityAttribute("Maximum number of redemptions."),
			}),
		},
	}
}

const timestampFormat = "An RFC 3339 timestamp, such as `2026-01-31T10:00:00Z`."

func nested(description string, attributes map[string]schema.Attribute) schema.Attribute {
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: description, Attributes: attributes}
}

func orderAmountAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{"amount": number("Amount in units of the currency."), "currency": currency("Currency of the amount")}
}

func number(description string, validators ...validator.Float64) schema.Attribute {
	return schema.Float64Attribute{Required: true, MarkdownDescription: description, Validators: append(validators, decimal.MaxPrecision())}
}

func currency(description string) schema.Attribute {
	return schema.StringAttribute{
		Required: true,
		MarkdownDescription: description + ", an ISO 4217 code such as `USD`. The coupon does not apply to invoices in a different " +
			"currency.",
		Validators: []validator.String{validators.Currency()},
	}
}

func discountContext() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		Default:             stringdefault.StaticString(defaultContext),
		MarkdownDescription: "What the discount applies to: `items`, `shipping` or `items-and-shipping`. Default `items`.",
		Validators:          []validator.String{stringvalidator.OneOf(defaultContext, "shipping", "items-and-shipping")},
	}
}

func quantityAttribute(description string, validators ...validator.Int64) schema.Attribute {
	return schema.Int64Attribute{Required: true, MarkdownDescription: description, Validators: validators}
}

func minimumQuantity() schema.Attribute {
	return schema.Int64Attribute{
		Optional:            true,
		Computed:            true,
		Default:             int64default.StaticInt64(defaultQuantity),
		MarkdownDescription: "Minimum quantity to buy. Default `1`.",
	}
}

func setOf(description string, validators ...validator.String) schema.Attribute {
	validators = append(validators, stringvalidator.LengthAtLeast(1))
	return schema.SetAttribute{
		Required:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description,
		Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(validators...)},
	}
}

func plansAttribute(description string) schema.Attribute {
	return schema.ListNestedAttribute{
		Required:            true,
		MarkdownDescription: description,
		Validators:          []validator.List{listvalidator.SizeAtLeast(1), distinctPlans{}},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"plan_id":  schema.StringAttribute{Required: true, MarkdownDescription: "ID of the billing plan.", Validators: validators.ID()},
			"quantity": quantityAttribute("Quantity of the billing plan, at least 1.", int64validator.AtLeast(1)),
		}},
	}
}
