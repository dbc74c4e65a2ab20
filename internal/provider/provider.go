// Package provider implements the provider block and lists everything that the provider offers.
package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/rebilly/terraform-provider-rebilly/internal/actions"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/functions"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/allowlistentry"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/apikey"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/authenticationoptions"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/blocklistentry"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/coupon"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/customerjwt"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/customfield"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/emaildeliverysetting"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/eventruleset"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/eventrulesetdraft"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/journalaccount"
	listservice "github.com/rebilly/terraform-provider-rebilly/internal/services/list"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/plan"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/product"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/purchaseconfig"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/reference"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/role"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/servicecredential"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/shippingrate"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/tag"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/tagrule"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/webhook"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/website"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
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

// New returns a function that returns the provider.
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
		shippingrate.Registration,
		authenticationoptions.Registration,
		emaildeliverysetting.Registration,
		tag.Registration,
		tagrule.Registration,
		eventruleset.Registration,
		eventrulesetdraft.Registration,
		eventruleset.Versions,
		webhook.Registration,
		servicecredential.Registration,
		listservice.Registration,
		journalaccount.Registration,
		role.Registration,
		blocklistentry.Registration,
		allowlistentry.Registration,
		reference.EventTypes,
		reference.EmailNotifications,
		reference.SendThroughAttribution,
		reference.PaymentMethods,
		reference.Integrations,
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

// Functions implements provider.ProviderWithFunctions.
func (p *rebillyProvider) Functions(context.Context) []func() function.Function {
	return functions.All(Registrations(), actions.Permissions()) //nolint:contextcheck // the names of types do not depend on a context
}

// Actions implements provider.ProviderWithActions.
func (p *rebillyProvider) Actions(context.Context) []func() action.Action { return actions.All() }

type model struct {
	OrganizationID types.String `tfsdk:"organization_id"`
	APIKey         types.String `tfsdk:"api_key"`
	Environment    types.String `tfsdk:"environment"`
	BaseURL        types.String `tfsdk:"base_url"`
	MaxRetries     types.Int64  `tfsdk:"max_retries"`
	RequestTimeout types.String `tfsdk:"request_timeout"`
	RateLimitShare types.Int64  `tfsdk:"max_rate_limit_share"`

	AllowInsecureHTTP      types.Bool `tfsdk:"allow_insecure_http"`
	AllowedOrganizationIDs types.Set  `tfsdk:"allowed_organization_ids"`
	DeletionProtection     types.Bool `tfsdk:"deletion_protection"`
}

func (p *rebillyProvider) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = schema.Schema{
		MarkdownDescription: "Manages a Rebilly organization: its products, billing plans, coupons, websites, custom fields and API keys, " +
			"and the configuration of its checkout pages.",
		Attributes: map[string]schema.Attribute{
			"organization_id": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ID of the Rebilly organization. Default: the environment variable `REBILLY_ORGANIZATION_ID`.",
				Validators:          []validator.String{validators.OrganizationID()},
			},
			"api_key": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: "Secret API key of the organization. Default: the environment variable `REBILLY_API_KEY`, " +
					"which keeps the key out of the configuration.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"environment": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Environment of the organization, `sandbox` or `live`. They share no data, and an API key is valid " +
					"in only one of them. Default: the environment variable `REBILLY_ENVIRONMENT`, or `sandbox` if it is not set.",
				Validators: []validator.String{stringvalidator.OneOf(sandbox, live)},
			},
			"base_url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Scheme and host of the API, without a path, to use an emulator or a proxy. " +
					"Default: the environment variable `REBILLY_BASE_URL`, or Rebilly's host for the environment if it is not set.",
			},
			"allow_insecure_http": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether `base_url` may be an `http` URL of a different machine, to which the API key is sent unencrypted. " +
					"`http` URLs of this machine, such as `http://127.0.0.1:8080`, are always allowed. Default `false`.",
			},
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Maximum number of retries after a connection error, a server error or a rate limit, 0 to 100. "+
					"Only idempotent requests are retried. Default `%d`.", defaultMaxRetries),
				Validators: []validator.Int64{int64validator.Between(0, 100)},
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("Maximum duration of one attempt of a request, such as `10s` or `2m`. Default `%s`.",
					defaultRequestTimeout),
			},
			"max_rate_limit_share": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Share of the organization's rate limit that the provider may use, in percent, 1 to 100. " +
					"The limit applies to all clients of the organization together: with `50`, writes wait while less than half of the limit is left, " +
					"and other clients can use the rest. Default `100`: writes wait only after Rebilly rejects them.",
				Validators: []validator.Int64{int64validator.Between(1, 100)},
			},
			"allowed_organization_ids": schema.SetAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "IDs of the organizations that this configuration may be used for. If `organization_id` or " +
					"`REBILLY_ORGANIZATION_ID` is not one of them, the run fails before any request is sent. Default: any organization.",
				Validators: []validator.Set{
					setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1)),
				},
			},
			"deletion_protection": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "`deletion_protection` of all resources that have it and do not set it. If `true`, a Terraform plan fails " +
					"if it would destroy or replace such an object. It applies immediately, without a change of the objects. Default `false`.",
			},
		},
	}
}

