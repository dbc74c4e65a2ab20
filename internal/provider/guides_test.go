package provider_test

import (
	"archive/zip"
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// These tests run the commands of the guides with their files, and compare the output with the quotes in the guides.

// fencedBlocks returns the code blocks of one language in a guide, in order. The test passes the expected number, so that it does not
// miss a new block.
func fencedBlocks(t *testing.T, guide, language string, count int) []string {
	t.Helper()
	var blocks []string
	text := readFile(t, "..", "..", "templates", "guides", guide)
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(text, -1) {
		blocks = append(blocks, block[1])
	}
	if len(blocks) != count {
		t.Fatalf("%s: got %d blocks of %s, want %d", guide, len(blocks), language, count)
	}
	return blocks
}

// installProvider configures a filesystem mirror with the built provider, so that terraform init works as with a registry.
func installProvider(t *testing.T, w *acctest.Workspace) {
	t.Helper()
	mirror := t.TempDir()
	folder := filepath.Join(mirror, registryHost(), "rebilly", "rebilly", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(acctest.Build(t), filepath.Join(folder, "terraform-provider-rebilly_v0.1.0")); err != nil {
		t.Fatal(err)
	}
	w.Write("cli.tfrc", fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
}

// guideRunner runs the commands of a guide, block by block, each after the commands in before.
type guideRunner struct {
	*acctest.Workspace
	t      *testing.T
	before string
}

func newGuideRunner(t *testing.T, files map[string]string) *guideRunner {
	t.Helper()
	r := &guideRunner{t: t, Workspace: acctest.NewWorkspace(t, nil, files)}
	for _, command := range []string{"plan", "apply", "test"} {
		r.Env = append(r.Env, "TF_CLI_ARGS_"+command+"=-no-color")
	}
	return r
}

// run returns the standard output of a block.
func (r *guideRunner) run(commands string) string {
	r.t.Helper()
	stdout, stderr, exit := r.Shell(r.before + commands)
	if exit != 0 {
		r.t.Fatalf("%s\ngot exit code %d, want 0\n%s\n%s", commands, exit, stdout, stderr)
	}
	return stdout
}

// runExpectOutput runs a block that prints the quotes of the guide.
func (r *guideRunner) runExpectOutput(commands string, quotes ...string) {
	r.t.Helper()
	r.assertQuotes(r.run(commands), quotes...)
}

// runExpectError runs a block that fails and prints the quotes of the guide.
func (r *guideRunner) runExpectError(commands string, quotes ...string) {
	r.t.Helper()
	stdout, stderr, exit := r.Shell(r.before + commands)
	if exit == 0 {
		r.t.Errorf("%s\ngot exit code 0, want an error\n%s", commands, stdout)
	}
	r.assertQuotes(stdout+stderr, quotes...)
}

var (
	generatedID = regexp.MustCompile(`\b([a-z_]+)_01[0-9A-HJKMNP-TV-Z]{24}\b`)
	loopback    = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
)

// assertQuotes compares words, because line breaks depend on the length of an address.
func (r *guideRunner) assertQuotes(printed string, quotes ...string) {
	r.t.Helper()
	const example = "https://rebilly.example"
	printed = normalizeOutput(loopback.ReplaceAllString(printed, example), example)
	words := func(text string) string {
		return strings.Join(strings.Fields(generatedID.ReplaceAllString(text, "${1}_01…")), " ")
	}
	for _, quote := range quotes {
		if !strings.Contains(words(printed), words(quote)) {
			r.t.Errorf("got\n%s\nwant the quote of the guide\n%s", printed, quote)
		}
	}
}

// edit replaces the line of a file that matches a pattern.
func (r *guideRunner) edit(name, line, with string) {
	r.t.Helper()
	before := readFile(r.t, r.Dir, name)
	after := regexp.MustCompile("(?m)^"+line+"$\n").ReplaceAllLiteralString(before, with)
	if after == before {
		r.t.Fatalf("got no line %q, want one in\n%s", line, before)
	}
	r.Write(name, after)
}

func TestAccGuide_getStarted(t *testing.T) {
	t.Parallel()
	const guide = "get-started.md.tmpl"
	shell, outputs, hcl := fencedBlocks(t, guide, "shell", 11), fencedBlocks(t, guide, "text", 4), fencedBlocks(t, guide, "terraform", 1)
	build, account, serve, environment, steps := shell[0], shell[1], shell[2], shell[3], shell[4:]
	program := buildEmulator(t, serve, environment)
	for _, built := range []bool{true, false} {
		t.Run(map[bool]string{true: "built", false: "published"}[built], func(t *testing.T) {
			t.Parallel()
			address := startEmulator(t, program, environment)
			main := readFile(t, "..", "..", "examples", "guides", "get-started", "main.tf")
			r := newGuideRunner(t, map[string]string{"versions.tf": "", "main.tf": main})
			if built {
				r.before = buildCommands(t, build)
			} else {
				installProvider(t, r.Workspace)
			}
			r.before += account + strings.ReplaceAll(environment, "127.0.0.1:8080", address)
			if !built {
				r.run(steps[0])
			}
			r.runExpectOutput(steps[1], outputs[0], outputs[1])
			r.run(steps[2])
			r.runExpectOutput(steps[3], outputs[2])
			r.edit("main.tf", "  pricing .*", hcl[0])
			r.runExpectOutput(steps[4], outputs[3])
			r.run(steps[5])
			r.run(steps[6])
			if got := objectCounts(t, address); strings.ContainsAny(got, "123456789") {
				t.Errorf("got remaining objects %s, want none", got)
			}
		})
	}
}

// buildCommands returns the block that builds the provider, run in a directory where make build uses the existing build.
func buildCommands(t *testing.T, block string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "make", "--no-print-directory", "-n", "build")
	command.Dir = filepath.Join("..", "..")
	if printed, err := command.CombinedOutput(); err != nil || string(printed) != "go build -o bin/ .\n" {
		t.Fatalf("make build: got %s (%v), want only the go build command", printed, err)
	}
	return fmt.Sprintf("make() { test \"$*\" = build && mkdir -p bin && cp %q bin/; }\npushd %q >/dev/null\n%s\npopd >/dev/null\n",
		acctest.Build(t), t.TempDir(), block)
}

// buildEmulator builds the program that a command of the guide runs. The command must listen at the address in the environment
// variables of the next block.
func buildEmulator(t *testing.T, command, environment string) (program string) {
	t.Helper()
	words := strings.Fields(command)
	if len(words) != 5 || strings.Join(words[:2], " ") != "go run" || words[3] != "-listen" ||
		!strings.Contains(environment, "REBILLY_BASE_URL=\"http://"+words[4]+"\"") {
		t.Fatalf("got command %q and environment %q, want go run with -listen and the same address", command, environment)
	}
	program = filepath.Join(t.TempDir(), "emulator")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, words[2])
	build.Dir = filepath.Join("..", "..")
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	return program
}

// startEmulator starts an emulator on a free port, and returns its address. The environment must contain its organization and key.
func startEmulator(t *testing.T, program, environment string) (address string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), program, "-listen", "127.0.0.1:0")
	stdout, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() })
	var ready map[string]string
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"organization_id", "api_key"} {
		if !strings.Contains(environment, fmt.Sprintf("REBILLY_%s=%q", strings.ToUpper(name), ready[name])) {
			t.Errorf("%s: got\n%s\nin the guide, want %q", name, environment, ready[name])
		}
	}
	return strings.TrimPrefix(ready["base_url"], "http://")
}

