package tfvalue

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Normalize returns fresh, a value from the API, in the form of prior, the value that Terraform holds, wherever both are empty.
func Normalize(prior, fresh tftypes.Value) tftypes.Value {
	if !prior.IsKnown() || !fresh.IsKnown() || !prior.Type().Equal(fresh.Type()) {
		return fresh
	}
	switch {
	case IsEmpty(prior) && IsEmpty(fresh):
		return prior
	case prior.IsNull() || fresh.IsNull():
		return fresh
	case fresh.Type().Is(tftypes.Object{}):
		before, _ := Children(prior)
		attributes, _ := Children(fresh)
		for name, attribute := range attributes {
			if name != DefaultAttribute {
				attributes[name] = Normalize(before[name], attribute)
			}
		}
		return tftypes.NewValue(fresh.Type(), attributes)
	case fresh.Type().Is(tftypes.Map{}):
		return normalizeMap(prior, fresh)
	case fresh.Type().Is(tftypes.List{}):
		_, before := Children(prior)
		_, elements := Children(fresh)
		if len(before) != len(elements) {
			return fresh
		}
		for i, element := range elements {
			elements[i] = Normalize(before[i], element)
		}
		return tftypes.NewValue(fresh.Type(), elements)
	}
	return fresh
}

func normalizeMap(prior, fresh tftypes.Value) tftypes.Value {
	before, entries := Entries(prior), Entries(fresh)
	for key, entry := range entries {
		if held, exists := before[key]; exists {
			entries[key] = Normalize(held, entry)
		}
	}
	return tftypes.NewValue(fresh.Type(), entries)
}

// UnknownToNull returns a planned value as a state may hold it, with null for what is unknown.
func UnknownToNull(value tftypes.Value) tftypes.Value {
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

// FillUnknown returns a planned value with what is unknown taken from the value that was applied.
func FillUnknown(planned, applied tftypes.Value) tftypes.Value {
	if !planned.IsKnown() {
		return applied
	}
	if planned.IsFullyKnown() || applied.IsNull() {
		return UnknownToNull(planned)
	}
	attributes, elements := Children(planned)
	appliedAttributes, appliedElements := Children(applied)
	switch {
	case attributes != nil:
		for name, attribute := range attributes {
			attributes[name] = FillUnknown(attribute, appliedAttributes[name])
		}
		return tftypes.NewValue(planned.Type(), attributes)
	case planned.Type().Is(tftypes.List{}) && len(elements) == len(appliedElements):
		for i, element := range elements {
			elements[i] = FillUnknown(element, appliedElements[i])
		}
		return tftypes.NewValue(planned.Type(), elements)
	}
	return UnknownToNull(planned)
}
