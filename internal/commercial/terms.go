package commercial

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Terms are the commercial terms of a kind of object: how they are compared, and what a change means for customers.
type Terms struct {
	// Subject is what changes, in the plural: "Commercial terms" or "Settings".
	Subject string
	// Noun is the kind of object, such as "billing plan".
	Noun    string
	Compare func(before, after map[string]any) []Change
	// Describe, if set, returns the terms of a new object.
	Describe func(object map[string]any) []Change
	// Effect is what a change means for customers, and Existing what it means for those who agreed to the previous terms. Existing
	// is left out in a sandbox, and may be empty.
	Effect, Existing string
	// Replaced is the effect of a replacement.
	Replaced string
	// Ended, if set, reports whether nobody can agree to the terms of an object any more.
	Ended func(object map[string]any) bool
}

var (
	// PlanTerms are the terms of billing plans. The API definition only implies that existing subscriptions keep their terms, from its
	// description of revisions.
	PlanTerms = Terms{
		Subject: commercialTerms, Noun: "billing plan", Compare: ComparePlans, Describe: DescribePlan,
		Effect: "Orders placed after the apply get the new terms.",
		Existing: "Existing subscriptions hold a copy of the billing plan with its own revision and should keep the old terms: " +
			"Rebilly's API definition implies this, but does not guarantee it.",
		Replaced: "The billing plan is replaced: what refers to its current id can no longer sell it.",
	}
	// CouponTerms are the terms of coupons.
	CouponTerms = Terms{
		Subject: commercialTerms, Noun: "coupon", Compare: CompareCoupons, Describe: DescribeCoupon,
		Effect:   "Customers who redeem the coupon after the apply get the new terms.",
		Replaced: "The coupon is replaced: its current code expires.",
		Ended: func(coupon map[string]any) bool {
			end, err := time.Parse(time.RFC3339, format(coupon["expired_time"]))
			return err == nil && end.Before(time.Now())
		},
	}
	// ProductTerms are the terms of products.
	ProductTerms = Terms{
		Subject: commercialTerms, Noun: "product", Compare: CompareProducts,
		Effect:   "Invoices issued after the apply may include different taxes.",
		Replaced: "The product is replaced.",
	}
	// ShippingRateTerms are the terms of shipping rates.
	ShippingRateTerms = Terms{
		Subject: commercialTerms, Noun: "shipping rate", Compare: CompareShippingRates,
		Effect:   "Invoices issued after the apply include the new price of shipping.",
		Replaced: "The shipping rate is replaced.",
	}
	// WebsiteTerms are the settings of websites that change what customers see of prices, or when they are paid.
	WebsiteTerms = Terms{
		Subject: "Settings", Noun: "website", Compare: CompareWebsites,
		Effect:   "Customers get the new settings after the apply.",
		Replaced: "The website is replaced.",
	}
	// CustomFieldTerms are the settings of custom fields that change values which nobody has set.
	CustomFieldTerms = Terms{
		Subject: "Settings", Noun: "custom field", Compare: CompareCustomFields,
		Effect:   "Rebilly uses the new settings after the apply.",
		Replaced: "The custom field is replaced.",
	}
)

const commercialTerms = "Commercial terms"

// CompareProducts returns the terms that differ between two versions of a product.
func CompareProducts(before, after map[string]any) []Change {
	return compareTexts(before, after, "tax_category_id", "tax category")
}

// CompareShippingRates returns the terms that differ between two versions of a shipping rate.
func CompareShippingRates(before, after map[string]any) []Change {
	var changes []Change
	change := Money(before["price"], after["price"], before["currency"], after["currency"])
	if change.Before != change.After {
		change.Path, change.Label = []any{"price"}, "price"
		changes = append(changes, change)
	}
	changes = append(changes, compareTexts(before, after, "status", "status")...)
	if was, will := formatFilters(before["filter"], after["filter"]); was != will {
		changes = append(changes, Change{Path: []any{"filter"}, Label: "invoices", Before: was, After: will})
	}
	return changes
}

// formatFilters returns which invoices two filters select. A filter is a free text, which may be sensitive.
func formatFilters(before, after any) (was, will string) {
	text := func(filter any) string {
		switch filter {
		case nil, "":
			return "all"
		case Unknown, Sensitive, SensitiveChange:
			return format(filter)
		}
		return "those of a filter"
	}
	was, will = text(before), text(after)
	if was == will && before != after && was != "all" {
		will = "those of a different filter"
	}
	return was, will
}

