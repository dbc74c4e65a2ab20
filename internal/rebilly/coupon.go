package rebilly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// Statuses of a Coupon. Rebilly derives them from its times.
const (
	CouponDraft   = "draft"
	CouponExpired = "expired"
)

// Coupon is a discount that customers redeem by its id, the code. Rebilly changes none that was redeemed, deletes none,
// and never takes a code again.
type Coupon struct {
	ID           string       `json:"id,omitempty"`
	Discount     Discount     `json:"discount"`
	Restrictions Restrictions `json:"restrictions"`
	// Description is not nullable; "" is none.
	Description string `json:"description"`
	// IssuedTime is when it can first be redeemed, and ExpiredTime, which has to be later, when it no longer can; nil is no end.
	IssuedTime  string  `json:"issuedTime"`
	ExpiredTime *string `json:"expiredTime"`
	// Status is draft, issued or expired. Like RedemptionsCount it is read-only.
	Status           string `json:"status,omitempty"`
	RedemptionsCount int64  `json:"redemptionsCount,omitempty"`
}

var _ Object = Coupon{}

// Key is the id.
func (c Coupon) Key() string { return c.ID }

// DisplayName is the description.
func (c Coupon) DisplayName() string { return c.Description }

// Types of a Discount.
const (
	FixedDiscount   = "fixed"
	PercentDiscount = "percent"
)

// Discount is what a coupon takes off.
type Discount struct {
	Type string `json:"type"`
	// Amount, at least 0.01, and Currency are of FixedDiscount.
	Amount   json.Number `json:"amount,omitempty"`
	Currency string      `json:"currency,omitempty"`
	// Value is of PercentDiscount, 0.01 to 100.
	Value json.Number `json:"value,omitempty"`
	// Context is items, the server's default, shipping or items-and-shipping.
	Context string `json:"context,omitempty"`
}

var _ json.Unmarshaler = (*Discount)(nil)

// UnmarshalJSON refuses a type that this version does not know: what it cannot read it could only destroy.
func (d *Discount) UnmarshalJSON(content []byte) error {
	type fields Discount
	if err := decode(content, (*fields)(d)); err != nil {
		return err
	}
	switch d.Type {
	case FixedDiscount, PercentDiscount:
		return nil
	}
	return fmt.Errorf("discount has the type %q, which this version does not know", d.Type)
}

// Restrictions are what a coupon demands, each at most once. In the API they are a list of objects with a type.
type Restrictions struct {
	DiscountsPerRedemption         *Quantity
	MaximumOrderAmount             *OrderAmount
	MinimumOrderAmount             *OrderAmount
	PaidByTime                     *PaidByTime
	RedemptionsPerCustomer         *Quantity
	RestrictToBxgy                 *BuyAndGet
	RestrictToCountries            *Countries
	RestrictToCustomerTags         *CustomerTags
	RestrictToCustomers            *CustomerIDs
	RestrictToExclusiveApplication *struct{}
	RestrictToInvoices             *InvoiceIDs
	RestrictToPlans                *PlanIDs
	RestrictToProducts             *ProductIDs
	RestrictToSubscriptions        *SubscriptionIDs
	TotalRedemptions               *Quantity
}

// Quantity is how often something may happen.
type Quantity struct {
	Quantity int64 `json:"quantity"`
}

// OrderAmount is an amount that an invoice has to reach, or may not exceed.
type OrderAmount struct {
	Amount   json.Number `json:"amount,omitempty"`
	Currency string      `json:"currency"`
}

// PaidByTime is when a redemption is over if the invoice is not paid. Rebilly does not change it later.
type PaidByTime struct {
	Time string `json:"time"`
}

// BuyAndGet gives plans to those who buy others. No plan may be in either list twice.
type BuyAndGet struct {
	Buy []PlanQuantity `json:"buy"`
	Get []PlanQuantity `json:"get"`
}

// PlanQuantity is at least one unit of a plan.
type PlanQuantity struct {
	PlanID   string `json:"planId"`
	Quantity int64  `json:"quantity"`
}

// Countries are codes of ISO 3166, two capital letters each.
type Countries struct {
	Countries Unordered `json:"countries"`
}

// CustomerTags are tags of which a customer has one, or all.
type CustomerTags struct {
	Tags           Unordered `json:"tags"`
	RequireAllTags bool      `json:"requireAllTags"`
}

