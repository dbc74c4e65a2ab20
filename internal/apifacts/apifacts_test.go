package apifacts_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
)

const module = "github.com/rebilly/terraform-provider-rebilly"

func TestDocument_ReferencesResolve(t *testing.T) {
	document, err := apifacts.Document()
	if err != nil {
		t.Fatal(err)
	}
	var walk func(value any, path string)
	walk = func(value any, path string) {
		switch value := value.(type) {
		case map[string]any:
			for key, child := range value {
				walk(child, path+"/"+key)
			}
		case []any:
			for _, child := range value {
				walk(child, path)
			}
		case string:
			pointer, ok := strings.CutPrefix(value, "#/")
			if !ok {
				return
			}
			found := any(document)
			for segment := range strings.SplitSeq(pointer, "/") {
				object, _ := found.(map[string]any)
				found = object[segment]
			}
			if found == nil {
				t.Errorf("%s: got no %s, want a component", path, value)
			}
		}
	}
	walk(document, "")
}

// TestFacts_NoProse does not share the generator's table of keys, so that it finds what the generator misses: keys for prose
// that are not names of properties, and text with more than one word.
func TestFacts_NoProse(t *testing.T) {
	files, err := filepath.Glob("facts/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %d files (%v), want some", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var fragment any
		if err := json.Unmarshal(content, &fragment); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, found := range proseIn(fragment, file) {
			t.Errorf("got prose, want facts alone: %s", found)
		}
	}
}

func TestProseIn(t *testing.T) {
	for name, test := range map[string]struct {
		fragment string
		want     int
	}{
		"a description":              {`{"schemas": {"Product": {"description": "One word or more"}}}`, 1},
		"a property with that name":  {`{"properties": {"description": {"type": "string"}, "example": {"type": "object"}}}`, 0},
		"that name in required":      {`{"required": ["description", "title"]}`, 0},
		"an example that is a list":  {`{"schemas": {"Product": {"example": ["a"]}}}`, 1},
		"an extension":               {`{"get": {"x-label": "Label"}}`, 1},
		"text under an unknown key":  {`{"remark": "A sentence of several words."}`, 1},
		"an enum with words":         {`{"enum": ["Pay by Bank"]}`, 0},
		"examples of a content type": {`{"application/json": {"examples": {"one": {"value": 1}}}}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var fragment any
			if err := json.Unmarshal([]byte(test.fragment), &fragment); err != nil {
				t.Fatal(err)
			}
			if got := proseIn(fragment, ""); len(got) != test.want {
				t.Errorf("got %q, want %d", got, test.want)
			}
		})
	}
}

// proseIn returns the places of text for people in a part of the facts.
func proseIn(value any, path string) []string {
	var found []string
	switch value := value.(type) {
	case map[string]any:
		for key, child := range value {
			isProse := slices.Contains([]string{"description", "example", "examples", "externalDocs", "summary", "title"}, key)
			if !strings.HasSuffix(path, "/properties") && (isProse || strings.HasPrefix(key, "x-")) {
				found = append(found, path+"/"+key)
				continue
			}
			if slices.Contains([]string{"const", "default", "enum", "format", "pattern", "tags"}, key) {
				continue
			}
			found = append(found, proseIn(child, path+"/"+key)...)
		}
	case []any:
		for _, child := range value {
			found = append(found, proseIn(child, path)...)
		}
	case string:
		if strings.Contains(value, " ") {
			found = append(found, path+": "+value)
		}
	}
	return found
}

// TestProvider_LinksNamesOnly shows that the provider has neither the facts nor what validates against them.
func TestProvider_LinksNamesOnly(t *testing.T) {
	output, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module).Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(output))
	if want := module + "/internal/apifacts/names"; !slices.Contains(packages, want) {
		t.Errorf("got a provider without %s, want it linked", want)
	}
	for _, name := range packages {
		isOurs := name == module+"/internal/apifacts" || name == module+"/internal/contract"
		if isOurs || strings.HasPrefix(name, "github.com/santhosh-tekuri/jsonschema") {
			t.Errorf("got %s in the provider, want it for tests and tools alone", name)
		}
	}
}
