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

// subjects are the arguments of which at most one says what a token is for.
var subjects = []string{"invoice_id", "transaction_id", "deposit_request_id", "payout_request_id"}

// validateCombination refuses what does not go together. What is unknown may turn out to be null.
func validateCombination(m model, diagnostics *diag.Diagnostics) {
	var given []string
	for i, id := range []types.String{m.InvoiceID, m.TransactionID, m.DepositRequestID, m.PayoutRequestID} {
		if !id.IsNull() && !id.IsUnknown() {
			given = append(given, subjects[i])
		}
	}
	if len(given) > 1 {
		diagnostics.AddAttributeError(path.Root(given[1]), "A token is for one thing",
			fmt.Sprintf("%s are set. Keep one of them, or none for a token that is for anything the customer can do.", strings.Join(given, " and ")))
	}
	if !m.ACL.IsNull() && !m.ACL.IsUnknown() && !m.Permissions.IsNull() && !m.Permissions.IsUnknown() {
		diagnostics.AddAttributeError(path.Root("permissions"), "Permissions twice",
			"permissions and acl both say what the token may do. Keep one of them: permissions for the usual scope, acl for another one.")
	}
	claims := m.CustomClaims.UnderlyingValue()
	if claims == nil || m.CustomClaims.IsNull() || m.CustomClaims.IsUnknown() || claims.IsNull() || claims.IsUnknown() {
		return
	}
	switch claims.(type) {
	case types.Object, types.Map:
	default:
		diagnostics.AddAttributeError(path.Root("custom_claims"), "Claims are an object",
			`custom_claims has to be an object, such as { redirectUrl = "https://…" }.`)
	}
}

// lifetime accepts time spans that a token can live.
type lifetime struct{}

func (lifetime) Description(context.Context) string {
	return fmt.Sprintf("must be a time span from 1s to %s, such as 30m or 2h", maxLifetimeText())
}

func (l lifetime) MarkdownDescription(ctx context.Context) string { return l.Description(ctx) }

func (l lifetime) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	given := request.ConfigValue.ValueString()
	if span, err := time.ParseDuration(given); err != nil || span < time.Second || span > longestLifetime {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid lifetime of a token",
			fmt.Sprintf("%q is not how long a token can be valid: %s %s.", given, request.Path, l.Description(ctx)))
	}
}

func maxLifetimeText() string { return fmt.Sprintf("%dh", int(longestLifetime.Hours())) }
