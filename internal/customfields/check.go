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

// Check returns a plan check that validates custom_fields of one kind of object, such as products, against the fields that
// the organization declares. It skips unchanged values, and the types of unknown ones. If the declarations cannot be read, it
// checks nothing.
func Check(resource string) func(context.Context, *rebilly.Client, tfsdk.Config, tfsdk.State) diag.Diagnostics {
	return func(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics {
		at := path.Root("custom_fields")
		var configured, prior types.Dynamic
		diagnostics := config.GetAttribute(ctx, at, &configured)
		if !state.Raw.IsNull() {
			diagnostics.Append(state.GetAttribute(ctx, at, &prior)...)
		}
		changed := map[string]any{}
		before := ToAPI(prior)
		values := dynamicvalue.Members(configured)
		for _, name := range slices.Sorted(maps.Keys(values)) {
			fullyKnown, unexpected := isFullyKnown(ctx, at.AtName(name), values[name])
			diagnostics.Append(unexpected...)
			if !fullyKnown {
				changed[name] = values[name]
			} else if current := dynamicvalue.ToJSON(values[name]); !tfvalue.EqualCustomField(current, before[name]) {
				changed[name] = current
			}
		}
		if len(changed) == 0 || diagnostics.HasError() {
			return diagnostics
		}
		known, err := client.KnownCustomFields(ctx, resource)
		if err != nil {
			tflog.Info(ctx, "Custom fields are not validated", map[string]any{"resource": resource, "error": err.Error()})
			return diagnostics
		}
		c := check{resource: resource, target: client.Target(), known: known}
		for _, name := range slices.Sorted(maps.Keys(changed)) {
			if len(known) == 0 {
				diagnostics.AddAttributeWarning(at, "No custom fields declared",
					fmt.Sprintf("No custom fields are declared for %s in %s, or the API key cannot read them. Rebilly may reject these values.\n\n%s",
						resource, c.target, c.dependencyAdvice(name)))
				break
			}
			diagnostics.Append(c.field(at, name, changed[name])...)
		}
		return diagnostics
	}
}

type check struct {
	resource, target string
	known            map[string]*rebilly.CustomField
}

// field validates the value of one custom field.
func (c check) field(at path.Path, name string, value any) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	field, exists := c.known[name]
	switch {
	case value == nil && !exists:
	case !exists:
		diagnostics.AddAttributeError(at, "Unknown custom field",
			fmt.Sprintf("The custom field %q is not declared for %s in %s. %s\n\n%s",
				name, c.resource, c.target, c.suggestion(name), c.dependencyAdvice(name)))
	case field == nil:
	case value == nil && field.Schema.Required && field.Schema.Default == nil && field.Enabled():
		diagnostics.AddAttributeError(at.AtName(name), "Invalid custom field value",
			fmt.Sprintf("The custom field %q is required. Set a value.", name))
	case value == nil:
	case !field.Enabled():
		diagnostics.AddAttributeError(at.AtName(name), "Disabled custom field",
			fmt.Sprintf("The custom field %q for %s is disabled in %s. Enable it, with is_enabled = true in its rebilly_custom_field or in "+
				"Rebilly, or remove it from custom_fields. If the same run enables it, add the rebilly_custom_field to depends_on.",
				name, c.resource, c.target))
	default:
		if requirement := c.validate(*field, value); requirement != "" {
			diagnostics.AddAttributeError(at.AtName(name), "Invalid custom field value",
				strings.TrimSpace(fmt.Sprintf("The value of %q must be %s. The custom field has the type %s. %s",
					name, requirement, field.Type, typeHint(*field, value))))
		}
	}
	return diagnostics
}

// validate is ValidateValue, except that values with unknown parts are valid.
func (c check) validate(field rebilly.CustomField, value any) string {
	if _, unknown := value.(interface{ IsUnknown() bool }); unknown {
		return ""
	}
	return ValidateValue(field, value)
}

// suggestion returns similar names, or else some of the declared ones.
func (c check) suggestion(name string) string {
	names := slices.Sorted(maps.Keys(c.known))
	if question := suggest.DidYouMean(name, names); question != "" {
		return question
	}
	const limit = 10
	if len(names) > limit {
		names = append(names[:limit:limit], fmt.Sprintf("and %d more", len(names)-limit))
	}
	return "Declared custom fields: " + strings.Join(names, ", ") + "."
}

// dependencyAdvice explains how to declare a field and use it in one run.
func (c check) dependencyAdvice(name string) string {
	return fmt.Sprintf("If this configuration declares it, this resource must depend on it: write "+
		"(rebilly_custom_field.NAME.name) = … instead of %s = …, or list it in depends_on. "+
		"Otherwise declare it with a rebilly_custom_field.", name)
}
