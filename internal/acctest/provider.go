// Package acctest runs tests against a real CLI, Terraform or OpenTofu: through terraform-plugin-testing with the provider in the test's
// process, or in a [Workspace] with the built binary.
package acctest

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/server"
)

// Name is the provider's local name in configurations.
const Name = "rebilly"

// Factories returns the provider for terraform-plugin-testing. Every run of the CLI gets a provider of its own.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		Name: func() (tfprotov6.ProviderServer, error) { return server.New(provider.New("test")()) },
	}
}

// CheckDestroyed returns a CheckDestroy that fails if the API still has objects that a client could have created.
func CheckDestroyed(api *fakeapi.Server) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if got := api.Count(); got != 0 {
			return fmt.Errorf("got %d objects after the test, want 0", got)
		}
		return nil
	}
}
