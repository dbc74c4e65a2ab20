package emulator

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// Coupons chooses how strictly the documented rules of coupons apply.
type Coupons string

// Rebilly's definition does not specify which of these applies.
const (
	// CouponsStrict applies the rules as documented: expiredTime must be after issuedTime, so that drafts cannot be expired immediately, and
	// expired coupons cannot be changed.
	CouponsStrict Coupons = "strict"
	// CouponsLenient allows drafts to be expired immediately, and expired coupons to be issued again if they were never redeemed.
	CouponsLenient Coupons = "lenient"
)

const (
	draft   = "draft"
	issued  = "issued"
	expired = "expired"
)

var (
	countryCode = &schema.Format{Name: "a country code of ISO 3166", Matches: regexp.MustCompile(`^[A-Z]{2}$`).MatchString}
	timeOrNone  = &schema.Format{
		Name:    schema.DateTime.Name + ", or empty",
		Matches: func(s string) bool { return s == "" || schema.DateTime.Matches(s) },
	}
)

func coupons() *collection {
	declared := schema.With(common(), schema.Fields{
		"discount": {Kind: schema.Object, Required: true, VariantBy: "type", Variants: discounts()},
		"restrictions": {
			Kind:    schema.List,
			Initial: []any{},
			Items:   &schema.Field{Kind: schema.Object, VariantBy: "type", Variants: restrictions()},
		},
		"description":      {Kind: schema.Text},
		"issuedTime":       {Kind: schema.Text, Required: true, Format: schema.DateTime, Sortable: true},
		"expiredTime":      {Kind: schema.Text, Nullable: true, Format: schema.DateTime, Sortable: true},
		"redemptionsCount": {Kind: schema.Integer, ReadOnly: true, Initial: 0},
		"status":           {Kind: schema.Text, ReadOnly: true},
		"revision":         {Kind: schema.Integer, ReadOnly: true},
	})
	delete(declared, "customFields")
	return &collection{
		name:     "coupons",
		prefix:   "cpn_",
		variants: map[string]schema.Fields{"": declared},
		check:    checkCoupon,
		conflict: couponConflict,
		actions:  map[string]func(*Emulator, http.ResponseWriter, *http.Request, string){"expiration": expireCoupon},
		derive: func(stored, before schema.Document, _ string) {
			stored["status"] = couponStatus(stored)
			stored["revision"] = next(before)
		},
		// The status changes with time, without a write.
		maskResponse: func(answer schema.Document, _ Options) { answer["status"] = couponStatus(answer) },
	}
}

func discounts() map[string]schema.Fields {
	context := schema.Field{Kind: schema.Text, Enum: []string{"items", "shipping", "items-and-shipping"}, Initial: "items"}
	return map[string]schema.Fields{
		"fixed": {
			"type":     {Kind: schema.Text, Required: true},
			"context":  context,
			"amount":   {Kind: schema.Number, Required: true, Min: new(0.01)},
			"currency": currencyCode(),
		},
		"percent": {
			"type":    {Kind: schema.Text, Required: true},
			"context": context,
			"value":   {Kind: schema.Number, Required: true, Min: new(0.01), Max: new(100.0)},
		},
	}
}

func currencyCode() schema.Field {
	return schema.Field{Kind: schema.Text, Required: true, MinLength: 3, MaxLength: 3, Format: schema.ISO4217}
}

func restrictions() map[string]schema.Fields {
	quantity := schema.Field{Kind: schema.Integer, Required: true}
	ids := schema.Field{Kind: schema.List, Required: true, Items: &schema.Field{Kind: schema.Text}}
	least := schema.Field{Kind: schema.Integer, Initial: 1}
	amount := schema.Fields{"amount": {Kind: schema.Number, Required: true}, "currency": currencyCode()}
	sold := schema.Field{Kind: schema.List, Required: true, MinItems: 1, Items: &schema.Field{Kind: schema.Object, Fields: schema.Fields{
		"planId":   {Kind: schema.Text, Required: true, MaxLength: 50},
		"quantity": {Kind: schema.Integer, Required: true, Min: new(1.0)},
	}}}
	all := map[string]schema.Fields{
		"discounts-per-redemption": {"quantity": quantity},
		"maximum-order-amount":     amount,
		"minimum-order-amount":     maps.Clone(amount),
		"paid-by-time":             {"time": {Kind: schema.Text, Required: true, Format: schema.DateTime}},
		"redemptions-per-customer": {"quantity": quantity},
		"restrict-to-bxgy":         {"buy": sold, "get": sold},
		"restrict-to-countries": {
			"countries": {Kind: schema.List, Required: true, Items: &schema.Field{Kind: schema.Text, Format: countryCode}},
		},
		"restrict-to-customer-tags":         {"tags": ids, "requireAllTags": {Kind: schema.Boolean, Required: true}},
		"restrict-to-customers":             {"customerIds": ids},
		"restrict-to-exclusive-application": {},
		"restrict-to-invoices":              {"invoiceIds": ids},
		"restrict-to-plans":                 {"planIds": ids, "minimumQuantity": least},
		"restrict-to-products":              {"productIds": ids, "minimumQuantity": least},
		"restrict-to-subscriptions":         {"subscriptionIds": ids},
		"total-redemptions":                 {"quantity": quantity},
	}
	for _, declared := range all {
		declared["type"] = schema.Field{Kind: schema.Text, Required: true}
	}
	return all
}

