package tfvalue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Default returns the default value of an attribute of a resource, or nil if it has none.
func Default(ctx context.Context, attribute any) attr.Value {
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

// IsDefault reports whether a value is the default of its attribute.
func IsDefault(ctx context.Context, attribute any, value tftypes.Value) bool {
	standard := Default(ctx, attribute)
	if standard == nil {
		return false
	}
	wanted, err := standard.ToTerraformValue(ctx)
	return err == nil && wanted.Equal(value)
}
