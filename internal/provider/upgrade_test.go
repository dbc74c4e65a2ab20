package provider_test

import (
	"encoding/json"
	"flag"
	"fmt"
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

// states is the corpus of states that earlier builds have written, a directory for each build and CLI: the state file, its
// configuration, and the objects that Rebilly stores. See its README.
var states = filepath.Join("testdata", "states")

var writeStates = flag.String("write-states", "",
	"write a new directory of testdata/states with this build and CLI; the value is the beginning of its name")

// storedObject is an object that Rebilly stores.
type storedObject struct {
	Collection string `json:"collection"`
	ID         string `json:"id"`
	Object     object `json:"object"`
}

// TestAccState_earlierVersions checks that an upgrade changes nothing, neither in the plan nor silently in the state, with and
// without identity and private state in the state of the earlier build. Only tainted objects are replaced.
func TestAccState_earlierVersions(t *testing.T) {
	t.Parallel()
	if *writeStates != "" {
		writeCorpus(t)
	}
	files, err := filepath.Glob(filepath.Join(states, "*", "terraform.tfstate"))
	if err != nil || len(files) < 3 {
		t.Fatalf("got %d states (%v), want at least 3", len(files), err)
	}
	for _, file := range files {
		folder := filepath.Dir(file)
		written := readFile(t, file)
		for name, state := range map[string]string{
			"unchanged":             written,
			"without private state": withoutFields(t, written, "private"),
			"without identity":      withoutFields(t, written, "identity", "identity_schema_version"),
			"without both":          withoutFields(t, written, "private", "identity", "identity_schema_version"),
		} {
			t.Run(filepath.Base(folder)+"/"+name, func(t *testing.T) {
				t.Parallel()
				assertUpgrade(t, folder, state, name == "unchanged")
			})
		}
	}
}

// assertUpgrade plans a state with this build. With refresh it also plans after a refresh, and after removing the taints.
func assertUpgrade(t *testing.T, folder, state string, refresh bool) {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
	var objects []storedObject
	if err := json.Unmarshal([]byte(readFile(t, folder, "objects.json")), &objects); err != nil {
		t.Fatal(err)
	}
	for _, each := range objects {
		rebilly.Put(each.Collection, each.ID, each.Object)
	}
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf.json": readFile(t, folder, "main.tf.json")})
	w.Write("terraform.tfstate", strings.ReplaceAll(state, registryPlaceholder, registryHost()))
	var tainted []string
	for _, match := range regexp.MustCompile(`"name": "(tainted\w*)"`).FindAllStringSubmatch(state, -1) {
		tainted = append(tainted, productType+"."+match[1])
	}
	if len(tainted) != 2 {
		t.Fatalf("got tainted objects %v, want 2", tainted)
	}
	assertNoChanges := func(when string) {
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
			t.Errorf("%s: got changes, want only the replacement of tainted objects: %s\n%s",
				when, diff, succeed(t, w, "show", "-no-color", "plan"))
		}
		if len(plan.Changes) < 80 || len(plan.Drift) > 0 {
			t.Errorf("%s: got %d objects in the plan, want at least 80, and drift %v, want none", when, len(plan.Changes), plan.Drift)
		}
	}
	assertNoChanges("state of the earlier build")
	if !refresh {
		return
	}
	succeed(t, w, "apply", "-refresh-only", "-auto-approve")
	assertNoChanges("after a refresh with this build")
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

// registryPlaceholder stands in the states of the corpus for the CLI's default registry host.
const registryPlaceholder = "the.registry"

func registryHost() string {
	// Tests with OpenTofu set it, because plugin-testing also needs it.
	if host := os.Getenv("TF_ACC_PROVIDER_HOST"); host != "" {
		return host
	}
	return string(tfaddr.DefaultProviderRegistryHost)
}

// withoutFields returns a state file without some fields of its instances.
func withoutFields(t *testing.T, state string, names ...string) string {
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

// instances returns the objects in a state file, each with the type of its resource.
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

// corpus returns the configuration of the objects that the CLI creates: the minimal and complete configurations of each resource, each
// variant, and arguments that only the provider uses.
func corpus() map[string]map[string]object {
	all := map[string]map[string]object{
		productType: {
			"tainted": {"name": "Tainted"}, "tainted_create": {"name": "Interrupted"},
			"provider_arguments": {"name": "Provider arguments", "timeouts": object{"delete": "10m"}, "deletion_protection": true},
		},
		planType: {
			"provider_arguments": {
				"name": "Provider arguments", "product_id": "prod_1", "currency": "EUR",
				"pricing":    object{"flat_rate": object{"price": json.Number("99.95")}},
				"on_destroy": "deactivate", "timeouts": object{"delete": "10m"}, "deletion_protection": true,
			},
			"trial_only": {
				"name": "Trial", "product_id": "prod_1", "currency": "EUR",
				"trial": object{"price": 0, "period": object{"unit": "day", "length": 14}},
			},
		},
		websiteType: {"protected": {
			"name": "Protected", "url": "https://a.example.com", "service_phone": "1", "service_email": "a@example.com",
			"deletion_protection": true,
		}},
		keyType: {
			"stored": {"description": "Stored", "store_secret": true, "rotation_triggers": object{"year": "2026"}},
			"page":   {"description": "Page", "type": "publishable"},
		},
	}
	for _, kind := range coretest.ResourceTypes {
		if all[kind.Type] == nil {
			all[kind.Type] = map[string]object{}
		}
		if !kind.IsSettings() {
			all[kind.Type]["minimal"] = kind.Numbered(kind.Minimal, 0)
		}
		for i, config := range kind.Complete {
			config = kind.Numbered(config, i+1)
			if id, ok := config["id"]; ok {
				config["id"] = fmt.Sprintf("%s_%d", id, i)
			}
			all[kind.Type][fmt.Sprintf("whole_%d", i)] = config
			if kind.IsSettings() {
				break
			}
		}
	}
	return all
}

// escaped returns a value for a JSON configuration, in which the CLI parses strings as templates.
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

// writeCorpus writes a directory of testdata/states. It applies the configuration of corpus, and imports the objects of
// testdata/organization.json.
func writeCorpus(t *testing.T) {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: emulator.SecretKeysFull})
	coretest.Seed(rebilly)
	seed(t, rebilly)
	config := corpus()
	var imports []object
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for _, kind := range coretest.ResourceTypes {
		typeName, listings := kind.Type, []object{nil}
		if kind.IsSettings() {
			continue
		}
		if typeName == fieldType {
			listings = []object{{"resource": "products"}, {"resource": "plans"}, {"resource": "websites"}, {"resource": "customers"}}
		}
		if typeName == "rebilly_service_credential" {
			listings = []object{
				{"type": "smtp"}, {"type": "webhook"}, {"type": "mailgun"}, {"type": "sendgrid"}, {"type": "aws-ses"}, {"type": "postmark"},
				{"type": "experian"}, {"type": "taxjar"}, {"type": "avalara"}, {"type": "plaid"},
			}
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
	if _, stderr, exit := w.Run("apply", "-auto-approve"); exit == 0 ||
		strings.Count(stderr, "Error:") != 1 || !strings.Contains(stderr, "Unable to create product") {
		t.Fatalf("got exit code %d, want an error only for the interrupted product: %s", exit, stderr)
	}
	succeed(t, w, "taint", productType+".tainted")

	version := regexp.MustCompile(`(Terraform|OpenTofu) v([0-9.]+)`).FindStringSubmatch(succeed(t, w, "version"))
	folder := filepath.Join(states, *writeStates+"-"+strings.ToLower(version[1])+"-"+version[2])
	state := strings.ReplaceAll(readFile(t, w.Dir, "terraform.tfstate"), registryHost(), registryPlaceholder)
	var file map[string]any
	if err := json.Unmarshal([]byte(state), &file); err != nil {
		t.Fatal(err)
	}
	var objects []storedObject
	for _, kind := range coretest.ResourceTypes {
		for path, required := range kind.Requires {
			collection, id, _ := strings.Cut(path, "/")
			objects = append(objects, storedObject{Collection: collection, ID: id, Object: required})
		}
	}
	for _, each := range instances(file) {
		attributes, _ := each.fields["attributes"].(map[string]any)
		kind := coretest.ResourceTypeOf(each.typeName)
		id := kind.IDOf(attributes)
		stored, ok := kind.Get(rebilly, id)
		if !ok {
			t.Fatalf("got no object %s of %s, want one", id, kind.Type)
		}
		if kind.IsSettings() {
			id = ""
		}
		objects = append(objects, storedObject{Collection: kind.Collection, ID: id, Object: stored})
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"terraform.tfstate": state, "main.tf.json": main, "objects.json": write("objects.json", objects),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
