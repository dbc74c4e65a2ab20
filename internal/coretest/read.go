package coretest

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Read refreshes a state. On errors it returns the prior state with the diagnostics.
func (s *Core) Read(state *State) *State {
	s.t.Helper()
	prior := s.load(state)
	if prior.Removed() || prior.Diagnostics.HasError() {
		return prior
	}
	response, err := s.rpc.ReadResource(s.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName:           prior.Type,
		CurrentState:       s.wire(prior.Value),
		Private:            prior.Private,
		CurrentIdentity:    s.encodeIdentity(prior.Type, prior.Identity),
		ClientCapabilities: &tfprotov6.ReadResourceClientCapabilities{},
	})
	s.must(err)
	diagnostics := Diagnostics(response.Diagnostics)
	if diagnostics.HasError() {
		return prior.with(prior.Type, prior.Value, diagnostics)
	}
	read := &State{
		Type:     prior.Type,
		Value:    s.decode(prior.Value.Type(), response.NewState),
		Identity: s.decodeIdentity(prior.Type, response.NewIdentity),
		Private:  response.Private,
		Tainted:  prior.Tainted,
	}
	violations := unknownViolations(read.Value, "")
	violations = append(violations, writeOnlyViolations(s.Attributes(prior.Type), read.Value, "")...)
	if hasUnknown(read.Identity) {
		violations = append(violations, "identity: is unknown")
	}
	read.Diagnostics = diagnostics
	read.Diagnostics = append(read.Diagnostics, s.reportViolation("Provider produced invalid object", prior.Type, violations)...)
	return read
}

// Import imports an object by its import ID, then reads it.
func (s *Core) Import(typeName, id string) *State {
	s.t.Helper()
	return s.imported(&tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: id})
}

// ImportIdentity imports an object by its identity, then reads it.
func (s *Core) ImportIdentity(typeName string, identity Object) *State {
	s.t.Helper()
	return s.imported(&tfprotov6.ImportResourceStateRequest{TypeName: typeName, Identity: s.encodeIdentity(typeName, identity)})
}

func (s *Core) imported(request *tfprotov6.ImportResourceStateRequest) *State {
	s.t.Helper()
	none := &State{Type: request.TypeName, Value: s.null(request.TypeName)}
	request.ClientCapabilities = &tfprotov6.ImportResourceStateClientCapabilities{}
	response, err := s.rpc.ImportResourceState(s.t.Context(), request)
	s.must(err)
	none.Diagnostics = response.Diagnostics
	if none.Diagnostics.HasError() {
		return none
	}
	if len(response.ImportedResources) != 1 {
		none.Diagnostics = s.reportViolation("Import returned no resource, or several", request.TypeName, []string{"want one"})
		return none
	}
	object := response.ImportedResources[0]
	state := &State{
		Type:     object.TypeName,
		Value:    s.decode(none.Value.Type(), object.State),
		Identity: s.decodeIdentity(request.TypeName, object.Identity),
		Private:  object.Private,
	}
	if state.Removed() || request.Identity != nil && state.Identity == nil {
		none.Diagnostics = s.reportViolation("Import returned an incomplete resource", request.TypeName,
			[]string{"want a state, and an identity if the request had one"})
		return none
	}
	read := s.Read(state)
	read.Diagnostics = slices.Concat(none.Diagnostics, read.Diagnostics)
	if read.Removed() {
		read.Diagnostics = append(read.Diagnostics, &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityError,
			Summary:  "Cannot import non-existent remote object",
		})
	}
	return read
}
