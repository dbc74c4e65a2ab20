package provider_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfaddr "github.com/hashicorp/terraform-registry-address"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// states is the corpus of what earlier builds have left behind, a folder for each build and terraform: the state file, the
// configuration that it was applied from, and the objects as Rebilly has them. See its README.
var states = filepath.Join("testdata", "states")

var writeStates = flag.String("write-states", "", "write a new folder of testdata/states with this build and terraform, whose name begins with this")

// kept is an object as Rebilly has it.
type kept struct {
	Collection string `json:"collection"`
	ID         string `json:"id"`
	Object     object `json:"object"`
}

// TestAccState_earlierVersions is the promise to whoever upgrades: of what an earlier build has written nothing
// changes, neither in the plan nor silently in the state, whether the CLI knew identities or not, and whether the private
// state says what the state was made of or not. Only what was tainted is replaced.
func TestAccState_earlierVersions(t *testing.T) {
	t.Parallel()
	if *writeStates != "" {
		writeCorpus(t)
	}
	folders, err := filepath.Glob(filepath.Join(states, "*", "terraform.tfstate"))
	if err != nil || len(folders) < 3 {
		t.Fatalf("%d folders: %v", len(folders), err)
	}
	for _, file := range folders {
		folder := filepath.Dir(file)
		written := read(t, file)
		for name, state := range map[string]string{
			"as it is": written, "without private state": without(t, written, "private"), "without identity": without(t, written, "identity", "identity_schema_version"),
			"without both": without(t, written, "private", "identity", "identity_schema_version"),
		} {
			t.Run(filepath.Base(folder)+"/"+name, func(t *testing.T) {
				t.Parallel()
				upgrade(t, folder, state, name == "as it is")
			})
		}
	}
}

// upgrade plans a state with this build, and goes further to what follows a first plan.
func upgrade(t *testing.T, folder, state string, further bool) {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
	var objects []kept
	if err := json.Unmarshal([]byte(read(t, folder, "objects.json")), &objects); err != nil {
		t.Fatal(err)
	}
	for _, each := range objects {
		rebilly.Put(each.Collection, each.ID, each.Object)
	}
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf.json": read(t, folder, "main.tf.json")})
	w.Write("terraform.tfstate", strings.ReplaceAll(state, registry, registryOf()))
	var tainted []string
	for _, match := range regexp.MustCompile(`"name": "(tainted\w*)"`).FindAllStringSubmatch(state, -1) {
		tainted = append(tainted, productType+"."+match[1])
	}
	if len(tainted) != 2 {
		t.Fatalf("%v are tainted", tainted)
	}
	clean := func(when string) {
		t.Helper()
		succeed(t, w, "plan", "-out=plan")
		changed := map[string][]string{}
		var plan struct {
			Changes []change `json:"resource_changes"`
			Drift   []change `json:"resource_drift"`
		}
		if err := json.Unmarshal([]byte(succeed(t, w, "show", "-json", "plan")), &plan); err != nil {
			t.Fatal(err)
		}
		for _, each := range plan.Changes {
			if actions := each.Change.Actions; !slices.Equal(actions, []string{"no-op"}) {
				changed[each.Address] = actions
			}
		}
		want := map[string][]string{}
		for _, address := range tainted {
			want[address] = []string{"delete", "create"}
		}
		if diff := cmp.Diff(want, changed); diff != "" {
			t.Errorf("%s the plan is not clean: %s\n%s", when, diff, succeed(t, w, "show", "-no-color", "plan"))
		}
		if len(plan.Changes) < 80 || len(plan.Drift) > 0 {
			t.Errorf("%s %d objects are planned, and of %d the refresh changes the state: %v", when, len(plan.Changes), len(plan.Drift), plan.Drift)
		}
	}
	clean("as the earlier build left it,")
	if !further {
		return
	}
	succeed(t, w, "apply", "-refresh-only", "-auto-approve")
	clean("after a refresh with this build,")
	for _, address := range tainted {
		succeed(t, w, "untaint", address)
	}
	succeed(t, w, "plan", "-detailed-exitcode")
}

type change struct {
	Address string
	Change  struct {
		Actions       []string
		Before, After any
	}
}

// registry is in a state of the corpus where a CLI writes the host under which it looks for a provider without one.
const registry = "the.registry"

func registryOf() string {
	// Set for OpenTofu, with which plugin-testing needs it too.
	if host := os.Getenv("TF_ACC_PROVIDER_HOST"); host != "" {
		return host
	}
	return string(tfaddr.DefaultProviderRegistryHost)
}

