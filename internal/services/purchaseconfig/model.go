package purchaseconfig

import "github.com/hashicorp/terraform-plugin-framework/types"

// model has exactly one kind of purchase data: one of the fields from Items to JWTOnly is set.
type model struct {
	Items         []item   `tfsdk:"items"`
	Money         *money   `tfsdk:"money"`
	InvoiceID     *string  `tfsdk:"invoice_id"`
	TransactionID *string  `tfsdk:"transaction_id"`
	Deposit       *deposit `tfsdk:"deposit"`
	Payout        *payout  `tfsdk:"payout"`
	JWTOnly       *bool    `tfsdk:"jwt_only"`

	Addons          []planItem `tfsdk:"addons"`
	BumpOffer       []planItem `tfsdk:"bump_offer"`
	WebsiteID       *string    `tfsdk:"website_id"`
	PublishableKey  *string    `tfsdk:"publishable_key"`
	TransactionType *string    `tfsdk:"transaction_type"`

	Form               *string             `tfsdk:"form"`
	Summary            *string             `tfsdk:"summary"`
	CSS                *string             `tfsdk:"css"`
	Theme              map[string]*string  `tfsdk:"theme"`
	I18n               types.Dynamic       `tfsdk:"i18n"`
	Locale             *string             `tfsdk:"locale"`
	CountryCode        *string             `tfsdk:"country_code"`
	Features           *features           `tfsdk:"features"`
	PaymentInstruments *paymentInstruments `tfsdk:"payment_instruments"`

	Config      types.Dynamic `tfsdk:"config"`
	JSON        types.String  `tfsdk:"json"`
	RequiresJWT types.Bool    `tfsdk:"requires_jwt"`
	Permissions []string      `tfsdk:"permissions"`
}

// item has either a quantity or a range from which the customer chooses.
type item struct {
	PlanID        string         `tfsdk:"plan_id"`
	Quantity      *int64         `tfsdk:"quantity"`
	QuantityRange *quantityRange `tfsdk:"quantity_range"`
	Thumbnail     *string        `tfsdk:"thumbnail"`
}

type quantityRange struct {
	Default    *int64 `tfsdk:"default"`
	Minimum    *int64 `tfsdk:"minimum"`
	Maximum    *int64 `tfsdk:"maximum"`
	MultipleOf *int64 `tfsdk:"multiple_of"`
}

type planItem struct {
	PlanID    string  `tfsdk:"plan_id"`
	Quantity  int64   `tfsdk:"quantity"`
	Thumbnail *string `tfsdk:"thumbnail"`
}

type money struct {
	Amount   types.Float64 `tfsdk:"amount"`
	Currency string        `tfsdk:"currency"`
}

// deposit is either a deposit request or a form for a currency.
type deposit struct {
	DepositRequestID *string         `tfsdk:"deposit_request_id"`
	Currency         *string         `tfsdk:"currency"`
	Amount           types.Float64   `tfsdk:"amount"`
	Buttons          []types.Float64 `tfsdk:"buttons"`
	Editable         *bool           `tfsdk:"editable"`
	CustomAmount     *customAmount   `tfsdk:"custom_amount"`
}

type customAmount struct {
	Minimum    types.Float64 `tfsdk:"minimum"`
	Maximum    types.Float64 `tfsdk:"maximum"`
	MultipleOf types.Float64 `tfsdk:"multiple_of"`
}

type payout struct {
	PayoutRequestID string `tfsdk:"payout_request_id"`
}

type features struct {
	EnableTelemetry            *bool    `tfsdk:"enable_telemetry"`
	HideConfirmation           *bool    `tfsdk:"hide_confirmation"`
	HideResult                 *bool    `tfsdk:"hide_result"`
	FullPageRedirect           *bool    `tfsdk:"full_page_redirect"`
	HideContinue               *bool    `tfsdk:"hide_continue"`
	HideZeroAmountSummaryItems *bool    `tfsdk:"hide_zero_amount_summary_items"`
	ShowCoupons                []string `tfsdk:"show_coupons"`
}

type paymentInstruments struct {
	CompactExpressInstruments *bool             `tfsdk:"compact_express_instruments"`
	AllowCreate               *bool             `tfsdk:"allow_create"`
	AllowUpdate               *bool             `tfsdk:"allow_update"`
	AllowDeactivate           *bool             `tfsdk:"allow_deactivate"`
	AllowMakeDefault          *bool             `tfsdk:"allow_make_default"`
	Address                   *address          `tfsdk:"address"`
	AdditionalFields          *additionalFields `tfsdk:"additional_fields"`
	PaymentCard               *paymentCard      `tfsdk:"payment_card"`
	PayPal                    *payPal           `tfsdk:"paypal"`
	GooglePay                 *wallet           `tfsdk:"google_pay"`
	ApplePay                  *wallet           `tfsdk:"apple_pay"`
}

type address struct {
	Name    *string  `tfsdk:"name"`
	Region  *string  `tfsdk:"region"`
	Show    []string `tfsdk:"show"`
	Hide    []string `tfsdk:"hide"`
	Require []string `tfsdk:"require"`
}

type additionalFields struct {
	Show    []string `tfsdk:"show"`
	Require []string `tfsdk:"require"`
}

type paymentCard struct {
	Input *string `tfsdk:"input"`
}

type payPal struct {
	ButtonHeight *int64 `tfsdk:"button_height"`
}

type wallet struct {
	DisplayOptions *displayOptions `tfsdk:"display_options"`
}

type displayOptions struct {
	ButtonColor  *string `tfsdk:"button_color"`
	ButtonHeight *string `tfsdk:"button_height"`
	ButtonType   *string `tfsdk:"button_type"`
}
