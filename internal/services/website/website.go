// Package website implements the resource rebilly_website, its list resource and its data sources.
package website

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for websites.
var Registration = kind.Kind{
	Name:                 "website",
	Collection:           "websites",
	IDPrefix:             "web_",
	DisplayNameAttribute: "name",
	Terms:                &commercial.WebsiteTerms,
	Description: "Manages a website: a place where the business sells, with the settings of its pages hosted by Rebilly. " +
		"All attributes except `id` can be updated in place.",
	Fields: kind.Fields{
		"name": kind.Text{Description: "Name of the website", Required: true},
		"url": kind.Text{
			Description: "URL of the website, such as `https://www.example.com`", Required: true,
			Validators: []validator.String{validators.WebAddress()},
		},
		"service_phone": kind.Text{Description: "Customer service phone number", Required: true},
		"service_email": kind.Text{
			Description: "Customer service email address", Required: true, Validators: []validator.String{validators.Email()},
		},
		"logo_id": kind.Text{Description: "ID of the logo file", Length: kind.AtMost(50)},
		"settings": kind.Object{
			Description: "Settings of the pages hosted by Rebilly", Details: "Omitted settings have Rebilly's defaults.", Unset: kind.Empty,
			Fields: kind.Fields{
				"deposit_form": kind.Object{
					Description: "Settings of the deposit form", Unset: kind.Empty, Fields: kind.Fields{"theme": depositFormTheme},
				},
				"payment_form": paymentForm,
				"amplitude": kind.Object{
					Description: "Settings of Amplitude analytics on the hosted pages", Unset: kind.Empty,
					Fields: kind.Fields{
						"tracking": kind.Boolean{Description: "Whether the hosted pages use Amplitude", Default: new(false)},
						"api_key": kind.Text{
							Description: "API key of an Amplitude project", Length: kind.Between(20, 50),
							Details: "It is not a secret: the hosted pages send it to every browser.",
						},
					},
				},
				"payout_request": payoutRequest{automaticReadiness},
			},
		},
		"custom_fields": customfields.Field{Noun: "website", Resource: "websites"},
	},
}.Registration()

var depositFormTheme = kind.Object{
	Description: "Theme of the deposit form",
	Fields: kind.Fields{
		"color_primary":   color("Primary color"),
		"color_secondary": color("Secondary color"),
		"button_template": kind.Text{
			Description: "Text of the button", Length: kind.AtMost(100),
			Details: "`{{amount}}` is replaced by the amount and its currency.",
		},
	},
}

var colorPattern = regexp.MustCompile(`^([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})?$`)

func color(description string) kind.Field {
	return kind.Text{
		Description: description + " as 3 or 6 hexadecimal digits without `#`, such as `0044d4`",
		Validators:  []validator.String{stringvalidator.RegexMatches(colorPattern, "must be 3 or 6 hexadecimal digits without #")},
	}
}

var paymentForm = kind.Object{
	Description: "Settings of the hosted payment form", Unset: kind.Empty,
	Fields: kind.Fields{
		"css": kind.Text{Description: "CSS that overrides the styles of the form"},
		"theme": kind.TextMap{
			Description: "Theme options, keyed by name, such as `{ colorPrimary = \"#504CCA\" }`",
			Details: "The names are those of Rebilly Instruments, which fails on the page if a name is unknown or a value is " +
				"empty.",
		},
		"features": kind.Object{
			Description: "Features of the form", Validators: []validator.Object{validators.AnyAttribute()},
			Fields: kind.Fields{
				"show_coupons": kind.Texts{Description: "Steps in which customers can enter coupons: `summary`, `confirmation` or both"},
				"full_page_redirect": kind.Boolean{
					Description: "Whether approval pages open in the full page instead of a modal window", Default: new(false),
				},
				"skip_redirect_on_payment_complete": kind.Boolean{
					Description: "Whether customers stay on the form after the payment, instead of being redirected to the website",
					Default:     new(false),
				},
				"hide_zero_amount_summary_items": kind.Boolean{
					Description: "Whether the summary hides items with an amount of zero", Default: new(false),
				},
			},
		},
	},
}
