package commercial

import (
	"fmt"
	"slices"
	"time"
)

// CompareWebsites returns the settings of a website that differ and that change what customers see of prices, or when they are paid.
func CompareWebsites(before, after map[string]any) []Change {
	var changes []Change
	add := func(label, was, will string, at ...any) {
		if was != will {
			changes = append(changes, Change{Path: at, Label: label, Before: was, After: will})
		}
	}
	features := func(object map[string]any, name string) any {
		return get(object, "settings", "payment_form", "features", name)
	}
	was, will := features(before, "show_coupons"), features(after, "show_coupons")
	add("customers can enter coupons", formatSteps(was), formatSteps(will), "settings", "payment_form", "features", "show_coupons")
	const hide = "hide_zero_amount_summary_items"
	add("the summary hides items with an amount of zero", format(orFalse(features(before, hide))), format(orFalse(features(after, hide))),
		"settings", "payment_form", "features", hide)
	add("payout requests become ready automatically", formatReadiness(before), formatReadiness(after), "settings", "payout_request")
	return changes
}

// formatSteps returns the steps of a checkout. Other texts than those of Rebilly may be sensitive.
func formatSteps(steps any) string {
	list, ok := steps.([]any)
	if !ok {
		return formatOr(steps, "no")
	}
	texts := make([]string, len(list))
	for i, step := range list {
		texts[i] = "in a different step"
		if step == "summary" || step == "confirmation" {
			texts[i] = "in the " + format(step)
		}
	}
	slices.Sort(texts)
	return formatOr(join(slices.Compact(texts)), "no")
}

// formatOr is format with a different text for none.
func formatOr(value any, absent string) string {
	if text := format(value); text != none {
		return text
	}
	return absent
}

func formatReadiness(website map[string]any) string {
	payout := get(website, "settings", "payout_request")
	switch enabled := get(payout, "automatic_readiness_enabled"); enabled {
	case true:
		return "after " + format(get(payout, "pending_period_hours")) + " hours or more, at " + format(get(payout, "automatic_readiness_time"))
	default:
		return format(orFalse(enabled))
	}
}

// fieldTypes are the attributes of custom fields that have a default.
var fieldTypes = []string{"array", "boolean", "date", "datetime", "integer", "monetary", "number", "string"}

// CompareCustomFields returns the settings of a custom field that differ and that change values which nobody has set: its default, and
// whether it is enabled.
func CompareCustomFields(before, after map[string]any) []Change {
	var changes []Change
	if was, will := format(before["is_enabled"]), format(after["is_enabled"]); was != will {
		changes = append(changes, Change{Path: []any{"is_enabled"}, Label: Enabled, Before: was, After: will})
	}
	for _, name := range fieldTypes {
		b, a := get(before, name, "default"), get(after, name, "default")
		was, will := formatDefault(b), formatDefault(a)
		if was == will && format(b) != format(a) {
			will = "a different value"
		}
		if was != will {
			changes = append(changes, Change{Path: []any{name, "default"}, Label: "default", Before: was, After: will})
		}
	}
	return changes
}

// Enabled is the label of whether objects can have values for a custom field.
const Enabled = "objects can have values"

// formatDefault returns the default of a custom field, without its texts, which may be sensitive.
func formatDefault(value any) string {
	switch v := value.(type) {
	case string:
		for _, layout := range []string{time.DateOnly, time.RFC3339} {
			if _, err := time.Parse(layout, v); err == nil {
				return v
			}
		}
		return "a text"
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return formatAmount(v["amount"], v["currency"])
	}
	return format(value)
}
