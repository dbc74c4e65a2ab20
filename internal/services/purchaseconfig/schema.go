package purchaseconfig

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

	amounts = objectRule{"must have amounts above zero", checkAmounts}

	addressFields = []string{"email", "organization", "phoneNumber", "city", "country", "region", "postalCode", "address", "address2"}
)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "What a page passes to `RebillyInstruments.mount()` to sell, to collect or to pay out, checked against Rebilly while Terraform plans. " +
			"It has exactly one kind of purchase data: `items`, `money`, `invoice_id`, `transaction_id`, `deposit`, `payout` or `jwt_only`. " +
			"It holds no secret: where `requires_jwt` is true, the page adds a customer's token under `jwt`.",
		Attributes: map[string]schema.Attribute{
			"items": schema.ListNestedAttribute{
				Optional: true,
				MarkdownDescription: "Plans that the customer buys, at least one and each once. They need `website_id` and `publishable_key`, " +
					"and cannot be combined with a customer's token: with one, the library offers no payment method. " +
					"All plans have to be active and of one currency.",
				Validators: []validator.List{listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), onePlanEach{"must not have a plan twice"}},
				NestedObject: schema.NestedAttributeObject{
					Validators: []validator.Object{objectRule{"must have exactly one of quantity and quantity_range", checkQuantity}},
					Attributes: map[string]schema.Attribute{
						"plan_id": planID(),
						"quantity": schema.Int64Attribute{
							Optional:            true,
							MarkdownDescription: "How many, at least 1. Exactly one of `quantity` and `quantity_range`.",
							Validators:          []validator.Int64{int64validator.AtLeast(1)},
						},
						"quantity_range": schema.SingleNestedAttribute{
							Optional:            true,
							MarkdownDescription: "Lets the customer choose how many. Exactly one of `quantity` and `quantity_range`.",
							Validators:          []validator.Object{objectRule{"must have its default within its bounds and a multiple of multiple_of", checkQuantityRange}},
							Attributes: map[string]schema.Attribute{
								"default":     count("Quantity to begin with, within the bounds and a multiple of `multiple_of`. Default `1`."),
								"minimum":     count("Least quantity. Default `1`."),
								"maximum":     count("Greatest quantity. Default: no bound."),
								"multiple_of": count("Step: the quantity is a multiple of this. Default `1`."),
							},
						},
						"thumbnail": thumbnail(),
					},
				},
			},
			"addons":     planItems("Plans that the customer can add to `items`. In order, each once."),
			"bump_offer": planItems("Plans that replace `items` if the customer accepts the offer. In order, each once."),
			"money": schema.SingleNestedAttribute{
				Optional: true,
				MarkdownDescription: "A single amount, without a plan. It needs `website_id` and `publishable_key`; " +
					"without `publishable_key` it needs a customer's token.",
				Validators: []validator.Object{amounts},
				Attributes: map[string]schema.Attribute{
					"amount": schema.Float64Attribute{
						Required:            true,
						MarkdownDescription: "Amount, above zero, with no more decimals than the currency has.",
					},
					"currency": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "Currency, as an ISO 4217 code such as `USD`.",
						Validators:          currencyRules(),
					},
				},
			},
			"invoice_id":     jwtID("Invoice that the customer pays.", "It has to be issued and not fully paid."),
			"transaction_id": jwtID("Transaction that the customer pays.", "It must not be completed."),
			"deposit":        depositAttribute(),
			"payout": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Lets the customer choose where to be paid out. Needs a customer's token.",
				Attributes: map[string]schema.Attribute{
					"payout_request_id": schema.StringAttribute{
						Required:            true,
						MarkdownDescription: "Id of the payout request. It has to be pending.",
						Validators:          validators.ID(),
					},
				},
			},
			"jwt_only": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "`true` where the customer's token says by its claims what is paid, such as an `invoiceId`. " +
					"Nothing is checked then.",
			},
			"website_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Id of the website that sells. Needed for `items` and, with `publishable_key`, for `money`. " +
					"Where there is a customer's token, the library takes the website that the token names, if it names one.",
				Validators: validators.ID(),
			},
			"publishable_key": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Publishable API key for the browser; it is public. Needed for `items`, possible for `money`. " +
					"The other kinds use a customer's token instead.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), publishable{"must not be a secret key"}},
			},
			"transaction_type": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "`purchase`, or `setup` to save a payment method without a payment. Default `purchase`.",
				Validators:          []validator.String{stringvalidator.OneOf("purchase", setup)},
			},
			"form":    selector("Class or id of the element for the form, such as `#checkout`. Default `.rebilly-instruments`. The page must have it."),
			"summary": selector("Class or id of the element for the summary. Default `.rebilly-instruments-summary`. The page may have it."),
			"css": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Style sheet for the form and the summary.",
			},
			"theme": schema.MapAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Properties of the theme under the library's own names, such as `colorPrimary` or `buttonFontSize`, each with a CSS value. " +
					"A name that the library does not know, on which it would fail, is refused. Null leaves a property out.",
				Validators: []validator.Map{themeProperties{"must have only properties that the library knows"}},
			},
			"i18n": schema.DynamicAttribute{
				Optional: true,
				MarkdownDescription: "Texts in place of the library's, by locale, section and name, such as `{ en = { form = { or = \"Or pay by\" } } }`. " +
					"Names nest as deep as the library's do. Null leaves a text out.",
				Validators: []validator.Dynamic{translations{"must have texts by locale, section and name"}},
			},
			"locale": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Language and region such as `en` or `en-GB`, or `auto` for the browser's. Default `auto`.",
				Validators:          matches(localePattern, `must be auto or a locale such as "en" or "en-GB"`),
			},
			"country_code": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Country to begin with, as an ISO 3166 code of two letters. Default `US`.",
				Validators:          matches(countryPattern, `must be two capital letters, such as "US"`),
			},
			"features":            featuresAttribute(),
			"payment_instruments": paymentInstrumentsAttribute(),

			"config": schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "Argument of `mount()`, with its own names, without what was left out, and with `apiMode` from the provider's environment. " +
					"Where `requires_jwt` is true, `merge()` it with `{ jwt = ... }`.",
			},
			"json": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "`config` as JSON that can stand in a `<script>` of an HTML page. The order of its names does not change.",
			},
			"requires_jwt": schema.BoolAttribute{
				Computed:            true,
				MarkdownDescription: "Whether `mount()` needs the token of a customer besides `config`.",
			},
			"permissions": schema.SetAttribute{
				Computed:            true,
				ElementType:         types.StringType,
				MarkdownDescription: "Permissions that the customer's token has to have. Empty where none is needed.",
			},
		},
	}
}

func depositAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "A deposit: of a deposit request, or a form for a `currency`. Needs a customer's token. " +
			"Exactly one of `deposit_request_id` and `currency`; today's library (12.46.0) cannot complete the second.",
		Validators: []validator.Object{objectRule{"must have exactly one of deposit_request_id and currency", checkDeposit}, amounts},
		Attributes: map[string]schema.Attribute{
			"deposit_request_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Id of the deposit request, which has the amounts. It must be neither completed nor expired.",
				Validators:          validators.ID(),
			},
			"currency": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Currency of a form without a deposit request, as an ISO 4217 code. The other attributes need it.",
				Validators:          currencyRules(),
			},
			"amount": schema.Float64Attribute{
				Optional:            true,
				MarkdownDescription: "Amount to begin with, above zero.",
			},
			"buttons": schema.ListAttribute{
				Optional:            true,
				ElementType:         types.Float64Type,
				MarkdownDescription: "Amounts to choose from, in order, each above zero.",
				Validators:          []validator.List{listvalidator.NoNullValues(), listvalidator.UniqueValues()},
			},
			"editable": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether the customer can change the amount. Default `true`.",
			},
			"custom_amount": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Bounds of an amount that the customer enters.",
				Validators:          []validator.Object{objectRule{"must have a minimum that is not above the maximum", checkCustomAmount}},
				Attributes: map[string]schema.Attribute{
					"minimum":     schema.Float64Attribute{Optional: true, MarkdownDescription: "Least amount, above zero. Default `1`."},
					"maximum":     schema.Float64Attribute{Optional: true, MarkdownDescription: "Greatest amount. Default `1000000000000`."},
					"multiple_of": schema.Float64Attribute{Optional: true, MarkdownDescription: "Step of the amount, above zero. Default `1`."},
				},
			},
		},
	}
}

func featuresAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "What the checkout shows and does.",
		Attributes: map[string]schema.Attribute{
			"enable_telemetry":               flag("Send telemetry to Rebilly.", true),
			"hide_confirmation":              flag("Skip the confirmation; the page's own code then confirms.", false),
			"hide_result":                    flag("Skip the result; the page's own code then shows it.", false),
			"full_page_redirect":             flag("Leave the page for payment methods that ask for approval elsewhere, instead of a window above it.", false),
			"hide_continue":                  flag("Hide the button to continue.", false),
			"hide_zero_amount_summary_items": flag("Leave lines of no amount out of the summary.", false),
			"show_coupons":                   choices("Where coupons can be entered: `summary`, `confirmation`. Default: nowhere.", "summary", "confirmation"),
		},
	}
}

func paymentInstrumentsAttribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Payment methods, and what customers can do with those they have saved.",
		Attributes: map[string]schema.Attribute{
			"compact_express_instruments": flag("Show express payment methods in little room.", false),
			"allow_create":                flag("Let customers add a payment instrument.", true),
			"allow_update":                flag("Let customers change a saved payment instrument.", false),
			"allow_deactivate":            flag("Let customers remove a saved payment instrument.", false),
			"allow_make_default":          flag("Let customers choose their default payment instrument.", false),
			"address": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Fields of the address. Fields are " + naming.Quoted(addressFields, "`") + ".",
				Attributes: map[string]schema.Attribute{
					"name":    choice("Layout of the name: `default`, `combined` or `stacked`.", "default", "combined", "stacked"),
					"region":  choice("Layout of the region: `default`, `split` or `stacked`.", "default", "split", "stacked"),
					"show":    choices("Fields to show, or `all`.", append([]string{"all"}, addressFields...)...),
					"hide":    choices("Fields to hide, or `all`.", append([]string{"all"}, addressFields...)...),
					"require": choices("Fields that have to be filled in.", addressFields...),
				},
			},
			"additional_fields": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Fields besides the address.",
				Attributes: map[string]schema.Attribute{
					"show":    choices("Fields to show: `poNumber`.", "poNumber"),
					"require": choices("Fields that have to be filled in: `poNumber`.", "poNumber"),
				},
			},
			"payment_card": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Payment cards.",
				Attributes: map[string]schema.Attribute{
					"input": choice("Layout of the fields: `default` or `split`.", "default", "split"),
				},
			},
			"paypal": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "PayPal.",
				Attributes: map[string]schema.Attribute{
					"button_height": schema.Int64Attribute{
						Optional:            true,
						MarkdownDescription: "Height of the button in pixels, as a number. Default `48`.",
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
		MarkdownDescription: name + ".",
		Attributes: map[string]schema.Attribute{
			"display_options": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Look of the button.",
				Attributes: map[string]schema.Attribute{
					"button_color": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Color of the button, one of those that " + name + " has. Default `black`.",
						Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
					},
					"button_height": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Height of the button with its unit, such as `48px`, the default.",
						Validators:          matches(pixelsPattern, `must be a number of pixels with its unit, such as "48px"`),
					},
					"button_type": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "Type of the button, one of those that " + name + " has. Default `plain`.",
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
		MarkdownDescription: description + " Only with `items`, and in their currency.",
		Validators:          []validator.List{listvalidator.NoNullValues(), onePlanEach{"must not have a plan twice"}},
		NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{
				"plan_id": planID(),
				"quantity": schema.Int64Attribute{
					Required:            true,
					MarkdownDescription: "How many, at least 1.",
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
		MarkdownDescription: "Id of the plan.",
		Validators:          validators.ID(),
	}
}

func thumbnail() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: "URL of a picture for the summary.",
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

func jwtID(description, condition string) schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description + " " + condition + " Needs a customer's token.",
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
