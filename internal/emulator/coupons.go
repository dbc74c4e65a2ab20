package emulator

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"time"
)

// Coupons is how far what is said of coupons goes.
type Coupons string

// Rebilly's definition does not say which of these it is.
const (
	// CouponsStrict takes it by the letter: expiredTime is after issuedTime, so that no draft expires at once, and what
	// has expired stays as it is.
	CouponsStrict Coupons = "strict"
	// CouponsLenient lets drafts expire at once, and what has expired and was never redeemed be issued again.
	CouponsLenient Coupons = "lenient"
)

const (
	draft   = "draft"
	issued  = "issued"
	expired = "expired"
)

var (
	countryCode = &format{name: "a country code of ISO 3166", matches: regexp.MustCompile(`^[A-Z]{2}$`).MatchString}
	timeOrNone  = &format{name: dateTime.name + ", or empty", matches: func(s string) bool { return s == "" || dateTime.matches(s) }}
)

func coupons(reading Coupons) *collection {
	declared := with(common(), fields{
		"discount":         {kind: object, required: true, variantBy: "type", variants: discounts()},
		"restrictions":     {kind: list, initial: []any{}, items: &field{kind: object, variantBy: "type", variants: restrictions()}},
		"description":      {kind: text},
		"issuedTime":       {kind: text, required: true, format: dateTime, sortable: true},
		"expiredTime":      {kind: text, nullable: true, format: dateTime, sortable: true},
		"redemptionsCount": {kind: integer, readOnly: true, initial: 0},
		"status":           {kind: text, readOnly: true},
		"revision":         {kind: integer, readOnly: true},
	})
	delete(declared, "customFields")
	return &collection{
		name:     "coupons",
		prefix:   "cpn_",
		noDelete: true,
		variants: map[string]fields{"": declared},
		check:    checkCoupon,
		conflict: func(before, doc document) string { return couponObstacle(reading, before, doc) },
		derive: func(stored, before document, _ string) {
			stored["status"] = couponStatus(stored)
			stored["revision"] = next(before)
		},
		// Time goes on after a write.
		maskResponse: func(answer document, _ Options) { answer["status"] = couponStatus(answer) },
	}
}

func discounts() map[string]fields {
	context := field{kind: text, enum: []string{"items", "shipping", "items-and-shipping"}, initial: "items"}
	return map[string]fields{
		"fixed":   {"type": {kind: text, required: true}, "context": context, "amount": {kind: number, required: true, min: 0.01}, "currency": currencyCode()},
		"percent": {"type": {kind: text, required: true}, "context": context, "value": {kind: number, required: true, min: 0.01, max: 100}},
	}
}

func currencyCode() field {
	return field{kind: text, required: true, minLength: 3, maxLength: 3, format: iso4217}
}

func restrictions() map[string]fields {
	quantity := field{kind: integer, required: true}
	ids := field{kind: list, required: true, items: &field{kind: text}}
	least := field{kind: integer, initial: 1}
	amount := fields{"amount": {kind: number, required: true}, "currency": currencyCode()}
	sold := field{kind: list, required: true, minItems: 1, items: &field{kind: object, fields: fields{
		"planId":   {kind: text, required: true, maxLength: 50},
		"quantity": {kind: integer, required: true, min: 1},
	}}}
	all := map[string]fields{
		"discounts-per-redemption":          {"quantity": quantity},
		"maximum-order-amount":              amount,
		"minimum-order-amount":              maps.Clone(amount),
		"paid-by-time":                      {"time": {kind: text, required: true, format: dateTime}},
		"redemptions-per-customer":          {"quantity": quantity},
		"restrict-to-bxgy":                  {"buy": sold, "get": sold},
		"restrict-to-countries":             {"countries": {kind: list, required: true, items: &field{kind: text, format: countryCode}}},
		"restrict-to-customer-tags":         {"tags": ids, "requireAllTags": {kind: boolean, required: true}},
		"restrict-to-customers":             {"customerIds": ids},
		"restrict-to-exclusive-application": {},
		"restrict-to-invoices":              {"invoiceIds": ids},
		"restrict-to-plans":                 {"planIds": ids, "minimumQuantity": least},
		"restrict-to-products":              {"productIds": ids, "minimumQuantity": least},
		"restrict-to-subscriptions":         {"subscriptionIds": ids},
		"total-redemptions":                 {"quantity": quantity},
	}
	for _, declared := range all {
		declared["type"] = field{kind: text, required: true}
	}
	return all
}

