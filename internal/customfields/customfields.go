// Package customfields is the attribute custom_fields, which products, plans and websites share: a native HCL object
// whose keys are custom fields of the organization.
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

// Attribute is custom_fields of an object that people call noun.
func Attribute(noun string) schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Values of the " + noun + "'s custom fields, by name: text, numbers, booleans, lists of text, or `{ currency, amount }`. " +
			"Only the names given here are managed: one that is removed is cleared in Rebilly, and values that others set under other names are kept. " +
			"An import takes all values into the state; those that are not named here then stay in Rebilly.",
		Validators:    []validator.Dynamic{objectShape{}},
		PlanModifiers: []planmodifier.Dynamic{semanticEquality{}},
	}
}

// ToAPI is the API's map of a custom_fields value.
func ToAPI(value types.Dynamic) rebilly.Map[any] {
	fields := rebilly.Map[any]{}
	for name, field := range dynamicvalue.Members(value) {
		fields[name] = dynamicvalue.ToJSON(field)
	}
	return fields
}

// FromAPI is the custom_fields value of an API map. Of the fields that prior does not name nothing is kept: they belong
// to others. Where prior is nil all are taken. A field whose meaning is what prior says keeps prior's type.
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
		switch now := fields[name]; {
		case tfvalue.EqualCustomField(dynamicvalue.ToJSON(before), now):
			values[name] = before
		case now != nil:
			values[name] = dynamicvalue.FromJSON(now)
			unchanged = false
		default:
			unchanged = false
		}
	}
	if unchanged {
		return *prior
	}
	return types.DynamicValue(dynamicvalue.Object(values))
}
