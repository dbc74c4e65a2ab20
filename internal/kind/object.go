package kind

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Object has declared fields.
type Object struct {
	// Description, Details, Required and Unset are as in Text. With Unset Empty, the API always has the object, and clearing it
	// clears its fields.
	Description, Details string
	Required             bool
	Unset                Unset
	Fields               Fields
	Validators           []validator.Object
}

// Attribute implements Field.
func (f Object) Attribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Required: f.Required, Optional: !f.Required, MarkdownDescription: describe(f.Description, "", f.Details, ""),
		Attributes: f.Fields.attributes(), Validators: f.Validators,
	}
}

// Type implements Field.
func (f Object) Type() attr.Type { return types.ObjectType{AttrTypes: f.Fields.Types()} }

// ToAPI implements Field.
func (f Object) ToAPI(value attr.Value) any {
	object, _ := value.(types.Object)
	if object.IsNull() && f.Unset != Empty {
		return f.Unset.json(nil)
	}
	return f.Fields.toAPI(object.Attributes())
}

// FromAPI implements Field.
func (f Object) FromAPI(value any, prior attr.Value) attr.Value {
	return f.fromAPIAs(f.Fields.Types(), value, prior)
}

func (f Object) fromAPIAs(attributeTypes map[string]attr.Type, value any, prior attr.Value) attr.Value {
	fields, exists := value.(map[string]any)
	if !exists && f.Unset != Empty {
		return types.ObjectNull(attributeTypes)
	}
	held, _ := prior.(types.Object)
	object := types.ObjectValueMust(attributeTypes, f.Fields.fromAPI(fields, held.Attributes()))
	if f.Unset == Omit && held.IsNull() && object.Equal(types.ObjectValueMust(attributeTypes, f.Fields.fromAPI(nil, nil))) {
		// Rebilly may return the defaults of an object that is not set.
		return types.ObjectNull(attributeTypes)
	}
	return object
}

// Accept implements Field.
func (f Object) Accept(value any) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("it is not an object")
	}
	return f.Fields.Supported(object)
}

// AddTo implements Field.
func (f Object) AddTo(shape *rebilly.Shape, path string) {
	f.Unset.addTo(shape, path)
	f.Fields.addTo(shape, path+".")
}

// Definition implements Field.
func (f Object) Definition() Definition {
	return Definition{Type: "object", Required: f.Required, Nullable: !f.Required && f.Unset == Null, Fields: f.Fields}
}

// Union is an object of one of several variants. The API has the fields of the variant and its name in a further field; the
// attribute has a nested attribute for each variant, and exactly one of them must be set.
type Union struct {
	// Description, Details and Required are as in Text.
	Description, Details string
	Required             bool
	// Unset is as in Text; it cannot be Empty.
	Unset Unset
	// None, if set, is the API's variant of an attribute that is not set.
	None string
	// Discriminator is the API's field with the name of the variant.
	Discriminator string
	// Variants are by the API's names, such as aws-ses; the attribute is aws_ses.
	Variants map[string]Object
}

// Attribute implements Field.
func (f Union) Attribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Required: f.Required, Optional: !f.Required, Attributes: f.fields().attributes(),
		MarkdownDescription: describe(f.Description, "", strings.TrimSpace("Set exactly one nested attribute. "+f.Details), ""),
		Validators:          []validator.Object{validators.ExactlyOneAttribute()},
	}
}

func (f Union) fields() Fields {
	fields := make(Fields, len(f.Variants))
	for name, variant := range f.Variants {
		fields[attributeName(name)] = variant
	}
	return fields
}

// attributeName returns the attribute of a variant, which the API names in kebab case.
func attributeName(variant string) string { return strings.ReplaceAll(variant, "-", "_") }

// Type implements Field.
func (f Union) Type() attr.Type { return types.ObjectType{AttrTypes: f.fields().Types()} }