func checkCoupon(doc document, _ func(collection, id string) bool, invalid *invalidFields) {
	if from, until := timeOf(doc["issuedTime"]), timeOf(doc["expiredTime"]); !until.IsZero() && !until.After(from) {
		invalid.add("expiredTime", "This value should be greater than issuedTime.")
	}
	unique(doc, "restrictions", "type", "", invalid)
	elements, _ := doc["restrictions"].([]any)
	for i, element := range elements {
		restriction, _ := element.(document)
		unique(restriction, "buy", "planId", fmt.Sprintf("restrictions.%d", i), invalid)
		unique(restriction, "get", "planId", fmt.Sprintf("restrictions.%d", i), invalid)
	}
}

// unique refuses a value that two elements of a list share.
func unique(doc document, name, shared, path string, invalid *invalidFields) {
	elements, _ := doc[name].([]any)
	seen := map[any]bool{}
	for i, element := range elements {
		fields, _ := element.(document)
		value, _ := fields[shared].(string)
		if seen[value] {
			invalid.add(join(path, fmt.Sprintf("%s.%d.%s", name, i, shared)), "This value should be unique.")
		}
		seen[value] = true
	}
}

func couponObstacle(reading Coupons, before, doc document) string {
	was, is := paidByTime(before), paidByTime(doc)
	switch {
	case redeemed(before):
		return "Once a coupon is redeemed it cannot be modified."
	case couponStatus(before) == expired && reading == CouponsStrict:
		return "The coupon is expired."
	case was != nil && is != nil && !reflect.DeepEqual(was, is):
		return "The time of paid-by-time cannot be changed."
	}
	return ""
}

func paidByTime(doc document) any {
	elements, _ := doc["restrictions"].([]any)
	for _, element := range elements {
		if restriction, _ := element.(document); restriction["type"] == "paid-by-time" {
			return restriction["time"]
		}
	}
	return nil
}

func redeemed(coupon document) bool { return fmt.Sprint(coupon["redemptionsCount"]) > "0" }

func couponStatus(coupon document) string {
	now := time.Now()
	until := timeOf(coupon["expiredTime"])
	switch {
	case !until.IsZero() && !until.After(now):
		return expired
	case timeOf(coupon["issuedTime"]).After(now):
		return draft
	}
	return issued
}

func timeOf(value any) time.Time {
	t, _ := time.Parse(time.RFC3339, textOf(value))
	return t
}

func couponOperations() []operation {
	return []operation{{method: "POST", path: "/coupons/{id}/expiration", serve: (*call).expireCoupon}}
}

// expireCoupon sets the expiry of a coupon, an empty one to now.
func (c *call) expireCoupon() {
	body, ok := c.body(fields{"expiredTime": {kind: text, required: true, nullable: true, format: timeOrNone}})
	if !ok {
		return
	}
	e, family, id := c.e, c.e.collections["coupons"], c.ids[0]
	e.mu.Lock()
	at := key{family.name, id}
	before, exists := e.objects[at]
	status, lenient := couponStatus(before), e.options.CouponRules == CouponsLenient
	until := textOf(body["expiredTime"])
	atOnce := until == ""
	if atOnce {
		until = timestamp(time.Now())
	}
	frozen := status == expired && (!lenient || redeemed(before))
	early := !timeOf(until).After(timeOf(before["issuedTime"])) && !(atOnce && (lenient || status == issued))
	var stored document
	if exists && !frozen && !early {
		changed := maps.Clone(before)
		changed["expiredTime"] = until
		stored = e.stored(family, id, changed, before, before)
		e.objects[at] = stored
	}
	e.mu.Unlock()
	switch {
	case !exists:
		writeNotFound(c.w, c.r)
	case frozen:
		writeLegacyConflict(c.w, c.r, "Coupon is expired. Unable to reschedule the expiration.")
	case early:
		writeInvalid(c.w, c.r, invalidFields{{"expiredTime", "This value should be greater than issuedTime."}})
	default:
		e.countRateLimit(c.w)
		c.created("coupons/"+id, e.answer(c.r, family, stored))
	}
}
