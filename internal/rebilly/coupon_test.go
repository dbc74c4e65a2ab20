package rebilly_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// TestRestrictionsInOrder: a state is compared byte by byte with what an answer makes, so that what has no order has one.
func TestRestrictionsInOrder(t *testing.T) {
	for answer, want := range map[string]string{
		`[{"type":"total-redemptions","quantity":1},{"type":"restrict-to-plans","planIds":["b","a","b"]}]`: `[{"planIds":["a","b"],"type":"restrict-to-plans"},{"quantity":1,"type":"total-redemptions"}]`,
		`[{"type":"restrict-to-exclusive-application"}]`:                                                   `[{"type":"restrict-to-exclusive-application"}]`,
		`null`: `[]`,
		`[]`:   `[]`,
	} {
		var read rebilly.Restrictions
		if err := json.Unmarshal([]byte(answer), &read); err != nil {
			t.Fatal(err)
		}
		if written, err := json.Marshal(read); err != nil || string(written) != want {
			t.Errorf("%s, want %s (%v)", written, want, err)
		}
	}
}

func TestCouponsThatCannotBeRead(t *testing.T) {
	for answer, says := range map[string]string{
		`{"discount":{"type":"tiered"}}`:                                                                                                           `"tiered"`,
		`{"discount":{"type":"percent"},"restrictions":[{"type":"rich"}]}`:                                                                         `"rich"`,
		`{"discount":{"type":"percent"},"restrictions":[{"type":"total-redemptions"},{"type":"total-redemptions"}]}`:                               "twice",
		`{"discount":{"type":"percent"},"restrictions":[{}]}`:                                                                                      `""`,
		`{"discount":{"type":"percent"},"restrictions":[{"type":"restrict-to-exclusive-application"},{"type":"restrict-to-plans","planIds":"a"}]}`: "planIds",
	} {
		var read rebilly.Coupon
		if err := json.Unmarshal([]byte(answer), &read); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}
