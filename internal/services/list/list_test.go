package list_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

// TestListVersion reads each version of a list that was updated.
func TestListVersion(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	config := func(values ...any) object {
		return object{"id": "lst_a", "description": "Countries", "values": values}
	}
	first := s.MustApply(nil, "rebilly_list", config("DE", "US"))
	s.MustApply(first, "rebilly_list", config("FR"))
	for version, want := range map[int]string{1: "DE US", 2: "FR"} {
		read := s.Data("rebilly_list_version", object{"list_id": "lst_a", "version": version})
		got, _ := read.Get("values").([]any)
		if read.Diagnostics.HasError() || len(got) != len(strings.Fields(want)) || !strings.Contains(want, fmt.Sprint(got[0])) {
			t.Errorf("version %d: got %v (%v), want %s", version, got, read.Diagnostics, want)
		}
	}
	read := s.Data("rebilly_list_version", object{"list_id": "lst_a", "version": 3})
	if got := read.Diagnostics.String(); !strings.Contains(got, "List version not found") {
		t.Errorf("got %q for a version that does not exist, want an error", got)
	}
}
