// Package provider is the provider block and the list of everything that the provider offers.
package provider

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/apikey"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/coupon"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/customerjwt"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/customfield"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/plan"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/product"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/purchaseconfig"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/website"
)

const (
	sandbox = "sandbox"
	live    = "live"

	defaultMaxRetries     = 5
	defaultRequestTimeout = 30 * time.Second
)

type rebillyProvider struct {
	version string
	client  atomic.Pointer[rebilly.Client]
}

// New returns a function that creates the provider with the given version.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &rebillyProvider{version: version} }
}

func (p *rebillyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = crud.ProviderTypeName
	response.Version = p.version
}

// Registrations returns everything that the provider offers. What other objects refer to comes before them.
func Registrations() []crud.Registration {
	all := []crud.Registration{
		product.Registration,
		plan.Registration,
		website.Registration,
		customfield.Registration,
		coupon.Registration,
		customerjwt.Registration,
		purchaseconfig.Registration,
	}
	return append(all, apikey.NewRegistration(all))
}

func (p *rebillyProvider) Resources(context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for _, r := range Registrations() {
		if r.Resource != nil {
			all = append(all, r.Resource)
		}
	}
	return all
}

func (p *rebillyProvider) DataSources(context.Context) []func() datasource.DataSource {
	var all []func() datasource.DataSource
	for _, r := range Registrations() {
		all = append(all, r.DataSources...)
	}
	return all
}

// ListResources implements provider.ProviderWithListResources.
func (p *rebillyProvider) ListResources(context.Context) []func() list.ListResource {
	var all []func() list.ListResource
	for _, r := range Registrations() {
		if r.ListResource != nil {
			all = append(all, r.ListResource)
		}
	}
	return all
}

// EphemeralResources implements provider.ProviderWithEphemeralResources.
func (p *rebillyProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	var all []func() ephemeral.EphemeralResource
	for _, r := range Registrations() {
		if r.EphemeralResource != nil {
			all = append(all, r.EphemeralResource)
		}
	}
	return all
}

