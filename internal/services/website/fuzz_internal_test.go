package website

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
)

func FuzzMapping(f *testing.F) {
	fuzz.Mapping(f, toAPI, fromAPI,
		`{"settings":{"payoutRequest":{"automaticReadinessEnabled":true,"pendingPeriodHours":48}}}`,
		`{"settings":{"paymentForm":{"theme":[],"features":{"showCoupons":[]}},"depositForm":null},"logoId":""}`,
	)
}
