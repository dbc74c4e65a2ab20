// Package customfields implements the attribute custom_fields of products, plans and websites: an HCL object whose keys are
// custom fields of the organization.
package customfields

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/dynamicvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Attribute returns the attribute custom_fields of an object with this noun, such as product.
func Attribute(noun string) schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Values of the " + noun + "'s custom fields by name: strings, numbers, booleans, lists of strings, or " +
			"`{ currency, amount }`. Terraform manages only the names in the configuration: removing a name clears its value in " +
			"Rebilly, and values under other names are kept. An import reads all values into the state; values that are not in the " +
			"configuration then stay in Rebilly.",
		Validators:    []validator.Dynamic{objectShape{}},
		PlanModifiers: []planmodifier.Dynamic{semanticEquality{}},
	}
}

// ToAPI returns the API's map of a custom_fields value.
func ToAPI(value types.Dynamic) rebilly.Map[any] {
	fields := rebilly.Map[any]{}
	for name, field := range dynamicvalue.Members(value) {
		fields[name] = dynamicvalue.ToJSON(field)
	}
	return fields
}

// FromAPI returns the custom_fields value of an API map. Fields that are not in prior are dropped, because Terraform does not
// manage them; if prior is nil, all fields are kept. A field that is equal to its prior value keeps that value's type. One that
// was cleared is null: ignore_changes finds only names that the state has.
func FromAPI(fields rebilly.Map[any], prior *types.Dynamic) types.Dynamic {
	values := map[string]attr.Value{}
	if prior == nil {
		for name, field := range fields {
			if field != nil {
				values[name] = dynamicvalue.FromJSON(field)
			}
		}
		return types.DynamicValue(dynamicvalue.Object(values))
	}
	unchanged := true
	for name, before := range dynamicvalue.Members(*prior) {
		switch current := fields[name]; {
		case tfvalue.EqualCustomField(dynamicvalue.ToJSON(before), current):
			values[name] = before
		default:
			values[name] = dynamicvalue.FromJSON(current)
			unchanged = false
		}
	}
	if unchanged {
		return *prior
	}
	return types.DynamicValue(dynamicvalue.Object(values))
}
