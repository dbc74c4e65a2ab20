// Package commercial compares what customers agree to: the prices and conditions of billing plans, and the terms of coupons. The
// provider prints the differences as warnings, and rebilly-review as tables.
//
// It reads objects with the names of Terraform's attributes. Each value is nil, a string, a bool, a json.Number, a []any, a
// map[string]any, or Unknown, Sensitive or SensitiveChange.
package commercial

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

type mark string

const (
	// Unknown is a value that is known after the apply.
	Unknown mark = "not known yet"
	// Sensitive is a value that must not be shown.
	Sensitive mark = "a sensitive value"
	// SensitiveChange is a planned value that must not be shown and differs from the previous one.
	SensitiveChange mark = "a different sensitive value"
)

const none = "none"

// A Change is a term that differs between two versions of an object.
type Change struct {
	// Path has the names of attributes, and the indices of elements of lists.
	Path  []any
	Label string
	// Before and After are texts. Suffix is what they have in common, such as "per unit, every month".
	Before, After, Suffix string
	// Amounts is nil unless the term is an amount in both versions, in the same currency.
	Amounts *Amounts
	// IsPrice reports whether the term is a price or a fee. Without Amounts, it cannot be compared.
	IsPrice bool
	// Widens reports whether more customers may redeem a coupon, or for more, than before.
	Widens bool
}

// String returns the change as text, such as "price: 9.95 USD → 12.50 USD per unit, every month (+25.6%)".
func (c Change) String() string {
	text := c.Label + ": " + c.Before + " → " + c.After
	if c.Suffix != "" {
		text += " " + c.Suffix
	}
	if percent := c.Amounts.PercentText(); percent != "" {
		text += " (" + percent + ")"
	}
	return text
}

// get returns the value at a path. Below an unknown or sensitive value, it is that mark.
func get(value any, steps ...string) any {
	for _, step := range steps {
		object, ok := value.(map[string]any)
		if !ok {
			if marked, ok := value.(mark); ok {
				return marked
			}
			return nil
		}
		value = object[step]
	}
	return value
}

// hidden returns the first unknown or sensitive value within a value.
func hidden(value any) (mark, bool) {
	switch v := value.(type) {
	case mark:
		return v, true
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if found, ok := hidden(v[name]); ok {
				return found, true
			}
		}
	case []any:
		for _, element := range v {
			if found, ok := hidden(element); ok {
				return found, true
			}
		}
	}
	return "", false
}

func integer(value any) (int64, bool) {
	// Terraform's numbers have an exponent from a million.
	amount, ok := parseAmount(value)
	if !ok || !amount.IsInt() || !amount.Num().IsInt64() {
		return 0, false
	}
	return amount.Num().Int64(), true
}

// format returns a value as text, without quotes or exponents.
func format(value any) string {
	switch v := value.(type) {
	case nil:
		return none
	case mark:
		return string(v)
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case json.Number:
		return formatNumber(v)
	case []any:
		texts := make([]string, len(v))
		for i, element := range v {
			texts[i] = format(element)
		}
		return join(texts)
	case map[string]any:
		var texts []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if v[name] != nil {
				texts = append(texts, words(name)+" "+format(v[name]))
			}
		}
		return join(texts)
	}
	return fmt.Sprint(value)
}

// join returns a list of texts, the first ten if there are more.
func join(texts []string) string {
	const limit = 10
	if len(texts) == 0 {
		return none
	}
	if len(texts) > limit {
		return strings.Join(texts[:limit], ", ") + fmt.Sprintf(" and %d more", len(texts)-limit)
	}
	return strings.Join(texts, ", ")
}

func words(name string) string { return strings.ReplaceAll(name, "_", " ") }
