package coretest

import (
	"strings"
	"unicode"
)

// Snake is what an attribute is called for a field of the API or an option of a page.
func Snake(name string) string {
	var out strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(c))
	}
	return out.String()
}
