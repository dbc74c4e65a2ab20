// Package naming converts names between the conventions of Go, Terraform and Rebilly's API, and lists names in texts.
package naming

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Snake converts a name in camel case, such as taxCategoryId, to snake case.
func Snake(name string) string {
	var out strings.Builder
	for i, c := range name {
		if unicode.IsUpper(c) && i > 0 {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(c))
	}
	return out.String()
}

// Camel converts a name in snake or kebab case, such as paid-by-time, to camel case.
func Camel(name string) string {
	words := strings.FieldsFunc(name, func(c rune) bool { return c == '-' || c == '_' })
	for i, word := range words {
		if i > 0 {
			words[i] = Capitalized(word)
		}
	}
	return strings.Join(words, "")
}

// Capitalized returns a text with a capital first letter, for the beginning of a sentence.
func Capitalized(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// Quoted lists names between quotation marks: "a", "b".
func Quoted(names []string, mark string) string {
	if len(names) == 0 {
		return ""
	}
	return mark + strings.Join(names, mark+", "+mark) + mark
}
