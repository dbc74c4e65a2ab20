package coretest

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Move moves a resource of a different provider to this one, as a moved block does. The returned state is not refreshed.
func (s *Core) Move(typeName, sourceType string, source Object) *State {
	s.t.Helper()
	text, err := json.Marshal(source)
	s.must(err)
	response, err := s.rpc.MoveResourceState(s.t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: "registry.terraform.io/example/example",
		SourceTypeName:        sourceType,
		SourceSchemaVersion:   2,
		SourceState:           &tfprotov6.RawState{JSON: text},
		SourcePrivate:         []byte(`{"secret":"InNrLXNlY3JldCI="}`),
		TargetTypeName:        typeName,
	})
	s.must(err)
	return &State{
		Type:        typeName,
		Value:       s.decode(s.schema(typeName).ValueType(), response.TargetState),
		Private:     response.TargetPrivate,
		Diagnostics: response.Diagnostics,
	}
}
