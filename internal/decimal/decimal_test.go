package decimal_test

import (
	"encoding/json"
	"math/big"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"pgregory.net/rapid"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
)

func TestJSON(t *testing.T) {
	for in, out := range map[json.Number]json.Number{
		"": "", "0": "0", "9.9": "9.9", "9.90": "9.9", "99.95": "99.95", "0.0001": "0.0001", "1234567890.12": "1234567890.12",
		"1e21": "1000000000000000000000", "1e-7": "0.0000001", "-5": "-5", "nonsense": "",
	} {
		if got := decimal.ToJSON(decimal.FromJSON(in)); got != out {
			t.Errorf("%s: got %s, want %s", in, got, out)
		}
	}
	if got := decimal.ToJSON(types.Float64Unknown()); got != "" {
		t.Errorf("unknown: got %s, want nothing", got)
	}
}

func TestValue_Precision(t *testing.T) {
	terraform, err := decimal.FromJSON("99.95").ToTerraformValue(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got big.Float
	if err := terraform.As(&got); err != nil {
		t.Fatal(err)
	}
	want, _, _ := big.ParseFloat("99.95", 10, 512, big.ToNearestEven)
	if got.Cmp(want) != 0 {
		t.Errorf("got %s, want 99.95 with 512 bits", got.Text('g', 60))
	}
}

func TestRoundTrip_Floats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.Float64Range(-1e15, 1e15).Draw(t, "price")
		got, err := decimal.ToJSON(decimal.FromJSON(json.Number(strconv.FormatFloat(price, 'g', -1, 64)))).Float64()
		if err != nil || got != price {
			t.Errorf("got %v, error %v, want %v", got, err, price)
		}
	})
}
