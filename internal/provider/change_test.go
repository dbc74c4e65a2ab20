package provider_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// other returns a different valid value.
func other(kind coretest.ResourceType, path string, value any) any {
	if value, ok := kind.OtherValues[path]; ok {
		return value
	}
	switch v := value.(type) {
	case bool:
		return !v
	case float64:
		return v + 1
	}
	if path == "timeouts.delete" {
		return "6m"
	}
	return fmt.Sprint(value, "x")
}

func TestPlan_OneChangePerAttribute(t *testing.T) {
	t.Parallel()
	schemas, err := providerserver.NewProtocol6(provider.New("test")())().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			t.Parallel()
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			changed := map[string]bool{}
			for i, config := range kind.Complete {
				base := kind.Numbered(config, i)
				if kind.HasAttribute("timeouts") {
					base["timeouts"] = object{"delete": "5m"}
				}
				if kind.HasAttribute("deletion_protection") {
					base["deletion_protection"] = false
				}
				if id, ok := config["id"]; ok {
					base["id"] = fmt.Sprint(id, i)
				}
				for name, attribute := range kind.ProviderAttributes {
					if attribute.Value != nil {
						base[name] = attribute.Value
					}
				}
				state := s.MustApply(nil, kind.Type, base)
				for _, path := range leafPaths(base, "") {
					changed[firstElements.ReplaceAllString(path+".", ".0.")] = true
					if value, ok := kind.OtherValues[path]; ok && reflect.DeepEqual(value, get(base, path)) {
						// There is no other value.
						continue
					}
					from, prior := base, state
					if kind.UnsetFirst[path] != "" {
						from = set(base, kind.UnsetFirst[path], nil)
						prior = s.MustApply(state, kind.Type, from)
					}
					next := set(from, path, other(kind, path, get(from, path)))
					if strings.HasSuffix(path, crud.WriteOnlySuffix) {
						// Only its version shows that it changes.
						if plan := s.Plan(prior, kind.Type, next); plan.Action != coretest.NoOp {
							t.Errorf("%s: got %s of %v, want no change", path, plan.Action, plan.Changes())
						}
						continue
					}
					root, _, _ := strings.Cut(path, ".")
					ignored := slices.Sorted(maps.Keys(kind.Together[path]))
					next = coretest.With(next, kind.Together[path])
					assertOnlyChange(t, s.Plan(prior, kind.Type, next), path, append(ignored, kind.Followers[path], kind.Followers[root]))
					if kind.UnsetFirst[path] != "" {
						state = s.MustApply(prior, kind.Type, base)
					}
				}
			}
			for _, path := range configurablePaths(schemas.ResourceSchemas[kind.Type].Block.Attributes, "") {
				if path = kind.CompletePath(path); path == "" {
					continue
				}
				if !slices.ContainsFunc(slices.Collect(maps.Keys(changed)), func(seen string) bool { return strings.HasPrefix(seen, path+".") }) {
					t.Errorf("got no change of %s, want one", path)
				}
			}
		})
	}
}

func assertOnlyChange(t *testing.T, plan *coretest.Plan, path string, ignored []string) {
	t.Helper()
	if plan.Diagnostics.HasError() {
		t.Errorf("%s: got %v, want no errors", path, plan.Diagnostics)
		return
	}
	name, _, _ := strings.Cut(path, ".")
	if plan.Action == coretest.Replace {
		if cause := strings.Join(plan.RequiresReplace, " "); cause != name && cause != path {
			t.Errorf("%s: got a replacement because of %s, want only this attribute", path, cause)
		}
		return
	}
	// Elements of a set have no index: the set changes.
	changes := slices.DeleteFunc(plan.Changes(), func(changed string) bool { return slices.Contains(ignored, changed) })
	if plan.Action != coretest.Update || len(changes) != 1 ||
		changes[0] != path && changes[0] != strings.TrimSuffix(strings.TrimSuffix(path, ".0"), ".1") {
		t.Errorf("%s: got %s of %v, want an update of only this attribute", path, plan.Action, plan.Changes())
	}
}

// configurablePaths returns the paths of the attributes without nested attributes that can be configured.
func configurablePaths(attributes []*tfprotov6.SchemaAttribute, path string) []string {
	var found []string
	for _, attribute := range attributes {
		at := path + attribute.Name
		switch {
		case !attribute.Optional && !attribute.Required:
		case attribute.NestedType == nil:
			found = append(found, at)
		case attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			found = append(found, configurablePaths(attribute.NestedType.Attributes, at+".")...)
		case attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap:
			found = append(found, configurablePaths(attribute.NestedType.Attributes, at+".*.")...)
		default:
			found = append(found, configurablePaths(attribute.NestedType.Attributes, at+".0.")...)
		}
	}
	return found
}

func get(value any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case object:
			value = v[step]
		case []any:
			value = v[int(step[0]-'0')]
		}
	}
	return value
}

// TestRead_CreatedObjectNotFoundYet reads new objects of each type that Rebilly does not return yet.
func TestRead_CreatedObjectNotFoundYet(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		if kind.IsSettings() {
			continue
		}
		t.Run(kind.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.MustApply(nil, kind.Type, kind.Complete[0])
			rebilly.Remove(kind.Collection, idOf(state))
			if read := s.Read(state); read.Removed() || read.Diagnostics.HasError() || !read.Diagnostics.HasWarning("not found yet") {
				t.Errorf("got %v with %v, want the state as it was and a warning", read.Object(), read.Diagnostics)
			}
		})
	}
}
