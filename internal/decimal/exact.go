package decimal

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// writtenDigits distinguishes numbers in a configuration from results of a division or subtraction, which have about 150 digits.
const writtenDigits = 40

// MaxPrecision validates that a number in a configuration has no more digits than are sent to Rebilly.
func MaxPrecision() validator.Float64 { return maxPrecision{} }

type maxPrecision struct{}

var _ validator.Float64 = maxPrecision{}

func (maxPrecision) Description(context.Context) string {
	return "must have no more digits than Rebilly keeps, about 16"
}

func (v maxPrecision) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (maxPrecision) ValidateFloat64(ctx context.Context, request validator.Float64Request, response *validator.Float64Response) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	value, err := request.ConfigValue.ToTerraformValue(ctx)
	var number big.Float
	if err == nil {
		err = value.As(&number)
	}
	if err != nil {
		response.Diagnostics.AddAttributeError(request.Path, "Unexpected Number Type",
			"The number cannot be converted: "+err.Error()+". This is a bug in the provider; please report it.")
		return
	}
	mantissa, _, _ := strings.Cut(number.Text('e', -1), "e")
	digits := len(strings.NewReplacer("-", "", ".", "").Replace(mantissa))
	written, sent := number.Text('f', -1), ToJSON(request.ConfigValue).String()
	if digits < writtenDigits && written != sent {
		response.Diagnostics.AddAttributeError(request.Path, "Too many digits",
			fmt.Sprintf("Rebilly keeps about 16 digits, so %s would become %s. Round it.", written, sent))
	}
}
