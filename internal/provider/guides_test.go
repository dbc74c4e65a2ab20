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

// These tests follow guides word for word: their commands, their files, and what they quote of the output.

// fenced are the blocks of one language in a guide, in order. A test says how many it knows, so that none is left out.
func fenced(t *testing.T, guide, language string, count int) []string {
	t.Helper()
	var blocks []string
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(read(t, "..", "..", "templates", "guides", guide), -1) {
		blocks = append(blocks, block[1])
	}
	if len(blocks) != count {
		t.Fatalf("%s has %d blocks of %s, this test knows %d", guide, len(blocks), language, count)
	}
	return blocks
}

// install makes the CLI take the built provider from a folder, so that terraform init is what it is with a registry.
func install(t *testing.T, w *acctest.Workspace) {
	t.Helper()
	mirror := t.TempDir()
	folder := filepath.Join(mirror, registryOf(), "rebilly", "rebilly", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(acctest.Build(t), filepath.Join(folder, "terraform-provider-rebilly_v0.1.0")); err != nil {
		t.Fatal(err)
	}
	w.Write("cli.tfrc", fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror))
}

// reader runs the commands of a guide, one block after the other, in a shell that has run some commands before.
type reader struct {
	*acctest.Workspace
	t      *testing.T
	before string
}

func newReader(t *testing.T, files map[string]string) *reader {
	t.Helper()
	r := &reader{t: t, Workspace: acctest.NewWorkspace(t, nil, files)}
	for _, command := range []string{"plan", "apply", "test"} {
		r.Env = append(r.Env, "TF_CLI_ARGS_"+command+"=-no-color")
	}
	return r
}

// runs returns what a block prints.
func (r *reader) runs(commands string) string {
	r.t.Helper()
	stdout, stderr, exit := r.Shell(r.before + commands)
	if exit != 0 {
		r.t.Fatalf("%s\nended with %d\n%s\n%s", commands, exit, stdout, stderr)
	}
	return stdout
}

// reads runs a block that prints what the guide quotes.
func (r *reader) reads(commands string, quotes ...string) {
	r.t.Helper()
	r.quoted(r.runs(commands), quotes...)
}

// refused runs a block that fails, and prints what the guide quotes.
func (r *reader) refused(commands string, quotes ...string) {
	r.t.Helper()
	stdout, stderr, exit := r.Shell(r.before + commands)
	if exit == 0 {
		r.t.Errorf("%s\nended well\n%s", commands, stdout)
	}
	r.quoted(stdout+stderr, quotes...)
}

var (
	made     = regexp.MustCompile(`\b([a-z]+)_01[0-9A-HJKMNP-TV-Z]{24}\b`)
	loopback = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
)

// quoted compares words: how lines break depends on an address.
func (r *reader) quoted(printed string, quotes ...string) {
	r.t.Helper()
	const example = "https://rebilly.example"
	printed = readable(loopback.ReplaceAllString(printed, example), example)
	words := func(text string) string {
		return strings.Join(strings.Fields(made.ReplaceAllString(text, "${1}_01…")), " ")
	}
	for _, quote := range quotes {
		if !strings.Contains(words(printed), words(quote)) {
			r.t.Errorf("the guide says\n%s\nand it is\n%s", quote, printed)
		}
	}
}

// edit replaces the line of a file that a pattern finds.
func (r *reader) edit(name, line, with string) {
	r.t.Helper()
	before := read(r.t, r.Dir, name)
	after := regexp.MustCompile("(?m)^"+line+"$\n").ReplaceAllLiteralString(before, with)
	if after == before {
		r.t.Fatalf("no line %q in\n%s", line, before)
	}
	r.Write(name, after)
}

func TestAccGuide_getStarted(t *testing.T) {
	t.Parallel()
	const guide = "get-started.md.tmpl"
	shell, says, hcl := fenced(t, guide, "shell", 11), fenced(t, guide, "text", 4), fenced(t, guide, "terraform", 1)
	build, account, serve, emulated, steps := shell[0], shell[1], shell[2], shell[3], shell[4:]
	program := emulatorOf(t, serve, emulated)
	for _, built := range []bool{true, false} {
		t.Run(map[bool]string{true: "built", false: "published"}[built], func(t *testing.T) {
			t.Parallel()
			listening := emulate(t, program, emulated)
			r := newReader(t, map[string]string{"versions.tf": "", "main.tf": read(t, "..", "..", "examples", "guides", "get-started", "main.tf")})
			if built {
				r.before = provide(t, build)
			} else {
				install(t, r.Workspace)
			}
			r.before += account + strings.ReplaceAll(emulated, "127.0.0.1:8080", listening)
			if !built {
				r.runs(steps[0])
			}
			r.reads(steps[1], says[0], says[1])
			r.runs(steps[2])
			r.reads(steps[3], says[2])
			r.edit("main.tf", "  pricing .*", hcl[0])
			r.reads(steps[4], says[3])
			r.runs(steps[5])
			r.runs(steps[6])
			if left := objects(t, listening); strings.ContainsAny(left, "123456789") {
				t.Errorf("left behind: %s", left)
			}
		})
	}
}

