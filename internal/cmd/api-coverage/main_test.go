package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
)

const guide = "../../../templates/guides/api-coverage.md"

func generated(t *testing.T) string {
	t.Helper()
	definition, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := write(t.Context(), &out, definition); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGuide_IsCurrent(t *testing.T) {
	want := generated(t)
	got, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("run make generate-api-coverage (-want +got):\n%s", diff)
	}
}

func TestFamilies_IncludeEveryType(t *testing.T) {
	offered, err := offers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, typeName := range family.types {
			delete(offered, typeName)
		}
	}
	for typeName := range offered {
		t.Errorf("got no family with %s, want one", typeName)
	}
}

func TestGuide_IncludesEveryType(t *testing.T) {
	text := generated(t)
	offered, err := offers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for typeName, pages := range offered {
		for _, page := range pages {
			if !strings.Contains(text, page) {
				t.Errorf("%s: got a guide without %s, want it included", typeName, page)
			}
		}
	}
}
