package customfield

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// typeNames are the attributes of which one is the type.
var typeNames = []string{"array", "boolean", "date", "datetime", "integer", "monetary", "number", "string"}

// ValidateConfig checks what attributes demand of each other. Unknown values pass: the rule is checked again when they are known.
func (r *fieldResource) ValidateConfig(ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse) {
	set, unknown, diagnostics := configuredTypes(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
	switch {
	case unknown || response.Diagnostics.HasError():
		return
	case len(set) == 0:
		response.Diagnostics.AddError("No type is set",
			fmt.Sprintf("A custom field has a type. Set exactly one of %s, such as string = {}.", strings.Join(typeNames, ", ")))
		return
	case len(set) > 1:
		response.Diagnostics.AddAttributeError(path.Root(set[1]), "More than one type is set",
			fmt.Sprintf("A custom field has one type. Set exactly one of %s: there are %s.", strings.Join(typeNames, ", "), strings.Join(set, " and ")))
		return
	}
	field, known, diagnostics := configuredType(ctx, request.Config, set[0])
	response.Diagnostics.Append(diagnostics...)
	if !known || response.Diagnostics.HasError() {
		return
	}
	at := path.Root(set[0])
	if field.Type == rebilly.MonetaryField {
		var amount types.Float64
		var currency types.String
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, at.AtName("default").AtName("amount"), &amount)...)
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, at.AtName("default").AtName("currency"), &currency)...)
		response.Diagnostics.Append(validators.Amount(at.AtName("default").AtName("amount"), amount, currency, false)...)
	}
	if least, greatest, ok := bounds(field.Schema); ok && least.Cmp(greatest) > 0 {
		response.Diagnostics.AddAttributeError(at.AtName("maximum"), "Bounds contradict each other",
			fmt.Sprintf("maximum is %s, but minimum is %s. No value fits both.", field.Schema.Maximum, field.Schema.Minimum))
		return
	}
	if field.Type == rebilly.StringField {
		for i, text := range field.Schema.AllowedValues {
			if misfit := customfields.ValidateValue(field, text); misfit != "" {
				response.Diagnostics.AddAttributeError(at.AtName("allowed_values").AtListIndex(i), "Allowed value is not possible",
					fmt.Sprintf("The allowed value %q has to be %s. Change it, or max_length.", text, misfit))
			}
		}
	}
	if field.Schema.Default == nil {
		return
	}
	if misfit := customfields.ValidateValue(field, field.Schema.Default); misfit != "" {
		response.Diagnostics.AddAttributeError(at.AtName("default"), "Default does not fit the field",
			fmt.Sprintf("The default has to be a value that the field can have: %s.", misfit))
	}
}

// bounds are the least and the greatest value of a number, where both are set.
func bounds(schema rebilly.FieldSchema) (least, greatest *big.Rat, both bool) {
	least, hasLeast := new(big.Rat).SetString(schema.Minimum.String())
	greatest, hasGreatest := new(big.Rat).SetString(schema.Maximum.String())
	return least, greatest, hasLeast && hasGreatest
}

// configuredTypes are the types that a configuration sets; unknown tells that it may set others.
func configuredTypes(ctx context.Context, config tfsdk.Config) (set []string, unknown bool, diagnostics diag.Diagnostics) {
	for _, name := range typeNames {
		var object types.Object
		diagnostics.Append(config.GetAttribute(ctx, path.Root(name), &object)...)
		if object.IsUnknown() {
			unknown = true
		} else if !object.IsNull() {
			set = append(set, name)
		}
	}
	return set, unknown, diagnostics
}

// configuredType is the type that a configuration sets, with its schema; known is false where something in it is unknown.
func configuredType(ctx context.Context, config tfsdk.Config, name string) (field rebilly.CustomField, known bool, diagnostics diag.Diagnostics) {
	var object types.Object
	diagnostics = config.GetAttribute(ctx, path.Root(name), &object)
	if value, err := object.ToTerraformValue(ctx); err != nil || !value.IsFullyKnown() || diagnostics.HasError() {
		return field, false, diagnostics
	}
	var v variants
	target := map[string]any{
		"array": &v.Array, "boolean": &v.Boolean, "date": &v.Date, "datetime": &v.DateTime,
		"integer": &v.Integer, "monetary": &v.Monetary, "number": &v.Number, "string": &v.String,
	}[name]
	// A configuration has no defaults yet.
	diagnostics.Append(object.As(ctx, target, basetypes.ObjectAsOptions{UnhandledNullAsEmpty: true})...)
	field.Type, field.Schema = v.toAPI()
	return field, !diagnostics.HasError(), diagnostics
}
