package validators

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// Amount warns about an amount that cannot be paid as it is: a negative one, or one with more decimals than its currency. The
// price of one unit may have more decimals, unless the currency has none and the price is 1 or more. The configuration has the name of
// the object.
func Amount(
	ctx context.Context, config tfsdk.Config, at path.Path, amount types.Float64, code types.String, unit bool,
) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if amount.IsNull() || amount.IsUnknown() {
		return diagnostics
	}
	if amount.ValueFloat64() < 0 {
		diagnostics.AddAttributeWarning(at, "Negative amount"+tfaccess.Label(ctx, config, at),
			fmt.Sprintf("The amount is %s, which is below zero. Rebilly's API definition allows that; check that it is intended.",
				decimal.ToJSON(amount)))
	}
	_, fraction, _ := strings.Cut(decimal.ToJSON(amount).String(), ".")
	decimals, known := currency.Decimals(code.ValueString())
	finerUnitPrice := unit && (decimals > 0 || amount.ValueFloat64() < 1)
	if known && len(fraction) > decimals && !finerUnitPrice {
		diagnostics.AddAttributeWarning(at, "Too many decimals for the currency"+tfaccess.Label(ctx, config, at),
			fmt.Sprintf("The amount is %s, but ISO 4217 gives %s %d decimals. How Rebilly rounds it is not documented. "+
				"Amounts are in units of the currency, such as dollars or yen.",
				decimal.ToJSON(amount), code.ValueString(), decimals))
	}
	return diagnostics
}
