// Package suggest finds known names that are similar to a misspelled one.
package suggest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/hbollon/go-edlib"
)

// maxSuggestions is the maximum number of suggested names.
const maxSuggestions = 3

// Closest returns the known names within a few edits of name, the closest first, and equally close ones in their order. Case is ignored.
func Closest(name string, known []string) []string {
	limit := max(2, len(name)/3)
	similar := slices.DeleteFunc(sorted(name, known), func(other string) bool { return edits(name, other) > limit })
	return similar[:min(len(similar), maxSuggestions)]
}

// DidYouMean returns a question with the names that Closest returns, "" if there are none.
func DidYouMean(name string, known []string) string {
	similar := Closest(name, known)
	if len(similar) == 0 {
		return ""
	}
	for i, name := range similar {
		// Names in Rebilly may include control and direction characters.
		similar[i] = strconv.Quote(name)
	}
	return "Did you mean " + strings.Join(similar, " or ") + "?"
}

// Nearest returns the known name with the fewest edits from name, however many they are. Case is ignored.
func Nearest(name string, known []string) string {
	return slices.MinFunc(known, func(a, b string) int { return cmp.Compare(edits(name, a), edits(name, b)) })
}

// sorted returns the known names, the closest first. Names that are equally close keep their order.
func sorted(name string, known []string) []string {
	return slices.SortedStableFunc(slices.Values(known), func(a, b string) int { return cmp.Compare(edits(name, a), edits(name, b)) })
}

// edits returns how many letters must be inserted, removed or replaced, or swapped with the next one, to make one name the other.
func edits(a, b string) int {
	return edlib.OSADamerauLevenshteinDistance(strings.ToLower(a), strings.ToLower(b))
}
