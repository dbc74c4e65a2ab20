package plan

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
)

func FuzzMapping(f *testing.F) {
	fuzz.Mapping(f, toAPI, fromAPI,
		`{"id":"x","pricing":{"formula":"tiered","brackets":[{"price":1e400},{}]},"trial":{"price":"9"},"customFields":[]}`,
		`{"pricing":{"formula":"flat-rate","price":0.1,"minQuantity":1},
			"recurringInterval":{"periodAnchorInstruction":{"method":"day-of-week","day":"Monday"}}}`,
		`{"recurringInterval":{"periodAnchorInstruction":{"method":"day-of-month","day":1.5}},"meteredBilling":{"min":-0}}`,
		`{"customFields":{"a":[null,{"b":[]}],"c":1e999},"productOptions":{"a":"b"}}`,
	)
}