// without is a state file whose instances lack some of what is said of them.
func without(t *testing.T, state string, names ...string) string {
	t.Helper()
	var file map[string]any
	decoder := json.NewDecoder(strings.NewReader(state))
	decoder.UseNumber()
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	for _, each := range instances(file) {
		for _, name := range names {
			delete(each.fields, name)
		}
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// instances are the objects in a state file, each with the type of its resource.
func instances(file map[string]any) (all []instance) {
	resources, _ := file["resources"].([]any)
	for _, resource := range resources {
		resource, _ := resource.(map[string]any)
		list, _ := resource["instances"].([]any)
		for _, each := range list {
			fields, _ := each.(map[string]any)
			all = append(all, instance{fmt.Sprint(resource["type"]), fields})
		}
	}
	return all
}

type instance struct {
	typeName string
	fields   map[string]any
}

// corpus is the configuration of objects that Terraform makes: of each resource the least, all, each variant, and what
// only Terraform knows.
func corpus() map[string]map[string]object {
	all := map[string]map[string]object{
		productType: {
			"tainted": {"name": "Tainted"}, "tainted_create": {"name": "Interrupted"},
			"patient": {"name": "Patient", "timeouts": object{"delete": "10m"}, "deletion_protection": true},
		},
		planType: {
			"patient": {
				"name": "Patient", "product_id": "prod_1", "currency": "EUR", "pricing": object{"flat_rate": object{"price": json.Number("99.95")}},
				"on_destroy": "deactivate", "timeouts": object{"delete": "10m"}, "deletion_protection": true,
			},
			"trial_only": {"name": "Trial", "product_id": "prod_1", "currency": "EUR", "trial": object{"price": 0, "period": object{"unit": "day", "length": 14}}},
		},
		websiteType: {"protected": {"name": "Protected", "url": "https://a.example.com", "service_phone": "1", "service_email": "a@example.com", "deletion_protection": true}},
		keyType: {
			"stored": {"description": "Stored", "store_secret": true, "rotation_triggers": object{"year": "2026"}}, "page": {"description": "Page", "type": "publishable"},
		},
	}
	for _, kind := range coretest.ResourceTypes {
		if all[kind.Type] == nil {
			all[kind.Type] = map[string]object{}
		}
		config := maps.Clone(kind.Minimal)
		if kind.Type == fieldType {
			config["name"] = "minimal"
		}
		all[kind.Type]["minimal"] = config
		for i, config := range kind.Complete {
			config = maps.Clone(config)
			if kind.Type == fieldType {
				config["name"] = fmt.Sprintf("whole_%d", i)
			} else {
				config["id"] = fmt.Sprintf("%s_%d", config["id"], i)
			}
			all[kind.Type][fmt.Sprintf("whole_%d", i)] = config
		}
	}
	return all
}

// escaped is a value in JSON as a CLI reads it: texts are templates.
func escaped(value any) any {
	template := strings.NewReplacer("${", "$${", "%{", "%%{")
	switch value := value.(type) {
	case string:
		return template.Replace(value)
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = escaped(element)
		}
		return list
	case object:
		members := object{}
		for name, member := range value {
			members[template.Replace(name)] = escaped(member)
		}
		return members
	}
	return value
}

// writeCorpus writes a folder: whatever corpus has is applied, and the organization of the guide on adoption is imported.
func writeCorpus(t *testing.T) {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
	rebilly.Put("products", "prod_1", object{"name": "Calls"})
	for _, resource := range []string{"products", "plans", "websites"} {
		rebilly.Put("custom-fields", resource+"/myTier", object{"type": "string"})
	}
	seed(t, rebilly)
	config := corpus()
	var imports []object
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for _, kind := range coretest.ResourceTypes {
		typeName, listings := kind.Type, []object{nil}
		if typeName == fieldType {
			listings = []object{{"resource": "products"}, {"resource": "plans"}, {"resource": "websites"}, {"resource": "customers"}}
		}
		for _, listing := range listings {
			for _, found := range s.List(typeName, listing, 1000) {
				name := fmt.Sprintf("imported_%d", len(imports))
				config[typeName][name], _ = escaped(s.Generate(found.State)).(object)
				imports = append(imports, object{"to": typeName + "." + name, "id": idOf(found.State)})
			}
		}
	}
	w := acctest.NewWorkspace(t, nil, nil)
	w.Env = rebilly.Variables()
	write := func(name string, value any) string {
		t.Helper()
		text, err := json.MarshalIndent(value, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		w.Write(name, string(text)+"\n")
		return string(text) + "\n"
	}
	main := write("main.tf.json", object{"resource": config})
	write("imports.tf.json", object{"import": imports})
	w.Write("provider.tf", `provider "rebilly" { max_retries = 0 }`)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := httptest.NewRecorder()
		if next.ServeHTTP(recorder, r); r.Method == http.MethodPut && strings.Contains(recorder.Body.String(), "Interrupted") {
			hangUp(w, "")
			return
		}
		replay(w, recorder)
	})
	if _, stderr, exit := w.Run("apply", "-auto-approve"); exit == 0 || strings.Count(stderr, "Error:") != 1 || !strings.Contains(stderr, "Unable to create product") {
		t.Fatalf("the apply should have lost one object alone: %s", stderr)
	}
	succeed(t, w, "taint", productType+".tainted")

	version := regexp.MustCompile(`(Terraform|OpenTofu) v([0-9.]+)`).FindStringSubmatch(succeed(t, w, "version"))
	folder := filepath.Join(states, *writeStates+"-"+strings.ToLower(version[1])+"-"+version[2])
	state := strings.ReplaceAll(read(t, w.Dir, "terraform.tfstate"), registryOf(), registry)
	var file map[string]any
	if err := json.Unmarshal([]byte(state), &file); err != nil {
		t.Fatal(err)
	}
	objects := []kept{{Collection: "products", ID: "prod_1", Object: object{"name": "Calls"}}}
	for _, each := range instances(file) {
		attributes, _ := each.fields["attributes"].(map[string]any)
		collection := coretest.ResourceTypeOf(each.typeName).Collection
		id := fmt.Sprint(attributes["id"])
		if collection == "custom-fields" {
			id = fmt.Sprint(attributes["resource"], "/", attributes["name"])
		}
		stored, ok := rebilly.Get(collection, id)
		if !ok {
			t.Fatalf("there is no %s %s", collection, id)
		}
		objects = append(objects, kept{Collection: collection, ID: id, Object: stored})
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"terraform.tfstate": state, "main.tf.json": main, "objects.json": write("objects.json", objects)} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
