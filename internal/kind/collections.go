package kind

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Texts is a list of strings, or a set of them if their order has no meaning.
type Texts struct {
	// Description, Details, Required and Unset are as in Text.
	Description, Details string
	Required             bool
	Unset                Unset
	// Unordered makes the attribute a set.
	Unordered bool
	// Size is the number of elements.
	Size Bounds
	// Values are all allowed elements; nil means any.
	Values []string
	// Validators validate each element.
	Validators []validator.String
}

// Attribute implements Field.
func (f Texts) Attribute() schema.Attribute {
	limits := f.Size.elements() + oneOf(f.Values)
	description := describe(f.Description, limits, f.Details, "")
	elements := f.Validators
	if f.Values != nil {
		elements = append(slices.Clone(elements), valueIn(f.Values))
	}
	if f.Unordered {
		validators := []validator.Set{setvalidator.NoNullValues()}
		if elements != nil {
			validators = append(validators, setvalidator.ValueStringsAre(elements...))
		}
		if f.Size.hasMin {
			validators = append(validators, setvalidator.SizeAtLeast(int(f.Size.min)))
		}
		if f.Size.hasMax {
			validators = append(validators, setvalidator.SizeAtMost(int(f.Size.max)))
		}
		return schema.SetAttribute{
			Required: f.Required, Optional: !f.Required, ElementType: types.StringType,
			CustomType:          uncheckedSet{types.SetType{ElemType: types.StringType}},
			MarkdownDescription: description, Validators: validators,
		}
	}
	validators := listValidators(f.Size)
	if elements != nil {
		validators = append(validators, listvalidator.ValueStringsAre(elements...))
	}
	return schema.ListAttribute{
		Required: f.Required, Optional: !f.Required, ElementType: types.StringType,
		MarkdownDescription: description, Validators: validators,
	}
}

// uncheckedSet is a set that does not search itself for duplicates: the framework's set compares every two elements in each call, and
// Terraform's sets have none. Only the methods of the interface are promoted, not Validate.
type uncheckedSet struct{ basetypes.SetTypable }

// Equal implements attr.Type. It reports whether the elements have the same type.
func (t uncheckedSet) Equal(other attr.Type) bool {
	if set, ok := other.(uncheckedSet); ok {
		other = set.SetTypable
	}
	return t.SetTypable.Equal(other)
}

func listValidators(size Bounds) []validator.List {
	validators := []validator.List{listvalidator.NoNullValues()}
	if size.hasMin {
		validators = append(validators, listvalidator.SizeAtLeast(int(size.min)))
	}
	if size.hasMax {
		validators = append(validators, listvalidator.SizeAtMost(int(size.max)))
	}
	return validators
}

// Type implements Field.
func (f Texts) Type() attr.Type {
	if f.Unordered {
		return types.SetType{ElemType: types.StringType}
	}
	return types.ListType{ElemType: types.StringType}
}

// ToAPI implements Field. The elements of a set are sorted.
func (f Texts) ToAPI(value attr.Value) any {
	if value.IsNull() {
		return f.Unset.json([]any{})
	}
	texts := make([]string, 0)
	for _, element := range elementsOf(value) {
		text, _ := element.(types.String)
		texts = append(texts, text.ValueString())
	}
	if f.Unordered {
		slices.Sort(texts)
	}
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// FromAPI implements Field. The elements of a set are in the order in which Terraform encodes them, so that a state equals what
// Terraform sends back.
func (f Texts) FromAPI(value any, _ attr.Value) attr.Value {
	list, exists := value.([]any)
	if !exists && f.Unset != Empty {
		return null(f.Type())
	}
	texts := make([]string, len(list))
	for i, element := range list {
		texts[i], _ = element.(string)
	}
	if f.Unordered {
		slices.Sort(texts)
		texts = slices.Compact(texts)
	}
	values := make([]attr.Value, len(texts))
	for i, text := range texts {
		values[i] = types.StringValue(text)
	}
	if f.Unordered {
		return types.SetValueMust(types.StringType, values)
	}
	return types.ListValueMust(types.StringType, values)
}

// Accept implements Field.
func (Texts) Accept(value any) (any, error) {
	list, ok := value.([]any)
	for _, element := range list {
		_, isText := element.(string)
		ok = ok && (isText || element == nil)
	}
	if !ok {
		return nil, errors.New("it is not a list of strings")
	}
	return value, nil
}

// AddTo implements Field.
func (f Texts) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Texts) Definition() Definition {
	return Definition{
		Type: "array", Required: f.Required, Nullable: !f.Required && f.Unset == Null, Bounds: f.Size,
		Items: &Definition{Type: "string", Enum: f.Values, HasFormat: len(f.Validators) > 0},
	}
}

// TextMap is a map of strings whose keys are not declared. It is replaced as a whole.
type TextMap struct {
	// Description and Details are as in Text.
	Description, Details string
}

