package plan

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	onDestroyDelete     = "delete"
	onDestroyDeactivate = "deactivate"

	prepaid  = "prepaid"
	postpaid = "postpaid"

	// maxQuantity is the upper bound of every quantity in the API.
	maxQuantity = 999_999_999
)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Manages a billing plan: the price of a product and how it is charged. " +
			"The attributes you set determine the type: `pricing` alone is a one-time sale, " +
			"`pricing` with `recurring_interval` is a subscription, and `trial` alone is a trial-only plan. " +
			"All attributes except `id`, including prices, can be updated in place.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the billing plan, at most 255 characters. Customers see it on invoices and receipts.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(255)},
			},
			"product_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ID of the product that the billing plan sells.",
				Validators:          validators.ID(),
			},
			"currency": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Currency of all prices of the billing plan, an ISO 4217 code such as `USD`.",
				Validators:          []validator.String{validators.Currency()},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Plain-text description, at most 65,535 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(65535)},
			},
			"rich_description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Rich-text description (bold, underline, italic, links), at most 65,535 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(65535)},
			},
			"product_options": schema.MapAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Values of the product's `options`, keyed by option name, such as `{ color = \"red\" }`.",
				Validators:          []validator.Map{mapvalidator.NoNullValues()},
			},
			"is_active": schema.BoolAttribute{
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
				MarkdownDescription: "Whether customers can order the billing plan. Default `true`.",
			},
			"setup": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "One-time fee, charged at the start.",
				Attributes: map[string]schema.Attribute{
					"price": price("Setup fee; `0` means no fee."),
				},
			},
			"trial": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "Trial period with its own price. " +
					"Set it together with `recurring_interval`, or without `pricing` for a trial-only plan.",
				Attributes: map[string]schema.Attribute{
					"price": price("Price of the trial; `0` means free."),
					"period": schema.SingleNestedAttribute{
						Required:            true,
						MarkdownDescription: "Length of the trial.",
						Attributes: map[string]schema.Attribute{
							"unit":   unit(),
							"length": length(),
						},
					},
				},
			},
			"recurring_interval": recurringIntervalAttribute(),
			"metered_billing": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "Charges for the usage reported during a service period of a subscription. " +
					"Requires `billing_timing = \"postpaid\"`.",
				Attributes: map[string]schema.Attribute{
					"strategy": schema.StringAttribute{
						Required: true,
						MarkdownDescription: "How usage is calculated: `sum` charges the total of all reports, " +
							"`last` charges the last report.",
						Validators: []validator.String{stringvalidator.OneOf("sum", "last")},
					},
					"min": schema.Float64Attribute{
						Optional:            true,
						MarkdownDescription: "Minimum quantity to charge, even if less usage was reported; at least `0.01`.",
						Validators:          []validator.Float64{float64validator.AtLeast(0.01), decimal.MaxPrecision()},
					},
					"max": schema.Float64Attribute{
						Optional: true,
						MarkdownDescription: "Maximum quantity to charge, even if more usage was reported; " +
							"at least `0.01` and at least `min`.",
						Validators: []validator.Float64{float64validator.AtLeast(0.01), decimal.MaxPrecision()},
					},
					"sticky": schema.BoolAttribute{
						Optional: true,
						Computed: true,
						Default:  booldefault.StaticBool(false),
						MarkdownDescription: "Whether a service period without a report is charged " +
							"for the last known quantity instead of zero. Requires `strategy = \"last\"`. Default `false`.",
					},
				},
			},
			"pricing":             pricingAttribute(),
			"custom_fields":       customfields.Attribute("billing plan"),
			"deletion_protection": crud.DeletionProtection("billing plan"),
			"on_destroy": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(onDestroyDelete),
				MarkdownDescription: "What destroying this resource does to the billing plan. " +
					"`delete` deletes it, which Rebilly rejects while the billing plan is in use. " +
					"`deactivate` sets `is_active` to `false` and removes it from the Terraform state only. Default `delete`. " +
					"Apply this setting before the destroy that relies on it.",
				Validators: []validator.String{stringvalidator.OneOf(onDestroyDelete, onDestroyDeactivate)},
			},
		},
	}
}

func recurringIntervalAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Service period of a subscription.",
		Attributes: map[string]schema.Attribute{
			"unit":   unit(),
			"length": length(),
			"limit": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Number of invoices after which the subscription ends, 1 to 65,535. " +
					"By default, the subscription has no end.",
				Validators: []validator.Int64{int64validator.Between(1, 65535)},
			},
			"billing_timing": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(prepaid),
				MarkdownDescription: "When a service period is charged: `prepaid` at its start, `postpaid` at its end. Default `prepaid`.",
				Validators:          []validator.String{stringvalidator.OneOf(prepaid, postpaid)},
			},
			"period_anchor_instruction": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "Day on which service periods begin. Set exactly one nested attribute. " +
					"By default, they begin on the day of the order.",
				Validators: []validator.Object{validators.ExactlyOneAttribute()},
				Attributes: map[string]schema.Attribute{
					"day_of_month": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "Day of the month.",
						Attributes: map[string]schema.Attribute{
							"day":  dayInMonth(),
							"time": timeOfDay(),
						},
					},
					"day_of_week": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "Day of the week.",
						Attributes: map[string]schema.Attribute{
							"day": schema.StringAttribute{
								Required:            true,
								MarkdownDescription: "Name of the day, `Sunday` to `Saturday`.",
								Validators: []validator.String{
									stringvalidator.OneOf("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
								},
							},
							"week": schema.StringAttribute{
								Required:            true,
								MarkdownDescription: "Which occurrence of the day: `next`, `first-in-month` or `last-in-month`.",
								Validators:          []validator.String{stringvalidator.OneOf("next", "first-in-month", "last-in-month")},
							},
							"time": timeOfDay(),
						},
					},
					"day_and_month_of_year": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "Day of the year.",
						Attributes: map[string]schema.Attribute{
							"day": dayInMonth(),
							"month": schema.Int64Attribute{
								Required:            true,
								MarkdownDescription: "Month of the year, 1 to 12.",
								Validators:          []validator.Int64{int64validator.Between(1, 12)},
							},
							"time": timeOfDay(),
						},
					},
				},
			},
		},
	}
}

func pricingAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Formula that calculates the amount from the quantity. Set exactly one nested attribute. " +
			"Required unless the billing plan is trial-only.",
		Validators: []validator.Object{validators.ExactlyOneAttribute()},
		Attributes: map[string]schema.Attribute{
			"fixed_fee": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "One price for any quantity.",
				Attributes: map[string]schema.Attribute{
					"price": price("Total price."),
				},
			},
			"flat_rate": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "The same price for each unit.",
				Validators:          []validator.Object{minNotAboveMax{}},
				Attributes: map[string]schema.Attribute{
					"price":        price("Price per unit."),
					"min_quantity": quantity("Minimum quantity per order."),
					"max_quantity": quantity("Maximum quantity per order."),
				},
			},
			"stairstep": brackets("One price for each quantity range.", "Total price for a quantity in this range."),
			"tiered":    brackets("Each unit costs the price of the quantity range it falls into.", "Price per unit within this range."),
			"volume": brackets("All units cost the price of the range that the total quantity falls into.",
				"Price per unit, for all units, if the total quantity is in this range."),
		},
	}
}

func brackets(description, priceDescription string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: description,
		Validators:          []validator.Object{minWithinLastBracket{}},
		Attributes: map[string]schema.Attribute{
			"brackets": schema.ListNestedAttribute{
				Required:            true,
				MarkdownDescription: "Quantity ranges in ascending order. Each range begins where the previous one ends.",
				Validators:          []validator.List{listvalidator.SizeAtLeast(1), bracketsAscend{}},
				NestedObject: schema.NestedAttributeObject{
					Attributes: map[string]schema.Attribute{
						"price":        price(priceDescription),
						"max_quantity": lastQuantity("Last quantity of the range. Only the last bracket may omit it and so be open-ended."),
					},
				},
			},
			"min_quantity": quantity("Minimum quantity per order."),
		},
	}
}

func price(description string) schema.Attribute {
	return schema.Float64Attribute{
		Required:            true,
		MarkdownDescription: description + " A decimal amount in the currency of the billing plan.",
		Validators:          []validator.Float64{decimal.MaxPrecision()},
	}
}

func quantity(description string) schema.Attribute {
	return schema.Int64Attribute{
		Optional:            true,
		MarkdownDescription: description + " 1 to 999,999,999.",
		Validators:          []validator.Int64{int64validator.Between(1, maxQuantity)},
	}
}

// lastQuantity returns the attribute of the last quantity of a bracket.
func lastQuantity(description string) schema.Attribute {
	attribute, _ := quantity(description).(schema.Int64Attribute)
	attribute.Validators = []validator.Int64{lastQuantityBounds{int64validator.Between(1, maxQuantity)}}
	return attribute
}

func unit() schema.Attribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "Unit of time: `day`, `week`, `month` or `year`.",
		Validators:          []validator.String{stringvalidator.OneOf("day", "week", "month", "year")},
	}
}

func length() schema.Attribute {
	return schema.Int64Attribute{
		Required:            true,
		MarkdownDescription: "Number of units, at least 1.",
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
}

func dayInMonth() schema.Attribute {
	return schema.Int64Attribute{
		Required:            true,
		MarkdownDescription: "Day of the month, 1 to 31. In a shorter month, it is the last day.",
		Validators:          []validator.Int64{int64validator.Between(1, 31)},
	}
}

func timeOfDay() schema.Attribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "Time of day as `HH:MM` or `HH:MM:SS`, " +
			"optionally followed by `Z` or a UTC offset of 0 to 9, 11 or 12 hours such as `+02:00`.",
		Validators: []validator.String{validators.TimeOfDay()},
	}
}
