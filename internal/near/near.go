// Package near finds the names that somebody may have meant.
package near

import (
	"cmp"
	"slices"
	"strings"
)

// most is how many names are suggested.
const most = 3

// Names are the known names that a few edits make of name, the nearest first. Case does not count.
func Names(name string, known []string) []string {
	limit := max(2, len(name)/3)
	distance := func(other string) int { return edits(strings.ToLower(name), strings.ToLower(other)) }
	near := slices.DeleteFunc(slices.Clone(known), func(other string) bool { return distance(other) > limit })
	slices.SortFunc(near, func(a, b string) int { return cmp.Or(cmp.Compare(distance(a), distance(b)), cmp.Compare(a, b)) })
	return near[:min(len(near), most)]
}

// edits is the Levenshtein distance.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
