package customfields

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/dynamic"
)

// sameFields keeps the value of the state where the configuration means the same: a list for a tuple, a map for an
// object, nothing for no fields at all. The fields that an import found stay, until the configuration says otherwise
// of one of them.
type sameFields struct{}

func (sameFields) Description(context.Context) string {
	return "Custom fields are compared by meaning."
}

func (m sameFields) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameFields) PlanModifyDynamic(ctx context.Context, request planmodifier.DynamicRequest, response *planmodifier.DynamicResponse) {
	imported, diagnostics := request.Private.GetKey(ctx, crud.ImportedKey)
	response.Diagnostics.Append(diagnostics...)
	foreign := string(imported) == "true"
	switch {
	case request.ConfigValue.IsNull() && (foreign || len(ToAPI(request.StateValue)) == 0):
		response.PlanValue = request.StateValue
	case request.ConfigValue.IsNull():
		response.PlanValue = types.DynamicNull()
	case !wholly(ctx, request.ConfigValue):
	case equal(dynamic.ToJSON(request.ConfigValue), dynamic.ToJSON(request.StateValue)):
		response.PlanValue = request.StateValue
	case foreign && among(request.ConfigValue, request.StateValue):
		response.PlanValue = request.StateValue
	case foreign:
		response.Diagnostics.Append(response.Private.SetKey(ctx, crud.ImportedKey, []byte("false"))...)
	}
}

// among tells that the state has each field of the configuration, with the same value.
func among(config, state types.Dynamic) bool {
	held := entries(state)
	for name, value := range entries(config) {
		other, ok := held[name]
		if !ok || !equal(dynamic.ToJSON(value), dynamic.ToJSON(other)) {
			return false
		}
	}
	return true
}

// wholly tells that nothing in a value is unknown.
func wholly(ctx context.Context, value attr.Value) bool {
	terraform, err := value.ToTerraformValue(ctx)
	return err == nil && terraform.IsFullyKnown()
}

// shape refuses what no custom field can hold. Rebilly names fields by ^[\w-]+$ with at most 60 characters.
type shape struct{}

var namePattern = regexp.MustCompile(`^[\w-]{1,60}$`)

func (shape) Description(context.Context) string {
	return "must be an object of custom field names and values"
}

func (v shape) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (shape) ValidateDynamic(_ context.Context, request validator.DynamicRequest, response *validator.DynamicResponse) {
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
	for name, field := range entries(value) {
		if !namePattern.MatchString(name) {
			response.Diagnostics.AddAttributeError(request.Path, "Invalid custom field name",
				fmt.Sprintf("The name %q is not possible: a custom field has at most 60 letters, digits and characters _ -.", name))
		}
		if !possible(field) {
			response.Diagnostics.AddAttributeError(request.Path, "Invalid custom field value",
				fmt.Sprintf("The value of %q is not possible: a custom field holds text, a number, true or false, a list of text, or { currency, amount }.", name))
		}
	}
}

func possible(value attr.Value) bool {
	if value.IsNull() || value.IsUnknown() {
		return true
	}
	switch v := value.(type) {
	case types.Dynamic:
		return possible(v.UnderlyingValue())
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
		if _, ok := value.(types.String); !ok || value.IsNull() {
			return false
		}
	}
	return true
}

func monetary(values map[string]attr.Value) bool {
	_, currency := values["currency"].(types.String)
	_, amount := values["amount"].(types.Number)
	return len(values) == 2 && currency && amount
}
