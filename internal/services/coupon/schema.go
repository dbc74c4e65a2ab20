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
		MarkdownDescription: "A coupon: a discount that customers redeem by its code, which is its `id`. Everything but the id changes in place, until it is redeemed or expires. Rebilly may refuse to change it then. " +
			"Rebilly deletes no coupon: destroying one expires it, and its code can never be used again.",
		Attributes: map[string]schema.Attribute{
			"discount": schema.SingleNestedAttribute{
				Required:            true,
				MarkdownDescription: "What the coupon takes off; exactly one variant.",
				Validators:          []validator.Object{validators.ExactlyOneAttribute()},
				Attributes: map[string]schema.Attribute{
					"fixed": nested("An amount.", map[string]schema.Attribute{
						"amount":   number("Amount that is taken off, at least `0.01`.", float64validator.AtLeast(0.01)),
						"currency": currency("Currency of the amount"),
						"context":  discountContext(),
					}),
					"percent": nested("A share of the price.", map[string]schema.Attribute{
						"value":   number("Percentage that is taken off, 0.01 to 100.", float64validator.Between(0.01, 100)),
						"context": discountContext(),
					}),
				},
			},
			"restrictions": restrictionsAttribute(),
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the coupon, which invoices show. Left out or empty, they show `Coupon` and the id.",
			},
			"issued_time": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Time from which the coupon can be redeemed. " + timeForm,
				Validators:          []validator.String{validators.Time()},
				PlanModifiers:       []planmodifier.String{timeSemanticEquality{}},
			},
			"expired_time": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Time from which the coupon can no longer be redeemed, later than `issued_time`. " + timeForm + " Default: no end. A time that is past ends the coupon at once, which a plan warns of, and refuses with `deletion_protection`. No apply brings an expired coupon back.",
				Validators:          []validator.String{validators.Time()},
				PlanModifiers:       []planmodifier.String{timeSemanticEquality{}},
			},
			"deletion_protection": crud.DeletionProtection("coupon"),
		},
	}
}

func restrictionsAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "What has to be true for the coupon to apply; all that are set count. Terraform ignores a misspelled name in here; a plan warns if nothing is left.",
		Attributes: map[string]schema.Attribute{
			"discounts_per_redemption": nested("How often one redemption is discounted, such as the first renewals of a subscription.", map[string]schema.Attribute{
				"quantity": quantityAttribute("Greatest number of discounts."),
			}),
			"maximum_order_amount": nested("Greatest total of an invoice.", orderAmountAttributes()),
			"minimum_order_amount": nested("Least total of an invoice.", orderAmountAttributes()),
			"paid_by_time": nested("When the redemption is over if the invoice is not paid. It can be taken out, but Rebilly never changes it.", map[string]schema.Attribute{
				"time": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "Time by which the invoice has to be paid. " + timeForm,
					Validators:          []validator.String{validators.Time()},
					PlanModifiers:       []planmodifier.String{timeSemanticEquality{}},
				},
			}),
			"redemptions_per_customer": nested("How often one customer can redeem the coupon.", map[string]schema.Attribute{
				"quantity": quantityAttribute("Greatest number of redemptions."),
			}),
			"restrict_to_bxgy": nested("Plans that are discounted when others are bought: buy X, get Y.", map[string]schema.Attribute{
				"buy": plansAttribute("What has to be bought, all of it; at least one plan."),
				"get": plansAttribute("What is received then; at least one plan."),
			}),
			"restrict_to_countries": nested("Countries in which the coupon applies.", map[string]schema.Attribute{
				"countries": setOf("Codes of ISO 3166, two capital letters such as `DE`.", stringvalidator.RegexMatches(countryPattern, "must be two capital letters")),
			}),
			"restrict_to_customer_tags": nested("Customers who can redeem the coupon, by their tags.", map[string]schema.Attribute{
				"tags": setOf("Names of tags."),
				"require_all_tags": schema.BoolAttribute{
					Optional:            true,
					Computed:            true,
					Default:             booldefault.StaticBool(false),
					MarkdownDescription: "Whether a customer needs all of the tags, not one. Default `false`.",
				},
			}),
			"restrict_to_customers": nested("Customers who can redeem the coupon.", map[string]schema.Attribute{
				"customer_ids": setOf("Ids of customers."),
			}),
			"restrict_to_exclusive_application": schema.BoolAttribute{
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(false),
				MarkdownDescription: "Whether the coupon applies alone, where it discounts more than all others together. Default `false`.",
			},
			"restrict_to_invoices": nested("Invoices to which the coupon applies.", map[string]schema.Attribute{
				"invoice_ids": setOf("Ids of invoices."),
			}),
			"restrict_to_plans": nested("Plans to which the coupon applies.", map[string]schema.Attribute{
				"plan_ids":         setOf("Ids of plans."),
				"minimum_quantity": minimumQuantity(),
			}),
			"restrict_to_products": nested("Products to which the coupon applies.", map[string]schema.Attribute{
				"product_ids":      setOf("Ids of products."),
				"minimum_quantity": minimumQuantity(),
			}),
			"restrict_to_subscriptions": nested("Subscriptions to which the coupon applies.", map[string]schema.Attribute{
				"subscription_ids": setOf("Ids of subscriptions."),
			}),
			"total_redemptions": nested("How many customers can redeem the coupon.", map[string]schema.Attribute{
				"quantity": quantityAttribute("Greatest number of redemptions."),
			}),
		},
	}
}

const timeForm = "A time of RFC 3339, such as `2026-01-31T10:00:00Z`."

func nested(description string, of map[string]schema.Attribute) schema.Attribute {
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: description, Attributes: of}
}

func orderAmountAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{"amount": number("Amount in the currency."), "currency": currency("Currency of the amount")}
}

func number(description string, validators ...validator.Float64) schema.Attribute {
	return schema.Float64Attribute{Required: true, MarkdownDescription: description, Validators: append(validators, decimal.MaxPrecision())}
}

func currency(description string) schema.Attribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: description + ", a code of ISO 4217 such as `USD`. Invoices in another currency get nothing.",
		Validators:          []validator.String{validators.Currency()},
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
		MarkdownDescription: "Least quantity that has to be bought. Default `1`.",
	}
}

func setOf(description string, validators ...validator.String) schema.Attribute {
	return schema.SetAttribute{
		Required:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description,
		Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(append(validators, stringvalidator.LengthAtLeast(1))...)},
	}
}

func plansAttribute(description string) schema.Attribute {
	return schema.ListNestedAttribute{
		Required:            true,
		MarkdownDescription: description,
		Validators:          []validator.List{listvalidator.SizeAtLeast(1), distinctPlans{}},
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"plan_id":  schema.StringAttribute{Required: true, MarkdownDescription: "Id of the plan.", Validators: validators.ID()},
			"quantity": quantityAttribute("Quantity of the plan, at least 1.", int64validator.AtLeast(1)),
		}},
	}
}