// provide is the block that builds the provider, in a folder where make build takes what was built already.
func provide(t *testing.T, block string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "make", "--no-print-directory", "-n", "build")
	command.Dir = filepath.Join("..", "..")
	if printed, err := command.CombinedOutput(); err != nil || string(printed) != "go build -o bin/ .\n" {
		t.Fatalf("make build: %v\n%s", err, printed)
	}
	return fmt.Sprintf("make() { test \"$*\" = build && mkdir -p bin && cp %q bin/; }\npushd %q >/dev/null\n%s\npopd >/dev/null\n", acctest.Build(t), t.TempDir(), block)
}

// emulatorOf builds what a command runs, which has to listen where the variables of the next block say.
func emulatorOf(t *testing.T, command, named string) (program string) {
	t.Helper()
	words := strings.Fields(command)
	if len(words) != 5 || strings.Join(words[:2], " ") != "go run" || words[3] != "-listen" || !strings.Contains(named, "REBILLY_BASE_URL=\"http://"+words[4]+"\"") {
		t.Fatalf("the guide starts the emulator with %q and names it with %q", command, named)
	}
	program = filepath.Join(t.TempDir(), "emulator")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, words[2])
	build.Dir = filepath.Join("..", "..")
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	return program
}

// emulate starts an emulator on a free port, and returns its address. What it is called with has to be what it has.
func emulate(t *testing.T, program, named string) (address string) {
	t.Helper()
	served := exec.CommandContext(t.Context(), program, "-listen", "127.0.0.1:0")
	stdout, err := served.StdoutPipe()
	if err == nil {
		err = served.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = served.Wait() })
	var ready map[string]string
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &ready)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"organization_id", "api_key"} {
		if !strings.Contains(named, fmt.Sprintf("REBILLY_%s=%q", strings.ToUpper(name), ready[name])) {
			t.Errorf("%s is %q, and the guide has\n%s", name, ready[name], named)
		}
	}
	return strings.TrimPrefix(ready["base_url"], "http://")
}

// objects are the counts of what an emulator has.
func objects(t *testing.T, address string) string {
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
		t.Fatalf("%s %v", response.Status, err)
	}
	return string(text)
}

