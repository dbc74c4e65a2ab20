package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// A message is a plan or an error that users read, by its name in testdata/messages. TestAccPlanOutput_golden has more plans.
type message struct {
	name, from, to string
	// before changes what is in Rebilly, or how it responds, after from was applied.
	before func(t *testing.T, rebilly *fakeapi.Server, w *acctest.Workspace)
	// args are the arguments of the CLI: plan, if there are none.
	args []string
	// fails is true if the CLI fails.
	fails bool
}

// refuse returns a change that makes Rebilly respond to requests of a method with a problem document.
func refuse(method string, status int, problem string) func(*testing.T, *fakeapi.Server, *acctest.Workspace) {
	return func(_ *testing.T, rebilly *fakeapi.Server, _ *acctest.Workspace) {
		rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if r.Method != method {
				next.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			if status == http.StatusTooManyRequests {
				w.Header().Set("Retry-After", "3600")
			}
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, problem)
		})
	}
}

// providerBlock returns a change of an argument in the provider block; "" removes it.
func providerBlock(argument, value string) func(*testing.T, *fakeapi.Server, *acctest.Workspace) {
	return func(_ *testing.T, rebilly *fakeapi.Server, w *acctest.Workspace) {
		block := regexp.MustCompile(`(?m)^  `+argument+` .*\n`).ReplaceAllString(rebilly.ProviderBlock(), "")
		if value != "" {
			block = strings.Replace(block, "}", "  "+argument+" = "+value+"\n}", 1)
		}
		w.Write("provider.tf", block)
	}
}

// each returns a configuration of a resource three times.
func each(configuration string) string {
	configuration = strings.Replace(configuration, "\" {\n", "\" {\n  for_each = toset([\"a\", \"b\", \"c\"])\n", 1)
	configuration = strings.Replace(configuration, "plan_1", "plan_${each.key}", 1)
	return strings.Replace(configuration, `"Monthly"`, `"Monthly ${each.key}"`, 1)
}

func field(body string) string {
	return "resource \"rebilly_custom_field\" \"level\" {\n  resource = \"products\"\n  name     = \"level\"\n" + body + "}\n"
}

const found = `data "rebilly_product" "seats" {
  name = "Seats"
}
`