// CustomerIDs are those who may redeem a coupon.
type CustomerIDs struct {
	CustomerIDs Unordered `json:"customerIds"`
}

// InvoiceIDs are the invoices to which a coupon applies.
type InvoiceIDs struct {
	InvoiceIDs Unordered `json:"invoiceIds"`
}

// PlanIDs are the plans to which a coupon applies. MinimumQuantity is 1 by the server's default.
type PlanIDs struct {
	PlanIDs         Unordered `json:"planIds"`
	MinimumQuantity *int64    `json:"minimumQuantity,omitempty"`
}

// ProductIDs are the products to which a coupon applies. MinimumQuantity is 1 by the server's default.
type ProductIDs struct {
	ProductIDs      Unordered `json:"productIds"`
	MinimumQuantity *int64    `json:"minimumQuantity,omitempty"`
}

// SubscriptionIDs are the subscriptions to which a coupon applies.
type SubscriptionIDs struct {
	SubscriptionIDs Unordered `json:"subscriptionIds"`
}

// Unordered are texts of which neither order nor number means anything.
type Unordered []string

var _ json.Unmarshaler = (*Unordered)(nil)

// UnmarshalJSON sorts, as Terraform does: a state stays as it was written.
func (u *Unordered) UnmarshalJSON(content []byte) error {
	var texts []string
	err := decode(content, &texts)
	slices.Sort(texts)
	*u = slices.Compact(texts)
	return err
}

func (r *Restrictions) byType() map[string]any {
	return map[string]any{
		"discounts-per-redemption":          &r.DiscountsPerRedemption,
		"maximum-order-amount":              &r.MaximumOrderAmount,
		"minimum-order-amount":              &r.MinimumOrderAmount,
		"paid-by-time":                      &r.PaidByTime,
		"redemptions-per-customer":          &r.RedemptionsPerCustomer,
		"restrict-to-bxgy":                  &r.RestrictToBxgy,
		"restrict-to-countries":             &r.RestrictToCountries,
		"restrict-to-customer-tags":         &r.RestrictToCustomerTags,
		"restrict-to-customers":             &r.RestrictToCustomers,
		"restrict-to-exclusive-application": &r.RestrictToExclusiveApplication,
		"restrict-to-invoices":              &r.RestrictToInvoices,
		"restrict-to-plans":                 &r.RestrictToPlans,
		"restrict-to-products":              &r.RestrictToProducts,
		"restrict-to-subscriptions":         &r.RestrictToSubscriptions,
		"total-redemptions":                 &r.TotalRedemptions,
	}
}

var (
	_ json.Marshaler   = Restrictions{}
	_ json.Unmarshaler = (*Restrictions)(nil)
)