// ToAPI implements Field.
func (f Union) ToAPI(value attr.Value) any {
	union, _ := value.(types.Object)
	for name, variant := range f.Variants {
		selected, _ := union.Attributes()[attributeName(name)].(types.Object)
		if selected.IsNull() || selected.IsUnknown() {
			continue
		}
		object := variant.Fields.toAPI(selected.Attributes())
		object[f.Discriminator] = name
		return object
	}
	if f.None != "" {
		return map[string]any{f.Discriminator: f.None}
	}
	return f.Unset.json(nil)
}

// FromAPI implements Field.
func (f Union) FromAPI(value any, prior attr.Value) attr.Value {
	return f.fromAPIAs(f.fields().Types(), value, prior)
}

func (f Union) fromAPIAs(attributeTypes map[string]attr.Type, value any, prior attr.Value) attr.Value {
	object, exists := value.(map[string]any)
	selected, _ := object[f.Discriminator].(string)
	if !exists || f.None != "" && selected == f.None {
		return types.ObjectNull(attributeTypes)
	}
	held, _ := prior.(types.Object)
	values := make(map[string]attr.Value, len(f.Variants))
	for variant, declared := range f.Variants {
		name := attributeName(variant)
		variantType, _ := attributeTypes[name].(types.ObjectType)
		values[name] = types.ObjectNull(variantType.AttrTypes)
		if name == attributeName(selected) {
			values[name] = declared.fromAPIAs(variantType.AttrTypes, object, held.Attributes()[name])
		}
	}
	return types.ObjectValueMust(attributeTypes, values)
}

// Accept implements Field. A variant that is not declared is an error, because an update would destroy it.
func (f Union) Accept(value any) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("it is not an object")
	}
	if f.None != "" && object[f.Discriminator] == f.None {
		return map[string]any{f.Discriminator: f.None}, nil
	}
	return acceptVariant(f.Variants, f.Discriminator, object)
}

// acceptVariant returns what is kept of an object of one of several variants.
func acceptVariant(variants map[string]Object, discriminator string, object map[string]any) (map[string]any, error) {
	selected, _ := object[discriminator].(string)
	variant, known := variants[selected]
	if !known {
		return nil, fmt.Errorf("the %s %q is not supported by this version of the provider", discriminator, selected)
	}
	kept, err := variant.Fields.Supported(object)
	if err != nil {
		return nil, err
	}
	kept[discriminator] = selected
	return kept, nil
}

// AddTo implements Field.
func (f Union) AddTo(shape *rebilly.Shape, path string) {
	f.Unset.addTo(shape, path)
	if shape.Discriminators == nil {
		shape.Discriminators = map[string]string{}
	}
	shape.Discriminators[path] = f.Discriminator
	for _, name := range slices.Sorted(maps.Keys(f.Variants)) {
		f.Variants[name].Fields.addTo(shape, path+".")
	}
}

// Definition implements Field.
func (f Union) Definition() Definition {
	variants := make(map[string]Fields, len(f.Variants))
	for name, variant := range f.Variants {
		variants[name] = variant.Fields
	}
	if f.None != "" {
		variants[f.None] = Fields{}
	}
	return Definition{
		Type: "object", Required: f.Required, Nullable: !f.Required && f.None == "" && f.Unset == Null,
		Discriminator: f.Discriminator, Variants: variants,
	}
}

// TypedObjects is a list of objects with at most one of each type. The attribute is an object with a nested attribute for each
// type. A type without fields is a boolean.
type TypedObjects struct {
	// Description and Details are as in Text.
	Description, Details string
	// Types are by the API's names, such as paid-by-time; the attribute is paid_by_time.
	Types      map[string]Object
	Validators []validator.Object
}

// discriminator is the field of an element of TypedObjects that has its type.
const discriminator = "type"

// Attribute implements Field.
func (f TypedObjects) Attribute() schema.Attribute {
	return schema.SingleNestedAttribute{
		Optional: true, MarkdownDescription: describe(f.Description, "", f.Details, ""), Attributes: f.fields().attributes(),
		Validators: f.Validators,
	}
}

