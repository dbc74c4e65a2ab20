package naming_test

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

func TestSnake(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "name": "name", "taxCategoryId": "tax_category_id", "logoId": "logo_id", "OmitNulls": "omit_nulls",
	} {
		if got := naming.Snake(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestCamel(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "name": "name", "paid-by-time": "paidByTime", "tax_category_id": "taxCategoryId", "a--b-": "aB",
	} {
		if got := naming.Camel(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestCapitalized(t *testing.T) {
	for text, want := range map[string]string{"": "", "a plan": "A plan", "übung": "Übung", "1 plan": "1 plan", "\xff": "\xff"} {
		if got := naming.Capitalized(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	for want, names := range map[string][]string{"": nil, "`a`": {"a"}, "`a`, `b`, `c`": {"a", "b", "c"}} {
		if got := naming.Quoted(names, "`"); got != want {
			t.Errorf("%v: got %s, want %s", names, got, want)
		}
	}
}
