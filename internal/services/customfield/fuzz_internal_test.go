package customfield

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
)

func FuzzMapping(f *testing.F) {
	fuzz.Mapping(f, toAPI, fromAPI,
		`{"resource":"products","name":"a","type":"string","additionalSchema":{"allowedValues":["a"],"maxLength":5,"pattern":"/^a/",`+
			`"required":true,"default":"a"}}`,
		`{"type":"monetary","additionalSchema":{"default":{"currency":"USD","amount":9.90}}}`,
		`{"type":"integer","additionalSchema":[]}`,
	)
}
