// Package decimal converts prices between Terraform and JSON without changing their digits.
package decimal

import (
	"context"
	"encoding/json"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// precision is Terraform's precision of numbers. A value with less is not equal to the same digits in a configuration.
const precision = 512

// FromJSON returns the Terraform value of a JSON number; "" is null.
func FromJSON(number json.Number) types.Float64 {
	text := number.String()
	if text == "" {
		return types.Float64Null()
	}
	exact, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	if err != nil {
		return types.Float64Null()
	}
	// types.Float64Value has 53 bits; this is the only public way to create a value with more.
	value, err := types.Float64Type.ValueFromTerraform(context.Background(), tftypes.NewValue(tftypes.Number, exact))
	if float, ok := value.(types.Float64); ok && err == nil {
		return float
	}
	return types.Float64Null()
}

// ToJSON returns the shortest decimal of a value, without an exponent; null and unknown are "".
func ToJSON(value types.Float64) json.Number {
	if value.IsNull() || value.IsUnknown() {
		return ""
	}
	return json.Number(strconv.FormatFloat(value.ValueFloat64(), 'f', -1, 64))
}
