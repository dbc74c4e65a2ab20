package schema

import "maps"

// Fields declares an object by its fields, in the terms of Rebilly's API definition.
type Fields map[string]Field

// Field declares a field. A length or a number of elements of zero means no limit.
type Field struct {
	Kind     Kind
	Required bool
	Nullable bool
	ReadOnly bool
	// WriteOnly fields are stored, and not in responses.
	WriteOnly bool
	Sortable  bool

	MinLength, MaxLength int
	Format               *Format
	Enum                 []string
	Min, Max             *float64
	// ExclusiveMin excludes Min itself.
	ExclusiveMin bool

	// Initial is the default. For an object that always exists, it is an empty one.
	Initial any
	// EmptyArray accepts [] for an empty object, as open maps do.
	EmptyArray bool
	// Merged objects are merged key by key if PUTs merge. All others are replaced.
	Merged bool

	Fields Fields
	// Open objects have any fields.
	Open               bool
	MinItems, MaxItems int
	// UniqueItems must differ from each other.
	UniqueItems bool
	Items       *Field

	// VariantBy is the field that selects one of Variants, instead of Fields.
	VariantBy string
	Variants  map[string]Fields
	// Alternatives are the declarations of which a value must match one, if no field selects it.
	Alternatives []Field
}

// Kind is the JSON type of a field. The zero value is any type.
type Kind int

// The kinds of fields.
const (
	Text Kind = iota + 1
	Integer
	Number
	Boolean
	Object
	List
	StringMap
	CustomFields
	Null
)

// Encoding chooses how responses encode null and empty values.
type Encoding struct {
	// OmitNulls leaves out fields whose value is null.
	OmitNulls bool
	// EmptyMapsAsArrays writes an empty open map as [].
	EmptyMapsAsArrays bool
}

// Format restricts the values of a text.
type Format struct {
	Name    string
	Matches func(string) bool
}

// children returns the declaration for doc, or nil if its variant is unknown.
func (f Field) children(doc Document) Fields {
	if f.VariantBy == "" {
		return f.Fields
	}
	selected, _ := doc[f.VariantBy].(string)
	return f.Variants[selected]
}

// asObject also accepts [] for an empty open map: PHP encodes it so, and clients send it back.
func (f Field) asObject(value any) (Document, bool) {
	if elements, ok := value.([]any); ok && len(elements) == 0 && (f.Kind == StringMap || f.Kind == CustomFields || f.EmptyArray) {
		return Document{}, true
	}
	doc, ok := value.(Document)
	return doc, ok
}

// alternative returns the first alternative that value matches, or the first.
func (f Field) alternative(value any) Field {
	for _, alternative := range f.Alternatives {
		var invalid InvalidFields
		if alternative.Validate("", value, &invalid); invalid == nil {
			return alternative
		}
	}
	return f.Alternatives[0]
}

// Complete returns doc as it is stored: read-only values come from before, as absent write-only ones do, and other absent ones are set to
// their default.
func (fs Fields) Complete(doc, before Document, defaults bool) Document {
	stored := maps.Clone(doc)
	for name, f := range fs {
		value, present := doc[name]
		if f.ReadOnly || f.WriteOnly && !present {
			value, present = before[name]
		}
		if !present && (defaults || f.ReadOnly) {
			value, present = f.absent()
		}
		if present {
			stored[name] = f.complete(value, before[name], defaults)
		} else {
			delete(stored, name)
		}
	}
	return stored
}

// absent returns the default, which is null for a nullable field without variants: in the definition, no variant is null.
func (f Field) absent() (value any, present bool) {
	return f.Initial, f.Initial != nil || f.Nullable && f.VariantBy == ""
}

func (f Field) complete(value, before any, defaults bool) any {
	if f.Alternatives != nil {
		return f.alternative(value).complete(value, before, defaults)
	}
	if elements, ok := value.([]any); ok && f.Kind == List {
		completed := make([]any, len(elements))
		for i, element := range elements {
			completed[i] = f.Items.complete(element, nil, defaults)
		}
		return completed
	}
	doc, ok := f.asObject(value)
	if !ok {
		return value
	}
	if f.Kind == CustomFields {
		return withoutNulls(doc)
	}
	previous, _ := before.(Document)
	return f.children(doc).Complete(doc, previous, defaults)
}

// Merge returns before with the fields of doc merged into it.
func (fs Fields) Merge(before, doc Document) Document {
	merged := maps.Clone(before)
	for name, value := range doc {
		f := fs[name]
		changes, isObject := f.asObject(value)
		current, wasObject := before[name].(Document)
		if f.Merged && isObject && wasObject {
			value = f.Fields.Merge(current, changes)
		}
		merged[name] = value
	}
	return merged
}

// Patch returns before with doc merged into it as RFC 7386 describes, except that null is the value of a declared field, and that a
// different variant replaces the one before.
func (fs Fields) Patch(before, doc Document) Document {
	patched := maps.Clone(before)
	for name, value := range doc {
		f, declared := fs[name]
		changes, isObject := f.asObject(value)
		current, wasObject := before[name].(Document)
		switch {
		case value == nil && !declared:
			delete(patched, name)
			continue
		case isObject && wasObject && (f.VariantBy == "" || changes[f.VariantBy] == nil || changes[f.VariantBy] == current[f.VariantBy]):
			value = f.children(current).Patch(current, changes)
		}
		patched[name] = value
	}
	return patched
}

// Present returns doc as a response includes it.
func (fs Fields) Present(doc Document, encoding Encoding) Document {
	answer := Document{}
	for name, value := range doc {
		if value == nil && encoding.OmitNulls || fs[name].WriteOnly {
			continue
		}
		answer[name] = fs[name].present(value, encoding)
	}
	return answer
}

func (f Field) present(value any, encoding Encoding) any {
	if f.Alternatives != nil {
		return f.alternative(value).present(value, encoding)
	}
	switch value := value.(type) {
	case Document:
		if len(value) == 0 && encoding.EmptyMapsAsArrays && (f.Kind == StringMap || f.Kind == CustomFields) {
			return []any{}
		}
		return f.children(value).Present(value, encoding)
	case []any:
		if f.Kind != List {
			return value
		}
		answer := make([]any, len(value))
		for i, element := range value {
			answer[i] = f.Items.present(element, encoding)
		}
		return answer
	default:
		return value
	}
}

func withoutNulls(doc Document) Document {
	kept := maps.Clone(doc)
	maps.DeleteFunc(kept, func(_ string, value any) bool { return value == nil })
	return kept
}
