package fakeapi_test

import (
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestStart(t *testing.T) {
	t.Parallel()
	r := fakeapi.Start(t, emulator.Options{APIKey: "another"})
	s := coretest.NewCore(t, r.ProviderConfig())
	state := s.MustApply(nil, "rebilly_product", coretest.Object{"name": "In process"})
	id, _ := state.Get("id").(string)
	if stored, ok := r.Get("products", id); !ok || stored["name"] != "In process" {
		t.Errorf("got stored product %v, want name %q", stored, "In process")
	}
	for _, want := range []string{`"` + fakeapi.Organization + `"`, `"another"`, `"` + r.URL + `"`} {
		if !strings.Contains(r.ProviderBlock(), want) {
			t.Errorf("got provider block\n%s\nwant it to contain %s", r.ProviderBlock(), want)
		}
	}
}
