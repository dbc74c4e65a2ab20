package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// TestAccLifecycle_everyResourceType creates, updates, imports, clears, replaces and destroys objects of every resource type, from their
// fixtures: the example, and the complete configurations. All of them are in one configuration, so that a type costs no run of the CLI.
func TestAccLifecycle_everyResourceType(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	coretest.Seed(rebilly)
	before := rebilly.Count()
	w := acctest.NewWorkspace(t, rebilly, nil)
	updated, objects, replaced, renamed, kept, immutable, secrets := 0, 0, 0, 0, 0, 0, 0
	for _, kind := range coretest.ResourceTypes {
		if kind.HasUpdate() {
			updated++
		} else {
			immutable++
		}
		switch {
		case kind.RenamesInPlace():
			renamed++
		case kind.HasConfigurableKey():
			replaced++
		}
		if kind.AfterDestroy != nil {
			kept += 1 + len(kind.Complete)
		}
		if kind.AfterDestroy != nil && kind.HasConfigurableKey() {
			kept++
		}
	}
	for _, o := range secretObjects() {
		if o.Type == "rebilly_service_credential" && o.config["plaid"] == nil {
			secrets++
		}
	}
	kept += secrets
	write := func(example func(kind coretest.ResourceType) object) {
		t.Helper()
		objects = 0
		resources := object{}
		for _, kind := range coretest.ResourceTypes {
			configs := completeConfigs(kind)
			configs["example"] = example(kind)
			resources[kind.Type], _ = escaped(configs).(object)
			objects += len(configs)
		}
		writeJSON(t, w, "main.tf.json", object{"resource": resources})
	}
	apply := func(want string, args ...any) string {
		t.Helper()
		stdout := succeed(t, w, "apply", "-auto-approve", "-no-color")
		if want := fmt.Sprintf(want, args...); !strings.Contains(stdout, want) {
			t.Errorf("got\n%s\nwant %q", stdout, want)
		}
		succeed(t, w, "plan", "-detailed-exitcode")
		return stdout
	}

	write(func(kind coretest.ResourceType) object { return kind.Example })
	created := apply("%d added, 0 changed, 0 destroyed", objects)
	write(func(kind coretest.ResourceType) object { return coretest.With(kind.Example, kind.Update) })
	changed := apply("%d added, %d changed, %[1]d destroyed", immutable, updated)
	assertPlanTexts(t, normalizeOutput(created, rebilly.URL), normalizeOutput(changed, rebilly.URL))

	writeJSON(t, w, "imports.tf.json", object{"import": importsOf(t, w)})
	if err := os.Remove(filepath.Join(w.Dir, "terraform.tfstate")); err != nil {
		t.Fatal(err)
	}
	// An import does not read the values of headers, so that a secret does not reach the state: an update records the configured ones. The
	// secret of a credential can only be sent in a new one, except that of Plaid.
	const withHeaders, plaid = 2, 1
	apply("%d imported, %d added, %d changed, %[2]d destroyed", objects, secrets, withHeaders+plaid)

	write(func(kind coretest.ResourceType) object { return kind.Minimal })
	apply("%d added, %d changed, %[1]d destroyed", immutable, updated)
	write(func(kind coretest.ResourceType) object {
		return kind.WithKey(kind.Minimal, kind.ChosenID("replaced"))
	})
	apply("%d added, %d changed, %[1]d destroyed", replaced, renamed)
	succeed(t, w, "destroy", "-auto-approve")
	if got := rebilly.Count() - before; got != kept {
		t.Errorf("got %d remaining objects, want %d", got, kept)
	}
}

// completeConfigs returns the complete configurations of a type, so that their objects can exist together.
func completeConfigs(kind coretest.ResourceType) object {
	configs := object{}
	for i, config := range kind.Complete {
		if kind.IsSettings() {
			break
		}
		config = kind.Numbered(config, i)
		if id, ok := config["id"]; ok {
			config["id"] = fmt.Sprint(id, i)
		}
		configs[fmt.Sprint("complete_", i)] = config
	}
	return configs
}

// importsOf returns an import block for every object in the state.
func importsOf(t *testing.T, w *acctest.Workspace) []object {
	t.Helper()
	var state struct {
		Values struct {
			RootModule struct {
				Resources []struct {
					Address, Type string
					Values        object
				}
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(succeed(t, w, "show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	var imports []object
	for _, each := range state.Values.RootModule.Resources {
		imports = append(imports, object{"to": each.Address, "id": coretest.ResourceTypeOf(each.Type).IDOf(each.Values)})
	}
	return imports
}

func writeJSON(t *testing.T, w *acctest.Workspace, name string, content object) {
	t.Helper()
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	w.Write(name, string(text))
}

// assertPlanTexts compares how plans show the creation and the update of the examples with reviewed files, which are the same for every
// CLI. The types in changes have plans of their own.
func assertPlanTexts(t *testing.T, created, updated string) {
	t.Helper()
	for _, kind := range coretest.ResourceTypes {
		if hasChange(kind.Type) {
			continue
		}
		got := planText(created, kind.Type) + "\n" + planText(updated, kind.Type)
		file := planTextFile(kind.Type)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want, err := os.ReadFile(file); err != nil || got != string(want) {
			t.Errorf("got (-update writes it)\n%s\nwant\n%s\n%v", got, want, err)
		}
	}
}

// planTextFile returns the path of the reviewed plan of a type.
func planTextFile(typeName string) string {
	return filepath.Join("..", "..", filepath.Dir(filepath.FromSlash(services.FixturePath(typeName))), "plan.txt")
}

// planText returns the part of a plan that shows the example of a type.
func planText(output, typeName string) string {
	text := regexp.MustCompile(`(?ms)^  # ` + typeName + `\.example .*?^    }\n`).FindString(output)
	return generatedID.ReplaceAllString(text, "${1}_…")
}
