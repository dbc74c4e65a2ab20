package emulator

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
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
		"currency": {kind: text, required: true, format: iso4217},
		"amount":   {kind: number, required: true},
	}
)

// validateCustomFields checks what holds for custom fields of every type; checkCustomFields checks the rest.
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

var (
	fullDate = &format{name: "a date such as 2026-01-31", matches: func(s string) bool {
		_, err := time.Parse(time.DateOnly, s)
		return err == nil
	}}
	dateTime = &format{name: "a time of RFC 3339 such as 2026-01-31T10:00:00Z", matches: func(s string) bool {
		_, err := time.Parse(time.RFC3339, s)
		return err == nil && rfc3339.MatchString(s)
	}}
	// Go takes an hour of one digit, a comma before the fraction, and an offset of a day.
	rfc3339 = regexp.MustCompile(`T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)
)

// checkCustomFields holds the values that a write changes to what is declared for their kind of object, if anything is.
func (e *Emulator) checkCustomFields(c *collection, doc, before document, invalid *invalidFields) {
	declared := map[string]document{}
	for at, stored := range e.objects {
		if name, ok := strings.CutPrefix(at.id, c.name+"/"); ok && at.collection == "custom-fields" {
			declared[name] = stored
		}
	}
	if len(declared) == 0 {
		return
	}
	values, held := child(doc, "customFields"), child(before, "customFields")
	for _, name := range sortedKeys(values) {
		at, value := join("customFields", name), values[name]
		definition, known := declared[name]
		switch {
		case value == nil || reflect.DeepEqual(value, held[name]):
		case !known:
			invalid.add(at, "There is no such custom field.")
		case definition["isEnabled"] == false:
			invalid.add(at, "This custom field is disabled.")
		default:
			checkCustomField(at, definition, value, invalid)
		}
	}
	for _, name := range sortedKeys(declared) {
		schema := child(declared[name], "additionalSchema")
		_, hasDefault := schema["default"]
		if schema["required"] == true && !hasDefault && values[name] == nil && declared[name]["isEnabled"] != false {
			invalid.add(join("customFields", name), missing)
		}
	}
}

// checkCustomField holds one value to its declaration. The pattern is left to Rebilly: it is a regular expression of PHP.
func checkCustomField(at string, declared document, value any, invalid *invalidFields) {
	schema := child(declared, "additionalSchema")
	switch declared["type"] {
	case "array":
		field{kind: list, items: &field{kind: text, maxLength: maxCustomElement, enum: allowedValues(schema)}}.validate(at, value, invalid)
		if elements, _ := value.([]any); len(elements) > maxCustomElements {
			invalid.add(at, "This collection should contain 1000 elements or less.")
		}
	case "boolean":
		field{kind: boolean}.validate(at, value, invalid)
	case "date":
		field{kind: text, format: fullDate}.validate(at, value, invalid)
	case "datetime":
		field{kind: text, format: dateTime}.validate(at, value, invalid)
	case "integer":
		field{kind: integer, min: minCustomInteger, max: maxCustomInteger}.validate(at, value, invalid)
		checkBounds(at, schema, value, invalid)
	case "number":
		field{kind: number}.validate(at, value, invalid)
		checkBounds(at, schema, value, invalid)
	case "string":
		longest := defaultCustomText
		if n, ok := schema["maxLength"].(json.Number); ok {
			longest, _ = strconv.Atoi(n.String())
		}
		field{kind: text, maxLength: longest, enum: allowedValues(schema)}.validate(at, value, invalid)
	case "monetary":
		field{kind: object, fields: customAmount}.validate(at, value, invalid)
	}
}

// allowedValues is nil where every value is allowed.
func allowedValues(schema document) []string {
	elements, _ := schema["allowedValues"].([]any)
	var values []string
	for _, element := range elements {
		values = append(values, fmt.Sprint(element))
	}
	return values
}

func checkBounds(at string, schema document, value any, invalid *invalidFields) {
	number, ok := value.(json.Number)
	n, err := number.Float64()
	if !ok || err != nil {
		return
	}
	if least, ok := schema["minimum"].(json.Number); ok {
		if bound, _ := least.Float64(); n < bound {
			invalid.add(at, shouldBe(least.String()+" or more"))
		}
	}
	if most, ok := schema["maximum"].(json.Number); ok {
		if bound, _ := most.Float64(); n > bound {
			invalid.add(at, shouldBe(most.String()+" or less"))
		}
	}
}
