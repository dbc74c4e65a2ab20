package coretest

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// State is the state of one resource, with the diagnostics of the call that returned it.
type State struct {
	Type        string
	Value       tftypes.Value
	Identity    Object
	Private     []byte
	Tainted     bool
	Diagnostics Diagnostics

	// onDisk is set if the next call belongs to a different run, which reads the value from a state file.
	onDisk bool
}

// Removed reports whether there is no object: it was removed, destroyed or never created.
func (s *State) Removed() bool { return s == nil || s.Value.IsNull() }

// Get returns the value at a dotted path, such as pricing.tiered.brackets.0.price. It is a string, bool, json.Number, []any, Object or nil.
func (s *State) Get(path string) any { return lookup(fromValue(s.Value), path) }

// Object returns the whole value.
func (s *State) Object() Object {
	object, _ := fromValue(s.Value).(Object)
	return object
}

// WithoutIdentity returns the state without its identity, as a CLI or a provider without support for identities stores it.
func (s *State) WithoutIdentity() *State {
	state := *s
	state.Identity = nil
	return &state
}

// with returns the state after a failure that changed nothing.
func (s *State) with(typeName string, null tftypes.Value, diagnostics Diagnostics) *State {
	if s == nil {
		return &State{Type: typeName, Value: null, Diagnostics: diagnostics, onDisk: true}
	}
	kept := *s
	kept.Diagnostics = diagnostics
	return &kept
}

// ValuesOf returns the values of the attributes that an object has, such as the arguments of a list with the object.
func (s *State) ValuesOf(attributes Object) Object {
	values := Object{}
	for name := range attributes {
		values[name] = s.Get(name)
	}
	return values
}

// UpgradeState returns the state for a resource that an earlier version of the provider wrote to a state file.
func (s *Core) UpgradeState(typeName string, version int64, state string) *State {
	s.t.Helper()
	response, err := s.rpc.UpgradeResourceState(s.t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: typeName,
		Version:  version,
		RawState: &tfprotov6.RawState{JSON: []byte(state)},
	})
	s.must(err)
	value := s.decode(s.schema(typeName).ValueType(), response.UpgradedState)
	return &State{Type: typeName, Value: value, Diagnostics: response.Diagnostics}
}

// load reads a state from the state file of an earlier run.
func (s *Core) load(state *State) *State {
	s.t.Helper()
	if state == nil || !state.onDisk {
		return state
	}
	if state.Removed() {
		return &State{Type: state.Type, Value: state.Value}
	}
	text, err := json.Marshal(document(state.Value.Type(), state.Value))
	s.must(err)
	loaded := s.UpgradeState(state.Type, s.schema(state.Type).Version, string(text))
	loaded.Identity, loaded.Private, loaded.Tainted = state.Identity, state.Private, state.Tainted
	return loaded
}

// document returns a value as the state file has it: as fromValue does, but with the types of dynamic values.
func document(typ tftypes.Type, v tftypes.Value) any {
	if !present(v) {
		return nil
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		object := Object{}
		for name, value := range fields(v) {
			object[name] = document(typ.AttributeTypes[name], value)
		}
		return object
	case tftypes.Map:
		object := Object{}
		for name, value := range fields(v) {
			object[name] = document(typ.ElementType, value)
		}
		return object
	}
	if typ.Is(tftypes.DynamicPseudoType) {
		return Object{"type": v.Type(), "value": document(v.Type(), v)}
	}
	return fromValue(v)
}
