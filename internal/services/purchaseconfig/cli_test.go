package purchaseconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// checkout has the catalog, the checkout and its outputs in one configuration: Terraform reads no object before it exists.
const checkout = `
variable "price" {
  type    = number
  default = 5
}

variable "jwt" {
  type      = string
  ephemeral = true
  default   = "the-token-of-a-customer"
}

resource "rebilly_website" "shop" {
  name          = "Shop"
  url           = "https://shop.example.com"
  service_email = "billing@example.com"
  service_phone = "+1 555 010 0100"
}

resource "rebilly_product" "seats" {
  name = "Seats"
}

resource "rebilly_plan" "this" {
  for_each   = { monthly = 9.9, yearly = 99 }
  name       = each.key
  product_id = rebilly_product.seats.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = each.value } }
}

data "rebilly_purchase_config" "items" {
  website_id      = rebilly_website.shop.id
  publishable_key = "pk_sandbox_1"
  items = [
    for plan in rebilly_plan.this : { plan_id = plan.id, quantity_range = { maximum = 10 } }
  ]
  theme = { colorPrimary = "#0d2b3e" }
  i18n  = { en = { form = { or = "Or pay by" } } }
}

data "rebilly_purchase_config" "money" {
  website_id = rebilly_website.shop.id
  money      = { amount = var.price, currency = "USD" }
}

locals {
  mount = merge(data.rebilly_purchase_config.money.config, { jwt = var.jwt })
}

output "items" {
  value = data.rebilly_purchase_config.items.config
}

output "json" {
  value = data.rebilly_purchase_config.items.json
}

output "monthly" {
  value = rebilly_plan.this["monthly"].id
}

output "names" {
  value = keys(local.mount)
}

output "public" {
  value = ephemeralasnull(local.mount)
}
`

func TestAccPurchaseConfig_checkout(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t)
	run := runner(t, acctest.NewWorkspace(t, r, map[string]string{"main.tf": checkout}))
	shows := func(output string, parts ...string) {
		t.Helper()
		// The CLI aligns names.
		flat := strings.Join(strings.Fields(output), " ")
		for _, part := range parts {
			if !strings.Contains(flat, part) {
				t.Errorf("got %s\nwant %q", output, part)
			}
		}
	}

	shows(run(2, "plan", "-detailed-exitcode"),
		`data "rebilly_purchase_config" "items"`, "(config refers to values not yet known)",
		`+ items = (known after apply)`, `"colorPrimary" = "#0d2b3e"`)
	run(0, "apply", "-auto-approve")
	shows(run(0, "output"),
		`"apiMode" = "sandbox"`, `"colorPrimary" = "#0d2b3e"`, `"maximum" = 10`, `"or" = "Or pay by"`,
		`names = [ "apiMode", "jwt", "money", "websiteId", ]`, `"jwt" = tostring(null)`)
	shows(run(0, "output", "-raw", "json"), `{"apiMode":"sandbox","organizationId":"org_acctest","publishableKey":"pk_sandbox_1",`+
		`"websiteId":"web_`)
	run(0, "plan", "-detailed-exitcode")

	// The Terraform plan shows what customers are offered.
	shows(run(2, "plan", "-detailed-exitcode", "-var=price=7.5"), `amount = 5 -> 7.5`)
	shows(run(1, "plan", "-var=price=7.555"), "3 decimals, but USD has 2", "money")

	r.Put("plans", run(0, "output", "-raw", "monthly"), object{"name": "monthly", "isActive": false, "currency": "USD",
		"productId": "prod_1", "pricing": object{"formula": "fixed-fee", "price": 1}})
	shows(run(1, "plan", "-refresh=false"), "Inactive billing plan")
	run(0, "destroy", "-auto-approve")
	if n := r.Count(); n != 0 {
		t.Errorf("got %d objects after the destroy, want none", n)
	}
}

