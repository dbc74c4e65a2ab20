package decimal_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
)

func parse(t *testing.T, text string) *big.Float {
	t.Helper()
	number, _, err := big.ParseFloat(text, 10, 512, big.ToNearestEven)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

func TestMaxPrecision(t *testing.T) {
	quo := func(a, b string) *big.Float { return new(big.Float).Quo(parse(t, a), parse(t, b)) }
	for name, test := range map[string]struct {
		number *big.Float
		fails  bool
	}{
		"9.99":                       {parse(t, "9.99"), false},
		"16 digits":                  {parse(t, "0.1234567890123456"), false},
		"18 digits":                  {parse(t, "0.123456789012345678"), true},
		"a third":                    {quo("1", "3"), false},
		"arithmetic":                 {new(big.Float).Sub(parse(t, "1"), parse(t, "0.99")), false},
		"an exact float64":           {quo("5", "8"), false},
		"20/1073741824":              {quo("20", "1073741824"), true},
		"its digits":                 {parse(t, "0.000000018626451492309570312500"), true},
		"20/1073741824, rounded":     {parse(t, "0.000000018626451"), false},
		"pow(2, 70)":                 {big.NewFloat(math.Pow(2, 70)), true},
		"1e21":                       {parse(t, "1e21"), false},
		"9.99 of other providers":    {big.NewFloat(9.99), false},
		"0.1 of other providers":     {big.NewFloat(0.1), false},
		"1e-7 of other providers":    {big.NewFloat(1e-7), false},
		"1234.5 of other providers":  {big.NewFloat(1234.5), false},
		"pow(2, 62)":                 {big.NewFloat(math.Pow(2, 62)), true},
		"1000000 of other providers": {big.NewFloat(1e6), false},
	} {
		// Terraform's encoding is the same.
		encoded, err := tfprotov6.NewDynamicValue(tftypes.Number, tftypes.NewValue(tftypes.Number, test.number))
		if err != nil {
			t.Fatal(err)
		}
		received, err := encoded.Unmarshal(tftypes.Number)
		if err != nil {
			t.Fatal(err)
		}
		value, err := types.Float64Type.ValueFromTerraform(t.Context(), received)
		if err != nil {
			t.Fatal(err)
		}
		var response validator.Float64Response
		decimal.MaxPrecision().ValidateFloat64(t.Context(),
			validator.Float64Request{Path: path.Root("price"), ConfigValue: value.(types.Float64)}, &response)
		if got := response.Diagnostics; got.HasError() != test.fails || got.HasError() && got[0].Summary() != "Too many digits" {
			t.Errorf("%s: got %v, want an error: %t", name, got, test.fails)
		}
	}
}
