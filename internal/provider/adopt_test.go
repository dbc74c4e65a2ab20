package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// seed makes the organization of testdata/organization.json as other clients do, by raw requests: every variant of every kind,
// and whatever else the definition allows. It returns how many objects there are.
func seed(t *testing.T, rebilly *fakeapi.Server) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "organization.json"))
	if err != nil {
		t.Fatal(err)
	}
	var objects []struct {
		Path   string
		Object json.RawMessage
	}
	if err := json.Unmarshal(text, &objects); err != nil {
		t.Fatal(err)
	}
	for _, object := range objects {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, rebilly.URL+"/organizations/"+fakeapi.Organization+"/"+object.Path, bytes.NewReader(object.Object))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("REB-APIKEY", fakeapi.APIKey)
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if _ = response.Body.Close(); response.StatusCode != http.StatusCreated {
			t.Fatalf("PUT %s: %s", object.Path, response.Status)
		}
	}
	return len(objects)
}

func TestImport_EveryResourceType(t *testing.T) {
	guide := filepath.Join("..", "..", "examples", "guides", "adopt")
	organization, query, export := read(t, "testdata", "organization.json"), read(t, guide, "adopt.tfquery.hcl"), read(t, guide, "export", "export.tf")
	for _, kind := range coretest.ResourceTypes {
		if !strings.Contains(organization, `"`+kind.Collection+"/") || !strings.Contains(query, `list "`+kind.Type+`"`) || !strings.Contains(export, `data "`+kind.Type+`s"`) {
			t.Errorf("organization.json, adopt.tfquery.hcl or export.tf has no %s", kind.Type)
		}
	}
}

// adoption follows the guide in a folder that begins with the guide's own files.
type adoption struct {
	*acctest.Workspace
	t       *testing.T
	rebilly *fakeapi.Server
	objects int
	// steps are the commands of the guide by the title of the section.
	steps map[string][]string
}

func adopt(t *testing.T, options emulator.Options) *adoption {
	t.Helper()
	files := map[string]string{"versions.tf": "", "export/provider.tf": "", "export/export.tf": "", "provider.tf": "", "adopt.tfquery.hcl": ""}
	for name := range files {
		if name != "versions.tf" {
			files[name] = read(t, "..", "..", "examples", "guides", "adopt", filepath.FromSlash(name))
		}
	}
	guide := read(t, "..", "..", "templates", "guides", "adopt-an-existing-organization.md.tmpl")
	steps := map[string][]string{}
	for _, section := range strings.Split(guide, "\n## ")[1:] {
		title, text, _ := strings.Cut(section, "\n")
		for _, block := range regexp.MustCompile("(?s)```shell\n(.*?)```").FindAllStringSubmatch(text, -1) {
			steps[title] = append(steps[title], block[1])
		}
	}
	rebilly := fakeapi.Start(t, options)
	a := &adoption{t: t, rebilly: rebilly, objects: seed(t, rebilly), steps: steps, Workspace: acctest.NewWorkspace(t, rebilly, files)}
	a.Env = append(rebilly.Variables(), "TF_CLI_ARGS_plan=-no-color", "TF_CLI_ARGS_apply=-no-color")
	return a
}

// follow runs the next commands of a section, and tells what they asked of Rebilly.
func (a *adoption) follow(section string) (stdout string, asked map[string]int) {
	a.t.Helper()
	if len(a.steps[section]) == 0 {
		a.t.Fatalf("the guide has no more commands in %q", section)
	}
	a.rebilly.Reset()
	commands := a.steps[section][0]
	a.steps[section] = a.steps[section][1:]
	stdout, stderr, exit := a.Shell(commands)
	if exit != 0 {
		a.t.Fatalf("%sended with %d\n%s\n%s", commands, exit, stdout, stderr)
	}
	return stdout, a.rebilly.Requests()
}

// promises tells whether a plan imports everything and changes nothing but so many objects.
func (a *adoption) promises(stdout string, changed int) {
	a.t.Helper()
	if want := fmt.Sprintf("%d to import, 0 to add, %d to change, 0 to destroy", a.objects, changed); !strings.Contains(stdout, want) {
		a.t.Errorf("the plan is not %q:\n%s", want, stdout)
	}
}

// reads is how many requests there were; all of them have to be reads.
func (a *adoption) reads(asked map[string]int) (total int) {
	a.t.Helper()
	for path, count := range asked {
		total += count
		if !strings.HasPrefix(path, "GET ") {
			a.t.Errorf("asked %s", path)
		}
	}
	return total
}

// asks tells whether there were so many requests, and all of them read.
func (a *adoption) asks(asked map[string]int, want int) {
	a.t.Helper()
	if total := a.reads(asked); total != want {
		a.t.Errorf("%d requests, want %d: %v", total, want, asked)
	}
}

