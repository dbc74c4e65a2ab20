package coupon_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestAccCoupon_lifecycle(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	const (
		address = "rebilly_coupon.this"
		minimal = `resource "rebilly_coupon" "this" {
			id          = "SPRING"
			discount    = { percent = { value = 10 } }
			issued_time = "2026-03-01T00:00:00+02:00"
		}`
	)
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy: func(*terraform.State) error {
			for _, code := range []string{"SPRING", "SUMMER"} {
				if stored, _ := rebilly.Get("coupons", code); stored["status"] != "expired" {
					t.Errorf("%s: got status %v, want expired", code, stored["status"])
				}
			}
			return nil
		},
		Steps: []resource.TestStep{
			{
				Config: rebilly.ProviderBlock() + minimal,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(
						address, tfjsonpath.New("discount").AtMapKey("percent").AtMapKey("context"), knownvalue.StringExact("items"),
					),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("restrictions"), knownvalue.Null()),
				},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{
				Config: rebilly.ProviderBlock() + `
					variable "plans" {
						type    = set(string)
						default = ["plan_b", "plan_a"]
					}
					resource "rebilly_coupon" "this" {
						id           = "SPRING"
						discount     = { fixed = { amount = 1 - 0.05, currency = "USD", context = "shipping" } }
						description  = "Spring sale"
						issued_time  = "2026-03-01T00:00:00+02:00"
						expired_time = "2099-03-01T00:00:00Z"
						restrictions = {
							restrict_to_plans                 = { plan_ids = var.plans, minimum_quantity = 2 }
							restrict_to_exclusive_application = true
							restrict_to_bxgy                  = {
								buy = [{ plan_id = "plan_b", quantity = 2 }, { plan_id = "plan_a", quantity = 1 }]
								get = [{ plan_id = "plan_a", quantity = 1 }]
							}
							total_redemptions = { quantity = 100 }
						}
					}`,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{
				Config: rebilly.ProviderBlock() + minimal,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
			},
			{
				Config: rebilly.ProviderBlock() + `resource "rebilly_coupon" "this" {
					id          = "SUMMER"
					discount    = { percent = { value = 10 } }
					issued_time = "2026-03-01T00:00:00Z"
				}`,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionReplace),
				}},
			},
			{
				Config:      rebilly.ProviderBlock() + minimal,
				ExpectError: regexp.MustCompile(`Coupon code already exists`),
			},
		},
	})
}

// Terraform plans existing objects before it plans a destroy, so a plan must not fail because a coupon has expired.
func TestAccCoupon_destroyExpired(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		resource "rebilly_coupon" "this" {
			id          = "SPRING"
			discount    = { percent = { value = 10 } }
			issued_time = "2026-03-01T00:00:00Z"
		}`})
	run := func(args ...string) {
		t.Helper()
		if stdout, stderr, exit := w.Run(args...); exit != 0 {
			t.Fatalf("%v: got exit code %d, want 0: %s%s", args, exit, stdout, stderr)
		}
	}
	run("apply", "-auto-approve")
	stored, _ := rebilly.Get("coupons", "SPRING")
	stored["expiredTime"] = "2026-04-01T00:00:00Z"
	rebilly.Put("coupons", "SPRING", stored)
	run("plan")
	if _, stderr, exit := w.Run("apply", "-auto-approve"); exit == 0 || !strings.Contains(stderr, "expired at") {
		t.Errorf("apply: got exit code %d and %q, want an error that the coupon has expired", exit, stderr)
	}
	run("destroy", "-auto-approve")
	if posts := rebilly.Requests()["POST /coupons/{id}/expiration"]; posts != 0 {
		t.Errorf("got %d POST requests, want 0", posts)
	}
}

// A replacement would expire the coupon first and then fail.
func TestAccCoupon_usedCode(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	coupons := func(a, b string) string {
		return `resource "rebilly_coupon" "this" {
			for_each    = { a = "` + a + `", b = "` + b + `" }
			id          = each.value
			discount    = { percent = { value = 10 } }
			issued_time = "2026-03-01T00:00:00Z"
		}`
	}
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": coupons("SPRING", "SUMMER")})
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		if exit != 0 {
			t.Fatalf("%v: got exit code %d, want 0: %s%s", args, exit, stdout, stderr)
		}
		return stdout
	}
	fails := func(summary string, args ...string) {
		t.Helper()
		if _, stderr, exit := w.Run(args...); exit == 0 || !strings.Contains(stderr, summary) {
			t.Errorf("%v: got exit code %d and %q, want the error %q", args, exit, stderr, summary)
		}
	}
	run("apply", "-auto-approve")
	fails("Coupon code already exists", "apply", "-auto-approve", `-replace=rebilly_coupon.this["a"]`)
	w.Write("main.tf", coupons("SUMMER", "SPRING"))
	fails("Coupon is both destroyed and created", "apply", "-auto-approve")
	w.Write("main.tf", coupons("SPRING", "SUMMER"))
	for _, code := range []string{"SPRING", "SUMMER"} {
		if stored, _ := rebilly.Get("coupons", code); stored["status"] != "issued" {
			t.Errorf("%s: got status %v, want issued", code, stored["status"])
		}
	}
	run("taint", `rebilly_coupon.this["a"]`)
	if got := run("plan", "-no-color"); !strings.Contains(got, "Warning: Tainted coupon cannot be replaced") {
		t.Errorf("got %s, want a warning that the coupon is tainted", got)
	}
	run("destroy", "-auto-approve")
}
