package apidiag

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// fieldMapper is a value with attributes to which fields of the API lead.
type fieldMapper struct {
	tftypes.Value

	// variants are the attributes at the root of which one is set, where the API has a type and a schema.
	variants []string
}

// path finds the attribute that an API field stands for, such as "pricing.brackets.1.maxQuantity" or "options[0]".
// Where Terraform nests a variant one level deeper, the variant that is set is entered.
func (v fieldMapper) path(field string) (path.Path, bool) {
	at, value := path.Empty(), v.Value
	for i, segment := range strings.FieldsFunc(field, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		next, child, ok := descend(at, value, segment)
		if !ok && i == 0 && (segment == "type" || segment == "additionalSchema") {
			next, child, ok = v.variant()
		}
		if !ok {
			break
		}
		at, value = next, child
	}
	return at, len(at.Steps()) > 0
}

// variant is the one that is set of the variants at the root, where a type and a schema of the API lead.
func (v fieldMapper) variant() (path.Path, tftypes.Value, bool) {
	children, _ := tfvalue.Children(v.Value)
	for _, name := range v.variants {
		if child := children[name]; !child.IsNull() {
			return path.Root(name), child, true
		}
	}
	return path.Empty(), v.Value, false
}

// referencedIDs are the attributes that name other objects by their ids, and these with their values in words.
func (v fieldMapper) referencedIDs() (at []path.Path, named []string) {
	found := map[string]path.Path{}
	var walk func(at path.Path, value tftypes.Value)
	walk = func(at path.Path, value tftypes.Value) {
		children, _ := tfvalue.Children(value)
		for name, child := range children {
			var id string
			if strings.HasSuffix(name, "_id") && child.Type().Is(tftypes.String) && child.IsKnown() && child.As(&id) == nil && id != "" {
				found[fmt.Sprintf("%s = %q", at.AtName(name), id)] = at.AtName(name)
			}
			if child.IsKnown() && !child.IsNull() {
				walk(at.AtName(name), child)
			}
		}
	}
	walk(path.Empty(), v.Value)
	for _, words := range slices.Sorted(maps.Keys(found)) {
		at, named = append(at, found[words]), append(named, words)
	}
	return at, named
}

func descend(at path.Path, value tftypes.Value, segment string) (path.Path, tftypes.Value, bool) {
	if value.IsNull() || !value.IsKnown() {
		return at, value, false
	}
	switch {
	case value.Type().Is(tftypes.Object{}):
		children, _ := tfvalue.Children(value)
		for _, name := range []string{segment, snake(segment)} {
			if child, ok := children[name]; ok {
				return at.AtName(name), child, true
			}
		}
		for _, variant := range slices.Sorted(maps.Keys(children)) {
			child := children[variant]
			if len(at.Steps()) > 0 && child.Type().Is(tftypes.Object{}) {
				if deeper, grandchild, ok := descend(at.AtName(variant), child, segment); ok {
					return deeper, grandchild, true
				}
			}
		}
	case value.Type().Is(tftypes.List{}):
		_, elements := tfvalue.Children(value)
		if index, err := strconv.Atoi(segment); err == nil && index >= 0 && index < len(elements) {
			return at.AtListIndex(index), elements[index], true
		}
	case value.Type().Is(tftypes.Map{}):
		entries := map[string]tftypes.Value{}
		if value.As(&entries) == nil {
			if entry, ok := entries[segment]; ok {
				return at.AtMapKey(segment), entry, true
			}
		}
	}
	return at, value, false
}

// snake is the Terraform name of an API name.
func snake(name string) string {
	var out strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			out.WriteByte('_')
		}
		out.WriteRune(unicode.ToLower(c))
	}
	return out.String()
}
