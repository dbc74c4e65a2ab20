// Package coretest runs the provider in process, under a simulation of Terraform Core that enforces Core's rules for providers.
package coretest

import (
	"context"
	"sync"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// NewCore returns a Core with a configured provider. Errors in the configuration fail the test.
func NewCore(t TB, config Object) *Core {
	t.Helper()
	return mustConfigure(t, provider.New("test"), providerSchema, config)
}

// NewCoreOf is NewCore for a different provider, such as one with the resources of a test.
func NewCoreOf(t TB, newProvider func() frameworkprovider.Provider, config Object) *Core {
	t.Helper()
	return mustConfigure(t, newProvider, readSchema(newProvider), config)
}

// Configure is NewCore for tests of the provider block: it returns the diagnostics.
func Configure(t TB, config Object) (*Core, Diagnostics) {
	t.Helper()
	return configure(t, provider.New("test"), providerSchema, config)
}

func mustConfigure(t TB, newProvider func() frameworkprovider.Provider, schema schemaReader, config Object) *Core {
	t.Helper()
	s, diagnostics := configure(t, newProvider, schema, config)
	if diagnostics.HasError() {
		t.Fatalf("configure the provider:\n%s", diagnostics)
	}
	return s
}

func configure(t TB, newProvider func() frameworkprovider.Provider, schema schemaReader, config Object) (*Core, Diagnostics) {
	t.Helper()
	schemas, err := schema()
	if err != nil {
		t.Fatalf("schema of the provider: %v", err)
	}
	return newServer(t, compareWithFramework(t, newProvider, schemas), config)
}

// schemaReader returns the schema of a provider, which must not be modified.
type schemaReader func() (*tfprotov6.GetProviderSchemaResponse, error)

func readSchema(newProvider func() frameworkprovider.Provider) schemaReader {
	return func() (*tfprotov6.GetProviderSchemaResponse, error) {
		s, err := server.New(newProvider())
		if err != nil {
			return nil, err
		}
		return s.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	}
}

// providerSchema reads the schema once in a process, as Terraform does. Its size grows with the number of resource types.
var providerSchema = sync.OnceValues(readSchema(provider.New("test")))
