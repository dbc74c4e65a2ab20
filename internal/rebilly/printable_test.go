package rebilly_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestPrintable(t *testing.T) {
	for text, want := range map[string]string{
		"Seats": "Seats", "Café ☕ עברית": "Café ☕ עברית", "a\nb\tc": "a b c", "\x1b[31mred\x7f\u0085": "[31mred",
		"a\u202eb\u202c\u2066c\u2069\u200e\u200f\u061c": "abc", "a\u2028b\u2029c": "abc", "\x00": "", " a  b ": "a b",
	} {
		if got := rebilly.Printable(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestError_DirectionCharacters(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		apiResponse(w, 422, `{"status":422,"title":"a\u202eb","detail":"c\u2066d\u001b[1m",`+
			`"invalidFields":[{"field":"na\u200eme","message":"e\u2028f"}]}`)
	})
	_, err := c.Products().Get(t.Context(), "x")
	if err == nil || strings.ContainsFunc(err.Error(), func(c rune) bool { return c == '\u202e' || c == '\u2066' || c == '\x1b' }) {
		t.Errorf("got error %q, want no control and direction characters", err)
	}
}
