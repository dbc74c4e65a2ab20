package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
)

const (
	oneTimeSale  = "one-time sale"
	subscription = "subscription"
	trialOnly    = "trial-only"
)

const maxQuantity = 999999999

var (
	timeUnits = []string{"day", "week", "month", "year"}
	weekDays  = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
)

func plans() *collection {
	return &collection{
		name:   "plans",
		prefix: "plan_",
		variants: map[string]fields{
			oneTimeSale: with(anyPlan(), fields{
				"pricing":           {kind: object, required: true, variantBy: "formula", variants: pricing()},
				"recurringInterval": {kind: null, nullable: true},
				"trial":             {kind: null, nullable: true},
			}),
			subscription: with(anyPlan(), fields{
				"pricing":           {kind: object, required: true, variantBy: "formula", variants: pricing()},
				"recurringInterval": {kind: object, required: true, fields: recurringInterval()},
				"trial":             {kind: object, nullable: true, fields: trial()},
				"meteredBilling":    {kind: object, nullable: true, fields: meteredBilling()},
				"invoiceTimeShift":  {kind: object, nullable: true, readOnly: true},
			}),
			trialOnly: with(anyPlan(), fields{
				"recurringInterval": {kind: null, nullable: true},
				"trial":             {kind: object, required: true, fields: trial()},
				"invoiceTimeShift":  {kind: object, nullable: true, readOnly: true},
			}),
		},
		variantOf: planVariant,
		check:     checkPlan,
		derive:    derivePlan,
	}
}

func anyPlan() fields {
	return with(common(), fields{
		"name":            {kind: text, required: true, maxLength: 255, sortable: true},
		"description":     {kind: text, maxLength: 65535},
		"richDescription": {kind: text, maxLength: 65535},
		"productId":       {kind: text, required: true, maxLength: 50},
		"productOptions":  {kind: stringMap, nullable: true},
		"currency":        {kind: text, required: true, minLength: 3, maxLength: 3, format: iso4217, sortable: true},
		"currencySign":    {kind: text, readOnly: true},
		"setup": {kind: object, nullable: true, fields: fields{
			"price": {kind: number, required: true},
		}},
		"isActive":    {kind: boolean, initial: true},
		"revision":    {kind: integer, readOnly: true},
		"isTrialOnly": {kind: boolean, readOnly: true},
	})
}

func pricing() map[string]fields {
	formula := field{kind: text, required: true}
	price := field{kind: number, required: true}
	quantity := field{kind: integer, nullable: true, min: 1, max: maxQuantity}
	bracketed := fields{
		"formula":     formula,
		"minQuantity": quantity,
		"brackets": {kind: list, required: true, minItems: 1, items: &field{kind: object, fields: fields{
			"price":       {kind: number},
			"maxQuantity": quantity,
		}}},
	}
	return map[string]fields{
		"fixed-fee": {"formula": formula, "price": price},
		"flat-rate": {"formula": formula, "price": price, "minQuantity": quantity, "maxQuantity": quantity},
		"stairstep": bracketed,
		"tiered":    bracketed,
		"volume":    bracketed,
	}
}

func recurringInterval() fields {
	method := field{kind: text, required: true}
	time := field{kind: text, format: timeOfDay}
	dayOfMonth := field{kind: integer, required: true, min: 1, max: 31}
	return fields{
		"unit":          {kind: text, required: true, enum: timeUnits},
		"length":        {kind: integer, required: true, min: 1},
		"limit":         {kind: integer, nullable: true, min: 1, max: 65535},
		"billingTiming": {kind: text, enum: []string{"prepaid", "postpaid"}, initial: "prepaid"},
		"periodAnchorInstruction": {kind: object, nullable: true, variantBy: "method", variants: map[string]fields{
			"day-of-month": {"method": method, "time": time, "day": dayOfMonth},
			"day-of-week": {
				"method": method,
				"time":   time,
				"day":    {kind: text, required: true, enum: weekDays},
				"week":   {kind: text, required: true, enum: []string{"next", "first-in-month", "last-in-month"}},
			},
			"day-and-month-of-year": {
				"method": method,
				"time":   time,
				"day":    dayOfMonth,
				"month":  {kind: integer, required: true, min: 1, max: 12},
			},
		}},
	}
}