// tidy renames a product, and replaces ids of products in plans by references.
func (a *adoption) tidy(files ...string) {
	a.t.Helper()
	text := read(a.t, a.Dir, "generated.tf")
	var product string
	for _, block := range strings.Split(text, "\nresource \"rebilly_product\" \"")[1:] {
		if block, _, _ = strings.Cut(block, "\n}"); regexp.MustCompile(`\n  name +=  *"Maximal"`).MatchString(block) {
			product, _, _ = strings.Cut(block, `"`)
		}
	}
	if product == "" {
		a.t.Fatalf("the product is not in\n%s", text)
	}
	references := regexp.MustCompile(`product_id( *)= "prod_maximal"`)
	if len(references.FindAllString(text, -1)) < 20 {
		a.t.Fatalf("there is little to refer to in\n%s", text)
	}
	for _, name := range files {
		text := read(a.t, a.Dir, name)
		text = strings.ReplaceAll(text, `resource "rebilly_product" "`+product+`"`, `resource "rebilly_product" "seats"`)
		text = regexp.MustCompile(`rebilly_product\.`+product+`\b`).ReplaceAllString(text, "rebilly_product.seats")
		a.Write(name, references.ReplaceAllString(text, "product_id${1}= rebilly_product.seats.id"))
	}
}

// wellFormed tells whether what was generated is valid and formatted.
func (a *adoption) wellFormed() {
	a.t.Helper()
	succeed(a.t, a.Workspace, "validate")
	succeed(a.t, a.Workspace, "fmt", "-check", "-diff", "generated.tf")
}

// adopted follows the guide to the end: everything is in the state, and nothing was written.
func (a *adoption) adopted(section string) {
	a.t.Helper()
	stdout, asked := a.follow(section)
	a.promises(stdout, 0)
	a.asks(asked, a.objects)
	if want := fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", a.objects); !strings.Contains(stdout, want) {
		a.t.Errorf("the apply is not %q:\n%s", want, stdout)
	}
	if resources := strings.Fields(succeed(a.t, a.Workspace, "state", "list")); len(resources) != a.objects {
		a.t.Errorf("%d resources in the state: %v", len(resources), resources)
	}
	_, asked = a.follow("Tidy up")
	if total := a.reads(asked); total > a.objects/2 {
		a.t.Errorf("%d requests for a plan of %d objects: %v", total, a.objects, asked)
	}
}

// lists are the requests that find everything: one for each kind but custom fields, and one for each of ten that has those.
var lists = len(coretest.ResourceTypes) - 1 + 10

// organizations are the ways in which an organization may answer.
var organizations = map[string]emulator.Options{
	"likely": {},
	"odd":    {OmitNulls: true, EmptyMapsAsArrays: true, UnknownFields: true, OmitDefaults: true, SecretKeys: emulator.SecretKeysOmitted},
}

func TestAccImport_query(t *testing.T) {
	t.Parallel()
	for name, options := range organizations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const section = "With terraform query"
			a := adopt(t, options)
			if acctest.TerraformMinor(t) < 14 {
				t.Skip("SKIPPED: this terraform has no query. Terraform has it from 1.14.")
			}
			_, asked := a.follow(section)
			a.asks(asked, lists)
			a.wellFormed()
			stdout, asked := a.follow(section)
			a.promises(stdout, 0)
			a.asks(asked, a.objects)
			a.tidy("generated.tf")
			a.wellFormed()
			a.adopted(section)
		})
	}
}

func TestAccImport_dataSources(t *testing.T) {
	t.Parallel()
	for name, options := range organizations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const section = "With data sources"
			a := adopt(t, options)
			minor := acctest.TerraformMinor(t)
			_, asked := a.follow(section)
			a.asks(asked, lists)
			if minor >= 14 {
				// The guide has another way for these, of which 1.16.0 to 1.16.2 take no import block without this.
				a.Write("imports.tf", strings.ReplaceAll(read(t, a.Dir, "imports.tf"), "\n}", "\n  provider = rebilly\n}"))
			}
			stdout, asked := a.follow(section)
			a.asks(asked, a.objects)
			if minor == 0 || minor >= 14 {
				a.promises(stdout, 0)
			} else {
				a.promises(stdout, 1)
				generated := read(t, a.Dir, "generated.tf")
				a.Write("generated.tf", regexp.MustCompile(`( +)(pattern += "/)`).ReplaceAllString(generated, "${1}default = \"\"\n$1$2"))
				succeed(t, a.Workspace, "fmt")
			}
			if minor >= 14 {
				// Once there is configuration, no import block may have it.
				a.Write("imports.tf", strings.ReplaceAll(read(t, a.Dir, "imports.tf"), "  provider = rebilly\n", ""))
			}
			a.wellFormed()
			a.tidy("generated.tf", "imports.tf")
			a.adopted(section)
		})
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAccImport_wrongOrganization(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	rebilly.Put("products", "prod_x", map[string]any{"name": "Seats"})
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `resource "rebilly_product" "x" {
		id   = "prod_x"
		name = "Seats"
	}`})
	if !acctest.SupportsIdentity(t) {
		t.Skip("SKIPPED: this terraform has no import by identity. Terraform and OpenTofu have it from 1.12.")
	}
	identity := func(organization string) {
		w.Write("import.tf", fmt.Sprintf("import {\n  to = rebilly_product.x\n  identity = {\n    id              = \"prod_x\"\n    organization_id = %q\n  }\n}\n", organization))
	}
	identity("org_of_others")
	stdout, stderr, exit := w.Run("plan", "-no-color")
	if said := strings.Join(strings.Fields(stderr), " "); exit == 0 || !strings.Contains(said, "Wrong organization") || !strings.Contains(said, "org_of_others") {
		t.Errorf("plan ended with %d\n%s\n%s", exit, stdout, stderr)
	}
	if asked := rebilly.Requests(); len(asked) > 0 {
		t.Errorf("asked %v", asked)
	}
	identity(fakeapi.Organization)
	if stdout := succeed(t, w, "apply", "-auto-approve", "-no-color"); !strings.Contains(stdout, "1 imported, 0 added, 0 changed, 0 destroyed") {
		t.Error(stdout)
	}
}

