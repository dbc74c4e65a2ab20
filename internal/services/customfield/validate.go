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
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// typeNames lists the attributes of which exactly one is set: it is the type of the field.
var typeNames = []string{"array", "boolean", "date", "datetime", "integer", "monetary", "number", "string"}

// ValidateConfig validates rules between attributes. Unknown values are valid: Terraform validates again when they are known.
func (r *fieldResource) ValidateConfig(
	ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse,
) {
	set, unknown, diagnostics := configuredTypes(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
	switch {
	case unknown || response.Diagnostics.HasError():
		return
	case len(set) == 0:
		response.Diagnostics.AddError("Missing custom field type",
			fmt.Sprintf("No type is set. Set exactly one of %s, such as string = {}.", strings.Join(typeNames, ", ")))
		return
	case len(set) > 1:
		response.Diagnostics.AddAttributeError(path.Root(set[1]), "Conflicting custom field types",
			fmt.Sprintf("More than one type is set. Set exactly one of %s: the configuration has %s.",
				strings.Join(typeNames, ", "), strings.Join(set, " and ")))
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
		response.Diagnostics.Append(validators.Amount(ctx, request.Config, at.AtName("default").AtName("amount"), amount, currency, false)...)
	}
	if minimum, maximum, ok := bounds(field.Schema); ok && minimum.Cmp(maximum) > 0 {
		response.Diagnostics.AddAttributeError(at.AtName("maximum"), "Invalid bounds",
			fmt.Sprintf("maximum is %s, but minimum is %s. Set maximum to at least minimum.", field.Schema.Maximum, field.Schema.Minimum))
		return
	}
	if field.Type == rebilly.StringField {
		for i, text := range field.Schema.AllowedValues {
			if requirement := customfields.ValidateValue(field, text); requirement != "" {
				response.Diagnostics.AddAttributeError(at.AtName("allowed_values").AtListIndex(i), "Invalid allowed value",
					fmt.Sprintf("The allowed value %q must be %s. Change the value or max_length.", text, requirement))
			}
		}
	}
	if field.Schema.Default == nil {
		return
	}
	if requirement := customfields.ValidateValue(field, field.Schema.Default); requirement != "" {
		response.Diagnostics.AddAttributeError(at.AtName("default"), "Invalid default value",
			fmt.Sprintf("The default must be a valid value of the field: %s.", requirement))
	}
}

// bounds returns the minimum and the maximum of a number; ok is false unless both are set.
func bounds(schema rebilly.FieldSchema) (minimum, maximum *big.Rat, ok bool) {
	minimum, hasMinimum := new(big.Rat).SetString(schema.Minimum.String())
	maximum, hasMaximum := new(big.Rat).SetString(schema.Maximum.String())
	return minimum, maximum, hasMinimum && hasMaximum
}

// configuredTypes returns the types that a configuration sets. unknown reports whether it may set more.
func configuredTypes(ctx context.Context, config tfsdk.Config) (set []string, unknown bool, diagnostics diag.Diagnostics) {
	for _, name := range typeNames {
		object, more := tfaccess.RootAttribute[types.Object](ctx, config, name)
		diagnostics.Append(more...)
		if object.IsUnknown() {
			unknown = true
		} else if !object.IsNull() {
			set = append(set, name)
		}
	}
	return set, unknown, diagnostics
}

// configuredType returns the type that a configuration sets, with its schema; known is false if any part of it is unknown.
func configuredType(
	ctx context.Context, config tfsdk.Config, name string,
) (field rebilly.CustomField, known bool, diagnostics diag.Diagnostics) {
	object, diagnostics := tfaccess.RootAttribute[types.Object](ctx, config, name)
	if value, err := object.ToTerraformValue(ctx); err != nil || !value.IsFullyKnown() || diagnostics.HasError() {
		return field, false, diagnostics
	}
	var v variants
	target := map[string]any{
		"array": &v.Array, "boolean": &v.Boolean, "date": &v.Date, "datetime": &v.DateTime,
		"integer": &v.Integer, "monetary": &v.Monetary, "number": &v.Number, "string": &v.String,
	}[name]
	// A configuration does not have the defaults of the schema yet.
	diagnostics.Append(object.As(ctx, target, basetypes.ObjectAsOptions{UnhandledNullAsEmpty: true})...)
	field.Type, field.Schema = v.toAPI()
	return field, !diagnostics.HasError(), diagnostics
}
