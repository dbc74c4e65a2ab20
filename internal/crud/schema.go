package crud

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	timeoutsAttribute  = "timeouts"
	deletionProtection = "deletion_protection"
	onDestroy          = "on_destroy"
)

// Timeouts is the model of the attribute timeouts.
type Timeouts struct {
	Delete *string `tfsdk:"delete"`
}

// carriedOver are the attributes that Rebilly does not have. A state keeps them as they were planned.
var carriedOver = []string{timeoutsAttribute, deletionProtection, onDestroy}

// schema returns the schema of the resource, with the attributes and plan modifiers that every resource has.
func (k kind) schema(ctx context.Context) schema.Schema {
	s := k.specSchema()
	attributes := makeOptionalComputed(s.Attributes, k.isSettings())
	s.Attributes = attributes
	switch {
	case k.isSettings():
		attributes[organizationID] = assignedID("ID of the organization that the " + k.name + " belong to.")
		attributes[onDestroy] = onDestroyAttribute(k.name)
		return s
	case k.identity == ServerID:
		attributes["id"] = assignedID("ID of the " + k.name + ", which Rebilly assigns.")
	case k.hasID:
		attributes["id"] = id(k.name)
	}
	k.completeKey(attributes)
	if k.isForgotten {
		return s
	}
	limits := timeouts.Attributes(ctx, k.timeouts())
	if nested, ok := limits.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "Timeouts of operations. Changing only this attribute sends no request to Rebilly."
		nested.Computed, nested.PlanModifiers = optionalComputed[planmodifier.Object](timeoutsAttribute, true, false, false, nil)
		limits = nested
	}
	attributes[timeoutsAttribute] = limits
	return s
}

// completeKey adds the plan modifiers of a natural key, and of an id beside it, which an update does not change.
func (k kind) completeKey(attributes map[string]schema.Attribute) {
	if id, ok := attributes["id"].(schema.StringAttribute); ok && !k.hasID {
		id.PlanModifiers = append(id.PlanModifiers, stringplanmodifier.UseStateForUnknown())
		attributes["id"] = id
	}
	for _, name := range k.key {
		attribute, ok := attributes[name].(schema.StringAttribute)
		if !ok || name == "id" {
			continue
		}
		if !k.renames || name != k.lastKey() {
			attribute.PlanModifiers = append(attribute.PlanModifiers, stringplanmodifier.RequiresReplace())
		}
		if k.caseInsensitive {
			attribute.PlanModifiers = append([]planmodifier.String{caseInsensitive{}}, attribute.PlanModifiers...)
		}
		attributes[name] = attribute
	}
}

func (k kind) timeouts() timeouts.Opts {
	options := timeouts.Opts{
		Delete:            true,
		DeleteDescription: "Maximum time to wait for other objects to stop using the " + k.name + ", such as `30s` or `5m`. Default: `2m`.",
	}
	switch k.consistency {
	case Immediate:
		return options
	case EventualDelete:
		options.CreateDescription = "Maximum time to wait until Rebilly has deleted an earlier " + k.name + " with the same " + k.lastKey() +
			", such as `30s` or `5m`. Default: `2m`."
	case Eventual:
		options.CreateDescription = "Maximum time to wait until the " + k.name + " can be read, such as `30s` or `5m`. Default: `2m`."
	}
	options.Create = true
	options.DeleteDescription = "Maximum time to wait until Rebilly has deleted the " + k.name + ", such as `30s` or `5m`. Default: `2m`."
	return options
}

// assignedID returns the attribute of a key that is never configured.
func assignedID(description string) schema.Attribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: description,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func id(name string) schema.Attribute {
	return schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "ID of the " + name + ", at most 50 letters, digits and characters `_` `-` `.` `~` `@`. " +
			"Set it to have the same id in every environment; otherwise the provider generates one in Rebilly's form. " +
			"Changing it replaces the " + name + ".",
		Validators:    validators.ID(),
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured(), stringplanmodifier.UseStateForUnknown()},
	}
}

// normalize returns a state that was made from an API object in the form of prior, what Terraform holds.
func (k kind) normalize(prior, fresh tftypes.Value) tftypes.Value {
	held, _ := tfvalue.Children(prior)
	attributes, _ := tfvalue.Children(fresh)
	for name, attribute := range attributes {
		if slices.Contains(carriedOver, name) {
			attributes[name] = held[name]
			continue
		}
		if k.caseInsensitive && slices.Contains(k.key, name) && equalFold(held[name], attribute) {
			attributes[name] = held[name]
			continue
		}
		normalized := tfvalue.Normalize(held[name], attribute)
		// The selected attribute of a union is significant even when it is empty.
		if name != tfvalue.DefaultAttribute && (normalized.IsNull() == attribute.IsNull() || !slices.Contains(k.unions, name)) {
			attributes[name] = normalized
		}
	}
	return tftypes.NewValue(fresh.Type(), attributes)
}

// firstSentence returns the first sentence of a description, which describes the value. The others are about configuring it.
func firstSentence(description string) string {
	first, _, more := strings.Cut(description, ". ")
	if more {
		first += "."
	}
	return first
}