// ValidateConfig validates each argument by itself. Environment variables are read in Configure.
func (p *rebillyProvider) ValidateConfig(
	ctx context.Context, request provider.ValidateConfigRequest, response *provider.ValidateConfigResponse,
) {
	var m model
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if response.Diagnostics.HasError() {
		return
	}
	baseURL(m, &response.Diagnostics)
	requestTimeout(m, &response.Diagnostics)
	validateKey(m, &response.Diagnostics)
	validateOrganization(m, &response.Diagnostics)
}

// Configure sends no request: a validation and a test with mocks work without credentials. The first request that needs credentials
// reports those that are unknown or missing. A plan that creates an object reports those that are missing or invalid.
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
		OrganizationID: m.OrganizationID.ValueString(),
		APIKey:         m.APIKey.ValueString(),
		BaseURL:        origin(m, &response.Diagnostics),
		Environment:    environment(m),
		UserAgent:      strings.TrimSpace("terraform-provider-rebilly/" + p.version + " " + os.Getenv("TF_APPEND_USER_AGENT")),
		MaxRetries:     defaultMaxRetries,
		RequestTimeout: requestTimeout(m, &response.Diagnostics),
		RateLimitShare: int(m.RateLimitShare.ValueInt64()),
		Log:            tflog.Debug,
		Warn:           tflog.Warn,
	}
	config.ConfigurationError, config.ConfigurationUnknown = configurationError(m)
	if !m.MaxRetries.IsNull() && !m.MaxRetries.IsUnknown() {
		config.MaxRetries = int(m.MaxRetries.ValueInt64())
	}
	validateKey(m, &response.Diagnostics)
	validateOrganizationID(ctx, m, &response.Diagnostics)
	config.DeletionProtection = deletionProtection(m)
	validateOrganization(m, &response.Diagnostics)
	client := rebilly.New(config)
	p.client.Store(client)
	response.ResourceData = client
	response.DataSourceData = client
	response.EphemeralResourceData = client
	response.ListResourceData = client
	response.ActionData = client
}

// Client returns the configured client, nil before Configure.
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

// validateKey returns an error if the value cannot be an API key.
func validateKey(m model, diagnostics *diag.Diagnostics) {
	if strings.ContainsFunc(m.APIKey.ValueString(), func(c rune) bool { return c <= ' ' || c > '~' }) {
		diagnostics.AddAttributeError(path.Root("api_key"), "Invalid API key",
			"The API key (api_key or REBILLY_API_KEY) contains white space or other characters that are not valid in a key. "+
				"If it is read from a file, use trimspace().")
	}
}

// validateOrganizationID returns an error if the value, which may be from the environment, cannot be the id of an organization.
func validateOrganizationID(ctx context.Context, m model, diagnostics *diag.Diagnostics) {
	var response validator.StringResponse
	validators.OrganizationID().ValidateString(ctx, validator.StringRequest{
		Path: path.Root("organization_id"), ConfigValue: m.OrganizationID,
	}, &response)
	diagnostics.Append(response.Diagnostics...)
}

// deletionProtection returns the default for resources, nil if it is unknown.
func deletionProtection(m model) *bool {
	if m.DeletionProtection.IsUnknown() {
		return nil
	}
	return new(m.DeletionProtection.ValueBool())
}

// validateOrganization returns an error if allowed_organization_ids does not contain the organization. An unknown ID may be any.
func validateOrganization(m model, diagnostics *diag.Diagnostics) {
	allowed := m.AllowedOrganizationIDs
	if allowed.IsNull() || allowed.IsUnknown() || m.OrganizationID.IsNull() || m.OrganizationID.IsUnknown() {
		return
	}
	for _, id := range allowed.Elements() {
		if id.IsUnknown() || id.Equal(m.OrganizationID) {
			return
		}
	}
	diagnostics.AddAttributeError(path.Root("organization_id"), "Organization not allowed",
		fmt.Sprintf("The organization (organization_id or REBILLY_ORGANIZATION_ID) is %q, but allowed_organization_ids lists only %s. "+
			"Nothing was sent. Check that this is the configuration and the workspace that you mean, or add the organization to the list.",
			m.OrganizationID.ValueString(), allowed))
}