func (f TypedObjects) fields() Fields {
	fields := make(Fields, len(f.Types))
	for name, object := range f.Types {
		if len(object.Fields) == 0 {
			fields[attributeName(name)] = Boolean{Description: object.Description, Details: object.Details, Default: new(false)}
			continue
		}
		fields[attributeName(name)] = object
	}
	return fields
}

// Type implements Field.
func (f TypedObjects) Type() attr.Type { return types.ObjectType{AttrTypes: f.fields().Types()} }

// ToAPI implements Field.
func (f TypedObjects) ToAPI(value attr.Value) any {
	object, _ := value.(types.Object)
	list := []any{}
	for _, name := range slices.Sorted(maps.Keys(f.Types)) {
		switch value := object.Attributes()[attributeName(name)].(type) {
		case types.Bool:
			if value.ValueBool() {
				list = append(list, map[string]any{discriminator: name})
			}
		case types.Object:
			if !value.IsNull() && !value.IsUnknown() {
				element := f.Types[name].Fields.toAPI(value.Attributes())
				element[discriminator] = name
				list = append(list, element)
			}
		}
	}
	return list
}

// FromAPI implements Field.
func (f TypedObjects) FromAPI(value any, prior attr.Value) attr.Value {
	byAttribute := map[string]any{}
	list, _ := value.([]any)
	for _, element := range list {
		object, _ := element.(map[string]any)
		name, _ := object[discriminator].(string)
		byAttribute[attributeName(name)] = object
	}
	fields := f.fields()
	held, _ := prior.(types.Object)
	values := make(map[string]attr.Value, len(fields))
	for name, field := range fields {
		if _, isFlag := field.(Boolean); isFlag {
			values[name] = types.BoolValue(byAttribute[name] != nil)
			continue
		}
		values[name] = field.FromAPI(byAttribute[name], held.Attributes()[name])
		if before := held.Attributes()[name]; (before == nil || before.IsNull()) && hasEmptySet(values[name]) {
			values[name] = null(field.Type())
		}
	}
	return types.ObjectValueMust(fields.Types(), values)
}

// hasEmptySet reports whether an object restricts something to the elements of an empty set, which no configuration can have.
func hasEmptySet(value attr.Value) bool {
	object, _ := value.(types.Object)
	for _, child := range object.Attributes() {
		if set, isSet := child.(types.Set); isSet && !set.IsNull() && len(set.Elements()) == 0 {
			return true
		}
	}
	return false
}

// Accept implements Field.
func (f TypedObjects) Accept(value any) (any, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, errors.New("it is not a list")
	}
	kept := make([]any, 0, len(list))
	seen := map[string]bool{}
	for _, element := range list {
		object, _ := element.(map[string]any)
		name, _ := object[discriminator].(string)
		if seen[name] {
			return nil, fmt.Errorf("it has the type %q twice", name)
		}
		seen[name] = true
		fields, err := acceptVariant(f.Types, discriminator, object)
		if err != nil {
			return nil, err
		}
		kept = append(kept, fields)
	}
	return kept, nil
}

// AddTo implements Field.
func (TypedObjects) AddTo(shape *rebilly.Shape, path string) {
	addKeyedList(shape, path, discriminator)
}

// addKeyedList adds to a shape that the elements of a list are identified by a field.
func addKeyedList(shape *rebilly.Shape, path, field string) {
	if shape.KeyedLists == nil {
		shape.KeyedLists = map[string]string{}
	}
	shape.KeyedLists[path] = field
}

// Definition implements Field.
func (f TypedObjects) Definition() Definition {
	variants := make(map[string]Fields, len(f.Types))
	for name, object := range f.Types {
		variants[name] = object.Fields
	}
	return Definition{
		Type: "array", Nullable: false, Items: &Definition{Type: "object", Discriminator: discriminator, Variants: variants},
	}
}
