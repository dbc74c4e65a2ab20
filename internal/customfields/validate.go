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

// ValidateValue says what a value of a custom field has to be, where it is not; else it is "". The value is as ToAPI has it.
// A pattern is not looked at: it is a regular expression of PCRE, which Go's own differ from.
func ValidateValue(field rebilly.CustomField, value any) string {
	text, isText := value.(string)
	switch field.Type {
	case rebilly.ArrayField:
		return arrayMisfit(field.Schema, value)
	case rebilly.BooleanField:
		if _, ok := value.(bool); !ok {
			return "true or false"
		}
	case rebilly.DateField:
		if _, err := time.Parse(time.DateOnly, text); !isText || err != nil {
			return "a date such as 2026-01-31"
		}
	case rebilly.DateTimeField:
		if !isText || !validators.IsTime(text) {
			return "a time of RFC 3339 such as 2026-01-31T10:00:00Z"
		}
	case rebilly.IntegerField, rebilly.NumberField:
		return numberMisfit(field, value)
	case rebilly.StringField:
		return stringMisfit(field.Schema, text, isText)
	case rebilly.MonetaryField:
		money, _ := value.(map[string]any)
		currency, _ := money["currency"].(string)
		if _, ok := money["amount"].(json.Number); !ok || len(money) != 2 || !validators.CurrencyPattern.MatchString(currency) {
			return `an amount of money such as { currency = "USD", amount = 9.95 }`
		}
	}
	return ""
}

func arrayMisfit(schema rebilly.FieldSchema, value any) string {
	elements, ok := value.([]any)
	if !ok {
		return "a list of text"
	}
	if len(elements) > rebilly.MaxFieldElements {
		return fmt.Sprintf("a list of at most %d elements", rebilly.MaxFieldElements)
	}
	for _, element := range elements {
		text, ok := element.(string)
		switch {
		case !ok:
			return "a list of text"
		case utf8.RuneCountInString(text) > rebilly.DefaultFieldLength:
			return fmt.Sprintf("a list of text of at most %d characters each", rebilly.DefaultFieldLength)
		case !allowed(schema, text):
			return "a list of some of: " + naming.Quoted(schema.AllowedValues, `"`)
		}
	}
	return ""
}

func stringMisfit(schema rebilly.FieldSchema, text string, isText bool) string {
	longest := int64(rebilly.DefaultFieldLength)
	if schema.MaxLength != nil {
		longest = *schema.MaxLength
	}
	switch {
	case !isText:
		return "text"
	case int64(utf8.RuneCountInString(text)) > longest:
		return fmt.Sprintf("text of at most %d characters", longest)
	case !allowed(schema, text):
		return "one of: " + naming.Quoted(schema.AllowedValues, `"`)
	}
	return ""
}

func allowed(schema rebilly.FieldSchema, text string) bool {
	return len(schema.AllowedValues) == 0 || slices.Contains(schema.AllowedValues, text)
}

// The bounds of every integer.
const (
	least    = -1 << 31
	greatest = 1<<31 - 1
)

func numberMisfit(field rebilly.CustomField, value any) string {
	literal, ok := value.(json.Number)
	number, valid := new(big.Rat).SetString(literal.String())
	if !ok || !valid {
		return "a number"
	}
	if field.Type == rebilly.IntegerField && (!number.IsInt() || number.Cmp(big.NewRat(least, 1)) < 0 || number.Cmp(big.NewRat(greatest, 1)) > 0) {
		return fmt.Sprintf("a whole number from %d to %d", least, greatest)
	}
	if bound, ok := new(big.Rat).SetString(field.Schema.Minimum.String()); ok && number.Cmp(bound) < 0 {
		return fmt.Sprintf("at least %s", field.Schema.Minimum)
	}
	if bound, ok := new(big.Rat).SetString(field.Schema.Maximum.String()); ok && number.Cmp(bound) > 0 {
		return fmt.Sprintf("at most %s", field.Schema.Maximum)
	}
	return ""
}
