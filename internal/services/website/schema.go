package website

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

var colorPattern = regexp.MustCompile(`^([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})?$`)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A website: a place where the business sells, with the settings of the pages that Rebilly hosts for it. " +
			"Everything but the id changes in place.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the website.",
			},
			"url": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Address of the website, such as `https://www.example.com`.",
				Validators:          []validator.String{validators.WebAddress()},
			},
			"service_phone": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Phone number of customer service.",
			},
			"service_email": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "E-mail address of customer service.",
				Validators:          []validator.String{validators.Email()},
			},
			"logo_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Id of the file that is the logo.",
				Validators:          []validator.String{stringvalidator.LengthAtMost(50)},
			},
			"settings": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Settings of the pages that Rebilly hosts. What is left out has Rebilly's default.",
				Attributes: map[string]schema.Attribute{
					"deposit_form":   depositFormAttribute(),
					"payment_form":   paymentFormAttribute(),
					"amplitude":      amplitudeAttribute(),
					"payout_request": payoutRequestAttribute(),
				},
			},
			"custom_fields":       customfields.Attribute("website"),
			"deletion_protection": crud.DeletionProtection("website"),
		},
	}
}

func depositFormAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "The deposit form.",
		Attributes: map[string]schema.Attribute{
			"theme": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "How the deposit form looks.",
				Attributes: map[string]schema.Attribute{
					"color_primary":   color("Primary color"),
					"color_secondary": color("Secondary color"),
					"button_template": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Text of the button, at most 100 characters. `{{amount}}` stands for the amount with its currency.",
						Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(100)},
					},
				},
			},
		},
	}
}

func paymentFormAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "The hosted payment form.",
		Attributes: map[string]schema.Attribute{
			"css": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Style sheet that overrides the form's styles.",
			},
			"theme": schema.MapAttribute{
				Optional:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Theme options by name, such as `{ colorPrimary = \"#504CCA\" }`. The names are those of Rebilly Instruments, which fails on a page for a name it does not know and for an empty value.",
				Validators:          []validator.Map{mapvalidator.NoNullValues()},
			},
			"features": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Switches of the form.",
				Attributes: map[string]schema.Attribute{
					"show_coupons": schema.ListAttribute{
						Optional:            true,
						ElementType:         types.StringType,
						MarkdownDescription: "Places where the form asks for coupons: `summary`, `confirmation` or both.",
						Validators:          []validator.List{listvalidator.NoNullValues()},
					},
					"full_page_redirect": toggle(
						"Whether an approval page takes the whole page instead of a window in it."),
					"skip_redirect_on_payment_complete": toggle(
						"Whether the customer stays on the form, not sent back to the website, when the payment is complete."),
					"hide_zero_amount_summary_items": toggle(
						"Whether the summary leaves out lines of amount 0."),
				},
			},
		},
	}
}

func amplitudeAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Analytics of the hosted pages with Amplitude.",
		Attributes: map[string]schema.Attribute{
			"tracking": toggle("Whether hosted pages include Amplitude."),
			"api_key": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "API key of an Amplitude project, 20 to 50 characters. It is no secret: the hosted pages send it to every browser.",
				Validators:          []validator.String{stringvalidator.LengthBetween(20, 50)},
			},
		},
	}
}

func payoutRequestAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "When payout requests become ready by themselves.",
		Attributes: map[string]schema.Attribute{
			"automatic_readiness_enabled": toggle(
				"Whether a payout request waits in `pending` and becomes ready by itself. It needs the other two attributes."),
			"pending_period_hours": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Least number of hours in `pending`, 1 to 8,760.",
				Validators:          []validator.Int64{int64validator.Between(1, 8760)},
			},
			"automatic_readiness_time": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Time of day at which payout requests become ready, as `HH:MM:SS`, with `Z` or an offset of up to 9, 11 or 12 hours such as `+02:00` if wanted.",
				Validators:          []validator.String{validators.TimeOfDay()},
			},
		},
	}
}

func color(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + " as 6 (or 3) hexadecimal digits without `#`, such as `0044d4`.",
		Validators:          []validator.String{stringvalidator.RegexMatches(colorPattern, "must be 3 or 6 hexadecimal digits without #")},
	}
}

func toggle(description string) schema.Attribute {
	return schema.BoolAttribute{
		Optional:            true,
		Computed:            true,
		Default:             booldefault.StaticBool(false),
		MarkdownDescription: description + " Default `false`.",
	}
}
