package rebilly

import (
	"maps"
	"reflect"
	"slices"
)

var (
	// variantFields select the variant of an object, and keyFields identify an element of a list. If one of them is different,
	// two objects have nothing in common.
	variantFields = []string{"formula", "method", "type"}
	keyFields     = []string{"id", "planId"}
	// likelyKeyFields are equal in two elements that are probably the same one.
	likelyKeyFields = []string{"name", "scope", "maxQuantity"}
)

// elementMatcher returns, for each element of a list at a dotted path, the index of the same one in an earlier list, -1 if there is none.
type elementMatcher func(path string, earlier, list []any) []int

// overlay returns to, which has every field that the caller supports, with what else current has: the fields that are neither in
// to nor in from, the value before. An element of a list has them from the same element of current. No argument is modified.
func (match elementMatcher) overlay(path string, current, from, to any) any {
	switch to := to.(type) {
	case map[string]any:
		object, isObject := current.(map[string]any)
		if !isObject || differ(object, to, variantFields) {
			return to
		}
		before, _ := from.(map[string]any)
		merged := maps.Clone(to)
		for name, value := range object {
			_, isWanted := to[name]
			_, isRemoved := before[name]
			switch {
			case isWanted:
				merged[name] = match.overlay(path+"."+name, value, before[name], to[name])
			case !isRemoved:
				merged[name] = value
			}
		}
		return merged
	case []any:
		elements, isList := current.([]any)
		if !isList {
			return to
		}
		before, _ := from.([]any)
		merged, same, sameBefore := slices.Clone(to), match(path, elements, to), match(path, before, to)
		for i, wanted := range to {
			if same[i] < 0 {
				continue
			}
			var elementBefore any
			if sameBefore[i] >= 0 {
				elementBefore = before[sameBefore[i]]
			}
			merged[i] = match.overlay(path, elements[same[i]], elementBefore, wanted)
		}
		return merged
	}
	return to
}

// isSameElement reports whether the object at i of an earlier list and the one at j of a list are the same one.
type isSameElement func(i, j int, a, b map[string]any) bool

// sameElements is the elementMatcher for most lists: the same element is an equal one, or else one with the same key, or else the one at
// the same position.
func sameElements(_ string, earlier, list []any) []int {
	unless := func(isSame isSameElement) isSameElement {
		return func(i, j int, a, b map[string]any) bool {
			return !differ(a, b, variantFields) && !differ(a, b, keyFields) && isSame(i, j, a, b)
		}
	}
	return matchElements(earlier, list,
		unless(func(_, _ int, a, b map[string]any) bool { return semanticallyEqual(a, b) }),
		unless(func(_, _ int, a, b map[string]any) bool {
			return agree(a, b, keyFields) || agree(a, b, likelyKeyFields)
		}),
		unless(func(i, j int, _, _ map[string]any) bool { return i == j }),
	)
}

// matchElements returns the result of an elementMatcher. Each rule applies to what the rules before it have not matched, in the order of
// both lists.
func matchElements(earlier, list []any, rules ...isSameElement) []int {
	same := slices.Repeat([]int{-1}, len(list))
	used := make([]bool, len(earlier))
	for _, isSame := range rules {
		for j, element := range list {
			object, isObject := element.(map[string]any)
			for i := 0; i < len(earlier) && isObject && same[j] < 0; i++ {
				candidate, isObject := earlier[i].(map[string]any)
				if isObject && !used[i] && isSame(i, j, candidate, object) {
					same[j], used[i] = i, true
				}
			}
		}
	}
	return same
}

// differ reports whether both objects have one of the fields, and its values differ.
func differ(a, b map[string]any, fields []string) bool {
	return slices.ContainsFunc(fields, func(name string) bool { return inBoth(a, b, name) && !reflect.DeepEqual(a[name], b[name]) })
}

// agree reports whether both objects have one of the fields, and its values are equal.
func agree(a, b map[string]any, fields []string) bool {
	return slices.ContainsFunc(fields, func(name string) bool { return inBoth(a, b, name) && reflect.DeepEqual(a[name], b[name]) })
}

func inBoth(a, b map[string]any, name string) bool {
	_, inA := a[name]
	_, inB := b[name]
	return inA && inB
}