// Attribute implements Field.
func (f TextMap) Attribute() schema.Attribute {
	return schema.MapAttribute{
		Optional: true, ElementType: types.StringType, MarkdownDescription: describe(f.Description, "", f.Details, ""),
		Validators: []validator.Map{mapvalidator.NoNullValues()},
	}
}

// Type implements Field.
func (TextMap) Type() attr.Type { return types.MapType{ElemType: types.StringType} }

// ToAPI implements Field.
func (TextMap) ToAPI(value attr.Value) any {
	entries, _ := value.(types.Map)
	if entries.IsNull() {
		return nil
	}
	object := make(map[string]any, len(entries.Elements()))
	for name, element := range entries.Elements() {
		text, _ := element.(types.String)
		object[name] = text.ValueString()
	}
	return object
}

// FromAPI implements Field. Rebilly may respond with [] for an empty map.
func (TextMap) FromAPI(value any, _ attr.Value) attr.Value {
	if value == nil {
		return types.MapNull(types.StringType)
	}
	object, _ := value.(map[string]any)
	values := make(map[string]attr.Value, len(object))
	for name, element := range object {
		text, _ := element.(string)
		values[name] = types.StringValue(text)
	}
	return types.MapValueMust(types.StringType, values)
}

// Accept implements Field.
func (TextMap) Accept(value any) (any, error) {
	if list, ok := value.([]any); ok && len(list) == 0 {
		return value, nil
	}
	object, ok := value.(map[string]any)
	for _, element := range object {
		_, isText := element.(string)
		ok = ok && (isText || element == nil)
	}
	if !ok {
		return nil, errors.New("it is not an object of strings")
	}
	return value, nil
}

// AddTo implements Field.
func (TextMap) AddTo(shape *rebilly.Shape, path string) {
	shape.ReplaceFields = append(shape.ReplaceFields, path)
}

// Definition implements Field.
func (TextMap) Definition() Definition { return Definition{Type: "object", Nullable: true} }

// Objects is a list of objects.
type Objects struct {
	// Description, Details, Required and Unset are as in Text.
	Description, Details string
	Required             bool
	Unset                Unset
	// Unordered is true if the order of the elements has no meaning. A list from the API is sorted like the one that Terraform
	// holds. The attribute is a list nevertheless, because Terraform does not show what changes within an element of a set.
	Unordered bool
	Size      Bounds
	Fields    Fields
	// Union, if set, is what each element is, instead of Fields. It needs no description.
	Union      *Union
	Validators []validator.List
}

// elementField is the declaration of the elements of a list.
type elementField interface {
	Field
	// fromAPIAs is FromAPI with the types of the attributes, which a list determines once.
	fromAPIAs(attributeTypes map[string]attr.Type, value any, prior attr.Value) attr.Value
}

// element returns the declaration of each element.
func (f Objects) element() elementField {
	if f.Union != nil {
		return *f.Union
	}
	return Object{Fields: f.Fields}
}

// Attribute implements Field.
func (f Objects) Attribute() schema.Attribute {
	element, _ := f.element().Attribute().(schema.SingleNestedAttribute)
	return schema.ListNestedAttribute{
		Required: f.Required, Optional: !f.Required,
		MarkdownDescription: describe(f.Description, f.Size.elements(), f.Details, ""),
		NestedObject:        schema.NestedAttributeObject{Attributes: element.Attributes, Validators: element.Validators},
		Validators:          append(listValidators(f.Size), f.Validators...),
	}
}

// Type implements Field.
func (f Objects) Type() attr.Type { return types.ListType{ElemType: f.element().Type()} }

// ToAPI implements Field.
func (f Objects) ToAPI(value attr.Value) any {
	if value.IsNull() {
		return f.Unset.json([]any{})
	}
	list := []any{}
	declared := f.element()
	for _, element := range elementsOf(value) {
		list = append(list, declared.ToAPI(element))
	}
	return list
}

// FromAPI implements Field.
func (f Objects) FromAPI(value any, prior attr.Value) attr.Value {
	list, exists := value.([]any)
	declared := f.element()
	elementType, _ := declared.Type().(types.ObjectType)
	if !exists && f.Unset != Empty {
		return types.ListNull(elementType)
	}
	held := elementsOf(prior)
	values := make([]attr.Value, 0, len(list))
	for i, element := range list {
		var before attr.Value
		if i < len(held) && !f.Unordered {
			before = held[i]
		}
		values = append(values, declared.fromAPIAs(elementType.AttrTypes, element, before))
	}
	if f.Unordered {
		values = sortedLike(held, values)
	}
	return types.ListValueMust(elementType, values)
}

// sortedLike returns values with those that are in held first, in that order.
func sortedLike(held, values []attr.Value) []attr.Value {
	sorted := make([]attr.Value, 0, len(values))
	for _, value := range held {
		if i := slices.IndexFunc(values, func(other attr.Value) bool { return isEquivalent(value, other) }); i >= 0 {
			sorted, values = append(sorted, values[i]), slices.Delete(values, i, i+1)
		}
	}
	return append(sorted, values...)
}

