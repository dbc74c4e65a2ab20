// Package customerjwt implements the ephemeral resource rebilly_customer_jwt: a token that lets a page act for a customer.
package customerjwt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customerpermissions"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// displayName is the name of the object in diagnostics.
const displayName = "customer JWT"

// NewEphemeralResource returns the ephemeral resource rebilly_customer_jwt.
func NewEphemeralResource() ephemeral.EphemeralResource { return &customerJWT{} }

var (
	_ ephemeral.EphemeralResource                   = (*customerJWT)(nil)
	_ ephemeral.EphemeralResourceWithConfigure      = (*customerJWT)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*customerJWT)(nil)
	_ ephemeral.EphemeralResourceWithRenew          = (*customerJWT)(nil)
	_ ephemeral.EphemeralResourceWithClose          = (*customerJWT)(nil)
)

type customerJWT struct{ client *rebilly.Client }

type model struct {
	CustomerID       types.String  `tfsdk:"customer_id"`
	WebsiteID        types.String  `tfsdk:"website_id"`
	InvoiceID        types.String  `tfsdk:"invoice_id"`
	TransactionID    types.String  `tfsdk:"transaction_id"`
	DepositRequestID types.String  `tfsdk:"deposit_request_id"`
	PayoutRequestID  types.String  `tfsdk:"payout_request_id"`
	Permissions      types.Set     `tfsdk:"permissions"`
	ACL              types.List    `tfsdk:"acl"`
	CustomClaims     types.Dynamic `tfsdk:"custom_claims"`
	ExpiresIn        types.String  `tfsdk:"expires_in"`
	Mint             types.Bool    `tfsdk:"mint"`
	RevokeOnClose    types.Bool    `tfsdk:"revoke_on_close"`
	Token            types.String  `tfsdk:"token"`
	ExpiredTime      types.String  `tfsdk:"expired_time"`
}

// Metadata implements ephemeral.EphemeralResource.
func (e *customerJWT) Metadata(_ context.Context, request ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_customer_jwt"
}

// Schema implements ephemeral.EphemeralResource.
func (e *customerJWT) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	response.Schema = attributes()
}

// Configure implements ephemeral.EphemeralResourceWithConfigure.
func (e *customerJWT) Configure(_ context.Context, request ephemeral.ConfigureRequest, response *ephemeral.ConfigureResponse) {
	e.client = crud.ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

// ValidateConfig implements ephemeral.EphemeralResourceWithValidateConfig.
func (e *customerJWT) ValidateConfig(
	ctx context.Context, request ephemeral.ValidateConfigRequest, response *ephemeral.ValidateConfigResponse,
) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var m model
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if !response.Diagnostics.HasError() {
		validateCombination(m, &response.Diagnostics)
	}
}

// Open implements ephemeral.EphemeralResource.
func (e *customerJWT) Open(ctx context.Context, request ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var m model
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if response.Diagnostics.HasError() {
		return
	}
	session, diagnostics := m.session(ctx, e.client.OrganizationID())
	response.Diagnostics.Append(diagnostics...)
	m.Permissions, diagnostics = types.SetValueFrom(ctx, types.StringType, granted(session.ACL))
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	// Null, because OpenTofu rejects unknown values in the result.
	m.Token, m.ExpiredTime = types.StringNull(), types.StringNull()
	if !m.Mint.IsNull() && !m.Mint.ValueBool() {
		response.Diagnostics.Append(response.Result.Set(ctx, m)...)
		return
	}
	minted, err := e.client.MintCustomerToken(ctx, session)
	if err != nil {
		response.Diagnostics.Append(e.openDiagnostics(err, session, request)...)
		return
	}
	if minted.ExpiredTime.IsZero() {
		minted.ExpiredTime = session.Expires
	}
	m.Token, m.ExpiredTime = types.StringValue(minted.Token.Reveal()), types.StringValue(minted.ExpiredTime.UTC().Format(time.RFC3339))
	response.Diagnostics.Append(response.Result.Set(ctx, m)...)
	response.RenewAt = renewal(time.Now(), minted.ExpiredTime)
	response.Diagnostics.Append(setPrivate(ctx, response.Private, expiredTimeKey, m.ExpiredTime.ValueString())...)
	if m.RevokeOnClose.ValueBool() {
		// Terraform keeps private data in memory until Close, like the result.
		response.Diagnostics.Append(setPrivate(ctx, response.Private, tokenKey, minted.Token.Reveal())...)
	}
}

