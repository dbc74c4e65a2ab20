// Package suggest finds known names that are similar to a misspelled one.
package suggest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
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
	from, to := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		for j := 1; j <= len(to); j++ {
			replaced := rows[i-1][j-1]
			if from[i-1] != to[j-1] {
				replaced++
			}
			rows[i][j] = min(replaced, rows[i-1][j]+1, rows[i][j-1]+1)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(from)][len(to)]
}
