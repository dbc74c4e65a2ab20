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

// TestAccModuleTest_coupons runs terraform test twice against one organization, for a module whose coupon has a fixed id, or one that
// tests leave out.
func TestAccModuleTest_coupons(t *testing.T) {
	t.Parallel()
	const override = "override_resource {\n target = rebilly_coupon.spring\n}\n"
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"fixed id":            {"", []string{"1 passed, 0 failed", "Coupon code already used"}},
		"overridden resource": {override, []string{"1 passed, 0 failed", "1 passed, 0 failed"}},
		"overridden, invalid": {override + "variables {\n percent = 200\n}\n", []string{"must be between", "must be between"}},
		"id of the provider":  {"variables {\n code = null\n}\n", []string{"1 passed, 0 failed", "1 passed, 0 failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.Start(t)
			w := acctest.NewWorkspace(t, rebilly, map[string]string{
				"main.tf": `
					variable "code" { default = "SPRING26" }
					variable "percent" { default = 10 }
					resource "rebilly_coupon" "spring" {
						id          = var.code
						discount    = { percent = { value = var.percent } }
						issued_time = "2026-01-01T00:00:00Z"
					}`,
				"coupon.tftest.hcl": test.text + "run \"applied\" {}\n",
			})
			for i, want := range test.want {
				if stdout, stderr, _ := w.Run("test", "-no-color"); !strings.Contains(stdout+stderr, want) {
					t.Errorf("run %d: got\n%s%s\nwant %q", i+1, stdout, stderr, want)
				}
			}
		})
	}
}