func trial() fields {
	return fields{
		"price": {kind: number, required: true},
		"period": {kind: object, required: true, fields: fields{
			"unit":   {kind: text, required: true, enum: timeUnits},
			"length": {kind: integer, required: true, min: 1},
		}},
	}
}

func meteredBilling() fields {
	quantity := field{kind: number, nullable: true, min: 0.01}
	return fields{
		"strategy": {kind: text, required: true, enum: []string{"sum", "last"}},
		"min":      quantity,
		"max":      quantity,
		"sticky":   {kind: boolean, initial: false},
	}
}

// planVariant tells the variants apart by what they have, because a plan has no discriminator.
func planVariant(doc document) string {
	switch {
	case doc["recurringInterval"] != nil:
		return subscription
	case doc["pricing"] == nil && doc["trial"] != nil:
		return trialOnly
	default:
		return oneTimeSale
	}
}

func checkPlan(doc document, exists func(collection, id string) bool, invalid *invalidFields) {
	if id, ok := doc["productId"].(string); ok && !exists("products", id) {
		invalid.add("productId", "There is no product with this ID.")
	}
	checkOrder("pricing", child(doc, "pricing"), "minQuantity", "maxQuantity", invalid)
	checkBrackets(child(doc, "pricing"), invalid)
	checkMeteredBilling(doc, invalid)
}

func checkBrackets(pricing document, invalid *invalidFields) {
	brackets, _ := pricing["brackets"].([]any)
	reached := 0.0
	for i, element := range brackets {
		path := fmt.Sprintf("pricing.brackets.%d.maxQuantity", i)
		bracket, _ := element.(document)
		limit, ok := bracket["maxQuantity"].(json.Number)
		if !ok {
			if bracket["maxQuantity"] == nil && i < len(brackets)-1 {
				invalid.add(path, "Only the last bracket can be unlimited.")
			}
			continue
		}
		quantity, _ := limit.Float64()
		if i > 0 && quantity <= reached {
			invalid.add(path, "This value should be greater than that of the bracket before.")
		}
		reached = quantity
	}
}

func checkMeteredBilling(doc document, invalid *invalidFields) {
	metered := child(doc, "meteredBilling")
	if metered == nil {
		return
	}
	if child(doc, "recurringInterval")["billingTiming"] != "postpaid" {
		invalid.add("recurringInterval.billingTiming", "Metered billing plans must be postpaid.")
	}
	if metered["sticky"] == true && metered["strategy"] != "last" {
		invalid.add("meteredBilling.sticky", "This is only supported with the strategy last.")
	}
	checkOrder("meteredBilling", metered, "min", "max", invalid)
}

// checkOrder refuses two limits that leave nothing between them.
func checkOrder(path string, doc document, least, most string, invalid *invalidFields) {
	low, hasLow := doc[least].(json.Number)
	high, hasHigh := doc[most].(json.Number)
	if !hasLow || !hasHigh {
		return
	}
	from, _ := low.Float64()
	to, _ := high.Float64()
	if to < from {
		invalid.add(join(path, most), "This value should not be less than "+least+".")
	}
}

func derivePlan(stored, before document, _ string) {
	code, _ := stored["currency"].(string)
	stored["currencySign"] = cmp.Or(currencySigns[code], code)
	stored["isTrialOnly"] = planVariant(stored) == trialOnly
	stored["revision"] = next(before)
}

// child returns the object at the end of the path, or nil.
func child(doc document, path ...string) document {
	for _, name := range path {
		doc, _ = doc[name].(document)
	}
	return doc
}
