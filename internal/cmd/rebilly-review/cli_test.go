package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestAccReview_plan reviews a plan of the CLI. The JSON of Terraform and OpenTofu differs in details, such as its version.
func TestAccReview_plan(t *testing.T) {
	t.Parallel()
	const shared = `
resource "rebilly_product" "seats" {
  id   = "prod_seats"
  name = "Seats"
}
variable "secret" {
  default   = 44441
  sensitive = true
}
`
	plan := func(id, name, price string) string {
		return `
resource "rebilly_plan" "` + name + `" {
  id         = "` + id + `"
  name       = "` + name + `"
  product_id = rebilly_product.seats.id
  currency   = "EUR"
  pricing    = { flat_rate = { price = ` + price + ` } }
}
`
	}
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{
		"main.tf": shared + plan("plan_a", "cheaper", "10") + plan("plan_b", "secret", "var.secret") + plan("plan_c", "replaced", "10") +
			plan("plan_d", "gone", "10") + "resource \"terraform_data\" \"price\" { input = 1 }\n" + plan("plan_e", "unknown", "10"),
	})
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		if exit != 0 {
			t.Fatalf("%v: got exit code %d, want 0\n%s%s", args, exit, stdout, stderr)
		}
		return stdout
	}
	run("apply", "-auto-approve")
	drifted, _ := rebilly.Get("plans", "plan_a")
	drifted["pricing"] = map[string]any{"formula": "flat-rate", "price": 9}
	rebilly.Put("plans", "plan_a", drifted)
	w.Write("main.tf", shared+plan("plan_a", "cheaper", "4.5")+plan("plan_b", "secret", "var.secret + 2")+
		plan("plan_c2", "replaced", "12")+"resource \"terraform_data\" \"price\" { input = 2 }\n"+
		plan("plan_e", "unknown", "terraform_data.price.output"))
	run("plan", "-out=tfplan")
	file := filepath.Join(w.Dir, "plan.json")
	if err := os.WriteFile(file, []byte(run("show", "-json", "tfplan")), 0o600); err != nil {
		t.Fatal(err)
	}
	got := reviewFile(t, file, "markdown", errGate)
	for _, want := range []string{
		"| `cheaper (plan_a)` | price, per unit, once | `9.00 EUR` | `4.50 EUR` | -50% |",
		"| `cheaper (plan_a)` | price, per unit, once | `10.00 EUR` | `9.00 EUR` |\n",
		"| `secret (plan_b)` | price, per unit, once | `a sensitive value` | `a different sensitive value` |  |",
		"| `replaced (plan_c)` | price, per unit, once | `10.00 EUR` | `12.00 EUR` | +20% |",
		"| `unknown (plan_e)` | price, per unit, once | `10.00 EUR` | `an amount that is not known yet` |  |",
		"| `gone (plan_d)` | `rebilly_plan.gone` | deleted | the resource block was removed |",
		"| `unknown (plan_e)` | `pricing.flat_rate.price` |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %s", got, want)
		}
	}
	if strings.Contains(got, "44441") || strings.Contains(got, "44443") || strings.Contains(got, "44,44") {
		t.Errorf("got\n%s\nwant no sensitive value", got)
	}
}
