package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
)

const directory = "../../apifacts"

// TestFactsAreAFixedPoint generates the facts from the facts, so that nobody needs the definition to test the generator.
func TestFactsAreAFixedPoint(t *testing.T) {
	document, err := apifacts.Document()
	if err != nil {
		t.Fatal(err)
	}
	definition := filepath.Join(t.TempDir(), "openapi.json")
	content, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(definition, content, 0o600); err != nil {
		t.Fatal(err)
	}
	generated := t.TempDir()
	stale := filepath.Join(generated, "facts", "stale.json")
	if err := os.MkdirAll(filepath.Dir(stale), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stale, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(definition, generated); err != nil {
		t.Fatal(err)
	}
	want := contents(t, directory)
	// The names that are left are in the package itself, which is not generated.
	for name, got := range contents(t, generated) {
		if diff := cmp.Diff(want[name], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		delete(want, name)
	}
	for name := range want {
		t.Errorf("%s: got no file, want it generated", name)
	}
}

// contents returns the generated files of a directory.
func contents(t *testing.T, directory string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(directory, "facts", "*"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, file := range append(files, filepath.Join(directory, "names", "names.go")) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(directory, file)
		if err != nil {
			t.Fatal(err)
		}
		found[name] = string(content)
	}
	return found
}

// definition is a small definition with prose in every place. Orders are not in the facts.
const definition = `{
  "openapi": "3.1.1",
  "info": {"title": "API", "version": "1", "description": "Prose.", "x-logo": {"url": "u"}, "contact": {"name": "n"}},
  "security": [{"key": []}],
  "servers": [{"url": "u", "description": "Prose.", "variables": {"title": {"default": "d", "description": "Prose."}}}],
  "tags": [{"name": "Lists", "description": "Prose."}],
  "paths": {
    "/lists/{id}": {
      "parameters": [{"$ref": "#/components/parameters/id"}],
      "summary": "Prose.",
      "get": {"tags": ["Lists"], "operationId": "GetList", "summary": "Prose.", "x-badges": [], "deprecated": true, "responses": {
        "200": {"description": "Prose.", "headers": {"x-total": {"description": "Prose.", "schema": {"type": "integer"}}},
          "content": {"application/json": {"examples": {"a": {}}, "schema": {"$ref": "#/components/schemas/List"}}}},
        "409": {"description": "Prose."}}},
      "put": {"tags": ["Other lists"], "operationId": "PutList", "responses": {"204": {}}}
    },
    "/orders": {"get": {"tags": ["Orders"], "operationId": "GetBrandNewOrder", "responses": {
        "200": {"$ref": "#/components/responses/Order"}}}}
  },
  "components": {
    "parameters": {"id": {"name": "id", "in": "path", "required": true, "description": "Prose.",
      "schema": {"type": "string", "pattern": "^a b$"}}},
    "responses": {"Order": {"description": "Prose."}},
    "schemas": {
      "EventType": {"type": "string", "enum": ["b", "a"]},
      "GlobalEventType": {"type": "string", "enum": ["c", "d"]},
      "AlternativePaymentMethods": {"type": "string", "enum": ["cash"]},
      "GatewayName": {"type": ["string", "null"], "enum": ["Adyen", null]},
      "AcquirerName": {"type": ["string", "null"], "enum": ["ACI", null]},
      "KycDocumentSubtypes": {"type": ["string", "null"], "enum": ["passport", null]},
      "TagUntagRule": {"properties": {"eventType": {"allOf": [
        {"$ref": "#/components/schemas/GlobalEventType"}, {"not": {"enum": ["c"]}}
      ]}}},
      "List": {
        "title": "Prose", "type": "object", "required": ["description", "title"], "default": {"description": "kept"},
        "x-enumDescriptions": {"a": "Prose."},
        "properties": {
          "description": {"type": "string", "description": "Prose.", "example": "Prose."},
          "example": {"type": "string", "enum": ["a b"]},
          "x-kept": {"type": "object", "properties": {"summary": {"summary": "Prose.", "const": {"title": "kept"}}}}
        }
      }
    },
    "securitySchemes": {"key": {"type": "apiKey", "description": "Prose."}},
    "examples": {"a": {"value": "Prose."}}
  }
}`

func TestGenerate(t *testing.T) {
	var parsed map[string]any
	if err := json.Unmarshal([]byte(definition), &parsed); err != nil {
		t.Fatal(err)
	}
	files, err := generate(parsed)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"facts/lists.json": `{"components": {"schemas": {"List": {
			"type": "object", "required": ["description", "title"], "default": {"description": "kept"},
			"properties": {
				"description": {"type": "string"}, "example": {"type": "string", "enum": ["a b"]},
				"x-kept": {"type": "object", "properties": {"summary": {"const": {"title": "kept"}}}}
			}}}},
			"paths": {"/lists/{id}": {"parameters": [{"$ref": "#/components/parameters/id"}], "get": {
				"tags": ["Lists"], "operationId": "GetList", "deprecated": true, "responses": {
				"200": {"headers": {"x-total": {"schema": {"type": "integer"}}},
					"content": {"application/json": {"schema": {"$ref": "#/components/schemas/List"}}}},
				"409": {}}}}}}`,
		"facts/other-lists.json": `{"paths": {"/lists/{id}": {"parameters": [{"$ref": "#/components/parameters/id"}],
			"put": {"tags": ["Other lists"], "operationId": "PutList", "responses": {"204": {}}}}}}`,
		"facts/shared.json": `{"openapi": "3.1.1", "info": {"version": "1"}, "security": [{"key": []}],
			"servers": [{"url": "u", "variables": {"title": {"default": "d"}}}], "components": {"securitySchemes": {"key": {"type": "apiKey"}},
			"parameters": {"id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^a b$"}}}}}`,
	} {
		var got, expected any
		if err := json.Unmarshal([]byte(want), &expected); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(files[name], &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		delete(files, name)
	}
	source := string(files["names/names.go"])
	for _, want := range []string{
		`"GetBrandNewOrder"`, `"PutList"`, `"PostToken"`, "RuleEvents = []string{\n\t\"a\",\n\t\"b\",\n}",
		"TagRuleEvents = []string{\n\t\"d\",\n}", "Gateways = []string{\n\t\"Adyen\",\n}",
		"EmptyErrors = map[string][]int{\n\t\"GetList\": {409},\n}",
	} {
		if !strings.Contains(source, want) {
			t.Errorf("got names without %s", want)
		}
	}
	delete(files, "names/names.go")
	for name := range files {
		t.Errorf("got the file %s, want none", name)
	}
}

func TestGenerate_InvalidDefinition(t *testing.T) {
	for name, test := range map[string]struct{ from, to, want string }{
		"no operations":              {`"paths"`, `"routes"`, "no operations"},
		"an operation without a tag": {`"tags": ["Lists"]`, `"tags": []`, "no tag"},
		"an operation without an id": {`"operationId": "PutList"`, `"id": 1`, "no operationId"},
		"a reference to nothing":     {`#/components/schemas/List`, `#/components/schemas/Nothing`, "has no #/components/schemas/Nothing"},
		"a reference below one":      {`#/components/schemas/List`, `#/components/schemas/List/items`, "does not refer to a component"},
		"two tags with one file":     {`"Other lists"`, `"lists"`, "the same file"},
		"a tag with a reserved file": {`"Other lists"`, `"Shared"`, "the same file"},
		"no event types":             {`"GlobalEventType"`, `"OtherType"`, "GlobalEventType has no enum"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(definition, test.from, test.to, 1)
			if changed == definition {
				t.Fatalf("the definition has no %s", test.from)
			}
			var parsed map[string]any
			if err := json.Unmarshal([]byte(changed), &parsed); err != nil {
				t.Fatal(err)
			}
			_, err := generate(parsed)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v, want %q", err, test.want)
			}
		})
	}
}

// TestNames shows that the names are in order, and that operations that are not in the facts are kept.
func TestNames(t *testing.T) {
	document, err := apifacts.Document()
	if err != nil {
		t.Fatal(err)
	}
	operations, err := operationsOf(document)
	if err != nil {
		t.Fatal(err)
	}
	if len(operations) >= len(names.Operations) {
		t.Errorf("got %d operations in the facts and %d names, want more names", len(operations), len(names.Operations))
	}
	for _, list := range [][]string{names.Operations, names.WebhookEvents, names.TagRuleEvents, names.RuleEvents, names.Gateways} {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Errorf("got %q, want it sorted and without duplicates", list)
		}
	}
}
