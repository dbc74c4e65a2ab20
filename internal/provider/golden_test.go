package provider_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

var update = flag.Bool("update", false, "write the plans of TestAccPlanOutput_golden, which are the same for every CLI, to testdata/plans")

const (
	seats = `resource "rebilly_product" "seats" {
  id   = "prod_seats"
  name = "Seats"
}
`
	site = `resource "rebilly_website" "shop" {
  id            = "web_shop"
  name          = "Shop"
  url           = "https://shop.example.com"
  service_phone = "+1 555 0100"
  service_email = "help@example.com"
`
	key = `resource "rebilly_api_key" "ci" {
  description = "CI"
`
	coupon = `resource "rebilly_coupon" "spring" {
  id          = "SPRING26"
  discount    = { percent = { value = 10 } }
  issued_time = "2026-01-01T00:00:00Z"
`
	tiers = `
  pricing = { tiered = { brackets = [
    { price = 9.9, max_quantity = 10 },
    { price = 8, max_quantity = 100 },
    { price = 7 },
  ] } }
`
)

// monthly returns the configuration of a plan, with more arguments.
func monthly(more string) string {
	return `resource "rebilly_plan" "monthly" {
  id         = "plan_1"
  name       = "Monthly"
  product_id = rebilly_product.seats.id
  currency   = "USD"
` + more + "}\n"
}

func priced(price, more string) string {
	return `  recurring_interval = { unit = "month", length = 1 }
  pricing            = { flat_rate = { price = ` + price + " } }\n" + more
}

type planChange struct{ name, from, to string }

