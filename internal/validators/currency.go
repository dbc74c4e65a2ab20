package validators

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// Currency validates a code of ISO 4217.
func Currency() validator.String { return currencyCode{} }

type currencyCode struct{}

func (currencyCode) Description(context.Context) string { return "must be a code of ISO 4217" }

func (v currencyCode) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (currencyCode) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	code := request.ConfigValue.ValueString()
	if currency.IsActive(code) || currency.IsWithdrawn(code) {
		return
	}
	codes := currency.ByUse()
	if !CurrencyPattern.MatchString(code) {
		detail := fmt.Sprintf("%q is not an ISO 4217 code: three capital letters, such as USD.", code)
		if upper := strings.ToUpper(code); slices.Contains(codes, upper) {
			detail += fmt.Sprintf(" Did you mean %q?", upper)
		}
		response.Diagnostics.AddAttributeError(request.Path, "Invalid currency", detail)
		return
	}
	// The API definition does not exclude it, and existing objects must be manageable.
	response.Diagnostics.AddAttributeWarning(request.Path,
		fmt.Sprintf("Unknown currency %q", code)+tfaccess.Label(ctx, request.Config, request.Path),
		strings.TrimSpace(fmt.Sprintf("%q is not an ISO 4217 code that this version of the provider includes. %s", code,
			suggest.DidYouMean(code, codes))))
}
