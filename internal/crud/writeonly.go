package crud

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Suffixes of the names of a write-only attribute, such as password_wo, and of its version, password_wo_version.
const (
	WriteOnlySuffix = "_wo"
	VersionSuffix   = "_version"
)

// withWriteOnly returns a plan with the write-only values of the configuration that must be sent, and whether there are any: on
// create, and if their version is different from the state's. state is null on create.
func (k kind) withWriteOnly(ctx context.Context, plan, config, state tftypes.Value) (tftypes.Value, bool) {
	return mergeWriteOnly(k.schema(ctx).Attributes, plan, config, state)
}

func mergeWriteOnly(attributes map[string]schema.Attribute, plan, config, state tftypes.Value) (merged tftypes.Value, found bool) {
	planned, _ := tfvalue.Children(plan)
	configured, _ := tfvalue.Children(config)
	held, _ := tfvalue.Children(state)
	if planned == nil || configured == nil || plan.IsNull() || config.IsNull() {
		return plan, false
	}
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
			if !attribute.IsWriteOnly() || configured[name].IsNull() {
				continue
			}
			version, hadVersion := held[name+VersionSuffix]
			if !hadVersion || state.IsNull() || !version.Equal(planned[name+VersionSuffix]) {
				planned[name], found = configured[name], true
			}
		}
	}
	if !found {
		return plan, false
	}
	return tftypes.NewValue(plan.Type(), planned), true
}

func mergeWriteOnlyElements(attributes map[string]schema.Attribute, plan, config, state tftypes.Value) (tftypes.Value, bool) {
	_, planned := tfvalue.Children(plan)
	_, configured := tfvalue.Children(config)
	_, held := tfvalue.Children(state)
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
