package customerjwt

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// subjects lists the arguments of which at most one is set: the object that a token is for.
var subjects = []string{"invoice_id", "transaction_id", "deposit_request_id", "payout_request_id"}

// validateCombination returns errors for conflicting arguments. An unknown argument does not conflict: it may be null later.
func validateCombination(m model, diagnostics *diag.Diagnostics) {
	var given []string
	for i, id := range []types.String{m.InvoiceID, m.TransactionID, m.DepositRequestID, m.PayoutRequestID} {
		if !id.IsNull() && !id.IsUnknown() {
			given = append(given, subjects[i])
		}
	}
	if len(given) > 1 {
		diagnostics.AddAttributeError(path.Root(given[1]), "Conflicting arguments",
			fmt.Sprintf("%s are set. Keep one of them, or remove all for a token that allows everything that the customer can do.",
				strings.Join(given, " and ")))
	}
	if !m.ACL.IsNull() && !m.ACL.IsUnknown() && !m.Permissions.IsNull() && !m.Permissions.IsUnknown() {
		diagnostics.AddAttributeError(path.Root("permissions"), "Conflicting arguments",
			"permissions and acl both set the permissions of the token. Keep one of them: permissions for the default scope, acl for a "+
				"different one.")
	}
	validateCustomClaims(m.CustomClaims, diagnostics)
}

func validateCustomClaims(customClaims types.Dynamic, diagnostics *diag.Diagnostics) {
	claims := customClaims.UnderlyingValue()
	if claims == nil || customClaims.IsNull() || customClaims.IsUnknown() || claims.IsNull() || claims.IsUnknown() {
		return
	}
	switch claims.(type) {
	case types.Object, types.Map:
	default:
		diagnostics.AddAttributeError(path.Root("custom_claims"), "Invalid custom_claims",
			`custom_claims must be an object, such as { redirectUrl = "https://…" }.`)
	}
}

// lifetime is a validator for the duration for which a token is valid.
type lifetime struct{}

func (lifetime) Description(context.Context) string {
	return fmt.Sprintf("must be a duration from 1s to %s, such as 30m or 2h", maxLifetimeText())
}

func (l lifetime) MarkdownDescription(ctx context.Context) string { return l.Description(ctx) }

func (l lifetime) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	given := request.ConfigValue.ValueString()
	if duration, err := time.ParseDuration(given); err != nil || duration < time.Second || duration > maxLifetime {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid token lifetime",
			fmt.Sprintf("%q is not a valid lifetime: %s %s.", given, request.Path, l.Description(ctx)))
	}
}

func maxLifetimeText() string { return fmt.Sprintf("%dh", int(maxLifetime.Hours())) }
