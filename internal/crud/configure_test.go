package crud_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// TestConfigure_UnexpectedType configures every resource, data source and ephemeral resource of the provider.
func TestConfigure_UnexpectedType(t *testing.T) {
	p := provider.New("test")()
	ephemerals, ok := p.(frameworkprovider.ProviderWithEphemeralResources)
	if !ok {
		t.Fatalf("got %T, want a provider with ephemeral resources", p)
	}
	configure := func(data any) (all []diag.Diagnostics) {
		for _, create := range p.Resources(t.Context()) {
			r, ok := create().(resource.ResourceWithConfigure)
			if !ok {
				t.Fatalf("got %T, want a resource with Configure", create())
			}
			var response resource.ConfigureResponse
			r.Configure(t.Context(), resource.ConfigureRequest{ProviderData: data}, &response)
			all = append(all, response.Diagnostics)
		}
		for _, create := range p.DataSources(t.Context()) {
			d, ok := create().(datasource.DataSourceWithConfigure)
			if !ok {
				t.Fatalf("got %T, want a data source with Configure", create())
			}
			var response datasource.ConfigureResponse
			d.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: data}, &response)
			all = append(all, response.Diagnostics)
		}
		for _, create := range ephemerals.EphemeralResources(t.Context()) {
			e, ok := create().(ephemeral.EphemeralResourceWithConfigure)
			if !ok {
				t.Fatalf("got %T, want an ephemeral resource with Configure", create())
			}
			var response ephemeral.ConfigureResponse
			e.Configure(t.Context(), ephemeral.ConfigureRequest{ProviderData: data}, &response)
			all = append(all, response.Diagnostics)
		}
		return all
	}
	for _, data := range []any{nil, rebilly.New(rebilly.Config{})} {
		for _, got := range configure(data) {
			if len(got) > 0 {
				t.Errorf("%T: got %v, want no diagnostics", data, got)
			}
		}
	}
	for _, got := range configure("a client") {
		if len(got) != 1 || got[0].Summary() != "Unexpected Configure Type" {
			t.Errorf("got %v, want Unexpected Configure Type", got)
		}
	}
}
