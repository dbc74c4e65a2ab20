package decimal

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The result of a division or subtraction has as many digits as Terraform calculates with, about 150; nobody wrote those.
const writtenDigits = 40

// MaxPrecision refuses a number that was written with more digits than reach Rebilly.
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
	if err != nil || value.As(&number) != nil {
		return
	}
	mantissa, _, _ := strings.Cut(number.Text('e', -1), "e")
	digits := len(strings.NewReplacer("-", "", ".", "").Replace(mantissa))
	if written, sent := number.Text('f', -1), ToJSON(request.ConfigValue).String(); digits < writtenDigits && written != sent {
		response.Diagnostics.AddAttributeError(request.Path, "Too many digits",
			fmt.Sprintf("Rebilly keeps about 16 digits: %s would be %s. Round it.", written, sent))
	}
}