// TestAccMountConfig_priceChange plans a change of a price: the options of the function stay known, and no output changes.
func TestAccMountConfig_priceChange(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t)
	run := runner(t, acctest.NewWorkspace(t, r, map[string]string{"main.tf": `
variable "price" {
  default = 5
}

resource "rebilly_product" "seats" {
  name = "Seats"
}

resource "rebilly_plan" "monthly" {
  name       = "Monthly"
  product_id = rebilly_product.seats.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = var.price } }
}

resource "terraform_data" "page" {
  input = jsonencode(local.mount)
}

locals {
  mount = provider::rebilly::mount_config({
    environment     = "sandbox"
    organization_id = "org_acctest"
    publishable_key = "pk_sandbox_1"
    website_id      = "web_1"
    items           = [{ plan_id = rebilly_plan.monthly.id, quantity = 1, thumbnail = null }]
  })
}

output "mount" {
  value = local.mount
}
`}))
	planned := strings.Join(strings.Fields(run(2, "plan", "-detailed-exitcode")), " ")
	for _, part := range []string{`apiMode = "sandbox"`, `planId = (known after apply)`, `quantity = 1`, `websiteId = "web_1"`} {
		if !strings.Contains(planned, part) {
			t.Errorf("got %s\nwant %q", planned, part)
		}
	}
	run(0, "apply", "-auto-approve")
	run(0, "plan", "-detailed-exitcode")
	changed := run(2, "plan", "-detailed-exitcode", "-var=price=6")
	if !strings.Contains(changed, "0 to add, 1 to change, 0 to destroy") || strings.Contains(changed, "Changes to Outputs") {
		t.Errorf("got %s\nwant a change of the billing plan only", changed)
	}
	run(0, "destroy", "-auto-approve")
}

// runner returns a function that runs the CLI and checks its exit code.
func runner(t *testing.T, w *acctest.Workspace) func(want int, args ...string) string {
	t.Helper()
	return func(want int, args ...string) string {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		if exit != want {
			t.Fatalf("%v: got exit code %d, want %d\n%s\n%s", args, exit, want, stdout, stderr)
		}
		return stdout + stderr
	}
}

// sold declares the resources that the examples of the data source reference.
const sold = `
resource "rebilly_website" "store" {
  name          = "Acme Store"
  url           = "https://acme.example"
  service_email = "billing@acme.example"
  service_phone = "+1 555 010 0100"
}

resource "rebilly_api_key" "checkout" {
  description = "Checkout page"
  type        = "publishable"
}

resource "rebilly_product" "workspace" {
  name = "Workspace"
}

resource "rebilly_plan" "monthly" {
  name       = "Monthly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = 9.9 } }
}

resource "rebilly_plan" "yearly" {
  name       = "Yearly"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = 99 } }
}

resource "rebilly_plan" "onboarding" {
  name       = "Onboarding"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = 499 } }
}

resource "rebilly_plan" "backup" {
  name       = "Backup"
  product_id = rebilly_product.workspace.id
  currency   = "USD"
  pricing    = { fixed_fee = { price = 5 } }
}
`

func TestAccPurchaseConfig_examples(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t)
	payment := object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD"}
	r.Put("invoices", "in_0YV7DENSVGDBW9S71XZNNYYQ0X", coretest.With(payment, object{"amount": 10}))
	r.Put("transactions", "txn_0YVDM6T9C2E1ZQK3N5SXH8WB7J", coretest.With(payment, object{"amount": 10}))
	r.Put("deposit-requests", "dep_req_0YV7JTKD3X6Q9C2E1ZNH8WB5SM", coretest.With(payment, object{"amounts": []any{20}}))
	r.Put("payout-requests", "payout_req_0YV7K3X6Q9C2E1ZNH8WB5SMT", coretest.With(payment, object{"amount": 10}))

	files := map[string]string{"sold.tf": sold}
	for name, text := range read(t, "../../../examples/data-sources/rebilly_purchase_config") {
		files[name] = text
	}
	run := runner(t, acctest.NewWorkspace(t, r, files))
	run(0, "apply", "-auto-approve")
	run(0, "plan", "-detailed-exitcode")
	run(0, "destroy", "-auto-approve")
}

func TestAccPurchaseConfig_page(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t)
	files := read(t, "../../../examples/checkout")
	// Both are in main.tf.
	files["versions.tf"], files["provider.tf"] = "", ""
	w := acctest.NewWorkspace(t, r, files)
	w.Env = append(r.Variables(), "TF_VAR_organization_id=org_acctest")
	run := runner(t, w)
	run(0, "apply", "-auto-approve")
	page := run(0, "output", "-raw", "page")
	if !strings.Contains(page, `<script id="options" type="application/json">{"apiMode":"sandbox","items":[{"planId":"plan_`) {
		t.Errorf("got page %s, want the options in a script", page)
	}
	run(0, "plan", "-detailed-exitcode")
	w.Write("main.tf", strings.Replace(files["main.tf"], "9.95", "8.95", 1))
	if changed := run(2, "plan", "-detailed-exitcode"); strings.Contains(changed, "Changes to Outputs") {
		t.Errorf("got %s, want no change of the page if a price changes", changed)
	}
	run(0, "destroy", "-auto-approve")
}

// read returns the contents of the files in a directory.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		texts[entry.Name()] = string(text)
	}
	return texts
}
