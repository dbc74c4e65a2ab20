package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// prefix begins the name of everything that these tests make, and of nothing else in an organization.
const prefix = "tf-test-"

// TestMain lets -sweep run the sweepers in place of the tests.
func TestMain(m *testing.M) { resource.TestMain(m) }

// organization is where a test runs.
type organization struct{ url, id, key string }

// sandbox is the organization that the variables name; false where they name none.
func sandbox() (organization, bool) {
	o := organization{url: os.Getenv("REBILLY_TEST_BASE_URL"), id: os.Getenv("REBILLY_TEST_ORGANIZATION_ID"), key: os.Getenv("REBILLY_TEST_API_KEY")}
	if o.url == "" {
		o.url = rebilly.SandboxURL
	}
	live := strings.TrimPrefix(rebilly.LiveURL, "https:")
	return o, o.id != "" && o.key != "" && !strings.Contains(strings.ToLower(o.url), live)
}

const off = "Off: REBILLY_TEST_ORGANIZATION_ID and REBILLY_TEST_API_KEY name no organization of the sandbox"

func emulated(t *testing.T) organization {
	t.Helper()
	r := fakeapi.Start(t)
	r.Put("products", "prod_other", map[string]any{"name": "Somebody else's"})
	return organization{url: r.URL, id: fakeapi.Organization, key: fakeapi.APIKey}
}

// TestAccSandbox_lifecycle takes one of everything from create to destroy: in the emulator always, and in the sandbox where variables name one.
func TestAccSandbox_lifecycle(t *testing.T) {
	t.Parallel()
	t.Run("emulator", func(t *testing.T) {
		t.Parallel()
		life(t, emulated(t))
	})
	t.Run("sandbox", func(t *testing.T) {
		t.Parallel()
		o, there := sandbox()
		if !there {
			t.Skip(off)
		}
		life(t, o)
	})
}

func life(t *testing.T, o organization) {
	t.Helper()
	configuration, err := os.ReadFile(filepath.Join("testdata", "life.tf"))
	if err != nil {
		t.Fatal(err)
	}
	name := unique()
	w := acctest.NewWorkspace(t, nil, map[string]string{"main.tf": string(configuration), "provider.tf": "provider \"rebilly\" {}\n"})
	w.Env = []string{"REBILLY_BASE_URL=" + o.url, "REBILLY_ORGANIZATION_ID=" + o.id, "REBILLY_API_KEY=" + o.key, "TF_VAR_prefix=" + name}
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, exit := w.Run(append(args, "-no-color")...)
		if exit != 0 {
			t.Errorf("%v ended with %d\n%s\n%s", args, exit, stdout, stderr)
		}
		return stdout
	}
	run("apply", "-auto-approve", "-var", "price=9.95")
	run("plan", "-detailed-exitcode", "-var", "price=9.95")
	run("apply", "-auto-approve", "-var", "price=2")
	run("plan", "-detailed-exitcode", "-var", "price=2")

	id := strings.TrimSpace(run("output", "-raw", "product"))
	run("state", "rm", "rebilly_product.seats")
	run("import", "-var", "price=2", "rebilly_product.seats", id)
	run("plan", "-detailed-exitcode", "-var", "price=2")
	run("destroy", "-auto-approve", "-var", "price=2")
	if left := titles(t, o, name); left != nil {
		t.Errorf("left: %q", left)
	}
}