var messages = []message{
	{name: "many_creates", from: "", to: seats + each(monthly(priced("9.95", "")))},
	{name: "many_prices", from: seats + each(monthly(priced("9.95", ""))), to: seats + each(monthly(priced("12.5", "")))},
	{
		name: "id_and_price", from: seats + monthly(priced("9.95", "")),
		to: seats + strings.Replace(monthly(priced("12.5", "")), "plan_1", "plan_2", 1),
	},
	{name: "field_type", from: field("  string = {}\n"), to: field("  integer = {}\n"), fails: true},
	{name: "coupon_end_in_the_past", from: coupon + "}\n", to: coupon + "  expired_time = \"2026-01-02T00:00:00Z\"\n}\n"},
	{name: "coupon_discount", from: coupon + "}\n", to: strings.Replace(coupon, "value = 10", "value = 25", 1) + "}\n"},
	{
		name: "drift", from: seats + monthly(priced("9.95", "")), to: seats + monthly(priced("12.5", "")),
		before: func(_ *testing.T, rebilly *fakeapi.Server, _ *acctest.Workspace) {
			plan, _ := rebilly.Get("plans", "plan_1")
			plan["pricing"] = map[string]any{"formula": "flat-rate", "price": 9}
			rebilly.Put("plans", "plan_1", plan)
		},
	},
	{
		name: "object_gone", from: seats, to: seats,
		before: func(_ *testing.T, rebilly *fakeapi.Server, _ *acctest.Workspace) {
			rebilly.Remove("products", "prod_seats")
		},
	},
	{
		name: "two_writers", from: seats, to: strings.Replace(seats, "Seats", "Places", 1), args: []string{"apply", "-no-color", "tfplan"},
		before: func(t *testing.T, rebilly *fakeapi.Server, w *acctest.Workspace) {
			t.Helper()
			succeed(t, w, "plan", "-out=tfplan")
			product, _ := rebilly.Get("products", "prod_seats")
			product["name"], product["unitLabel"] = "Chairs", "chair"
			rebilly.Put("products", "prod_seats", product)
		},
	},
	{name: "no_key", from: seats, to: seats, before: providerBlock("api_key", ""), fails: true},
	{name: "no_key_new", from: "", to: seats, before: providerBlock("api_key", ""), fails: true},
	{name: "wrong_key", from: seats, to: seats, before: providerBlock("api_key", `"sk_other"`), fails: true},
	{name: "wrong_key_new", from: "", to: seats, before: providerBlock("api_key", `"sk_other"`), fails: true},
	{
		name: "wrong_key_many",
		from: seats + strings.ReplaceAll(seats, "seats", "boxes"), to: seats + strings.ReplaceAll(seats, "seats", "boxes"),
		before: providerBlock("api_key", `"sk_other"`), fails: true,
	},
	{name: "wrong_organization", from: seats, to: seats, before: providerBlock("organization_id", `"org_other"`), fails: true},
	{name: "wrong_organization_new", from: "", to: seats, before: providerBlock("organization_id", `"org_other"`), fails: true},
	{name: "wrong_organization_data", from: "", to: found, before: providerBlock("organization_id", `"org_other"`), fails: true},
	{name: "organization_with_white_space", from: "", to: seats, before: providerBlock("organization_id", `"org_shop "`), fails: true},
	{
		name: "refused_connection", from: seats, to: seats, before: providerBlock("base_url", "\"http://127.0.0.1:1\"\n  max_retries = 0"),
		fails: true,
	},
	{name: "missing_website", from: "", to: "data \"rebilly_website\" \"shop\" {\n  id = \"web_none\"\n}\n", fails: true},
	{name: "misspelled_attribute", from: "", to: strings.Replace(seats, "  name", "  nam", 1), fails: true},
	{
		name: "misspelled_nested_attribute", from: "",
		to: seats + monthly("  pricing = { volume = { brackets = [{ price = 9, up_to = 10 }] } }\n"),
	},
	{name: "misspelled_variant", from: "", to: seats + monthly("  pricing = { flatrate = { price = 9 } }\n"), fails: true},
	{name: "currency_in_lower_case", from: "", to: seats + strings.Replace(monthly(priced("9.95", "")), "USD", "usd", 1), fails: true},
	{name: "currency_misspelled", from: "", to: seats + strings.Replace(monthly(priced("9.95", "")), "USD", "UDS", 1)},
	{
		name: "missing_product", from: "", to: strings.Replace(monthly(priced("9.95", "")), "rebilly_product.seats.id", `"prod_none"`, 1),
		args: []string{"apply", "-no-color", "-auto-approve"}, fails: true,
	},
	{
		name: "duplicate_id", from: "", to: seats, args: []string{"apply", "-no-color", "-auto-approve"}, fails: true,
		before: func(_ *testing.T, rebilly *fakeapi.Server, _ *acctest.Workspace) {
			rebilly.Put("products", "prod_seats", map[string]any{"name": "Chairs"})
		},
	},
	{
		name: "taken_coupon_code", from: "", to: coupon + "}\n", fails: true,
		before: func(_ *testing.T, rebilly *fakeapi.Server, _ *acctest.Workspace) {
			rebilly.Put("coupons", "SPRING26", map[string]any{
				"discount": map[string]any{"type": "percent", "value": 50}, "issuedTime": "2026-01-01T00:00:00Z",
			})
		},
	},
	{
		name: "product_with_plans", from: strings.Replace(seats, "}", "  timeouts = { delete = \"1s\" }\n}", 1), to: "", fails: true,
		args:   []string{"apply", "-no-color", "-auto-approve"},
		before: refuse(http.MethodDelete, http.StatusConflict, `{"status": 409, "title": "Conflict", "detail": "The product has plans."}`),
	},
	{
		name: "permission_missing", from: seats, to: seats, fails: true,
		before: refuse(http.MethodGet, http.StatusForbidden, `{"status": 403, "title": "Forbidden"}`),
	},
	{
		name: "rate_limit_for_an_hour", from: seats, to: seats, fails: true,
		before: refuse(http.MethodGet, http.StatusTooManyRequests, `{"status": 429, "title": "Too Many Requests"}`),
	},
	{name: "data_source_without_key", from: "", to: found, before: providerBlock("api_key", ""), fails: true},
	{name: "data_source_without_arguments", from: "", to: "data \"rebilly_product\" \"seats\" {}\n", fails: true},
	{
		name: "data_source_invalid_filter", from: "", to: "data \"rebilly_products\" \"all\" {\n  filter = \"colour:red\"\n}\n", fails: true,
		before: refuse(http.MethodGet, http.StatusUnprocessableEntity,
			`{"status": 422, "title": "Invalid data was sent", "invalidFields": [{"field": "filter", "message": "colour is not a field"}]}`),
	},
	{name: "percent_150", from: "", to: strings.Replace(coupon, "value = 10", "value = 150", 1) + "}\n", fails: true},
	{name: "metered_and_prepaid", from: "", to: seats + monthly(priced("9.95", "  metered_billing = { strategy = \"sum\" }\n")), fails: true},
	{name: "brackets_not_ascending", from: "", to: seats + monthly(strings.Replace(tiers, "= 100 }", "= 5 }", 1)), fails: true},
	{
		name: "bracket_with_negative_end", from: "",
		to: seats + monthly(strings.Replace(tiers, "{ price = 7 }", "{ price = 7, max_quantity = -1 }", 1)), fails: true,
	},
	{
		name: "import_of_many", from: "",
		to: "locals { ids = toset([\"prod_a\", \"prod_b\", \"prod_c\"]) }\nimport {\n  for_each = local.ids\n" +
			"  to = rebilly_product.p[each.key]\n  id = each.key\n}\n" +
			"resource \"rebilly_product\" \"p\" {\n  for_each = local.ids\n  name = \"Product\"\n}\n",
		before: func(_ *testing.T, rebilly *fakeapi.Server, _ *acctest.Workspace) {
			for _, id := range []string{"prod_a", "prod_b", "prod_c"} {
				rebilly.Put("products", id, map[string]any{"name": "Product"})
			}
		},
	},
	{
		name: "import_by_wrong_form", from: "", fails: true,
		to: "import {\n  to = rebilly_custom_field.level\n  id = \"level\"\n}\n" + field("  string = {}\n"),
	},
	{name: "protection_switched_on", from: seats, to: seats, before: providerBlock("deletion_protection", "true")},
	{
		name: "protection_by_the_provider", from: seats, to: "", fails: true, before: providerBlock("deletion_protection", "true"),
	},
}