func compareTexts(before, after map[string]any, name, label string) []Change {
	// Rebilly does not distinguish an empty text from none.
	text := func(value any) string { return cmp.Or(strings.TrimSpace(format(value)), none) }
	was, will := text(before[name]), text(after[name])
	if was == will {
		return nil
	}
	return []Change{{Path: []any{name}, Label: label, Before: was, After: will}}
}

// PlanDiagnostics warns if the terms change, in words that a reader without Terraform knowledge can check.
func (t Terms) PlanDiagnostics(state, plan tftypes.Value, replaces bool, environment string) diag.Diagnostics {
	if state.IsNull() || plan.IsNull() {
		return nil
	}
	before, after := fromTerraform(state), fromTerraform(plan)
	changes := t.Compare(before, after)
	if len(changes) == 0 || t.Ended != nil && t.Ended(before) {
		return nil
	}
	effect, existing := t.Effect, t.Existing
	if len(changes) == 1 && changes[0].Label == Active && after["is_active"] != Unknown {
		effect = "Customers can order the " + t.Noun + " after the apply."
		existing = ""
		if after["is_active"] != true {
			effect = "Customers cannot order the " + t.Noun + " after the apply."
			existing = "Existing subscriptions hold a copy of it with its own revision and should continue: " +
				"Rebilly's API definition implies this, but does not guarantee it."
		}
	}
	if replaces {
		effect = t.Replaced
	}
	if environment == "live" && existing != "" {
		effect += " " + existing
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(attributePath(changes[0].Path),
		fmt.Sprintf("%s of %s %s will change", t.Subject, t.Noun, objectName(before)), list(changes)+"\n\n"+effect)}
}

// DriftDiagnostics warns if the terms were changed outside Terraform since the state was written.
func (t Terms) DriftDiagnostics(prior, current tftypes.Value) diag.Diagnostics {
	if prior.Equal(current) || current.IsNull() {
		return nil
	}
	before, after := fromTerraform(prior), fromTerraform(current)
	changes := t.Compare(before, after)
	if len(changes) == 0 || isImportStub(before) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(attributePath(changes[0].Path),
		fmt.Sprintf("%s of %s %s were changed outside Terraform", t.Subject, t.Noun, objectName(before)),
		list(changes)+"\n\nWhat the Terraform plan changes is compared with the current terms, not with those of the last apply.")}
}

// isImportStub reports whether an object has only its key, as after an import.
func isImportStub(object map[string]any) bool {
	for name, value := range object {
		if value != nil && name != "id" && name != "resource" && name != "name" {
			return false
		}
	}
	return true
}

func list(changes []Change) string {
	lines := make([]string, len(changes))
	for i, change := range changes {
		lines[i] = "  * " + change.String()
	}
	return strings.Join(lines, "\n")
}

// objectName returns the name of an object in quotes, if it has one, and its id.
func objectName(object map[string]any) string {
	id := fmt.Sprintf("%q", format(object["id"]))
	if kind, ok := object["resource"].(string); ok {
		return fmt.Sprintf("%q for %s", format(object["name"]), kind)
	}
	if name, ok := object["name"].(string); ok {
		return fmt.Sprintf("%q (%s)", name, format(object["id"]))
	}
	return id
}

func attributePath(steps []any) path.Path {
	at := path.Empty()
	for _, step := range steps {
		switch s := step.(type) {
		case string:
			at = at.AtName(s)
		case int:
			at = at.AtListIndex(s)
		}
	}
	return at
}

// fromTerraform returns the attributes of an object of Terraform's type system.
func fromTerraform(value tftypes.Value) map[string]any {
	object, _ := convert(value).(map[string]any)
	return object
}

func convert(value tftypes.Value) any {
	if !value.IsKnown() {
		return Unknown
	}
	if value.IsNull() {
		return nil
	}
	var text string
	var boolean bool
	var number big.Float
	var list []tftypes.Value
	var object map[string]tftypes.Value
	switch {
	case value.As(&text) == nil:
		return text
	case value.As(&boolean) == nil:
		return boolean
	case value.As(&number) == nil:
		return json.Number(number.Text('g', -1))
	case value.As(&list) == nil:
		elements := make([]any, len(list))
		for i, element := range list {
			elements[i] = convert(element)
		}
		return elements
	case value.As(&object) == nil:
		attributes := map[string]any{}
		for name, attribute := range object {
			attributes[name] = convert(attribute)
		}
		return attributes
	}
	return nil
}
