package coretest

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Apply applies a plan, as a new run that has only the plan file and the state file.
func (s *Core) Apply(plan *Plan) *State {
	s.t.Helper()
	return s.apply(plan, plan.Config)
}

// ApplyWith applies a plan with a configuration whose unknown values have become known.
func (s *Core) ApplyWith(plan *Plan, config Object) *State {
	s.t.Helper()
	return s.apply(plan, s.value(plan.Config.Type(), config))
}

// MustApply validates, plans and applies a configuration, and fails the test on any error. A nil configuration destroys.
func (s *Core) MustApply(prior *State, typeName string, config Object) *State {
	s.t.Helper()
	plan := s.Plan(prior, typeName, config)
	if plan.Diagnostics.HasError() {
		s.t.Fatalf("plan %s:\n%s", typeName, plan.Diagnostics)
	}
	state := s.Apply(plan)
	if state.Diagnostics.HasError() {
		s.t.Fatalf("%s %s:\n%s", plan.Action, typeName, state.Diagnostics)
	}
	return state
}

func (s *Core) apply(plan *Plan, config tftypes.Value) *State {
	s.t.Helper()
	null := s.null(plan.Type)
	prior := plan.prior
	if plan.Diagnostics.HasError() {
		return prior.with(plan.Type, null, plan.Diagnostics)
	}
	if unknown := unknownViolations(config, ""); len(unknown) > 0 {
		s.t.Fatalf("configuration of %s: got unknown values, want known ones (see ApplyWith): %s", plan.Type, unknown)
	}
	if prior != nil {
		written := *prior
		written.onDisk = true
		prior = s.load(&written)
		prior.onDisk = true
	}
	switch plan.Action {
	case NoOp:
		return prior.with(plan.Type, null, nil)
	case Delete:
		return s.change(plan, prior, config)
	case Replace:
		removal := &Plan{Type: plan.Type, Planned: null, Private: plan.Private}
		if left := s.change(removal, prior, null); left.Diagnostics.HasError() {
			return left
		}
		prior = nil
	}
	s.startRun()
	final := s.plan(prior, plan.Type, config)
	if !final.Diagnostics.HasError() {
		final.Diagnostics = append(
			final.Diagnostics,
			s.reportViolation("Provider produced inconsistent final plan", plan.Type, finalViolations(plan, final))...)
	}
	if final.Diagnostics.HasError() {
		return prior.with(plan.Type, null, final.Diagnostics)
	}
	if final.Action == NoOp {
		return prior.with(plan.Type, null, nil)
	}
	return s.change(final, prior, config)
}

// finalViolations returns the differences between the approved plan and the plan made during apply.
func finalViolations(approved, final *Plan) []string {
	violations := resultViolations(approved.Planned, final.Planned, "")
	sameAction := approved.Action == final.Action ||
		approved.Action == Update && final.Action == NoOp ||
		approved.Action == Replace && final.Action == Create
	if !sameAction {
		violations = append(violations, "the action was "+approved.Action+", but now is "+final.Action)
	}
	return violations
}

// change calls the provider to create, update or destroy the object, and checks the result against the plan.
func (s *Core) change(plan *Plan, prior *State, config tftypes.Value) *State {
	s.t.Helper()
	null := s.null(plan.Type)
	before, destroying := null, plan.Planned.IsNull()
	if prior != nil {
		before = prior.Value
	}
	response, err := s.rpc.ApplyResourceChange(s.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName:        plan.Type,
		PriorState:      s.wire(before),
		PlannedState:    s.wire(plan.Planned),
		Config:          s.wire(config),
		PlannedPrivate:  plan.Private,
		PlannedIdentity: s.encodeIdentity(plan.Type, plan.Identity),
	})
	s.must(err)
	state := &State{
		Type:        plan.Type,
		Value:       s.decode(before.Type(), response.NewState),
		Identity:    s.decodeIdentity(plan.Type, response.NewIdentity),
		Private:     response.Private,
		Diagnostics: response.Diagnostics,
		onDisk:      true,
	}
	s.inspect(plan, state, destroying)
	failed := state.Diagnostics.HasError()
	if failed && state.Removed() {
		return prior.with(plan.Type, null, state.Diagnostics)
	}
	state.Tainted = failed && (prior == nil || prior.Tainted)
	return state
}

// inspect checks the response to an apply.
func (s *Core) inspect(plan *Plan, state *State, destroying bool) {
	s.t.Helper()
	report := func(summary string, violations []string) {
		s.t.Helper()
		state.Diagnostics = append(state.Diagnostics, s.reportViolation(summary, plan.Type, violations)...)
	}
	const invalid = "Provider returned invalid result object after apply"
	if unknown := unknownViolations(state.Value, ""); len(unknown) > 0 {
		report(invalid, unknown)
		state.Value = s.known(state.Value)
	}
	report(invalid, writeOnlyViolations(s.Attributes(plan.Type), state.Value, ""))
	if hasUnknown(state.Identity) {
		report(invalid, []string{"identity: is still unknown"})
	}
	if state.Diagnostics.HasError() {
		return
	}
	switch {
	case destroying && !state.Removed():
		report(invalid, []string{"destroyed, but there is still an object"})
	case !destroying && state.Removed():
		report(invalid, []string{"applied, but there is no object"})
	case !destroying:
		report("Provider produced inconsistent result after apply", resultViolations(plan.Planned, state.Value, ""))
	}
}

// known returns the value with unknown parts replaced by null, because a state file has no unknown values.
func (s *Core) known(v tftypes.Value) tftypes.Value {
	s.t.Helper()
	known, err := tftypes.Transform(v, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if !v.IsKnown() {
			return tftypes.NewValue(v.Type(), nil), nil
		}
		return v, nil
	})
	s.must(err)
	return known
}

func hasUnknown(identity Object) bool {
	return slices.Contains(slices.Collect(maps.Values(identity)), Unknown)
}
