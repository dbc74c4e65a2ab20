package emulator

import (
	"maps"
	"slices"
)

// document is a JSON object. Its numbers are json.Number, so that they keep the text the client wrote.
type document = map[string]any

// fields declares an object, one entry per property, in the terms of Rebilly's definition.
type fields map[string]field

// field declares a property. A limit of zero is no limit.
type field struct {
	kind     kind
	required bool
	nullable bool
	readOnly bool
	sortable bool

	minLength, maxLength int
	format               *format
	enum                 []string
	min, max             float64

	// initial is the default. An object that is always there starts as an empty one.
	initial any
	// emptyArray lets an empty object be written as [], as open maps may be.
	emptyArray bool
	// merged objects are merged key by key if PUTs merge. All others are replaced.
	merged bool

	fields fields
	// open objects have any fields.
	open     bool
	minItems int
	items    *field

	// variantBy names the property that selects one of the variants, in place of fields.
	variantBy string
	variants  map[string]fields
}

type kind int

const (
	text kind = iota + 1
	integer
	number
	boolean
	object
	list
	stringMap
	customFields
	null
)

// format is what a text must look like beyond its length.
type format struct {
	name    string
	matches func(string) bool
}

// children returns the declaration that fits doc, or nil if its variant is not known.
func (f field) children(doc document) fields {
	if f.variantBy == "" {
		return f.fields
	}
	selected, _ := doc[f.variantBy].(string)
	return f.variants[selected]
}

// asObject also takes [] for an empty open map and the like: PHP writes one, and clients send it back.
func (f field) asObject(value any) (document, bool) {
	if elements, ok := value.([]any); ok && len(elements) == 0 && (f.kind == stringMap || f.kind == customFields || f.emptyArray) {
		return document{}, true
	}
	doc, ok := value.(document)
	return doc, ok
}

// complete returns doc as it is stored: read-only values come from before, absent ones get their default.
func (fs fields) complete(doc, before document, defaults bool) document {
	stored := maps.Clone(doc)
	for name, f := range fs {
		value, present := doc[name]
		if f.readOnly {
			value, present = before[name]
		}
		if !present && (defaults || f.readOnly) {
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

// absent returns the default. Null is one unless there are variants: by the definition's letter none of them is null.
func (f field) absent() (value any, present bool) {
	return f.initial, f.initial != nil || f.nullable && f.variantBy == ""
}

func (f field) complete(value, before any, defaults bool) any {
	if elements, ok := value.([]any); ok && f.kind == list {
		completed := make([]any, len(elements))
		for i, element := range elements {
			completed[i] = f.items.complete(element, nil, defaults)
		}
		return completed
	}
	doc, ok := f.asObject(value)
	if !ok {
		return value
	}
	if f.kind == customFields {
		return withoutNulls(doc)
	}
	previous, _ := before.(document)
	return f.children(doc).complete(doc, previous, defaults)
}

// merge returns before with what doc says put over it.
func (fs fields) merge(before, doc document) document {
	merged := maps.Clone(before)
	for name, value := range doc {
		f := fs[name]
		changes, isObject := f.asObject(value)
		current, wasObject := before[name].(document)
		if f.merged && isObject && wasObject {
			value = f.fields.merge(current, changes)
		}
		merged[name] = value
	}
	return merged
}

// present returns doc as it is answered under the options.
func (fs fields) present(doc document, options Options) document {
	answer := document{}
	for name, value := range doc {
		if value == nil && options.OmitNulls {
			continue
		}
		answer[name] = fs[name].present(value, options)
	}
	return answer
}

func (f field) present(value any, options Options) any {
	switch value := value.(type) {
	case document:
		if len(value) == 0 && options.EmptyMapsAsArrays && (f.kind == stringMap || f.kind == customFields) {
			return []any{}
		}
		return f.children(value).present(value, options)
	case []any:
		if f.kind != list {
			return value
		}
		answer := make([]any, len(value))
		for i, element := range value {
			answer[i] = f.items.present(element, options)
		}
		return answer
	default:
		return value
	}
}

func withoutNulls(doc document) document {
	kept := maps.Clone(doc)
	maps.DeleteFunc(kept, func(_ string, value any) bool { return value == nil })
	return kept
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
