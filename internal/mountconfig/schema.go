package mountconfig

import (
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

var (
	selectorPattern = regexp.MustCompile(`^[.#][_a-zA-Z][-_a-zA-Z0-9:\\]*$`)
	localePattern   = regexp.MustCompile(`^(auto|[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[A-Z]+)?)$`)
	countryPattern  = regexp.MustCompile(`^[A-Z]{2}$`)
	pixelsPattern   = regexp.MustCompile(`^[0-9]+px$`)

	amounts = objectRule{"must have amounts greater than zero", checkAmounts}

	addressFields = []string{"email", "organization", "phoneNumber", "city", "country", "region", "postalCode", "address", "address2"}
)

// Attributes returns the options of mount() as attributes of a data source, which the function mount_config has too.
func Attributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"items": schema.ListNestedAttribute{
			Optional: true,
			MarkdownDescription: "Billing plans that the customer buys, at least one, without duplicates. Requires `website_id` and " +
				"`publishable_key`. Cannot be combined with a customer's token: the library would then offer no payment method. " +
				"All billing plans must be active and have the same currency.",
			Validators: []validator.List{
				listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), uniquePlans{"must not have duplicate billing plans"},
			},
			NestedObject: schema.NestedAttributeObject{
				Validators: []validator.Object{objectRule{"must have exactly one of quantity and quantity_range", checkQuantity}},
				Attributes: map[string]schema.Attribute{
					"plan_id": planID(),
					"quantity": schema.Int64Attribute{
						Optional:            true,
						MarkdownDescription: "Quantity, at least 1. Set exactly one of `quantity` and `quantity_range`.",
						Validators:          []validator.Int64{int64validator.AtLeast(1)},
					},
					"quantity_range": schema.SingleNestedAttribute{
						Optional:            true,
						MarkdownDescription: "Quantities from which the customer chooses. Set exactly one of `quantity` and `quantity_range`.",
						Validators: []validator.Object{
							validators.AnyAttribute(),
							objectRule{"must have a default within the bounds that is a multiple of multiple_of", checkQuantityRange},
						},
						Attributes: map[string]schema.Attribute{
							"default":     count("Initial quantity, within the bounds and a multiple of `multiple_of`. Default `1`."),
							"minimum":     count("Minimum quantity. Default `1`."),
							"maximum":     count("Maximum quantity. Default: no maximum."),
							"multiple_of": count("Number of which the quantity must be a multiple. Default `1`."),
						},
					},
					"thumbnail": thumbnail(),
				},
			},
		},
		"addons":     planItems("Billing plans that the customer can add to `items`, in order, without duplicates."),
		"bump_offer": planItems("Billing plans that replace `items` if the customer accepts the offer, in order, without duplicates."),
		"money": schema.SingleNestedAttribute{
			Optional: true,
			MarkdownDescription: "Single amount, without a billing plan. Requires `website_id` and `publishable_key`; " +
				"without `publishable_key`, it requires a customer's token.",
			Validators: []validator.Object{amounts},
			Attributes: map[string]schema.Attribute{
				"amount": schema.Float64Attribute{
					Required:            true,
					MarkdownDescription: "Amount, greater than zero, with at most as many decimals as the currency has.",
				},
				"currency": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "ISO 4217 code of the currency, such as `USD`.",
					Validators:          currencyRules(),
				},
			},
		},
		"invoice_id":     jwtID("ID of the invoice that the customer pays.", "It must be issued and not fully paid."),
		"transaction_id": jwtID("ID of the transaction that the customer pays.", "It must not be completed."),
		"deposit":        depositAttribute(),
		"payout": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "Payout for which the customer chooses a payment instrument. Requires a customer's token.",
			Attributes: map[string]schema.Attribute{
				"payout_request_id": schema.StringAttribute{
					Required:            true,
					MarkdownDescription: "ID of the payout request. It must be pending.",
					Validators:          validators.ID(),
				},
			},
		},
		"jwt_only": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Set to `true` if the claims of the customer's token identify the purchase data, such as `invoiceId`. " +
				"The provider then does not check the purchase data.",
		},
		"website_id": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "ID of the website of the purchase. Required for `items` and, with `publishable_key`, for `money`. " +
				"The website in a customer's token takes precedence.",
			Validators: validators.ID(),
		},
		"publishable_key": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Publishable API key for the browser, which is public. Required for `items`, optional for `money`. " +
				"The other kinds of purchase data use a customer's token instead.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), publishable{"must not be a secret key"}},
		},
		"transaction_type": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Type of the transaction: `purchase`, or `setup` to save a payment method without a payment. Default `purchase`.",
			Validators:          []validator.String{stringvalidator.OneOf("purchase", setup)},
		},
		"form": selector("CSS class or id of the element for the form, such as `#checkout`, which the page must have. Default " +
			"`.rebilly-instruments`."),
		"summary": selector("CSS class or id of the element for the summary, which the page may have. Default `.rebilly-instruments-summary`."),
		"css": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Style sheet for the form and the summary.",
		},
		"theme": schema.MapAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Theme properties with the names of the library, such as `colorPrimary` or `buttonFontSize`, each with a " +
				"CSS value. An unknown name is an error, because the library would fail to mount. Null omits a property.",
			Validators: []validator.Map{themeProperties{"must have only properties of RebillyInstruments"}},
		},
		"i18n": schema.DynamicAttribute{
			Optional: true,
			MarkdownDescription: "Texts that replace those of the library, by locale, section and name, such as `{ en = { form = { or = \"Or " +
				"pay by\" } } }`. Use the structure of the library's own texts. Null omits a text.",
			Validators: []validator.Dynamic{translations{"must have texts by locale, section and name"}},
		},
		"locale": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Locale of the form, such as `en` or `en-GB`, or `auto` for the locale of the browser. Default `auto`.",
			Validators:          matches(localePattern, `must be auto or a locale such as "en" or "en-GB"`),
		},
		"country_code": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "ISO 3166-1 alpha-2 code of the initial country. Default `US`.",
			Validators:          matches(countryPattern, `must be two capital letters, such as "US"`),
		},
		"features":            featuresAttribute(),
		"payment_instruments": paymentInstrumentsAttribute(),
		"extra": schema.DynamicAttribute{
			Optional: true,
			MarkdownDescription: "Options of `mount()` that this version of the provider does not have, such as those of a newer library: an " +
				"object with the names of the library. It is merged last, also into objects, and is not checked. Null omits an option.",
			Validators: []validator.Dynamic{extraOptions{"must be an object of options, without a token"}},
		},
	}
}

func depositAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Deposit: a deposit request, or a form for a `currency`. Requires a customer's token. " +
			"Set exactly one of `deposit_request_id` and `currency`; RebillyInstruments 12.46.0 cannot complete a deposit with `currency`.",
		Validators: []validator.Object{objectRule{"must have exactly one of deposit_request_id and currency", checkDeposit}, amounts},
		Attributes: map[string]schema.Attribute{
			"deposit_request_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ID of the deposit request, which sets the amounts. It must not be completed or expired.",
				Validators:          validators.ID(),
			},
			"currency": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ISO 4217 code of the currency of a form without a deposit request. Required by the other attributes.",
				Validators:          currencyRules(),
			},
			"amount": schema.Float64Attribute{
				Optional:            true,
				MarkdownDescription: "Initial amount, greater than zero.",
			},
			"buttons": schema.ListAttribute{
				Optional:            true,
				ElementType:         types.Float64Type,
				MarkdownDescription: "Amounts from which the customer chooses, in order, each greater than zero.",
				Validators:          []validator.List{listvalidator.NoNullValues(), listvalidator.UniqueValues()},
			},
			"editable": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether the customer can change the amount. Default `true`.",
			},
			"custom_amount": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Bounds of the amount that the customer enters.",
				Validators: []validator.Object{
					validators.AnyAttribute(),
					objectRule{"must have a minimum that is not greater than the maximum", checkCustomAmount},
				},
				Attributes: map[string]schema.Attribute{
					"minimum": schema.Float64Attribute{Optional: true, MarkdownDescription: "Minimum amount, greater than zero. Default `1`."},
					"maximum": schema.Float64Attribute{Optional: true, MarkdownDescription: "Maximum amount. Default `1000000000000`."},
					"multiple_of": schema.Float64Attribute{
						Optional: true, MarkdownDescription: "Number of which the amount must be a multiple, greater than zero. Default `1`.",
					},
				},
			},
		},
	}
}

func featuresAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Features of the checkout.",
		Validators:          []validator.Object{validators.AnyAttribute()},
		Attributes: map[string]schema.Attribute{
			"enable_telemetry":  flag("Whether to send telemetry to Rebilly.", true),
			"hide_confirmation": flag("Whether to skip the confirmation. The code of the page must then confirm.", false),
			"hide_result":       flag("Whether to skip the result. The code of the page must then show it.", false),
			"full_page_redirect": flag("Whether payment methods with an external approval page redirect the page, instead of "+
				"opening a window.", false),
			"hide_continue":                  flag("Whether to hide the continue button.", false),
			"hide_zero_amount_summary_items": flag("Whether to hide lines with an amount of zero in the summary.", false),
			"show_coupons": choices("Steps in which the customer can enter coupons: `summary`, `confirmation`. Default: "+
				"none.", "summary", "confirmation"),
			"show_consent_check": choices("Steps in which the customer must give consent: `form`, `confirmation`. The texts are in the "+
				"section `consentCheck` of `i18n`. Default: none.", "form", "confirmation"),
		},
	}
}

func paymentInstrumentsAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Payment methods, and the actions that customers can take on saved payment instruments.",
		Validators:          []validator.Object{validators.AnyAttribute()},
		Attributes: map[string]schema.Attribute{
			"compact_express_instruments": flag("Whether to use the compact layout for express payment methods.", false),
			"allow_create":                flag("Whether customers can add a payment instrument.", true),
			"allow_update":                flag("Whether customers can update a saved payment instrument.", false),
			"allow_deactivate":            flag("Whether customers can remove a saved payment instrument.", false),
			"allow_make_default":          flag("Whether customers can set their default payment instrument.", false),
			"address": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Address fields: " + naming.Quoted(addressFields, "`") + ".",
				Validators:          []validator.Object{validators.AnyAttribute()},
				Attributes: map[string]schema.Attribute{
					"name":    choice("Layout of the name: `default`, `combined` or `stacked`.", "default", "combined", "stacked"),
					"region":  choice("Layout of the region: `default`, `split` or `stacked`.", "default", "split", "stacked"),
					"show":    choices("Fields to show, or `all`.", append([]string{"all"}, addressFields...)...),
					"hide":    choices("Fields to hide, or `all`.", append([]string{"all"}, addressFields...)...),
					"require": choices("Required fields.", addressFields...),
				},
			},
			"additional_fields": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Fields in addition to the address.",
				Validators:          []validator.Object{validators.AnyAttribute()},
				Attributes: map[string]schema.Attribute{
					"show":    choices("Fields to show: `poNumber`.", "poNumber"),
					"require": choices("Required fields: `poNumber`.", "poNumber"),
				},
			},
			"payment_card": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Options of payment cards.",
				Validators:          []validator.Object{validators.AnyAttribute()},
				Attributes: map[string]schema.Attribute{
					"input": choice("Layout of the fields: `default` or `split`.", "default", "split"),
				},
			},
			"paypal": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Options of PayPal.",
				Validators:          []validator.Object{validators.AnyAttribute()},
				Attributes: map[string]schema.Attribute{
					"button_height": schema.Int64Attribute{
						Optional:            true,
						MarkdownDescription: "Height of the button in pixels, at least 1. Default `48`.",
						Validators:          []validator.Int64{int64validator.AtLeast(1)},
					},
				},
			},
			"google_pay": walletAttribute("Google Pay"),
			"apple_pay":  walletAttribute("Apple Pay"),
		},
	}
}

func walletAttribute(name string) schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Options of " + name + ".",
		Attributes: map[string]schema.Attribute{
			"display_options": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Appearance of the button.",
				Validators:          []validator.Object{validators.AnyAttribute()},
				Attributes: map[string]schema.Attribute{
					"button_color": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Color of the button, as defined by " + name + ". Default `black`.",
						Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
					},
					"button_height": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Height of the button in pixels, with the unit. Default `48px`.",
						Validators:          matches(pixelsPattern, `must be a number of pixels with its unit, such as "48px"`),
					},
					"button_type": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Type of the button, as defined by " + name + ". Default `plain`.",
						Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
					},
				},
			},
		},
	}
}

func planItems(description string) schema.Attribute {
	return schema.ListNestedAttribute{
		Optional:            true,
		MarkdownDescription: description + " Requires `items`, in the same currency.",
		Validators:          []validator.List{listvalidator.NoNullValues(), uniquePlans{"must not have duplicate billing plans"}},
		NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{
				"plan_id": planID(),
				"quantity": schema.Int64Attribute{
					Required:            true,
					MarkdownDescription: "Quantity, at least 1.",
					Validators:          []validator.Int64{int64validator.AtLeast(1)},
				},
				"thumbnail": thumbnail(),
			},
		},
	}
}

func planID() schema.Attribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "ID of the billing plan.",
		Validators:          validators.ID(),
	}
}

func thumbnail() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "URL of an image for the summary.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

func jwtID(description, condition string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + " " + condition + " Requires a customer's token.",
		Validators:          validators.ID(),
	}
}

func count(description string) schema.Attribute {
	return schema.Int64Attribute{
		Optional:            true,
		MarkdownDescription: description,
		Validators:          []validator.Int64{int64validator.AtLeast(1)},
	}
}

func flag(description string, initial bool) schema.Attribute {
	return schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: fmt.Sprintf("%s Default `%t`.", description, initial),
	}
}

func choice(description string, values ...string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + " Default `default`.",
		Validators:          []validator.String{stringvalidator.OneOf(values...)},
	}
}

func choices(description string, values ...string) schema.Attribute {
	return schema.ListAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		MarkdownDescription: description,
		Validators: []validator.List{
			listvalidator.NoNullValues(), listvalidator.UniqueValues(), listvalidator.ValueStringsAre(stringvalidator.OneOf(values...)),
		},
	}
}

func selector(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description,
		Validators:          matches(selectorPattern, `must be a class or an id, such as ".checkout" or "#checkout"`),
	}
}

func currencyRules() []validator.String {
	return matches(validators.CurrencyPattern, `must be three capital letters, such as "USD"`)
}

func matches(pattern *regexp.Regexp, message string) []validator.String {
	return []validator.String{stringvalidator.RegexMatches(pattern, message)}
}
