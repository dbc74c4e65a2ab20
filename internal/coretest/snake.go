package coretest

import (
	"strings"
	"unicode"
)

// Snake returns the attribute name for a field of the API, such as unit_label for unitLabel.
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
