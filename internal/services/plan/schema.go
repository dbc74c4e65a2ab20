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
	onDestroyDelete = "delete"
	deactivate      = "deactivate"

	prepaid  = "prepaid"
	postpaid = "postpaid"

	// Rebilly's bound of every quantity.
	maxQuantity = 999_999_999
)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A plan: a price of a product and how it is charged. What is set makes its kind: `pricing` alone is a one-time sale, " +
			"`pricing` with `recurring_interval` a subscription, `trial` alone a trial without a sale. " +
			"Everything but the id, prices included, changes in place.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the plan, at most 255 characters. Customers see it on invoices and receipts.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(255)},
			},
			"product_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the product that the plan sells.",
				Validators:          validators.ID(),
			},
			"currency": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Currency of all prices of the plan, a code of ISO 4217 such as `USD`.",
				Validators: []validator.String{
					validators.Currency(),
				},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description as plain text, at most 65,535 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(65535)},
			},
			"rich_description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description as rich text (bold, underlined, italic, links), at most 65,535 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(65535)},
			},
			"product_options": schema.MapAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Values of the product's `options` by name, such as `{ color = \"red\" }`.",
				Validators:          []validator.Map{mapvalidator.NoNullValues()},
			},
			"is_active": schema.BoolAttribute{
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(true),
				MarkdownDescription: "Whether the plan can be ordered. Default `true`.",
			},
			"setup": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "A fee charged once, at the start.",
				Attributes: map[string]schema.Attribute{
					"price": price("Setup fee; `0` is none."),
				},
			},
			"trial": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "A time at the start with a price of its own. Of a subscription, or without `pricing` the whole of a trial-only plan.",
				Attributes: map[string]schema.Attribute{
					"price": price("Price of the trial; `0` is free."),
					"period": schema.SingleNestedAttribute{
						Required:            true,
						MarkdownDescription: "How long the trial lasts.",
						Attributes: map[string]schema.Attribute{
							"unit":   unit(),
							"length": length(),
						},
					},
				},
			},
			"recurring_interval": recurringIntervalAttribute(),
			"metered_billing": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Charges a subscription for the usage reported during a service period. Needs `billing_timing = \"postpaid\"`.",
				Attributes: map[string]schema.Attribute{
					"strategy": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "`sum` charges the total of the reported usage, `last` the last report.",
						Validators:          []validator.String{stringvalidator.OneOf("sum", "last")},
					},
					"min": schema.Float64Attribute{
						Optional:            true,
						MarkdownDescription: "Least quantity that is charged, whatever was reported; at least `0.01`.",
						Validators:          []validator.Float64{float64validator.AtLeast(0.01)},
					},
					"max": schema.Float64Attribute{
						Optional:            true,
						MarkdownDescription: "Greatest quantity that is charged, whatever was reported; at least `0.01`.",
						Validators:          []validator.Float64{float64validator.AtLeast(0.01)},
					},
					"sticky": schema.BoolAttribute{
						Optional: true,
						Computed: true,
						Default:  booldefault.StaticBool(false),
						MarkdownDescription: "Whether a period without a report is charged the last known quantity instead of zero. " +
							"Only with `strategy = \"last\"`. Default `false`.",
					},
				},
			},
			"pricing":             pricingAttribute(),
			"custom_fields":       customfields.Attribute("plan"),
			"deletion_protection": crud.DeletionProtection("plan"),
			"on_destroy": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(onDestroyDelete),
				MarkdownDescription: "What destroying does: `delete` deletes the plan, which Rebilly refuses while something uses it; " +
					"`deactivate` keeps it in Rebilly, inactive, and only Terraform forgets it. Default `delete`. It has to be applied before it is needed.",
				Validators: []validator.String{stringvalidator.OneOf(onDestroyDelete, deactivate)},
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
				Optional:            true,
				MarkdownDescription: "Number of invoices after which the subscription ends, 1 to 65,535. Default: it does not end.",
				Validators:          []validator.Int64{int64validator.Between(1, 65535)},
			},
			"billing_timing": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(prepaid),
				MarkdownDescription: "`prepaid` charges when a service period begins, `postpaid` when it ends. Default `prepaid`.",
				Validators:          []validator.String{stringvalidator.OneOf(prepaid, postpaid)},
			},
			"period_anchor_instruction": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Day on which service periods begin; exactly one variant. Default: the day of the order.",
				Validators:          []validator.Object{validators.ExactlyOneAttribute()},
				Attributes: map[string]schema.Attribute{
					"day_of_month": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "A day of the month.",
						Attributes: map[string]schema.Attribute{
							"day":  dayInMonth(),
							"time": timeOfDay(),
						},
					},
					"day_of_week": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "A day of the week.",
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
								MarkdownDescription: "Which one: `next`, `first-in-month` or `last-in-month`.",
								Validators:          []validator.String{stringvalidator.OneOf("next", "first-in-month", "last-in-month")},
							},
							"time": timeOfDay(),
						},
					},
					"day_and_month_of_year": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "A day of the year.",
						Attributes: map[string]schema.Attribute{
							"day": dayInMonth(),
							"month": schema.Int64Attribute{
								Required:            true,
								MarkdownDescription: "Month, 1 to 12.",
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
		Optional:            true,
		MarkdownDescription: "How a quantity becomes an amount; exactly one variant. Required, unless the plan is trial-only.",
		Validators:          []validator.Object{validators.ExactlyOneAttribute()},
		Attributes: map[string]schema.Attribute{
			"fixed_fee": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "One price, whatever the quantity.",
				Attributes: map[string]schema.Attribute{
					"price": price("Price in all."),
				},
			},
			"flat_rate": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "The same price for each unit.",
				Validators:          []validator.Object{minNotAboveMax{}},
				Attributes: map[string]schema.Attribute{
					"price":        price("Price of a unit."),
					"min_quantity": quantity("Least quantity that can be ordered."),
					"max_quantity": quantity("Greatest quantity that can be ordered."),
				},
			},
			"stairstep": brackets("A price for each range of quantities.", "Price of the whole step."),
			"tiered":    brackets("Each unit costs the price of the range it falls in.", "Price of a unit within the range."),
			"volume":    brackets("All units cost the price of the range that the quantity reaches.", "Price of every unit once the quantity reaches the range."),
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
				MarkdownDescription: "Ranges of quantities in ascending order; each begins where the one before ends.",
				Validators:          []validator.List{listvalidator.SizeAtLeast(1), bracketsAscend{}},
				NestedObject: schema.NestedAttributeObject{
					Attributes: map[string]schema.Attribute{
						"price":        price(priceDescription),
						"max_quantity": quantity("Last quantity of the range, which without one has no end; only the last can do so."),
					},
				},
			},
			"min_quantity": quantity("Least quantity that can be ordered."),
		},
	}
}

func price(description string) schema.Attribute {
	return schema.Float64Attribute{
		Required:            true,
		MarkdownDescription: description + " A decimal in the plan's currency.",
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
		MarkdownDescription: "Day of the month, 1 to 31; in a shorter month its last day.",
		Validators:          []validator.Int64{int64validator.Between(1, 31)},
	}
}

func timeOfDay() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "Time of day as `HH:MM` or `HH:MM:SS`, with `Z` or an offset of up to 9, 11 or 12 hours such as `+02:00` if wanted.",
		Validators:          []validator.String{validators.TimeOfDay()},
	}
}
