package emulator

import "github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"

func websites() *collection {
	return &collection{
		name:   "websites",
		prefix: "web_",
		variants: map[string]schema.Fields{"": schema.With(common(), schema.Fields{
			"name":           {Kind: schema.Text, Required: true, Sortable: true},
			"url":            {Kind: schema.Text, Required: true},
			"servicePhone":   {Kind: schema.Text, Required: true},
			"serviceEmail":   {Kind: schema.Text, Required: true, Format: schema.Email},
			"settings":       {Kind: schema.Object, Initial: schema.Document{}, Merged: true, Fields: websiteSettings()},
			"logoId":         {Kind: schema.Text, Nullable: true, MaxLength: 50},
			"logoUrl":        {Kind: schema.Text, Nullable: true, ReadOnly: true},
			"organizationId": {Kind: schema.Text, ReadOnly: true},
		})},
		check:  checkWebsite,
		derive: deriveWebsite,
	}
}

func websiteSettings() schema.Fields {
	return schema.Fields{
		"depositForm": {Kind: schema.Object, Initial: schema.Document{}, Merged: true, Fields: schema.Fields{
			"theme": {Kind: schema.Object, Nullable: true, Fields: schema.Fields{
				"colorPrimary":   {Kind: schema.Text, Nullable: true, MaxLength: 6},
				"colorSecondary": {Kind: schema.Text, Nullable: true, MaxLength: 6},
				"buttonTemplate": {Kind: schema.Text, Nullable: true, MaxLength: 100},
			}},
		}},
		"paymentForm": {Kind: schema.Object, Initial: schema.Document{}, Merged: true, Fields: schema.Fields{
			"css":   {Kind: schema.Text, Nullable: true},
			"theme": {Kind: schema.StringMap, Nullable: true},
			"features": {Kind: schema.Object, Nullable: true, Merged: true, Fields: schema.Fields{
				"showCoupons":                   {Kind: schema.List, Nullable: true, Items: &schema.Field{Kind: schema.Text}},
				"fullPageRedirect":              {Kind: schema.Boolean, Nullable: true, Initial: false},
				"skipRedirectOnPaymentComplete": {Kind: schema.Boolean, Nullable: true, Initial: false},
				"hideZeroAmountSummaryItems":    {Kind: schema.Boolean, Nullable: true, Initial: false},
			}},
		}},
		"amplitude": {Kind: schema.Object, Initial: schema.Document{}, Merged: true, Fields: schema.Fields{
			"tracking": {Kind: schema.Boolean, Initial: false},
			"apiKey":   {Kind: schema.Text, Nullable: true, MinLength: 20, MaxLength: 50},
		}},
		"payoutRequest": {Kind: schema.Object, Initial: schema.Document{}, Merged: true, Fields: schema.Fields{
			"automaticReadinessEnabled":        {Kind: schema.Boolean, Initial: false},
			"pendingPeriodHours":               {Kind: schema.Integer, Min: new(1.0), Max: new(8760.0)},
			"automaticReadinessTime":           {Kind: schema.Text, Format: schema.TimeOfDay},
			"automaticReadinessLastExecutedAt": {Kind: schema.Text, Nullable: true, ReadOnly: true},
		}},
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
