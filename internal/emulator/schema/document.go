// Package schema declares the JSON objects of the emulator, validates them, and sets their defaults.
package schema

import (
	"maps"
	"slices"
	"time"
)

// Document is a JSON object. Its numbers are json.Number, so that they keep the text that the client sent.
type Document = map[string]any

// SortedKeys returns the keys of m, sorted.
func SortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

// Child returns the object at the end of the path, or nil.
func Child(doc Document, path ...string) Document {
	for _, name := range path {
		doc, _ = doc[name].(Document)
	}
	return doc
}

// With returns base with more fields.
func With(base, more Fields) Fields {
	maps.Copy(base, more)
	return base
}

// TextOf returns a string, or "".
func TextOf(value any) string {
	s, _ := value.(string)
	return s
}

// TextsOf returns the strings of a list.
func TextsOf(value any) []string {
	var all []string
	elements, _ := value.([]any)
	for _, element := range elements {
		all = append(all, TextOf(element))
	}
	return all
}

// Timestamp formats a time as the API does.
func Timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