// TestAccRead_deletedOutOfBand is about older CLIs above all, which keep no identity in the state.
func TestAccRead_deletedOutOfBand(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		resource "rebilly_product" "x" {
			id   = "prod_x"
			name = "Seats"
		}
		resource "rebilly_api_key" "x" {
			id          = "api_key_x"
			description = "CI"
		}`})
	succeed(t, w, "apply", "-auto-approve")
	rebilly.Remove("products", "prod_x")
	rebilly.Remove("api-keys", "api_key_x")
	if stdout := succeed(t, w, "plan", "-no-color"); !strings.Contains(stdout, "2 to add, 0 to change, 0 to destroy") {
		t.Error(stdout)
	}
	succeed(t, w, "apply", "-auto-approve")
	succeed(t, w, "plan", "-detailed-exitcode")
}

func TestAccDataSource_unknownID(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		resource "rebilly_product" "x" { name = "Seats" }
		data "rebilly_product" "x" { id = rebilly_product.x.id }
		output "name" { value = data.rebilly_product.x.name }`})
	if stdout := succeed(t, w, "plan", "-no-color"); !strings.Contains(stdout, "known after apply") || len(rebilly.Requests()) > 0 {
		t.Errorf("asked %v\n%s", rebilly.Requests(), stdout)
	}
	if stdout := succeed(t, w, "apply", "-auto-approve", "-no-color"); !strings.Contains(stdout, `name = "Seats"`) {
		t.Error(stdout)
	}
}

// TestAccExamples_queries runs the examples of data sources and list resources in an organization that has what they look for.
func TestAccExamples_queries(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	existing(rebilly)
	plan := coretest.ResourceTypeOf(planType)
	rebilly.Put(plan.Collection, plan.ID, map[string]any{
		"name": "Team seats, monthly", "productId": coretest.ResourceTypeOf(productType).ID, "currency": "USD",
		"pricing": map[string]any{"formula": "flat-rate", "price": 9.95}, "recurringInterval": map[string]any{"unit": "month", "length": 1},
	})
	rebilly.Put("products", "prod_coffee", map[string]any{"name": "Coffee", "requiresShipping": true})
	rebilly.Put("custom-fields", "customers/tier", map[string]any{"type": "string", "additionalSchema": map[string]any{"required": true, "allowedValues": []any{"gold"}}})
	rebilly.Put("api-keys", "api_key_root", map[string]any{"description": "Root"})
	files := map[string]string{}
	for _, folder := range []string{"data-sources", "list-resources"} {
		for name, text := range examples(t, folder) {
			// Its own package runs it.
			if !strings.HasPrefix(name, "rebilly_purchase_config/") {
				files[strings.ReplaceAll(name, "/", "-")] = text
			}
		}
	}
	for _, kind := range coretest.ResourceTypes {
		for _, name := range []string{kind.Type + "-data-source.tf", kind.Type + "s-data-source.tf", kind.Type + "-list-resource.tfquery.hcl"} {
			if files[name] == "" {
				t.Errorf("there is no example for %s", name)
			}
		}
	}
	w := acctest.NewWorkspace(t, rebilly, files)
	stdout := succeed(t, w, "plan", "-no-color")
	for _, output := range []string{
		`Coffee = "prod_coffee"`, `price = "9.95 USD"`, `plans = [ + "Team seats, monthly", ]`, `address = "https://shop.example.com"`,
		`Shop = "https://shop.example.com"`, `tiers = [ + "gold", ]`, `required = [ + "tier", ]`, `+ "GetPlan"`, `unrestricted = [ + "Root", ]`, "1 to add",
	} {
		if !strings.Contains(regexp.MustCompile(`\s+`).ReplaceAllString(stdout, " "), output) {
			t.Errorf("no %s in\n%s", output, stdout)
		}
	}
	if acctest.TerraformMinor(t) < 14 {
		t.Log("Off: this terraform has no query. Terraform has it from 1.14.")
		return
	}
	stdout = succeed(t, w, "query", "-no-color")
	for _, line := range []string{"Team seats", "Coffee", "Team seats, monthly", "Shop", "resource=customers", "Reporting", "organization_id=" + fakeapi.Organization} {
		if !strings.Contains(stdout, line) {
			t.Errorf("no %s in\n%s", line, stdout)
		}
	}
}
