package emulator

func websites() *collection {
	return &collection{
		name:   "websites",
		prefix: "web_",
		variants: map[string]fields{"": with(common(), fields{
			"name":           {kind: text, required: true, sortable: true},
			"url":            {kind: text, required: true},
			"servicePhone":   {kind: text, required: true},
			"serviceEmail":   {kind: text, required: true, format: email},
			"settings":       {kind: object, initial: document{}, merged: true, fields: websiteSettings()},
			"logoId":         {kind: text, nullable: true, maxLength: 50},
			"logoUrl":        {kind: text, nullable: true, readOnly: true},
			"organizationId": {kind: text, readOnly: true},
		})},
		check:  checkWebsite,
		derive: deriveWebsite,
	}
}

func websiteSettings() fields {
	return fields{
		"depositForm": {kind: object, initial: document{}, merged: true, fields: fields{
			"theme": {kind: object, nullable: true, fields: fields{
				"colorPrimary":   {kind: text, nullable: true, maxLength: 6},
				"colorSecondary": {kind: text, nullable: true, maxLength: 6},
				"buttonTemplate": {kind: text, nullable: true, maxLength: 100},
			}},
		}},
		"paymentForm": {kind: object, initial: document{}, merged: true, fields: fields{
			"css":   {kind: text, nullable: true},
			"theme": {kind: stringMap, nullable: true},
			"features": {kind: object, nullable: true, merged: true, fields: fields{
				"showCoupons":                   {kind: list, nullable: true, items: &field{kind: text}},
				"fullPageRedirect":              {kind: boolean, nullable: true, initial: false},
				"skipRedirectOnPaymentComplete": {kind: boolean, nullable: true, initial: false},
				"hideZeroAmountSummaryItems":    {kind: boolean, nullable: true, initial: false},
			}},
		}},
		"amplitude": {kind: object, initial: document{}, merged: true, fields: fields{
			"tracking": {kind: boolean, initial: false},
			"apiKey":   {kind: text, nullable: true, minLength: 20, maxLength: 50},
		}},
		"payoutRequest": {kind: object, initial: document{}, merged: true, fields: fields{
			"automaticReadinessEnabled":        {kind: boolean, initial: false},
			"pendingPeriodHours":               {kind: integer, min: 1, max: 8760},
			"automaticReadinessTime":           {kind: text, format: timeOfDay},
			"automaticReadinessLastExecutedAt": {kind: text, nullable: true, readOnly: true},
		}},
	}
}

func checkWebsite(doc document, _ func(collection, id string) bool, invalid *invalidFields) {
	payout := child(doc, "settings", "payoutRequest")
	if payout["automaticReadinessEnabled"] != true {
		return
	}
	for _, name := range []string{"pendingPeriodHours", "automaticReadinessTime"} {
		if _, given := payout[name]; !given {
			invalid.add("settings.payoutRequest."+name, "This field is required when automaticReadinessEnabled is true.")
		}
	}
}

func deriveWebsite(stored, _ document, organization string) {
	stored["organizationId"] = organization
	stored["logoUrl"] = nil
	if logoID, ok := stored["logoId"].(string); ok {
		stored["logoUrl"] = "https://files.example/" + logoID
	}
}
