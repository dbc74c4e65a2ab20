package provider_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

// seed creates objects with plain requests, as other clients do: those of testdata/organization.json, which are every variant of some
// resource types and everything else that the definition allows, and apiObjects of the other types. It returns the number of objects.
func seed(t *testing.T, rebilly *fakeapi.Server) int {
	t.Helper()
	organization := readFile(t, "testdata", "organization.json")
	var objects []struct {
		Method, Path string
		Object       json.RawMessage
	}
	if err := json.Unmarshal([]byte(organization), &objects); err != nil {
		t.Fatal(err)
	}
	for _, object := range objects {
		send(t, rebilly, cmp.Or(object.Method, http.MethodPut), object.Path, object.Object)
	}
	count := len(objects)
	for _, kind := range coretest.ResourceTypes {
		before, _, isNested := strings.Cut(kind.Collection, "{")
		if strings.Contains(organization, `"`+strings.TrimSuffix(before, "/")+"/") {
			continue
		}
		if isNested {
			t.Fatalf("got no object below %s, want one", before)
		}
		for i, object := range apiObjects(t, kind) {
			body, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			method, path := http.MethodPut, kind.Collection
			switch {
			case names.Collections[kind.Collection].Put == "":
				method = http.MethodPost
			case !kind.IsSettings():
				path += fmt.Sprint("/", kind.Type, i)
			}
			send(t, rebilly, method, path, body)
			count++
		}
	}
	return count
}

func send(t *testing.T, rebilly *fakeapi.Server, method, path string, body []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method,
		rebilly.URL+"/organizations/"+fakeapi.Organization+"/"+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("REB-APIKEY", fakeapi.APIKey)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusCreated && response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: got %s (%v), want 201 or 200: %s", method, path, response.Status, err, text)
	}
}

// apiObjects returns objects of a type that other clients could create: the one of the fixture, one with only the required fields, and
// one with null in every field that may be null. There is only the first one of settings, and of a type with variants.
func apiObjects(t *testing.T, kind coretest.ResourceType) []object {
	t.Helper()
	d := definition(t)
	schema := requestSchema(t, d, kind.Collection)
	if _, variants := d.Variants(schema); variants != nil || kind.IsSettings() {
		return []object{kind.Stored}
	}
	required, nulls := object{}, coretest.With(kind.Stored, nil)
	for name := range d.Required(schema) {
		required[name] = kind.Stored[name]
	}
	for name, property := range d.Properties(schema) {
		if types, ok := property["type"].([]any); ok && slices.Contains(types, any("null")) && property["readOnly"] != true {
			nulls[name] = nil
		}
	}
	for i, stored := range []object{required, nulls} {
		if kind.HasNaturalKey() {
			stored[naming.Camel(kind.Key[len(kind.Key)-1])] = kind.NumberedKey(i)
		}
		if unique := naming.Camel(kind.Unique); unique != "" {
			stored[unique] = fmt.Sprint("a", i, stored[unique])
		}
	}
	return []object{kind.Stored, required, nulls}
}

func TestImport_EveryResourceType(t *testing.T) {
	for file, block := range map[string]string{
		"examples/guides/adopt/adopt.tfquery.hcl": `list "%s"`, "examples/guides/adopt/export/export.tf": `data "%s"`,
	} {
		text := readFile(t, "..", "..", filepath.FromSlash(file))
		for _, kind := range coretest.ResourceTypes {
			typeName := kind.Type
			if strings.HasPrefix(block, "data") && !kind.IsSettings() {
				typeName = kind.PluralType
			}
			if want := fmt.Sprintf(block, typeName); !strings.Contains(text, want) {
				t.Errorf("%s: got no %s, want one", file, want)
			}
		}
	}
}

// importRun runs the commands of the guide in a directory that initially contains the guide's files.
type importRun struct {
	*acctest.Workspace
	t       *testing.T
	rebilly *fakeapi.Server
	objects int
	// steps are the commands of the guide, by the title of the section.
	steps map[string][]string
}

