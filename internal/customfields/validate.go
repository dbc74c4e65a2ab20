package customfields

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// ValidateValue returns what a value of a custom field must be, as in "at least 5", or "" if it is valid. The value is in the
// form that ToAPI returns. It does not check patterns, because they are PCRE, which Go does not support.
func ValidateValue(field rebilly.CustomField, value any) string {
	text, isString := value.(string)
	switch field.Type {
	case rebilly.ArrayField:
		return validateArray(field.Schema, value)
	case rebilly.BooleanField:
		if _, ok := value.(bool); !ok {
			return "true or false"
		}
	case rebilly.DateField:
		if _, err := time.Parse(time.DateOnly, text); !isString || err != nil {
			return "a date such as 2026-01-31"
		}
	case rebilly.DateTimeField:
		if !isString || !validators.IsTime(text) {
			return "an RFC 3339 timestamp such as 2026-01-31T10:00:00Z"
		}
	case rebilly.IntegerField, rebilly.NumberField:
		return validateNumber(field, value)
	case rebilly.StringField:
		return validateString(field.Schema, text, isString)
	case rebilly.MonetaryField:
		if !isMoney(value) {
			return `an amount of money such as { currency = "USD", amount = 9.95 }`
		}
	}
	return ""
}

// typeHint returns why a value has a different type than its field, "" if that is not the reason why it is invalid. It quotes no other
// text.
func typeHint(field rebilly.CustomField, value any) string {
	text, isText := value.(string)
	literal, isNumber := value.(json.Number)
	const converted = "Terraform makes texts of values of different types in tomap(), map(any) and conditional expressions, " +
		"and csvdecode() of all values: "
	switch field.Type {
	case rebilly.IntegerField, rebilly.NumberField:
		if _, ok := new(big.Rat).SetString(text); isText && ok {
			return fmt.Sprintf("It is the text %q. %suse an object, or tonumber().", text, converted)
		}
	case rebilly.BooleanField:
		if isText && (text == "true" || text == "false") {
			return fmt.Sprintf("It is the text %q. %suse an object, or tobool().", text, converted)
		}
	case rebilly.DateField:
		if isText && validators.IsTime(text) {
			return fmt.Sprintf("It is the timestamp %q. yamldecode() makes a timestamp of a date without quotes: quote it in the YAML file, "+
				"or use formatdate(\"YYYY-MM-DD\", …).", text)
		}
	case rebilly.StringField:
		if isNumber {
			return fmt.Sprintf("It is the number %s. yamldecode() and jsondecode() make numbers of digits without quotes: quote them, "+
				"or use tostring().", literal)
		}
	}
	return ""
}

// isMoney reports whether a value is an object of a currency and an amount.
func isMoney(value any) bool {
	object, ok := value.(map[string]any)
	if !ok || len(object) != 2 {
		return false
	}
	currency, hasCurrency := object["currency"].(string)
	_, hasAmount := object["amount"].(json.Number)
	return hasCurrency && hasAmount && validators.CurrencyPattern.MatchString(currency)
}

func validateArray(schema rebilly.FieldSchema, value any) string {
	elements, ok := value.([]any)
	if !ok {
		return "a list of strings"
	}
	if len(elements) > rebilly.MaxFieldElements {
		return fmt.Sprintf("a list of at most %d elements", rebilly.MaxFieldElements)
	}
	for _, element := range elements {
		text, ok := element.(string)
		switch {
		case !ok:
			return "a list of strings"
		case utf8.RuneCountInString(text) > rebilly.DefaultFieldLength:
			return fmt.Sprintf("a list of strings of at most %d characters each", rebilly.DefaultFieldLength)
		case !isAllowed(schema, text):
			return "a list of these values: " + naming.Quoted(schema.AllowedValues, `"`)
		}
	}
	return ""
}

func validateString(schema rebilly.FieldSchema, text string, isString bool) string {
	maxLength := int64(rebilly.DefaultFieldLength)
	if schema.MaxLength != nil {
		maxLength = *schema.MaxLength
	}
	switch {
	case !isString:
		return "a string"
	case int64(utf8.RuneCountInString(text)) > maxLength:
		return fmt.Sprintf("a string of at most %d characters", maxLength)
	case !isAllowed(schema, text):
		return "one of: " + naming.Quoted(schema.AllowedValues, `"`)
	}
	return ""
}

func isAllowed(schema rebilly.FieldSchema, text string) bool {
	return len(schema.AllowedValues) == 0 || slices.Contains(schema.AllowedValues, text)
}

// Bounds of an IntegerField.
const (
	minInteger = -1 << 31
	maxInteger = 1<<31 - 1
)

func validateNumber(field rebilly.CustomField, value any) string {
	literal, ok := value.(json.Number)
	number, valid := new(big.Rat).SetString(literal.String())
	if !ok || !valid {
		return "a number"
	}
	isInteger := number.IsInt() && number.Cmp(big.NewRat(minInteger, 1)) >= 0 && number.Cmp(big.NewRat(maxInteger, 1)) <= 0
	if field.Type == rebilly.IntegerField && !isInteger {
		return fmt.Sprintf("an integer from %d to %d", minInteger, maxInteger)
	}
	if bound, ok := new(big.Rat).SetString(field.Schema.Minimum.String()); ok && number.Cmp(bound) < 0 {
		return fmt.Sprintf("at least %s", field.Schema.Minimum)
	}
	if bound, ok := new(big.Rat).SetString(field.Schema.Maximum.String()); ok && number.Cmp(bound) > 0 {
		return fmt.Sprintf("at most %s", field.Schema.Maximum)
	}
	return ""
}
