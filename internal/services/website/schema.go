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
		MarkdownDescription: "Manages a website: a place where the business sells, with the settings of its pages hosted by Rebilly. " +
			"All attributes except `id` can be updated in place.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the website.",
			},
			"url": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "URL of the website, such as `https://www.example.com`.",
				Validators:          []validator.String{validators.WebAddress()},
			},
			"service_phone": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Customer service phone number.",
			},
			"service_email": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Customer service email address.",
				Validators:          []validator.String{validators.Email()},
			},
			"logo_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ID of the logo file, at most 50 characters.",
				Validators:          []validator.String{stringvalidator.LengthAtMost(50)},
			},
			"settings": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Settings of the pages hosted by Rebilly. Omitted settings have Rebilly's defaults.",
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
		MarkdownDescription: "Settings of the deposit form.",
		Attributes: map[string]schema.Attribute{
			"theme": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Theme of the deposit form.",
				Attributes: map[string]schema.Attribute{
					"color_primary":   color("Primary color"),
					"color_secondary": color("Secondary color"),
					"button_template": schema.StringAttribute{
						Optional: true,
						MarkdownDescription: "Text of the button, at most 100 characters. `{{amount}}` is replaced by the amount and " +
							"its currency.",
						Validators: []validator.String{stringvalidator.UTF8LengthAtMost(100)},
					},
				},
			},
		},
	}
}

func paymentFormAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Settings of the hosted payment form.",
		Attributes: map[string]schema.Attribute{
			"css": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "CSS that overrides the styles of the form.",
			},
			"theme": schema.MapAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Theme options, keyed by name, such as `{ colorPrimary = \"#504CCA\" }`. " +
					"The names are those of Rebilly Instruments, which fails on the page if a name is unknown or a value is empty.",
				Validators: []validator.Map{mapvalidator.NoNullValues()},
			},
			"features": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Features of the form.",
				Attributes: map[string]schema.Attribute{
					"show_coupons": schema.ListAttribute{
						Optional:            true,
						ElementType:         types.StringType,
						MarkdownDescription: "Steps in which customers can enter coupons: `summary`, `confirmation` or both.",
						Validators:          []validator.List{listvalidator.NoNullValues()},
					},
					"full_page_redirect": toggle(
						"Whether approval pages open in the full page instead of a modal window."),
					"skip_redirect_on_payment_complete": toggle(
						"Whether customers stay on the form after the payment, instead of being redirected to the website."),
					"hide_zero_amount_summary_items": toggle(
						"Whether the summary hides items with an amount of zero."),
				},
			},
		},
	}
}

func amplitudeAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Settings of Amplitude analytics on the hosted pages.",
		Attributes: map[string]schema.Attribute{
			"tracking": toggle("Whether the hosted pages use Amplitude."),
			"api_key": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "API key of an Amplitude project, 20 to 50 characters. It is not a secret: the hosted pages send " +
					"it to every browser.",
				Validators: []validator.String{stringvalidator.LengthBetween(20, 50)},
			},
		},
	}
}

func payoutRequestAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Settings that make payout requests ready automatically.",
		Attributes: map[string]schema.Attribute{
			"automatic_readiness_enabled": toggle(
				"Whether a payout request becomes ready automatically after some time in `pending`. " +
					"Requires `pending_period_hours` and `automatic_readiness_time`."),
			"pending_period_hours": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Minimum number of hours in `pending`, 1 to 8,760.",
				Validators:          []validator.Int64{int64validator.Between(1, 8760)},
			},
			"automatic_readiness_time": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Time of day at which payout requests become ready, as `HH:MM` or `HH:MM:SS`, " +
					"optionally followed by `Z` or a UTC offset of 0 to 9, 11 or 12 hours such as `+02:00`.",
				Validators: []validator.String{validators.TimeOfDay()},
			},
		},
	}
}

func color(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + " as 3 or 6 hexadecimal digits without `#`, such as `0044d4`.",
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
