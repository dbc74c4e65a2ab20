package validators

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
)

// Amount warns of an amount in a currency that nobody can pay as it stands: below zero, or of more decimals than the
// currency has. The price of one unit of many may be finer than what can be paid, unless its currency has no decimals
// at all and it is not a fraction of the smallest coin anyway.
func Amount(at path.Path, amount types.Float64, code types.String, unit bool) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if amount.IsNull() || amount.IsUnknown() {
		return diagnostics
	}
	if amount.ValueFloat64() < 0 {
		diagnostics.AddAttributeWarning(at, "An amount is below zero",
			fmt.Sprintf("The amount is %s. Rebilly's API definition does not exclude that; check that it is meant.", decimal.ToJSON(amount)))
	}
	_, fraction, _ := strings.Cut(decimal.ToJSON(amount).String(), ".")
	decimals, known := currency.Decimals(code.ValueString())
	fine := unit && (decimals > 0 || amount.ValueFloat64() < 1)
	if known && len(fraction) > decimals && !fine {
		diagnostics.AddAttributeWarning(at, "An amount has more decimals than its currency",
			fmt.Sprintf("The amount is %s, but ISO 4217 gives %s %d decimals. How Rebilly rounds it is not documented. Amounts are in units of the currency, such as dollars or yen.",
				decimal.ToJSON(amount), code.ValueString(), decimals))
	}
	return diagnostics
}
