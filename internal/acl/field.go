package acl

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Field declares the required attribute acl of a kind.
type Field struct{ Description string }

var _ kind.Field = Field{}

// entryList is what the field has in common with other lists of objects. The API has a scope in every entry, and omits the kinds of
// ids that do not limit it.
var entryList = kind.Objects{
	Required: true, Unordered: true,
	Fields: kind.Fields{
		"permissions": kind.Texts{Required: true, Unordered: true},
		"scope": kind.Object{Required: true, Unset: kind.Empty, Fields: kind.Fields{
			"organization_id":   scopeIDs(stringvalidator.LengthAtMost(50)),
			"product_id":        scopeIDs(stringvalidator.LengthAtMost(50)),
			"plan_id":           scopeIDs(stringvalidator.LengthAtMost(50)),
			"custom_field_name": scopeIDs(validators.FieldName()),
		}},
	},
}

func scopeIDs(rules ...validator.String) kind.Field {
	return kind.Texts{Unordered: true, Unset: kind.Omit, Validators: rules}
}

// Attribute implements kind.Field.
func (f Field) Attribute() schema.Attribute {
	attribute, _ := Attribute("").(schema.ListNestedAttribute)
	attribute.Required, attribute.Optional, attribute.MarkdownDescription, attribute.Validators = true, false, f.Description, nil
	return attribute
}

// Type implements kind.Field.
func (Field) Type() attr.Type { return entryList.Type() }

// ToAPI implements kind.Field.
func (Field) ToAPI(value attr.Value) any { return entryList.ToAPI(value) }

// FromAPI implements kind.Field. The order of the entries has no meaning. A scope, or a set in it, that limits nothing is null: no
// configuration can have an empty one.
func (Field) FromAPI(value any, prior attr.Value) attr.Value {
	mapped := entryList.FromAPI(value, prior)
	list, ok := mapped.(types.List)
	if !ok || list.IsNull() {
		return mapped
	}
	entries := list.Elements()
	for i, element := range entries {
		entry, _ := element.(types.Object)
		attributes := entry.Attributes()
		scope, _ := attributes["scope"].(types.Object)
		attributes["scope"] = withoutEmptySets(scope)
		entries[i] = types.ObjectValueMust(entry.AttributeTypes(context.Background()), attributes)
	}
	return types.ListValueMust(list.ElementType(context.Background()), entries)
}

// withoutEmptySets returns a scope with null in place of empty sets, and null if it has no ids.
func withoutEmptySets(scope types.Object) types.Object {
	members, limited := scope.Attributes(), false
	for name, member := range members {
		if set, _ := member.(types.Set); len(set.Elements()) > 0 {
			limited = true
		} else {
			members[name] = types.SetNull(types.StringType)
		}
	}
	memberTypes := scope.AttributeTypes(context.Background())
	if !limited {
		return types.ObjectNull(memberTypes)
	}
	return types.ObjectValueMust(memberTypes, members)
}

// Accept implements kind.Field. Rebilly may respond with [] for an empty scope.
func (Field) Accept(value any) (any, error) {
	list, _ := value.([]any)
	accepted := slices.Clone(list)
	for i, element := range accepted {
		entry, _ := element.(map[string]any)
		if scope, isList := entry["scope"].([]any); isList && len(scope) == 0 {
			entry = maps.Clone(entry)
			entry["scope"] = map[string]any{}
			accepted[i] = entry
		}
	}
	if accepted == nil {
		return entryList.Accept(value)
	}
	return entryList.Accept(accepted)
}

// AddTo implements kind.Field.
func (Field) AddTo(shape *rebilly.Shape, path string) { entryList.AddTo(shape, path) }

// Definition implements kind.Field.
func (Field) Definition() kind.Definition { return entryList.Definition() }
