package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const manyProducts = `resource "rebilly_product" "p" {
  count = 300
  name  = "Product ${count.index}"
}
`

// TestAccAccess_invalidKey: Terraform shows an error for each of 300 objects, of which one explains what to do.
func TestAccAccess_invalidKey(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.StartUnvalidated(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": manyProducts})
	succeed(t, w, "apply", "-auto-approve", "-parallelism=30")
	block := rebilly.ProviderBlock()
	for name, test := range map[string]struct{ configuration, provider, summary, advice string }{
		"invalid key": {
			manyProducts, strings.Replace(block, "api_key         = ", "api_key         = \"sk_other\" #", 1),
			"invalid API key", "does not accept the API key",
		},
		"missing key": {
			manyProducts, strings.Replace(block, "api_key         = ", "#", 1), "the provider is not configured", "has no API key",
		},
		"invalid key, only creates": {
			strings.Replace(manyProducts, `"p"`, `"new"`, 1) + "removed {\n  from = rebilly_product.p\n  lifecycle {\n    destroy = false\n  }\n}\n",
			strings.Replace(block, "api_key         = ", "api_key         = \"sk_other\" #", 1), "invalid API key", "does not accept the API key",
		},
	} {
		w.Write("provider.tf", test.provider)
		w.Write("main.tf", test.configuration)
		args := []string{"plan", "-no-color"}
		if strings.Contains(name, "only creates") {
			args = append(args, "-refresh=false")
		}
		stdout, stderr, exit := w.Run(args...)
		text := unframed(stderr)
		short, failed := strings.Count(text, ": "+test.summary+", see the first error"), strings.Count(text, "Error: ")
		// Terraform 1.16 does not read the other objects after an error.
		if exit == 0 || failed < 2 || short != failed-1 || strings.Count(text, test.advice) != 1 {
			t.Errorf("%s: got exit code %d, %d errors, %d of them short and %d times the advice, want all but one short, and it once in\n%.3000s%s",
				name, exit, failed, short, strings.Count(text, test.advice), stdout, stderr)
		}
		// Seven lines of each error are those of the CLI: the frame, the address and the quoted configuration.
		if lines := strings.Count(stderr, "\n"); lines > 300*8+20 {
			t.Errorf("%s: got %d lines, want at most 8 for each object", name, lines)
		}
	}
}

// unframed returns a text of the CLI without the line breaks and the frames around diagnostics.
func unframed(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "╷", " ", "╵", " ").Replace(text)), " ")
}

// TestAccAccess_validateSendsNothing: a validation works without credentials and sends no request.
func TestAccAccess_validateSendsNothing(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, nil, map[string]string{
		"main.tf": manyProducts, "provider.tf": fmt.Sprintf("provider \"rebilly\" {\n  base_url = %q\n}\n", rebilly.URL),
	})
	succeed(t, w, "validate")
	if _, stderr, exit := w.Run("plan"); exit == 0 || !strings.Contains(unframed(stderr), "The provider has no API key.") {
		t.Errorf("plan: got exit code %d and %s, want an error that the key is missing", exit, stderr)
	}
	if got := rebilly.Requests(); len(got) > 0 {
		t.Errorf("got the requests %v, want none", got)
	}
}

// TestAccDeletionProtection_switchedOn: the argument of the provider protects 300 existing objects without a change.
func TestAccDeletionProtection_switchedOn(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": manyProducts})
	protect := func(on string) {
		w.Write("provider.tf", strings.Replace(rebilly.ProviderBlock(), "}", "  deletion_protection = "+on+"\n}", 1))
	}
	refused := func(args ...string) {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		if exit == 0 || !strings.Contains(unframed(stderr), "is protected against deletion") {
			t.Errorf("%v: got exit code %d and %.3000s%.3000s, want the error of deletion_protection", args, exit, stdout, stderr)
		}
	}
	unchanged := func(name string) {
		t.Helper()
		if got := succeed(t, w, "plan", "-no-color"); !strings.Contains(got, "No changes.") {
			t.Errorf("%s: got %.3000s, want no changes", name, got)
		}
	}
	succeed(t, w, "apply", "-auto-approve", "-parallelism=30")
	protect("true")
	unchanged("switched on")
	if stdout, _, exit := w.Run("plan", "-refresh=false", "-detailed-exitcode"); exit != 0 {
		t.Errorf("switched on, not refreshed: got exit code %d and %.3000s, want no changes", exit, stdout)
	}
	refused("plan", "-destroy")
	refused("plan", "-destroy", "-refresh=false")
	refused("plan", "-replace=rebilly_product.p[7]")
	fewer := strings.Replace(manyProducts, "300", "3", 1)
	w.Write("main.tf", fewer)
	refused("plan")
	protect("false")
	if got := succeed(t, w, "apply", "-auto-approve", "-parallelism=30"); !strings.Contains(got, "0 added, 0 changed, 297 destroyed") {
		t.Errorf("switched off: got %.3000s, want 297 destroyed", got)
	}

	// A configured value overrides the provider, in a replacement and after a move, too.
	protect("true")
	unprotected := strings.Replace(fewer, "}\n", "  deletion_protection = false\n}\n", 1)
	w.Write("main.tf", unprotected)
	succeed(t, w, "apply", "-auto-approve")
	unchanged("configured")
	w.Write("main.tf", strings.Replace(unprotected, `"p"`, `"q"`, 1)+"moved {\n  from = rebilly_product.p\n  to = rebilly_product.q\n}\n")
	got := succeed(t, w, "apply", "-auto-approve", "-replace=rebilly_product.q[0]")
	if !strings.Contains(got, "1 added, 0 changed, 1 destroyed") {
		t.Errorf("replaced: got %s, want one product replaced", got)
	}
	w.Write("main.tf", strings.Replace(strings.Replace(unprotected, `"p"`, `"q"`, 1), "= 3", "= 1", 1))
	if got := succeed(t, w, "apply", "-auto-approve"); !strings.Contains(got, "2 destroyed") {
		t.Errorf("destroyed: got %s, want two products destroyed", got)
	}

	// An imported object follows the provider.
	rebilly.Put("products", "prod_theirs", map[string]any{"name": "Theirs"})
	imported := "import {\n  to = rebilly_product.i\n  id = \"prod_theirs\"\n}\nresource \"rebilly_product\" \"i\" {\n  name = \"Theirs\"\n}\n"
	w.Write("main.tf", imported)
	if got := succeed(t, w, "apply", "-auto-approve"); !strings.Contains(got, "1 imported, 0 added, 0 changed, 1 destroyed") {
		t.Errorf("imported: got %s, want one imported, and the product that is not protected destroyed", got)
	}
	w.Write("main.tf", "")
	refused("plan")
	if puts := rebilly.Requests()[http.MethodDelete+" /products/{id}"]; puts != 297+1+2+1 {
		t.Errorf("got %d deletes, want 301", puts)
	}
}
