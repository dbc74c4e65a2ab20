package server

import "testing"

func TestFastPath_PanicFallsBack(t *testing.T) {
	for name, test := range map[string]struct {
		check func() bool
		want  bool
	}{
		"yes":   {func() bool { return true }, true},
		"no":    {func() bool { return false }, false},
		"panic": {func() bool { panic("defect") }, false},
	} {
		if got := recoverToFalse(test.check); got != test.want {
			t.Errorf("%s: got %t, want %t", name, got, test.want)
		}
	}
}
