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
	return &collection{
		name:     "custom-fields",
		scopedBy: "resource",
		scopes: []string{
			"customers", "payment-instruments", "orders", "subscriptions", "transactions",
			"websites", "products", "plans", "gateway-accounts", "deposit-requests",
		},
		legacyConflict: true,
		adjust: func(declared schema.Fields) {
			additional := declared["additionalSchema"].Fields
			// The definition has this maximum in the description alone.
			set(additional, "maxLength", func(f *schema.Field) { f.Min, f.Max = new(1.0), new(float64(schema.MaxCustomText)) })
			set(additional, "default", func(f *schema.Field) {
				if f.Fields != nil {
					f.Fields = schema.CustomAmount
				}
			})
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

func checkDeclaredField(doc schema.Document, _ func(collection, id string) bool, invalid *schema.InvalidFields) {
	additional := schema.Child(doc, "additionalSchema")
	checkOrder("additionalSchema", additional, "minimum", "maximum", invalid)
	if value, given := additional["default"]; given && *invalid == nil {
		checkCustomField("additionalSchema.default", doc, value, invalid)
	}
}
