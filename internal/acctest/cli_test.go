package acctest_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const product = `
resource "rebilly_product" "this" {
  id   = "prod_cli"
  name = "By a CLI"
}
`

func TestAccFactories(t *testing.T) {
	t.Parallel()
	acctest.RequireCLI(t)
	r := fakeapi.Start(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.CheckDestroyed(r),
		Steps: []resource.TestStep{{
			Config: r.ProviderBlock() + product,
			Check:  resource.TestCheckResourceAttr("rebilly_product.this", "name", "By a CLI"),
		}},
	})
}

func TestAccWorkspace(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, r, map[string]string{"main.tf": product})
	if stdout, stderr, exit := w.Run("apply", "-auto-approve"); exit != 0 || !strings.Contains(stdout, "1 added") {
		t.Fatalf("apply: exit %d\n%s\n%s", exit, stdout, stderr)
	}
	if stored, _ := r.Get("products", "prod_cli"); stored["name"] != "By a CLI" {
		t.Errorf("the emulator has %v", stored)
	}
	if err := acctest.CheckDestroyed(r)(nil); err == nil {
		t.Error("the emulator counts as empty")
	}
	if stdout, stderr, exit := w.Run("plan", "-detailed-exitcode"); exit != 0 {
		t.Errorf("plan: exit %d\n%s\n%s", exit, stdout, stderr)
	}
	w.Write("main.tf", "resource \"rebilly_product\" \"this\" {}\n")
	if stdout, stderr, exit := w.Run("validate"); exit != 1 || !strings.Contains(stderr, "Missing required argument") || strings.Contains(stderr, "\x1b") {
		t.Errorf("validate: exit %d\n%s\n%q", exit, stdout, stderr)
	}
}

func TestAccWorkspace_interrupt(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t, emulator.Options{Latency: time.Second})
	w := acctest.NewWorkspace(t, r, map[string]string{"main.tf": product})
	w.Env = []string{"TF_CLI_ARGS_apply=-auto-approve"}
	p := w.Start("apply")
	for deadline := time.Now().Add(time.Minute); !strings.Contains(p.Stdout(), "Creating..."); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no apply began:\n%s", p.Stdout())
		}
	}
	p.Signal(os.Interrupt)
	if stdout, stderr, exit := p.Wait(); !strings.Contains(stdout, "Interrupt received") {
		t.Errorf("exit %d\n%s\n%s", exit, stdout, stderr)
	}
}
