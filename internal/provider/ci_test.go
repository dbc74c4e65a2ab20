package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

func TestAccMocks_everyResourceType(t *testing.T) {
	t.Parallel()
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	resources := map[string]object{}
	data := map[string]object{
		"rebilly_purchase_config": {"d": object{
			"website_id": "a", "publishable_key": "pk_a", "items": []any{object{"plan_id": "b", "quantity": 1}},
		}},
		"rebilly_event_types": {"d": object{}}, "rebilly_integrations": {"d": object{}}, "rebilly_payment_methods": {"d": object{}},
		"rebilly_email_notifications": {"d": object{}}, "rebilly_send_through_attribution": {"d": object{"event_type": "invoice-paid"}},
		"rebilly_list_version":           {"d": object{"list_id": "lst_a", "version": 1}},
		"rebilly_event_ruleset_version":  {"d": object{"event_type": "invoice-paid", "version": 1}},
		"rebilly_event_ruleset_versions": {"d": object{"event_type": "invoice-paid"}},
	}
	for _, kind := range coretest.ResourceTypes {
		resources[kind.Type] = object{}
		for i, config := range kind.Complete {
			resources[kind.Type][fmt.Sprint("r", i)] = config
		}
		data[kind.Type] = object{"d": kind.LookUp(kind.ID)}
		if !kind.IsSettings() {
			data[kind.PluralType] = object{"d": kind.ListConfig}
		}
	}
	for typeName := range schemas.ResourceSchemas {
		if len(resources[typeName]) == 0 {
			t.Errorf("got no configuration of %s, want one", typeName)
		}
	}
	for typeName := range schemas.DataSourceSchemas {
		if len(data[typeName]) == 0 {
			t.Errorf("got no arguments of %s, want some", typeName)
		}
	}
	text, err := json.Marshal(map[string]any{"resource": resources, "data": data})
	if err != nil {
		t.Fatal(err)
	}
	output := succeed(t, acctest.NewWorkspace(t, nil, map[string]string{
		"main.tf.json": string(text),
		"all.tftest.hcl": `mock_provider "rebilly" {}
			run "planned" { command = plan }
			run "applied" {
				assert {
					condition     = rebilly_plan.r3.pricing.tiered.brackets[1].max_quantity == 9
					error_message = "The applied value must be the configured value."
				}
			}`,
	}), "test", "-no-color")
	if want := "2 passed, 0 failed"; !strings.Contains(output, want) {
		t.Errorf("got\n%s\nwant %q", output, want)
	}
}

func TestAccPolicy_examples(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, to, live, want string }{
		"10% decrease": {seats + monthly(priced("10", "")), seats + monthly(priced("9", "")), "true", ""},
		"33% decrease": {
			seats + monthly(priced("9", "")), seats + monthly(priced("6", "")), "false",
			"rebilly_plan.monthly: pricing.flat_rate.price falls from 9 to 6",
		},
		"bracket": {
			seats + monthly(tiers), seats + monthly(strings.Replace(tiers, "8", "3", 1)), "false",
			"pricing.tiered.brackets to 100 falls from 8 to 3",
		},
		"last bracket": {
			seats + monthly(tiers), seats + monthly(strings.Replace(tiers, "7", "3", 1)), "false",
			"pricing.tiered.brackets to the end falls from 7 to 3",
		},
		"setup fee": {
			seats + monthly(priced("9", "  setup = { price = 5 }\n")), seats + monthly(priced("9", "  setup = { price = 1 }\n")), "false",
			"setup.price falls from 5 to 1",
		},
		"replacement": {
			seats + monthly(priced("9", "")), seats + strings.Replace(monthly(priced("6", "")), "plan_1", "plan_2", 1), "false",
			"pricing.flat_rate.price falls from 9 to 6",
		},
		"increase": {seats + monthly(priced("9", "")), seats + monthly(priced("99", "")), "true", ""},
		"unknown price": {
			seats + monthly(priced("9", "")),
			seats + "resource \"terraform_data\" \"price\" { input = 12.5 }\n" + monthly(priced("terraform_data.price.output", "")), "false",
			"Prices have to be known",
		},
		"new plan":         {seats, seats + monthly(priced("1", "")), "true", ""},
		"deletion":         {seats, "", "false", ""},
		"deletion in live": {seats, "", "true", "rebilly_product.seats"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"main.tf": test.from}
			for file, text := range examples(t, "guides/policy") {
				files["policy/"+file] = text
			}
			w := acctest.NewWorkspace(t, fakeapi.Start(t), files)
			succeed(t, w, "apply", "-auto-approve")
			w.Write("main.tf", test.to)
			stdout, stderr, exit := w.Shell("terraform plan -out=plan.bin\nterraform show -json plan.bin > plan.json\n" +
				"terraform -chdir=policy plan -no-color -var plan=../plan.json -var live=" + test.live)
			got := strings.Join(strings.Fields(strings.ReplaceAll(stdout+stderr, "│", " ")), " ")
			if (exit != 0) != (test.want != "") || !strings.Contains(got, test.want) {
				t.Errorf("got exit code %d, want %q in\n%s%s", exit, test.want, stdout, stderr)
			}
		})
	}
}
