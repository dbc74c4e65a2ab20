package coupon

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// all has all declared fields.
var all = kind.Object{Fields: declaration.Fields}

// coupon is a response, or what is sent.
type coupon map[string]any

var _ json.Unmarshaler = (*coupon)(nil)

func (c *coupon) UnmarshalJSON(content []byte) error {
	var document rebilly.Document
	if err := document.UnmarshalJSON(content); err != nil {
		return err
	}
	kept, err := all.Accept(document.Fields)
	*c, _ = kept.(map[string]any)
	return err
}

func toAPI(value attr.Value) coupon {
	sent, _ := all.ToAPI(value).(map[string]any)
	return sent
}

func fromAPI(response coupon, prior *attr.Value) attr.Value {
	if prior == nil {
		return all.FromAPI(map[string]any(response), nil)
	}
	return all.FromAPI(map[string]any(response), *prior)
}

func FuzzMapping(f *testing.F) {
	fuzz.Mapping(f, toAPI, fromAPI,
		`{"id":"x","discount":{"type":"fixed","amount":1.50,"currency":"USD","context":"shipping"},
			"issuedTime":"2026-01-01T00:00:00Z","expiredTime":null}`,
		`{"discount":{"type":"percent","value":1e1},"restrictions":[{"type":"restrict-to-exclusive-application"},
			{"type":"paid-by-time","time":"x"},
			{"type":"restrict-to-bxgy","buy":[],"get":null},{"type":"restrict-to-plans","planIds":["b","a"]},
			{"type":"total-redemptions","quantity":0}]}`,
		`{"restrictions":null,"description":null,"expiredTime":""}`,
	)
}

// Restrictions have no order in the API. A fixed one keeps requests the same byte for byte.
func TestMapping_RestrictionOrder(t *testing.T) {
	for restrictions, want := range map[string]string{
		`[{"type":"total-redemptions","quantity":1},{"type":"restrict-to-plans","planIds":["b","a","b"]}]`: `[` +
			`{"minimumQuantity":1,"planIds":["a","b"],"type":"restrict-to-plans"},{"quantity":1,"type":"total-redemptions"}]`,
		`[{"type":"restrict-to-exclusive-application"}]`: `[{"type":"restrict-to-exclusive-application"}]`,
		`null`: `[]`,
		`[]`:   `[]`,
	} {
		var read coupon
		if err := json.Unmarshal([]byte(`{"restrictions":`+restrictions+`}`), &read); err != nil {
			t.Fatal(err)
		}
		if written, err := json.Marshal(toAPI(fromAPI(read, nil))["restrictions"]); err != nil || string(written) != want {
			t.Errorf("got %s, error %v, want %s", written, err, want)
		}
	}
}

func TestMapping_DecodeErrors(t *testing.T) {
	percent := func(restrictions string) string {
		return `{"discount":{"type":"percent"},"restrictions":` + restrictions + `}`
	}
	for response, want := range map[string]string{
		`{"discount":{"type":"tiered"}}`:                                       `"tiered"`,
		percent(`[{"type":"rich"}]`):                                           `"rich"`,
		percent(`[{"type":"total-redemptions"},{"type":"total-redemptions"}]`): "twice",
		percent(`[{}]`): `""`,
		percent(`[{"type":"restrict-to-exclusive-application"},{"type":"restrict-to-plans","planIds":"a"}]`): "planIds",
	} {
		var read coupon
		if err := json.Unmarshal([]byte(response), &read); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one with %s", response, err, want)
		}
	}
}
