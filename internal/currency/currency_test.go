package currency_test

import (
	"slices"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/currency"
)

func TestActive(t *testing.T) {
	codes := currency.Active()
	if got, want := len(codes), 176; got != want || !slices.IsSorted(codes) {
		t.Errorf("got %d codes, sorted %t, want %d, sorted", got, slices.IsSorted(codes), want)
	}
	for _, code := range codes {
		if len(code) != 3 || !currency.IsActive(code) || currency.IsWithdrawn(code) {
			t.Errorf(
				"%s: got active %t, withdrawn %t, want an active code of three letters",
				code,
				currency.IsActive(code),
				currency.IsWithdrawn(code),
			)
		}
	}
	for _, code := range []string{"", "usd", "XTS", "XXX", "BYR"} {
		if currency.IsActive(code) {
			t.Errorf("IsActive(%q): got true, want false", code)
		}
	}
}

func TestDecimals(t *testing.T) {
	for _, test := range []struct {
		code  string
		count int
		ok    bool
	}{
		{"USD", 2, true},
		{"JPY", 0, true},
		{"KWD", 3, true},
		{"CLF", 4, true},
		{"BYR", 0, true},
		{"XAU", -1, false},
		{"ZZZ", 0, false},
	} {
		if count, ok := currency.Decimals(test.code); count != test.count || ok != test.ok {
			t.Errorf("Decimals(%q): got %d, %t, want %d, %t", test.code, count, ok, test.count, test.ok)
		}
	}
}

func TestByUse(t *testing.T) {
	codes := currency.ByUse()
	if codes[0] != "USD" || codes[1] != "EUR" {
		t.Errorf("got %v, want USD and EUR first", codes[:2])
	}
	slices.Sort(codes)
	if !slices.Equal(codes, currency.Active()) {
		t.Errorf("got %v, want all active codes", codes)
	}
}
