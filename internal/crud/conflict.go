package crud

import (
	"context"
	"fmt"
	"maps"
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
func (m *conflictDetector) mergeConcurrentChanges(ctx context.Context, at path.Path,
	before, live, planned, response tftypes.Value,
) tftypes.Value {
	if live.Equal(before) || !planned.IsKnown() {
		return response
	}
	if all, ok := asObjects(before, live, planned, response); ok {
		children := all[3]
		for _, name := range slices.Sorted(maps.Keys(children)) {
			// A computed attribute cannot conflict with a plan, and may be a secret.
			if attribute := m.attributes[name]; len(at.Steps()) > 0 || attribute.IsOptional() || attribute.IsRequired() {
				children[name] = m.mergeConcurrentChanges(ctx, at.AtName(name), all[0][name], all[1][name], all[2][name], children[name])
			}
		}
		return tftypes.NewValue(response.Type(), children)
	}
	wanted := tfvalue.FillUnknown(planned, response)
	switch {
	case live.Equal(wanted):
	case response.Equal(wanted):
		m.warn(ctx, at, live, "Concurrent change overwritten", "The Terraform plan changes it too, and its value was applied.")
	default:
		m.warn(ctx, at, live, "Object changed outside of Terraform", "The Terraform plan does not change it, so it was kept. Plan again to "+
			"see the difference.")
	}
	return wanted
}

func (m *conflictDetector) warn(ctx context.Context, at path.Path, live tftypes.Value, summary, outcome string) {
	change := fmt.Sprintf("%s was changed in Rebilly", at)
	if value := formatAttribute(ctx, at, m.attributes, live); value != notShown {
		change += " to " + value
	}
	m.diagnostics.AddAttributeWarning(at, fmt.Sprintf("%s: %s of %s %q", summary, at, m.name, m.id),
		fmt.Sprintf("After Terraform read %s %q, %s. %s", m.name, m.id, change, outcome))
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
