package rebilly

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/valuecases"
)

func decodeCase(t *testing.T, content string) (value any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestIsEmpty_Cases(t *testing.T) {
	for _, test := range valuecases.EmptyCases() {
		if got := isEmpty(decodeCase(t, test.JSON)); got != test.Client {
			t.Errorf("%s: isEmpty(%s): got %t, want %t", test.Name, test.JSON, got, test.Client)
		}
	}
}

func TestSemanticallyEqual_Cases(t *testing.T) {
	for _, test := range valuecases.EqualCases() {
		if got := semanticallyEqual(decodeCase(t, test.Fresh), decodeCase(t, test.Prior)); got != test.Client {
			t.Errorf("%s: semanticallyEqual(%s, %s): got %t, want %t", test.Name, test.Fresh, test.Prior, got, test.Client)
		}
	}
}
