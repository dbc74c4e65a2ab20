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

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// conflictDetector compares an update with changes that others made to the object after Terraform had read it.
type conflictDetector struct {
	name, id    string
	attributes  map[string]schema.Attribute
	diagnostics diag.Diagnostics
}

// mergeConcurrentChanges returns the state after an update: the response or, for attributes that others changed and the plan
// does not, the planned value, because Terraform accepts no other. before is the prior state, live the object immediately
// before the update in the form of a state. It adds a warning for each attribute that others changed.
func (m *conflictDetector) mergeConcurrentChanges(at path.Path, before, live, planned, response tftypes.Value) tftypes.Value {
	if live.Equal(before) || !planned.IsKnown() {
		return response
	}
	if all, ok := asObjects(before, live, planned, response); ok {
		children := all[3]
		for _, name := range slices.Sorted(maps.Keys(children)) {
			// A computed attribute cannot conflict with a plan, and may be a secret.
			if attribute := m.attributes[name]; len(at.Steps()) > 0 || attribute.IsOptional() || attribute.IsRequired() {
				children[name] = m.mergeConcurrentChanges(at.AtName(name), all[0][name], all[1][name], all[2][name], children[name])
			}
		}
		return tftypes.NewValue(response.Type(), children)
	}
	wanted := tfvalue.FillUnknown(planned, response)
	switch {
	case live.Equal(wanted):
	case response.Equal(wanted):
		m.warn(at, live, "Concurrent change overwritten", "The Terraform plan changes it too, and its value was applied.")
	default:
		m.warn(at, live, "Object changed outside of Terraform", "The Terraform plan does not change it, so it was kept. Plan again to "+
			"see the difference.")
	}
	return wanted
}

func (m *conflictDetector) warn(at path.Path, live tftypes.Value, summary, outcome string) {
	m.diagnostics.AddAttributeWarning(at, fmt.Sprintf("%s: %s of %s %q", summary, at, m.name, m.id),
		fmt.Sprintf("After Terraform read %s %q, %s was changed in Rebilly to %s. %s", m.name, m.id, at, formatValue(live), outcome))
}

// asObjects returns the attributes of values that are all known objects of one type.
func asObjects(values ...tftypes.Value) ([]map[string]tftypes.Value, bool) {
	all := make([]map[string]tftypes.Value, len(values))
	for i, value := range values {
		if value.IsNull() || !value.IsKnown() || !value.Type().Equal(values[0].Type()) {
			return nil, false
		}
		if all[i], _ = tfvalue.Children(value); all[i] == nil {
			return nil, false
		}
	}
	return all, true
}

// formatValue returns a value as JSON for a message, shortened if it is long.
func formatValue(value tftypes.Value) string {
	const most = 200
	encoded, err := json.Marshal(toGo(value))
	if err != nil {
		return "a different value"
	}
	if text := []rune(string(encoded)); len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(encoded)
}

func toGo(value tftypes.Value) any {
	children, elements := tfvalue.Children(value)
	switch {
	case value.IsNull() || !value.IsKnown():
		return nil
	case children != nil:
		return plainMap(children)
	case value.Type().Is(tftypes.Map{}):
		return plainMap(tfvalue.Entries(value))
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
