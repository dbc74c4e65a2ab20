package customfield_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestAccCustomField_lifecycle(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	const address = "rebilly_custom_field.this"
	configuration := func(more string) string {
		return rebilly.ProviderBlock() + `resource "rebilly_custom_field" "this" {
			resource = "products"
			name     = "tier"
			` + more + `
		}`
	}
	update := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address,
		plancheck.ResourceActionUpdate)}}
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy: func(*terraform.State) error {
			stored, _ := rebilly.Get("custom-fields", "products/tier")
			if stored["isEnabled"] != false || stored["type"] != "string" {
				return fmt.Errorf("got %v in Rebilly, want a disabled field of type string", stored)
			}
			return nil
		},
		Steps: []resource.TestStep{
			{Config: configuration(""), ExpectError: regexp.MustCompile(`(?s)No type is set.*exactly\s+one\s+of`)},
			{Config: configuration("string = {}")},
			{ResourceName: address, ImportState: true, ImportStateId: "products/tier", ImportStateKind: resource.ImportBlockWithID},
			{
				Config: configuration(`string = { max_length = 20, allowed_values = ["gold", "silver"], default = "gold",` +
					` pattern = "/^[a-z]+$/" }`), ConfigPlanChecks: update,
			},
			{ResourceName: address, ImportState: true, ImportStateId: "products/tier", ImportStateKind: resource.ImportBlockWithID},
			{
				Config: configuration("integer = {}"), ExpectError: regexp.MustCompile(`(?s)Custom field type cannot be changed.*cannot\s+be\s+reused`),
			},
			{Config: configuration("string = {}"), ConfigPlanChecks: update},
		},
	})
}

func run(t *testing.T, w *acctest.Workspace, args ...string) string {
	t.Helper()
	stdout, stderr, exit := w.Run(append(args, "-no-color")...)
	if exit != 0 {
		t.Fatalf("%v: got exit code %d, want 0\n%s\n%s", args, exit, stdout, stderr)
	}
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(stdout+stderr)), " ")
}

func expect(t *testing.T, output string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(output, part) {
			t.Errorf("got %s\nwant %q", output, part)
		}
	}
}

func TestAccCustomField_recreate(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	const configuration = `resource "rebilly_custom_field" "this" {
		resource = "products"
		name     = "tier"
		string   = { max_length = 20 }
	}`
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": configuration})
	enabled := func(want bool) {
		t.Helper()
		if stored, _ := rebilly.Get("custom-fields", "products/tier"); stored["isEnabled"] != want {
			t.Errorf("got isEnabled %v, want %t", stored["isEnabled"], want)
		}
	}
	run(t, w, "apply", "-auto-approve")

	// Replace in one apply.
	expect(t, run(t, w, "apply", "-auto-approve", "-replace=rebilly_custom_field.this"),
		"Existing custom field enabled", "1 added, 0 changed, 1 destroyed")
	enabled(true)
	run(t, w, "plan", "-detailed-exitcode")

	// Destroy and create in two applies.
	w.Write("main.tf", "")
	expect(t, run(t, w, "plan"), "will be disabled, not deleted", "1 to destroy")
	run(t, w, "apply", "-auto-approve")
	enabled(false)
	w.Write("main.tf", configuration)
	expect(t, run(t, w, "apply", "-auto-approve"), "Existing custom field enabled")
	enabled(true)
	run(t, w, "plan", "-detailed-exitcode")

	expect(t, run(t, w, "destroy", "-auto-approve"), "will be disabled, not deleted")
	enabled(false)
}

func TestAccCustomField_usedInSameApply(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t, emulator.Options{CheckCustomFields: true})
	rebilly.Put("custom-fields", "products/other", map[string]any{"type": "string"})
	const fields = `
		resource "rebilly_custom_field" "tier" {
			resource = "products"
			name     = "tier"
			string   = { allowed_values = ["gold", "silver"] }
		}
		resource "rebilly_custom_field" "seats" {
			resource = "plans"
			name     = "seats"
			integer  = { minimum = 1 }
		}`
	users := func(tier, dependsOn string) string {
		return fields + `
		resource "rebilly_product" "p" {
			name          = "Seats"
			custom_fields = { ` + tier + ` }
		}
		resource "rebilly_plan" "m" {
			name          = "Monthly"
			product_id    = rebilly_product.p.id
			currency      = "USD"
			pricing       = { fixed_fee = { price = 1 } }
			custom_fields = { seats = 5 }
			` + dependsOn + `
		}`
	}
	const byReference, byOrder = `(rebilly_custom_field.tier.name) = "gold"`, `depends_on = [rebilly_custom_field.seats]`
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": users(byReference, byOrder)})

	w.Write("main.tf", users(`(rebilly_custom_field.tier.name) = "bronze"`, byOrder))
	stdout, stderr, exit := w.Run("plan", "-no-color")
	if exit == 0 || !strings.Contains(strings.Join(strings.Fields(stderr), " "), "must be one of") {
		t.Errorf("value that the planned field does not allow: got exit code %d, want 1\n%s%s", exit, stdout, stderr)
	}
	w.Write("main.tf", users(byReference, byOrder))
	run(t, w, "apply", "-auto-approve")
	run(t, w, "plan", "-detailed-exitcode")

	w.Write("main.tf", users(`teir = "gold"`, byOrder))
	if stdout, stderr, exit := w.Run("plan", "-no-color"); exit == 0 || !strings.Contains(stdout+stderr, `Did you mean "tier"?`) {
		t.Errorf("wrong name: got exit code %d, want 1\n%s%s", exit, stdout, stderr)
	}
	w.Write("main.tf", users(byReference, byOrder))
	expect(t, run(t, w, "destroy", "-auto-approve"), "4 destroyed")
	if stored, _ := rebilly.Get("custom-fields", "products/tier"); stored["isEnabled"] != false {
		t.Errorf("got isEnabled %v, want false", stored["isEnabled"])
	}
}
