package provider_test

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const textCanary = "warned-canary"

// TestWarnings_ContainNoTexts sets each free text and custom field to a canary, in the configuration and by a different client
// between plan and apply. Terraform does not send providers which values are sensitive, so no warning may contain it.
func TestWarnings_ContainNoTexts(t *testing.T) {
	t.Parallel()
	var texts, concurrent atomic.Int32
	t.Cleanup(func() {
		if texts.Load() < 40 || concurrent.Load() < 20 {
			t.Errorf("got %d texts and %d concurrent changes, want at least 40 and 20", texts.Load(), concurrent.Load())
		}
	})
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			t.Parallel()
			for i, config := range kind.Complete {
				base := kind.Numbered(config, i)
				if kind.HasAttribute("custom_fields") {
					base["custom_fields"] = object{"myTier": "gold"}
				}
				validator, inLists := coretest.NewCore(t, object{}), map[string]int{}
				for _, path := range leafPaths(base, "") {
					value, isText := get(base, path).(string)
					hidden := set(base, path, textCanary)
					if !isText || isPublic(path) || validator.Validate(kind.Type, hidden).HasError() {
						continue
					}
					// The elements of a list are shown or hidden as a whole.
					const perList = 5
					if root, _, isIn := strings.Cut(path, ".0."); isIn {
						if inLists[root]++; inLists[root] > perList {
							continue
						}
					}
					texts.Add(1)
					rebilly := fakeapi.Start(t)
					coretest.Seed(rebilly)
					s := coretest.NewCore(t, rebilly.ProviderConfig())
					check := func(got coretest.Diagnostics) {
						t.Helper()
						for _, warning := range got.Warnings() {
							if strings.Contains(warning.Summary+warning.Detail, textCanary) {
								t.Errorf("%s: got %v, want a warning without the value", path, coretest.Diagnostics{warning})
							}
						}
						if got.HasWarning("was changed in Rebilly") {
							concurrent.Add(1)
						}
					}
					check(s.Validate(kind.Type, hidden))
					state := s.MustApply(nil, kind.Type, base)
					planned := s.Plan(state, kind.Type, set(base, path, other(kind, path, value)))
					check(planned.Diagnostics)
					theirs := coretest.NewCore(t, rebilly.ProviderConfig())
					write := theirs.Plan(state, kind.Type, hidden)
					check(write.Diagnostics)
					written := theirs.Apply(write)
					check(written.Diagnostics)
					check(s.Apply(planned).Diagnostics)
					after := theirs.Plan(written, kind.Type, base)
					check(after.Diagnostics)
					check(theirs.Apply(after).Diagnostics)
					check(theirs.Plan(written, kind.Type, nil).Diagnostics)
					if kind.IsSettings() {
						fresh := fakeapi.Start(t)
						coretest.Seed(fresh)
						c := coretest.NewCore(t, fresh.ProviderConfig())
						check(c.Apply(c.Plan(nil, kind.Type, hidden)).Diagnostics)
					}
				}
			}
		})
	}
}

// isPublic reports whether warnings may contain the value at a path: names, also of tags, ids, sets of ids and permissions.
func isPublic(path string) bool {
	for step := range strings.SplitSeq(path, ".") {
		isID := step == "id" || strings.HasSuffix(step, "_id") || strings.HasSuffix(step, "_ids")
		if isID || slices.Contains([]string{"name", "tags", "permissions", "timeouts"}, step) {
			return true
		}
	}
	return false
}
