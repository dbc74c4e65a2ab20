package acctest_test

import (
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestStart(t *testing.T) {
	t.Parallel()
	r := acctest.Start(t, emulator.Options{APIKey: "another"})
	s := acctest.NewCore(t, r.ProviderConfig())
	state := s.MustApply(nil, "rebilly_product", Object{"name": "In process"})
	id, _ := state.Get("id").(string)
	if stored, ok := r.Get("products", id); !ok || stored["name"] != "In process" {
		t.Errorf("the emulator has %v", stored)
	}
	for _, want := range []string{`"` + acctest.Organization + `"`, `"another"`, `"` + r.URL + `"`} {
		if !strings.Contains(r.ProviderBlock(), want) {
			t.Errorf("the provider block lacks %s:\n%s", want, r.ProviderBlock())
		}
	}
	if _, diagnostics := acctest.Configure(t, Object{"environment": "moon"}); !diagnostics.HasError("environment") {
		t.Errorf("configure says\n%s", diagnostics)
	}
}

func TestAPIVariants(t *testing.T) {
	t.Parallel()
	sets := acctest.Behaviours()
	if sets["default"] != (emulator.Options{}) || sets["omit-nulls"] != (emulator.Options{OmitNulls: true}) {
		t.Errorf("have %v", sets)
	}
	if all := sets["all"]; !all.OmitNulls || !all.EmptyMapsAsArrays || !all.UnknownFields || len(sets) < 8 {
		t.Errorf("all is %+v of %d", all, len(sets))
	}
}
