package product_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// runner runs the CLI in a workspace and checks its exit code and output.
type runner struct {
	*testing.T
	cli *acctest.Workspace
}

func newRunner(t *testing.T, rebilly *fakeapi.Server, config string) runner {
	t.Helper()
	return runner{t, acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": config})}
}

// succeeds runs the CLI, which must print every text.
func (r runner) succeeds(texts []string, args ...string) {
	r.Helper()
	stdout, stderr, exit := r.cli.Run(args...)
	for _, text := range texts {
		if exit == 0 && !strings.Contains(unwrapped(stdout+stderr), text) {
			r.Errorf("%v: got %s%s, want %q", args, stdout, stderr, text)
		}
	}
	if exit != 0 {
		r.Fatalf("%v: got exit code %d, want 0: %s%s", args, exit, stdout, stderr)
	}
}

// fails runs the CLI, which must fail and print every text.
func (r runner) fails(texts []string, args ...string) {
	r.Helper()
	stdout, stderr, exit := r.cli.Run(args...)
	for _, text := range texts {
		if exit == 0 || !strings.Contains(unwrapped(stderr), text) {
			r.Errorf("%v: got exit code %d and %s%s, want an error with %q", args, exit, stdout, stderr, text)
		}
	}
}

// unwrapped returns a text of the CLI without the line breaks and the frames around diagnostics.
func unwrapped(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
}

// TestAccProduct_protectedReplacement forces replacements of a protected product, and ends a deposed one that is protected.
func TestAccProduct_protectedReplacement(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	config := func(lifecycle, attributes, trigger string) string {
		return `
			resource "terraform_data" "t" { input = "` + trigger + `" }
			resource "rebilly_product" "p" {
				name = "Prod"
				` + attributes + `
				lifecycle {
					` + lifecycle + `
				}
			}`
	}
	const triggered = "replace_triggered_by = [terraform_data.t]"
	protected := []string{"The product is protected against deletion", "deletion_protection = false"}
	r := newRunner(t, rebilly, config(triggered, "deletion_protection = true", "1"))
	r.succeeds(nil, "apply", "-auto-approve")
	products := rebilly.Requests()["PUT /products/{id}"]
	for _, lifecycle := range []string{triggered, triggered + "\ncreate_before_destroy = true"} {
		r.cli.Write("main.tf", config(lifecycle, "deletion_protection = true", "2"))
		r.fails(protected, "apply", "-auto-approve")
	}
	r.cli.Write("main.tf", config("create_before_destroy = true", "", "1"))
	r.cli.Env = []string{"TF_CLI_ARGS_plan=-refresh=false"}
	r.fails(protected, "plan", "-replace=rebilly_product.p")
	r.cli.Env = nil
	if got := rebilly.Requests()["PUT /products/{id}"]; got != products {
		t.Errorf("got %d PUT requests, want %d", got, products)
	}

	// A state of an earlier release, in which a replacement has left a deposed product with its protection.
	const current, last = "prod_current", "prod_last"
	r.depose(rebilly, current)
	r.cli.Write("main.tf", config("", "deletion_protection = true", "1"))
	r.fails(append(protected, "If it is deposed"), "plan")
	r.succeeds(nil, "state", "rm", "rebilly_product.p")
	r.cli.Write("main.tf", config("", "deletion_protection = true", "1")+`
		import {
			to = rebilly_product.p
			id = "`+current+`"
		}`)
	r.succeeds([]string{"1 imported, 0 added"}, "apply", "-auto-approve")
	r.cli.Write("main.tf", config("", "deletion_protection = true", "1"))
	rebilly.Remove("products", r.depose(rebilly, last))
	r.succeeds(nil, "apply", "-auto-approve")
	if _, exists := rebilly.Get("products", last); !exists {
		t.Errorf("got no product %s after its deposed predecessor was deleted in Rebilly, want one", last)
	}
}

// depose makes the product of a state a deposed object beside a product with a new id. It returns the ids.
func (r runner) depose(rebilly *fakeapi.Server, id string) (deposed string) {
	r.Helper()
	path := filepath.Join(r.cli.Dir, "terraform.tfstate")
	content, err := os.ReadFile(path)
	if err != nil {
		r.Fatal(err)
	}
	var state struct {
		Version   int              `json:"version"`
		Terraform string           `json:"terraform_version"`
		Serial    int              `json:"serial"`
		Lineage   string           `json:"lineage"`
		Resources []map[string]any `json:"resources"`
	}
	if err := json.Unmarshal(content, &state); err != nil {
		r.Fatal(err)
	}
	for _, resource := range state.Resources {
		if resource["type"] != "rebilly_product" {
			continue
		}
		instances, _ := resource["instances"].([]any)
		old, _ := instances[0].(map[string]any)
		current := maps.Clone(old)
		attributes, _ := old["attributes"].(map[string]any)
		deposed, _ = attributes["id"].(string)
		// Terraform 1.11 stores no identity.
		for _, part := range []string{"attributes", "identity"} {
			if values, exists := old[part].(map[string]any); exists {
				renamed := maps.Clone(values)
				renamed["id"] = id
				current[part] = renamed
			}
		}
		old["deposed"] = "0123abcd"
		resource["instances"] = []any{current, old}
		stored, _ := rebilly.Get("products", deposed)
		rebilly.Put("products", id, map[string]any{"name": stored["name"]})
	}
	state.Serial++
	content, err = json.Marshal(state)
	if err != nil {
		r.Fatal(err)
	}
	r.cli.Write("terraform.tfstate", string(content))
	return deposed
}

// TestAccProduct_sameID manages one product at two addresses: a new address without a moved block, two blocks, and two imports.
func TestAccProduct_sameID(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	block := func(name, id, more string) string {
		return `resource "rebilly_product" "` + name + `" {
			id   = "` + id + `"
			name = "Prod"
			` + more + `
		}
		`
	}
	each := func(keys string) string {
		return `resource "rebilly_product" "each" {
			for_each = { ` + keys + ` }
			id       = each.value
			name     = "Prod"
		}
		`
	}
	r := newRunner(t, rebilly, block("old", "prod_x", "")+each(`a = "prod_a"`))
	r.succeeds(nil, "apply", "-auto-approve")
	renamed := block("new", "prod_x", "") + "moved {\n from = rebilly_product.old\n to = rebilly_product.new\n}\n"
	moved := []string{"Product is both destroyed and created", "moved { from = rebilly_product.old to = rebilly_product.new }", `"prod_x"`}
	r.cli.Write("main.tf", block("new", "prod_x", "")+each(`a = "prod_a"`))
	r.fails(moved, "apply", "-auto-approve")
	r.fails(moved, "plan", "-refresh=false")
	r.cli.Write("main.tf", renamed+each(`b = "prod_a"`))
	r.fails([]string{"Product is both destroyed and created", `"prod_a"`}, "plan")
	r.cli.Write("main.tf", renamed+each(`a = "prod_a"`))
	r.succeeds([]string{"0 added, 0 changed, 0 destroyed"}, "apply", "-auto-approve")
	r.cli.Write("main.tf", block("new", "prod_x", "")+each(`a = "prod_a", b = "prod_b", c = "prod_b"`))
	r.succeeds([]string{`Product "prod_b" is configured twice`}, "plan")

	// One object, replaced under its own id.
	r.cli.Write("main.tf", block("new", "prod_x", "")+each(`a = "prod_a"`))
	r.succeeds([]string{"1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve", "-replace=rebilly_product.new")
	r.succeeds(nil, "taint", "rebilly_product.new")
	r.succeeds([]string{"1 added, 0 changed, 1 destroyed"}, "apply", "-auto-approve")
	// Terraform does not show create_before_destroy to the provider in a plan. Nothing is lost.
	r.cli.Write("main.tf", block("new", "prod_x", "lifecycle {\n create_before_destroy = true\n }")+each(`a = "prod_a"`))
	r.fails([]string{"create_before_destroy", "-replace", `"prod_x"`}, "apply", "-auto-approve", "-replace=rebilly_product.new")
	r.succeeds([]string{"No changes"}, "plan")

	// Two addresses of one product in the state.
	twice := block("new", "prod_x", "") + block("twin", "prod_x", "") + each(`a = "prod_a"`)
	r.cli.Write("main.tf", twice+"import {\n to = rebilly_product.twin\n id = \"prod_x\"\n}\n")
	r.succeeds([]string{`Product "prod_x" is managed twice`}, "apply", "-auto-approve")
	r.cli.Write("main.tf", strings.ReplaceAll(twice, `name = "Prod"`, `name = "Other"`))
	r.succeeds([]string{`Product "prod_x" is managed twice`, "overwrite each other"}, "plan")
	r.cli.Write("main.tf", block("new", "prod_x", "")+each(`a = "prod_a"`))
	r.succeeds([]string{`Product "prod_x" is managed twice`, "plan destroys it"}, "plan")
	r.cli.Write("main.tf", block("new", "prod_x", "")+each(`a = "prod_a"`)+
		"removed {\n from = rebilly_product.twin\n lifecycle {\n destroy = false\n }\n}\n")
	r.succeeds(nil, "apply", "-auto-approve")
	r.succeeds([]string{"2 destroyed"}, "destroy", "-auto-approve")
}

// TestAccProduct_ignoredCustomField ignores the changes that others make to one of two custom fields.
func TestAccProduct_ignoredCustomField(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	for _, name := range []string{"tier", "region"} {
		rebilly.Put("custom-fields", "products/"+name, map[string]any{"type": "string"})
	}
	config := func(ignored, region string) string {
		return `resource "rebilly_product" "p" {
			id            = "prod_x"
			name          = "Seats"
			custom_fields = { tier = "silver", region = "` + region + `" }
			lifecycle {
				ignore_changes = [` + ignored + `]
			}
		}`
	}
	r := newRunner(t, rebilly, config("custom_fields.tier", "eu"))
	r.succeeds(nil, "apply", "-auto-approve")
	for _, theirs := range []map[string]any{{"tier": "gold", "region": "eu"}, {"region": "eu"}} {
		stored, _ := rebilly.Get("products", "prod_x")
		stored["customFields"] = theirs
		rebilly.Put("products", "prod_x", stored)
		r.succeeds([]string{"No changes"}, "plan", "-detailed-exitcode")
		r.succeeds(nil, "apply", "-auto-approve")
	}
	r.cli.Write("main.tf", config("custom_fields.tier", "us"))
	r.succeeds([]string{"0 added, 1 changed"}, "apply", "-auto-approve")
	if stored, _ := rebilly.Get("products", "prod_x"); fmt.Sprint(stored["customFields"]) != "map[region:us]" {
		t.Errorf("got the custom fields %v, want only region", stored["customFields"])
	}
	// With an index, all of them are ignored.
	r.cli.Write("main.tf", config(`custom_fields["tier"]`, "eu"))
	r.succeeds([]string{"No changes"}, "plan", "-detailed-exitcode")
}