// Renew implements ephemeral.EphemeralResourceWithRenew. A token cannot be renewed, so Renew returns an error before the token expires
// and the requests that use it fail.
func (e *customerJWT) Renew(ctx context.Context, request ephemeral.RenewRequest, response *ephemeral.RenewResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	expires, diagnostics := getPrivate(ctx, request.Private, expiredTimeKey)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.AddError("Customer JWT expired during the run",
		fmt.Sprintf("The token expires at %s and cannot be renewed, but the run still uses it. "+
			"Set expires_in to more than the duration of the run.", expires))
}

// Close implements ephemeral.EphemeralResourceWithClose.
func (e *customerJWT) Close(ctx context.Context, request ephemeral.CloseRequest, response *ephemeral.CloseResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	token, diagnostics := getPrivate(ctx, request.Private, tokenKey)
	response.Diagnostics.Append(diagnostics...)
	if token == "" {
		return
	}
	if err := e.client.EndCustomerSession(ctx, rebilly.Secret(token)); err != nil {
		expires, diagnostics := getPrivate(ctx, request.Private, expiredTimeKey)
		response.Diagnostics.Append(diagnostics...)
		response.Diagnostics.AddError("Unable to revoke "+displayName,
			fmt.Sprintf("%s\n\nThe token remains valid until %s.", err, expires))
	}
}

// openDiagnostics returns the diagnostics for a token that could not be created.
func (e *customerJWT) openDiagnostics(err error, session rebilly.CustomerSession, request ephemeral.OpenRequest) diag.Diagnostics {
	var failure *rebilly.Error
	var diagnostics diag.Diagnostics
	if errors.As(err, &failure) && isCustomerNotFound(failure) {
		diagnostics.AddAttributeError(path.Root("customer_id"), "Unable to open "+displayName,
			fmt.Sprintf("There is no customer %q in %s. Check the id, the organization and the environment.", session.CustomerID, e.client.Target()))
	} else {
		diagnostics = apidiag.Operation{
			Verb: "open", Object: displayName, Target: e.client.Target(), Value: request.Config.Raw,
		}.Diagnostics(err)
	}
	if errors.Is(err, rebilly.ErrTokenNotDeleted) {
		diagnostics.AddWarning("Authentication token not deleted",
			"An authentication token was created for the exchange and could not be deleted. "+
				"It was not disclosed, and expires within 5 minutes.")
	}
	if rebilly.OutcomeUnknown(err) {
		diagnostics.AddWarning("Session may still be open",
			fmt.Sprintf("Rebilly may have created the token although its response was lost. The token was not disclosed, and expires at %s.",
				session.Expires.UTC().Format(time.RFC3339)))
	}
	return diagnostics
}

func isCustomerNotFound(failure *rebilly.Error) bool {
	return failure.Method == http.MethodPost && (rebilly.IsNotFound(failure) && failure.InvalidFields == nil ||
		slices.ContainsFunc(failure.InvalidFields, func(f rebilly.InvalidField) bool { return f.Field == "customerId" }))
}

