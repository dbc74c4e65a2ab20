// Package acctest is how a test runs: the provider in process under Terraform's rules, or under a real CLI,
// against an emulator of Rebilly.
package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// Name is the provider's local name in configurations.
const Name = "rebilly"

// NewCore starts the provider in process and configures it; diagnostics with errors fail the test.
func NewCore(t TB, config Object) *Core {
	t.Helper()
	s, diagnostics := Configure(t, config)
	if diagnostics.HasError() {
		t.Fatalf("configure the provider:\n%s", diagnostics)
	}
	return s
}

// Configure is NewCore for tests of the provider block itself: it returns what the provider said.
func Configure(t TB, config Object) (*Core, Diagnostics) {
	t.Helper()
	return newServer(t, check(t, serve()), config)
}

// Factories are for terraform-plugin-testing. Every launch of the CLI gets a provider of its own.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		Name: func() (tfprotov6.ProviderServer, error) { return serve(), nil },
	}
}

func serve() tfprotov6.ProviderServer {
	return server.New(provider.New("test")())()
}
