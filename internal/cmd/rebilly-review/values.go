package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
)

// version is one side of a change: values, and where they are unknown or sensitive.
type version struct{ value, unknown, sensitive any }

func (v version) child(key any) version {
	return version{part(v.value, key), markedPart(v.unknown, key), markedPart(v.sensitive, key)}
}

// part returns an attribute of an object or an element of a list, nil if there is none.
func part(value, key any) any {
	switch v := value.(type) {
	case map[string]any:
		if name, ok := key.(string); ok {
			return v[name]
		}
	case []any:
		if i, ok := key.(int); ok && i < len(v) {
			return v[i]
		}
	}
	return nil
}

// markedPart is part for marks. The mark of a whole value is that of its parts.
func markedPart(marks, key any) any {
	if whole, ok := marks.(bool); ok {
		return whole
	}
	return part(marks, key)
}

func isMarked(mark any) bool { return mark == true }

// shown returns both sides of a change with marks instead of what must not be shown, and of what is not known.
func shown(schema node, before, after version) (any, any) {
	if schema.isSecret || isMarked(before.sensitive) || isMarked(after.sensitive) {
		return sensitiveMarks(before, after)
	}
	if isMarked(after.unknown) {
		b, _ := shown(schema, before, version{value: before.value, sensitive: before.sensitive})
		return b, commercial.Unknown
	}
	names, wereObject, willObject := objectNames(before, after)
	if wereObject || willObject {
		b, a := map[string]any{}, map[string]any{}
		for _, name := range names {
			b[name], a[name] = shown(schema.child(name), before.child(name), after.child(name))
		}
		return orNil(wereObject, b, before.value), orNil(willObject, a, after.value)
	}
	return shownElements(schema, before, after)
}

// sensitiveMarks returns the marks of both sides of a sensitive value, nil for a side without a value.
func sensitiveMarks(before, after version) (was, will any) {
	if before.value != nil {
		was = commercial.Sensitive
	}
	switch {
	case isMarked(after.unknown):
		will = commercial.Unknown
	case after.value != nil && before.value != nil && !reflect.DeepEqual(before.value, after.value):
		will = commercial.SensitiveChange
	case after.value != nil:
		will = commercial.Sensitive
	}
	return was, will
}

// shownElements is shown for lists. A side that is not a list is returned as it is.
func shownElements(schema node, before, after version) (any, any) {
	beforeList, wereList := before.value.([]any)
	afterList, willList := after.value.([]any)
	if !wereList && !willList {
		return before.value, after.value
	}
	unknownList, _ := after.unknown.([]any)
	length := max(len(afterList), len(unknownList))
	if b, a, ok := shownByKey(schema, before, after, len(beforeList), length); ok {
		return orNil(wereList, b, before.value), orNil(willList, a, after.value)
	}
	b, a := make([]any, len(beforeList)), make([]any, length)
	for i := range max(len(beforeList), length) {
		x, y := shown(schema.child(""), before.child(i), after.child(i))
		if i < len(b) {
			b[i] = x
		}
		if i < len(a) {
			a[i] = y
		}
	}
	return orNil(wereList, b, before.value), orNil(willList, a, after.value)
}

func orNil(ok bool, built, raw any) any {
	if ok {
		return built
	}
	return raw
}

// objectNames returns the names of attributes of both sides, and which side is an object. An object of which only unknown attributes
// are left is one too.
func objectNames(before, after version) (names []string, isBefore, isAfter bool) {
	b, isBefore := before.value.(map[string]any)
	a, isAfter := after.value.(map[string]any)
	var unknown map[string]any
	if isAfter {
		unknown, _ = after.unknown.(map[string]any)
	}
	return attributeNames(b, a, unknown), isBefore, isAfter
}