func newImportRun(t *testing.T, options emulator.Options) *importRun {
	t.Helper()
	files := map[string]string{"versions.tf": "", "export/provider.tf": "", "export/export.tf": "", "provider.tf": "", "adopt.tfquery.hcl": ""}
	for name := range files {
		if name != "versions.tf" {
			files[name] = readFile(t, "..", "..", "examples", "guides", "adopt", filepath.FromSlash(name))
		}
	}
	guide := readFile(t, "..", "..", "templates", "guides", "adopt-an-existing-organization.md.tmpl")
	steps := map[string][]string{}
	for _, section := range strings.Split(guide, "\n## ")[1:] {
		title, text, _ := strings.Cut(section, "\n")
		for _, block := range regexp.MustCompile("(?s)```shell\n(.*?)```").FindAllStringSubmatch(text, -1) {
			steps[title] = append(steps[title], block[1])
		}
	}
	rebilly := fakeapi.Start(t, options)
	r := &importRun{t: t, rebilly: rebilly, objects: seed(t, rebilly), steps: steps, Workspace: acctest.NewWorkspace(t, rebilly, files)}
	r.Env = append(rebilly.Variables(), "TF_CLI_ARGS_plan=-no-color", "TF_CLI_ARGS_apply=-no-color")
	return r
}

// runCommands runs the next commands of a section, and returns their output and their API requests.
func (r *importRun) runCommands(section string) (stdout string, requests map[string]int) {
	r.t.Helper()
	if len(r.steps[section]) == 0 {
		r.t.Fatalf("got no more commands in section %q of the guide, want one", section)
	}
	r.rebilly.Reset()
	commands := r.steps[section][0]
	r.steps[section] = r.steps[section][1:]
	stdout, stderr, exit := r.Shell(commands)
	if exit != 0 {
		r.t.Fatalf("%sgot exit code %d, want 0\n%s\n%s", commands, exit, stdout, stderr)
	}
	return stdout, r.rebilly.Requests()
}

// assertPlanSummary checks that a plan imports all objects, and updates only the given number of them.
func (r *importRun) assertPlanSummary(stdout string, changed int) {
	r.t.Helper()
	if want := fmt.Sprintf("%d to import, 0 to add, %d to change, 0 to destroy", r.objects, changed); !strings.Contains(stdout, want) {
		r.t.Errorf("got the plan\n%s\nwant %q", stdout, want)
	}
}

// countReads returns the number of requests, and checks that all of them are reads.
func (r *importRun) countReads(requests map[string]int) (total int) {
	r.t.Helper()
	for request, count := range requests {
		total += count
		if !strings.HasPrefix(request, "GET ") {
			r.t.Errorf("got request %s, want only reads", request)
		}
	}
	return total
}

// assertReads checks the number of requests, and that all of them are reads.
func (r *importRun) assertReads(requests map[string]int, want int) {
	r.t.Helper()
	if got := r.countReads(requests); got != want {
		r.t.Errorf("got %d requests, want %d: %v", got, want, requests)
	}
}

// refactor renames a product, and replaces ids of products in plans by references.
func (r *importRun) refactor(files ...string) {
	r.t.Helper()
	text := readFile(r.t, r.Dir, "generated.tf")
	var product string
	for _, block := range strings.Split(text, "\nresource \"rebilly_product\" \"")[1:] {
		if block, _, _ = strings.Cut(block, "\n}"); regexp.MustCompile(`\n  name +=  *"Maximal"`).MatchString(block) {
			product, _, _ = strings.Cut(block, `"`)
		}
	}
	if product == "" {
		r.t.Fatalf("got no product named Maximal, want one in\n%s", text)
	}
	references := regexp.MustCompile(`product_id( *)= "prod_maximal"`)
	if len(references.FindAllString(text, -1)) < 20 {
		r.t.Fatalf("got too few ids of the product, want at least 20 in\n%s", text)
	}
	for _, name := range files {
		text := readFile(r.t, r.Dir, name)
		text = strings.ReplaceAll(text, `resource "rebilly_product" "`+product+`"`, `resource "rebilly_product" "seats"`)
		text = regexp.MustCompile(`rebilly_product\.`+product+`\b`).ReplaceAllString(text, "rebilly_product.seats")
		r.Write(name, references.ReplaceAllString(text, "product_id${1}= rebilly_product.seats.id"))
	}
}

// assertValidAndFormatted checks the configuration that was generated.
func (r *importRun) assertValidAndFormatted() {
	r.t.Helper()
	succeed(r.t, r.Workspace, "validate")
	succeed(r.t, r.Workspace, "fmt", "-check", "-diff", "generated.tf")
}

