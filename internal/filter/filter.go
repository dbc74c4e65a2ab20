// Package filter has the syntax of Rebilly's search filters: "currency:USD,EUR;isActive:true". It writes and parses filters, and knows
// neither collections nor fields.
package filter

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// Condition requires a field to have one of the values.
type Condition struct {
	// Field is the API's name of the field, or a path such as "primaryAddress.*.email".
	Field  string
	Values []string
}

// MalformedError is the error of a filter that cannot mean anything. Other errors of Parse are about syntax that it does not know.
type MalformedError struct{ reason string }

var _ error = (*MalformedError)(nil)

func (e *MalformedError) Error() string { return e.reason }

// Format returns the filter that requires all conditions, in their order. It returns an error if the filter would not mean them:
// Rebilly's API definition has no way to escape the syntax.
func Format(conditions []Condition) (string, error) {
	parts := make([]string, len(conditions))
	for i, condition := range conditions {
		if err := validateField(condition.Field); err != nil {
			return "", err
		}
		if len(condition.Values) == 0 {
			return "", fmt.Errorf("the field %q has no values: set at least one", condition.Field)
		}
		for _, value := range condition.Values {
			if err := validateValue(condition.Field, value); err != nil {
				return "", err
			}
		}
		parts[i] = condition.Field + ":" + strings.Join(condition.Values, ",")
	}
	return strings.Join(parts, ";"), nil
}

// Parse returns the conditions of a filter, in their order. It returns the values as they are written: what else Rebilly reads in them,
// such as a range, is not parsed. An empty filter has no conditions.
// The error is a *MalformedError if the filter is certainly invalid.
func Parse(filter string) ([]Condition, error) {
	if filter == "" {
		return nil, nil
	}
	var conditions []Condition
	for part := range strings.SplitSeq(filter, ";") {
		field, values, found := strings.Cut(part, ":")
		switch {
		case part == "":
			return nil, errors.New("there is an empty condition: remove the semicolon")
		case !found || field == "":
			return nil, &MalformedError{fmt.Sprintf("the condition %q does not have the form field:value", part)}
		}
		if err := validateField(field); err != nil {
			return nil, err
		}
		condition := Condition{field, strings.Split(values, ",")}
		for _, value := range condition.Values {
			if value == "" {
				return nil, emptyValue(field)
			}
		}
		conditions = append(conditions, condition)
	}
	return conditions, nil
}

// validateField returns an error unless text is names that are separated by dots. A name can be "*".
func validateField(text string) error {
	for name := range strings.SplitSeq(text, ".") {
		isName := name != "" && strings.IndexFunc(name, func(c rune) bool {
			return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && c != '-'
		}) < 0
		if !isName && name != "*" {
			return fmt.Errorf("%q is not the name of a field: use a name such as firstName, or a path such as primaryAddress.*.email", text)
		}
	}
	return nil
}

// validateValue returns an error if the value is empty, or if Rebilly would read it as more than a text.
func validateValue(field, value string) error {
	if value == "" {
		return emptyValue(field)
	}
	for _, syntax := range []struct {
		verb    string
		found   func(value, text string) bool
		text    string
		meaning string
	}{
		{"contains", strings.Contains, ",", "separates values"},
		{"contains", strings.Contains, ";", "separates fields"},
		{"contains", strings.Contains, "..", "is a range"},
		{"begins with", strings.HasPrefix, "!", "negates it"},
		{"begins with", strings.HasPrefix, "@", "refers to a list of values"},
	} {
		if syntax.found(value, syntax.text) {
			return fmt.Errorf("a value of the field %q %s %q, which %s in a filter: Rebilly documents no way to escape it",
				field, syntax.verb, syntax.text, syntax.meaning)
		}
	}
	return nil
}

func emptyValue(field string) error {
	return fmt.Errorf("the field %q has an empty value: remove the value, or set it to a text", field)
}