// changes are typical changes of a configuration, by their names in testdata/plans.
var changes = []planChange{
	{"product_new", "", `resource "rebilly_product" "boxes" { name = "Boxes" }`},
	{"product_renamed", seats, strings.ReplaceAll(seats, "Seats", "Places")},
	{
		"product_accounts", seats,
		strings.Replace(seats, "}", "  recognition = { debit_account_id = \"jrn_acc_1\", credit_account_id = \"jrn_acc_2\" }\n}", 1),
	},
	{"product_other_id", seats, strings.ReplaceAll(seats, "prod_seats", "prod_places")},
	{"product_destroyed", seats, ""},
	{"product_destroyed_live", "# live\n" + seats, "# live\n"},
	{"product_protected", strings.Replace(seats, "}", "  deletion_protection = true\n}", 1), ""},
	{
		"product_imported", "",
		"import {\n  to = rebilly_product.boxes\n  id = \"prod_boxes\"\n}\nresource \"rebilly_product\" \"boxes\" { name = \"Boxes\" }",
	},
	{"plan_new", seats, seats + monthly(priced("9.95", ""))},
	{"plan_renamed", seats + monthly(priced("9.95", "")), seats + strings.Replace(monthly(priced("9.95", "")), "Monthly", "Every month", 1)},
	{"plan_price", seats + monthly(priced("9.95", "")), seats + monthly(priced("12.5", ""))},
	{"plan_price_arithmetic", seats + monthly(priced("0.3", "")), seats + monthly(priced("0.1 + 0.2", ""))},
	{"plan_bracket_price", seats + monthly(tiers), seats + monthly(strings.Replace(tiers, "8", "7.5", 1))},
	{
		"plan_bracket_added", seats + monthly(tiers),
		seats + monthly(strings.Replace(tiers, "{ price = 7 }", "{ price = 7, max_quantity = 1000 },\n    { price = 6 }", 1)),
	},
	{"plan_formula", seats + monthly("  pricing = { flat_rate = { price = 9.9 } }\n"), seats + monthly(tiers)},
	{"plan_currency", seats + monthly(priced("9.95", "")), seats + strings.Replace(monthly(priced("9.95", "")), "USD", "EUR", 1)},
	{
		"plan_interval", seats + monthly(priced("9.95", "")),
		seats + strings.Replace(monthly(priced("9.95", "")), `"month", length = 1`, `"year", length = 1`, 1),
	},
	{
		"plan_trial_and_setup", seats + monthly(priced("9.95", "  setup = { price = 10 }\n")),
		seats + monthly(priced("9.95", "  trial = { price = 0, period = { unit = \"day\", length = 14 } }\n")),
	},
	{"plan_deactivated", seats + monthly(priced("9.95", "")), seats + monthly(priced("9.95", "  is_active = false\n"))},
	{
		"plan_price_not_known", seats + monthly(priced("9.95", "")),
		seats + "resource \"terraform_data\" \"price\" { input = 12.5 }\n" + monthly(priced("terraform_data.price.output", "")),
	},
	{
		"plan_custom_field", seats + monthly(priced("9.95", "  custom_fields = { tier = \"gold\", region = \"eu\" }\n")),
		seats + monthly(priced("9.95", "  custom_fields = { tier = \"silver\", region = \"eu\" }\n")),
	},
	{"plan_kept_when_destroyed", seats + monthly(priced("9.95", "  on_destroy = \"deactivate\"\n")), seats},
	{"plan_yen", seats, seats + strings.Replace(monthly(priced("9.95", "")), "USD", "JPY", 1)},
	{"website_colors", site + "}\n", site + "  settings = { payment_form = { theme = { colorPrimary = \"#504CCA\" } } }\n}\n"},
	{
		"website_coupons", site + "  settings = { payment_form = { features = { show_coupons = [\"summary\"] } } }\n}\n",
		site + "  settings = { payment_form = { features = { show_coupons = [\"summary\", \"confirmation\"] } } }\n}\n",
	},
	{"key_new", "", key + "  acl = [{ permissions = [\"GetPlan\"] }]\n}\n"},
	{
		"key_permission", key + "  id = \"api_key_ci\"\n  acl = [{ permissions = [\"GetPlan\"] }]\n}\n",
		key + "  id = \"api_key_ci\"\n  acl = [{ permissions = [\"GetPlan\", \"GetProduct\"] }]\n}\n",
	},
	{
		"key_rotated", key + "  id = \"api_key_ci\"\n  type = \"publishable\"\n  rotation_triggers = { month = \"2027-01\" }\n}\n",
		key + "  id = \"api_key_ci\"\n  type = \"publishable\"\n  rotation_triggers = { month = \"2027-02\" }\n}\n",
	},
	{
		"field_narrowed",
		"resource \"rebilly_custom_field\" \"level\" {\n  resource = \"products\"\n  name = \"level\"\n" +
			"  string = { allowed_values = [\"gold\", \"silver\"] }\n}\n",
		"resource \"rebilly_custom_field\" \"level\" {\n  resource = \"products\"\n  name = \"level\"\n" +
			"  string = { allowed_values = [\"gold\"] }\n}\n",
	},
	{"coupon_new", "", coupon + "}\n"},
	{
		"coupon_restricted", coupon + "  restrictions = { restrict_to_plans = { plan_ids = [\"plan_1\", \"plan_2\"] } }\n}\n",
		coupon + "  restrictions = {\n    restrict_to_plans = { plan_ids = [\"plan_1\", \"plan_3\"], minimum_quantity = 2 }\n" +
			"    restrict_to_exclusive_application = true\n    total_redemptions = { quantity = 100 }\n  }\n}\n",
	},
	{
		"coupon_fixed", coupon + "}\n",
		strings.Replace(coupon, "percent = { value = 10 }", "fixed = { amount = 5, currency = \"USD\" }", 1) + "}\n",
	},
	{"coupon_other_code", coupon + "}\n", strings.Replace(coupon, "SPRING26", "SUMMER26", 1) + "}\n"},
	{"coupon_destroyed", coupon + "}\n", ""},
	{"coupon_brought_back", coupon + "  expired_time = \"2026-01-02T00:00:00Z\"\n}\n", coupon + "}\n"},
	{
		"field_destroyed",
		"resource \"rebilly_custom_field\" \"level\" {\n  resource = \"products\"\n  name = \"level\"\n  string = {}\n}\n", "",
	},
}

// hasChange reports whether changes have a plan with a resource type.
func hasChange(typeName string) bool {
	return slices.ContainsFunc(changes, func(c planChange) bool { return strings.Contains(c.from+c.to, `resource "`+typeName+`"`) })
}

