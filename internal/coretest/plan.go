package coretest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The actions of a plan.
const (
	Create  = "create"
	Update  = "update"
	Replace = "replace"
	Delete  = "delete"
	NoOp    = "no-op"
)

// Plan is the plan for one resource.
type Plan struct {
	Type            string
	Action          string
	Prior           tftypes.Value
	Config          tftypes.Value
	Planned         tftypes.Value
	RequiresReplace []string
	Identity        Object
	Private         []byte
	Diagnostics     Diagnostics

	prior *State
}

// Get returns the planned value at a dotted path, Unknown if it is known only after apply.
func (p *Plan) Get(path string) any { return lookup(fromValue(p.Planned), path) }

// Changes returns the sorted paths at which the planned value differs from the prior one, unknown values included. An object, element or
// collection that is added, removed or becomes unknown is one path.
func (p *Plan) Changes() []string {
	was, next := fields(p.Prior), fields(p.Planned)
	var paths []string
	for name := range union(was, next) {
		before, after := member(was, name, tftypes.DynamicPseudoType), member(next, name, tftypes.DynamicPseudoType)
		paths = append(paths, changes(before, after, name)...)
	}
	slices.Sort(paths)
	return paths
}

// Plan validates and plans a configuration. A nil or removed prior state means create, a nil configuration means destroy.
func (s *Core) Plan(prior *State, typeName string, config Object) *Plan {
	s.t.Helper()
	s.startRun()
	return s.PlanAlso(prior, typeName, config)
}

// PlanAlso plans one more resource in the run of the previous plan or read.
func (s *Core) PlanAlso(prior *State, typeName string, config Object) *Plan {
	s.t.Helper()
	prior = s.load(prior)
	value := s.value(s.schema(typeName).ValueType(), config)
	if prior != nil && prior.Diagnostics.HasError() {
		return &Plan{Type: typeName, Prior: prior.Value, Config: value, Planned: prior.Value, Diagnostics: prior.Diagnostics, prior: prior}
	}
	return s.plan(prior, typeName, value)
}

// PlanReplace plans the replacement of an object whose configuration may be unchanged, as -replace and replace_triggered_by do.
func (s *Core) PlanReplace(prior *State, typeName string, config Object) *Plan {
	s.t.Helper()
	p := s.Plan(prior, typeName, config)
	if p.Diagnostics.HasError() || p.Action == Create || p.Action == Replace {
		return p
	}
	s.planAgain(p)
	return p
}

// planAgain plans the new object of a replacement. It inherits nothing, and Core discards the warnings of this plan.
func (s *Core) planAgain(p *Plan) {
	s.t.Helper()
	p.Action = Replace
	diagnostics := p.Diagnostics
	p.Diagnostics = nil
	s.planChange(p, &State{Value: s.null(p.Type), Private: p.Private, Identity: p.Identity})
	if !p.Diagnostics.HasError() {
		p.Diagnostics = nil
	}
	p.Diagnostics = append(diagnostics, p.Diagnostics...)
}

func (s *Core) plan(prior *State, typeName string, config tftypes.Value) *Plan {
	s.t.Helper()
	null := s.null(typeName)
	if prior.Removed() {
		prior = nil
	}
	p := &Plan{Type: typeName, Action: NoOp, Prior: null, Config: config, Planned: null, prior: prior}
	if prior != nil {
		p.Prior = prior.Value
	}
	if config.IsNull() {
		if prior != nil {
			p.Action = Delete
			s.planDestroy(p)
		}
		return p
	}
	if p.Diagnostics = s.validate(typeName, config); p.Diagnostics.HasError() {
		return p
	}
	past := &State{Value: null}
	if prior != nil && !prior.Tainted {
		past = prior
	}
	replaces := s.planChange(p, past)
	if p.Diagnostics.HasError() {
		return p
	}
	switch {
	case past.Removed() && prior == nil:
		p.Action = Create
	case past.Removed():
		p.Action = Replace
	case len(replaces) > 0:
		p.RequiresReplace = replaces
		s.planAgain(p)
	case !equal(p.Planned, p.Prior):
		p.Action = Update
	}
	return p
}

// planChange plans a change, checks the plan, and returns the paths that require replacement.
func (s *Core) planChange(p *Plan, past *State) []string {
	s.t.Helper()
	attributes := s.Attributes(p.Type)
	response := s.planCall(p, past, proposed(attributes, past.Value, p.Config))
	if p.Diagnostics.HasError() {
		return nil
	}
	violations := planViolations(attributes, past.Value, p.Config, p.Planned, "")
	if p.Planned.IsNull() || !p.Planned.IsKnown() {
		violations = []string{"planned null or unknown for a configured resource"}
	}
	if !past.Removed() && hasUnknown(p.Identity) {
		violations = append(violations, "identity: unknown, though the object exists")
	}
	replaces, invalid := effective(response.RequiresReplace, past.Value, p.Planned)
	p.Diagnostics = append(p.Diagnostics, s.reportViolation("Provider produced invalid plan", p.Type, append(violations, invalid...))...)
	return replaces
}

func (s *Core) planDestroy(p *Plan) {
	s.t.Helper()
	s.planCall(p, p.prior, s.null(p.Type))
	if !p.Diagnostics.HasError() && !p.Planned.IsNull() {
		violations := s.reportViolation("Provider produced invalid plan", p.Type, []string{"planned a value for destroy"})
		p.Diagnostics = append(p.Diagnostics, violations...)
	}
}

func (s *Core) planCall(p *Plan, past *State, proposal tftypes.Value) *tfprotov6.PlanResourceChangeResponse {
	s.t.Helper()
	response, err := s.rpc.PlanResourceChange(s.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName:           p.Type,
		PriorState:         s.wire(past.Value),
		ProposedNewState:   s.wire(proposal),
		Config:             s.wire(p.Config),
		PriorPrivate:       past.Private,
		PriorIdentity:      s.encodeIdentity(p.Type, past.Identity),
		ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{},
	})
	s.must(err)
	p.Diagnostics = append(p.Diagnostics, response.Diagnostics...)
	p.Planned = s.decode(s.schema(p.Type).ValueType(), response.PlannedState)
	p.Private = response.PlannedPrivate
	p.Identity = s.decodeIdentity(p.Type, response.PlannedIdentity)
	return response
}

// effective returns the paths whose values differ, and violations for paths that do not exist.
func effective(paths []*tftypes.AttributePath, prior, planned tftypes.Value) (replaces, invalid []string) {
	for _, path := range paths {
		was, inPrior := at(prior, path)
		next, inPlan := at(planned, path)
		switch {
		case prior.IsNull():
		case !inPrior && !inPlan:
			invalid = append(invalid, fmt.Sprintf("%s: requires replacement, but there is no such attribute", dotted(path)))
		case !equal(was, next):
			replaces = append(replaces, dotted(path))
		}
	}
	slices.Sort(replaces)
	return replaces, invalid
}

func at(v tftypes.Value, path *tftypes.AttributePath) (tftypes.Value, bool) {
	found, _, err := tftypes.WalkAttributePath(v, path)
	if errors.Is(err, tftypes.ErrInvalidStep) {
		return tftypes.Value{}, false
	}
	value, ok := found.(tftypes.Value)
	return value, ok && err == nil
}
