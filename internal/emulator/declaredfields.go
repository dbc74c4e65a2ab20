package emulator

import (
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const (
	maxCustomInteger  = 1<<31 - 1
	minCustomInteger  = -1 << 31
	defaultCustomText = 255
)

// declaredFields returns the custom fields that an organization declares. Their IDs are resource/name.
func declaredFields() *collection {
	types := map[string]schema.Fields{
		"array": {
			"allowedValues": {Kind: schema.List, Items: &schema.Field{Kind: schema.Text}},
			"default":       {Kind: schema.List, Items: &schema.Field{Kind: schema.Text}},
		},
		"boolean":  {"default": {Kind: schema.Boolean}},
		"date":     {"default": {Kind: schema.Text}},
		"datetime": {"default": {Kind: schema.Text}},
		"integer":  {"minimum": {Kind: schema.Integer}, "maximum": {Kind: schema.Integer}, "default": {Kind: schema.Integer}},
		"number":   {"minimum": {Kind: schema.Number}, "maximum": {Kind: schema.Number}, "default": {Kind: schema.Number}},
		"string": {
			"allowedValues": {Kind: schema.List, Items: &schema.Field{Kind: schema.Text}},
			"maxLength":     {Kind: schema.Integer, Min: new(1.0), Max: new(float64(schema.MaxCustomText))},
			"pattern":       {Kind: schema.Text},
			"default":       {Kind: schema.Text},
		},
		"monetary": {"default": {Kind: schema.Object, Fields: schema.CustomAmount}},
	}
	variants := map[string]schema.Fields{}
	// A body of an unknown type is checked against the first type.
	variants[""] = declaredField(schema.SortedKeys(types), types["array"])
	for name, additional := range types {
		variants[name] = declaredField(schema.SortedKeys(types), additional)
	}
	return &collection{
		name: "custom-fields",
		scopes: []string{
			"customers", "payment-instruments", "orders", "subscriptions", "transactions",
			"websites", "products", "plans", "gateway-accounts", "deposit-requests",
		},
		legacyConflict: true,
		variants:       variants,
		variantOf: func(doc schema.Document) string {
			kind, _ := doc["type"].(string)
			if _, known := types[kind]; known {
				return kind
			}
			return ""
		},
		check: checkDeclaredField,
		conflict: func(before, doc schema.Document, _ Options) string {
			if before["type"] != doc["type"] {
				return "The type of a custom field cannot be changed."
			}
			return ""
		},
		derive: func(stored, _ schema.Document, _ string) {
			id, _ := stored["id"].(string)
			_, stored["name"], _ = strings.Cut(id, "/")
		},
	}
}

func declaredField(types []string, additional schema.Fields) schema.Fields {
	return schema.Fields{
		"name":        {Kind: schema.Text, ReadOnly: true},
		"type":        {Kind: schema.Text, Required: true, Enum: types},
		"description": {Kind: schema.Text, Nullable: true},
		"isEnabled":   {Kind: schema.Boolean, Initial: true},
		"additionalSchema": {
			Kind:     schema.Object,
			Nullable: true,
			Fields:   schema.With(schema.Fields{"required": {Kind: schema.Boolean}}, additional),
		},
		"_links": {Kind: schema.List, ReadOnly: true},
	}
}

func checkDeclaredField(doc schema.Document, _ func(collection, id string) bool, invalid *schema.InvalidFields) {
	additional := schema.Child(doc, "additionalSchema")
	checkOrder("additionalSchema", additional, "minimum", "maximum", invalid)
	if value, given := additional["default"]; given && *invalid == nil {
		checkCustomField("additionalSchema.default", doc, value, invalid)
	}
}
