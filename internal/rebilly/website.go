package rebilly

// Website is a website where a business sells.
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

// Key returns the id.
func (w Website) Key() string { return w.ID }

// DisplayName returns the name.
func (w Website) DisplayName() string { return w.Name }

// WebsiteSettings configures the pages that Rebilly hosts for a website. Its parts are not nullable.
type WebsiteSettings struct {
	DepositForm   DepositForm   `json:"depositForm"`
	PaymentForm   PaymentForm   `json:"paymentForm"`
	Amplitude     Amplitude     `json:"amplitude"`
	PayoutRequest PayoutRequest `json:"payoutRequest"`
}

// DepositForm is the appearance of the deposit form.
type DepositForm struct {
	Theme *DepositFormTheme `json:"theme"`
}

// DepositFormTheme contains colors as six hexadecimal digits without #.
type DepositFormTheme struct {
	ColorPrimary   *string `json:"colorPrimary"`
	ColorSecondary *string `json:"colorSecondary"`
	// ButtonTemplate has at most 100 characters; {{amount}} is replaced by the amount.
	ButtonTemplate *string `json:"buttonTemplate"`
}

// PaymentForm is the appearance and behavior of the hosted payment form.
type PaymentForm struct {
	CSS      *string              `json:"css"`
	Theme    Map[string]          `json:"theme"`
	Features *PaymentFormFeatures `json:"features"`
}

// PaymentFormFeatures are features of the hosted payment form. The server's default of each is false.
type PaymentFormFeatures struct {
	ShowCoupons                   []string `json:"showCoupons"`
	FullPageRedirect              bool     `json:"fullPageRedirect"`
	SkipRedirectOnPaymentComplete bool     `json:"skipRedirectOnPaymentComplete"`
	HideZeroAmountSummaryItems    bool     `json:"hideZeroAmountSummaryItems"`
}

// Amplitude configures Amplitude analytics on the hosted pages. APIKey has 20 to 50 characters.
type Amplitude struct {
	Tracking bool    `json:"tracking"`
	APIKey   *string `json:"apiKey"`
}

// PayoutRequest configures when pending payout requests become ready automatically. The hours, 1 to 8760, and the time of
// day are required if that is enabled; they are optional but not nullable.
type PayoutRequest struct {
	AutomaticReadinessEnabled bool    `json:"automaticReadinessEnabled"`
	PendingPeriodHours        *int64  `json:"pendingPeriodHours,omitempty"`
	AutomaticReadinessTime    *string `json:"automaticReadinessTime,omitempty"`
}

// Websites returns the collection of websites.
func (c *Client) Websites() Collection[Website] {
	return Collection[Website]{
		client: c,
		Shape: Shape{
			Path: "websites",
			ReadOnly: []string{
				"id", "logoUrl", "organizationId", "createdTime", "updatedTime", "_links",
				"settings.payoutRequest.automaticReadinessLastExecutedAt",
			},
			ReplaceFields: []string{"settings.paymentForm.theme"},
			NotNullable:   []string{"settings.payoutRequest.pendingPeriodHours", "settings.payoutRequest.automaticReadinessTime"},
		},
	}
}