// TestAccGuide_prices changes the prices of the guide in both ways, and keeps the plans that it shows.
func TestAccGuide_prices(t *testing.T) {
	t.Parallel()
	const guide = "prices-revisions-and-reviews.md.tmpl"
	line := fenced(t, guide, "terraform", 1)[0]
	fenced(t, guide, "shell", 0)
	fenced(t, guide, "text", 0)
	files := examples(t, "guides/prices")
	rebilly := fakeapi.Start(t)
	r := newReader(t, map[string]string{"provider.tf": rebilly.ProviderBlock()})
	shows := func(file string) {
		t.Helper()
		printed := readable(r.runs("terraform plan -out=tfplan"), rebilly.URL)
		if *update {
			if err := os.WriteFile(filepath.Join("..", "..", "examples", "guides", "prices", file), []byte(printed), 0o600); err != nil {
				t.Fatal(err)
			}
		} else if printed != files[file] {
			t.Errorf("%s is now (-update writes it):\n%s", file, printed)
		}
	}
	revision := func(id string) string {
		object, _ := rebilly.Get("plans", id)
		return fmt.Sprint(object["revision"])
	}
	start := func() string {
		t.Helper()
		r.Write("main.tf", files["main.tf"])
		r.runs("terraform apply -auto-approve")
		return revision("plan_team")
	}

	before := start()
	r.edit("main.tf", "  trial .*", "")
	r.edit("main.tf", "  pricing .*", line)
	shows("plan.txt")
	if printed := r.runs("terraform apply tfplan"); !strings.Contains(printed, "quantities 1 to 10: 12 USD") {
		t.Errorf("the apply does not repeat the warning:\n%s", printed)
	}
	if after := revision("plan_team"); before == after {
		t.Errorf("the revision still is %s", after)
	}

	start()
	r.Write("main.tf", files["beside/main.tf"])
	shows("beside/plan.txt")
	r.runs("terraform apply tfplan")
	kept, _, _ := strings.Cut(files["beside/main.tf"], "# The old price")
	_, added, _ := strings.Cut(files["beside/main.tf"], "# The new price")
	r.Write("main.tf", kept+"#"+added)
	r.reads("terraform plan -out=tfplan", "Warning: Billing plan will be deactivated, not deleted")
	r.runs("terraform apply tfplan")
	if old, ok := rebilly.Get("plans", "plan_team"); !ok || old["isActive"] != false {
		t.Errorf("the old plan is %v", old)
	}

	r.Write("currencies.tf", files["currencies.tf"])
	r.Write("elsewhere.tf", files["elsewhere.tf"])
	r.reads("terraform apply -auto-approve", "Apply complete! Resources: 4 added, 0 changed, 0 destroyed.")
	promotion, _ := rebilly.Get("plans", "plan_promotion")
	promotion["pricing"] = map[string]any{"formula": "flat-rate", "price": 3}
	rebilly.Put("plans", "plan_promotion", promotion)
	r.runs("terraform plan -detailed-exitcode")
	r.Write("currencies.tf", strings.NewReplacer("7000", "7000.5", "EUR", "XYZ").Replace(files["currencies.tf"]))
	r.reads("terraform plan", "The amount is 7000.5, but ISO 4217 gives JPY 0 decimals", `"XYZ" is not an ISO 4217 code`)
}

// TestAccGuide_sandboxToLive keeps two organizations alike, and mixes them up.
func TestAccGuide_sandboxToLive(t *testing.T) {
	t.Parallel()
	const guide = "sandbox-to-live.md.tmpl"
	shell, says := fenced(t, guide, "shell", 7), fenced(t, guide, "text", 4)
	fenced(t, guide, "terraform", 0)
	t.Run("folders", func(t *testing.T) {
		t.Parallel()
		r, sandbox, live := organizationsOf(t)
		inSandbox, inLive := named(sandbox, shell[0]), named(live, shell[1])
		r.before = at(sandbox)
		r.reads(shell[0], says[0])
		r.before = at(live)
		r.reads(shell[1], says[0])

		r.edit("catalog/main.tf", "  pricing .*", "  pricing    = { flat_rate = { price = 12.5 } }\n")
		r.before = inSandbox
		tried, _, _ := strings.Cut(readable(r.runs(shell[3]), sandbox.URL), "Plan:")
		r.before = inLive
		planned := r.runs(shell[4])
		shown := r.runs(shell[5])
		for name, printed := range map[string]string{"plan": planned, "show": shown} {
			if approved, _, _ := strings.Cut(readable(printed, live.URL), "Plan:"); approved != tried {
				t.Errorf("the %s of live says\n%s\nand the plan of the sandbox said\n%s", name, approved, tried)
			}
		}
		r.runs(shell[6])
		for _, rebilly := range []*fakeapi.Server{sandbox, live} {
			plan, _ := rebilly.Get("plans", "plan_workspace_monthly")
			if pricing, _ := plan["pricing"].(map[string]any); fmt.Sprint(pricing["price"]) != "12.5" || rebilly.Count() != 3 {
				t.Errorf("%d objects, and the plan is %v", rebilly.Count(), plan)
			}
		}

		sandbox.Reset()
		r.before = inSandbox
		r.refused(shell[4], says[1])
		if asked := sandbox.Requests(); len(asked) > 0 {
			t.Errorf("asked %v", asked)
		}
		r.before = inLive + "export REBILLY_API_KEY=sk_sandbox_...\n"
		r.refused(shell[4], says[3])
		r.edit("sandbox/main.tf", "  allowed_organization_ids .*", "")
		r.before = inLive
		if version := r.runs("terraform version"); strings.Contains(version, "v1.11.") {
			r.reads(`terraform -chdir=sandbox plan`, "Plan: 0 to add, 1 to change, 0 to destroy.")
			return
		}
		r.refused("terraform -chdir=sandbox plan", says[2])
	})
	t.Run("workspaces", func(t *testing.T) {
		t.Parallel()
		r, sandbox, live := organizationsOf(t)
		r.before = named(sandbox, shell[0])
		r.reads(shell[2], says[0])
		r.refused(strings.NewReplacer("select -or-create sandbox", "select -or-create live", "sandbox", "live").Replace(shell[2]), "allowed_organization_ids")
		r.before = named(live, shell[1])
		r.reads(strings.ReplaceAll(shell[2], "sandbox", "live"), says[0])
		r.refused("terraform -chdir=workspaces workspace select default\nterraform -chdir=workspaces plan -var-file=live.tfvars", "Invalid index")
		if sandbox.Count() != 3 || live.Count() != 3 {
			t.Errorf("%d objects in the sandbox and %d in live", sandbox.Count(), live.Count())
		}
	})
}