// attributeNames returns the names of attributes that at least one of some objects has, sorted.
func attributeNames(objects ...map[string]any) []string {
	names := map[string]bool{}
	for _, object := range objects {
		for name := range object {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// An attributeChange is an attribute that differs. Values are texts, null if there is none.
type attributeChange struct {
	Path      string  `json:"path"`
	Before    *string `json:"before"`
	After     *string `json:"after"`
	Unknown   bool    `json:"unknown"`
	Sensitive bool    `json:"sensitive"`

	steps                         []any
	before, after                 any
	currencyBefore, currencyAfter any
}

// diff returns the attributes that differ between two values that shown returned.
func diff(schema node, before, after any) []attributeChange {
	return place{schema: schema}.diff(before, after)
}

// A place is where a value is within an object: its schema, its path, and the currencies of the objects around it.
type place struct {
	schema                        node
	steps                         []any
	currencyBefore, currencyAfter any
}

// attribute returns the place of an attribute of an object.
func (p place) attribute(name string) place {
	return place{p.schema.child(name), append(slices.Clone(p.steps), name), p.currencyBefore, p.currencyAfter}
}

// listElement returns the place of an element of a list.
func (p place) listElement(i int) place {
	return place{p.schema.child(""), append(slices.Clone(p.steps), i), p.currencyBefore, p.currencyAfter}
}

// diff returns the attributes that differ between two values at a place. Objects are compared by attribute, and lists of objects by
// element: by its key if all of them have one.
func (p place) diff(before, after any) []attributeChange {
	if p.schema.isComputed && after == commercial.Unknown || reflect.DeepEqual(before, after) {
		return nil
	}
	b, wasObject := before.(map[string]any)
	a, willObject := after.(map[string]any)
	// An object without attributes, such as a variant, is a value of its own.
	if (wasObject || before == nil) && (willObject || after == nil) && len(b)+len(a) > 0 {
		return p.diffObjects(b, a)
	}
	if changes, ok := p.diffLists(before, after); ok {
		return changes
	}
	if equalNumbers(before, after) {
		return nil
	}
	return []attributeChange{{
		Path: joinPath(p.steps), Before: valueText(before), After: valueText(after), Unknown: contains(after, commercial.Unknown),
		Sensitive: contains(before, commercial.Sensitive) || contains(after, commercial.Sensitive) ||
			contains(after, commercial.SensitiveChange),
		steps: p.steps, before: before, after: after, currencyBefore: p.currencyBefore, currencyAfter: p.currencyAfter,
	}}
}

// diffObjects compares objects by attribute. One of them may be nil.
func (p place) diffObjects(before, after map[string]any) []attributeChange {
	p.currencyBefore, p.currencyAfter = inherit(p.currencyBefore, before), inherit(p.currencyAfter, after)
	var changes []attributeChange
	for _, name := range attributeNames(before, after) {
		changes = append(changes, p.attribute(name).diff(before[name], after[name])...)
	}
	return changes
}

// diffLists compares lists of objects, by the keys of their elements or by index. It returns false for other values.
func (p place) diffLists(before, after any) ([]attributeChange, bool) {
	x, wasList := before.([]any)
	y, willList := after.([]any)
	if !hasObjects(x, y) || !wasList && before != nil || !willList && after != nil {
		return nil, false
	}
	if from, to := elementKeys(p.schema, x), elementKeys(p.schema, y); from != nil && to != nil {
		return p.diffByKey(x, y, from, to), true
	}
	if !wasList || !willList || p.schema.isSet {
		return nil, false
	}
	var changes []attributeChange
	for i := range max(len(x), len(y)) {
		changes = append(changes, p.listElement(i).diff(at(x, i), at(y, i))...)
	}
	return changes, true
}

// inherit returns the currency of an object, or that of the object around it.
func inherit(outer any, object map[string]any) any {
	if code, ok := object["currency"]; ok {
		return code
	}
	return outer
}

func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func hasObjects(lists ...[]any) bool {
	for _, list := range lists {
		for _, element := range list {
			if _, ok := element.(map[string]any); ok {
				return true
			}
		}
	}
	return false
}

// equalNumbers reports whether two numbers are the same for Rebilly.
func equalNumbers(a, b any) bool {
	x, isNumber := a.(json.Number)
	y, areNumbers := b.(json.Number)
	if !isNumber || !areNumbers {
		return false
	}
	before, beforeErr := x.Float64()
	after, afterErr := y.Float64()
	return beforeErr == nil && afterErr == nil && before == after
}

// contains reports whether a value or a part of it is a mark.
func contains(value, mark any) bool {
	switch v := value.(type) {
	case map[string]any:
		for _, part := range v {
			if contains(part, mark) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, func(part any) bool { return contains(part, mark) })
	}
	return value == mark
}

func joinPath(steps []any) string {
	var b strings.Builder
	for i, step := range steps {
		switch key, isKey := step.(elementKey); {
		case isKey && !key.isAttribute:
			fmt.Fprintf(&b, "[%s]", key)
		case i > 0:
			fmt.Fprintf(&b, ".%v", step)
		default:
			fmt.Fprint(&b, step)
		}
	}
	return b.String()
}

// maxTextLength is the number of characters of a value that a review shows.
const maxTextLength = 300

// valueText returns a value as text, nil for null.
func valueText(value any) *string {
	var text string
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		text = v
	case bool:
		text = strconv.FormatBool(v)
	case map[string]any, []any:
		encoded, err := json.Marshal(v)
		if err != nil {
			return nil
		}
		text = string(encoded)
	default:
		text = fmt.Sprint(v)
	}
	text = shorten(text)
	return &text
}

func shorten(text string) string {
	length := utf8.RuneCountInString(text)
	if length <= maxTextLength {
		return text
	}
	return string([]rune(text)[:maxTextLength]) + fmt.Sprintf("… (%d characters)", length)
}
