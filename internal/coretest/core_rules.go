package coretest

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The rules of Terraform Core for a provider, from Terraform's docs/resource-instance-change-lifecycle.md. A violation has the form
// "path: problem".

// proposed returns the plan that Core proposes: the configured values, and the prior values of unconfigured computed attributes.
func proposed(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	was, want := fields(prior), fields(config)
	next := make(map[string]tftypes.Value, len(attributes))
	for _, a := range attributes {
		next[a.Name] = proposedAttribute(a, member(was, a.Name, a.ValueType()), want[a.Name])
	}
	return tftypes.NewValue(config.Type(), next)
}

func proposedAttribute(a *tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	switch {
	case a.Computed && config.IsNull():
		// An object with values that only the configuration can have set is removed with its configuration.
		if a.Optional && a.NestedType != nil && hasNonComputedValue(a.NestedType, prior) {
			return config
		}
		return prior
	case a.NestedType == nil || !present(config):
		return config
	case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSet:
		return proposedSet(a.NestedType, prior, config)
	}
	was := objects(a.NestedType, prior)
	next := map[string]tftypes.Value{}
	for step, want := range objects(a.NestedType, config) {
		next[step] = proposed(a.NestedType.Attributes, member(was, step, want.Type()), want)
	}
	return assemble(a.NestedType, config.Type(), next)
}

// proposedSet matches elements with their prior elements by the configured values, because set elements have no keys.
func proposedSet(nested *tfprotov6.SchemaObject, prior, config tftypes.Value) tftypes.Value {
	candidates := slices.Clone(elements(prior))
	var next []tftypes.Value
	for _, want := range elements(config) {
		was := tftypes.NewValue(want.Type(), nil)
		i := slices.IndexFunc(candidates, func(c tftypes.Value) bool { return setElementDerivableFrom(nested.Attributes, c, want) })
		if i >= 0 {
			was = candidates[i]
			candidates = slices.Delete(candidates, i, i+1)
		}
		next = append(next, proposed(nested.Attributes, was, want))
	}
	return tftypes.NewValue(config.Type(), next)
}

// setElementDerivableFrom reports whether stored can be config plus values that the provider may set.
func setElementDerivableFrom(attributes []*tfprotov6.SchemaAttribute, stored, config tftypes.Value) bool {
	was, want := fields(stored), fields(config)
	return !slices.ContainsFunc(
		attributes,
		func(a *tfprotov6.SchemaAttribute) bool { return !attributeDerivableFrom(a, was[a.Name], want[a.Name]) },
	)
}

func attributeDerivableFrom(a *tfprotov6.SchemaAttribute, stored, config tftypes.Value) bool {
	switch {
	case equal(stored, config):
		return true
	case a.ValueType().Is(tftypes.Set{}):
		return false
	case a.NestedType == nil:
		return a.Computed && config.IsNull()
	}
	want := objects(a.NestedType, config)
	for step, was := range objects(a.NestedType, stored) {
		if _, ok := want[step]; !ok || !setElementDerivableFrom(a.NestedType.Attributes, was, want[step]) {
			return false
		}
	}
	return true
}

func hasNonComputedValue(nested *tfprotov6.SchemaObject, v tftypes.Value) bool {
	for _, object := range objects(nested, v) {
		for _, a := range nested.Attributes {
			value := member(fields(object), a.Name, a.ValueType())
			if !value.IsNull() && (!a.Computed || a.NestedType != nil && hasNonComputedValue(a.NestedType, value)) {
				return true
			}
		}
	}
	return false
}

// planViolations returns the planned values that the provider is not allowed to plan.
func planViolations(attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value, at string) []string {
	if planned.IsKnown() != config.IsKnown() {
		return []string{fmt.Sprintf("%s: planned %s, configured is %s", at, describe(planned), describe(config))}
	}
	was, want, next := fields(prior), fields(config), fields(planned)
	var violations []string
	for _, a := range attributes {
		none := a.ValueType()
		violations = append(violations, attributeViolations(a,
			member(was, a.Name, none), member(want, a.Name, none), member(next, a.Name, none), join(at, a.Name))...)
	}
	return violations
}

func attributeViolations(a *tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value, at string) []string {
	switch {
	case a.WriteOnly:
		if !planned.IsNull() {
			return []string{at + ": planned a value for a write-only attribute"}
		}
		return nil
	case equal(planned, config):
		return nil
	case equal(planned, prior) && !prior.IsNull() && !config.IsNull():
		return nil
	case a.Computed && (!a.Optional || config.IsNull()):
		return nil
	case config.IsNull():
		return []string{fmt.Sprintf("%s: planned %s for an attribute that is neither configured nor computed", at, describe(planned))}
	case a.NestedType == nil || !present(config) || !present(planned):
		return []string{fmt.Sprintf("%s: planned %s, configured is %s, stored is %s", at, describe(planned), describe(config), describe(prior))}
	}
	return nestedViolations(a.NestedType, prior, config, planned, at)
}

