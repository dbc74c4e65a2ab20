package emulator

import (
	"strings"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// serviceCredentials returns the credentials of other services. Their IDs are type/id.
func serviceCredentials() *collection {
	return &collection{
		name:     "service-credentials",
		prefix:   "crd_",
		scopedBy: "type",
		scopes: []string{
			"smtp", "webhook", "mailgun", "sendgrid", "aws-ses", "oauth2", "postmark", "experian", "taxjar", "avalara", "plaid",
		},
		findsExisting: true,
		initial:       schema.Document{"status": "active"},
		adjust: func(declared schema.Fields) {
			// A PATCH changes the status, and a POST has the type, although they are read-only in a response.
			for _, name := range []string{"status", "type"} {
				set(declared, name, func(f *schema.Field) { f.ReadOnly = false })
			}
			// A POST does not have them.
			set(declared, "deactivationTime", func(f *schema.Field) { f.Initial = nil })
		},
		check: func(doc schema.Document, _ func(collection, id string) bool, invalid *schema.InvalidFields) {
			if doc["deactivationTime"] != nil && doc["status"] != "deactivated" {
				invalid.Add("status", "A deactivated credential cannot be reactivated.")
			}
		},
		derive: func(stored, _ schema.Document, _ string) {
			id := schema.TextOf(stored["id"])
			stored["type"], stored["hash"], _ = strings.Cut(id, "/")
			if stored["status"] == "deactivated" && stored["deactivationTime"] == nil {
				stored["deactivationTime"] = schema.Timestamp(time.Now())
			}
		},
	}
}
