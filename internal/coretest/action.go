package coretest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// PlanAction validates and plans an action.
func (s *Core) PlanAction(typeName string, config Object) Diagnostics {
	s.t.Helper()
	_, diagnostics := s.planAction(typeName, config)
	return diagnostics
}

func (s *Core) planAction(typeName string, config Object) (tftypes.Value, Diagnostics) {
	s.t.Helper()
	schema, ok := s.schemas.ActionSchemas[typeName]
	if !ok {
		s.t.Fatalf("the provider has no action %s", typeName)
	}
	value := s.value(schema.Schema.ValueType(), config)
	actions := s.actions()
	validated, err := actions.ValidateActionConfig(s.t.Context(), &tfprotov6.ValidateActionConfigRequest{
		ActionType: typeName, Config: s.wire(value),
	})
	s.must(err)
	diagnostics := Diagnostics(validated.Diagnostics)
	if diagnostics.HasError() {
		return value, diagnostics
	}
	planned, err := actions.PlanAction(s.t.Context(), &tfprotov6.PlanActionRequest{
		ActionType: typeName, Config: s.wire(value), ClientCapabilities: &tfprotov6.PlanActionClientCapabilities{},
	})
	s.must(err)
	return value, append(diagnostics, planned.Diagnostics...)
}

// Invoke plans an action and invokes it, unless the plan fails. It returns the progress that the action shows.
func (s *Core) Invoke(typeName string, config Object) (progress []string, diagnostics Diagnostics) {
	s.t.Helper()
	value, diagnostics := s.planAction(typeName, config)
	if diagnostics.HasError() {
		return nil, diagnostics
	}
	stream, err := s.actions().InvokeAction(s.t.Context(), &tfprotov6.InvokeActionRequest{
		ActionType: typeName, Config: s.wire(value), ClientCapabilities: &tfprotov6.InvokeActionClientCapabilities{},
	})
	s.must(err)
	completed := false
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed = true
			diagnostics = append(diagnostics, e.Diagnostics...)
		}
	}
	if !completed {
		s.t.Errorf("%s: got no completed event, want one", typeName)
	}
	return progress, diagnostics
}

func (s *Core) actions() tfprotov6.ActionServer {
	s.t.Helper()
	actions, ok := s.rpc.(tfprotov6.ActionServer)
	if !ok {
		s.t.Fatalf("the provider serves no actions")
	}
	return actions
}
