package plan_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// Terraform compares planned numbers digit by digit, and sends some of them without all of their digits.
func TestAccPlan_numbers(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	withProduct(rebilly)
	config := func(flatRate string) string {
		return rebilly.ProviderBlock() + `resource "rebilly_plan" "this" {
			name       = "Monthly"
			product_id = "prod_1"
			currency   = "USD"
			pricing    = { flat_rate = { ` + flatRate + ` } }
		}`
	}
	fails := func(flatRate, want string) resource.TestStep {
		return resource.TestStep{Config: config(flatRate), ExpectError: regexp.MustCompile(want)}
	}
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest: true, ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			fails(`price = 20/1073741824`, `(?s)Too many digits.*pricing\.flat_rate\.price\s+is\s+exactly`),
			fails(`price = pow(2, 70)`, `Too many digits`),
			fails(`price = 1e400`, `(?s)Invalid number.*pricing\.flat_rate\.price\s+is\s+1e\+400`),
			fails(`price = 1, min_quantity = 1.5`, `(?s)Invalid number.*pricing\.flat_rate\.min_quantity\s+is\s+1\.5`),
			{Config: config(`price = tonumber(format("%.15f", 20/1073741824))`)},
			{Config: config(`price = 20/3`)},
			{Config: config(`price = 5/1024`)},
		},
	})
}