// origin returns scheme and host of the API. They must match the environment.
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
		if other != environment && !m.Environment.IsUnknown() && hostname(given) == strings.TrimPrefix(otherURL, "https://") {
			diagnostics.AddAttributeError(path.Root("base_url"), "environment conflicts with base_url",
				fmt.Sprintf("The environment is %q, but base_url is the host of %q. Set environment = %q, or remove base_url.",
					environment, other, other))
		}
	}
	return given.Scheme + "://" + given.Host
}

// baseURL returns the configured base URL, nil if it is not configured or invalid.
func baseURL(m model, diagnostics *diag.Diagnostics) *url.URL {
	if m.BaseURL.IsNull() || m.BaseURL.IsUnknown() {
		return nil
	}
	given, err := url.Parse(m.BaseURL.ValueString())
	if err != nil || !isOrigin(given) {
		diagnostics.AddAttributeError(path.Root("base_url"), "Invalid base URL",
			fmt.Sprintf("The base URL (base_url or REBILLY_BASE_URL) must be an origin such as %q: scheme and host, without user, path or query. "+
				"The provider adds the path.", rebilly.SandboxURL))
		return nil
	}
	if given.Scheme == "http" && !isLoopback(hostname(given)) && !m.AllowInsecureHTTP.IsUnknown() && !m.AllowInsecureHTTP.ValueBool() {
		diagnostics.AddAttributeError(path.Root("base_url"), "Insecure base URL",
			fmt.Sprintf("The base URL (base_url or REBILLY_BASE_URL) is %q: the API key would be sent to a different machine unencrypted. "+
				"Use https, or set allow_insecure_http = true in the provider block if you trust the network.", m.BaseURL.ValueString()))
		return nil
	}
	return given
}

// isOrigin reports whether a URL has only an HTTP scheme and an ASCII host. net/http would map any other host to a different one.
func isOrigin(u *url.URL) bool {
	port, err := strconv.ParseUint(cmp.Or(u.Port(), "1"), 10, 16)
	return (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil &&
		!strings.HasSuffix(u.Host, ":") && err == nil && port > 0 &&
		strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && u.Fragment == "" &&
		!strings.ContainsFunc(u.Host, func(c rune) bool { return c > unicode.MaxASCII })
}

// hostname returns the host of a URL in its canonical form, without the port.
func hostname(u *url.URL) string { return strings.ToLower(strings.TrimRight(u.Hostname(), ".")) }

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

func requestTimeout(m model, diagnostics *diag.Diagnostics) time.Duration {
	if m.RequestTimeout.IsNull() || m.RequestTimeout.IsUnknown() {
		return defaultRequestTimeout
	}
	timeout, err := time.ParseDuration(m.RequestTimeout.ValueString())
	if err != nil || timeout <= 0 {
		diagnostics.AddAttributeError(path.Root("request_timeout"), "Invalid request timeout",
			fmt.Sprintf("The request timeout must be a duration above zero, such as 10s or 2m. Got: %q.", m.RequestTimeout.ValueString()))
	}
	return timeout
}

// configurationError returns the reason why no request can be sent, nil if there is none, and whether that is a value that is not known
// yet.
func configurationError(m model) (reason error, isUnknown bool) {
	var reasons []string
	for _, setting := range []struct {
		value                    attr.Value
		name, argument, variable string
	}{
		{m.OrganizationID, "organization", "organization_id", "REBILLY_ORGANIZATION_ID"},
		{m.APIKey, "API key", "api_key", "REBILLY_API_KEY"},
		{m.Environment, "", "environment", ""},
		{m.BaseURL, "", "base_url", ""},
		{m.AllowInsecureHTTP, "", "allow_insecure_http", ""},
	} {
		switch {
		case setting.value.IsUnknown():
			isUnknown = true
			reasons = append(reasons, fmt.Sprintf("The provider argument %s is not known yet. Apply what it depends on first, "+
				"with -target or in a separate configuration.", setting.argument))
		case setting.variable != "" && setting.value.IsNull():
			reasons = append(reasons, fmt.Sprintf("The provider has no %s. Set the provider argument %s or the environment variable %s.",
				setting.name, setting.argument, setting.variable))
		}
	}
	if reasons == nil {
		return nil, false
	}
	return errors.New(strings.Join(reasons, " ") + " No request was sent."), isUnknown
}
