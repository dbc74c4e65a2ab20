package customerjwt_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"

	"github.com/rebilly/terraform-provider-rebilly/internal/services/customerjwt"
)

func TestConfigure_UnexpectedType(t *testing.T) {
	configurable, ok := customerjwt.NewEphemeralResource().(ephemeral.EphemeralResourceWithConfigure)
	if !ok {
		t.Fatal("got a type without Configure, want one with it")
	}
	for name, test := range map[string]struct {
		data any
		want int
	}{
		"not configured": {nil, 0},
		"wrong type":     {"a string", 1},
	} {
		var response ephemeral.ConfigureResponse
		configurable.Configure(t.Context(), ephemeral.ConfigureRequest{ProviderData: test.data}, &response)
		if got := response.Diagnostics; got.ErrorsCount() != test.want || test.want > 0 && got[0].Summary() != "Unexpected Configure Type" {
			t.Errorf("%s: got %v, want %d errors", name, got, test.want)
		}
	}
}
