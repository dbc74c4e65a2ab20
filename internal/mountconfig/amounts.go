package mountconfig

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
)

// checkAmounts validates that all numbers of an object are positive amounts of its currency.
func checkAmounts(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	code, _ := known[types.String](object, "currency")
	checkAmount(at, object, code.ValueString(), diagnostics)
}

func checkAmount(at path.Path, value attr.Value, code string, diagnostics *diag.Diagnostics) {
	switch v := value.(type) {
	case types.List:
		for i, element := range v.Elements() {
			checkAmount(at.AtListIndex(i), element, code, diagnostics)
		}
	case types.Object:
		attributes := v.Attributes()
		for _, name := range slices.Sorted(maps.Keys(attributes)) {
			checkAmount(at.AtName(name), attributes[name], code, diagnostics)
		}
	case types.Float64:
		if v.IsNull() || v.IsUnknown() {
			return
		}
		amount := decimal.ToJSON(v).String()
		if v.ValueFloat64() <= 0 {
			diagnostics.AddAttributeError(at, "Invalid amount", fmt.Sprintf("The amount is %s. It must be greater than zero.", amount))
			return
		}
		_, fraction, _ := strings.Cut(amount, ".")
		if allowed, ok := decimals(code); ok && len(fraction) > allowed {
			diagnostics.AddAttributeError(at, "Invalid amount",
				fmt.Sprintf("The amount %s has %d decimals, but %s has %d. Round the amount.", amount, len(fraction), code, allowed))
		}
	}
}

// checkCustomAmount validates that the minimum is not greater than the maximum.
func checkCustomAmount(at path.Path, object types.Object, diagnostics *diag.Diagnostics) {
	get := func(name string, absent float64) (amount float64, ok bool) {
		if object.Attributes()[name].IsNull() {
			return absent, true
		}
		number, ok := known[types.Float64](object, name)
		return number.ValueFloat64(), ok
	}
	minimum, hasMinimum := get("minimum", 1)
	maximum, hasMaximum := get("maximum", 1e12)
	if hasMinimum && hasMaximum && minimum > maximum {
		diagnostics.AddAttributeError(at.AtName("maximum"), "Invalid bounds",
			fmt.Sprintf("The maximum %s is less than the minimum %s. By default, the minimum is 1 and the maximum is 1000000000000.",
				strconv.FormatFloat(maximum, 'f', -1, 64), strconv.FormatFloat(minimum, 'f', -1, 64)))
	}
}

// decimals returns the number of decimals of a currency. A code that ISO 4217 does not list is assumed to have two, but metals (XAU) and
// other codes that begin with X have none.
func decimals(code string) (count int, ok bool) {
	if count, ok = currency.Decimals(code); ok {
		return count, true
	}
	return 2, code != "" && !strings.HasPrefix(code, "X")
}
