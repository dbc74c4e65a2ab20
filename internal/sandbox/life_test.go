package sandbox_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// prefix is the beginning of the names of all objects that these tests create, and of no other object.
const prefix = "tf-test-"

// TestMain runs the sweepers in place of the tests if -sweep is set.
func TestMain(m *testing.M) { resource.TestMain(m) }

// organization is the organization in which a test runs.
type organization struct{ url, id, key string }

// sandbox returns the organization from the environment variables, and reports whether they are set and do not point to live.
func sandbox() (organization, bool) {
	o := organization{
		url: os.Getenv("REBILLY_TEST_BASE_URL"), id: os.Getenv("REBILLY_TEST_ORGANIZATION_ID"), key: os.Getenv("REBILLY_TEST_API_KEY"),
	}
	if o.url == "" {
		o.url = rebilly.SandboxURL
	}
	live := strings.TrimPrefix(rebilly.LiveURL, "https:")
	return o, o.id != "" && o.key != "" && !strings.Contains(strings.ToLower(o.url), live)
}

const noSandbox = "Off: set REBILLY_TEST_ORGANIZATION_ID and REBILLY_TEST_API_KEY to an organization of the sandbox"

func emulatedOrganization(t *testing.T) organization {
	t.Helper()
	r := fakeapi.Start(t)
	r.Put("products", "prod_other", map[string]any{"name": "Other"})
	return organization{url: r.URL, id: fakeapi.Organization, key: fakeapi.APIKey}
}

// TestAccSandbox_lifecycle creates, updates, imports and destroys one of each resource, in the emulator and in the sandbox if it is
// configured.
func TestAccSandbox_lifecycle(t *testing.T) {
	t.Parallel()
	t.Run("emulator", func(t *testing.T) {
		t.Parallel()
		testLifecycle(t, emulatedOrganization(t))
	})
	t.Run("sandbox", func(t *testing.T) {
		t.Parallel()
		o, ok := sandbox()
		if !ok {
			t.Skip(noSandbox)
		}
		testLifecycle(t, o)
	})
}

func testLifecycle(t *testing.T, o organization) {
	t.Helper()
	configuration, err := os.ReadFile(filepath.Join("testdata", "life.tf"))
	if err != nil {
		t.Fatal(err)
	}
	name := unique()
	others := othersThan(t, string(configuration))
	w := acctest.NewWorkspace(t, nil, map[string]string{"main.tf": string(configuration), "provider.tf": "provider \"rebilly\" {}\n"})
	w.Env = []string{"REBILLY_BASE_URL=" + o.url, "REBILLY_ORGANIZATION_ID=" + o.id, "REBILLY_API_KEY=" + o.key, "TF_VAR_prefix=" + name}
	w.Write("others.tf.json", others(name, false))
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, exit := w.Run(append(args, "-no-color")...)
		if exit != 0 {
			t.Errorf("%v: got exit code %d, want 0\n%s\n%s", args, exit, stdout, stderr)
		}
		return stdout
	}
	run("apply", "-auto-approve", "-var", "price=9.95")
	run("plan", "-detailed-exitcode", "-var", "price=9.95")
	w.Write("others.tf.json", others(name, true))
	run("apply", "-auto-approve", "-var", "price=2")
	run("plan", "-detailed-exitcode", "-var", "price=2")

	id := strings.TrimSpace(run("output", "-raw", "product"))
	run("state", "rm", "rebilly_product.seats")
	run("import", "-var", "price=2", "rebilly_product.seats", id)
	run("plan", "-detailed-exitcode", "-var", "price=2")
	run("destroy", "-auto-approve", "-var", "price=2")
	if got := displayNames(t, o, name); got != nil {
		t.Errorf("got remaining objects %q, want none", got)
	}
}

// othersThan returns a function that returns the configuration of one of each resource that a configuration does not have, from the
// fixtures, with or without the update. Names begin with a prefix.
func othersThan(t *testing.T, configuration string) func(prefix string, updated bool) string {
	t.Helper()
	var others []coretest.ResourceType
	for _, kind := range coretest.ResourceTypes {
		switch {
		case strings.Contains(configuration, `resource "`+kind.Type+`"`):
		case len(kind.Requires) > 0 || kind.AfterDestroy != nil:
			t.Errorf("testdata/life.tf: got no %s, want one, because it refers to other objects or is never deleted", kind.Type)
		default:
			others = append(others, kind)
		}
	}
	return func(prefix string, updated bool) string {
		resources := map[string]any{}
		for _, kind := range others {
			config := coretest.With(kind.Example, nil)
			if updated {
				config = coretest.With(config, kind.Update)
			}
			delete(config, "custom_fields")
			if kind.IsSettings() {
				config["on_destroy"] = "reset"
			}
			for name := range config {
				title := cmp.Or(kind.Random.Title, kind.DisplayName)
				if name == title || name == kind.Unique || name == kind.Key[len(kind.Key)-1] {
					config[name] = prefix + fmt.Sprint(config[name])
				}
			}
			resources[kind.Type] = map[string]any{"this": config}
		}
		text, err := json.Marshal(map[string]any{"resource": resources})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}
