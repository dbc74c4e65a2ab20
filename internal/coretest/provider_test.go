package coretest_test

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestConfigure_Diagnostics(t *testing.T) {
	t.Parallel()
	if _, got := coretest.Configure(t, Object{"environment": "moon"}); !got.HasError("environment") {
		t.Errorf("got diagnostics\n%s\nwant an error that mentions environment", got)
	}
}

func TestAPIVariants(t *testing.T) {
	t.Parallel()
	sets := coretest.APIVariants()
	if sets["default"] != (emulator.Options{}) || sets["omit-nulls"] != (emulator.Options{OmitNulls: true}) {
		t.Errorf("have %v", sets)
	}
	if all := sets["all"]; !all.OmitNulls || !all.EmptyMapsAsArrays || !all.UnknownFields || len(sets) < 8 {
		t.Errorf("all is %+v of %d", all, len(sets))
	}
}