// organizationsOf are the files of the guide, and the two organizations that it keeps.
func organizationsOf(t *testing.T) (r *reader, sandbox, live *fakeapi.Server) {
	t.Helper()
	r = newReader(t, examples(t, "guides/sandbox-to-live"))
	install(t, r.Workspace)
	return r, fakeapi.Start(t, emulator.Options{Organization: "org_acme_test", APIKey: "sk_sandbox_..."}), fakeapi.Start(t, emulator.Options{Organization: "org_acme", APIKey: "sk_live_..."})
}

// at makes a block ask an emulator.
func at(rebilly *fakeapi.Server) string { return "export REBILLY_BASE_URL=" + rebilly.URL + "\n" }

// named is where the credentials of a block are those of the shell.
func named(rebilly *fakeapi.Server, block string) string {
	first, _, _ := strings.Cut(block, "\n")
	return at(rebilly) + first + "\n"
}

// TestAccGuide_moduleTests runs the tests of the guide with mocks and with an emulator, and against modules that are wrong.
func TestAccGuide_moduleTests(t *testing.T) {
	t.Parallel()
	const guide = "testing-modules-with-mocks.md.tmpl"
	shell, says := fenced(t, guide, "shell", 3), fenced(t, guide, "text", 2)
	fenced(t, guide, "terraform", 0)
	files := examples(t, "guides/testing")
	r := newReader(t, files)
	install(t, r.Workspace)
	r.reads(shell[0], says[0])

	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_emulated", APIKey: "sk_emulated"})
	emulated := strings.Replace(shell[1], "http://127.0.0.1:8080", rebilly.URL, 1)
	r.reads(emulated, says[1])
	if left := rebilly.Count(); left != 1 {
		t.Errorf("%d objects are left, want the custom field", left)
	}

	r.Write("catalog.tf", strings.Replace(files["catalog.tf"], "* 80", "* 90", 1))
	r.refused(shell[2], "a fifth cheaper")
}

