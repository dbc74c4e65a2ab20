package crud

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// termAttributes are the attributes that, with everything within them, are prices, currencies, ends and rights. So are numbers,
// booleans and times. Rebilly may store a different form of other texts, but a different term is a different offer.
var termAttributes = []string{
	"pricing", "setup", "trial", "recurring_interval", "metered_billing", "discount", "restrictions", "currency", "status", "acl",
	"allowed_ips",
}

// isTerm reports whether a value at a path is a price, a currency, an end or a right.
func isTerm(at path.Path, value tftypes.Value) bool {
	for _, step := range at.Steps() {
		switch name := fmt.Sprint(step); {
		case name == "custom_fields":
			return false
		case slices.Contains(termAttributes, name) || strings.HasSuffix(name, "_time"):
			return true
		}
	}
	return value.Type().Is(tftypes.Number) || value.Type().Is(tftypes.Bool)
}

// difference is an attribute that Rebilly stored differently than planned.
type difference struct {
	at              path.Path
	planned, stored tftypes.Value
	term, sensitive bool
}

func (d difference) String() string {
	if d.sensitive || !d.term {
		return fmt.Sprintf("- %s", d.at)
	}
	return fmt.Sprintf("- %s: %s instead of %s", d.at, formatValue(d.stored), formatValue(d.planned))
}

// normalization compares the response to a write with the plan. Terraform accepts no value but the planned one, and taints an object
// that is created with a different one.
type normalization struct {
	// keepTerms is true if the state keeps the planned value of a term, too, as after a create.
	keepTerms   bool
	differences []difference
}

// merge returns the state after a write: the response, with the planned value where Rebilly stores a different one.
func (n *normalization) merge(at path.Path, attributes map[string]schema.Attribute, planned, stored tftypes.Value) tftypes.Value {
	objects, ok := asObjects(planned, stored)
	if !ok {
		return n.keep(at, planned, stored, false)
	}
	children := objects[1]
	for name, attribute := range attributes {
		isOurs := len(at.Steps()) == 0 && slices.Contains(carriedOver, name)
		if !isOurs {
			children[name] = n.mergeAttribute(at.AtName(name), attribute, objects[0][name], children[name])
		}
	}
	return tftypes.NewValue(stored.Type(), children)
}

func (n *normalization) mergeAttribute(at path.Path, attribute schema.Attribute, planned, stored tftypes.Value) tftypes.Value {
	switch {
	case tfvalue.FillUnknown(planned, stored).Equal(stored) || isSameFloat(planned, stored):
		return stored
	case !attribute.IsOptional() && !attribute.IsRequired():
		if planned.IsFullyKnown() {
			return planned
		}
		return stored
	}
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		if _, ok := asObjects(planned, stored); ok && !attribute.IsSensitive() {
			return n.merge(at, a.Attributes, planned, stored)
		}
	case schema.ListNestedAttribute:
		_, wanted := tfvalue.Children(planned)
		_, elements := tfvalue.Children(stored)
		if len(wanted) == len(elements) && len(elements) > 0 && !attribute.IsSensitive() {
			for i := range elements {
				elements[i] = n.merge(at.AtListIndex(i), a.NestedObject.Attributes, wanted[i], elements[i])
			}
			return tftypes.NewValue(stored.Type(), elements)
		}
	case schema.MapNestedAttribute:
		return n.mergeMap(at, a, planned, stored)
	}
	return n.keep(at, planned, stored, isSensitive(attribute))
}

func (n *normalization) mergeMap(at path.Path, attribute schema.MapNestedAttribute, planned, stored tftypes.Value) tftypes.Value {
	wanted, entries := tfvalue.Entries(planned), tfvalue.Entries(stored)
	if len(entries) == 0 || !sameKeys(wanted, entries) || attribute.IsSensitive() {
		return n.keep(at, planned, stored, isSensitive(attribute))
	}
	for key := range entries {
		entries[key] = n.merge(at.AtMapKey(key), attribute.NestedObject.Attributes, wanted[key], entries[key])
	}
	return tftypes.NewValue(stored.Type(), entries)
}

func sameKeys(a, b map[string]tftypes.Value) bool {
	return maps.EqualFunc(a, b, func(tftypes.Value, tftypes.Value) bool { return true })
}

// keep records a difference and returns the value for the state.
func (n *normalization) keep(at path.Path, planned, stored tftypes.Value, sensitive bool) tftypes.Value {
	wanted := tfvalue.FillUnknown(planned, stored)
	if wanted.Equal(stored) {
		return stored
	}
	d := difference{at: at, planned: wanted, stored: stored, term: isTerm(at, wanted), sensitive: sensitive}
	n.differences = append(n.differences, d)
	if d.term && !n.keepTerms {
		return stored
	}
	return wanted
}

// isSameFloat reports whether two values are the same float64.
func isSameFloat(a, b tftypes.Value) bool {
	left, right := new(big.Float), new(big.Float)
	if a.IsNull() || b.IsNull() || !a.IsKnown() || !b.IsKnown() || a.As(&left) != nil || b.As(&right) != nil {
		return false
	}
	x, _ := left.Float64()
	y, _ := right.Float64()
	return x == y
}

// diagnostics returns a warning for the differences, and after an update an error for terms.
func (n *normalization) diagnostics(name, id string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	lines := func(terms bool) string {
		var all []string
		for _, d := range n.differences {
			if terms == (d.term && !n.keepTerms) {
				all = append(all, d.String())
			}
		}
		slices.Sort(all)
		return strings.Join(all, "\n")
	}
	if changed := lines(true); changed != "" {
		diagnostics.AddError(fmt.Sprintf("%s %q not updated as planned", naming.Capitalized(name), id),
			"According to Rebilly's response, it has different values than Terraform sent:\n\n"+changed+
				"\n\nThe state has Rebilly's values. Check the object in Rebilly, and plan again.")
	}
	if kept := lines(false); kept != "" {
		diagnostics.AddWarning(fmt.Sprintf("%s %q stored differently by Rebilly", naming.Capitalized(name), id),
			"According to Rebilly's response, it has different values than Terraform sent:\n\n"+kept+
				"\n\nThe state keeps the planned values, and the next plan shows the difference. To avoid it, configure the values as "+
				"Rebilly stores them.")
	}
	return diagnostics
}
