package coretest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ProviderOf returns a provider for NewCoreOf that has only the resources and data sources of the registrations.
func ProviderOf(registrations ...crud.Registration) func() frameworkprovider.Provider {
	return func() frameworkprovider.Provider {
		p := provider.New("test")()
		lists, _ := p.(frameworkprovider.ProviderWithListResources)
		clients, _ := p.(interface{ Client() *rebilly.Client })
		return testProvider{lists, clients.Client, registrations}
	}
}

type testProvider struct {
	frameworkprovider.ProviderWithListResources
	client        func() *rebilly.Client
	registrations []crud.Registration
}

// Client returns the configured client, which the fast path uses.
func (p testProvider) Client() *rebilly.Client { return p.client() }

func (p testProvider) Resources(context.Context) (all []func() resource.Resource) {
	for _, r := range p.registrations {
		all = append(all, r.Resource)
	}
	return all
}

func (p testProvider) ListResources(context.Context) (all []func() list.ListResource) {
	for _, r := range p.registrations {
		all = append(all, r.ListResource)
	}
	return all
}

func (p testProvider) DataSources(context.Context) (all []func() datasource.DataSource) {
	for _, r := range p.registrations {
		all = append(all, r.DataSources...)
	}
	return all
}