// TestAccMocks_bothCLIs holds what the guide says of mocks, alike or not.
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
			output "all" { value = data.rebilly_products.all.products }`,
		"mocks/rebilly.tfmock.hcl": `mock_resource "rebilly_product" { defaults = {} }`,
	})
	ofTofu := acctest.TerraformMinor(t) == 0
	for name, test := range map[string]struct {
		text            string
		terraform, tofu bool
	}{
		"alike": {`mock_provider "rebilly" {}
			run "made_up" {
				assert {
					condition     = rebilly_plan.monthly.is_active == false && rebilly_plan.monthly.description != null && length(data.rebilly_products.all.products) == 0
					error_message = "Nothing is made up."
				}
			}
			run "not_reviewed" {
				variables { price = 9 }
			}`, true, true},
		"what validate refuses": {`mock_provider "rebilly" {}
			run "refused" {
				variables { id = "no id" }
			}`, false, false},
		"known in a plan":              {"mock_provider \"rebilly\" {}\n" + planned, false, true},
		"known in a plan when told so": {"mock_provider \"rebilly\" {\n override_during = plan\n mock_resource \"rebilly_plan\" {\n defaults = { is_active = false }\n }\n}\n" + planned, true, false},
		"files":                        {"mock_provider \"rebilly\" {\n source = \"./mocks\"\n}\nrun \"any\" {}\n", true, false},
		"lists": {`mock_provider "rebilly" {}
			override_data {
				target = data.rebilly_products.all
				values = { products = [{
					id = "prod_a", name = "A", unit_label = "unit", requires_shipping = false, options = []
					description = null, accounting_code = null, recognition = null, tax_category_id = null
				}] }
			}
			run "any" {}`, false, true},
		"another run": {`mock_provider "rebilly" {}
			run "first" {}
			run "second" {
				assert {
					condition     = run.first.all == output.all
					error_message = "They differ."
				}
			}`, true, false},
	} {
		w.Write("it.tftest.hcl", test.text)
		stdout, stderr, exit := w.Run("test", "-no-color")
		if want := map[bool]bool{false: test.terraform, true: test.tofu}[ofTofu]; (exit == 0) != want {
			t.Errorf("%s: passes %v, want %v\n%s%s", name, exit == 0, want, stdout, stderr)
		}
	}
}

const planned = `run "planned" {
	command = plan
	assert {
		condition     = !rebilly_plan.monthly.is_active
		error_message = "Nothing is made up."
	}
}`

// TestAccGuide_pipeline runs the jobs of the guide in one folder each, with nothing but the plan file between them.
func TestAccGuide_pipeline(t *testing.T) {
	t.Parallel()
	const guide = "ci-and-remote-runs.md.tmpl"
	shell, says := fenced(t, guide, "shell", 5), fenced(t, guide, "text", 1)
	plan, policy, apply, nightly, fork := shell[0], shell[1], shell[2], shell[3], shell[4]
	fenced(t, guide, "terraform", 0)
	files := examples(t, "guides/ci")
	const dearer = "  pricing    = { flat_rate = { price = 12.5 } }\n"
	start := func(t *testing.T) (*reader, *fakeapi.Server) {
		t.Helper()
		r := newReader(t, map[string]string{"versions.tf": "", "main.tf": files["main.tf"], "backend.tf": "terraform {\n  backend \"local\" {\n    path = \"remote.tfstate\"\n  }\n}\n"})
		install(t, r.Workspace)
		rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_acme", APIKey: "sk_emulated"})
		r.before = at(rebilly) + "export REBILLY_ORGANIZATION_ID=org_acme REBILLY_API_KEY=sk_emulated\n"
		return r, rebilly
	}

	t.Run("jobs", func(t *testing.T) {
		t.Parallel()
		r, rebilly := start(t)
		for name, text := range examples(t, "guides/policy") {
			r.Write("policy/"+name, text)
		}
		r.runs(plan)
		r.runs(apply)
		r.refused(apply, says[0])
		r.edit("main.tf", "  pricing .*", dearer)
		r.runs(plan)
		if printed, shown := read(t, r.Dir, "plan.txt"), r.runs("terraform show tfplan"); !strings.Contains(printed, "Commercial terms") || strings.Contains(shown, "Commercial terms") {
			t.Errorf("the plan prints\n%s\nand show\n%s", printed, shown)
		}
		r.runs(policy)
		r.runs(apply)
		r.runs(nightly)
		rebilly.Put("products", "prod_workspace", map[string]any{"name": "Changed by hand"})
		if stdout, stderr, exit := r.Shell(r.before + nightly); exit != 2 {
			t.Errorf("ended with %d\n%s%s", exit, stdout, stderr)
		}
		r.edit("main.tf", "  pricing .*", "  pricing    = { flat_rate = { price = 1 } }\n")
		r.runs(plan)
		r.refused(policy, "falls from 12.5 to 1")
	})
	t.Run("forks", func(t *testing.T) {
		t.Parallel()
		r, rebilly := start(t)
		r.Write(".gitignore", "*\n!/*.tf\nbackend_override.tf\n")
		const commit = "git add . && git -c user.name=it -c user.email=it@example.com commit --quiet --message=it\n"
		r.runs("git init --quiet && " + commit)
		r.edit("main.tf", "  pricing .*", dearer)
		r.runs(commit)
		r.before = "BASE=$(git rev-parse HEAD^) HEAD=$(git rev-parse HEAD)\n"
		r.reads(strings.Replace(fork, "http://127.0.0.1:8080", rebilly.URL, 1),
			"Apply complete! Resources: 2 added, 0 changed, 0 destroyed.", "* price: 9.95 USD per unit, every month → 12.5 USD per unit, every month")
		if _, err := os.Stat(filepath.Join(r.Dir, "remote.tfstate")); err == nil {
			t.Error("the configured backend was used")
		}
	})
	t.Run("secrets", func(t *testing.T) {
		t.Parallel()
		r, _ := start(t)
		r.Write("encryption.tofu", files["encryption.tofu"])
		r.Write("variables.tf", "variable \"ordinary\" {\n  sensitive = true\n}\nvariable \"passing\" {\n  ephemeral = true\n}\n")
		r.before += "export TF_VAR_ordinary=canary_of_a_variable TF_VAR_passing=canary_that_passes TF_VAR_passphrase=sixteen-characters-at-least\n"
		r.runs(plan)
		r.runs(apply)
		state := read(t, r.Dir, "remote.tfstate")
		if acctest.TerraformMinor(t) == 0 {
			if strings.Contains(state, "prod_workspace") || strings.HasPrefix(read(t, r.Dir, "tfplan"), "PK") {
				t.Error("state or plan are not encrypted")
			}
			return
		}
		kept := unpacked(t, filepath.Join(r.Dir, "tfplan"))
		for secret, want := range map[string]bool{"canary_of_a_variable": true, "canary_that_passes": false, "sk_emulated": false} {
			if got := strings.Contains(kept, secret); got != want {
				t.Errorf("%s is in the plan file: %v", secret, got)
			}
		}
		if !strings.Contains(state, "prod_workspace") || strings.Contains(state, "sk_emulated") {
			t.Errorf("the state is\n%s", state)
		}
	})
}

// unpacked is all that a plan file has.
func unpacked(t *testing.T, path string) string {
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

// TestAccGuide_index follows the page of the provider: its quickstart, and the configuration that it generates.
func TestAccGuide_index(t *testing.T) {
	t.Parallel()
	const page = "../index.md.tmpl"
	shell := fenced(t, page, "shell", 3)
	fenced(t, page, "terraform", 0)
	resources := examples(t, "resources")
	r := newReader(t, map[string]string{
		"versions.tf": "", "provider.tf": examples(t, "provider")["provider.tf"], "plan.tf": resources["rebilly_plan/resource.tf"], "website.tf": resources["rebilly_website/resource.tf"],
	})
	install(t, r.Workspace)
	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_...", APIKey: "sk_..."})
	r.before = at(rebilly) + shell[0]
	r.reads(shell[1], "Apply complete! Resources: 3 added, 0 changed, 0 destroyed.")
	rebilly.Put("products", "prod_boxes", map[string]any{"name": "Boxes"})
	named := ""
	if acctest.TerraformMinor(t) >= 14 {
		named = "  provider = rebilly\n"
	}
	r.Write("import.tf", "import {\n  to = rebilly_product.boxes\n  id = \"prod_boxes\"\n"+named+"}\n")
	r.reads(shell[2], "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.")
	r.Write("import.tf", strings.Replace(read(t, r.Dir, "import.tf"), named, "", 1))
	r.reads("terraform apply -auto-approve", "1 imported, 0 added, 0 changed, 0 destroyed")
}

// TestAccGuide_deletionProtection runs the provider block of the guide on reviews, with and without the organization that it allows.
func TestAccGuide_deletionProtection(t *testing.T) {
	t.Parallel()
	block := fenced(t, "reviewing-plans.md.tmpl", "terraform", 1)[0]
	fenced(t, "reviewing-plans.md.tmpl", "shell", 0)
	fenced(t, "reviewing-plans.md.tmpl", "text", 0)
	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_acme", APIKey: "sk_emulated"})
	r := newReader(t, map[string]string{"provider.tf": block, "main.tf": seats})
	r.before = at(rebilly) + "export REBILLY_ORGANIZATION_ID=org_acme REBILLY_API_KEY=sk_emulated\n"
	r.runs("terraform apply -auto-approve")
	r.refused("REBILLY_ORGANIZATION_ID=org_other terraform plan", "Error: Organization not allowed")
	r.Write("main.tf", "")
	r.refused("terraform plan", "Error: The product is protected against deletion")
	r.Write("main.tf", strings.Replace(seats, "}", "  deletion_protection = false\n}", 1))
	r.runs("terraform apply -auto-approve")
	r.Write("main.tf", "")
	r.reads("terraform apply -auto-approve", "Warning: Destroying a live object", "Apply complete! Resources: 0 added, 0 changed, 1 destroyed.")
}

func TestReadmeMatchesGetStarted(t *testing.T) {
	t.Parallel()
	if readme, example := read(t, "..", "..", "README.md"), read(t, "..", "..", "examples", "guides", "get-started", "main.tf"); !strings.Contains(readme, example) {
		t.Errorf("README.md does not have\n%s", example)
	}
}
