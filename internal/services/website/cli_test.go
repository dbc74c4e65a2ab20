package website_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestAccWebsite_lifecycle(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	const address = "rebilly_website.this"
	configuration := func(settings string) string {
		return rebilly.ProviderBlock() + `resource "rebilly_website" "this" {
			name          = "Shop"
			url           = "https://shop.example.com"
			service_phone = "+1 555 0100"
			service_email = "help@example.com"
			` + settings + `
		}`
	}
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.CheckDestroyed(rebilly),
		Steps: []resource.TestStep{
			{Config: configuration("")},
			{
				Config: configuration(`settings = {
					amplitude    = { tracking = true, api_key = "35d1795750c585984f7e6b01c0ca6e19" }
					payment_form = { theme = { colorPrimary = "#504CCA" } }
				}`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				}},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{Config: configuration("")},
		},
	})
}
