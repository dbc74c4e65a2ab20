package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
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

var timeOrNone = &schema.Format{
	Name:    schema.DateTime.Name + ", or empty",
	Matches: func(s string) bool { return s == "" || schema.DateTime.Matches(s) },
}

func coupons() *collection {
	return &collection{
		name:     "coupons",
		prefix:   "cpn_",
		sortable: []string{"issuedTime", "expiredTime"},
		initial:  schema.Document{"redemptionsCount": json.Number("0")},
		check:    checkCoupon,
		conflict: couponConflict,
		actions:  map[string]action{"expiration": expireCoupon},
		derive: func(stored, before schema.Document, _ string) {
			stored["status"] = couponStatus(stored)
			stored["revision"] = next(before, "revision")
		},
		// The status changes with time, without a write.
		maskResponse: func(answer schema.Document, _ Options) { answer["status"] = couponStatus(answer) },
	}
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
