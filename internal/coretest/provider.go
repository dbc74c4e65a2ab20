// Package coretest runs the provider in process, under a simulation of Terraform Core that enforces Core's rules for providers.
package coretest

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// NewCore returns a Core with a configured provider. Errors in the configuration fail the test.
func NewCore(t TB, config Object) *Core {
	t.Helper()
	s, diagnostics := Configure(t, config)
	if diagnostics.HasError() {
		t.Fatalf("configure the provider:\n%s", diagnostics)
	}
	return s
}

// Configure is NewCore for tests of the provider block: it returns the diagnostics.
func Configure(t TB, config Object) (*Core, Diagnostics) {
	t.Helper()
	s, err := server.New(provider.New("test")())
	if err != nil {
		t.Fatalf("start the provider: %v", err)
	}
	return newServer(t, compareWithFramework(t, s), config)
}
