package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
)

// An elementKey identifies an element of a list by its name, or by the only nested attribute that is set.
type elementKey struct {
	text        string
	isAttribute bool
	// earlier is the number of earlier elements with the same text.
	earlier int
}

func (k elementKey) String() string {
	text := k.text
	if !k.isAttribute {
		text = strconv.Quote(shorten(text))
	}
	if k.earlier > 0 {
		text += fmt.Sprintf("#%d", k.earlier+1)
	}
	return text
}

// content returns the part of an element that its key identifies.
func (k elementKey) content(element any) any {
	if k.isAttribute {
		return part(element, k.text)
	}
	return element
}

// empty returns the content of an element that has nothing but its key.
func (k elementKey) empty() any {
	if k.isAttribute {
		return nil
	}
	return map[string]any{"name": k.text}
}

// elementKeys returns the keys of the elements of a list, nil if one of them has none.
func elementKeys(schema node, list []any) []elementKey {
	if schema.element == nil || schema.isSet {
		return nil
	}
	counts, keys := map[string]int{}, make([]elementKey, len(list))
	for i, element := range list {
		object, _ := element.(map[string]any)
		key, ok := keyOf(*schema.element, object)
		if !ok {
			return nil
		}
		key.earlier = counts[key.text]
		counts[key.text]++
		keys[i] = key
	}
	return keys
}

// keyOf returns the key of an element without the number of earlier ones.
func keyOf(schema node, object map[string]any) (elementKey, bool) {
	if _, hasName := schema.attributes["name"]; hasName {
		name, ok := object["name"].(string)
		return elementKey{text: name}, ok
	}
	key, set := elementKey{isAttribute: true}, 0
	for name, attribute := range schema.attributes {
		if attribute.attributes == nil {
			return elementKey{}, false
		}
		if object[name] != nil {
			key.text = name
			set++
		}
	}
	return key, set == 1
}

// outline returns an element with marks instead of its unknown and sensitive attributes, as far as its key depends on them.
func outline(v version) any {
	object, ok := v.value.(map[string]any)
	if !ok || isMarked(v.unknown) || isMarked(v.sensitive) {
		return nil
	}
	names, _, _ := objectNames(version{}, v)
	result := map[string]any{}
	for _, name := range names {
		switch attribute := v.child(name); {
		case isMarked(attribute.unknown):
			result[name] = commercial.Unknown
		case isMarked(attribute.sensitive) && attribute.value != nil:
			result[name] = commercial.Sensitive
		default:
			result[name] = object[name]
		}
	}
	return result
}

// shownByKey is shown for lists whose elements have keys, false for others. An attribute that is sensitive in one element is so in all: the
// earlier value of an element that has no counterpart could be the same.
func shownByKey(schema node, before, after version, beforeCount, afterCount int) (was, will []any, ok bool) {
	var marks any
	outlines := func(list version, count int) []any {
		elements := make([]any, count)
		for i := range count {
			elements[i] = outline(list.child(i))
			marks = mergedMarks(marks, list.child(i).sensitive)
		}
		return elements
	}
	from, to := elementKeys(schema, outlines(before, beforeCount)), elementKeys(schema, outlines(after, afterCount))
	if from == nil || to == nil {
		return nil, nil, false
	}
	was, will = make([]any, beforeCount), make([]any, afterCount)
	element := func(list version, i int) version {
		if i < 0 {
			return version{sensitive: marks}
		}
		v := list.child(i)
		v.sensitive = marks
		return v
	}
	for j, i := range pairs(from, to) {
		x, y := shown(schema.child(""), element(before, i), element(after, j))
		if will[j] = y; i >= 0 {
			was[i] = x
		}
	}
	for i := range was {
		if was[i] == nil {
			was[i], _ = shown(schema.child(""), element(before, i), element(after, -1))
		}
	}
	return was, will, true
}