// session returns the session that the configuration describes.
func (m model) session(ctx context.Context, organization string) (rebilly.CustomerSession, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	claims := map[string]any{"websiteId": m.WebsiteID.ValueString()}
	scope := map[string][]string{"organizationId": {organization}}
	purpose := customerpermissions.Generic
	for _, subject := range []struct {
		id      types.String
		purpose customerpermissions.Purpose
		claim   string
		scoped  bool
	}{
		{m.InvoiceID, customerpermissions.Invoice, "invoiceId", true},
		{m.TransactionID, customerpermissions.Transaction, "transactionId", true},
		// Rebilly's library reads the claim under the former name of deposit requests, cashier requests.
		{m.DepositRequestID, customerpermissions.Deposit, "cashierRequestId", false},
		{m.PayoutRequestID, customerpermissions.Payout, "payoutRequestId", false},
	} {
		if id := subject.id.ValueString(); id != "" {
			purpose = subject.purpose
			claims[subject.claim] = id
			if subject.scoped {
				scope[subject.claim] = []string{id}
			}
		}
	}
	for name, value := range dynamicvalue.Members(m.CustomClaims) {
		if claims[name] = dynamicvalue.ToJSON(value); claims[name] == nil {
			delete(claims, name)
		}
	}
	permissions := customerpermissions.Permissions(purpose)
	if !m.Permissions.IsNull() {
		diagnostics.Append(m.Permissions.ElementsAs(ctx, &permissions, false)...)
	}
	list := []rebilly.CustomerACL{{Scope: scope, Permissions: permissions}}
	if !m.ACL.IsNull() {
		var entries []acl.Entry
		diagnostics.Append(m.ACL.ElementsAs(ctx, &entries, false)...)
		list = customerACL(entries)
	}
	lifetime := defaultLifetime
	if configured, err := time.ParseDuration(m.ExpiresIn.ValueString()); err == nil {
		lifetime = configured
	}
	return rebilly.CustomerSession{
		CustomerID: m.CustomerID.ValueString(), ACL: list, Claims: claims, Expires: time.Now().Add(lifetime),
	}, diagnostics
}

func customerACL(entries []acl.Entry) []rebilly.CustomerACL {
	list := []rebilly.CustomerACL{}
	for _, entry := range acl.ToAPI(entries) {
		scope := map[string][]string{}
		for name, ids := range map[string][]string{
			"organizationId": entry.Scope.OrganizationID, "productId": entry.Scope.ProductID,
			"planId": entry.Scope.PlanID, "customFieldName": entry.Scope.CustomFieldName,
		} {
			if len(ids) > 0 {
				scope[name] = ids
			}
		}
		list = append(list, rebilly.CustomerACL{Scope: scope, Permissions: entry.Permissions})
	}
	return list
}

// granted returns all permissions of a list, sorted and without duplicates.
func granted(list []rebilly.CustomerACL) []string {
	all := []string{}
	for _, entry := range list {
		all = append(all, entry.Permissions...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// renewal returns the time at which Renew reports that a token expires: a tenth of its lifetime before, at most a minute.
func renewal(now, expires time.Time) time.Time {
	return expires.Add(-min(expires.Sub(now)/10, time.Minute))
}

const (
	tokenKey       = "token"
	expiredTimeKey = "expired_time"
)

// setPrivate writes a string to the private data, for Renew and Close.
func setPrivate(ctx context.Context, private tfaccess.KeySetter, name, text string) diag.Diagnostics {
	encoded, err := json.Marshal(text)
	if err != nil {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Unable to open "+displayName, err.Error())}
	}
	return private.SetKey(ctx, name, encoded)
}

// getPrivate reads a string from the private data. It returns "" if the private data does not have it.
func getPrivate(ctx context.Context, private tfaccess.KeyGetter, name string) (text string, diagnostics diag.Diagnostics) {
	encoded, diagnostics := private.GetKey(ctx, name)
	if len(encoded) == 0 {
		return "", diagnostics
	}
	if err := json.Unmarshal(encoded, &text); err != nil {
		diagnostics.AddError("Unable to read the private data of the "+displayName, err.Error())
	}
	return text, diagnostics
}
