package coretest

import (
	"maps"
	"math/bits"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

// Case is one resource type in the matrix. Paths are dotted, such as pricing.tiered.brackets.0.price.
type Case struct {
	// Type is the resource type and Collection the emulator's collection of its objects.
	Type       string
	Collection string
	// Configs are valid configurations. The one named maximal sets every attribute that can be set together with others. Every case should
	// also have minimal, nulls, empties and zeroes.
	Configs map[string]Object
	// Changes are different valid values for attributes of maximal, each tried alone.
	Changes map[string]any
	// Clears are attributes and list elements that can be removed from maximal, each tried alone.
	Clears []string
	// Volatile attributes may change with any update.
	Volatile []string
	// Derived fields of the stored object depend on other fields, such as logoUrl on logoId.
	Derived []string
	// Assigned are the fields that Rebilly adds to new elements of lists, such as id.
	Assigned []string
	// Unreadable attributes exist in Terraform only, such as timeouts. An import does not find them.
	Unreadable []string
	// ListConfig is the configuration of the list that finds the object.
	ListConfig Object
	// KeptOnDestroy objects stay in Rebilly when Terraform destroys them.
	KeptOnDestroy bool
	// ID returns the object's import ID, which is its ID in the emulator too. Default: the attribute id.
	ID func(*State) string
	// Settings are the only object of an organization, which has no ID in the emulator and is never deleted.
	Settings bool
	// Setup creates the objects that the configurations refer to.
	Setup func(*fakeapi.Server)
}

// Matrix runs one resource type through its lifecycle, with every configuration and every edit of the maximal one, under variants of the
// API.
//
// Not every configuration runs under every variant. Each configuration and each edit is assigned to one row of two opposite variants in
// turn, so that it meets every option both on and off. The maximal configuration runs under all variants, so that every two options meet in
// all four combinations. With -short there is one row: all options off, and all on.
func Matrix(t *testing.T, c Case) {
	t.Helper()
	if _, ok := c.Configs["maximal"]; !ok {
		t.Fatal("got no configuration named maximal, want one")
	}
	rows := apiVariants()
	if testing.Short() {
		rows = rows[:1]
	}
	runMatrix(t, c, rows, 1)
}

// QuickMatrix is Matrix with the first row alone: every configuration with all options of the API off, and with all on. Edits run with
// the one and the other in turn.
func QuickMatrix(t *testing.T, c Case) {
	t.Helper()
	runMatrix(t, c, apiVariants()[:1], 2)
}

// runMatrix runs the rows of variants. An edit runs under both variants of its row or, if turns is 2, under the first and the second
// in turn.
func runMatrix(t *testing.T, c Case, rows [][2]emulator.Options, turns int) {
	t.Helper()
	configs := slices.Sorted(maps.Keys(c.Configs))
	for row, variants := range rows {
		assigned := func(i int) bool { return i%len(rows) == row }
		for turn, options := range variants {
			t.Run(variantName(options), func(t *testing.T) {
				t.Parallel()
				for i, config := range configs {
					maximal := config == "maximal"
					if !maximal && !assigned(i) {
						continue
					}
					t.Run(config, func(t *testing.T) {
						api := fakeapi.Start(t, options)
						if c.Setup != nil {
							c.Setup(api)
						}
						life := &lifecycle{
							Case: c, objects: api, config: c.Configs[config], hasUnknownFields: options.UnknownFields, listed: true,
							server: func(t *testing.T) *Core { t.Helper(); return NewCore(t, api.ProviderConfig()) },
						}
						if maximal {
							life.editAssigned = func(i int) bool { return assigned(i) && i%turns == turn%turns }
						}
						life.run(t)
					})
				}
			})
		}
	}
}

// apiVariants returns rows of two opposite sets of the emulator's options: what one has on, the other has off. The first row has all
// options off and all on. Over all sets, every two options occur in all four combinations.
func apiVariants() [][2]emulator.Options {
	var switches []int
	for i := range reflect.TypeFor[emulator.Options]().NumField() {
		if reflect.TypeFor[emulator.Options]().Field(i).Type.Kind() == reflect.Bool {
			switches = append(switches, i)
		}
	}
	// The rows are those of a Hadamard matrix. Together with their opposites, they are an orthogonal array of strength three.
	rows := make([][2]emulator.Options, 1<<bits.Len(uint(len(switches)-1)))
	for row := range rows {
		for i, field := range switches {
			on := bits.OnesCount(uint(row&i)) % 2
			reflect.ValueOf(&rows[row][1-on]).Elem().Field(field).SetBool(true)
		}
	}
	return rows
}

// variantName returns the options that are on, or default, or all but those that are off.
func variantName(options emulator.Options) string {
	var on, off []string
	for i := range reflect.TypeFor[emulator.Options]().NumField() {
		field := reflect.TypeFor[emulator.Options]().Field(i)
		switch {
		case field.Type.Kind() != reflect.Bool:
		case reflect.ValueOf(options).Field(i).Bool():
			on = append(on, strings.ReplaceAll(naming.Snake(field.Name), "_", "-"))
		default:
			off = append(off, strings.ReplaceAll(naming.Snake(field.Name), "_", "-"))
		}
	}
	switch {
	case on == nil:
		return "default"
	case off == nil:
		return "all"
	case len(on) <= len(off):
		return strings.Join(on, "+")
	}
	return "all-but-" + strings.Join(off, "+")
}

// lifecycle is one object from create to destroy. Every step starts a new provider, as every run of Terraform does.
type lifecycle struct {
	Case
	objects interface {
		Get(collection, id string) (map[string]any, bool)
		Remove(collection, id string)
	}
	server           func(*testing.T) *Core
	config           Object
	hasUnknownFields bool
	// listed objects are found by a list. Only those of the tests of this package are not.
	listed bool
	// editAssigned selects edits by index. Without it there are none.
	editAssigned func(i int) bool

	state *State
}

func (l *lifecycle) run(t *testing.T) {
	t.Helper()
	created := t.Run("create", func(t *testing.T) {
		l.state = l.server(t).MustApply(nil, l.Type, l.config)
		l.assertNoDrift(t, l.state, l.config)
	})
	if !created {
		return
	}
	t.Run("import", func(t *testing.T) {
		s := l.server(t)
		l.assertImportComplete(t, s, s.Import(l.Type, l.id(l.state)))
	})
	t.Run("import-by-identity", func(t *testing.T) {
		s := l.server(t)
		l.assertImportComplete(t, s, s.ImportIdentity(l.Type, l.state.Identity))
	})
	if l.listed {
		t.Run("found-and-generated", l.generated)
	}
	if l.editAssigned != nil {
		l.edits(t)
	}
	t.Run("destroy", l.destroy)
	if !l.Settings {
		t.Run("deleted-outside", l.deletedOutside)
	}
}

// edits changes, clears and replaces the configuration, and reverts each edit.
func (l *lifecycle) edits(t *testing.T) {
	t.Helper()
	count := 0
	run := func(name string, edit func(t *testing.T)) {
		if l.editAssigned(count) {
			t.Run(name, edit)
		}
		count++
	}
	for _, path := range slices.Sorted(maps.Keys(l.Changes)) {
		run("change/"+path, func(t *testing.T) {
			t.Helper()
			l.edit(t, path, edited(l.config, path, l.Changes[path]), func(p string) bool { return within(p, path) })
		})
	}
	for _, path := range l.Clears {
		run("clear/"+path, func(t *testing.T) {
			t.Helper()
			moved := path
			if step := path[strings.LastIndex(path, ".")+1:]; isIndex(step) {
				moved = strings.TrimSuffix(path, "."+step)
			}
			l.edit(t, path, edited(l.config, path, nil), func(p string) bool { return within(p, moved) || within(moved, p) })
		})
	}
	for _, other := range slices.Sorted(maps.Keys(l.Configs)) {
		if other == "maximal" {
			continue
		}
		run("to-"+other+"-and-back", func(t *testing.T) {
			t.Helper()
			s := l.server(t)
			state := s.MustApply(l.state, l.Type, l.Configs[other])
			l.assertNoDrift(t, state, l.Configs[other])
			l.state = s.MustApply(state, l.Type, l.config)
			l.assertNoDrift(t, l.state, l.config)
		})
	}
}

// edit applies one edit that may change expected paths only, then reverts it.
func (l *lifecycle) edit(t *testing.T, path string, config Object, expected func(string) bool) {
	t.Helper()
	before := l.stored(t, l.state)
	s := l.server(t)
	plan := s.Plan(l.state, l.Type, config)
	if plan.Diagnostics.HasError() {
		t.Fatalf("plan:\n%s", plan.Diagnostics)
	}
	changes := slices.DeleteFunc(plan.Changes(), func(p string) bool { return slices.Contains(l.Volatile, p) })
	if !slices.ContainsFunc(changes, expected) {
		t.Errorf("the plan does not show the edit: got %s with changes %v, want a change of %s", plan.Action, changes, path)
	}
	replaced := plan.Action == Replace
	if extra := slices.DeleteFunc(changes, expected); len(extra) > 0 && !replaced {
		t.Errorf("the plan shows more: got changes %v too", extra)
	}
	if replaced && !slices.ContainsFunc(plan.RequiresReplace, func(p string) bool { return expected(p) || within(path, p) }) {
		t.Errorf("got a replacement because of %v, want one because of %s", plan.RequiresReplace, path)
	}
	state := s.Apply(plan)
	if state.Diagnostics.HasError() {
		t.Fatalf("%s:\n%s", plan.Action, state.Diagnostics)
	}
	l.assertNoDrift(t, state, config)
	after := l.stored(t, state)
	if touched := l.differing(before, after); len(touched) > 1 && !replaced {
		t.Errorf("the edit of %s touched several fields of the object: got %v, want one\n%s", path, touched, cmp.Diff(before, after))
	}
	l.state = s.MustApply(state, l.Type, l.config)
	l.noOp(t, s.Plan(l.state, l.Type, l.config), nil)
	if restored := l.stored(t, l.state); !replaced && len(l.differing(before, restored)) > 0 {
		t.Errorf("the object differs after the edit of %s was reverted (-before +after):\n%s", path, cmp.Diff(before, restored))
	}
}

// assertNoDrift checks that nothing is left to do: an empty plan, no drift with or without identity, an empty plan after a refresh.
func (l *lifecycle) assertNoDrift(t *testing.T, state *State, config Object) {
	t.Helper()
	s := l.server(t)
	l.noOp(t, s.Plan(state, l.Type, config), nil)
	var read *State
	for _, known := range []*State{state.WithoutIdentity(), state} {
		read = s.Read(known)
		if read.Diagnostics.HasError() {
			t.Fatalf("read (identity %v):\n%s", known.Identity, read.Diagnostics)
		}
		if diff := cmp.Diff(state.Object(), read.Object()); diff != "" {
			t.Fatalf("reading changes the state (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(state.Identity, read.Identity); diff != "" {
			t.Fatalf("reading changes the identity (-before +after):\n%s", diff)
		}
	}
	l.noOp(t, s.Plan(read, l.Type, config), nil)
	if setting := l.stored(t, state)["futureSetting"]; l.hasUnknownFields && setting != "kept" {
		t.Errorf("futureSetting, which is unknown to the provider: got %v, want \"kept\"", setting)
	}
}

// assertImportComplete checks that an import reads everything that the configuration sets.
func (l *lifecycle) assertImportComplete(t *testing.T, s *Core, state *State) {
	t.Helper()
	if state.Diagnostics.HasError() {
		t.Fatalf("import:\n%s", state.Diagnostics)
	}
	plan := s.Plan(state, l.Type, l.config)
	l.noOp(t, plan, slices.Concat(l.Unreadable, emptyMaps(plan)))
}

// generated checks that a list returns the object, and that the configuration generated for it is valid and changes nothing.
func (l *lifecycle) generated(t *testing.T) {
	s := l.server(t)
	for _, found := range s.List(l.Type, l.state.ValuesOf(l.ListConfig), 0) {
		if found.Diagnostics.HasError() || found.State == nil {
			t.Fatalf("list:\n%s", found.Diagnostics)
		}
		if !cmp.Equal(found.State.Identity, l.state.Identity) {
			continue
		}
		if found.DisplayName == "" {
			t.Error("got no display name in the list result, want one")
		}
		imported := s.ImportIdentity(l.Type, found.State.Identity)
		if diff := cmp.Diff(imported.Object(), found.State.Object()); diff != "" {
			t.Errorf("list and import return different states (-import +list):\n%s", diff)
		}
		config := s.Generate(found.State)
		if diagnostics := s.Validate(l.Type, config); diagnostics.HasError() {
			t.Fatalf("validate the generated configuration %v:\n%s", config, diagnostics)
		}
		l.noOp(t, s.Plan(imported, l.Type, config), nil)
		return
	}
	t.Error("got a list without the object, want it")
}

// emptyMaps returns the maps that a plan changes from null to empty. A map with write-only attributes is not computed, so that a
// configuration of an empty one is different from an import.
func emptyMaps(plan *Plan) []string {
	var names []string
	prior := fields(plan.Prior)
	for name, planned := range fields(plan.Planned) {
		if planned.Type().Is(tftypes.Map{}) && prior[name].IsNull() && present(planned) && len(fields(planned)) == 0 {
			names = append(names, name)
		}
	}
	return names
}

func (l *lifecycle) noOp(t *testing.T, plan *Plan, except []string) {
	t.Helper()
	if plan.Diagnostics.HasError() {
		t.Fatalf("plan:\n%s", plan.Diagnostics)
	}
	left := slices.DeleteFunc(plan.Changes(), func(p string) bool {
		return slices.ContainsFunc(except, func(path string) bool { return within(p, path) })
	})
	if len(left) > 0 {
		t.Fatalf("the plan is not empty: %s with changes %v", plan.Action, left)
	}
}

func (l *lifecycle) destroy(t *testing.T) {
	s := l.server(t)
	// An object that no read has found stays in the state.
	l.state = s.Read(l.state)
	if state := s.MustApply(l.state, l.Type, nil); !state.Removed() {
		t.Error("got a state after destroy, want none")
	}
	if l.KeptOnDestroy {
		return
	}
	if _, ok := l.objects.Get(l.Collection, l.storedID(l.state)); ok {
		t.Error("there is still an object: got one after destroy, want none")
	}
	l.assertGone(t, s)
}

func (l *lifecycle) deletedOutside(t *testing.T) {
	s := l.server(t)
	l.state = s.Read(s.MustApply(nil, l.Type, l.config))
	l.objects.Remove(l.Collection, l.storedID(l.state))
	l.assertGone(t, s)
	s.MustApply(l.state, l.Type, nil)
}

func (l *lifecycle) assertGone(t *testing.T, s *Core) {
	t.Helper()
	for _, known := range []*State{l.state, l.state.WithoutIdentity()} {
		if read := s.Read(known); !read.Removed() || read.Diagnostics.HasError() {
			t.Errorf("reading an object that is gone (identity %v): got removed %t, want true\n%s", known.Identity, read.Removed(), read.Diagnostics)
		}
	}
}

func (l *lifecycle) id(state *State) string {
	if l.ID != nil {
		return l.ID(state)
	}
	id, _ := state.Get("id").(string)
	return id
}

func (l *lifecycle) storedID(state *State) string {
	if l.Settings {
		return ""
	}
	return l.id(state)
}

func (l *lifecycle) stored(t *testing.T, state *State) map[string]any {
	t.Helper()
	object, ok := l.objects.Get(l.Collection, l.storedID(state))
	if !ok {
		t.Fatalf("got no object %s in %s, want one", l.id(state), l.Collection)
	}
	return object
}

// differing returns the fields that differ between two versions of a stored object, without those that the server sets.
func (l *lifecycle) differing(a, b map[string]any) []string {
	var names []string
	for name := range union(a, b) {
		derived := name == "updatedTime" || name == "revision" || slices.Contains(l.Derived, name)
		isAssigned := func(field string, _ any) bool { return slices.Contains(l.Assigned, field) }
		if !derived && !cmp.Equal(a[name], b[name], cmpopts.IgnoreMapEntries(isAssigned)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func within(path, parent string) bool {
	return path == parent || strings.HasPrefix(path, parent+".")
}

func isIndex(step string) bool {
	_, err := strconv.Atoi(step)
	return err == nil
}

// edited returns a copy of a configuration with one value replaced. A nil value removes it.
func edited(config Object, path string, value any) Object {
	object, _ := replaced(config, strings.Split(path, "."), value).(Object)
	return object
}

func replaced(v any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	switch v := v.(type) {
	case []any:
		list := slices.Clone(v)
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(list) {
			return list
		}
		if list[i] = replaced(list[i], path[1:], value); list[i] == nil {
			list = slices.Delete(list, i, i+1)
		}
		return list
	case Object:
		object := maps.Clone(v)
		if object[path[0]] = replaced(object[path[0]], path[1:], value); object[path[0]] == nil {
			delete(object, path[0])
		}
		return object
	}
	return v
}
