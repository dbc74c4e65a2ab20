package server

import "testing"

func TestFastPath_PanicFallsBack(t *testing.T) {
	for name, test := range map[string]struct {
		tell func() bool
		want bool
	}{
		"yes":     {func() bool { return true }, true},
		"no":      {func() bool { return false }, false},
		"mistake": {func() bool { panic("a mistake") }, false},
	} {
		if got := recoverToFalse(test.tell); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
