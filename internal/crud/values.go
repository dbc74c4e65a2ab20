package crud

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// saysNothing tells of a value that it carries no information: null, "", false, an empty collection,
// an object of such values. Rebilly answers some of these for others, so that none of them is drift from another.
// Zero is information: a price of 0 is a gift.
func saysNothing(value tftypes.Value) bool {
	if value.IsNull() {
		return true
	}
	if !value.IsKnown() {
		return false
	}
	switch children, elements := parts(value); {
	case children != nil:
		for name, child := range children {
			if informs(name, child) || !saysNothing(child) {
				return false
			}
		}
		return true
	case elements != nil:
		return len(elements) == 0
	case value.Type().Is(tftypes.String):
		var text string
		return value.As(&text) == nil && text == ""
	case value.Type().Is(tftypes.Bool):
		var truth bool
		return value.As(&truth) == nil && !truth
	}
	return false
}

// defaultValue is the attribute of which every value is information: a default of false is not the same as no default.
const defaultValue = "default"

func informs(name string, value tftypes.Value) bool { return name == defaultValue && !value.IsNull() }

// settle is the settling of a whole object, of which a variant that is set says something even where it is empty.
func (s Spec[M, A]) settle(prior, fresh tftypes.Value) tftypes.Value {
	settled := settle(prior, fresh)
	if len(s.Variants) == 0 || settled.IsNull() {
		return settled
	}
	before, _ := parts(fresh)
	children, _ := parts(settled)
	for _, name := range s.Variants {
		if children[name].IsNull() != before[name].IsNull() {
			children[name] = before[name]
		}
	}
	return tftypes.NewValue(settled.Type(), children)
}

// settle gives fresh, what the API says, in the form of prior, what Terraform holds, wherever neither says anything.
func settle(prior, fresh tftypes.Value) tftypes.Value {
	if !prior.IsKnown() || !prior.Type().Equal(fresh.Type()) {
		return fresh
	}
	if saysNothing(prior) && saysNothing(fresh) {
		return prior
	}
	if prior.IsNull() || fresh.IsNull() {
		return fresh
	}
	switch {
	case fresh.Type().Is(tftypes.Object{}):
		before, _ := parts(prior)
		children, _ := parts(fresh)
		for name, child := range children {
			if name != defaultValue {
				children[name] = settle(before[name], child)
			}
		}
		return tftypes.NewValue(fresh.Type(), children)
	case fresh.Type().Is(tftypes.List{}):
		_, before := parts(prior)
		_, elements := parts(fresh)
		if len(before) != len(elements) {
			return fresh
		}
		for i, element := range elements {
			elements[i] = settle(before[i], element)
		}
		return tftypes.NewValue(fresh.Type(), elements)
	}
	return fresh
}

// known is a value for a state, which has null where a plan leaves something open.
func known(value tftypes.Value) tftypes.Value {
	state, err := tftypes.Transform(value, func(_ *tftypes.AttributePath, part tftypes.Value) (tftypes.Value, error) {
		if !part.IsKnown() {
			return tftypes.NewValue(part.Type(), nil), nil
		}
		return part, nil
	})
	if err != nil {
		return value
	}
	return state
}

// parts are the children of an object or the elements of anything else that holds values, never nil for its kind.
func parts(value tftypes.Value) (children map[string]tftypes.Value, elements []tftypes.Value) {
	switch {
	case value.Type().Is(tftypes.Object{}):
		children = map[string]tftypes.Value{}
		_ = value.As(&children)
	case value.Type().Is(tftypes.Map{}):
		entries := map[string]tftypes.Value{}
		_ = value.As(&entries)
		elements = make([]tftypes.Value, 0, len(entries))
		for _, entry := range entries {
			elements = append(elements, entry)
		}
	case value.Type().Is(tftypes.List{}), value.Type().Is(tftypes.Set{}), value.Type().Is(tftypes.Tuple{}):
		elements = []tftypes.Value{}
		_ = value.As(&elements)
	}
	return children, elements
}
