package emulator

import "github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"

func websites() *collection {
	return &collection{
		name:     "websites",
		prefix:   "web_",
		sortable: []string{"name"},
		adjust: func(declared schema.Fields) {
			set(declared["settings"].Fields["paymentForm"].Fields, "features", func(f *schema.Field) { f.Merged = true })
		},
		check:  checkWebsite,
		derive: deriveWebsite,
	}
}

func checkWebsite(doc schema.Document, _ func(collection, id string) bool, invalid *schema.InvalidFields) {
	payout := schema.Child(doc, "settings", "payoutRequest")
	if payout["automaticReadinessEnabled"] != true {
		return
	}
	for _, name := range []string{"pendingPeriodHours", "automaticReadinessTime"} {
		if _, given := payout[name]; !given {
			invalid.Add("settings.payoutRequest."+name, "This field is required when automaticReadinessEnabled is true.")
		}
	}
}

func deriveWebsite(stored, _ schema.Document, organization string) {
	stored["organizationId"] = organization
	stored["logoUrl"] = nil
	if logoID, ok := stored["logoId"].(string); ok {
		stored["logoUrl"] = "https://files.example/" + logoID
	}
}
