package emulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// references returns the collections of what Rebilly defines and clients only read.
func references() []*collection {
	return []*collection{
		{name: "events", seeded: true, naturalKey: "eventType", initially: eventTypes},
		{name: "integrations", seeded: true, naturalKey: "service", initially: func() []schema.Document {
			return []schema.Document{
				{"service": "google-sheets", "count": json.Number("0"), "configurations": []any{}},
				{"service": "intuit-quickbooks", "count": json.Number("1"), "configurations": []any{schema.Document{
					"title": "Paid invoices", "eventType": "invoice-paid", "labels": []any{"accounting"},
				}}},
			}
		}},
		{name: "payment-methods", seeded: true, public: true, naturalKey: "apiName", initially: paymentMethods},
	}
}

// eventTypeNames returns the types in the definition.
var eventTypeNames = sync.OnceValue(func() []string {
	root, err := apifacts.Document()
	if err != nil {
		panic("emulator: " + err.Error())
	}
	components, _ := root["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	declared, _ := schemas["EventType"].(map[string]any)
	return schema.TextsOf(declared["enum"])
})

// eventTypes returns the events. Which category each has is a guess.
func eventTypes() []schema.Document {
	var all []schema.Document
	for _, name := range eventTypeNames() {
		title := strings.ReplaceAll(name, "-", " ")
		category := "billing"
		if slices.Contains([]string{"transaction", "payment", "dispute", "payout", "gateway", "risk"}, strings.Split(name, "-")[0]) {
			category = "payments"
		}
		all = append(all, schema.Document{
			"eventType": name, "title": strings.ToUpper(title[:1]) + title[1:], "description": fmt.Sprintf("Occurs for %s.", title),
			"category": category, "rulesCount": json.Number("0"), "bindsCount": json.Number("0"),
		})
	}
	return all
}

// paymentMethods returns a few of the payment methods.
func paymentMethods() []schema.Document {
	method := func(apiName, name, kind string, recurring bool, countries, currencies schema.Document) schema.Document {
		return schema.Document{
			"apiName": apiName, "name": name, "summary": name, "description": "Payments by " + name + ".", "type": kind,
			"storefrontEnabled": true, "isSingleUse": !recurring, "recurringPayments": recurring, "refunds": true, "disputes": recurring,
			"landscapeLogo": nil, "portraitLogo": nil, "relevantBusinessModels": []any{"B2B", "B2C"}, "ux": []any{},
			"countries": countries, "supportedCurrencies": currencies,
		}
	}
	all := schema.Document{"mode": "all", "values": []any{}}
	return []schema.Document{
		method("payment-card", "Payment card", "credit card", true, all, all),
		method("paypal", "PayPal", "wallet", true, all, schema.Document{"mode": "unknown", "values": []any{}}),
		method("iDEAL", "iDEAL", "bank transfer", false,
			schema.Document{"mode": "subset", "values": []any{"NL"}}, schema.Document{"mode": "subset", "values": []any{"EUR"}}),
	}
}