// objectCounts returns the numbers of objects in an emulator.
func objectCounts(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/_emulator/objects", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("got %s (%v), want 200", response.Status, err)
	}
	return string(text)
}

// TestAccGuide_prices changes the prices of the guide in both ways, and checks the plans that the guide shows.
func TestAccGuide_prices(t *testing.T) {
	t.Parallel()
	const guide = "prices-revisions-and-reviews.md.tmpl"
	line := fencedBlocks(t, guide, "terraform", 1)[0]
	fencedBlocks(t, guide, "shell", 0)
	fencedBlocks(t, guide, "text", 0)
	files := examples(t, "guides/prices")
	rebilly := fakeapi.Start(t)
	r := newGuideRunner(t, map[string]string{"provider.tf": rebilly.ProviderBlock()})
	assertPlan := func(file string) {
		t.Helper()
		printed := normalizeOutput(r.run("terraform plan -out=tfplan"), rebilly.URL)
		if *update {
			if err := os.WriteFile(filepath.Join("..", "..", "examples", "guides", "prices", file), []byte(printed), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if printed != files[file] {
			t.Errorf("%s: got (-update writes it)\n%s\nwant\n%s", file, printed, files[file])
		}
	}
	revision := func(id string) string {
		object, _ := rebilly.Get("plans", id)
		return fmt.Sprint(object["revision"])
	}
	start := func() string {
		t.Helper()
		r.Write("main.tf", files["main.tf"])
		r.run("terraform apply -auto-approve")
		return revision("plan_team")
	}

	before := start()
	r.edit("main.tf", "  trial .*", "")
	r.edit("main.tf", "  pricing .*", line)
	assertPlan("plan.txt")
	if printed := r.run("terraform apply tfplan"); !strings.Contains(printed, "quantities 1 to 10: 12.00 USD") {
		t.Errorf("apply: got\n%s\nwant the warning of the plan", printed)
	}
	if after := revision("plan_team"); before == after {
		t.Errorf("got revision %s, want a new one", after)
	}

	start()
	r.Write("main.tf", files["beside/main.tf"])
	assertPlan("beside/plan.txt")
	r.run("terraform apply tfplan")
	kept, _, _ := strings.Cut(files["beside/main.tf"], "# The old price")
	_, added, _ := strings.Cut(files["beside/main.tf"], "# The new price")
	r.Write("main.tf", kept+"#"+added)
	r.runExpectOutput("terraform plan -out=tfplan", "Warning: Billing plan will be deactivated, not deleted")
	r.run("terraform apply tfplan")
	if old, ok := rebilly.Get("plans", "plan_team"); !ok || old["isActive"] != false {
		t.Errorf("got the old plan %v, want an inactive one", old)
	}

	r.Write("currencies.tf", files["currencies.tf"])
	r.Write("elsewhere.tf", files["elsewhere.tf"])
	r.runExpectOutput("terraform apply -auto-approve", "Apply complete! Resources: 4 added, 0 changed, 0 destroyed.")
	promotion, _ := rebilly.Get("plans", "plan_promotion")
	promotion["pricing"] = map[string]any{"formula": "flat-rate", "price": 3}
	rebilly.Put("plans", "plan_promotion", promotion)
	r.run("terraform plan -detailed-exitcode")
	r.Write("currencies.tf", strings.NewReplacer("7000", "7000.5", "EUR", "XYZ").Replace(files["currencies.tf"]))
	r.runExpectOutput("terraform plan", "The amount is 7000.5, but ISO 4217 gives JPY 0 decimals", `"XYZ" is not an ISO 4217 code`)
}

// TestAccGuide_sandboxToLive applies the same configuration to two organizations, and checks the errors for the wrong organization.
func TestAccGuide_sandboxToLive(t *testing.T) {
	t.Parallel()
	const guide = "sandbox-to-live.md.tmpl"
	shell, outputs := fencedBlocks(t, guide, "shell", 7), fencedBlocks(t, guide, "text", 4)
	fencedBlocks(t, guide, "terraform", 0)
	t.Run("folders", func(t *testing.T) {
		t.Parallel()
		r, sandbox, live := startSandboxAndLive(t)
		inSandbox, inLive := exportCredentials(sandbox, shell[0]), exportCredentials(live, shell[1])
		r.before = exportBaseURL(sandbox)
		r.runExpectOutput(shell[0], outputs[0])
		r.before = exportBaseURL(live)
		r.runExpectOutput(shell[1], outputs[0])

		r.edit("catalog/main.tf", "  pricing .*", "  pricing    = { flat_rate = { price = 12.5 } }\n")
		r.before = inSandbox
		tried, _, _ := strings.Cut(normalizeOutput(r.run(shell[3]), sandbox.URL), "Plan:")
		r.before = inLive
		planned := r.run(shell[4])
		shown := r.run(shell[5])
		for name, printed := range map[string]string{"plan": planned, "show": shown} {
			if approved, _, _ := strings.Cut(normalizeOutput(printed, live.URL), "Plan:"); approved != tried {
				t.Errorf("%s of live: got\n%s\nwant the plan of the sandbox\n%s", name, approved, tried)
			}
		}
		r.run(shell[6])
		for _, rebilly := range []*fakeapi.Server{sandbox, live} {
			plan, _ := rebilly.Get("plans", "plan_workspace_monthly")
			if pricing, _ := plan["pricing"].(map[string]any); fmt.Sprint(pricing["price"]) != "12.5" || rebilly.Count() != 3 {
				t.Errorf("got %d objects and the plan %v, want 3 objects and price 12.5", rebilly.Count(), plan)
			}
		}

		sandbox.Reset()
		r.before = inSandbox
		r.runExpectError(shell[4], outputs[1])
		if got := sandbox.Requests(); len(got) > 0 {
			t.Errorf("got requests %v, want none", got)
		}
		r.before = inLive + "export REBILLY_API_KEY=sk_sandbox_...\n"
		r.runExpectError(shell[4], outputs[3])
		r.edit("sandbox/main.tf", "  allowed_organization_ids .*", "")
		r.before = inLive
		r.runExpectError("terraform -chdir=sandbox plan", outputs[2])
	})
	t.Run("workspaces", func(t *testing.T) {
		t.Parallel()
		r, sandbox, live := startSandboxAndLive(t)
		r.before = exportCredentials(sandbox, shell[0])
		r.runExpectOutput(shell[2], outputs[0])
		inLive := strings.NewReplacer("select -or-create sandbox", "select -or-create live", "sandbox", "live").Replace(shell[2])
		r.runExpectError(inLive, "allowed_organization_ids")
		r.before = exportCredentials(live, shell[1])
		r.runExpectOutput(strings.ReplaceAll(shell[2], "sandbox", "live"), outputs[0])
		r.runExpectError("terraform -chdir=workspaces workspace select default\n"+
			"terraform -chdir=workspaces plan -var-file=live.tfvars", "Invalid index")
		if sandbox.Count() != 3 || live.Count() != 3 {
			t.Errorf("got %d objects in the sandbox and %d in live, want 3 and 3", sandbox.Count(), live.Count())
		}
	})
}

// startSandboxAndLive returns a runner with the files of the guide, and its two organizations.
func startSandboxAndLive(t *testing.T) (r *guideRunner, sandbox, live *fakeapi.Server) {
	t.Helper()
	r = newGuideRunner(t, examples(t, "guides/sandbox-to-live"))
	installProvider(t, r.Workspace)
	sandbox = fakeapi.Start(t, emulator.Options{Organization: "org_acme_test", APIKey: "sk_sandbox_..."})
	live = fakeapi.Start(t, emulator.Options{Organization: "org_acme", APIKey: "sk_live_..."})
	return r, sandbox, live
}

// exportBaseURL returns a command that sets the URL of an emulator.
func exportBaseURL(rebilly *fakeapi.Server) string {
	return "export REBILLY_BASE_URL=" + rebilly.URL + "\n"
}

// exportCredentials returns commands that set the URL of an emulator, and the credentials of a block.
func exportCredentials(rebilly *fakeapi.Server, block string) string {
	first, _, _ := strings.Cut(block, "\n")
	return exportBaseURL(rebilly) + first + "\n"
}

// TestAccGuide_moduleTests runs the tests of the guide with mocks and with an emulator, and with a wrong module.
func TestAccGuide_moduleTests(t *testing.T) {
	t.Parallel()
	const guide = "testing-modules-with-mocks.md.tmpl"
	shell, outputs := fencedBlocks(t, guide, "shell", 4), fencedBlocks(t, guide, "text", 2)
	fencedBlocks(t, guide, "terraform", 0)
	files := examples(t, "guides/testing")
	r := newGuideRunner(t, files)
	installProvider(t, r.Workspace)
	r.runExpectOutput(shell[0], outputs[0])

	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_emulated", APIKey: "sk_emulated"})
	emulated := strings.Replace(shell[1], "http://127.0.0.1:8080", rebilly.URL, 1)
	for range 2 {
		r.runExpectOutput(emulated, outputs[1])
		if left := rebilly.Count(); left != 1 {
			t.Errorf("got %d remaining objects, want only the custom field", left)
		}
	}
	if stdout, stderr, exit := r.Shell(strings.Replace(shell[2], "http://127.0.0.1:8080", rebilly.URL, 1)); exit != 0 {
		t.Errorf("seed: got exit code %d, want 0\n%s%s", exit, stdout, stderr)
	}
	if stored, ok := rebilly.Get("invoices", "in_1"); !ok || stored["customerId"] != "cus_1" {
		t.Errorf("seed: got %v, want the invoice", stored)
	}

	r.Write("catalog.tf", strings.Replace(files["catalog.tf"], "* 80", "* 90", 1))
	r.runExpectError(shell[3], "a fifth cheaper")
}

// TestAccMocks_bothCLIs checks the statements of the guide about mocks, including the differences of Terraform and OpenTofu.
func TestAccMocks_bothCLIs(t *testing.T) {
	t.Parallel()
	w := acctest.NewWorkspace(t, nil, map[string]string{
		"main.tf": seats + `
			variable "id" { default = null }
			resource "rebilly_plan" "monthly" {
				id                  = var.id
				name                = "Monthly"
				product_id          = rebilly_product.seats.id
				currency            = "USD"
				pricing             = { flat_rate = { price = var.price } }
				custom_fields       = { nobody = "declares it" }
				deletion_protection = true
			}
			variable "price" { default = 5 }
			data "rebilly_products" "all" {}
			output "all" { value = data.rebilly_products.all.products }
			data "rebilly_purchase_config" "page" { money = { amount = var.price, currency = "USD" } }
			output "page" { value = data.rebilly_purchase_config.page.config }
			output "options" {
				value = provider::rebilly::mount_config({ environment = "sandbox", money = { amount = var.price, currency = "USD" } })
			}`,
		"mocks/rebilly.tfmock.hcl": `mock_resource "rebilly_product" { defaults = {} }`,
	})
	isOpenTofu := acctest.TerraformMinor(t) == 0
	for name, test := range map[string]struct {
		text            string
		terraform, tofu bool
	}{
		"generated values": {`mock_provider "rebilly" {}
			run "generated" {
				assert {
					condition     = (
						rebilly_plan.monthly.is_active == false && rebilly_plan.monthly.description != null &&
						length(data.rebilly_products.all.products) == 0
					)
					error_message = "The mock must generate the values."
				}
			}
			run "no_plan_checks" {
				variables { price = 9 }
			}`, true, true},
		"invalid configuration": {`mock_provider "rebilly" {}
			run "invalid" {
				variables { id = "no id" }
			}`, false, false},
		"known in a plan": {"mock_provider \"rebilly\" {}\n" + plannedRun, false, true},
		"known in a plan with override_during": {
			"mock_provider \"rebilly\" {\n override_during = plan\n mock_resource \"rebilly_plan\" {\n" +
				" defaults = { is_active = false }\n }\n}\n" + plannedRun,
			true, false,
		},
		"files": {"mock_provider \"rebilly\" {\n source = \"./mocks\"\n}\nrun \"any\" {}\n", true, false},
		"lists": {`mock_provider "rebilly" {}
			override_data {
				target = data.rebilly_products.all
				values = { products = [{
					id = "prod_a", name = "A", unit_label = "unit", requires_shipping = false, options = []
					description = null, accounting_code = null, recognition = null, tax_category_id = null
				}] }
			}
			run "any" {}`, false, true},
		"options of a page": {`mock_provider "rebilly" {}
			run "generated" {
				assert {
					condition     = output.page == null && output.options.money.amount == 5
					error_message = "The mock must not generate a dynamic value, and the function must be evaluated."
				}
			}
			run "overridden" {
				override_data {
					target = data.rebilly_purchase_config.page
					values = { config = { money = { amount = 7 } } }
				}
				assert {
					condition     = output.page.money.amount == 7
					error_message = "The options must be those of the override."
				}
			}`, true, true},
		"result of an earlier run": {`mock_provider "rebilly" {}
			run "first" {}
			run "second" {
				assert {
					condition     = run.first.all == output.all
					error_message = "Both runs must have the same output."
				}
			}`, true, false},
	} {
		w.Write("it.tftest.hcl", test.text)
		stdout, stderr, exit := w.Run("test", "-no-color")
		if want := map[bool]bool{false: test.terraform, true: test.tofu}[isOpenTofu]; (exit == 0) != want {
			t.Errorf("%s: got success %t, want %t\n%s%s", name, exit == 0, want, stdout, stderr)
		}
	}
}

const plannedRun = `run "planned" {
	command = plan
	assert {
		condition     = !rebilly_plan.monthly.is_active
		error_message = "The mock must generate the value."
	}
}`

// TestAccGuide_pipeline runs the jobs of the guide, which share only the plan file.
func TestAccGuide_pipeline(t *testing.T) {
	t.Parallel()
	const guide = "ci-and-remote-runs.md.tmpl"
	shell, outputs := fencedBlocks(t, guide, "shell", 5), fencedBlocks(t, guide, "text", 1)
	plan, policy, apply, nightly, fork := shell[0], shell[1], shell[2], shell[3], shell[4]
	fencedBlocks(t, guide, "terraform", 0)
	files := examples(t, "guides/ci")
	const higherPrice = "  pricing    = { flat_rate = { price = 12.5 } }\n"
	start := func(t *testing.T) (*guideRunner, *fakeapi.Server) {
		t.Helper()
		r := newGuideRunner(t, map[string]string{
			"versions.tf": "", "main.tf": files["main.tf"],
			"backend.tf": "terraform {\n  backend \"local\" {\n    path = \"remote.tfstate\"\n  }\n}\n",
		})
		installProvider(t, r.Workspace)
		rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_acme", APIKey: "sk_emulated"})
		r.before = exportBaseURL(rebilly) + "export REBILLY_ORGANIZATION_ID=org_acme REBILLY_API_KEY=sk_emulated\n"
		return r, rebilly
	}

	t.Run("jobs", func(t *testing.T) {
		t.Parallel()
		r, rebilly := start(t)
		for name, text := range examples(t, "guides/policy") {
			r.Write("policy/"+name, text)
		}
		r.run(plan)
		r.run(apply)
		r.runExpectError(apply, outputs[0])
		r.edit("main.tf", "  pricing .*", higherPrice)
		r.run(plan)
		const warning = "Commercial terms"
		printed, shown := readFile(t, r.Dir, "plan.txt"), r.run("terraform show tfplan")
		if !strings.Contains(printed, warning) || strings.Contains(shown, warning) {
			t.Errorf("got plan\n%s\nand show\n%s\nwant the warning %q only in the plan", printed, shown, warning)
		}
		r.run(policy)
		r.run(apply)
		r.run(nightly)
		rebilly.Put("products", "prod_workspace", map[string]any{"name": "Changed by hand"})
		if stdout, stderr, exit := r.Shell(r.before + nightly); exit != 2 {
			t.Errorf("got exit code %d, want 2\n%s%s", exit, stdout, stderr)
		}
		r.edit("main.tf", "  pricing .*", "  pricing    = { flat_rate = { price = 1 } }\n")
		r.run(plan)
		r.runExpectError(policy, "falls from 12.5 to 1")
	})
	t.Run("forks", func(t *testing.T) {
		t.Parallel()
		r, rebilly := start(t)
		r.Write(".gitignore", "*\n!/*.tf\nbackend_override.tf\n")
		const commit = "git add . && git -c user.name=it -c user.email=it@example.com commit --quiet --message=it\n"
		r.run("git init --quiet && " + commit)
		r.edit("main.tf", "  pricing .*", higherPrice)
		r.run(commit)
		r.before = "BASE=$(git rev-parse HEAD^) HEAD=$(git rev-parse HEAD)\n"
		r.runExpectOutput(strings.Replace(fork, "http://127.0.0.1:8080", rebilly.URL, 1),
			"Apply complete! Resources: 2 added, 0 changed, 0 destroyed.",
			"* price: 9.95 USD → 12.50 USD per unit, every month (+25.6%)")
		if _, err := os.Stat(filepath.Join(r.Dir, "remote.tfstate")); err == nil {
			t.Error("got a state in the configured backend, want none")
		}
	})
	t.Run("secrets", func(t *testing.T) {
		t.Parallel()
		r, _ := start(t)
		r.Write("encryption.tofu", files["encryption.tofu"])
		r.Write("variables.tf", "variable \"ordinary\" {\n  sensitive = true\n}\nvariable \"passing\" {\n  ephemeral = true\n}\n")
		r.before += "export TF_VAR_ordinary=canary_of_a_variable TF_VAR_passing=canary_that_passes " +
			"TF_VAR_passphrase=sixteen-characters-at-least\n"
		r.run(plan)
		r.run(apply)
		state := readFile(t, r.Dir, "remote.tfstate")
		if acctest.TerraformMinor(t) == 0 {
			if strings.Contains(state, "prod_workspace") || strings.HasPrefix(readFile(t, r.Dir, "tfplan"), "PK") {
				t.Error("got a state or a plan that is not encrypted, want both encrypted")
			}
			return
		}
		contents := planFileContents(t, filepath.Join(r.Dir, "tfplan"))
		for secret, want := range map[string]bool{"canary_of_a_variable": true, "canary_that_passes": false, "sk_emulated": false} {
			if got := strings.Contains(contents, secret); got != want {
				t.Errorf("%s in the plan file: got %t, want %t", secret, got, want)
			}
		}
		if !strings.Contains(state, "prod_workspace") || strings.Contains(state, "sk_emulated") {
			t.Errorf("got the state\n%s\nwant prod_workspace in it, and no key", state)
		}
	})
}

// planFileContents returns the unpacked contents of a plan file.
func planFileContents(t *testing.T, path string) string {
	t.Helper()
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = archive.Close() }()
	var all strings.Builder
	for _, member := range archive.File {
		file, err := member.Open()
		if err == nil {
			_, err = io.Copy(&all, file)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// TestAccGuide_index runs the commands of the provider's index page: its quickstart, and the generated configuration.
func TestAccGuide_index(t *testing.T) {
	t.Parallel()
	const page = "../index.md.tmpl"
	shell := fencedBlocks(t, page, "shell", 3)
	fencedBlocks(t, page, "terraform", 0)
	resources := examples(t, "resources")
	r := newGuideRunner(t, map[string]string{
		"versions.tf": "", "provider.tf": examples(t, "provider")["provider.tf"],
		"plan.tf": resources["rebilly_plan/resource.tf"], "website.tf": resources["rebilly_website/resource.tf"],
	})
	installProvider(t, r.Workspace)
	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_...", APIKey: "sk_..."})
	r.before = exportBaseURL(rebilly) + shell[0]
	r.runExpectOutput(shell[1], "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.")
	rebilly.Put("products", "prod_boxes", map[string]any{"name": "Boxes"})
	providerArgument := ""
	if acctest.TerraformMinor(t) >= 14 {
		providerArgument = "  provider = rebilly\n"
	}
	r.Write("import.tf", "import {\n  to = rebilly_product.boxes\n  id = \"prod_boxes\"\n"+providerArgument+"}\n")
	r.runExpectOutput(shell[2], "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.")
	r.Write("import.tf", strings.Replace(readFile(t, r.Dir, "import.tf"), providerArgument, "", 1))
	r.runExpectOutput("terraform apply -auto-approve", "1 imported, 0 added, 0 changed, 0 destroyed")
}

// TestAccGuide_deletionProtection uses the provider block of the guide about reviews, with an allowed and a different organization.
func TestAccGuide_deletionProtection(t *testing.T) {
	t.Parallel()
	block := fencedBlocks(t, "reviewing-plans.md.tmpl", "terraform", 1)[0]
	// The text runs a program that is not part of this project.
	fencedBlocks(t, "reviewing-plans.md.tmpl", "text", 1)
	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_acme", APIKey: "sk_emulated"})
	r := newGuideRunner(t, map[string]string{"provider.tf": block, "main.tf": seats})
	r.before = exportBaseURL(rebilly) + "export REBILLY_ORGANIZATION_ID=org_acme REBILLY_API_KEY=sk_emulated\n"
	r.run("terraform apply -auto-approve")
	r.runExpectError("REBILLY_ORGANIZATION_ID=org_other terraform plan", "Error: Organization not allowed")
	r.Write("main.tf", "")
	r.runExpectError("terraform plan", "Error: The product is protected against deletion")
	r.Write("main.tf", strings.Replace(seats, "}", "  deletion_protection = false\n}", 1))
	r.run("terraform apply -auto-approve")
	r.Write("main.tf", "")
	r.runExpectOutput("terraform apply -auto-approve",
		"Warning: Destroying a live object", "Apply complete! Resources: 0 added, 0 changed, 1 destroyed.")
}

// TestAccGuide_reviewInPullRequest runs the commands of the guide and of its workflows, with the built program and without a network.
func TestAccGuide_reviewInPullRequest(t *testing.T) {
	t.Parallel()
	commands := fencedBlocks(t, "reviewing-plans.md.tmpl", "shell", 1)[0]
	files := examples(t, "guides/review")
	rebilly := fakeapi.Start(t, emulator.Options{APIKey: "sk_emulated"})
	programs := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", programs, "./internal/cmd/rebilly-review")
	build.Dir = filepath.Join("..", "..")
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	r := newGuideRunner(t, map[string]string{
		"provider.tf": rebilly.ProviderBlock(), "main.tf": seats + monthly(priced("10", "")),
		"stubs/gh": `#!/bin/sh
case "$1 $2" in
  "release download") tar -czf "$7" -C "$PROGRAMS" rebilly-review ;;
  "attestation verify") test -s "$3" ;;
  "pr comment") test "$3" = 7 && cp "$7" posted.md ;;
  *) exit 1 ;;
esac
`,
		"stubs/gpg": "#!/bin/sh\ntest -s \"$2\" && test -s \"$3\"\n",
		"stubs/curl": `#!/bin/sh
for last; do :; done
case "$last" in
  *.sig)
    tar -czf rebilly-review_0.1.0_linux_amd64.tar.gz -C "$PROGRAMS" rebilly-review
    echo signature > rebilly-review_0.1.0_linux_amd64.tar.gz.sig ;;
  https://gitlab.example/api/v4/projects/3/merge_requests/7/notes) cp review.md posted.md ;;
  *) exit 1 ;;
esac
`,
	})
	r.before = "export PROGRAMS=" + programs + ` PATH="$PWD/stubs:` + programs + `:$PATH" ` +
		"GITHUB_STEP_SUMMARY=summary.md NUMBER=7 REVIEW_TOKEN=token " +
		"CI_API_V4_URL=https://gitlab.example/api/v4 CI_PROJECT_ID=3 CI_MERGE_REQUEST_IID=7\nchmod +x stubs/*\n" +
		// With an override of the provider, init would look for a release.
		"terraform() { test \"$1\" = init || command terraform \"$@\"; }\n"
	r.run("terraform apply -auto-approve")
	r.Write("main.tf", seats+monthly(priced("7", "")))
	r.run(commands)
	for _, file := range []string{"review.md", "review.html"} {
		if got := readFile(t, r.Dir, file); !strings.Contains(got, "-30%") {
			t.Errorf("%s: got\n%s\nwant the price", file, got)
		}
	}
	for name, scripts := range map[string][]string{
		"github-actions.yml": literalBlocks(files["github-actions.yml"]), "gitlab-ci.yml": literalBlocks(files["gitlab-ci.yml"]),
	} {
		if len(scripts) != 3 {
			t.Fatalf("%s: got %d scripts, want 3", name, len(scripts))
		}
		r.Write("posted.md", "")
		r.run(scripts[0] + scripts[1])
		r.runExpectError(scripts[2], "the plan does not pass: price-decrease>20%")
		const want = "| `Monthly (plan_1)` | price, per unit, every month | `10.00 USD` | `7.00 USD` | -30% |"
		if got := readFile(t, r.Dir, "posted.md"); !strings.Contains(got, want) {
			t.Errorf("%s: got\n%s\nwant the price", name, got)
		}
	}
}

// literalBlocks returns the scripts of a workflow, which are literal blocks of YAML.
func literalBlocks(workflow string) []string {
	var blocks []string
	indentation, isBlock := 0, false
	for line := range strings.Lines(workflow) {
		text := strings.TrimLeft(line, " ")
		switch depth := len(line) - len(text); {
		case isBlock && depth > indentation:
			blocks[len(blocks)-1] += text
			continue
		case text == "run: |\n" || text == "- |\n":
			indentation, isBlock = depth, true
			blocks = append(blocks, "")
			continue
		}
		isBlock = false
	}
	return blocks
}

func TestReadmeMatchesGetStarted(t *testing.T) {
	t.Parallel()
	readme, example := readFile(t, "..", "..", "README.md"), readFile(t, "..", "..", "examples", "guides", "get-started", "main.tf")
	if !strings.Contains(readme, example) {
		t.Errorf("got README.md\n%s\nwant in it\n%s", readme, example)
	}
}
