package commercial

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// An effect is what a change means for customers.
type effect int

const (
	narrows effect = iota - 1
	unclear
	widens
)

// CompareCoupons returns the terms that differ between two versions of a coupon. A change whose effect is unclear counts as one that
// widens the coupon.
func CompareCoupons(before, after map[string]any) []Change {
	var changes []Change
	was, will := before["discount"], after["discount"]
	if b, a := formatDiscount(was), formatDiscount(will); b != a {
		change := Change{Path: []any{"discount"}, Label: "discount", Before: b, After: a}
		code, sameCurrency := sameText(get(was, "fixed", "currency"), get(will, "fixed", "currency"))
		from, fromOK := parseAmount(get(was, "fixed", "amount"))
		to, toOK := parseAmount(get(will, "fixed", "amount"))
		if fromOK && toOK && sameCurrency {
			change.Amounts = terms{currency: code}.amounts(from, to)
		}
		change.Widens = compareDiscounts(was, will) != narrows
		changes = append(changes, change)
	}
	add := func(label, b, a string, does effect, at ...any) {
		if b != a {
			changes = append(changes, Change{Path: at, Label: label, Before: b, After: a, Widens: does != narrows})
		}
	}
	add("can be redeemed from", format(before["issued_time"]), format(after["issued_time"]),
		-compareTimes(before["issued_time"], after["issued_time"]), "issued_time")
	add("can be redeemed until", formatEnd(before["expired_time"]), formatEnd(after["expired_time"]),
		compareTimes(before["expired_time"], after["expired_time"]), "expired_time")
	if marked, ok := after["restrictions"].(mark); ok {
		add("restrictions", format(before["restrictions"]), string(marked), unclear, "restrictions")
		return changes
	}
	b, _ := before["restrictions"].(map[string]any)
	a, _ := after["restrictions"].(map[string]any)
	names := slices.Collect(maps.Keys(b))
	for name := range a {
		if _, ok := b[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if name == "restrict_to_exclusive_application" {
			does := narrows
			if a[name] != true {
				does = widens
			}
			add("cannot be combined with other coupons", format(orFalse(b[name])), format(orFalse(a[name])), does, "restrictions", name)
			continue
		}
		label := strings.ReplaceAll(strings.TrimPrefix(name, "restrict_to_"), "_", " ")
		if label != words(name) {
			label = "only " + label
		}
		add(label, formatRestriction(b[name]), formatRestriction(a[name]), compareRestrictions(name, b[name], a[name]),
			"restrictions", name)
	}
	return changes
}

// orFalse returns a flag, which is false if it is not set.
func orFalse(flag any) any {
	if flag == nil {
		return false
	}
	return flag
}

func sameText(a, b any) (string, bool) {
	text, ok := a.(string)
	return text, ok && a == b
}

// formatDiscount returns a discount as text: 10% of items, 5.00 EUR of items and shipping.
func formatDiscount(discount any) string {
	if marked, ok := hidden(discount); ok {
		return string(marked)
	}
	context := func(variant any) string {
		return " of " + strings.ReplaceAll(format(get(variant, "context")), "-", " ")
	}
	switch fixed, percent := get(discount, "fixed"), get(discount, "percent"); {
	case percent != nil:
		return format(get(percent, "value")) + "%" + context(percent)
	case fixed != nil:
		return formatAmount(get(fixed, "amount"), get(fixed, "currency")) + context(fixed)
	}
	return format(discount)
}

func compareDiscounts(was, will any) effect {
	for _, variant := range []struct{ name, amount string }{{"percent", "value"}, {"fixed", "amount"}} {
		b, a := get(was, variant.name), get(will, variant.name)
		from, fromOK := parseAmount(get(b, variant.amount))
		to, toOK := parseAmount(get(a, variant.amount))
		if !fromOK || !toOK || get(b, "currency") != get(a, "currency") {
			continue
		}
		if get(b, "context") != get(a, "context") && get(b, "context") != "items-and-shipping" {
			return unclear
		}
		return compareNumbers(from, to)
	}
	return unclear
}

// compareNumbers returns the effect of a number that allows more the greater it is.
func compareNumbers(before, after *big.Rat) effect {
	if after.Cmp(before) > 0 {
		return widens
	}
	return narrows
}

func formatEnd(end any) string {
	if end == nil {
		return "no end"
	}
	return format(end)
}

// compareTimes returns the effect of a different end.
func compareTimes(before, after any) effect {
	if after == nil {
		return widens
	}
	if before == nil {
		return narrows
	}
	from, fromErr := time.Parse(time.RFC3339, format(before))
	to, toErr := time.Parse(time.RFC3339, format(after))
	switch {
	case fromErr != nil || toErr != nil:
		return unclear
	case to.After(from):
		return widens
	}
	return narrows
}

func formatRestriction(restriction any) string {
	switch r := restriction.(type) {
	case nil:
		return none
	case map[string]any:
		if amount, ok := r["amount"]; ok {
			return formatAmount(amount, r["currency"])
		}
		var texts []string
		for _, name := range slices.Sorted(maps.Keys(r)) {
			switch {
			case r[name] == nil:
			case len(r) == 1:
				return formatElements(r[name])
			default:
				texts = append(texts, words(name)+" "+formatElements(r[name]))
			}
		}
		return strings.Join(texts, "; ")
	}
	return format(restriction)
}

// formatElements returns the elements of a set or list. Billing plans with quantities are written as 2 × plan_1.
func formatElements(value any) string {
	list, ok := value.([]any)
	if !ok {
		return format(value)
	}
	texts := make([]string, len(list))
	for i, element := range list {
		texts[i] = format(element)
		if id := get(element, "plan_id"); id != nil {
			texts[i] = fmt.Sprintf("%s × %s", format(get(element, "quantity")), format(id))
		}
	}
	return join(texts)
}

// compareRestrictions returns the effect of a different restriction. It knows how sets and limits compare, whatever they restrict.
func compareRestrictions(restriction string, before, after any) effect {
	if after == nil {
		return widens
	}
	if before == nil {
		return narrows
	}
	b, isObject := before.(map[string]any)
	a, ok := after.(map[string]any)
	if !isObject || !ok {
		return unclear
	}
	result := narrows
	for _, name := range slices.Sorted(maps.Keys(b)) {
		isMinimum := strings.HasPrefix(restriction, "minimum_") || strings.HasPrefix(name, "minimum_")
		if does := compareParts(name, b[name], a[name], isMinimum); does != narrows {
			result = does
		}
	}
	return result
}

// compareParts returns the effect of a different part of a restriction; an equal part has the effect of one that narrows.
func compareParts(name string, before, after any, isMinimum bool) effect {
	from, fromOK := parseAmount(before)
	to, toOK := parseAmount(after)
	if fromOK && toOK {
		switch {
		case from.Cmp(to) == 0:
			return narrows
		case isMinimum:
			return -compareNumbers(from, to)
		}
		return compareNumbers(from, to)
	}
	was, wasList := before.([]any)
	will, willList := after.([]any)
	if wasList && willList && name != "buy" && name != "get" {
		// A set with one more element allows more.
		for _, element := range will {
			if !slices.ContainsFunc(was, func(e any) bool { return format(e) == format(element) }) {
				return widens
			}
		}
		return narrows
	}
	switch {
	case format(before) == format(after):
		return narrows
	case before == false && after == true:
		// require_all_tags.
		return narrows
	}
	return unclear
}

// DescribeCoupon returns the terms of a new coupon. Before is empty.
func DescribeCoupon(object map[string]any) []Change {
	described := []Change{
		{Path: []any{"discount"}, Label: "discount", After: formatDiscount(object["discount"])},
		{Path: []any{"issued_time"}, Label: "can be redeemed from", After: format(object["issued_time"])},
		{Path: []any{"expired_time"}, Label: "can be redeemed until", After: formatEnd(object["expired_time"])},
	}
	for _, change := range CompareCoupons(map[string]any{}, map[string]any{"restrictions": object["restrictions"]}) {
		if len(change.Path) > 0 && change.Path[0] == "restrictions" {
			change.Before, change.Widens = "", false
			described = append(described, change)
		}
	}
	return described
}