func nestedViolations(nested *tfprotov6.SchemaObject, prior, config, planned tftypes.Value, at string) []string {
	if nested.Nesting == tfprotov6.SchemaObjectNestingModeSet {
		if len(elements(planned)) != len(elements(config)) && planned.IsFullyKnown() {
			return []string{fmt.Sprintf("%s: planned %d elements, configured are %d", at, len(elements(planned)), len(elements(config)))}
		}
		return nil
	}
	was, want, next := objects(nested, prior), objects(nested, config), objects(nested, planned)
	var violations []string
	for step := range union(want, next) {
		if _, ok := want[step]; !ok {
			violations = append(violations, join(at, step)+": planned, but not configured")
		} else if _, ok := next[step]; !ok {
			violations = append(violations, join(at, step)+": configured, but not planned")
		} else {
			violations = append(violations, planViolations(nested.Attributes, was[step], want[step], next[step], join(at, step))...)
		}
	}
	return violations
}

// resultViolations returns the differences between the plan and the result. An unknown planned value may become any value.
func resultViolations(planned, actual tftypes.Value, at string) []string {
	if !planned.IsKnown() || equal(planned, actual) {
		return nil
	}
	differ := []string{fmt.Sprintf("%s: was %s, but now %s", at, describe(planned), describe(actual))}
	next, got := steps(planned), steps(actual)
	if next == nil || got == nil || !planned.Type().Is(actual.Type()) {
		return differ
	}
	if planned.Type().Is(tftypes.Set{}) {
		fits := func(planned, actual tftypes.Value) bool { return len(resultViolations(planned, actual, at)) == 0 }
		if len(elements(actual)) > len(elements(planned)) || len(uncorrelated(planned, actual, fits)) > 0 {
			return differ
		}
		return nil
	}
	var violations []string
	for step := range union(next, got) {
		if _, ok := next[step]; !ok {
			violations = append(violations, join(at, step)+": has appeared")
		} else if _, ok := got[step]; !ok {
			violations = append(violations, join(at, step)+": has vanished")
		} else {
			violations = append(violations, resultViolations(next[step], got[step], join(at, step))...)
		}
	}
	return violations
}

// unknownViolations returns the values that are still unknown.
func unknownViolations(v tftypes.Value, at string) []string {
	if !v.IsKnown() {
		return []string{at + ": is still unknown"}
	}
	var violations []string
	for step, value := range steps(v) {
		violations = append(violations, unknownViolations(value, join(at, step))...)
	}
	return violations
}

// writeOnlyViolations returns the write-only attributes that have a value.
func writeOnlyViolations(attributes []*tfprotov6.SchemaAttribute, v tftypes.Value, at string) []string {
	var violations []string
	for _, a := range attributes {
		value := member(fields(v), a.Name, a.ValueType())
		if a.WriteOnly && !value.IsNull() {
			violations = append(violations, join(at, a.Name)+": a write-only attribute has a value")
		}
		if a.NestedType != nil {
			for step, object := range objects(a.NestedType, value) {
				violations = append(violations, writeOnlyViolations(a.NestedType.Attributes, object, join(join(at, a.Name), step))...)
			}
		}
	}
	return violations
}

// objects returns the objects of a nested attribute by path step. The step of a single object is empty.
func objects(nested *tfprotov6.SchemaObject, v tftypes.Value) map[string]tftypes.Value {
	if nested.Nesting == tfprotov6.SchemaObjectNestingModeSingle && present(v) {
		return map[string]tftypes.Value{"": v}
	}
	return steps(v)
}

// assemble is the inverse of objects.
func assemble(nested *tfprotov6.SchemaObject, typ tftypes.Type, members map[string]tftypes.Value) tftypes.Value {
	if nested.Nesting == tfprotov6.SchemaObjectNestingModeSingle {
		return members[""]
	}
	if nested.Nesting == tfprotov6.SchemaObjectNestingModeMap {
		return tftypes.NewValue(typ, members)
	}
	list := make([]tftypes.Value, len(members))
	for i := range list {
		list[i] = members[strconv.Itoa(i)]
	}
	return tftypes.NewValue(typ, list)
}

// member returns one of members, or null.
func member(members map[string]tftypes.Value, name string, typ tftypes.Type) tftypes.Value {
	if value, ok := members[name]; ok {
		return value
	}
	return tftypes.NewValue(typ, nil)
}
