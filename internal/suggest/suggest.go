// Package suggest finds the names that somebody may have meant.
package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// most is how many names are suggested.
const most = 3

// Closest are the known names that a few edits make of name, the nearest first. Case does not count.
func Closest(name string, known []string) []string {
	limit := max(2, len(name)/3)
	near := slices.DeleteFunc(sorted(name, known), func(other string) bool { return edits(name, other) > limit })
	return near[:min(len(near), most)]
}

// DidYouMean asks whether one of the names that Names finds was meant; "" if it finds none.
func DidYouMean(name string, known []string) string {
	similar := Closest(name, known)
	if len(similar) == 0 {
		return ""
	}
	return `Did you mean "` + strings.Join(similar, `" or "`) + `"?`
}

// Nearest is the known name that the fewest edits make of name, however many they are. Case does not count.
func Nearest(name string, known []string) string {
	return slices.MinFunc(known, func(a, b string) int { return cmp.Compare(edits(name, a), edits(name, b)) })
}

func sorted(name string, known []string) []string {
	return slices.SortedFunc(slices.Values(known), func(a, b string) int {
		return cmp.Or(cmp.Compare(edits(name, a), edits(name, b)), cmp.Compare(a, b))
	})
}

func edits(a, b string) int {
	return levenshtein.Distance(strings.ToLower(a), strings.ToLower(b), nil)
}
