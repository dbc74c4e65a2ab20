package emulator

import (
	"strings"
	"unicode/utf8"
)

const (
	maxCustomInteger  = 1<<31 - 1
	minCustomInteger  = -1 << 31
	defaultCustomText = 255
)

// declaredFields are the custom fields that an organization declares. Their ids are resource/name.
func declaredFields() *collection {
	types := map[string]fields{
		"array": {
			"allowedValues": {kind: list, items: &field{kind: text}},
			"default":       {kind: list, items: &field{kind: text}},
		},
		"boolean":  {"default": {kind: boolean}},
		"date":     {"default": {kind: text}},
		"datetime": {"default": {kind: text}},
		"integer":  {"minimum": {kind: integer}, "maximum": {kind: integer}, "default": {kind: integer}},
		"number":   {"minimum": {kind: number}, "maximum": {kind: number}, "default": {kind: number}},
		"string": {
			"allowedValues": {kind: list, items: &field{kind: text}},
			"maxLength":     {kind: integer, min: 1, max: maxCustomText},
			"pattern":       {kind: text},
			"default":       {kind: text},
		},
		"monetary": {"default": {kind: object, fields: customAmount}},
	}
	variants := map[string]fields{}
	// A body of no known type is held to the first.
	variants[""] = declaredField(sortedKeys(types), types["array"])
	for name, schema := range types {
		variants[name] = declaredField(sortedKeys(types), schema)
	}
	return &collection{
		name: "custom-fields",
		scopes: []string{
			"customers", "payment-instruments", "orders", "subscriptions", "transactions",
			"websites", "products", "plans", "gateway-accounts", "deposit-requests",
		},
		putOnly: true,
		validID: func(name string) bool {
			return utf8.RuneCountInString(name) <= maxCustomFieldName && customFieldName.MatchString(name)
		},
		variants: variants,
		variantOf: func(doc document) string {
			kind, _ := doc["type"].(string)
			if _, known := types[kind]; known {
				return kind
			}
			return ""
		},
		check: checkDeclaredField,
		conflict: func(before, doc document) string {
			if before["type"] != doc["type"] {
				return "The type of a custom field cannot be changed."
			}
			return ""
		},
		derive: func(stored, _ document, _ string) {
			id, _ := stored["id"].(string)
			_, stored["name"], _ = strings.Cut(id, "/")
		},
	}
}

func declaredField(types []string, schema fields) fields {
	return fields{
		"name":             {kind: text, readOnly: true},
		"type":             {kind: text, required: true, enum: types},
		"description":      {kind: text, nullable: true},
		"isEnabled":        {kind: boolean, initial: true},
		"additionalSchema": {kind: object, nullable: true, fields: with(fields{"required": {kind: boolean}}, schema)},
		"_links":           {kind: list, readOnly: true},
	}
}

func checkDeclaredField(doc document, _ func(collection, id string) bool, invalid *invalidFields) {
	schema := child(doc, "additionalSchema")
	checkOrder("additionalSchema", schema, "minimum", "maximum", invalid)
	if value, given := schema["default"]; given && *invalid == nil {
		checkCustomField("additionalSchema.default", doc, value, invalid)
	}
}
