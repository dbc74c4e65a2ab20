package validators_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

func TestKnownName(t *testing.T) {
	rule := validators.KnownName([]string{"customer-created", "invoice-issued", "invoice-paid"})
	for given, want := range map[string]string{
		"invoice-paid":    "",
		"invoice-padi":    `Did you mean "invoice-paid"`,
		"something-other": "The most similar one is",
		"":                "The most similar one is",
	} {
		var response validator.StringResponse
		rule.ValidateString(t.Context(), validator.StringRequest{ConfigValue: types.StringValue(given)}, &response)
		var got string
		if response.Diagnostics.HasError() {
			got = response.Diagnostics[0].Detail()
		}
		if !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%q: got the error %q, want %q", given, got, want)
		}
	}
}
