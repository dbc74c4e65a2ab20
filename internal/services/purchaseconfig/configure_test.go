package purchaseconfig_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/rebilly/terraform-provider-rebilly/internal/services/purchaseconfig"
)

func TestConfigure_UnexpectedType(t *testing.T) {
	configurable, ok := purchaseconfig.NewDataSource().(datasource.DataSourceWithConfigure)
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
		var response datasource.ConfigureResponse
		configurable.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: test.data}, &response)
		if got := response.Diagnostics; got.ErrorsCount() != test.want || test.want > 0 && got[0].Summary() != "Unexpected Configure Type" {
			t.Errorf("%s: got %v, want %d errors", name, got, test.want)
		}
	}
}
