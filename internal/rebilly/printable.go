package rebilly

import (
	"strings"
	"unicode"
)

// Printable returns a text of the API as one line that a terminal can show, without characters that could hide or rewrite what else
// the terminal shows.
func Printable(text string) string {
	return strings.Join(strings.Fields(strings.Map(printableRune, text)), " ")
}

// printableRune returns -1 for control characters except white space, for separators of lines and paragraphs, and for the characters
// that change the direction of text.
func printableRune(c rune) rune {
	switch {
	case c == '\n', c == '\t':
		return c
	case unicode.IsControl(c), unicode.Is(unicode.Bidi_Control, c), c == '\u2028', c == '\u2029':
		return -1
	}
	return c
}
