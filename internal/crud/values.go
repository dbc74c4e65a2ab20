package crud

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// isSemanticallyEmpty tells of a value that it carries no information: null, "", false, an empty collection,
// an object of such values. Rebilly answers some of these for others, so that none of them is drift from another.
// Zero is information: a price of 0 is a gift.
func isSemanticallyEmpty(value tftypes.Value) bool {
	if value.IsNull() {
		return true
	}
	if !value.IsKnown() {
		return false
	}
	switch children, elements := childValues(value); {
	case children != nil:
		for name, child := range children {
			if isAlwaysSignificant(name, child) || !isSemanticallyEmpty(child) {
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

// defaultAttribute is the attribute of which every value is information: a default of false is not the same as no default.
const defaultAttribute = "default"

func isAlwaysSignificant(name string, value tftypes.Value) bool {
	return name == defaultAttribute && !value.IsNull()
}

// normalizeObject is the settling of a whole object, of which a variant that is set says something even where it is empty.
func (s Spec[M, A]) normalizeObject(prior, fresh tftypes.Value) tftypes.Value {
	settled := normalize(prior, fresh)
	if len(s.UnionAttributes) == 0 || settled.IsNull() {
		return settled
	}
	before, _ := childValues(fresh)
	children, _ := childValues(settled)
	for _, name := range s.UnionAttributes {
		if children[name].IsNull() != before[name].IsNull() {
			children[name] = before[name]
		}
	}
	return tftypes.NewValue(settled.Type(), children)
}

// normalize gives fresh, what the API says, in the form of prior, what Terraform holds, wherever neither says anything.
func normalize(prior, fresh tftypes.Value) tftypes.Value {
	if !prior.IsKnown() || !prior.Type().Equal(fresh.Type()) {
		return fresh
	}
	if isSemanticallyEmpty(prior) && isSemanticallyEmpty(fresh) {
		return prior
	}
	if prior.IsNull() || fresh.IsNull() {
		return fresh
	}
	switch {
	case fresh.Type().Is(tftypes.Object{}):
		before, _ := childValues(prior)
		children, _ := childValues(fresh)
		for name, child := range children {
			if name != defaultAttribute {
				children[name] = normalize(before[name], child)
			}
		}
		return tftypes.NewValue(fresh.Type(), children)
	case fresh.Type().Is(tftypes.List{}):
		_, before := childValues(prior)
		_, elements := childValues(fresh)
		if len(before) != len(elements) {
			return fresh
		}
		for i, element := range elements {
			elements[i] = normalize(before[i], element)
		}
		return tftypes.NewValue(fresh.Type(), elements)
	}
	return fresh
}

// unknownToNull is a value for a state, which has null where a plan leaves something open.
func unknownToNull(value tftypes.Value) tftypes.Value {
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

// childValues are the children of an object or the elements of anything else that holds values, never nil for its kind.
func childValues(value tftypes.Value) (children map[string]tftypes.Value, elements []tftypes.Value) {
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
