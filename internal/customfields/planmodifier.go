package customfields

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// semanticEquality plans the value of the state if the configuration is equal to it: a tuple to a list, an object to a map,
// null to an object without fields. If the configuration is null, imported fields stay in the state.
type semanticEquality struct{}

var _ planmodifier.Dynamic = semanticEquality{}

func (semanticEquality) Description(context.Context) string {
	return "Custom fields are compared by semantic equality."
}

func (m semanticEquality) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (semanticEquality) PlanModifyDynamic(
	ctx context.Context, request planmodifier.DynamicRequest, response *planmodifier.DynamicResponse,
) {
	imported, diagnostics := request.Private.GetKey(ctx, crud.ImportedKey)
	response.Diagnostics.Append(diagnostics...)
	isImported := string(imported) == "true"
	fullyKnown, diagnostics := isFullyKnown(ctx, request.Path, request.ConfigValue)
	response.Diagnostics.Append(diagnostics...)
	switch {
	case request.ConfigValue.IsNull() && (isImported || len(ToAPI(request.StateValue)) == 0):
		response.PlanValue = request.StateValue
	case request.ConfigValue.IsNull():
		response.PlanValue = types.DynamicNull()
	case !fullyKnown:
	case tfvalue.EqualCustomField(dynamicvalue.ToJSON(request.ConfigValue), withoutCleared(request.StateValue, request.ConfigValue)):
		response.PlanValue = request.StateValue
	case isImported:
		if names := unconfigured(ToAPI(request.StateValue), ToAPI(request.ConfigValue)); len(names) > 0 {
			response.Diagnostics.AddAttributeWarning(request.Path,
				"Unconfigured custom fields removed from state"+tfaccess.Label(ctx, request.State),
				fmt.Sprintf("The import read values of %s, which are not in the configuration. Terraform removes them from the state "+
					"and keeps them in Rebilly. To clear one, set it to null.", strings.Join(names, ", ")))
		}
	}
}

// withoutCleared returns the JSON of a state, without null for names that are not configured.
func withoutCleared(state, config types.Dynamic) any {
	value, configured := dynamicvalue.ToJSON(state), dynamicvalue.Members(config)
	if fields, ok := value.(map[string]any); ok {
		maps.DeleteFunc(fields, func(name string, value any) bool { return value == nil && configured[name] == nil })
	}
	return value
}

// PruneImported removes from was, the fields of an imported object, the fields that are not in want, because Terraform does not
// manage them. It reports whether want and the original was are different.
func PruneImported(was *rebilly.Map[any], want rebilly.Map[any]) bool {
	changed := !tfvalue.EqualCustomField(map[string]any(*was), map[string]any(want))
	for _, name := range unconfigured(*was, want) {
		delete(*was, name)
	}
	return changed
}

// unconfigured returns the names in was that are not in want, sorted.
func unconfigured(was, want rebilly.Map[any]) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(was)), func(name string) bool {
		_, configured := want[name]
		return configured
	})
}

// isFullyKnown reports whether nothing in a value is unknown.
func isFullyKnown(ctx context.Context, at path.Path, value attr.Value) (bool, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	terraform, err := value.ToTerraformValue(ctx)
	if err != nil {
		diagnostics.AddAttributeError(at, "Unexpected Custom Field Type",
			"The custom fields cannot be converted: "+err.Error()+". This is a bug in the provider; please report it.")
		return false, diagnostics
	}
	return terraform.IsFullyKnown(), diagnostics
}

// objectShape validates the names of custom fields and that their values are of a type that a custom field can have.
type objectShape struct{}

var _ validator.Dynamic = objectShape{}

func (objectShape) Description(context.Context) string {
	return "must be an object with custom field names and values"
}

func (v objectShape) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (objectShape) ValidateDynamic(_ context.Context, request validator.DynamicRequest, response *validator.DynamicResponse) {
	value := request.ConfigValue
	if value.IsNull() || value.IsUnknown() || value.IsUnderlyingValueNull() || value.IsUnderlyingValueUnknown() {
		return
	}
	switch value.UnderlyingValue().(type) {
	case types.Object, types.Map:
	default:
		response.Diagnostics.AddAttributeError(request.Path, "Invalid custom fields",
			`Custom fields must be an object with names and values, such as { tier = "gold", seats = 5 }.`)
		return
	}
	fields := dynamicvalue.Members(value)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !validators.FieldNamePattern.MatchString(name) {
			response.Diagnostics.AddAttributeError(request.Path, "Invalid custom field name",
				fmt.Sprintf("The name %q is invalid. It must consist of 1 to 60 letters, digits and the characters _ -.", name))
		}
		if !isSupportedValue(fields[name]) {
			response.Diagnostics.AddAttributeError(request.Path, "Invalid custom field value",
				fmt.Sprintf("The value of %q must be a string, a number, a boolean, a list of strings, or { currency, amount }.", name))
		}
	}
}

// isSupportedValue reports whether a custom field of some type can have the value.
func isSupportedValue(value attr.Value) bool {
	if value.IsNull() || value.IsUnknown() {
		return true
	}
	switch v := value.(type) {
	case types.Dynamic:
		return isSupportedValue(v.UnderlyingValue())
	case types.List:
		return areStrings(v.Elements())
	case types.Set:
		return areStrings(v.Elements())
	case types.Tuple:
		return areStrings(v.Elements())
	case types.Object:
		return isMonetary(v.Attributes())
	case types.Map:
		return isMonetary(v.Elements())
	}
	return true
}

func areStrings(values []attr.Value) bool {
	for _, value := range values {
		if _, ok := value.(types.String); !value.IsUnknown() && (!ok || value.IsNull()) {
			return false
		}
	}
	return true
}

func isMonetary(values map[string]attr.Value) bool {
	currency, amount := values["currency"], values["amount"]
	if len(values) != 2 || currency == nil || amount == nil {
		return false
	}
	_, isString := currency.(types.String)
	_, isNumber := amount.(types.Number)
	return (isString || currency.IsUnknown()) && (isNumber || amount.IsUnknown())
}
