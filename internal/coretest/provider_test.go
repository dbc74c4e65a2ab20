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
	rows := coretest.APIVariants()
	all := emulator.Options{
		OmitNulls: true, EmptyMapsAsArrays: true, UnknownFields: true, OmitDefaults: true, MergePuts: true,
		RejectProductDeleteWithPlans: true, CheckCustomFields: true, ExistingCredentials: true,
	}
	if got, want := rows[0], [2]emulator.Options{{}, all}; got != want {
		t.Errorf("first row: got %+v, want %+v", got, want)
	}
	switches := func(o emulator.Options) []bool {
		return []bool{
			o.OmitNulls, o.EmptyMapsAsArrays, o.UnknownFields, o.OmitDefaults, o.MergePuts, o.RejectProductDeleteWithPlans, o.CheckCustomFields,
			o.ExistingCredentials,
		}
	}
	combinations := map[[4]any]bool{}
	for i, row := range rows {
		for a := range switches(all) {
			if switches(row[0])[a] == switches(row[1])[a] {
				t.Errorf("row %d: got %+v, want the second set to be the opposite of the first", i, row)
			}
			for _, options := range row {
				for b := range a {
					combinations[[4]any{a, b, switches(options)[a], switches(options)[b]}] = true
				}
			}
		}
	}
	if got, want := len(combinations), 4*8*7/2; got != want {
		t.Errorf("got %d combinations of two options, want %d", got, want)
	}
}
