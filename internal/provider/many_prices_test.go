package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestAccPlanOutput_manyPrices plans 200 changed prices. The CLI merges warnings with the same summary and hides all but the first, so
// each must have its own.
func TestAccPlanOutput_manyPrices(t *testing.T) {
	t.Parallel()
	const count = 200
	config := func(price string) string {
		return fmt.Sprintf(`
resource "rebilly_product" "seats" {
  id   = "prod_seats"
  name = "Seats"
}
resource "rebilly_plan" "seat" {
  count      = %d
  id         = "plan_${count.index}"
  name       = "Seat ${count.index}"
  product_id = rebilly_product.seats.id
  currency   = "USD"
  pricing    = { flat_rate = { price = %s } }
}
`, count, price)
	}
	w := acctest.NewWorkspace(t, fakeapi.Start(t), map[string]string{"main.tf": config("10 + count.index")})
	run := func(args ...string) string {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		if exit != 0 {
			t.Fatalf("%v: got exit code %d, want 0\n%s%s", args, exit, stdout, stderr)
		}
		return stdout
	}
	run("apply", "-auto-approve", "-parallelism=20")
	w.Write("main.tf", config("20 + count.index"))
	for _, args := range [][]string{{"plan", "-no-color"}, {"plan", "-no-color", "-compact-warnings"}} {
		got := run(args...)
		for i := range count {
			summary := fmt.Sprintf("Commercial terms of billing plan \"Seat %d\" (plan_%[1]d) will change\n", i)
			if n := strings.Count(got, summary); n != 1 {
				t.Errorf("%v: got the summary %q %d times, want once", args, summary, n)
			}
			price := fmt.Sprintf("* price: %d.00 USD → %d.00 USD per unit, once (", 10+i, 20+i)
			want := 1
			if len(args) == 3 {
				want = 0
			}
			if n := strings.Count(got, price); n != want {
				t.Errorf("%v: got %q %d times, want %d", args, price, n, want)
			}
		}
		if t.Failed() {
			t.Fatalf("got\n%s", got)
		}
		if _, warnings, ok := strings.Cut(got, "Warnings:\n"); ok {
			lines := 0
			for line := range strings.SplitSeq(warnings, "\n") {
				if strings.HasPrefix(line, "- Commercial terms of ") {
					lines++
				}
			}
			if lines != count {
				t.Errorf("%v: got %d warnings, want %d, with a line each", args, lines, count)
			}
		} else if len(args) == 3 {
			t.Errorf("%v: got no list of warnings, want one", args)
		}
	}
}
