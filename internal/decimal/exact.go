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

const (
	float64Bits = 53
	// dyadicBits distinguishes results of a division by a power of two from other numbers.
	dyadicBits = 40
)

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
	written, sent := number.Text('f', -1), ToJSON(request.ConfigValue).String()
	digits := len(strings.Trim(strings.Replace(strings.TrimPrefix(written, "-"), ".", "", 1), "0"))
	if digits < writtenDigits && written != sent {
		response.Diagnostics.AddAttributeError(request.Path, "Too many digits",
			fmt.Sprintf("Rebilly keeps about 16 digits, so %s would become %s. Round it.", written, sent))
		return
	}
	if !mayLoseDigits(&number) {
		return
	}
	exact := new(big.Float).SetPrec(precision).SetFloat64(request.ConfigValue.ValueFloat64()).Text('f', -1)
	if exact != sent && (!number.IsInt() || written != exact) {
		response.Diagnostics.AddAttributeError(request.Path, "Too many digits",
			fmt.Sprintf("%s is exactly %s, but Rebilly keeps about 16 digits: %s. "+
				"Round it, for example with tonumber(format(\"%%.15f\", ...)).", request.Path, exact, sent))
	}
}

// mayLoseDigits reports whether Terraform may hold other digits of a number than it has sent. It sends the float64 of a number that is
// one exactly, such as 20/1073741824, and the shortest digits of a large result of a function, such as pow(2, 70), but compares what a
// provider plans with the digits that it holds.
//
// A float64 of a different provider, such as 9.99, uses nearly all of its 53 bits. Terraform holds nothing else of it.
func mayLoseDigits(number *big.Float) bool {
	return number.IsInt() || number.Prec() == float64Bits && number.MinPrec() <= dyadicBits
}
