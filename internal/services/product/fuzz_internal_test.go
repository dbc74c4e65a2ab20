package product

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
)

func FuzzMapping(f *testing.F) {
	fuzz.Mapping(f, toAPI, fromAPI,
		`{"id":"x","name":"a","options":null,"recognition":{},"customFields":{"a":{"currency":"USD","amount":1}}}`,
		`{"unitLabel":null,"options":[null],"customFields":[]}`,
	)
}
