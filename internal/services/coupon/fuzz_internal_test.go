package coupon

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
)

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