type model struct {
	OrganizationID types.String `tfsdk:"organization_id"`
	APIKey         types.String `tfsdk:"api_key"`
	Environment    types.String `tfsdk:"environment"`
	BaseURL        types.String `tfsdk:"base_url"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	RateLimitShare types.Int64  `tfsdk:"max_rate_limit_share"`

	AllowedOrganizationIDs types.Set  `tfsdk:"allowed_organization_ids"`
	DeletionProtection     types.Bool `tfsdk:"deletion_protection"`
}

func (p *rebillyProvider) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = schema.Schema{
		MarkdownDescription: "Keeps a Rebilly organization in code: the catalog it sells, its coupons, the websites it sells on, its custom fields and API keys, and the checkout that its pages mount.",
		Attributes: map[string]schema.Attribute{
			"organization_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Id of the Rebilly organization. Default: the variable `REBILLY_ORGANIZATION_ID`.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"api_key": schema.StringAttribute{
				Optional:            true,
				Sensitive:           true,
				MarkdownDescription: "Secret API key of the organization. Default: the variable `REBILLY_API_KEY`, which keeps it out of the configuration.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"environment": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "`sandbox` or `live`. They share no data, and keys of one are not valid in the other. " +
					"Default: the variable `REBILLY_ENVIRONMENT`, else `sandbox`.",
				Validators: []validator.String{stringvalidator.OneOf(sandbox, live)},
			},
			"base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Origin of the API without a path, for an emulator or a proxy of your own. " +
					"Default: the variable `REBILLY_BASE_URL`, else Rebilly's host for the environment.",
			},
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often a request is repeated after a broken connection, a server error or a rate limit, 0 to 100. "+
					"Only requests that do no harm when they are carried out twice are repeated. Default `%d`.", defaultMaxRetries),
				Validators: []validator.Int64{int64validator.Between(0, 100)},
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How long one attempt of a request may take, such as `10s` or `2m`. Default `%s`.",
					defaultRequestTimeout),
			},
			"max_rate_limit_share": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "How much of the organization's rate limit may be used up, in percent, 1 to 100. Rebilly counts the requests of everybody together: " +
					"with `50`, writes wait while less than half of the limit is left, so that production keeps the rest. Default `100`: writes wait only when Rebilly refuses them.",
				Validators: []validator.Int64{int64validator.Between(1, 100)},
			},
			"allowed_organization_ids": schema.SetAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Ids of the organizations that this configuration may be used for. With another `organization_id`, or another `REBILLY_ORGANIZATION_ID`, " +
					"the run ends before anything is sent. Default: any.",
				Validators: []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
			},
			"deletion_protection": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether products, plans, websites, coupons and API keys are protected against deletion, unless their own `deletion_protection` says otherwise: " +
					"a plan that would destroy or replace one fails. Default `false`.",
			},
		},
	}
}

// ValidateConfig checks each argument for itself. What arguments and variables say together is known in Configure alone.
func (p *rebillyProvider) ValidateConfig(ctx context.Context, request provider.ValidateConfigRequest, response *provider.ValidateConfigResponse) {
	var m model
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if response.Diagnostics.HasError() {
		return
	}
	baseURL(m, &response.Diagnostics)
	requestTimeout(m, &response.Diagnostics)
	requireKey(m, &response.Diagnostics)
	requireAllowed(m, &response.Diagnostics)
}

// Configure sends nothing. Credentials that are unknown or missing are complained of by the first request that needs them:
// a plan that creates everything, a validation and a test with mocks can do without.
func (p *rebillyProvider) Configure(ctx context.Context, request provider.ConfigureRequest, response *provider.ConfigureResponse) {
	var m model
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if response.Diagnostics.HasError() {
		return
	}
	fromEnvironment(&m.OrganizationID, "REBILLY_ORGANIZATION_ID")
	fromEnvironment(&m.APIKey, "REBILLY_API_KEY")
	fromEnvironment(&m.Environment, "REBILLY_ENVIRONMENT")
	fromEnvironment(&m.BaseURL, "REBILLY_BASE_URL")

	config := rebilly.Config{
		OrganizationID:     m.OrganizationID.ValueString(),
		APIKey:             m.APIKey.ValueString(),
		BaseURL:            origin(m, &response.Diagnostics),
		Environment:        environment(m),
		UserAgent:          strings.TrimSpace("terraform-provider-rebilly/" + p.version + " " + os.Getenv("TF_APPEND_USER_AGENT")),
		MaxRetries:         defaultMaxRetries,
		RequestTimeout:     requestTimeout(m, &response.Diagnostics),
		RateLimitShare:     int(m.RateLimitShare.ValueInt64()),
		Log:                tflog.Debug,
		ConfigurationError: unavailable(m),
	}
	if !m.MaxRetries.IsNull() && !m.MaxRetries.IsUnknown() {
		config.MaxRetries = int(m.MaxRetries.ValueInt64())
	}
	requireKey(m, &response.Diagnostics)
	config.DeletionProtection = protection(m)
	requireAllowed(m, &response.Diagnostics)
	client := rebilly.New(config)
	p.client.Store(client)
	response.ResourceData = client
	response.DataSourceData = client
	response.EphemeralResourceData = client
	response.ListResourceData = client
}

// Client is what the provider was configured with, nil before.
func (p *rebillyProvider) Client() *rebilly.Client { return p.client.Load() }

func fromEnvironment(value *types.String, variable string) {
	if text := os.Getenv(variable); value.IsNull() && text != "" {
		*value = types.StringValue(text)
	}
}

func environment(m model) string {
	if m.Environment.IsNull() || m.Environment.IsUnknown() {
		return sandbox
	}
	return m.Environment.ValueString()
}

// requireKey refuses what cannot be an API key.
func requireKey(m model, diagnostics *diag.Diagnostics) {
	if strings.ContainsFunc(m.APIKey.ValueString(), func(c rune) bool { return c <= ' ' || c > '~' }) {
		diagnostics.AddAttributeError(path.Root("api_key"), "Invalid API key",
			"The API key (api_key or REBILLY_API_KEY) has white space or other characters that no key has. If it is read from a file, use trimspace().")
	}
}

// protection is whether objects are protected that do not say so themselves, nil where that is not known yet.
func protection(m model) *bool {
	if m.DeletionProtection.IsUnknown() {
		return nil
	}
	return new(m.DeletionProtection.ValueBool())
}

// requireAllowed refuses an organization that allowed_organization_ids does not list. What is not known yet may be listed.
func requireAllowed(m model, diagnostics *diag.Diagnostics) {
	allowed := m.AllowedOrganizationIDs
	if allowed.IsNull() || allowed.IsUnknown() || m.OrganizationID.IsNull() || m.OrganizationID.IsUnknown() {
		return
	}
	for _, id := range allowed.Elements() {
		if id.IsUnknown() || id.Equal(m.OrganizationID) {
			return
		}
	}
	diagnostics.AddAttributeError(path.Root("organization_id"), "The organization is not allowed",
		fmt.Sprintf("The organization (organization_id or REBILLY_ORGANIZATION_ID) is %q, but allowed_organization_ids lists only %s. Nothing was sent. "+
			"Check that this is the configuration and the workspace that you mean, or add the organization to the list.", m.OrganizationID.ValueString(), allowed))
}

// origin returns the origin of the API, which must match the environment.
func origin(m model, diagnostics *diag.Diagnostics) string {
	hosts := map[string]string{sandbox: rebilly.SandboxURL, live: rebilly.LiveURL}
	environment := environment(m)
	if hosts[environment] == "" {
		diagnostics.AddAttributeError(path.Root("environment"), "Invalid environment",
			fmt.Sprintf("The environment (environment or REBILLY_ENVIRONMENT) is %q, but must be %q or %q.", environment, sandbox, live))
		return ""
	}
	if m.BaseURL.IsNull() || m.BaseURL.IsUnknown() {
		return hosts[environment]
	}
	given := baseURL(m, diagnostics)
	if given == nil {
		return ""
	}
	for other, otherURL := range hosts {
		if other != environment && !m.Environment.IsUnknown() && strings.EqualFold(given.Host, strings.TrimPrefix(otherURL, "https://")) {
			diagnostics.AddAttributeError(path.Root("base_url"), "Environment and base URL contradict each other",
				fmt.Sprintf("The environment is %q, but the base URL is the host of %q. Set environment = %q, or leave out base_url.", environment, other, other))
		}
	}
	return given.Scheme + "://" + given.Host
}

// baseURL is the origin that is configured, nil where there is none or it is none.
func baseURL(m model, diagnostics *diag.Diagnostics) *url.URL {
	if m.BaseURL.IsNull() || m.BaseURL.IsUnknown() {
		return nil
	}
	given, err := url.Parse(m.BaseURL.ValueString())
	if err != nil || given.Scheme != "https" && given.Scheme != "http" || given.Host == "" || given.User != nil ||
		strings.Trim(given.Path, "/") != "" || given.RawQuery != "" || given.Fragment != "" {
		diagnostics.AddAttributeError(path.Root("base_url"), "Invalid base URL",
			fmt.Sprintf("The base URL (base_url or REBILLY_BASE_URL) must be an origin such as %q: scheme and host, without user, path or query. "+
				"The provider adds the path.", rebilly.SandboxURL))
		return nil
	}
	return given
}

func requestTimeout(m model, diagnostics *diag.Diagnostics) time.Duration {
	if m.RequestTimeout.IsNull() || m.RequestTimeout.IsUnknown() {
		return defaultRequestTimeout
	}
	timeout, err := time.ParseDuration(m.RequestTimeout.ValueString())
	if err != nil || timeout <= 0 {
		diagnostics.AddAttributeError(path.Root("request_timeout"), "Invalid request timeout",
			fmt.Sprintf("%q is not a time span above zero, such as 10s or 2m.", m.RequestTimeout.ValueString()))
	}
	return timeout
}

// unavailable is the reason why no request can be sent, if there is one.
func unavailable(m model) error {
	var reasons []string
	for _, setting := range []struct {
		value              types.String
		argument, variable string
		required           bool
	}{
		{m.OrganizationID, "organization_id", "REBILLY_ORGANIZATION_ID", true},
		{m.APIKey, "api_key", "REBILLY_API_KEY", true},
		{m.Environment, "environment", "REBILLY_ENVIRONMENT", false},
		{m.BaseURL, "base_url", "REBILLY_BASE_URL", false},
	} {
		switch {
		case setting.value.IsUnknown():
			reasons = append(reasons, fmt.Sprintf("The provider argument %s is not known yet. Apply the resources that it depends on first, "+
				"with -target or in a different configuration.", setting.argument))
		case setting.required && setting.value.IsNull():
			reasons = append(reasons, fmt.Sprintf("Set the provider argument %s or the environment variable %s.", setting.argument, setting.variable))
		}
	}
	if reasons == nil {
		return nil
	}
	return errors.New("The provider cannot reach Rebilly. " + strings.Join(reasons, " "))
}
