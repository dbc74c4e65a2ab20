package crud

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// makeOptionalComputed marks optional attributes as computed, so that equivalent empty values and number formats from the
// API do not show as drift, and a generated configuration can leave them out. An attribute that is not configured is cleared,
// or keeps its value if keep is set; within the elements of a list it is always cleared.
func makeOptionalComputed(attributes map[string]schema.Attribute, keep bool) map[string]schema.Attribute {
	marked := make(map[string]schema.Attribute, len(attributes)+2)
	for name, attribute := range attributes {
		optional := attribute.IsOptional() && !attribute.IsComputed() && !tfvalue.HasWriteOnly(attribute)
		switch a := attribute.(type) {
		case schema.StringAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.String](name, optional, keep, a.Computed,
				append(a.PlanModifiers, jsonSemanticEquality{}))
			attribute = a
		case schema.BoolAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Bool](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.Int64Attribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Int64](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.Float64Attribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Float64](name, optional, keep, a.Computed,
				append(a.PlanModifiers, floatSemanticEquality{}))
			attribute = a
		case schema.ListAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.List](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.SetAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Set](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.MapAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Map](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.SingleNestedAttribute:
			a.Attributes = makeOptionalComputed(a.Attributes, keep)
			// Without a custom type, the framework computes the type of a nested attribute for each value.
			a.CustomType, _ = a.GetType().(basetypes.ObjectTypable)
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Object](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.ListNestedAttribute:
			a.NestedObject.Attributes = makeOptionalComputed(a.NestedObject.Attributes, false)
			a.NestedObject.CustomType = a.NestedObject.Type()
			a.CustomType, _ = a.GetType().(basetypes.ListTypable)
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.List](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.MapNestedAttribute:
			a.NestedObject.Attributes = makeOptionalComputed(a.NestedObject.Attributes, false)
			a.NestedObject.CustomType = a.NestedObject.Type()
			a.CustomType, _ = a.GetType().(basetypes.MapTypable)
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Map](name, optional, keep, a.Computed, a.PlanModifiers)
			attribute = a
		}
		marked[name] = attribute
	}
	return marked
}

// optionalComputed returns the computed flag and the plan modifiers of an attribute.
func optionalComputed[P any](name string, optional, keep, computed bool, modifiers []P) (bool, []P) {
	if !optional {
		return computed, modifiers
	}
	modifier, _ := any(whenUnconfigured{keep: keep, alwaysClear: name == tfvalue.DefaultAttribute}).(P)
	return true, append(modifiers, modifier)
}

// whenUnconfigured plans an attribute that is not configured as its prior value if that is empty or kept, else as null.
type whenUnconfigured struct {
	// keep is set for attributes of settings. Without a prior value, only Rebilly has the value.
	keep bool
	// alwaysClear is set for attributes of which every value is significant.
	alwaysClear bool
}

func (m whenUnconfigured) Description(context.Context) string {
	if m.keep {
		return "If the attribute is not configured, it keeps its value."
	}
	return "If the attribute is not configured, it is cleared."
}

func (m whenUnconfigured) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (m whenUnconfigured) PlanModifyString(ctx context.Context, request planmodifier.StringRequest,
	response *planmodifier.StringResponse,
) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifyBool(ctx context.Context, request planmodifier.BoolRequest, response *planmodifier.BoolResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifyInt64(ctx context.Context, request planmodifier.Int64Request,
	response *planmodifier.Int64Response,
) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifyFloat64(ctx context.Context, request planmodifier.Float64Request,
	response *planmodifier.Float64Response,
) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifyList(ctx context.Context, request planmodifier.ListRequest, response *planmodifier.ListResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifySet(ctx context.Context, request planmodifier.SetRequest, response *planmodifier.SetResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifyMap(ctx context.Context, request planmodifier.MapRequest, response *planmodifier.MapResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m whenUnconfigured) PlanModifyObject(ctx context.Context, request planmodifier.ObjectRequest,
	response *planmodifier.ObjectResponse,
) {
	response.PlanValue = planUnconfigured(ctx, m, request.State, request.Path, request.ConfigValue, request.PlanValue, request.StateValue)
}

func planUnconfigured[V attr.Value](ctx context.Context, m whenUnconfigured, prior tfsdk.State, at path.Path, config, plan, state V) V {
	if !config.IsNull() || m.keep && !hasPrior(ctx, prior, at.ParentPath()) {
		return plan
	}
	if m.keep {
		return state
	}
	if m.alwaysClear {
		return config
	}
	if held, err := state.ToTerraformValue(ctx); err == nil && tfvalue.IsEmpty(held) {
		return state
	}
	return config
}

// hasPrior reports whether a prior state has an object at a path.
func hasPrior(ctx context.Context, prior tfsdk.State, at path.Path) bool {
	if prior.Raw.IsNull() || len(at.Steps()) == 0 {
		return !prior.Raw.IsNull()
	}
	var object types.Object
	diagnostics := prior.GetAttribute(ctx, at, &object)
	return !diagnostics.HasError() && !object.IsNull()
}

// floatSemanticEquality plans the prior number if the configured one is the same float64.
type floatSemanticEquality struct{}

func (floatSemanticEquality) Description(context.Context) string {
	return "Numbers are compared as decimals."
}

func (m floatSemanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (floatSemanticEquality) PlanModifyFloat64(_ context.Context, request planmodifier.Float64Request,
	response *planmodifier.Float64Response,
) {
	if tfvalue.EqualFloat64(request.PlanValue, request.StateValue) {
		response.PlanValue = request.StateValue
	}
}

// jsonSemanticEquality plans the prior text if the configured one is the same JSON object or array.
type jsonSemanticEquality struct{}

func (jsonSemanticEquality) Description(context.Context) string {
	return "JSON texts are compared by value."
}

func (m jsonSemanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (jsonSemanticEquality) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	state, plan := request.StateValue.ValueString(), request.PlanValue.ValueString()
	if tfvalue.EqualJSONText(state, plan) { //nolint:contextcheck // types of values do not look at a context
		response.PlanValue = request.StateValue
	}
}

// caseInsensitive plans the prior text if the configured one differs only in case.
type caseInsensitive struct{}

func (caseInsensitive) Description(context.Context) string {
	return "Texts are compared without case."
}

func (m caseInsensitive) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (caseInsensitive) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	if !request.StateValue.IsNull() && strings.EqualFold(request.StateValue.ValueString(), request.PlanValue.ValueString()) {
		response.PlanValue = request.StateValue
	}
}
