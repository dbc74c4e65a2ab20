package tfvalue

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The attributes of package schema implement these interfaces, which the framework does not export.
type (
	boolDefault    interface{ BoolDefaultValue() defaults.Bool }
	int32Default   interface{ Int32DefaultValue() defaults.Int32 }
	int64Default   interface{ Int64DefaultValue() defaults.Int64 }
	float32Default interface{ Float32DefaultValue() defaults.Float32 }
	float64Default interface{ Float64DefaultValue() defaults.Float64 }
	numberDefault  interface{ NumberDefaultValue() defaults.Number }
	stringDefault  interface{ StringDefaultValue() defaults.String }
	listDefault    interface{ ListDefaultValue() defaults.List }
	setDefault     interface{ SetDefaultValue() defaults.Set }
	mapDefault     interface{ MapDefaultValue() defaults.Map }
	objectDefault  interface{ ObjectDefaultValue() defaults.Object }
	dynamicDefault interface{ DynamicDefaultValue() defaults.Dynamic }
)

// Default returns the default value of an attribute of a resource, or nil if it has none.
func Default(ctx context.Context, attribute any) attr.Value {
	switch a := attribute.(type) {
	case boolDefault:
		if d := a.BoolDefaultValue(); d != nil {
			return call[defaults.BoolResponse](ctx, d.DefaultBool).PlanValue
		}
	case int32Default:
		if d := a.Int32DefaultValue(); d != nil {
			return call[defaults.Int32Response](ctx, d.DefaultInt32).PlanValue
		}
	case int64Default:
		if d := a.Int64DefaultValue(); d != nil {
			return call[defaults.Int64Response](ctx, d.DefaultInt64).PlanValue
		}
	case float32Default:
		if d := a.Float32DefaultValue(); d != nil {
			return call[defaults.Float32Response](ctx, d.DefaultFloat32).PlanValue
		}
	case float64Default:
		if d := a.Float64DefaultValue(); d != nil {
			return call[defaults.Float64Response](ctx, d.DefaultFloat64).PlanValue
		}
	case numberDefault:
		if d := a.NumberDefaultValue(); d != nil {
			return call[defaults.NumberResponse](ctx, d.DefaultNumber).PlanValue
		}
	case stringDefault:
		if d := a.StringDefaultValue(); d != nil {
			return call[defaults.StringResponse](ctx, d.DefaultString).PlanValue
		}
	}
	return collectionDefault(ctx, attribute)
}

func collectionDefault(ctx context.Context, attribute any) attr.Value {
	switch a := attribute.(type) {
	case listDefault:
		if d := a.ListDefaultValue(); d != nil {
			return call[defaults.ListResponse](ctx, d.DefaultList).PlanValue
		}
	case setDefault:
		if d := a.SetDefaultValue(); d != nil {
			return call[defaults.SetResponse](ctx, d.DefaultSet).PlanValue
		}
	case mapDefault:
		if d := a.MapDefaultValue(); d != nil {
			return call[defaults.MapResponse](ctx, d.DefaultMap).PlanValue
		}
	case objectDefault:
		if d := a.ObjectDefaultValue(); d != nil {
			return call[defaults.ObjectResponse](ctx, d.DefaultObject).PlanValue
		}
	case dynamicDefault:
		if d := a.DynamicDefaultValue(); d != nil {
			return call[defaults.DynamicResponse](ctx, d.DefaultDynamic).PlanValue
		}
	}
	return nil
}

// call calls a default with an empty request and returns its response.
func call[Response, Request any](ctx context.Context, standard func(context.Context, Request, *Response)) (response Response) {
	var request Request
	standard(ctx, request, &response)
	return response
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