// MarshalJSON writes the list, in the order of the types.
func (r Restrictions) MarshalJSON() ([]byte, error) {
	list := []map[string]any{}
	all := r.byType()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		encoded, err := json.Marshal(all[name])
		if err != nil {
			return nil, err
		}
		var fields map[string]any
		if err := decode(encoded, &fields); err != nil {
			return nil, err
		}
		if fields != nil {
			fields["type"] = name
			list = append(list, fields)
		}
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads the list in any order. It refuses a type that this version does not know, and one that is there twice.
func (r *Restrictions) UnmarshalJSON(content []byte) error {
	var list []json.RawMessage
	if err := decode(content, &list); err != nil {
		return err
	}
	*r = Restrictions{}
	all := r.byType()
	seen := map[string]bool{}
	for _, element := range list {
		var named struct {
			Type string `json:"type"`
		}
		if err := decode(element, &named); err != nil {
			return err
		}
		target, known := all[named.Type]
		switch {
		case !known:
			return fmt.Errorf("restrictions have the type %q, which this version does not know", named.Type)
		case seen[named.Type]:
			return fmt.Errorf("restrictions have the type %q twice", named.Type)
		}
		seen[named.Type] = true
		if err := decode(element, target); err != nil {
			return err
		}
	}
	return nil
}

// Coupons are the coupons of an organization.
type Coupons struct{ Collection[Coupon] }

// Coupons is the collection of coupons.
func (c *Client) Coupons() Coupons {
	return Coupons{Collection[Coupon]{
		client: c,
		path:   "coupons",
		readOnly: []string{
			"id", "status", "redemptionsCount", "revision", "createdTime", "updatedTime", "_links",
		},
		replaceFields: []string{"discount"},
		unionLists:    []string{"restrictions"},
		validateUpdate: func(live Coupon, sent map[string]any) error {
			if until, ok := sent["expiredTime"].(string); ok {
				return live.CheckReactivation(until)
			}
			return live.CheckReactivation("")
		},
	}}
}

// CheckReactivation is an *Expired where a coupon that has expired would be redeemable until a later time, "" for no end.
func (c Coupon) CheckReactivation(end string) error {
	until, err := time.Parse(time.RFC3339, end)
	if c.Status != CouponExpired || err == nil && !until.After(time.Now()) {
		return nil
	}
	expired := &ExpiredCouponError{ID: c.ID}
	if c.ExpiredTime != nil {
		expired.Time = *c.ExpiredTime
	}
	return expired
}

// ExpiredCouponError refuses to bring back a coupon, which Rebilly may allow: somebody may have ended it on purpose.
type ExpiredCouponError struct{ ID, Time string }

var _ error = (*ExpiredCouponError)(nil)

func (e *ExpiredCouponError) Error() string {
	return fmt.Sprintf("The coupon %q has expired at %s, but now it is to be redeemable. Somebody may have ended it on purpose, so that it is not changed from here. "+
		"To leave it as it is, let it expire at that time. To have such a coupon again, give it another id. If it has to come back, and Rebilly allows that, change it there and plan again.", e.ID, e.Time)
}

// Create makes a coupon. One whose answers were lost is looked for: what is made again would need another code.
func (c Coupons) Create(ctx context.Context, id string, object Coupon) (stored Coupon, existed bool, err error) {
	stored, existed, err = c.Collection.Create(ctx, id, object)
	if OutcomeUnknown(err) {
		if found, missing := c.readAfterUnknownOutcome(ctx, id); missing == nil {
			return found, false, nil
		}
	}
	return stored, existed, err
}

// readAfterUnknownOutcome reads what became of a coupon, also where ctx has ended, but then in a hurry.
func (c Coupons) readAfterUnknownOutcome(ctx context.Context, id string) (Coupon, error) {
	lasting, cancel := withGracePeriod(ctx)
	defer cancel()
	return c.Get(lasting, id)
}

// Delete expires a coupon, as Rebilly deletes none. One that has expired already is left as it is.
func (c Coupons) Delete(ctx context.Context, id string) error {
	coupon, err := c.Get(ctx, id)
	if err != nil || coupon.Status == CouponExpired {
		return err
	}
	if coupon.Status == CouponDraft {
		if err := c.expireDraft(ctx, coupon); !isUnprocessable(err) && !IsConflict(err) {
			return err
		}
	}
	// Nothing is the time in which the API definition says that a coupon expires at once.
	_, err = c.client.send(ctx, http.MethodPost, append(c.segments(id), "expiration"), nil, map[string]string{"expiredTime": ""}, nil)
	if IsConflict(err) || OutcomeUnknown(err) {
		// A POST is not repeated. What became of it, the coupon tells.
		if coupon, unread := c.readAfterUnknownOutcome(ctx, id); unread == nil && coupon.Status == CouponExpired {
			return nil
		}
	}
	if coupon.Status == CouponDraft && isUnprocessable(err) {
		return fmt.Errorf("the coupon %q cannot end before it is issued, at %s: Rebilly refuses that. Wait until then and delete it again, "+
			"or leave it in Rebilly and only take it out of Terraform, with a removed block or terraform state rm (%s)", coupon.ID, coupon.IssuedTime, err.Error())
	}
	return err
}

func isUnprocessable(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity
}

// expireDraft expires a coupon that is not issued yet: expiredTime has to be after issuedTime, so both become past.
func (c Coupons) expireDraft(ctx context.Context, coupon Coupon) error {
	past := func(days int) string { return time.Now().UTC().AddDate(0, 0, -days).Format(time.RFC3339) }
	want := coupon
	want.IssuedTime, want.ExpiredTime = past(2), new(past(1))
	_, _, err := c.Update(ctx, coupon.ID, coupon, want)
	return err
}
