package crud

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// conflictDetector is an update of an object that somebody else may have changed since Terraform has read it.
type conflictDetector struct {
	name, id    string
	attributes  map[string]schema.Attribute
	diagnostics diag.Diagnostics
}

// mergeConcurrentChanges is the state after an update: what Rebilly answered or, where others had changed it and the plan does not,
// what was planned, because the CLI refuses another state. Next to answered there are the state before, the object
// just before the update in the form of that state, and the plan. It warns of each attribute that others had changed.
func (m *conflictDetector) mergeConcurrentChanges(at path.Path, before, live, planned, answered tftypes.Value) tftypes.Value {
	if live.Equal(before) || !planned.IsKnown() {
		return answered
	}
	if all, ok := asObjects(before, live, planned, answered); ok {
		children := all[3]
		for _, name := range slices.Sorted(maps.Keys(children)) {
			// Nobody plans what Rebilly alone sets, and it may be a secret.
			if attribute := m.attributes[name]; len(at.Steps()) > 0 || attribute.IsOptional() || attribute.IsRequired() {
				children[name] = m.mergeConcurrentChanges(at.AtName(name), all[0][name], all[1][name], all[2][name], children[name])
			}
		}
		return tftypes.NewValue(answered.Type(), children)
	}
	wanted := planWithUnknownsFrom(planned, answered)
	switch {
	case live.Equal(wanted):
	case answered.Equal(wanted):
		m.warn(at, live, "A change of somebody else was overwritten", "The plan changes it too, and the plan's value is there now.")
	default:
		m.warn(at, live, "Somebody else has changed the object meanwhile", "The plan does not change it, so it was left like that. Plan again to see it.")
	}
	return wanted
}

func (m *conflictDetector) warn(at path.Path, live tftypes.Value, summary, fate string) {
	m.diagnostics.AddAttributeWarning(at, summary, fmt.Sprintf("After Terraform had read %s %q, somebody changed %s of it in Rebilly, to %s. %s",
		m.name, m.id, at, formatValue(live), fate))
}

// asObjects are the attributes of values that are all objects with the same attributes.
func asObjects(values ...tftypes.Value) ([]map[string]tftypes.Value, bool) {
	all := make([]map[string]tftypes.Value, len(values))
	for i, value := range values {
		if value.IsNull() || !value.IsKnown() || !value.Type().Equal(values[0].Type()) {
			return nil, false
		}
		if all[i], _ = childValues(value); all[i] == nil {
			return nil, false
		}
	}
	return all, true
}

// planWithUnknownsFrom is a plan with what it leaves open taken from an answer.
func planWithUnknownsFrom(plan, answer tftypes.Value) tftypes.Value {
	if !plan.IsKnown() {
		return answer
	}
	if plan.IsFullyKnown() || answer.IsNull() {
		return unknownToNull(plan)
	}
	children, elements := childValues(plan)
	answered, others := childValues(answer)
	switch {
	case children != nil:
		for name, child := range children {
			children[name] = planWithUnknownsFrom(child, answered[name])
		}
		return tftypes.NewValue(plan.Type(), children)
	case plan.Type().Is(tftypes.List{}) && len(elements) == len(others):
		for i, element := range elements {
			elements[i] = planWithUnknownsFrom(element, others[i])
		}
		return tftypes.NewValue(plan.Type(), elements)
	}
	return unknownToNull(plan)
}

// formatValue is a value in a message: JSON, cut where it is long.
func formatValue(value tftypes.Value) string {
	const most = 200
	encoded, err := json.Marshal(toGo(value))
	if err != nil {
		return "another value"
	}
	if text := []rune(string(encoded)); len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(encoded)
}

func toGo(value tftypes.Value) any {
	children, elements := childValues(value)
	switch {
	case value.IsNull() || !value.IsKnown():
		return nil
	case children != nil:
		return plainMap(children)
	case value.Type().Is(tftypes.Map{}):
		entries := map[string]tftypes.Value{}
		_ = value.As(&entries)
		return plainMap(entries)
	case elements != nil:
		items := make([]any, len(elements))
		for i, element := range elements {
			items[i] = toGo(element)
		}
		return items
	case value.Type().Is(tftypes.Number):
		number := new(big.Float)
		_ = value.As(&number)
		return json.Number(number.Text('f', -1))
	case value.Type().Is(tftypes.Bool):
		var truth bool
		_ = value.As(&truth)
		return truth
	}
	var text string
	_ = value.As(&text)
	return text
}

func plainMap(values map[string]tftypes.Value) map[string]any {
	items := map[string]any{}
	for name, value := range values {
		if item := toGo(value); item != nil {
			items[name] = item
		}
	}
	return items
}
