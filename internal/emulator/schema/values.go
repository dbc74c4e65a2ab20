package schema

import (
	"encoding/json"
	"regexp"
	"time"
	"unicode/utf8"
)

// The limits of custom fields.
const (
	MaxCustomFieldName = 60
	MaxCustomText      = 4000
	MaxCustomElements  = 1000
	MaxCustomElement   = 255
)

// CustomFieldName and CustomAmount restrict the names and monetary values of custom fields.
var (
	CustomFieldName = regexp.MustCompile(`^[\w-]+$`)
	CustomAmount    = Fields{
		"currency": {Kind: Text, Required: true, Format: ISO4217},
		"amount":   {Kind: Number, Required: true},
	}
)

// validateCustomFields checks the rules for custom fields of every type. The emulator checks the rules of their declarations.
func validateCustomFields(path string, doc Document, invalid *InvalidFields) {
	for _, name := range SortedKeys(doc) {
		at := Join(path, name)
		if utf8.RuneCountInString(name) > MaxCustomFieldName || !CustomFieldName.MatchString(name) {
			invalid.Add(at, "This is not the name of a custom field.")
			continue
		}
		switch value := doc[name].(type) {
		case string:
			Field{Kind: Text, MaxLength: MaxCustomText}.Validate(at, value, invalid)
		case json.Number:
			Field{Kind: Number}.Validate(at, value, invalid)
		case []any:
			Field{Kind: List, MaxItems: MaxCustomElements, Items: &Field{Kind: Text, MaxLength: MaxCustomElement}}.Validate(at, value, invalid)
		case Document:
			CustomAmount.Validate(at, value, invalid)
		}
	}
}

// The formats of dates and times.
var (
	FullDate = &Format{Name: "a date such as 2026-01-31", Matches: func(s string) bool {
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	}}
	DateTime = &Format{Name: "a time of RFC 3339 such as 2026-01-31T10:00:00Z", Matches: func(s string) bool {
		_, err := time.Parse(time.RFC3339, s)
		return err == nil && rfc3339.MatchString(s)
	}}
	// time.Parse also accepts an hour of one digit, a comma before the fraction, and an offset of a day.
	rfc3339 = regexp.MustCompile(`T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
)
