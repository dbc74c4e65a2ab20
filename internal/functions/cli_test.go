package functions_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const examples = "../../examples/functions"

// TestAccFunctions_transcripts runs the expressions of the transcripts in the documentation without credentials, and compares the output.
func TestAccFunctions_transcripts(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(examples, "*", "console.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("got %d transcripts, %v, want some", len(paths), err)
	}
	w := acctest.NewWorkspace(t, nil, nil)
	for _, path := range paths {
		for step := range strings.SplitSeq(strings.TrimPrefix(read(t, path), "> "), "\n> ") {
			expression, want, _ := strings.Cut(step, "\n")
			// In a pipe, the console prints the last result only.
			w.Write("main.tf", "locals {\n  result = "+expression+"\n}\n")
			input := expression
			if acctest.TerraformMinor(t) == 0 {
				// The console of OpenTofu 1.12 stops the provider before it evaluates the input.
				input = "local.result"
			}
			w.Write("expression.txt", input+"\n")
			stdout, stderr, exit := w.Shell("terraform console <expression.txt")
			if got := strings.TrimSpace(stdout); exit != 0 || got != strings.TrimSpace(want) {
				t.Errorf("%s: %s: got exit code %d and\n%s\n%s\nwant\n%s", path, expression, exit, got, stderr, want)
			}
		}
	}
}

// TestAccFunctions_examples applies the example of each function, and plans again.
func TestAccFunctions_examples(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(examples, "*", "function.tf"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("got %d examples, %v, want some", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.Start(t)
			rebilly.Put("websites", "web_0YV7DENSVGDBW9S3YPPQZMXFZT", object{
				"name": "Shop", "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "help@example.com",
			})
			rebilly.Put("customers", "cus_0YV7DENSVGDBW9S3YPPQZMXFZT", object{"websiteId": "web_0YV7DENSVGDBW9S3YPPQZMXFZT"})
			w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": read(t, path)})
			for _, args := range [][]string{{"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}, {"destroy", "-auto-approve"}} {
				if stdout, stderr, exit := w.Run(args...); exit != 0 {
					t.Fatalf("%v: got exit code %d, want 0\n%s%s", args, exit, stdout, stderr)
				}
			}
		})
	}
}

// TestAccFunctions_unknown plans a filter and permissions with values that are not known yet.
func TestAccFunctions_unknown(t *testing.T) {
	t.Parallel()
	w := acctest.NewWorkspace(t, fakeapi.Start(t), map[string]string{"main.tf": `
resource "rebilly_product" "seats" {
  name = "Seats"
}

output "filter" {
  value = provider::rebilly::filter([{ productId = rebilly_product.seats.id }])
}
`})
	stdout, stderr, exit := w.Run("plan")
	if exit != 0 || !strings.Contains(stdout, "+ filter = (known after apply)") {
		t.Errorf("got exit code %d and\n%s%s\nwant an unknown filter", exit, stdout, stderr)
	}
	stdout, stderr, exit = w.Run("apply", "-auto-approve")
	if exit != 0 || !strings.Contains(stdout, `filter = "productId:prod_`) {
		t.Errorf("got exit code %d and\n%s%s\nwant a filter with the id", exit, stdout, stderr)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
