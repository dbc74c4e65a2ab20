package apidiag

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// fieldMapper maps fields of the API to the attributes of a value.
type fieldMapper struct {
	tftypes.Value

	// unions are the UnionAttributes of the operation.
	unions []string
}

// path returns the attribute of an API field, such as "pricing.brackets.1.maxQuantity" or "options[0]". If Terraform nests
// a union one level deeper than the API, the attribute that is set is entered.
func (v fieldMapper) path(field string) (path.Path, bool) {
	at, value := path.Empty(), v.Value
	for i, segment := range strings.FieldsFunc(field, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		next, child, ok := descend(at, value, segment)
		if !ok && i == 0 {
			next, child, ok = v.union()
			if isUnion := segment == "type" || segment == "additionalSchema"; ok && !isUnion {
				// The API has the fields of the variant at the root.
				next, child, ok = descend(next, child, segment)
			}
		}
		if !ok {
			break
		}
		at, value = next, child
	}
	return at, len(at.Steps()) > 0
}

// union returns the union attribute that is set at the root, which the API has as a type and a schema.
func (v fieldMapper) union() (path.Path, tftypes.Value, bool) {
	children, _ := tfvalue.Children(v.Value)
	for _, name := range v.unions {
		if child := children[name]; !child.IsNull() {
			return path.Root(name), child, true
		}
	}
	return path.Empty(), v.Value, false
}

// referencedIDs returns the attributes with ids of other objects, and a text of the form path = "id" for each.
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
	for _, text := range slices.Sorted(maps.Keys(found)) {
		at, named = append(at, found[text]), append(named, text)
	}
	return at, named
}

// descend returns the attribute, element or entry to which a segment of a field leads.
func descend(at path.Path, value tftypes.Value, segment string) (path.Path, tftypes.Value, bool) {
	if value.IsNull() || !value.IsKnown() {
		return at, value, false
	}
	switch {
	case value.Type().Is(tftypes.Object{}):
		return descendObject(at, value, segment)
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

// descendObject also looks in the objects of an object: the schema may have the variants of a field as attributes.
func descendObject(at path.Path, value tftypes.Value, segment string) (path.Path, tftypes.Value, bool) {
	children, _ := tfvalue.Children(value)
	// A secret may have a write-only attribute, alone or beside one for values that are no secrets.
	secret := naming.Snake(segment) + "_wo"
	for _, name := range []string{segment, naming.Snake(segment), secret} {
		child, ok := children[name]
		_, hasSecret := children[secret]
		if ok && (name == secret || !hasSecret || !child.IsNull()) {
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
	return at, value, false
}
