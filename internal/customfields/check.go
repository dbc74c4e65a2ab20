package customfields

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Check makes a check of the custom_fields that a plan sets on objects of one kind, such as products, against the
// fields that the organization declares for them. Values that stay as they are, or are unknown, are not checked;
// nothing is where the declarations cannot be read.
func Check(resource string) func(context.Context, *rebilly.Client, tfsdk.Config, tfsdk.State) diag.Diagnostics {
	return func(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics {
		at := path.Root("custom_fields")
		var want, have types.Dynamic
		diagnostics := config.GetAttribute(ctx, at, &want)
		if !state.Raw.IsNull() {
			diagnostics.Append(state.GetAttribute(ctx, at, &have)...)
		}
		changed := map[string]any{}
		before := ToAPI(have)
		for name, value := range dynamicvalue.Members(want) {
			if !isFullyKnown(ctx, value) {
				changed[name] = value
			} else if now := dynamicvalue.ToJSON(value); !tfvalue.EqualCustomField(now, before[name]) {
				changed[name] = now
			}
		}
		if len(changed) == 0 || diagnostics.HasError() {
			return diagnostics
		}
		known, err := client.KnownCustomFields(ctx, resource)
		if err != nil {
			tflog.Info(ctx, "Custom fields are not checked", map[string]any{"resource": resource, "error": err.Error()})
			return diagnostics
		}
		c := check{resource: resource, place: client.Target(), known: known}
		for _, name := range slices.Sorted(maps.Keys(changed)) {
			if len(known) == 0 {
				diagnostics.AddAttributeWarning(at, "No custom fields are declared",
					fmt.Sprintf("There are no custom fields for %s in %s, or none that the API key may see. Rebilly may refuse these values.\n\n%s", resource, c.place, c.order(name)))
				break
			}
			diagnostics.Append(c.field(at, name, changed[name])...)
		}
		return diagnostics
	}
}

type check struct {
	resource, place string
	known           map[string]*rebilly.CustomField
}

func (c check) field(at path.Path, name string, value any) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	field, exists := c.known[name]
	switch {
	case value == nil && !exists:
	case !exists:
		diagnostics.AddAttributeError(at, "Unknown custom field",
			fmt.Sprintf("There is no custom field %q for %s in %s. %s\n\n%s", name, c.resource, c.place, c.suggestion(name), c.order(name)))
	case field == nil:
	case value == nil && field.Schema.Required && field.Schema.Default == nil && field.Enabled():
		diagnostics.AddAttributeError(at.AtName(name), "Invalid custom field value", fmt.Sprintf("The custom field %q is required. Give it a value.", name))
	case value == nil:
	case !field.Enabled():
		diagnostics.AddAttributeError(at.AtName(name), "Disabled custom field",
			fmt.Sprintf("The custom field %q for %s is disabled in %s. Enable it, with is_enabled = true in its rebilly_custom_field or in Rebilly, or take it out of custom_fields. "+
				"If the same run enables it, let this object wait for it, with depends_on.", name, c.resource, c.place))
	default:
		if text := c.misfit(*field, value); text != "" {
			diagnostics.AddAttributeError(at.AtName(name), "Invalid custom field value",
				fmt.Sprintf("The value of %q has to be %s. Its custom field is of type %s.", name, text, field.Type))
		}
	}
	return diagnostics
}

func (c check) misfit(field rebilly.CustomField, value any) string {
	if _, unknown := value.(interface{ IsUnknown() bool }); unknown {
		return ""
	}
	return ValidateValue(field, value)
}

// suggestion names what may have been meant.
func (c check) suggestion(name string) string {
	names := slices.Sorted(maps.Keys(c.known))
	if question := suggest.DidYouMean(name, names); question != "" {
		return question
	}
	const most = 10
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("and %d more", len(names)-most))
	}
	return "There are: " + strings.Join(names, ", ") + "."
}

// order says how a field and what uses it are made in one run.
func (c check) order(name string) string {
	return fmt.Sprintf("If this configuration declares it, let this object wait for it: refer to it as "+
		"(rebilly_custom_field.NAME.name) = … in place of %s = …, or list it in depends_on. Otherwise declare it with rebilly_custom_field.", name)
}
