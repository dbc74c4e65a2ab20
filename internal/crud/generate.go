package crud

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// GenerateConfig returns the configuration for an object in a state, as a person would write it: with its id, and without
// default and empty values.
func (r *Resource[M, A]) GenerateConfig(ctx context.Context, state tftypes.Value) (tftypes.Value, error) {
	s := r.kind.schema(ctx)
	return tftypes.Transform(state, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		// Elements, the root, and the custom fields within a dynamic value are not attributes.
		attribute, _ := s.AttributeAtTerraformPath(ctx, at)
		if attribute == nil || value.IsNull() || attribute.IsRequired() {
			return value, nil
		}
		steps := at.Steps()
		name, _ := steps[len(steps)-1].(tftypes.AttributeName)
		isUnion := len(steps) == 1 && slices.Contains(r.kind.unions, string(name))
		// Of value, the defaults are omitted already: it may be empty, although the object in the state is not.
		held := value
		if found, _, err := tftypes.WalkAttributePath(state, at); err == nil {
			held, _ = found.(tftypes.Value)
		}
		// An object that is found keeps its protection without being configured.
		omit := !attribute.IsOptional() || name == deletionProtection ||
			isEmptyConfig(attribute, held) && !isUnion && name != tfvalue.DefaultAttribute && tfvalue.Default(ctx, attribute) == nil ||
			tfvalue.IsDefault(ctx, attribute, held)
		if omit {
			return tftypes.NewValue(value.Type(), nil), nil
		}
		return value, nil
	})
}

// isEmptyConfig reports whether the value of an attribute carries no information.
func isEmptyConfig(attribute any, value tftypes.Value) bool {
	if _, ok := attribute.(schema.DynamicAttribute); ok {
		return tfvalue.IsEmptyDynamic(value)
	}
	return tfvalue.IsEmpty(value)
}
