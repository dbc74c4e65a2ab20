package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/mountconfig"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

var (
	// declared matches an interface of the published types, and member one of its members.
	declared = regexp.MustCompile(`(?s)export interface (\w+) \{(.*?)\n\}`)
	member   = regexp.MustCompile(`(?m)^\t+(\w+)\??:`)
	// validated matches an option in the schema of the library's validation.
	validated = regexp.MustCompile(`\b(\w+): optional\(`)

	// withoutAttribute are names of the libraries that no attribute has: what the provider or the page adds, what Rebilly does not document,
	// and sections of i18n.
	withoutAttribute = []string{
		"apiMode", "organizationId", "jwt",
		"_dev", "_internalOptions", "appName", "liveUrl", "sandboxUrl", "paymentMethodsUrl", "framePayScriptLink", "framePayStyleLink",
		"confirmation", "consentCheck", "paymentMethods", "result", "validations",
	}
)

// TestOptions_Libraries checks that the provider has every option of the published types of both libraries, and of the validation of one.
func TestOptions_Libraries(t *testing.T) {
	b := newBrowser(t)
	options, themes := map[string]bool{}, map[string]bool{}
	for _, library := range []string{b.library, b.validation} {
		for _, found := range declared.FindAllStringSubmatch(read(t, library, "index.d.ts"), -1) {
			names := options
			if found[1] == "ThemeProperties" {
				names = themes
			}
			for _, name := range member.FindAllStringSubmatch(found[2], -1) {
				names[name[1]] = true
			}
		}
	}
	for _, name := range validated.FindAllStringSubmatch(read(t, b.validation, "index.js"), -1) {
		options[name[1]] = true
	}
	if len(options) < 80 || len(themes) < 150 || !options["showConsentCheck"] || !themes["colorPrimary"] {
		t.Fatalf("got %d options and %d theme properties, want all", len(options), len(themes))
	}

	known := append(names(mountconfig.Attributes()), withoutAttribute...)
	for name := range options {
		if !themes[name] && !slices.Contains(known, name) {
			t.Errorf("got no attribute for the option %s, want one", name)
		}
	}
	theme := object{}
	for name := range themes {
		theme[name] = "1px"
	}
	theme["labels"], theme["fontSmooth"] = "stacked", "auto"
	config := object{"environment": "sandbox", "jwt_only": true, "theme": theme}
	if _, err := coretest.CallFunction(t, "mount_config", config); err != nil {
		t.Errorf("theme: got %v, want no error", err)
	}
}

func read(t *testing.T, library, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(library), file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// names returns the names of the options of attributes.
func names(attributes map[string]schema.Attribute) []string {
	var found []string
	for name, attribute := range attributes {
		found = append(found, naming.Camel(name))
		switch a := attribute.(type) {
		case schema.SingleNestedAttribute:
			found = append(found, names(a.Attributes)...)
		case schema.ListNestedAttribute:
			found = append(found, names(a.NestedObject.Attributes)...)
		}
	}
	return found
}
