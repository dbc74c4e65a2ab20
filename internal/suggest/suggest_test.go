package suggest_test

import (
	"slices"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

func TestClosest(t *testing.T) {
	known := []string{"tier", "tiers", "Tire", "seats", "loyalty_level", "x"}
	for name, want := range map[string][]string{
		"teir":          {"tier", "tiers", "Tire"},
		"TIER":          {"tier", "tiers", "Tire"},
		"loyaltylevels": {"loyalty_level"},
		"price":         {},
		"":              {"x"},
	} {
		if got := suggest.Closest(name, known); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
	if got := suggest.Closest("ab", []string{"a", "b", "c", "ac", "abc"}); len(got) != 3 {
		t.Errorf("got %v, want 3 names", got)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"GetApiKey", "GetProduct", "PutProduct", "StorefrontGetProduct"}
	for name, want := range map[string]string{
		"getproduct": "GetProduct", "PutProducts": "PutProduct", "GetApiKeys": "GetApiKey", "StorefrontGetProducts": "StorefrontGetProduct",
		"SomethingElseAltogether": "StorefrontGetProduct",
	} {
		if got := suggest.Nearest(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	for name, want := range map[string]string{"teir": `Did you mean "tier" or "tire"?`, "price": ""} {
		if got := suggest.DidYouMean(name, []string{"tier", "tire"}); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got, want := suggest.DidYouMean("tier", []string{"ti\u202eer"}), `Did you mean "ti\u202eer"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