// applyImport runs the remaining commands of the guide, and checks that all objects are in the state and nothing was written.
func (r *importRun) applyImport(section string) {
	r.t.Helper()
	stdout, requests := r.runCommands(section)
	r.assertPlanSummary(stdout, 0)
	r.assertReads(requests, r.objects)
	if want := fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", r.objects); !strings.Contains(stdout, want) {
		r.t.Errorf("got the apply\n%s\nwant %q", stdout, want)
	}
	if resources := strings.Fields(succeed(r.t, r.Workspace, "state", "list")); len(resources) != r.objects {
		r.t.Errorf("got %d resources in the state, want %d: %v", len(resources), r.objects, resources)
	}
	_, requests = r.runCommands("Tidy up")
	if total := r.countReads(requests); total > r.objects/2 {
		r.t.Errorf("got %d requests for a plan of %d objects, want at most half as many: %v", total, r.objects, requests)
	}
}

// listRequests is the number of requests that list all objects: one for each resource type except custom fields and service credentials,
// one for each of the ten resources that have custom fields, one for each of the ten types of service credentials, and one more for each of
// the two rulesets.
var listRequests = len(coretest.ResourceTypes) - 2 + 10 + 10 + 2

// apiVariants are different behaviors of the API.
var apiVariants = map[string]emulator.Options{
	"default": {},
	"unusual": {OmitNulls: true, EmptyMapsAsArrays: true, UnknownFields: true, OmitDefaults: true, SecretKeys: emulator.SecretKeysOmitted},
}

func TestAccImport_query(t *testing.T) {
	t.Parallel()
	for name, options := range apiVariants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const section = "With terraform query"
			r := newImportRun(t, options)
			if acctest.TerraformMinor(t) < 14 {
				t.Skip("SKIPPED: this CLI has no query command, which requires Terraform 1.14 or later.")
			}
			_, requests := r.runCommands(section)
			r.assertReads(requests, listRequests)
			r.assertValidAndFormatted()
			stdout, requests := r.runCommands(section)
			r.assertPlanSummary(stdout, 0)
			r.assertReads(requests, r.objects)
			r.refactor("generated.tf")
			r.assertValidAndFormatted()
			r.applyImport(section)
		})
	}
}

func TestAccImport_dataSources(t *testing.T) {
	t.Parallel()
	for name, options := range apiVariants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const section = "With data sources"
			r := newImportRun(t, options)
			minor := acctest.TerraformMinor(t)
			_, requests := r.runCommands(section)
			r.assertReads(requests, listRequests)
			if minor >= 14 {
				// The guide uses terraform query with these versions. 1.16.0 to 1.16.2 reject an import block without a provider.
				r.Write("imports.tf", strings.ReplaceAll(readFile(t, r.Dir, "imports.tf"), "\n}", "\n  provider = rebilly\n}"))
			}
			stdout, requests := r.runCommands(section)
			r.assertReads(requests, r.objects)
			if minor == 0 || minor >= 14 {
				r.assertPlanSummary(stdout, 0)
			} else {
				r.assertPlanSummary(stdout, 1)
				generated := readFile(t, r.Dir, "generated.tf")
				r.Write("generated.tf", regexp.MustCompile(`( +)(pattern += "/)`).ReplaceAllString(generated, "${1}default = \"\"\n$1$2"))
				succeed(t, r.Workspace, "fmt")
			}
			if minor >= 14 {
				// An import block must not set the provider if the resource is configured.
				r.Write("imports.tf", strings.ReplaceAll(readFile(t, r.Dir, "imports.tf"), "  provider = rebilly\n", ""))
			}
			r.assertValidAndFormatted()
			r.refactor("generated.tf", "imports.tf")
			r.applyImport(section)
		})
	}
}

