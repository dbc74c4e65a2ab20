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
		t.Fatalf("apply: got exit %d, want 0 and 1 added\n%s\n%s", exit, stdout, stderr)
	}
	if stored, _ := r.Get("products", "prod_cli"); stored["name"] != "By a CLI" {
		t.Errorf("got stored product %v, want name %q", stored, "By a CLI")
	}
	if err := acctest.CheckDestroyed(r)(nil); err == nil {
		t.Error("CheckDestroyed with an object: got no error, want one")
	}
	if stdout, stderr, exit := w.Run("plan", "-detailed-exitcode"); exit != 0 {
		t.Errorf("plan: got exit %d, want 0\n%s\n%s", exit, stdout, stderr)
	}
	w.Write("main.tf", "resource \"rebilly_product\" \"this\" {}\n")
	stdout, stderr, exit := w.Run("validate")
	if exit != 1 || !strings.Contains(stderr, "Missing required argument") || strings.Contains(stderr, "\x1b") {
		t.Errorf("validate: got exit %d, want 1 and no colors\n%s\n%q", exit, stdout, stderr)
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
			t.Fatalf("got no creation within a minute, want one:\n%s", p.Stdout())
		}
	}
	p.Signal(os.Interrupt)
	if stdout, stderr, exit := p.Wait(); !strings.Contains(stdout, "Interrupt received") {
		t.Errorf("interrupt: got exit %d, want the output to report the interrupt\n%s\n%s", exit, stdout, stderr)
	}
}