// mergedMarks returns the marks of both values together.
func mergedMarks(a, b any) any {
	switch {
	case a == nil || isMarked(b):
		return b
	case b == nil || isMarked(a):
		return a
	}
	x, isObject := a.(map[string]any)
	y, areObjects := b.(map[string]any)
	if isObject && areObjects {
		merged := map[string]any{}
		for _, name := range attributeNames(x, y) {
			merged[name] = mergedMarks(x[name], y[name])
		}
		return merged
	}
	from, isList := a.([]any)
	to, areLists := b.([]any)
	if isList && areLists {
		merged := make([]any, max(len(from), len(to)))
		for i := range merged {
			merged[i] = mergedMarks(at(from, i), at(to, i))
		}
		return merged
	}
	// One of them is false.
	if a == false {
		return b
	}
	return a
}

// pairs returns, for each key in to, the index of the same key in from, -1 if there is none.
func pairs(from, to []elementKey) []int {
	same := make([]int, len(to))
	for j, key := range to {
		same[j] = slices.Index(from, key)
	}
	return same
}

// diffByKey compares lists whose elements have keys: an element that was moved or renamed is still the same.
func (p place) diffByKey(before, after []any, from, to []elementKey) []attributeChange {
	same := pairs(from, to)
	for j := range same {
		if same[j] < 0 {
			same[j] = renamed(before, after[j], same)
		}
	}
	inOrder := longestIncreasing(same)
	var changes []attributeChange
	for j, i := range same {
		where := fmt.Sprintf("position %d, the last", j+1)
		if j+1 < len(to) {
			where = fmt.Sprintf("position %d, before %s", j+1, to[j+1])
		}
		switch {
		case i < 0:
			changes = append(changes, p.keyed(to[j]).placed(nil, "added at "+where))
			changes = append(changes, p.keyed(to[j]).diff(to[j].empty(), to[j].content(after[j]))...)
			continue
		case !slices.Contains(inOrder, j):
			from := fmt.Sprintf("position %d", i+1)
			changes = append(changes, p.keyed(to[j]).placed(&from, "moved to "+where))
		}
		changes = append(changes, p.keyed(from[i]).diff(from[i].content(before[i]), to[j].content(after[j]))...)
	}
	for i, key := range from {
		if !slices.Contains(same, i) {
			where := fmt.Sprintf("position %d", i+1)
			changes = append(changes, p.keyed(key).placed(&where, "removed"))
			changes = append(changes, p.keyed(key).diff(key.content(before[i]), key.empty())...)
		}
	}
	return changes
}

// keyed returns the place of an element with a key.
func (p place) keyed(key elementKey) place {
	schema := p.schema.child("")
	if key.isAttribute {
		schema = schema.child(key.text)
	}
	return place{schema, append(slices.Clone(p.steps), key), p.currencyBefore, p.currencyAfter}
}

// placed returns the change of the position of an element.
func (p place) placed(before *string, after string) attributeChange {
	return attributeChange{Path: joinPath(p.steps), Before: before, After: &after, steps: p.steps}
}

// renamed returns the index of the element that differs from a new one only in its name, -1 if there is none. Others have the indexes in
// taken. Values that are not shown may differ.
func renamed(elements []any, added any, taken []int) int {
	object, _ := added.(map[string]any)
	for i, element := range elements {
		earlier, _ := element.(map[string]any)
		earlier = maps.Clone(earlier)
		earlier["name"] = object["name"]
		isHidden := contains(earlier, commercial.Sensitive) || contains(earlier, commercial.SensitiveChange)
		if !slices.Contains(taken, i) && !isHidden && reflect.DeepEqual(earlier, object) {
			return i
		}
	}
	return -1
}

// longestIncreasing returns the positions of a longest increasing subsequence of numbers that are not negative.
func longestIncreasing(numbers []int) []int {
	var best []int
	ending := make([][]int, len(numbers))
	for j, number := range numbers {
		if number < 0 {
			continue
		}
		for i := range j {
			if numbers[i] >= 0 && numbers[i] < number && len(ending[i]) > len(ending[j]) {
				ending[j] = ending[i]
			}
		}
		ending[j] = append(slices.Clone(ending[j]), j)
		if len(ending[j]) > len(best) {
			best = ending[j]
		}
	}
	return best
}