func TestGoldenPlansCoverAllResources(t *testing.T) {
	for _, change := range changes {
		if _, err := os.Stat(goldenPlan(change)); err != nil {
			t.Errorf("%s: got %v, want a golden plan (-update writes it)", change.name, err)
		}
	}
	for _, kind := range coretest.ResourceTypes {
		if _, err := os.Stat(planTextFile(kind.Type)); err != nil && !hasChange(kind.Type) {
			t.Errorf("got %v, want a plan: scripts/test.sh -run '^TestAccLifecycle' ./internal/provider -update writes it", err)
		}
	}
}

func goldenPlan(c planChange) string { return filepath.Join("testdata", "plans", c.name+".txt") }

// TestAccPlanOutput_golden compares the output of a CLI with reviewed files, which are the same for every CLI.
func TestAccPlanOutput_golden(t *testing.T) {
	t.Parallel()
	for _, change := range changes {
		t.Run(change.name, func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_shop"})
			for _, name := range []string{"tier", "region"} {
				rebilly.Put("custom-fields", "plans/"+name, map[string]any{"type": "string"})
			}
			if change.name == "product_imported" {
				rebilly.Put("products", "prod_boxes", map[string]any{"name": "Cartons", "unitLabel": "box", "description": "Boxes of cardboard"})
			}
			w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": change.from})
			if strings.HasPrefix(change.from, "# live") {
				w.Write("provider.tf", strings.Replace(rebilly.ProviderBlock(), "{", "{\n  environment = \"live\"", 1))
			}
			if strings.TrimSpace(change.from) != "" {
				succeed(t, w, "apply", "-auto-approve")
			}
			w.Write("main.tf", change.to)
			stdout, stderr, exit := w.Run("plan", "-no-color")
			got := normalizeOutput(stdout+stderr, rebilly.URL)
			if failed := strings.HasSuffix(change.name, "_protected"); failed != (exit != 0) {
				t.Errorf("got exit code %d, want an error: %t\n%s", exit, failed, got)
			}
			file := goldenPlan(change)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil || got != string(want) {
				t.Errorf("got (-update writes it)\n%s\nwant\n%s\n%v", got, want, err)
			}
		})
	}
}

// TestAccWarnings_threeOfEach changes three objects of each kind: the CLI must show a warning for each, without merging any.
func TestAccWarnings_threeOfEach(t *testing.T) {
	t.Parallel()
	configuration := func(price, discount, more string) string {
		return seats + `
resource "rebilly_plan" "p" {
  for_each           = toset(["a", "b", "c"])
  id                 = "plan_${each.key}"
  name               = "Plan ${each.key}"
  product_id         = rebilly_product.seats.id
  currency           = "USD"
  recurring_interval = { unit = "month", length = 1 }
  pricing            = { flat_rate = { price = ` + price + ` } }
}
resource "rebilly_coupon" "c" {
  for_each    = toset(["a", "b", "c"])
  id          = "COUPON-${each.key}"
  discount    = { percent = { value = ` + discount + ` } }
  issued_time = "2026-01-01T00:00:00Z"
}
` + more
	}
	const removed = `
resource "rebilly_custom_field" "f" {
  for_each = toset(["a", "b", "c"])
  resource = "products"
  name     = "field_${each.key}"
  string   = {}
}
resource "rebilly_coupon" "gone" {
  for_each    = toset(["a", "b", "c"])
  id          = "GONE-${each.key}"
  discount    = { percent = { value = 10 } }
  issued_time = "2026-01-01T00:00:00Z"
}
resource "rebilly_plan" "gone" {
  for_each   = toset(["a", "b", "c"])
  id         = "gone_${each.key}"
  name       = "Gone ${each.key}"
  product_id = rebilly_product.seats.id
  currency   = "USD"
  on_destroy = "deactivate"
  pricing    = { flat_rate = { price = 1 } }
}
`
	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_shop"})
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": configuration("10", "20", removed)})
	succeed(t, w, "apply", "-auto-approve")
	for _, id := range []string{"plan_a", "plan_b", "plan_c"} {
		plan, _ := rebilly.Get("plans", id)
		plan["pricing"] = map[string]any{"formula": "flat-rate", "price": 9}
		rebilly.Put("plans", id, plan)
	}
	w.Write("main.tf", configuration("12", "25", ""))
	printed := succeed(t, w, "plan", "-no-color")
	if strings.Contains(printed, "more similar warning") {
		t.Errorf("got merged warnings in\n%s", printed)
	}
	for _, letter := range []string{"a", "b", "c"} {
		for _, want := range []string{
			`Warning: Commercial terms of billing plan "Plan ` + letter + `" (plan_` + letter + `) were changed outside Terraform`,
			`Warning: Commercial terms of billing plan "Plan ` + letter + `" (plan_` + letter + `) will change`,
			`Warning: Commercial terms of coupon "COUPON-` + letter + `" will change`,
			`Warning: Coupon will be expired, not deleted: "GONE-` + letter + `"`,
			`Warning: Custom field will be disabled, not deleted: "field_` + letter + `" for products`,
			`Warning: Billing plan will be deactivated, not deleted: "Gone ` + letter + `" (gone_` + letter + `)`,
		} {
			if count := strings.Count(printed, want+"\n"); count != 1 {
				t.Errorf("got %d warnings, want one %q in\n%s", count, want, printed)
			}
		}
	}
	for text, want := range map[string]int{
		"* price: 10.00 USD → 9.00 USD per unit, every month (-10%)": 3, "* price: 9.00 USD → 12.00 USD per unit, every month (+33.3%)": 3,
		"* discount: 20% of items → 25% of items": 3,
	} {
		if count := strings.Count(printed, text); count != want {
			t.Errorf("got %d times %q, want %d in\n%s", count, text, want, printed)
		}
	}
}

