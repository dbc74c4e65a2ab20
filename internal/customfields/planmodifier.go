package customfields

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// semanticEquality keeps the value of the state where the configuration means the same: a list for a tuple, a map for an
// object, nothing for no fields at all. The fields that an import found stay where the configuration names none.
type semanticEquality struct{}

var _ planmodifier.Dynamic = semanticEquality{}

func (semanticEquality) Description(context.Context) string {
	return "Custom fields are compared by meaning."
}

func (m semanticEquality) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (semanticEquality) PlanModifyDynamic(ctx context.Context, request planmodifier.DynamicRequest, response *planmodifier.DynamicResponse) {
	imported, diagnostics := request.Private.GetKey(ctx, crud.ImportedKey)
	response.Diagnostics.Append(diagnostics...)
	foreign := string(imported) == "true"
	switch {
	case request.ConfigValue.IsNull() && (foreign || len(ToAPI(request.StateValue)) == 0):
		response.PlanValue = request.StateValue
	case request.ConfigValue.IsNull():
		response.PlanValue = types.DynamicNull()
	case !isFullyKnown(ctx, request.ConfigValue):
	case tfvalue.EqualCustomField(dynamicvalue.ToJSON(request.ConfigValue), dynamicvalue.ToJSON(request.StateValue)):
		response.PlanValue = request.StateValue
	case foreign:
		if unnamed := unconfigured(ToAPI(request.StateValue), ToAPI(request.ConfigValue)); len(unnamed) > 0 {
			response.Diagnostics.AddAttributeWarning(request.Path, "Imported custom fields are let go",
				fmt.Sprintf("The import found values of %s, which the configuration does not name. Terraform forgets them; they stay in Rebilly. To clear one, set it to null.",
					strings.Join(unnamed, ", ")))
		}
	}
}

// PruneImported takes out of was, the fields of an imported object, those that want does not name: others may have set them.
// It tells whether want says anything else than was.
func PruneImported(was *rebilly.Map[any], want rebilly.Map[any]) bool {
	changed := !tfvalue.EqualCustomField(map[string]any(*was), map[string]any(want))
	for _, name := range unconfigured(*was, want) {
		delete(*was, name)
	}
	return changed
}

func unconfigured(was, want rebilly.Map[any]) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(was)), func(name string) bool {
		_, named := want[name]
		return named
	})
}

// isFullyKnown tells that nothing in a value is unknown.
func isFullyKnown(ctx context.Context, value attr.Value) bool {
	terraform, err := value.ToTerraformValue(ctx)
	return err == nil && terraform.IsFullyKnown()
}

// objectShape refuses what no custom field can hold. Rebilly names fields by ^[\w-]+$ with at most 60 characters.
type objectShape struct{}

var _ validator.Dynamic = objectShape{}

func (objectShape) Description(context.Context) string {
	return "must be an object of custom field names and values"
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
			`Custom fields are an object of names and values, such as { tier = "gold", seats = 5 }.`)
		return
	}
	for name, field := range dynamicvalue.Members(value) {
		if !validators.FieldNamePattern.MatchString(name) {
			response.Diagnostics.AddAttributeError(request.Path, "Invalid custom field name",
				fmt.Sprintf("The name %q is not possible: a custom field has at most 60 letters, digits and characters _ -.", name))
		}
		if !isSupportedValue(field) {
			response.Diagnostics.AddAttributeError(request.Path, "Invalid custom field value",
				fmt.Sprintf("The value of %q is not possible: a custom field holds text, a number, true or false, a list of text, or { currency, amount }.", name))
		}
	}
}

func isSupportedValue(value attr.Value) bool {
	if value.IsNull() || value.IsUnknown() {
		return true
	}
	switch v := value.(type) {
	case types.Dynamic:
		return isSupportedValue(v.UnderlyingValue())
	case types.List:
		return texts(v.Elements())
	case types.Set:
		return texts(v.Elements())
	case types.Tuple:
		return texts(v.Elements())
	case types.Object:
		return monetary(v.Attributes())
	case types.Map:
		return monetary(v.Elements())
	}
	return true
}

func texts(values []attr.Value) bool {
	for _, value := range values {
		if _, ok := value.(types.String); !value.IsUnknown() && (!ok || value.IsNull()) {
			return false
		}
	}
	return true
}

func monetary(values map[string]attr.Value) bool {
	currency, amount := values["currency"], values["amount"]
	if len(values) != 2 || currency == nil || amount == nil {
		return false
	}
	_, isText := currency.(types.String)
	_, isNumber := amount.(types.Number)
	return (isText || currency.IsUnknown()) && (isNumber || amount.IsUnknown())
}
