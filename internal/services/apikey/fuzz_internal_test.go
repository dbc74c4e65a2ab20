package apikey

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/fuzz"
)

func FuzzMapping(f *testing.F) {
	fuzz.Mapping(f, toAPI, fromAPI,
		`{"id":"k","type":"secret","description":"a","acl":[{"scope":[],"permissions":["*"]}],"allowedIps":["2001:DB8::1","10.0.0.0/8"]}`,
		`{"type":"publishable","secretKey":"pk_sandbox_0123456789abcdefghij","acl":null}`,
	)
}
