package crud

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Timeouts is the model of the attribute timeouts.
type Timeouts struct {
	Delete *string `tfsdk:"delete"`
}

// withCommonAttributes adds what every resource has, and gives each attribute the plan behaviour of its kind.
func withCommonAttributes(ctx context.Context, name string, hasID bool, s schema.Schema) schema.Schema {
	attributes := makeOptionalComputed(s.Attributes)
	if hasID {
		attributes["id"] = id(name)
	}
	limits := timeouts.Attributes(ctx, timeouts.Opts{
		Delete: true,
		DeleteDescription: "How long to wait while Rebilly refuses to let it go because something still uses the " + name +
			", such as `30s` or `5m`. Default `2m`.",
	})
	if nested, ok := limits.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long deleting may wait. Changing this attribute alone sends nothing to Rebilly."
		nested.Computed, nested.PlanModifiers = optionalComputed[planmodifier.Object]("timeouts", true, false, nil)
		limits = nested
	}
	attributes["timeouts"] = limits
	s.Attributes = attributes
	return s
}

func id(name string) schema.Attribute {
	return schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Id of the " + name + ", at most 50 letters, digits and characters `_` `-` `.` `~` `@`. Choose one to have the same id in every environment; " +
			"left out, the provider makes one in Rebilly's own form. Changing it replaces the " + name + ".",
		Validators:    validators.ID(),
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured(), stringplanmodifier.UseStateForUnknown()},
	}
}

// makeOptionalComputed makes every optional attribute computed: what can say nothing in more than one way keeps the way that Rebilly
// chose, every number the digits that Rebilly chose, and a generated configuration does not list what it leaves out.
// Leaving an attribute out still clears what it said.
func makeOptionalComputed(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	quieted := make(map[string]schema.Attribute, len(attributes)+2)
	for name, attribute := range attributes {
		optional := attribute.IsOptional() && !attribute.IsComputed()
		switch a := attribute.(type) {
		case schema.StringAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.String](name, optional, a.Computed, append(a.PlanModifiers, jsonSemanticEquality{}))
			attribute = a
		case schema.BoolAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Bool](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.Int64Attribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Int64](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.Float64Attribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Float64](name, optional, a.Computed, append(a.PlanModifiers, floatSemanticEquality{}))
			attribute = a
		case schema.ListAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.List](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.SetAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Set](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.MapAttribute:
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Map](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.SingleNestedAttribute:
			a.Attributes = makeOptionalComputed(a.Attributes)
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.Object](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.ListNestedAttribute:
			a.NestedObject.Attributes = makeOptionalComputed(a.NestedObject.Attributes)
			a.Computed, a.PlanModifiers = optionalComputed[planmodifier.List](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		}
		quieted[name] = attribute
	}
	return quieted
}

// optionalComputed is what becomes of the computed flag and the plan modifiers of an attribute.
func optionalComputed[P any](name string, optional, computed bool, modifiers []P) (bool, []P) {
	if !optional {
		return computed, modifiers
	}
	modifier, _ := any(nullWhenUnconfigured{alwaysClear: name == defaultAttribute}).(P)
	return true, append(modifiers, modifier)
}

// nullWhenUnconfigured plans an attribute that the configuration leaves out: as it is where it says nothing, else null.
type nullWhenUnconfigured struct {
	// alwaysClear it is, it says something.
	alwaysClear bool
}

func (nullWhenUnconfigured) Description(context.Context) string {
	return "Left out of the configuration, the attribute is cleared."
}

func (m nullWhenUnconfigured) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (m nullWhenUnconfigured) PlanModifyString(ctx context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifyBool(ctx context.Context, request planmodifier.BoolRequest, response *planmodifier.BoolResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifyInt64(ctx context.Context, request planmodifier.Int64Request, response *planmodifier.Int64Response) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifyFloat64(ctx context.Context, request planmodifier.Float64Request, response *planmodifier.Float64Response) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifyList(ctx context.Context, request planmodifier.ListRequest, response *planmodifier.ListResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifySet(ctx context.Context, request planmodifier.SetRequest, response *planmodifier.SetResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifyMap(ctx context.Context, request planmodifier.MapRequest, response *planmodifier.MapResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m nullWhenUnconfigured) PlanModifyObject(ctx context.Context, request planmodifier.ObjectRequest, response *planmodifier.ObjectResponse) {
	response.PlanValue = planUnconfigured(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func planUnconfigured[V attr.Value](ctx context.Context, m nullWhenUnconfigured, config, plan, state V) V {
	if !config.IsNull() {
		return plan
	}
	if m.alwaysClear {
		return config
	}
	if held, err := state.ToTerraformValue(ctx); err == nil && isSemanticallyEmpty(held) {
		return state
	}
	return config
}

// floatSemanticEquality keeps the number of the state where the configuration's differs only beyond a float64, as 1 - 0.99 does from 0.01.
type floatSemanticEquality struct{}

func (floatSemanticEquality) Description(context.Context) string {
	return "Numbers are compared as decimals."
}

func (m floatSemanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (floatSemanticEquality) PlanModifyFloat64(_ context.Context, request planmodifier.Float64Request, response *planmodifier.Float64Response) {
	known := !request.PlanValue.IsUnknown() && !request.PlanValue.IsNull() && !request.StateValue.IsNull()
	if known && request.PlanValue.ValueFloat64() == request.StateValue.ValueFloat64() {
		response.PlanValue = request.StateValue
	}
}

// jsonSemanticEquality keeps the text of the state where the configuration's is the same JSON in another form: Terraform writes
// jsonencode() into a generated configuration for every text that is a JSON object or array.
type jsonSemanticEquality struct{}

func (jsonSemanticEquality) Description(context.Context) string {
	return "Texts that are JSON are compared by their meaning."
}

func (m jsonSemanticEquality) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

func (jsonSemanticEquality) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	held, planned := parseJSONValue(request.StateValue.ValueString()), parseJSONValue(request.PlanValue.ValueString()) //nolint:contextcheck // types of values do not look at a context
	if held != nil && planned != nil && held.Equal(planned) {
		response.PlanValue = request.StateValue
	}
}

// parseJSONValue is the meaning of a text that is a JSON object or array, nil of any other.
func parseJSONValue(text string) attr.Value {
	if text = strings.TrimSpace(text); !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") || !json.Valid([]byte(text)) {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil
	}
	return dynamicvalue.FromJSON(value)
}