var (
	beforePlan = regexp.MustCompile(`(?s)^.*?\n((?:Terraform|OpenTofu) (?:will perform|planned)|Error:|No changes\.)`)
	cliFooter  = regexp.MustCompile(`(?s)\n─+\n.*?now\.\n`)
	overrides  = regexp.MustCompile(`(?s)Warning: Provider development overrides are in effect.*?` +
		`(incompatible with published releases\.|possible to encounter inconsistent.*?releases\.)\n?`)
	frame    = regexp.MustCompile(`(?m)^[╷╵]\n?|^│ ?`)
	progress = regexp.MustCompile(`(?m)^[\w.]+: (Refreshing|Preparing|Reading|Read|Drift).*\n`)
	// The CLIs differ in the lines of the configuration that they quote, and in how often they repeat a warning of a validation.
	quotes    = regexp.MustCompile(`(?m)^  on main\.tf line .*\n(\s+\d+: .*\n)*|^\(and .* more similar warnings? elsewhere\)\n?`)
	random    = regexp.MustCompile(`"pk_sandbox_\w+"`)
	noChanges = regexp.MustCompile(`(?s)(No changes\.[^\n]*).*`)
	blanks    = regexp.MustCompile(`\n{3,}`)
)

var (
	// importedFrom is a line that only OpenTofu prints, and providerAddress has the registry of the CLI.
	importedFrom    = regexp.MustCompile(`(?m)^ *# \(imported from .*\)\n`)
	providerAddress = regexp.MustCompile(`provider\["[^"]*/rebilly/rebilly"\]`)
)

// normalizeOutput removes from a plan its progress, frames, remarks of the CLI and the URL of the test.
func normalizeOutput(text, url string) string {
	text = frame.ReplaceAllString(strings.ReplaceAll(text, url, "https://rebilly.example"), "")
	text = overrides.ReplaceAllString(text, "")
	text = cliFooter.ReplaceAllString(text, "\n")
	text = noChanges.ReplaceAllString(text, "$1")
	text = quotes.ReplaceAllString(text, "")
	text = random.ReplaceAllString(text, `"pk_sandbox_…"`)
	text = progress.ReplaceAllString(text, "")
	text = beforePlan.ReplaceAllString(text, "$1")
	text = importedFrom.ReplaceAllString(text, "")
	text = providerAddress.ReplaceAllString(text, `provider["rebilly/rebilly"]`)
	text = strings.ReplaceAll(text, "OpenTofu", "Terraform")
	return strings.TrimSpace(blanks.ReplaceAllString(text, "\n\n")) + "\n"
}
