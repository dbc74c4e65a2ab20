package emulator

import (
	"encoding/json"
	"regexp"
	"unicode/utf8"
)

const (
	maxCustomFieldName = 60
	maxCustomText      = 4000
	maxCustomElements  = 1000
	maxCustomElement   = 255
)

var (
	customFieldName = regexp.MustCompile(`^[\w-]+$`)
	customAmount    = fields{
		"currency": {kind: text, required: true, format: currency},
		"amount":   {kind: number, required: true},
	}
)

// validateCustomFields checks only what holds for custom fields of every type, because no types are declared here.
func validateCustomFields(path string, doc document, invalid *invalidFields) {
	for _, name := range sortedKeys(doc) {
		at := join(path, name)
		if utf8.RuneCountInString(name) > maxCustomFieldName || !customFieldName.MatchString(name) {
			invalid.add(at, "This is not the name of a custom field.")
			continue
		}
		switch value := doc[name].(type) {
		case string:
			field{kind: text, maxLength: maxCustomText}.validate(at, value, invalid)
		case json.Number:
			field{kind: number}.validate(at, value, invalid)
		case []any:
			if len(value) > maxCustomElements {
				invalid.add(at, "This collection should contain 1000 elements or less.")
			}
			field{kind: list, items: &field{kind: text, maxLength: maxCustomElement}}.validate(at, value, invalid)
		case document:
			customAmount.validate(at, value, invalid)
		}
	}
}
