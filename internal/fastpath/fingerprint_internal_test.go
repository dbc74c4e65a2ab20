package fastpath

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

type privateState struct {
	value       []byte
	diagnostics diag.Diagnostics
}

func (p privateState) GetKey(context.Context, string) ([]byte, diag.Diagnostics) {
	return p.value, p.diagnostics
}

func TestHasFingerprint(t *testing.T) {
	failed := diag.Diagnostics{diag.NewErrorDiagnostic("Unable to read", "")}
	for name, test := range map[string]struct {
		private privateState
		want    bool
	}{
		"none":       {privateState{}, false},
		"saved":      {privateState{value: []byte(`"x"`)}, true},
		"unreadable": {privateState{diagnostics: failed}, false},
	} {
		got, diagnostics := HasFingerprint(t.Context(), test.private)
		if got != test.want || diagnostics.HasError() != test.private.diagnostics.HasError() {
			t.Errorf("%s: got %t and %v, want %t and %v", name, got, diagnostics, test.want, test.private.diagnostics)
		}
	}
}
