package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestReview_EveryKind reviews a plan that creates, updates and destroys an object of each resource type. A new type is in its golden
// review without a line of code.
func TestReview_EveryKind(t *testing.T) {
	var changes []object
	chosen := map[string]string{}
	for _, kind := range coretest.ResourceTypes {
		rebilly := fakeapi.Start(t)
		coretest.Seed(rebilly)
		kind.Store(rebilly, kind.ID, kind.Stored)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		state := s.Import(kind.Type, kind.ID)
		if id, ok := state.Get("id").(string); ok {
			// Only Rebilly can choose the id of a tag.
			chosen[id] = "id of the " + kind.Type
		}
		config := kind.WithKey(kind.Example, kind.ID)
		for name, plan := range map[string]*coretest.Plan{
			"created": s.Plan(nil, kind.Type, kind.Minimal), "updated": s.Plan(state, kind.Type, coretest.With(config, kind.Update)),
			"destroyed": s.Plan(state, kind.Type, nil),
		} {
			if plan.Diagnostics.HasError() {
				t.Fatalf("%s: got %v, want no error", kind.Type, plan.Diagnostics)
			}
			before := state
			if name == "created" {
				before = nil
			}
			changes = append(changes, plannedChange(kind.Type+"."+name, before, plan))
		}
	}
	slices.SortFunc(changes, func(a, b object) int { return cmp.Compare(fmt.Sprint(a["address"]), fmt.Sprint(b["address"])) })
	got, err := reviewOf(t, planOf(changes...), "-limit", "0", "-fail-on", allGates)
	for id, name := range chosen {
		if !strings.Contains(id, "01HZX3M9V5K7R2T4W6Y8A0C1E3") {
			got = strings.ReplaceAll(got, id, name)
		}
	}
	if !errors.Is(err, errGate) {
		t.Errorf("got error %v, want %v", err, errGate)
	}
	for _, change := range changes {
		if address, _ := change["address"].(string); strings.HasSuffix(address, ".destroyed") && !strings.Contains(got, address) {
			t.Errorf("got no row of %s, want one", address)
		}
	}
	golden := filepath.Join("testdata", "kinds.md")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(golden); err != nil || got != string(want) {
		t.Errorf("got (-update writes it)\n%s\nwant (%v)\n%s", got, err, want)
	}
}
