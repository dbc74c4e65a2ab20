// Package coretest runs the provider in process, under a simulation of Terraform Core that enforces Core's rules for providers.
package coretest

import (
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// NewCore returns a Core with a configured provider. Errors in the configuration fail the test.
func NewCore(t TB, config Object) *Core {
	t.Helper()
	return NewCoreOf(t, provider.New("test"), config)
}

// NewCoreOf is NewCore for a different provider, such as one with the resources of a test.
func NewCoreOf(t TB, newProvider func() frameworkprovider.Provider, config Object) *Core {
	t.Helper()
	s, diagnostics := configure(t, newProvider, config)
	if diagnostics.HasError() {
		t.Fatalf("configure the provider:\n%s", diagnostics)
	}
	return s
}

// Configure is NewCore for tests of the provider block: it returns the diagnostics.
func Configure(t TB, config Object) (*Core, Diagnostics) {
	t.Helper()
	return configure(t, provider.New("test"), config)
}

func configure(t TB, newProvider func() frameworkprovider.Provider, config Object) (*Core, Diagnostics) {
	t.Helper()
	s, err := server.New(newProvider())
	if err != nil {
		t.Fatalf("%v", err)
	}
	return newServer(t, compareWithFramework(t, s, newProvider()), config)
}
