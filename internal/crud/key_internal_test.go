package crud

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestTypeNameAndArticle(t *testing.T) {
	for name, want := range map[string][2]string{"product": {"product", "a product"}, "API key": {"api_key", "an API key"},
		"custom field": {"custom_field", "a custom field"}} {
		if got := [2]string{Spec[int, rebilly.Document]{Name: name}.kind().typeName(), withArticle(name)}; got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}