func readFile(t *testing.T, path ...string) string {
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
		t.Skip("SKIPPED: this CLI does not import by identity, which requires Terraform or OpenTofu 1.12 or later.")
	}
	identity := func(organization string) {
		w.Write("import.tf", fmt.Sprintf("import {\n  to = rebilly_product.x\n"+
			"  identity = {\n    id              = \"prod_x\"\n    organization_id = %q\n  }\n}\n", organization))
	}
	identity("org_of_others")
	stdout, stderr, exit := w.Run("plan", "-no-color")
	if message := strings.Join(strings.Fields(stderr), " "); exit == 0 ||
		!strings.Contains(message, "Wrong organization") || !strings.Contains(message, "org_of_others") {
		t.Errorf("got exit code %d, want an error that names the organization\n%s\n%s", exit, stdout, stderr)
	}
	if got := rebilly.Requests(); len(got) > 0 {
		t.Errorf("got requests %v, want none", got)
	}
	identity(fakeapi.Organization)
	const want = "1 imported, 0 added, 0 changed, 0 destroyed"
	if got := succeed(t, w, "apply", "-auto-approve", "-no-color"); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant %q", got, want)
	}
}

// TestAccRead_deletedOutOfBand matters most for older CLIs, which do not store an identity in the state.
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
	// A created object that no read has found yet would stay in the state.
	succeed(t, w, "apply", "-refresh-only", "-auto-approve")
	rebilly.Remove("products", "prod_x")
	rebilly.Remove("api-keys", "api_key_x")
	const want = "2 to add, 0 to change, 0 to destroy"
	if got := succeed(t, w, "plan", "-no-color"); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant %q", got, want)
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
	// Only the access is checked.
	stdout, requests := succeed(t, w, "plan", "-no-color"), rebilly.Requests()
	if !strings.Contains(stdout, "known after apply") || len(requests) != 1 || requests["GET /products"] != 1 {
		t.Errorf("got requests %v, want one of the list, and an unknown value in\n%s", requests, stdout)
	}
	const want = `name = "Seats"`
	if got := succeed(t, w, "apply", "-auto-approve", "-no-color"); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant %q", got, want)
	}
}

// TestAccExamples_queries runs the examples of data sources and list resources in an organization that has the objects they look up.
func TestAccExamples_queries(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	seedExamples(rebilly)
	plan := coretest.ResourceTypeOf(planType)
	rebilly.Put(plan.Collection, plan.ID, map[string]any{
		"name": "Team seats, monthly", "productId": coretest.ResourceTypeOf(productType).ID, "currency": "USD",
		"pricing": map[string]any{"formula": "flat-rate", "price": 9.95}, "recurringInterval": map[string]any{"unit": "month", "length": 1},
	})
	rebilly.Put("products", "prod_coffee", map[string]any{"name": "Coffee", "requiresShipping": true})
	rebilly.Put("custom-fields", "customers/tier", map[string]any{
		"type": "string", "additionalSchema": map[string]any{"required": true, "allowedValues": []any{"gold"}},
	})
	rebilly.Put("api-keys", "api_key_root", map[string]any{"description": "Root"})
	files := map[string]string{}
	for _, folder := range []string{"data-sources", "list-resources"} {
		for name, text := range examples(t, folder) {
			// A test of package purchaseconfig runs it.
			if !strings.HasPrefix(name, "rebilly_purchase_config/") {
				files[strings.ReplaceAll(name, "/", "-")] = text
			}
		}
	}
	w := acctest.NewWorkspace(t, rebilly, files)
	stdout := succeed(t, w, "plan", "-no-color")
	for _, output := range []string{
		`Coffee = "prod_coffee"`, `price = "9.95 USD"`, `plans = [ + "Team seats, monthly", ]`, `address = "https://shop.example.com"`,
		`Shop = "https://shop.example.com"`, `tiers = [ + "gold", ]`, `required = [ + "tier", ]`, `+ "GetPlan"`,
		`unrestricted = [ + "Root", ]`, "1 to add",
	} {
		if !strings.Contains(regexp.MustCompile(`\s+`).ReplaceAllString(stdout, " "), output) {
			t.Errorf("got\n%s\nwant %s", stdout, output)
		}
	}
	if acctest.TerraformMinor(t) < 14 {
		t.Log("Off: this CLI has no query command, which requires Terraform 1.14 or later.")
		return
	}
	stdout = succeed(t, w, "query", "-no-color")
	for _, want := range []string{
		"Team seats", "Coffee", "Team seats, monthly", "Shop", "resource=customers", "Reporting", "organization_id=" + fakeapi.Organization,
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("got\n%s\nwant %s", stdout, want)
		}
	}
}
