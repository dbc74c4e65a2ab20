package crud

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// GenerateConfig is what a person would write for an object in a state: its id, and neither what is the default nor what
// says nothing.
func (r *Resource[M, A]) GenerateConfig(ctx context.Context, state tftypes.Value) (tftypes.Value, error) {
	s := withCommonAttributes(ctx, r.spec.Name, r.spec.Key == nil, r.spec.Schema())
	return tftypes.Transform(state, func(at *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		// An element, the whole object, and the inside of a custom field are not attributes.
		attribute, _ := s.AttributeAtTerraformPath(ctx, at)
		if attribute == nil || value.IsNull() || attribute.IsRequired() {
			return value, nil
		}
		steps := at.Steps()
		name, _ := steps[len(steps)-1].(tftypes.AttributeName)
		isVariant := len(steps) == 1 && slices.Contains(r.spec.UnionAttributes, string(name))
		// What is found has the protection that it has without being asked.
		unsaid := !attribute.IsOptional() || name == deletionProtection ||
			isEmptyConfig(attribute, value) && !isVariant && name != defaultAttribute && defaultOf(ctx, attribute) == nil ||
			isDefault(ctx, attribute, value)
		if unsaid {
			return tftypes.NewValue(value.Type(), nil), nil
		}
		return value, nil
	})
}

// isEmptyConfig tells of the value of an attribute that it carries no information. Of custom fields every value does.
func isEmptyConfig(attribute any, value tftypes.Value) bool {
	if _, ok := attribute.(schema.DynamicAttribute); ok {
		members, _ := childValues(value)
		return len(members) == 0
	}
	return isSemanticallyEmpty(value)
}

func isDefault(ctx context.Context, attribute any, value tftypes.Value) bool {
	standard := defaultOf(ctx, attribute)
	if standard == nil {
		return false
	}
	held, err := standard.ToTerraformValue(ctx)
	return err == nil && held.Equal(value)
}

// defaultOf is the default of an attribute, nil where it has none.
func defaultOf(ctx context.Context, attribute any) attr.Value {
	switch a := attribute.(type) {
	case schema.StringAttribute:
		if a.Default != nil {
			var response defaults.StringResponse
			a.Default.DefaultString(ctx, defaults.StringRequest{}, &response)
			return response.PlanValue
		}
	case schema.BoolAttribute:
		if a.Default != nil {
			var response defaults.BoolResponse
			a.Default.DefaultBool(ctx, defaults.BoolRequest{}, &response)
			return response.PlanValue
		}
	}
	return nil
}
