package schema

import (
	"maps"
	"slices"
	"time"
)

// document is a JSON object. Its numbers are json.Number, so that they keep the text the client wrote.
type Document = map[string]any

func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// child returns the object at the end of the path, or nil.
func Child(doc Document, path ...string) Document {
	for _, name := range path {
		doc, _ = doc[name].(Document)
	}
	return doc
}

// with returns base with more fields.
func With(base, more Fields) Fields {
	maps.Copy(base, more)
	return base
}

func TextOf(value any) string {
	s, _ := value.(string)
	return s
}

func TextsOf(value any) []string {
	var all []string
	elements, _ := value.([]any)
	for _, element := range elements {
		all = append(all, TextOf(element))
	}
	return all
}

func Timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
