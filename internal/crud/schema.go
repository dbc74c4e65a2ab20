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

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamic"
	"github.com/rebilly/terraform-provider-rebilly/internal/rules"
)

// Timeouts is the model of the attribute timeouts.
type Timeouts struct {
	Delete *string `tfsdk:"delete"`
}

// complete adds what every resource has, and gives each attribute the plan behaviour of its kind.
func complete(ctx context.Context, name string, hasID bool, s schema.Schema) schema.Schema {
	attributes := quiet(s.Attributes)
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
		nested.Computed, nested.PlanModifiers = quieter[planmodifier.Object]("timeouts", true, false, nil)
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
		Validators:    rules.ID(),
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured(), stringplanmodifier.UseStateForUnknown()},
	}
}

// quiet makes every optional attribute computed: what can say nothing in more than one way keeps the way that Rebilly
// chose, every number the digits that Rebilly chose, and a generated configuration does not list what it leaves out.
// Leaving an attribute out still clears what it said.
func quiet(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	quieted := make(map[string]schema.Attribute, len(attributes)+2)
	for name, attribute := range attributes {
		optional := attribute.IsOptional() && !attribute.IsComputed()
		switch a := attribute.(type) {
		case schema.StringAttribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.String](name, optional, a.Computed, append(a.PlanModifiers, sameJSON{}))
			attribute = a
		case schema.BoolAttribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.Bool](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.Int64Attribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.Int64](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.Float64Attribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.Float64](name, optional, a.Computed, append(a.PlanModifiers, sameNumber{}))
			attribute = a
		case schema.ListAttribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.List](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.SetAttribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.Set](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.MapAttribute:
			a.Computed, a.PlanModifiers = quieter[planmodifier.Map](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.SingleNestedAttribute:
			a.Attributes = quiet(a.Attributes)
			a.Computed, a.PlanModifiers = quieter[planmodifier.Object](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		case schema.ListNestedAttribute:
			a.NestedObject.Attributes = quiet(a.NestedObject.Attributes)
			a.Computed, a.PlanModifiers = quieter[planmodifier.List](name, optional, a.Computed, a.PlanModifiers)
			attribute = a
		}
		quieted[name] = attribute
	}
	return quieted
}

// quieter is what becomes of the computed flag and the plan modifiers of an attribute.
func quieter[P any](name string, optional, computed bool, modifiers []P) (bool, []P) {
	if !optional {
		return computed, modifiers
	}
	modifier, _ := any(leftOut{whatever: name == defaultValue}).(P)
	return true, append(modifiers, modifier)
}

// leftOut plans an attribute that the configuration leaves out: as it is where it says nothing, else null.
type leftOut struct {
	// whatever it is, it says something.
	whatever bool
}

func (leftOut) Description(context.Context) string {
	return "Left out of the configuration, the attribute is cleared."
}

func (m leftOut) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (m leftOut) PlanModifyString(ctx context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifyBool(ctx context.Context, request planmodifier.BoolRequest, response *planmodifier.BoolResponse) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifyInt64(ctx context.Context, request planmodifier.Int64Request, response *planmodifier.Int64Response) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifyFloat64(ctx context.Context, request planmodifier.Float64Request, response *planmodifier.Float64Response) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifyList(ctx context.Context, request planmodifier.ListRequest, response *planmodifier.ListResponse) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifySet(ctx context.Context, request planmodifier.SetRequest, response *planmodifier.SetResponse) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifyMap(ctx context.Context, request planmodifier.MapRequest, response *planmodifier.MapResponse) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func (m leftOut) PlanModifyObject(ctx context.Context, request planmodifier.ObjectRequest, response *planmodifier.ObjectResponse) {
	response.PlanValue = planned(ctx, m, request.ConfigValue, request.PlanValue, request.StateValue)
}

func planned[V attr.Value](ctx context.Context, m leftOut, config, plan, state V) V {
	if !config.IsNull() {
		return plan
	}
	if m.whatever {
		return config
	}
	if held, err := state.ToTerraformValue(ctx); err == nil && saysNothing(held) {
		return state
	}
	return config
}

// sameNumber keeps the number of the state where the configuration's differs only beyond a float64, as 1 - 0.99 does from 0.01.
type sameNumber struct{}

func (sameNumber) Description(context.Context) string {
	return "Numbers are compared as decimals."
}

func (m sameNumber) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameNumber) PlanModifyFloat64(_ context.Context, request planmodifier.Float64Request, response *planmodifier.Float64Response) {
	known := !request.PlanValue.IsUnknown() && !request.PlanValue.IsNull() && !request.StateValue.IsNull()
	if known && request.PlanValue.ValueFloat64() == request.StateValue.ValueFloat64() {
		response.PlanValue = request.StateValue
	}
}

// sameJSON keeps the text of the state where the configuration's is the same JSON in another form: Terraform writes
// jsonencode() into a generated configuration for every text that is a JSON object or array.
type sameJSON struct{}

func (sameJSON) Description(context.Context) string {
	return "Texts that are JSON are compared by their meaning."
}

func (m sameJSON) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameJSON) PlanModifyString(_ context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	held, planned := document(request.StateValue.ValueString()), document(request.PlanValue.ValueString()) //nolint:contextcheck // types of values do not look at a context
	if held != nil && planned != nil && held.Equal(planned) {
		response.PlanValue = request.StateValue
	}
}

// document is the meaning of a text that is a JSON object or array, nil of any other.
func document(text string) attr.Value {
	if text = strings.TrimSpace(text); !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") || !json.Valid([]byte(text)) {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil
	}
	return dynamic.FromJSON(value)
}
