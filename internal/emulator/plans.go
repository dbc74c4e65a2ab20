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

const maxQuantity = 999999999

var (
	timeUnits = []string{"day", "week", "month", "year"}
	weekDays  = []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
)

func plans() *collection {
	return &collection{
		name:   "plans",
		prefix: "plan_",
		variants: map[string]schema.Fields{
			oneTimeSale: schema.With(anyPlan(), schema.Fields{
				"pricing":           {Kind: schema.Object, Required: true, VariantBy: "formula", Variants: pricing()},
				"recurringInterval": {Kind: schema.Null, Nullable: true},
				"trial":             {Kind: schema.Null, Nullable: true},
			}),
			subscription: schema.With(anyPlan(), schema.Fields{
				"pricing":           {Kind: schema.Object, Required: true, VariantBy: "formula", Variants: pricing()},
				"recurringInterval": {Kind: schema.Object, Required: true, Fields: recurringInterval()},
				"trial":             {Kind: schema.Object, Nullable: true, Fields: trial()},
				"meteredBilling":    {Kind: schema.Object, Nullable: true, Fields: meteredBilling()},
				"invoiceTimeShift":  {Kind: schema.Object, Nullable: true, ReadOnly: true},
			}),
			trialOnly: schema.With(anyPlan(), schema.Fields{
				"recurringInterval": {Kind: schema.Null, Nullable: true},
				"trial":             {Kind: schema.Object, Required: true, Fields: trial()},
				"invoiceTimeShift":  {Kind: schema.Object, Nullable: true, ReadOnly: true},
			}),
		},
		variantOf: planVariant,
		check:     checkPlan,
		derive:    derivePlan,
	}
}

func anyPlan() schema.Fields {
	return schema.With(common(), schema.Fields{
		"name":            {Kind: schema.Text, Required: true, MaxLength: 255, Sortable: true},
		"description":     {Kind: schema.Text, MaxLength: 65535},
		"richDescription": {Kind: schema.Text, MaxLength: 65535},
		"productId":       {Kind: schema.Text, Required: true, MaxLength: 50},
		"productOptions":  {Kind: schema.StringMap, Nullable: true},
		"currency":        {Kind: schema.Text, Required: true, MinLength: 3, MaxLength: 3, Format: schema.ISO4217, Sortable: true},
		"currencySign":    {Kind: schema.Text, ReadOnly: true},
		"setup": {Kind: schema.Object, Nullable: true, Fields: schema.Fields{
			"price": {Kind: schema.Number, Required: true},
		}},
		"isActive":    {Kind: schema.Boolean, Initial: true},
		"revision":    {Kind: schema.Integer, ReadOnly: true},
		"isTrialOnly": {Kind: schema.Boolean, ReadOnly: true},
	})
}

func pricing() map[string]schema.Fields {
	formula := schema.Field{Kind: schema.Text, Required: true}
	price := schema.Field{Kind: schema.Number, Required: true}
	quantity := schema.Field{Kind: schema.Integer, Nullable: true, Min: new(1.0), Max: new(float64(maxQuantity))}
	bracketed := schema.Fields{
		"formula":     formula,
		"minQuantity": quantity,
		"brackets": {Kind: schema.List, Required: true, MinItems: 1, Items: &schema.Field{Kind: schema.Object, Fields: schema.Fields{
			"price":       {Kind: schema.Number},
			"maxQuantity": quantity,
		}}},
	}
	return map[string]schema.Fields{
		"fixed-fee": {"formula": formula, "price": price},
		"flat-rate": {"formula": formula, "price": price, "minQuantity": quantity, "maxQuantity": quantity},
		"stairstep": bracketed,
		"tiered":    bracketed,
		"volume":    bracketed,
	}
}

func recurringInterval() schema.Fields {
	method := schema.Field{Kind: schema.Text, Required: true}
	time := schema.Field{Kind: schema.Text, Format: schema.TimeOfDay}
	dayOfMonth := schema.Field{Kind: schema.Integer, Required: true, Min: new(1.0), Max: new(31.0)}
	return schema.Fields{
		"unit":          {Kind: schema.Text, Required: true, Enum: timeUnits},
		"length":        {Kind: schema.Integer, Required: true, Min: new(1.0)},
		"limit":         {Kind: schema.Integer, Nullable: true, Min: new(1.0), Max: new(65535.0)},
		"billingTiming": {Kind: schema.Text, Enum: []string{"prepaid", "postpaid"}, Initial: "prepaid"},
		"periodAnchorInstruction": {Kind: schema.Object, Nullable: true, VariantBy: "method", Variants: map[string]schema.Fields{
			"day-of-month": {"method": method, "time": time, "day": dayOfMonth},
			"day-of-week": {
				"method": method,
				"time":   time,
				"day":    {Kind: schema.Text, Required: true, Enum: weekDays},
				"week":   {Kind: schema.Text, Required: true, Enum: []string{"next", "first-in-month", "last-in-month"}},
			},
			"day-and-month-of-year": {
				"method": method,
				"time":   time,
				"day":    dayOfMonth,
				"month":  {Kind: schema.Integer, Required: true, Min: new(1.0), Max: new(12.0)},
			},
		}},
	}
}

func trial() schema.Fields {
	return schema.Fields{
		"price": {Kind: schema.Number, Required: true},
		"period": {Kind: schema.Object, Required: true, Fields: schema.Fields{
			"unit":   {Kind: schema.Text, Required: true, Enum: timeUnits},
			"length": {Kind: schema.Integer, Required: true, Min: new(1.0)},
		}},
	}
}

func meteredBilling() schema.Fields {
	quantity := schema.Field{Kind: schema.Number, Nullable: true, Min: new(0.01)}
	return schema.Fields{
		"strategy": {Kind: schema.Text, Required: true, Enum: []string{"sum", "last"}},
		"min":      quantity,
		"max":      quantity,
		"sticky":   {Kind: schema.Boolean, Initial: false},
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
	stored["revision"] = next(before)
}

// common returns the fields of every object.
func common() schema.Fields {
	return schema.Fields{
		"id":           {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"customFields": {Kind: schema.CustomFields, Initial: schema.Document{}, Merged: true},
		"createdTime":  {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"updatedTime":  {Kind: schema.Text, ReadOnly: true, Sortable: true},
		"_links":       {Kind: schema.List, ReadOnly: true},
	}
}
