package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestAccModuleTest_repeatedPlans plans and applies the same resource several times in one file of terraform test, whose runs share the
// provider that the file configures, with newer CLIs.
func TestAccModuleTest_repeatedPlans(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	output := succeed(t, acctest.NewWorkspace(t, rebilly, map[string]string{
		"main.tf": `
			variable "name" { default = "First" }
			variable "exists" { default = true }
			resource "rebilly_product" "p" {
				count = var.exists ? 1 : 0
				id    = "prod_p"
				name  = var.name
			}`,
		"runs.tftest.hcl": fmt.Sprintf("provider \"rebilly\" {\n organization_id = %q\n api_key = %q\n base_url = %q\n}\n",
			fakeapi.Organization, fakeapi.APIKey, rebilly.URL) + `
			run "create_planned" { command = plan }
			run "create_planned_again" { command = plan }
			run "created" {}
			run "unchanged" { command = plan }
			run "unchanged_again" { command = plan }
			run "update_planned" {
				command = plan
				variables { name = "Second" }
			}
			run "update_planned_again" {
				command = plan
				variables { name = "Second" }
			}
			run "updated" {
				variables { name = "Second" }
			}
			run "destroy_planned" {
				command = plan
				variables { exists = false }
			}
			run "kept" {
				variables { name = "Second" }
			}
			run "destroyed" {
				variables { exists = false }
			}
			run "created_again" {}
		`,
	}), "test", "-no-color")
	if !strings.Contains(output, "12 passed, 0 failed") || rebilly.Count() != 0 {
		t.Errorf("got %d objects and\n%s\nwant 12 passed runs and no object", rebilly.Count(), output)
	}
}
