package plan_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestAccPlan_lifecycle(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	const address = "rebilly_plan.this"
	configuration := func(price, more string) string {
		return rebilly.ProviderBlock() + `
			resource "rebilly_product" "seats" { name = "Seats" }
			resource "rebilly_plan" "this" {
				name               = "Monthly"
				product_id         = rebilly_product.seats.id
				currency           = "USD"
				pricing            = { tiered = { brackets = [{ price = ` + price + `, max_quantity = 10 }, { price = 9.90 }] } }
				recurring_interval = { unit = "month", length = 1` + more + ` }
			}`
	}
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.CheckDestroyed(rebilly),
		Steps: []resource.TestStep{
			{Config: configuration(`"much"`, ""), ExpectError: regexp.MustCompile(`(?s)price.*number`)},
			{Config: configuration("99.95", "")},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{
				Config: configuration("1 - 0.99", `, period_anchor_instruction = { day_of_week = { day = "Monday", week = "next" } }`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectResourceAction("rebilly_product.seats", plancheck.ResourceActionNoop),
				}},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		},
	})
}
