package crud

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Suffixes of the names of a write-only attribute, such as password_wo, and of its version, password_wo_version.
const (
	WriteOnlySuffix = "_wo"
	VersionSuffix   = "_version"
)

// withSecrets returns the model of a plan with the write-only values of the configuration that must be sent, and whether there
// are any: those whose version is different from the version in held, a state; all if held is null.
func (r *Resource[M, A]) withSecrets(ctx context.Context, plan tfsdk.Plan, config tfsdk.Config,
	held tftypes.Value,
) (M, bool, diag.Diagnostics) {
	var model M
	merged, found := mergeWriteOnly(r.kind.schema(ctx).Attributes, plan.Raw, config.Raw, held)
	if !found {
		return model, false, nil
	}
	plan.Raw = merged
	diagnostics := plan.Get(ctx, &model)
	return model, true, diagnostics
}

func mergeWriteOnly(attributes map[string]schema.Attribute, plan, config, state tftypes.Value) (merged tftypes.Value, found bool) {
	planned, _ := tfvalue.Children(plan)
	configured, _ := tfvalue.Children(config)
	held, _ := tfvalue.Children(state)
	if planned == nil || configured == nil || plan.IsNull() || config.IsNull() {
		return plan, false
	}
	// The plan shares its attributes, and must not get secrets.
	planned = maps.Clone(planned)
	for name, attribute := range attributes {
		switch a := attribute.(type) {
		case schema.SingleNestedAttribute:
			if value, ok := mergeWriteOnly(a.Attributes, planned[name], configured[name], held[name]); ok {
				planned[name], found = value, true
			}
		case schema.ListNestedAttribute:
			if value, ok := mergeWriteOnlyElements(a.NestedObject.Attributes, planned[name], configured[name], held[name]); ok {
				planned[name], found = value, true
			}
		default:
			if attribute.IsWriteOnly() && !configured[name].IsNull() && hasNewVersion(name, planned, held) {
				planned[name], found = configured[name], true
			}
		}
	}
	if !found {
		return plan, false
	}
	return tftypes.NewValue(plan.Type(), planned), true
}

// hasNewVersion reports whether the version of a write-only attribute is different from the one in the state.
func hasNewVersion(name string, planned, held map[string]tftypes.Value) bool {
	version, hadVersion := held[name+VersionSuffix]
	return !hadVersion || !version.Equal(planned[name+VersionSuffix])
}

func mergeWriteOnlyElements(attributes map[string]schema.Attribute, plan, config, state tftypes.Value) (tftypes.Value, bool) {
	_, planned := tfvalue.Children(plan)
	_, configured := tfvalue.Children(config)
	_, held := tfvalue.Children(state)
	planned = slices.Clone(planned)
	found := false
	for i := range min(len(planned), len(configured)) {
		var before tftypes.Value
		if i < len(held) {
			before = held[i]
		}
		if value, ok := mergeWriteOnly(attributes, planned[i], configured[i], before); ok {
			planned[i], found = value, true
		}
	}
	if !found {
		return plan, false
	}
	return tftypes.NewValue(plan.Type(), planned), true
}

// hasWriteOnly reports whether an attribute is write-only, or an attribute within it. Such an attribute must not be computed.
func hasWriteOnly(attribute schema.Attribute) bool {
	if attribute.IsWriteOnly() {
		return true
	}
	for _, child := range childAttributes(attribute) {
		if hasWriteOnly(child) {
			return true
		}
	}
	return false
}

// childAttributes returns the attributes of a nested attribute.
func childAttributes(attribute schema.Attribute) map[string]schema.Attribute {
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		return a.Attributes
	case schema.ListNestedAttribute:
		return a.NestedObject.Attributes
	}
	return nil
}
