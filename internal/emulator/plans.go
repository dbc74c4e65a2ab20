package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const (
	oneTimeSale  = "one-time sale"
	subscription = "subscription"
	trialOnly    = "trial-only"
)

func plans() *collection {
	return &collection{
		name:         "plans",
		prefix:       "plan_",
		sortable:     []string{"name", "currency"},
		alternatives: []string{oneTimeSale, subscription, trialOnly},
		variantOf:    planVariant,
		adjust: func(declared schema.Fields) {
			// The definition ignores these in the variants without them. That would accept a plan and drop its trial.
			for _, name := range []string{"recurringInterval", "trial"} {
				set(declared, name, func(f *schema.Field) { f.ReadOnly = false })
			}
		},
		check:  checkPlan,
		derive: derivePlan,
	}
}

// planVariant returns the variant by the fields that are set, because a billing plan has no discriminator.
func planVariant(doc schema.Document) string {
	switch {
	case doc["recurringInterval"] != nil:
		return subscription
	case doc["pricing"] == nil && doc["trial"] != nil:
		return trialOnly
	default:
		return oneTimeSale
	}
}

func checkPlan(doc schema.Document, exists func(collection, id string) bool, invalid *schema.InvalidFields) {
	if id, ok := doc["productId"].(string); ok && !exists("products", id) {
		invalid.Add("productId", "There is no product with this ID.")
	}
	checkOrder("pricing", schema.Child(doc, "pricing"), "minQuantity", "maxQuantity", invalid)
	checkBrackets(schema.Child(doc, "pricing"), invalid)
	checkMeteredBilling(doc, invalid)
}

func checkBrackets(pricing schema.Document, invalid *schema.InvalidFields) {
	brackets, _ := pricing["brackets"].([]any)
	reached := 0.0
	for i, element := range brackets {
		path := fmt.Sprintf("pricing.brackets.%d.maxQuantity", i)
		bracket, _ := element.(schema.Document)
		limit, ok := bracket["maxQuantity"].(json.Number)
		if !ok {
			if bracket["maxQuantity"] == nil && i < len(brackets)-1 {
				invalid.Add(path, "Only the last bracket can be unlimited.")
			}
			continue
		}
		quantity, _ := limit.Float64()
		if i > 0 && quantity <= reached {
			invalid.Add(path, "This value should be greater than that of the bracket before.")
		}
		reached = quantity
	}
}

func checkMeteredBilling(doc schema.Document, invalid *schema.InvalidFields) {
	metered := schema.Child(doc, "meteredBilling")
	if metered == nil {
		return
	}
	if schema.Child(doc, "recurringInterval")["billingTiming"] != "postpaid" {
		invalid.Add("recurringInterval.billingTiming", "Metered billing plans must be postpaid.")
	}
	if metered["sticky"] == true && metered["strategy"] != "last" {
		invalid.Add("meteredBilling.sticky", "This is only supported with the strategy last.")
	}
	checkOrder("meteredBilling", metered, "min", "max", invalid)
}

// checkOrder reports a maximum that is less than the minimum.
func checkOrder(path string, doc schema.Document, least, most string, invalid *schema.InvalidFields) {
	low, hasLow := doc[least].(json.Number)
	high, hasHigh := doc[most].(json.Number)
	if !hasLow || !hasHigh {
		return
	}
	from, _ := low.Float64()
	to, _ := high.Float64()
	if to < from {
		invalid.Add(schema.Join(path, most), "This value should not be less than "+least+".")
	}
}

func derivePlan(stored, before schema.Document, _ string) {
	code, _ := stored["currency"].(string)
	stored["currencySign"] = cmp.Or(currencySigns[code], code)
	stored["isTrialOnly"] = planVariant(stored) == trialOnly
	stored["revision"] = next(before, "revision")
}
