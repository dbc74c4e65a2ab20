package coretest

import (
	"maps"
	"math/big"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// equal reports whether Terraform considers two values equal. Unknown equals unknown.
func equal(a, b tftypes.Value) bool {
	if !a.IsKnown() || !b.IsKnown() {
		return a.IsKnown() == b.IsKnown()
	}
	if a.IsNull() || b.IsNull() {
		return a.IsNull() == b.IsNull()
	}
	if !a.Type().Is(b.Type()) {
		return false
	}
	switch typ := a.Type(); {
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		return maps.EqualFunc(fields(a), fields(b), equal)
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Tuple{}):
		return slices.EqualFunc(elements(a), elements(b), equal)
	case typ.Is(tftypes.Set{}):
		return len(elements(a)) == len(elements(b)) && uncorrelated(a, b, equal) == nil
	case typ.Is(tftypes.Number):
		return sameNumber(number(a), number(b))
	case typ.Is(tftypes.Bool):
		return as[bool](a) == as[bool](b)
	}
	return as[string](a) == as[string](b)
}

// sameNumber compares fractions by their shortest decimal text and ignores their precision, as Core does.
func sameNumber(a, b *big.Float) bool {
	if a.IsInt() && b.IsInt() {
		return a.Cmp(b) == 0
	}
	return a.Text('f', -1) == b.Text('f', -1)
}

// uncorrelated returns the elements of either set that match no element of the other.
func uncorrelated(a, b tftypes.Value, match func(a, b tftypes.Value) bool) []tftypes.Value {
	var unmatched []tftypes.Value
	for _, one := range elements(a) {
		if !slices.ContainsFunc(elements(b), func(other tftypes.Value) bool { return match(one, other) }) {
			unmatched = append(unmatched, one)
		}
	}
	for _, one := range elements(b) {
		if !slices.ContainsFunc(elements(a), func(other tftypes.Value) bool { return match(other, one) }) {
			unmatched = append(unmatched, one)
		}
	}
	return unmatched
}

func distinct(values []tftypes.Value) []tftypes.Value {
	var kept []tftypes.Value
	for _, value := range values {
		if !slices.ContainsFunc(kept, func(other tftypes.Value) bool { return equal(value, other) }) {
			kept = append(kept, value)
		}
	}
	return kept
}

// changes returns the paths at which two values differ, as deep as both have members to compare.
func changes(before, after tftypes.Value, at string) []string {
	if equal(before, after) {
		return nil
	}
	was, is := steps(before), steps(after)
	if was == nil || is == nil || !before.Type().Is(after.Type()) || before.Type().Is(tftypes.Set{}) {
		return []string{at}
	}
	var paths []string
	for step := range union(was, is) {
		one, inBefore := was[step]
		other, inAfter := is[step]
		if inBefore && inAfter {
			paths = append(paths, changes(one, other, join(at, step))...)
		} else {
			paths = append(paths, join(at, step))
		}
	}
	return paths
}

// steps returns the members of a value by path step, nil for a value without members.
func steps(v tftypes.Value) map[string]tftypes.Value {
	switch typ := v.Type(); {
	case !present(v):
		return nil
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		return fields(v)
	case typ.Is(tftypes.List{}), typ.Is(tftypes.Tuple{}), typ.Is(tftypes.Set{}):
		members := map[string]tftypes.Value{}
		for i, element := range elements(v) {
			members[strconv.Itoa(i)] = element
		}
		return members
	}
	return nil
}

func union[V any](a, b map[string]V) map[string]V {
	all := map[string]V{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}
