package plan_test

import (
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestAccPlan_keptReplacement replaces what Rebilly keeps: a billing plan, a custom field, and settings.
func TestAccPlan_keptReplacement(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		resource "rebilly_product" "p" { name = "Seats" }
		resource "rebilly_plan" "p" {
			id         = "plan_x"
			name       = "Seats"
			product_id = rebilly_product.p.id
			currency   = "EUR"
			pricing    = { flat_rate = { price = 10 } }
			on_destroy = "deactivate"
		}
		resource "rebilly_custom_field" "f" {
			resource   = "products"
			name       = "tier"
			string     = {}
			on_destroy = "abandon"
		}
		resource "rebilly_authentication_options" "s" {
			auth_token_ttl = 1234
			on_destroy     = "reset"
			lifecycle {
				create_before_destroy = true
			}
		}`})
	run := func(want int, text string, args ...string) {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		output := strings.Join(strings.Fields(strings.NewReplacer("│", " ").Replace(stdout+stderr)), " ")
		if exit != want || !strings.Contains(output, text) {
			t.Fatalf("%v: got exit code %d and %s%s, want %d and %q", args, exit, stdout, stderr, want, text)
		}
	}
	run(0, "4 added", "apply", "-auto-approve")
	for address, text := range map[string]string{
		"rebilly_plan.p":                   "Plan cannot be replaced under the same id",
		"rebilly_custom_field.f":           "Custom field cannot be replaced under the same name",
		"rebilly_authentication_options.s": "Authentication options cannot be replaced",
	} {
		run(1, text, "apply", "-auto-approve", "-replace="+address)
	}
	run(0, "No changes", "plan", "-detailed-exitcode")
	run(0, "marked as tainted", "taint", "rebilly_plan.p")
	run(1, "terraform untaint", "apply", "-auto-approve")
	run(0, "successfully untainted", "untaint", "rebilly_plan.p")
	// With create_before_destroy, the tainted settings are destroyed after they were created again.
	run(0, "marked as tainted", "taint", "rebilly_authentication_options.s")
	run(0, "not reset", "apply", "-auto-approve")
	run(0, "No changes", "plan", "-detailed-exitcode")
	if stored, _ := rebilly.Get("plans", "plan_x"); stored["isActive"] == false {
		t.Error("got an inactive billing plan, want an active one")
	}
}
