package webhook

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// eventsFilter is the API's list of event types. An empty one means all types, which is all_events here: a list that is empty by
// mistake must not send everything.
type eventsFilter struct{ kind.Texts }

// Attribute implements kind.Field.
func (f eventsFilter) Attribute() schema.Attribute {
	attribute, _ := f.Texts.Attribute().(schema.SetAttribute)
	attribute.Validators = append(attribute.Validators, eventsSelected{})
	return attribute
}

// FromAPI implements kind.Field.
func (f eventsFilter) FromAPI(value any, prior attr.Value) attr.Value {
	if list, _ := value.([]any); len(list) == 0 {
		return types.SetNull(types.StringType)
	}
	return f.Texts.FromAPI(value, prior)
}

// Definition implements kind.Field.
func (f eventsFilter) Definition() kind.Definition {
	definition := f.Texts.Definition()
	definition.Default = []any{}
	return definition
}

// allEvents is true if the API's list of event types is empty.
type allEvents struct{ kind.Boolean }

// APIName returns the API's list.
func (allEvents) APIName(string) string { return "eventsFilter" }

// ToAPI implements kind.Field. The list is that of events_filter.
func (allEvents) ToAPI(attr.Value) any { return kind.Omitted }

// FromAPI implements kind.Field.
func (allEvents) FromAPI(value any, prior attr.Value) attr.Value {
	if list, _ := value.([]any); len(list) == 0 {
		return types.BoolValue(true)
	}
	if held, ok := prior.(types.Bool); ok && !held.IsUnknown() && !held.ValueBool() {
		return held
	}
	return types.BoolNull()
}

// Accept implements kind.Field.
func (allEvents) Accept(value any) (any, error) { return kind.Texts{}.Accept(value) }

// AddTo implements kind.Field.
func (allEvents) AddTo(*rebilly.Shape, string) {}

// Definition implements kind.Field. The API does not have it.
func (allEvents) Definition() kind.Definition { return kind.Definition{} }

// eventsSelected validates that either some events are selected or all.
type eventsSelected struct{}

var _ validator.Set = eventsSelected{}

func (eventsSelected) Description(context.Context) string {
	return "must have an element, unless all_events is true"
}

func (v eventsSelected) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (eventsSelected) ValidateSet(ctx context.Context, request validator.SetRequest, response *validator.SetResponse) {
	var all types.Bool
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("all_events"), &all)...)
	const advice = "Set events_filter to the types of the events that trigger the webhook, or all_events = true."
	events := request.ConfigValue
	switch {
	case all.IsUnknown() || events.IsUnknown():
	case all.ValueBool() && !events.IsNull():
		response.Diagnostics.AddAttributeError(request.Path, "Conflicting arguments", "all_events is true, and events_filter is set. "+advice)
	case !all.ValueBool() && events.IsNull():
		response.Diagnostics.AddAttributeError(request.Path, "Missing events", advice)
	case !all.ValueBool() && len(events.Elements()) == 0:
		response.Diagnostics.AddAttributeError(request.Path, "Missing events",
			"events_filter is empty, which Rebilly would take for all events. "+advice)
	}
}
