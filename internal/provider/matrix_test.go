package provider_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

// TestMatrix_EveryResourceType runs every resource type through its lifecycle with the configurations of its fixture, those with empty
// values, and an edit of every attribute. A type whose values need more has a TestMatrix of its own, under all variants of the API.
func TestMatrix_EveryResourceType(t *testing.T) {
	t.Parallel()
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			t.Parallel()
			if hasMatrix(t, kind) {
				t.Skip("Off: the package of this type has a TestMatrix.")
			}
			coretest.QuickMatrix(t, newMatrixCase(t, kind))
		})
	}
}

func hasMatrix(t *testing.T, kind coretest.ResourceType) bool {
	t.Helper()
	folder := filepath.Dir(filepath.Dir(filepath.FromSlash(services.FixturePath(kind.Type))))
	files, err := filepath.Glob(filepath.Join("..", "..", folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool { return strings.Contains(readFile(t, file), "coretest.Matrix(") })
}

// matrixCase makes a coretest.Case of a fixture.
type matrixCase struct {
	coretest.Case
	t    *testing.T
	kind coretest.ResourceType
	core *coretest.Core
	// maximal is the configuration that is edited.
	maximal object
	created *coretest.State
}

func newMatrixCase(t *testing.T, kind coretest.ResourceType) coretest.Case {
	t.Helper()
	rebilly := fakeapi.Start(t)
	coretest.Seed(rebilly)
	c := &matrixCase{t: t, kind: kind, core: coretest.NewCore(t, rebilly.ProviderConfig()), Case: coretest.Case{
		Type: kind.Type, Collection: kind.Collection, ListConfig: kind.ListConfig, Settings: kind.IsSettings(),
		KeptOnDestroy: kind.AfterDestroy != nil || kind.IsSettings(), Setup: coretest.Seed, ID: idOf,
		Configs: map[string]object{}, Changes: map[string]any{},
	}}
	c.maximal = coretest.With(kind.Complete[0], nil)
	if kind.AfterDestroy != nil {
		// The id of an object that stays cannot be used again.
		delete(c.maximal, "id")
	}
	for name, attribute := range kind.ProviderAttributes {
		c.Unreadable = append(c.Unreadable, name)
		if attribute.Value != nil {
			c.maximal[name] = attribute.Value
		}
	}
	for _, follower := range kind.Followers {
		c.Volatile = append(c.Volatile, follower)
	}
	for path := range kind.UnsupportedProperties {
		if steps := strings.Split(path, "."); steps[len(steps)-1] == "id" {
			c.Assigned = []string{"id"}
		}
	}
	d := definition(t)
	for name, property := range d.Properties(requestSchema(t, d, kind.Collection)) {
		if property["readOnly"] == true {
			c.Derived = append(c.Derived, name)
		}
	}
	c.created = c.core.MustApply(nil, kind.Type, c.maximal)
	c.addConfigs()
	c.addEdits()
	return c.Case
}

// addConfigs adds the configurations, except those that the maximal one cannot be changed to.
func (c *matrixCase) addConfigs() {
	c.Configs["maximal"] = c.maximal
	add := func(name string, config object) {
		if !c.core.Plan(c.created, c.kind.Type, config).Diagnostics.HasError() {
			c.Configs[name] = config
		}
	}
	add("minimal", c.kind.Minimal)
	add("updated", coretest.With(c.kind.Example, c.kind.Update))
	for i, config := range c.kind.Complete[1:] {
		if config = coretest.With(config, nil); c.maximal["id"] == nil {
			delete(config, "id")
		}
		add(fmt.Sprint("complete ", i+1), config)
	}
	attributes := c.core.Attributes(c.kind.Type)
	add("empties", c.withEmpty(attributes, true))
	add("empty objects", c.withEmpty(attributes, false))
	zeroes := c.maximal
	for _, path := range leafPaths(c.maximal, "") {
		var zero any
		switch get(c.maximal, path).(type) {
		case bool:
			zero = false
		case float64:
			zero = 0
		default:
			continue
		}
		if changed := set(zeroes, path, zero); c.isValid(changed) {
			zeroes = changed
		}
	}
	add("zeroes", zeroes)
}

// withEmpty returns the minimal configuration with an empty value of every other attribute that may have one. The attributes of
// nested objects are empty too, or the objects themselves.
func (c *matrixCase) withEmpty(attributes []*tfprotov6.SchemaAttribute, nested bool) object {
	config := c.kind.Minimal
	for _, attribute := range attributes {
		if _, ok := config[attribute.Name]; ok || !attribute.Optional || attribute.Name == "timeouts" {
			continue
		}
		if changed := coretest.With(config, object{attribute.Name: empty(attribute, nested)}); c.isValid(changed) {
			config = changed
		}
	}
	return config
}

// empty returns the empty value of an attribute, nil if there is none.
func empty(attribute *tfprotov6.SchemaAttribute, nested bool) any {
	switch {
	case attribute.NestedType != nil && attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
		members := object{}
		for _, member := range attribute.NestedType.Attributes {
			if nested && (member.Optional || member.Required) {
				members[member.Name] = empty(member, nested)
			}
		}
		return members
	case attribute.NestedType != nil && attribute.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap:
		return object{}
	case attribute.NestedType != nil, attribute.Type.Is(tftypes.List{}), attribute.Type.Is(tftypes.Set{}):
		return []any{}
	case attribute.Type.Is(tftypes.Map{}), attribute.Type.Is(tftypes.DynamicPseudoType):
		return object{}
	case attribute.Type.Is(tftypes.String):
		return ""
	}
	return nil
}

func (c *matrixCase) isValid(config object) bool {
	return !c.core.Validate(c.kind.Type, config).HasError()
}

// addEdits adds a change of every attribute, and the removal of every attribute that may be removed and has no default. Settings that
// are removed keep their values.
func (c *matrixCase) addEdits() {
	attributes := c.core.Attributes(c.kind.Type)
	removed := map[string]bool{}
	for _, path := range leafPaths(c.maximal, "") {
		if slices.Contains(c.kind.Key, path) || strings.HasSuffix(path, crud.WriteOnlySuffix) {
			continue
		}
		value := get(c.maximal, path)
		if different := other(c.kind, path, value); !reflect.DeepEqual(different, value) && c.isValid(set(c.maximal, path, different)) {
			changed := set(c.maximal, path, different)
			at := withoutSetElement(attributes, path)
			c.Changes[at] = get(changed, at)
		}
		for at := path; !c.Settings && !removed[at]; at = at[:strings.LastIndex(at, ".")] {
			removed[at] = true
			if c.canRemove(at) {
				c.Clears = append(c.Clears, at)
			}
			if !strings.Contains(at, ".") {
				break
			}
		}
	}
	slices.Sort(c.Clears)
}

func (c *matrixCase) canRemove(path string) bool {
	plan := c.core.Plan(nil, c.kind.Type, remove(c.maximal, path))
	return !plan.Diagnostics.HasError() && fmt.Sprint(plan.Get(path)) != fmt.Sprint(get(c.maximal, path))
}

// remove returns a copy of a configuration without an attribute or an element of a list.
func remove(config object, path string) object {
	changed := set(config, path, nil)
	if dot := strings.LastIndex(path, "."); dot > 0 {
		if list, ok := get(config, path[:dot]).([]any); ok {
			i := int(path[dot+1] - '0')
			changed = set(config, path[:dot], slices.Delete(slices.Clone(list), i, i+1))
		}
	}
	return changed
}
