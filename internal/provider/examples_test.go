package provider_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeaws"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// examples returns the files of a directory of examples, by their relative paths.
func examples(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, root := map[string]string{}, os.DirFS(filepath.Join("..", "..", "examples", dir))
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		files[path] = string(text)
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d examples in %s (%v), want some", len(files), dir, err)
	}
	return files
}

// TestExamplesAreRun checks that a test or the demo runs each directory of examples.
func TestExamplesAreRun(t *testing.T) {
	run := map[string]string{
		"provider":            "TestAccExamples_resources",
		"resources":           "TestAccExamples_resources and TestAccExamples_imports",
		"ephemeral-resources": "TestAccExamples_resources, and TestAccCustomerJWT_mountWrittenOnce of customerjwt",
		"data-sources":        "TestAccExamples_queries, and TestAccPurchaseConfig_examples of purchaseconfig",
		"actions":             "TestAccActions_examples of actions",
		"functions":           "TestAccFunctions_examples and TestAccFunctions_transcripts of functions",
		"list-resources":      "TestAccExamples_queries",
		"quickstart":          "make demo",
		"checkout":            "TestAccPurchaseConfig_page of purchaseconfig",
		"guides":              "the tests of the guides",
	}
	for path := range examples(t, ".") {
		if folder, _, _ := strings.Cut(path, "/"); run[folder] == "" {
			t.Errorf("got no test that runs examples/%s, want one", path)
		}
	}
}

// TestExamples_EveryResourceType checks that every resource type has the examples that its pages show.
func TestExamples_EveryResourceType(t *testing.T) {
	files := examples(t, ".")
	for _, kind := range coretest.ResourceTypes {
		resource := "resources/" + kind.Type
		wants := []string{
			resource + "/resource.tf", resource + "/import.sh", resource + "/import-by-string-id.tf", resource + "/import-by-identity.tf",
			"data-sources/" + kind.Type + "/data-source.tf", "list-resources/" + kind.Type + "/list-resource.tfquery.hcl",
		}
		if !kind.IsSettings() {
			wants = append(wants, "data-sources/"+kind.PluralType+"/data-source.tf")
		}
		for _, want := range wants {
			if files[want] == "" {
				t.Errorf("got no examples/%s, want one", want)
			}
		}
	}
}

// TestAccExamples_resources applies each example as a separate module, so that no example depends on a different one.
func TestAccExamples_resources(t *testing.T) {
	t.Parallel()
	roots := map[string]map[string]string{"": examples(t, "provider")}
	for _, dir := range []string{"resources", "ephemeral-resources"} {
		for path, text := range examples(t, dir) {
			kind, name := filepath.Dir(path), strings.TrimSuffix(filepath.Base(path), ".tf")
			switch {
			case strings.HasPrefix(name, "import"), strings.Contains(text, `resource "aws_`):
			case filepath.Ext(path) != ".tf":
				t.Errorf("got unexpected file %s, want only .tf files", path)
			default:
				at := dir + "/" + kind
				if isSettings(kind) {
					// Two examples cannot manage the only object of an organization.
					at = path
				}
				root := roots[at]
				if root == nil {
					root = map[string]string{"provider.tf": roots[""]["provider.tf"]}
					roots[at] = root
				}
				root[name+"/example.tf"] = text
				root[name+"/versions.tf"] = "terraform {\n  required_providers {\n    rebilly = { source = \"rebilly/rebilly\" }\n  }\n}\n"
				root["main.tf"] += fmt.Sprintf("module %q {\n  source = \"./%[1]s\"\n}\n", name)
			}
		}
	}
	for name, files := range roots {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.Start(t)
			rebilly.Put("websites", "web_0YV7DENSVGDBW9S3YPPQZMXFZT", map[string]any{
				"name": "Shop", "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "help@example.com",
			})
			rebilly.Put("customers", "cus_0YV7DENSVGDBW9S3YPPQZMXFZT", map[string]any{"websiteId": "web_0YV7DENSVGDBW9S3YPPQZMXFZT"})
			before := rebilly.Count()
			// The examples of the provider have their own required_providers.
			files["versions.tf"] = ""
			w := acctest.NewWorkspace(t, nil, files)
			w.Env = rebilly.Variables()
			w.Write("check-checkout.sh", "#!/bin/sh\ntest -n \"$CUSTOMER_JWT\"\n")
			if err := os.Chmod(filepath.Join(w.Dir, "check-checkout.sh"), 0o700); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(files["main.tf"], "module") {
				succeed(t, w, "get")
			}
			succeed(t, w, "apply", "-auto-approve")
			succeed(t, w, "plan", "-detailed-exitcode")
			state, want := succeed(t, w, "state", "list"), 0
			for _, kind := range coretest.ResourceTypes {
				if kind.AfterDestroy != nil {
					want += strings.Count(state, "."+kind.Type+".")
				}
			}
			succeed(t, w, "destroy", "-auto-approve")
			if got := rebilly.Count() - before; got != want {
				t.Errorf("got %d remaining objects, want %d", got, want)
			}
		})
	}
}