var (
	timestamps    = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	durations     = regexp.MustCompile(`\b(1h0m0s|59m\d+s)\b`)
	generated     = regexp.MustCompile(`\b(prod|plan)_01[0-9A-Z]{24}\b`)
	beginning     = regexp.MustCompile(`(?m)^((?:Warning|Error): )`)
	inDevelopment = regexp.MustCompile(`(?s)Warning: Provider development overrides are in effect.*?releases\.\n?`)
	untilFirst    = regexp.MustCompile(`(?s)^.*?\n((?:Warning|Error):)`)
	applied       = regexp.MustCompile(`(?m)^[\w.]+: (Creating|Creation|Modifying|Modifications|Destroying|Destruction).*\n`)
)

// sortDiagnostics sorts the warnings and errors at the end of an output. Terraform prints them in the order in which they arrive.
func sortDiagnostics(output string) string {
	const mark = "\x00"
	parts := strings.Split(beginning.ReplaceAllString(output, mark+"$1"), mark)
	slices.Sort(parts[1:])
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return strings.TrimSpace(strings.Join(parts, "\n\n")) + "\n"
}

// TestAccMessages_golden compares the text of a CLI with reviewed files, which are the same for every CLI.
func TestAccMessages_golden(t *testing.T) {
	t.Parallel()
	for _, m := range messages {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.StartUnvalidated(t, emulator.Options{Organization: "org_shop", APIKey: "sk_shop"})
			w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": m.from})
			if m.from != "" {
				succeed(t, w, "apply", "-auto-approve")
			}
			w.Write("main.tf", m.to)
			if m.before != nil {
				m.before(t, rebilly, w)
			}
			args := m.args
			if args == nil {
				args = []string{"plan", "-no-color"}
			}
			stdout, stderr, exit := w.Run(args...)
			got := stdout + stderr
			if args[0] == "apply" {
				got = inDevelopment.ReplaceAllString(frame.ReplaceAllString(got, ""), "")
				got = untilFirst.ReplaceAllString(got, "$1")
				got = applied.ReplaceAllString(got, "")
			}
			got = sortDiagnostics(normalizeOutput(got, rebilly.URL))
			if m.name == "wrong_key_many" {
				// Any of the objects is the first.
				got = strings.ReplaceAll(got, "boxes", "seats")
			}
			if m.name != "coupon_end_in_the_past" {
				got = timestamps.ReplaceAllString(got, time.Unix(0, 0).UTC().Format(time.RFC3339))
			}
			got = generated.ReplaceAllString(durations.ReplaceAllString(got, "1h0m0s"), "${1}_…")
			if m.fails != (exit != 0) {
				t.Errorf("got exit code %d, want an error: %t\n%s", exit, m.fails, got)
			}
			file := filepath.Join("testdata", "messages", m.name+".txt")
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
