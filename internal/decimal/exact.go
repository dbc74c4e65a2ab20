package decimal

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

const (
	// A JSON number of Rebilly's is a float64, which holds any decimal of 15 digits, and no more than 17.
	mostDigits = 17
	// The result of a division or subtraction has as many digits as Terraform calculates with, about 150; nobody wrote those.
	writtenDigits = 40
)

// Exact refuses a number that was written with more digits than reach Rebilly.
func Exact() validator.Float64 { return exact{} }

type exact struct{}

func (exact) Description(context.Context) string {
	return fmt.Sprintf("must have at most %d digits", mostDigits)
}

func (v exact) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (exact) ValidateFloat64(ctx context.Context, request validator.Float64Request, response *validator.Float64Response) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	value, err := request.ConfigValue.ToTerraformValue(ctx)
	var number big.Float
	if err != nil || value.As(&number) != nil {
		return
	}
	mantissa, _, _ := strings.Cut(number.Text('e', -1), "e")
	digits := len(strings.Trim(strings.TrimLeft(mantissa, "-"), ".")) - strings.Count(mantissa, ".")
	if digits > mostDigits && digits < writtenDigits {
		response.Diagnostics.AddAttributeError(request.Path, "Too many digits",
			fmt.Sprintf("%s has %d digits, but Rebilly keeps %d at most: the price would be %s. Round it.",
				number.Text('f', -1), digits, mostDigits, ToJSON(request.ConfigValue)))
	}
}