func checkCoupon(doc schema.Document, _ func(collection, id string) bool, invalid *schema.InvalidFields) {
	if from, until := timeOf(doc["issuedTime"]), timeOf(doc["expiredTime"]); !until.IsZero() && !until.After(from) {
		invalid.Add("expiredTime", "This value should be greater than issuedTime.")
	}
	unique(doc, "restrictions", "type", "", invalid)
	elements, _ := doc["restrictions"].([]any)
	for i, element := range elements {
		restriction, _ := element.(schema.Document)
		unique(restriction, "buy", "planId", fmt.Sprintf("restrictions.%d", i), invalid)
		unique(restriction, "get", "planId", fmt.Sprintf("restrictions.%d", i), invalid)
	}
}

// unique reports values that two elements of a list share.
func unique(doc schema.Document, name, shared, path string, invalid *schema.InvalidFields) {
	elements, _ := doc[name].([]any)
	seen := map[any]bool{}
	for i, element := range elements {
		fields, _ := element.(schema.Document)
		value, _ := fields[shared].(string)
		if seen[value] {
			invalid.Add(schema.Join(path, fmt.Sprintf("%s.%d.%s", name, i, shared)), "This value should be unique.")
		}
		seen[value] = true
	}
}

func couponConflict(before, doc schema.Document, options Options) string {
	was, is := paidByTime(before), paidByTime(doc)
	switch {
	case redeemed(before):
		return "Once a coupon is redeemed it cannot be modified."
	case couponStatus(before) == expired && options.CouponRules == CouponsStrict:
		return "The coupon is expired."
	case was != nil && is != nil && !reflect.DeepEqual(was, is):
		return "The time of paid-by-time cannot be changed."
	}
	return ""
}

func paidByTime(doc schema.Document) any {
	elements, _ := doc["restrictions"].([]any)
	for _, element := range elements {
		if restriction, _ := element.(schema.Document); restriction["type"] == "paid-by-time" {
			return restriction["time"]
		}
	}
	return nil
}

func redeemed(coupon schema.Document) bool { return fmt.Sprint(coupon["redemptionsCount"]) > "0" }

func couponStatus(coupon schema.Document) string {
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
	t, _ := time.Parse(time.RFC3339, schema.TextOf(value))
	return t
}

// expireCoupon sets the expiration time of a coupon. An empty time means now.
func expireCoupon(e *Emulator, w http.ResponseWriter, r *http.Request, id string) {
	body, ok := rest.ReadValid(w, r, schema.Fields{"expiredTime": {Kind: schema.Text, Required: true, Nullable: true, Format: timeOrNone}})
	if !ok {
		return
	}
	family := e.collections["coupons"]
	e.mu.Lock()
	at := key{family.name, id}
	before, exists := e.objects[at]
	status, lenient := couponStatus(before), e.options.CouponRules == CouponsLenient
	until := schema.TextOf(body["expiredTime"])
	immediately := until == ""
	if immediately {
		until = schema.Timestamp(time.Now())
	}
	frozen := status == expired && (!lenient || redeemed(before))
	early := !timeOf(until).After(timeOf(before["issuedTime"])) && !(immediately && (lenient || status == issued))
	var stored schema.Document
	if exists && !frozen && !early {
		changed := maps.Clone(before)
		changed["expiredTime"] = until
		stored = e.stored(family, id, changed, before, before)
		e.objects[at] = stored
	}
	e.mu.Unlock()
	switch {
	case !exists:
		rest.WriteNotFound(w, r)
	case frozen:
		rest.WriteLegacyConflict(w, r, "Coupon is expired. Unable to reschedule the expiration.")
	case early:
		rest.WriteInvalid(w, r, schema.InvalidFields{{Field: "expiredTime", Message: "This value should be greater than issuedTime."}})
	default:
		e.countRateLimit(w)
		w.Header().Set("Location", e.address(r, family, stored))
		rest.WriteJSON(w, http.StatusCreated, e.answer(r, family, stored))
	}
}
