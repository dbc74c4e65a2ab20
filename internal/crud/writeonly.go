package crud

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
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

// redactSecrets returns a context in which error texts do not have the write-only values of a configuration, which Rebilly may quote.
func (r *Resource[M, A]) redactSecrets(ctx context.Context, config tfsdk.Config) context.Context {
	return rebilly.WithSecrets(ctx, writeOnlyTexts(r.kind.schema(ctx).Attributes, config.Raw))
}

func writeOnlyTexts(attributes map[string]schema.Attribute, config tftypes.Value) []string {
	var texts []string
	configured, _ := tfvalue.Children(config)
	for name, attribute := range attributes {
		value := configured[name]
		if value.IsNull() || !value.IsKnown() {
			continue
		}
		if attribute.IsWriteOnly() {
			texts = append(texts, textOf(value))
			continue
		}
		children := tfvalue.ChildAttributes(attribute)
		if _, elements := tfvalue.Children(value); elements != nil {
			for _, element := range elements {
				texts = append(texts, writeOnlyTexts(children, element)...)
			}
			continue
		}
		texts = append(texts, writeOnlyTexts(children, value)...)
	}
	return texts
}

func mergeWriteOnly(attributes map[string]schema.Attribute, plan, config, state tftypes.Value) (merged tftypes.Value, found bool) {
	planned, _ := tfvalue.Children(plan)
	configured, _ := tfvalue.Children(config)
	var held map[string]tftypes.Value
	if !state.IsNull() {
		held, _ = tfvalue.Children(state)
	}
	if planned == nil || configured == nil || plan.IsNull() || config.IsNull() {
		return plan, false
	}
	// The plan shares its attributes, and must not get secrets.
	planned = maps.Clone(planned)
	for name, attribute := range attributes {
		if value, ok := mergeWriteOnlyAttribute(name, attribute, planned, configured, held); ok {
			planned[name], found = value, true
		}
	}
	if !found {
		return plan, false
	}
	return tftypes.NewValue(plan.Type(), planned), true
}

// mergeWriteOnlyAttribute is mergeWriteOnly for one attribute of objects, of which held is nil if there is no state.
func mergeWriteOnlyAttribute(name string, attribute schema.Attribute, plan, config, held map[string]tftypes.Value) (tftypes.Value, bool) {
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		return mergeWriteOnly(a.Attributes, plan[name], config[name], held[name])
	case schema.ListNestedAttribute:
		return mergeWriteOnlyElements(a.NestedObject.Attributes, plan[name], config[name], held[name])
	case schema.MapNestedAttribute:
		return mergeWriteOnlyEntries(a.NestedObject.Attributes, plan[name], config[name], held[name])
	}
	version, hadVersion := held[name+VersionSuffix]
	isSent := attribute.IsWriteOnly() && !config[name].IsNull() && (!hadVersion || !version.Equal(plan[name+VersionSuffix]))
	return config[name], isSent
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

func mergeWriteOnlyEntries(attributes map[string]schema.Attribute, plan, config, state tftypes.Value) (tftypes.Value, bool) {
	planned, configured, held := tfvalue.Entries(plan), tfvalue.Entries(config), tfvalue.Entries(state)
	found := false
	for key, entry := range planned {
		if value, ok := mergeWriteOnly(attributes, entry, configured[key], held[key]); ok {
			planned[key], found = value, true
		}
	}
	if !found {
		return plan, false
	}
	return tftypes.NewValue(plan.Type(), planned), true
}