// isEquivalent reports whether two values are equal, apart from different forms of an empty value.
func isEquivalent(a, b attr.Value) bool {
	ctx := context.Background()
	left, errLeft := a.ToTerraformValue(ctx)
	right, errRight := b.ToTerraformValue(ctx)
	return errLeft == nil && errRight == nil && tfvalue.Normalize(left, right).Equal(left)
}

// Accept implements Field.
func (f Objects) Accept(value any) (any, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, errors.New("it is not a list")
	}
	declared := f.element()
	kept := make([]any, len(list))
	for i, element := range list {
		fields, err := declared.Accept(element)
		if err != nil {
			return nil, fmt.Errorf("%d: %w", i, err)
		}
		kept[i] = fields
	}
	return kept, nil
}

// AddTo implements Field.
func (f Objects) AddTo(shape *rebilly.Shape, path string) { f.Unset.addTo(shape, path) }

// Definition implements Field.
func (f Objects) Definition() Definition {
	return Definition{
		Type: "array", Required: f.Required, Nullable: !f.Required && f.Unset == Null, Bounds: f.Size,
		Items: new(f.element().Definition()),
	}
}

// ObjectMap is a map of objects. The API has a list of them, in which a field of each has the key.
type ObjectMap struct {
	// Description and Details are as in Text.
	Description, Details string
	// Key is the API's field with the key, which is not among Fields.
	Key    string
	Fields Fields
	// Validators validate each object, and MapValidators the map with its keys.
	Validators    []validator.Object
	MapValidators []validator.Map
}

var _ Field = ObjectMap{}

// Attribute implements Field.
func (f ObjectMap) Attribute() schema.Attribute {
	return schema.MapNestedAttribute{
		Optional: true, MarkdownDescription: describe(f.Description, "", f.Details, ""),
		NestedObject: schema.NestedAttributeObject{Attributes: f.Fields.attributes(), Validators: f.Validators},
		Validators:   append([]validator.Map{mapvalidator.NoNullValues()}, f.MapValidators...),
	}
}

func (f ObjectMap) elementType() types.ObjectType {
	return types.ObjectType{AttrTypes: f.Fields.Types()}
}

// Type implements Field.
func (f ObjectMap) Type() attr.Type { return types.MapType{ElemType: f.elementType()} }

// ToAPI implements Field. The elements are sorted by key.
func (f ObjectMap) ToAPI(value attr.Value) any {
	entries, _ := value.(types.Map)
	list := []any{}
	for _, key := range slices.Sorted(maps.Keys(entries.Elements())) {
		object, _ := entries.Elements()[key].(types.Object)
		element := f.Fields.toAPI(object.Attributes())
		element[f.Key] = key
		list = append(list, element)
	}
	return list
}

// FromAPI implements Field.
func (f ObjectMap) FromAPI(value any, prior attr.Value) attr.Value {
	elementType := f.elementType()
	list, _ := value.([]any)
	if len(list) == 0 {
		return types.MapNull(elementType)
	}
	held, _ := prior.(types.Map)
	values := make(map[string]attr.Value, len(list))
	for _, element := range list {
		fields, _ := element.(map[string]any)
		key, _ := fields[f.Key].(string)
		before, _ := held.Elements()[key].(types.Object)
		values[key] = types.ObjectValueMust(elementType.AttrTypes, f.Fields.fromAPI(fields, before.Attributes()))
	}
	return types.MapValueMust(elementType, values)
}

// Accept implements Field. Two objects with one key are an error, because an update would destroy one of them.
func (f ObjectMap) Accept(value any) (any, error) {
	list, ok := value.([]any)
	if !ok {
		return nil, errors.New("it is not a list")
	}
	kept := make([]any, len(list))
	seen := map[string]bool{}
	for i, element := range list {
		object, _ := element.(map[string]any)
		key, isText := object[f.Key].(string)
		switch {
		case !isText:
			return nil, fmt.Errorf("%d: it has no %s", i, f.Key)
		case seen[key]:
			return nil, fmt.Errorf("it has the %s %q twice", f.Key, key)
		}
		seen[key] = true
		fields, err := f.Fields.Supported(object)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		fields[f.Key] = key
		kept[i] = fields
	}
	return kept, nil
}

// AddTo implements Field.
func (f ObjectMap) AddTo(shape *rebilly.Shape, path string) { addKeyedList(shape, path, f.Key) }

// Definition implements Field.
func (f ObjectMap) Definition() Definition {
	fields := maps.Clone(f.Fields)
	fields[f.Key] = Text{Required: true}
	return Definition{Type: "array", Items: &Definition{Type: "object", Fields: fields}}
}

// elementsOf returns the elements of a list or a set.
func elementsOf(value attr.Value) []attr.Value {
	if collection, ok := value.(interface{ Elements() []attr.Value }); ok {
		return collection.Elements()
	}
	return nil
}
