package coretest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// ListResult is one result of a list. A result that is an error or a warning has Diagnostics only.
type ListResult struct {
	DisplayName string
	// State is the object as an import returns it, without values that only an import has.
	State       *State
	Diagnostics Diagnostics
}

// List queries a list resource, as terraform query does, including the objects. It validates the configuration, then returns at most limit
// results.
func (s *Core) List(typeName string, config Object, limit int) []ListResult {
	s.t.Helper()
	schema, ok := s.schemas.ListResourceSchemas[typeName]
	if !ok {
		s.t.Fatalf("the provider has no list resource %s", typeName)
	}
	rpc, ok := s.rpc.(tfprotov6.ListResourceServer)
	if !ok {
		s.t.Fatalf("the provider serves no list resources")
	}
	value := s.encode(schema.ValueType(), config)
	validated, err := rpc.ValidateListResourceConfig(s.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: typeName, Config: value,
	})
	s.must(err)
	if diagnostics := Diagnostics(validated.Diagnostics); diagnostics.HasError() {
		return []ListResult{{Diagnostics: diagnostics}}
	}
	stream, err := rpc.ListResource(s.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: typeName, Config: value, IncludeResource: true, Limit: int64(limit),
	})
	s.must(err)
	var all []ListResult
	for result := range stream.Results {
		found := ListResult{DisplayName: result.DisplayName, Diagnostics: result.Diagnostics}
		if result.Identity != nil {
			found.State = &State{
				Type:     typeName,
				Value:    s.decode(s.schema(typeName).ValueType(), result.Resource),
				Identity: s.decodeIdentity(typeName, result.Identity),
			}
		}
		if all = append(all, found); len(all) == limit {
			break
		}
	}
	return all
}

// Generate returns the configuration that the provider generates for a state. Terraform calls only a provider that announces the
// capability, and never writes attributes that cannot be configured.
func (s *Core) Generate(state *State) Object {
	s.t.Helper()
	if !s.schemas.ServerCapabilities.GenerateResourceConfig {
		s.t.Fatalf("got no capability GenerateResourceConfig, want it")
	}
	response, err := s.rpc.GenerateResourceConfig(s.t.Context(), &tfprotov6.GenerateResourceConfigRequest{
		TypeName: state.Type, State: s.wire(state.Value),
	})
	s.must(err)
	if diagnostics := Diagnostics(response.Diagnostics); diagnostics.HasError() {
		s.t.Fatalf("generate %s:\n%s", state.Type, diagnostics)
	}
	config := s.decode(state.Value.Type(), response.Config)
	given, _ := fromValue(config).(Object)
	for _, attribute := range s.Attributes(state.Type) {
		if value, ok := fields(config)[attribute.Name]; ok && attribute.Computed && !attribute.Optional && !value.IsNull() {
			s.t.Errorf("%s: got %s in the generated configuration, want no read-only attributes", state.Type, attribute.Name)
		}
	}
	return withoutNulls(given)
}

// withoutNulls returns the object without null values, as tests write it.
func withoutNulls(object Object) Object {
	kept := Object{}
	for name, value := range object {
		if value = pruned(value); value != nil {
			kept[name] = value
		}
	}
	return kept
}

func pruned(value any) any {
	switch v := value.(type) {
	case Object:
		return withoutNulls(v)
	case []any:
		kept := make([]any, len(v))
		for i, element := range v {
			kept[i] = pruned(element)
		}
		return kept
	}
	return value
}