func isSettings(typeName string) bool {
	return slices.ContainsFunc(coretest.ResourceTypes, func(kind coretest.ResourceType) bool {
		return kind.Type == typeName && kind.IsSettings()
	})
}

// TestAccExamples_secrets applies the example that passes a secret to a different provider.
func TestAccExamples_secrets(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly, store, providers := fakeapi.Start(t), &fakeaws.Provider{}, acctest.Factories()
	providers["aws"] = store.Factory
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: providers, CheckDestroy: acctest.CheckDestroyed(rebilly),
		Steps: []resource.TestStep{{
			Config:             rebilly.ProviderBlock() + examples(t, "ephemeral-resources")["rebilly_api_key/ephemeral-resource.tf"],
			ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t),
		}},
	})
	if got := store.Received(); len(got) != 1 || !strings.HasPrefix(got[0], "sk_sandbox_") {
		t.Errorf("got %d secrets, want 1 secret key", len(got))
	}
}

// TestAccExamples_imports imports one object of every resource type, in each way that its documentation shows.
func TestAccExamples_imports(t *testing.T) {
	t.Parallel()
	configuration := map[string]string{"versions.tf": "", "provider.tf": examples(t, "provider")["provider.tf"]}
	imports, commands := map[string]string{}, ""
	for path, text := range examples(t, "resources") {
		switch kind, name := filepath.Dir(path), filepath.Base(path); {
		case name == "resource.tf":
			configuration[kind+".tf"] = text
		case name == "import.sh":
			commands += text
		case strings.HasPrefix(name, "import-"):
			imports[name] += text
		}
	}
	for _, kind := range coretest.ResourceTypes {
		if !kind.IsSettings() {
			continue
		}
		fixture, err := services.LoadFixture(kind.Type)
		if err != nil {
			t.Fatal(err)
		}
		commands = strings.ReplaceAll(commands, fixture.ID, kind.ID)
		for name, text := range imports {
			imports[name] = strings.ReplaceAll(text, fixture.ID, kind.ID)
		}
	}
	for _, name := range []string{"import-by-string-id.tf", "import-by-identity.tf", "import.sh"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.Start(t)
			seedExamples(rebilly)
			w := acctest.NewWorkspace(t, nil, configuration)
			w.Env = rebilly.Variables()
			switch {
			case name == "import.sh":
				if stdout, stderr, exit := w.Shell(commands); exit != 0 {
					t.Fatalf("got exit code %d, want 0\n%s%s", exit, stdout, stderr)
				}
			case name == "import-by-identity.tf" && !acctest.SupportsIdentity(t):
				t.Log("Off: this CLI does not support identity, which requires Terraform or OpenTofu 1.12 or later.")
				return
			default:
				w.Write("import.tf", imports[name])
				want := fmt.Sprintf("%d imported", len(coretest.ResourceTypes))
				if got := succeed(t, w, "apply", "-auto-approve", "-no-color"); !strings.Contains(got, want) {
					t.Errorf("got\n%s\nwant %q", got, want)
				}
			}
			state := succeed(t, w, "state", "list")
			if got := strings.Count(state, "rebilly_"); got < len(coretest.ResourceTypes) {
				t.Errorf("got %d objects in the state, want %d:\n%s", got, len(coretest.ResourceTypes), state)
			}
			succeed(t, w, "apply", "-auto-approve")
			succeed(t, w, "plan", "-detailed-exitcode")
		})
	}
}

// seedExamples stores the objects that the examples import.
func seedExamples(rebilly *fakeapi.Server) {
	for _, kind := range coretest.ResourceTypes {
		kind.Store(rebilly, kind.ID, kind.Stored)
	}
	// The examples of rules share an event.
	const event = "dispute-created"
	ruleset, draft := coretest.ResourceTypeOf("rebilly_event_ruleset"), coretest.ResourceTypeOf("rebilly_event_ruleset_draft")
	ruleset.Store(rebilly, event, ruleset.Stored)
	draft.Store(rebilly, event+"/"+path.Base(draft.ID), draft.Stored)
	plan, product := coretest.ResourceTypeOf(planType), coretest.ResourceTypeOf(productType)
	rebilly.Put(plan.Collection, plan.ID, coretest.With(plan.Stored, object{"productId": product.ID}))
}
