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
		"rebilly_purchase_config": {"d": object{"website_id": "a", "publishable_key": "pk_a", "items": []any{object{"plan_id": "b", "quantity": 1}}}},
	}
	for _, kind := range coretest.ResourceTypes {
		resources[kind.Type] = object{}
		for i, config := range kind.Complete {
			resources[kind.Type][fmt.Sprint("r", i)] = config
		}
		data[kind.Type], data[kind.Type+"s"] = object{"d": coretest.Key(kind.ID)}, object{"d": kind.ListConfig}
	}
	for typeName := range schemas.ResourceSchemas {
		if len(resources[typeName]) == 0 {
			t.Errorf("no configuration of %s", typeName)
		}
	}
	for typeName := range schemas.DataSourceSchemas {
		if len(data[typeName]) == 0 {
			t.Errorf("no arguments of %s", typeName)
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
					error_message = "The configuration is not what is applied."
				}
			}`,
	}), "test", "-no-color")
	if !strings.Contains(output, "2 passed, 0 failed") {
		t.Errorf("%s", output)
	}
}

func TestAccPolicy_examples(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ from, to, live, says string }{
		"a tenth less":       {seats + monthly(priced("10", "")), seats + monthly(priced("9", "")), "true", ""},
		"a third less":       {seats + monthly(priced("9", "")), seats + monthly(priced("6", "")), "false", "rebilly_plan.monthly: pricing.flat_rate.price falls from 9 to 6"},
		"a bracket":          {seats + monthly(tiers), seats + monthly(strings.Replace(tiers, "8", "3", 1)), "false", "pricing.tiered.brackets to 100 falls from 8 to 3"},
		"the last bracket":   {seats + monthly(tiers), seats + monthly(strings.Replace(tiers, "7", "3", 1)), "false", "pricing.tiered.brackets to the end falls from 7 to 3"},
		"the setup fee":      {seats + monthly(priced("9", "  setup = { price = 5 }\n")), seats + monthly(priced("9", "  setup = { price = 1 }\n")), "false", "setup.price falls from 5 to 1"},
		"dearer":             {seats + monthly(priced("9", "")), seats + monthly(priced("99", "")), "true", ""},
		"not known":          {seats + monthly(priced("9", "")), seats + "resource \"terraform_data\" \"price\" { input = 12.5 }\n" + monthly(priced("terraform_data.price.output", "")), "false", "Prices have to be known"},
		"new":                {seats, seats + monthly(priced("1", "")), "true", ""},
		"a deletion":         {seats, "", "false", ""},
		"a deletion in live": {seats, "", "true", "rebilly_product.seats"},
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
			stdout, stderr, exit := w.Shell("terraform plan -out=plan.bin\nterraform show -json plan.bin > plan.json\nterraform -chdir=policy plan -no-color -var plan=../plan.json -var live=" + test.live)
			said := strings.Join(strings.Fields(strings.ReplaceAll(stdout+stderr, "│", " ")), " ")
			if (exit != 0) != (test.says != "") || !strings.Contains(said, test.says) {
				t.Errorf("ended with %d, want %q:\n%s%s", exit, test.says, stdout, stderr)
			}
		})
	}
}
