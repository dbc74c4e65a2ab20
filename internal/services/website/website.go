// Package website implements the resource rebilly_website, its list resource and its data sources.
package website

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

var spec = crud.Spec[model, rebilly.Website]{
	Name:                   "website",
	IDPrefix:               "web_",
	DisplayNameAttribute:   "name",
	ListParameters:         []string{"filter", "sort", "q"},
	ResourceOnlyAttributes: []string{"deletion_protection"},
	Schema:                 attributes,
	API:                    func(c *rebilly.Client) crud.API[rebilly.Website] { return c.Websites() },
	ToAPI:                  toAPI,
	FromAPI:                fromAPI,
	PlanCheck:              customfields.Check("websites"),
	PruneImported: func(imported *rebilly.Website, configured rebilly.Website) bool {
		return customfields.PruneImported(&imported.CustomFields, configured.CustomFields)
	},
}

// NewResource returns the resource rebilly_website.
func NewResource() resource.Resource { return &websiteResource{crud.New(spec)} }

// NewListResource returns the list resource rebilly_website.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource returns the data source rebilly_website.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource returns the data source rebilly_websites.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

var _ resource.ResourceWithValidateConfig = (*websiteResource)(nil)

// websiteResource is a crud.Resource that validates combinations of attributes (validate.go).
type websiteResource struct {
	*crud.Resource[model, rebilly.Website]
}

type model struct {
	ID                 types.String   `tfsdk:"id"`
	Name               string         `tfsdk:"name"`
	URL                string         `tfsdk:"url"`
	ServicePhone       string         `tfsdk:"service_phone"`
	ServiceEmail       string         `tfsdk:"service_email"`
	LogoID             *string        `tfsdk:"logo_id"`
	Settings           *settings      `tfsdk:"settings"`
	CustomFields       types.Dynamic  `tfsdk:"custom_fields"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           *crud.Timeouts `tfsdk:"timeouts"`
}

type settings struct {
	DepositForm   *depositForm   `tfsdk:"deposit_form"`
	PaymentForm   *paymentForm   `tfsdk:"payment_form"`
	Amplitude     *amplitude     `tfsdk:"amplitude"`
	PayoutRequest *payoutRequest `tfsdk:"payout_request"`
}

type depositForm struct {
	Theme *depositFormTheme `tfsdk:"theme"`
}

type depositFormTheme struct {
	ColorPrimary   *string `tfsdk:"color_primary"`
	ColorSecondary *string `tfsdk:"color_secondary"`
	ButtonTemplate *string `tfsdk:"button_template"`
}

type paymentForm struct {
	CSS      *string              `tfsdk:"css"`
	Theme    map[string]string    `tfsdk:"theme"`
	Features *paymentFormFeatures `tfsdk:"features"`
}

type paymentFormFeatures struct {
	ShowCoupons                   []string `tfsdk:"show_coupons"`
	FullPageRedirect              bool     `tfsdk:"full_page_redirect"`
	SkipRedirectOnPaymentComplete bool     `tfsdk:"skip_redirect_on_payment_complete"`
	HideZeroAmountSummaryItems    bool     `tfsdk:"hide_zero_amount_summary_items"`
}

type amplitude struct {
	Tracking bool    `tfsdk:"tracking"`
	APIKey   *string `tfsdk:"api_key"`
}

type payoutRequest struct {
	AutomaticReadinessEnabled bool    `tfsdk:"automatic_readiness_enabled"`
	PendingPeriodHours        *int64  `tfsdk:"pending_period_hours"`
	AutomaticReadinessTime    *string `tfsdk:"automatic_readiness_time"`
}

func toAPI(m model) rebilly.Website {
	w := rebilly.Website{
		Name:         m.Name,
		URL:          m.URL,
		ServicePhone: m.ServicePhone,
		ServiceEmail: m.ServiceEmail,
		LogoID:       m.LogoID,
		CustomFields: customfields.ToAPI(m.CustomFields),
	}
	if m.Settings == nil {
		return w
	}
	if form := m.Settings.DepositForm; form != nil {
		w.Settings.DepositForm.Theme = (*rebilly.DepositFormTheme)(form.Theme)
	}
	if form := m.Settings.PaymentForm; form != nil {
		w.Settings.PaymentForm = rebilly.PaymentForm{
			CSS:      form.CSS,
			Theme:    form.Theme,
			Features: (*rebilly.PaymentFormFeatures)(form.Features),
		}
	}
	if m.Settings.Amplitude != nil {
		w.Settings.Amplitude = rebilly.Amplitude(*m.Settings.Amplitude)
	}
	if m.Settings.PayoutRequest != nil {
		w.Settings.PayoutRequest = rebilly.PayoutRequest(*m.Settings.PayoutRequest)
	}
	return w
}

func fromAPI(w rebilly.Website, prior *model) model {
	m := model{
		ID:           types.StringValue(w.ID),
		Name:         w.Name,
		URL:          w.URL,
		ServicePhone: w.ServicePhone,
		ServiceEmail: w.ServiceEmail,
		LogoID:       w.LogoID,
		Settings: &settings{
			DepositForm: &depositForm{Theme: (*depositFormTheme)(w.Settings.DepositForm.Theme)},
			PaymentForm: &paymentForm{
				CSS:      w.Settings.PaymentForm.CSS,
				Theme:    w.Settings.PaymentForm.Theme,
				Features: (*paymentFormFeatures)(w.Settings.PaymentForm.Features),
			},
			Amplitude:     new(amplitude(w.Settings.Amplitude)),
			PayoutRequest: payoutRequestFromAPI(w.Settings.PayoutRequest, prior),
		},
	}
	if prior == nil {
		m.CustomFields = customfields.FromAPI(w.CustomFields, nil)
		return m
	}
	m.CustomFields = customfields.FromAPI(w.CustomFields, &prior.CustomFields)
	return m
}

// payoutRequestFromAPI omits a waiting period that is not configured if automatic readiness is disabled: it has no effect,
// cannot be cleared, and the API may fill it in.
func payoutRequestFromAPI(p rebilly.PayoutRequest, prior *model) *payoutRequest {
	m := payoutRequest(p)
	if m.AutomaticReadinessEnabled {
		return &m
	}
	var configured payoutRequest
	if prior != nil && prior.Settings != nil && prior.Settings.PayoutRequest != nil {
		configured = *prior.Settings.PayoutRequest
	}
	if configured.PendingPeriodHours == nil {
		m.PendingPeriodHours = nil
	}
	if configured.AutomaticReadinessTime == nil {
		m.AutomaticReadinessTime = nil
	}
	return &m
}
