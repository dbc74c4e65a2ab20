package rebilly

// Website is a place where a business sells.
type Website struct {
	ID           string          `json:"id,omitempty"`
	Name         string          `json:"name"`
	URL          string          `json:"url"`
	ServicePhone string          `json:"servicePhone"`
	ServiceEmail string          `json:"serviceEmail"`
	LogoID       *string         `json:"logoId"`
	Settings     WebsiteSettings `json:"settings"`
	CustomFields Map[any]        `json:"customFields"`
}

var _ Object = Website{}

// Key is the id.
func (w Website) Key() string { return w.ID }

// DisplayName is the name.
func (w Website) DisplayName() string { return w.Name }

// WebsiteSettings are the settings of the pages that Rebilly hosts for a website. They are not nullable.
type WebsiteSettings struct {
	DepositForm   DepositForm   `json:"depositForm"`
	PaymentForm   PaymentForm   `json:"paymentForm"`
	Amplitude     Amplitude     `json:"amplitude"`
	PayoutRequest PayoutRequest `json:"payoutRequest"`
}

// DepositForm is how the deposit form looks.
type DepositForm struct {
	Theme *DepositFormTheme `json:"theme"`
}

// DepositFormTheme has colors as six hexadecimal digits without #.
type DepositFormTheme struct {
	ColorPrimary   *string `json:"colorPrimary"`
	ColorSecondary *string `json:"colorSecondary"`
	// ButtonTemplate has at most 100 characters; {{amount}} stands for the amount.
	ButtonTemplate *string `json:"buttonTemplate"`
}

// PaymentForm is how the hosted payment form looks and behaves.
type PaymentForm struct {
	CSS      *string              `json:"css"`
	Theme    Map[string]          `json:"theme"`
	Features *PaymentFormFeatures `json:"features"`
}

// PaymentFormFeatures are switches of the hosted payment form, false by the server's default.
type PaymentFormFeatures struct {
	ShowCoupons                   []string `json:"showCoupons"`
	FullPageRedirect              bool     `json:"fullPageRedirect"`
	SkipRedirectOnPaymentComplete bool     `json:"skipRedirectOnPaymentComplete"`
	HideZeroAmountSummaryItems    bool     `json:"hideZeroAmountSummaryItems"`
}

// Amplitude is the analytics of the hosted pages. APIKey is a key of Amplitude's, 20 to 50 characters.
type Amplitude struct {
	Tracking bool    `json:"tracking"`
	APIKey   *string `json:"apiKey"`
}

// PayoutRequest is when pending payout requests become ready by themselves. The hours, 1 to 8760, and the time of day
// are required while that is enabled; they cannot be null, only left out.
type PayoutRequest struct {
	AutomaticReadinessEnabled bool    `json:"automaticReadinessEnabled"`
	PendingPeriodHours        *int64  `json:"pendingPeriodHours,omitempty"`
	AutomaticReadinessTime    *string `json:"automaticReadinessTime,omitempty"`
}

// Websites is the collection of websites.
func (c *Client) Websites() Collection[Website] {
	return Collection[Website]{
		client: c,
		path:   "websites",
		readOnly: []string{
			"id", "logoUrl", "organizationId", "createdTime", "updatedTime", "_links",
			"settings.payoutRequest.automaticReadinessLastExecutedAt",
		},
		replaceFields: []string{"settings.paymentForm.theme"},
		notNullable:   []string{"settings.payoutRequest.pendingPeriodHours", "settings.payoutRequest.automaticReadinessTime"},
	}
}
