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

// Statuses of a Coupon, which Rebilly derives from its times.
const (
	CouponDraft   = "draft"
	CouponExpired = "expired"
)

// Coupon is a discount that customers redeem by its id, the code. A redeemed coupon cannot be changed, no coupon can be
// deleted, and a code cannot be used again.
type Coupon struct {
	ID           string       `json:"id,omitempty"`
	Discount     Discount     `json:"discount"`
	Restrictions Restrictions `json:"restrictions"`
	// Description is not nullable; "" means none.
	Description string `json:"description"`
	// The coupon can be redeemed from IssuedTime until ExpiredTime, which must be later; nil means that it does not expire.
	IssuedTime  string  `json:"issuedTime"`
	ExpiredTime *string `json:"expiredTime"`
	// Status is draft, issued or expired. Like RedemptionsCount it is read-only.
	Status           string `json:"status,omitempty"`
	RedemptionsCount int64  `json:"redemptionsCount,omitempty"`
}

var _ Object = Coupon{}

// Key returns the id.
func (c Coupon) Key() string { return c.ID }

// DisplayName returns the description.
func (c Coupon) DisplayName() string { return c.Description }

// Types of a Discount.
const (
	FixedDiscount   = "fixed"
	PercentDiscount = "percent"
)

// Discount is the discount of a coupon.
type Discount struct {
	Type string `json:"type"`
	// Amount, at least 0.01, and Currency belong to FixedDiscount.
	Amount   json.Number `json:"amount,omitempty"`
	Currency string      `json:"currency,omitempty"`
	// Value, 0.01 to 100, belongs to PercentDiscount.
	Value json.Number `json:"value,omitempty"`
	// Context is items (the server's default), shipping or items-and-shipping.
	Context string `json:"context,omitempty"`
}

var _ json.Unmarshaler = (*Discount)(nil)

// UnmarshalJSON returns an error for an unknown type, because an update would destroy its fields.
func (d *Discount) UnmarshalJSON(content []byte) error {
	type fields Discount
	if err := decode(content, (*fields)(d)); err != nil {
		return err
	}
	switch d.Type {
	case FixedDiscount, PercentDiscount:
		return nil
	}
	return fmt.Errorf("the discount has the type %q, which this version does not support", d.Type)
}

// Restrictions are the conditions of a coupon, each at most once. In the API they are a list of objects with a type.
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

// Quantity is a maximum number of redemptions or discounts.
type Quantity struct {
	Quantity int64 `json:"quantity"`
}

// OrderAmount is the minimum or maximum amount of an order.
type OrderAmount struct {
	Amount   json.Number `json:"amount,omitempty"`
	Currency string      `json:"currency"`
}

// PaidByTime is the time by which the invoice must be paid. It is immutable.
type PaidByTime struct {
	Time string `json:"time"`
}

// BuyAndGet discounts plans for customers who buy others. No plan may be in either list twice.
type BuyAndGet struct {
	Buy []PlanQuantity `json:"buy"`
	Get []PlanQuantity `json:"get"`
}

// PlanQuantity is a quantity of a plan, at least 1.
type PlanQuantity struct {
	PlanID   string `json:"planId"`
	Quantity int64  `json:"quantity"`
}

// Countries are ISO 3166-1 alpha-2 codes.
type Countries struct {
	Countries Unordered `json:"countries"`
}

// CustomerTags are the tags of which a customer must have one, or all.
type CustomerTags struct {
	Tags           Unordered `json:"tags"`
	RequireAllTags bool      `json:"requireAllTags"`
}

// CustomerIDs are the customers who may redeem a coupon.
type CustomerIDs struct {
	CustomerIDs Unordered `json:"customerIds"`
}

// InvoiceIDs are the invoices to which a coupon applies.
type InvoiceIDs struct {
	InvoiceIDs Unordered `json:"invoiceIds"`
}

// PlanIDs are the plans to which a coupon applies. The server's default of MinimumQuantity is 1.
type PlanIDs struct {
	PlanIDs         Unordered `json:"planIds"`
	MinimumQuantity *int64    `json:"minimumQuantity,omitempty"`
}

// ProductIDs are the products to which a coupon applies. The server's default of MinimumQuantity is 1.
type ProductIDs struct {
	ProductIDs      Unordered `json:"productIds"`
	MinimumQuantity *int64    `json:"minimumQuantity,omitempty"`
}

// SubscriptionIDs are the subscriptions to which a coupon applies.
type SubscriptionIDs struct {
	SubscriptionIDs Unordered `json:"subscriptionIds"`
}

// Unordered is a set of strings.
type Unordered []string

var _ json.Unmarshaler = (*Unordered)(nil)

// UnmarshalJSON sorts the strings, so that the same set is always the same value.
func (u *Unordered) UnmarshalJSON(content []byte) error {
	var elements []string
	err := decode(content, &elements)
	slices.Sort(elements)
	*u = slices.Compact(elements)
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

// MarshalJSON writes the list sorted by type.
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

// UnmarshalJSON reads the list in any order. It returns an error for an unknown or duplicate type.
func (r *Restrictions) UnmarshalJSON(content []byte) error {
	var list []json.RawMessage
	if err := decode(content, &list); err != nil {
		return err
	}
	*r = Restrictions{}
	all := r.byType()
	seen := map[string]bool{}
	for _, element := range list {
		var header struct {
			Type string `json:"type"`
		}
		if err := decode(element, &header); err != nil {
			return err
		}
		target, known := all[header.Type]
		switch {
		case !known:
			return fmt.Errorf("the restrictions have the type %q, which this version does not support", header.Type)
		case seen[header.Type]:
			return fmt.Errorf("the restrictions have the type %q twice", header.Type)
		}
		seen[header.Type] = true
		if err := decode(element, target); err != nil {
			return err
		}
	}
	return nil
}

// Coupons is the collection of coupons of an organization. It replaces the delete that Rebilly does not have.
type Coupons struct{ Collection[Coupon] }

// Coupons returns the collection of coupons.
func (c *Client) Coupons() Coupons {
	return Coupons{Collection[Coupon]{
		client: c,
		Shape: Shape{
			Path: "coupons",
			ReadOnly: []string{
				"id", "status", "redemptionsCount", "revision", "createdTime", "updatedTime", "_links",
			},
			ReplaceFields: []string{"discount"},
			UnionLists:    []string{"restrictions"},
		},
		validateUpdate: func(live Coupon, sent map[string]any) error {
			if until, ok := sent["expiredTime"].(string); ok {
				return live.CheckReactivation(until)
			}
			return live.CheckReactivation("")
		},
	}}
}

// CheckReactivation returns an *ExpiredCouponError if the coupon is expired and the new expired time would make it
// redeemable again; "" means that it would not expire.
func (c Coupon) CheckReactivation(expiredTime string) error {
	until, err := time.Parse(time.RFC3339, expiredTime)
	if c.Status != CouponExpired || err == nil && !until.After(time.Now()) {
		return nil
	}
	expired := &ExpiredCouponError{ID: c.ID}
	if c.ExpiredTime != nil {
		expired.Time = *c.ExpiredTime
	}
	return expired
}

// ExpiredCouponError is the error of an update that would make an expired coupon redeemable again. Rebilly may allow that,
// but somebody may have expired the coupon on purpose.
type ExpiredCouponError struct{ ID, Time string }

var _ error = (*ExpiredCouponError)(nil)

func (e *ExpiredCouponError) Error() string {
	return fmt.Sprintf("The coupon %q expired at %s, and this change would make it redeemable again. "+
		"Somebody may have expired it on purpose, so Terraform does not reactivate it. "+
		"To keep it expired, set expired_time to that time. To offer the discount again, use a different id. "+
		"If this coupon must be redeemable again, and Rebilly allows that, change it in Rebilly and plan again.", e.ID, e.Time)
}

// Create creates a coupon. If the outcome is unknown, it looks for the coupon, because a second attempt would need a
// different code.
func (c Coupons) Create(ctx context.Context, id string, object Coupon) (stored Coupon, existed bool, err error) {
	stored, existed, err = c.Collection.Create(ctx, id, object)
	if OutcomeUnknown(err) {
		if found, notFound := c.readAfterUnknownOutcome(ctx, id); notFound == nil {
			return found, false, nil
		}
	}
	return stored, existed, err
}

// readAfterUnknownOutcome reads a coupon, within a grace period if ctx is canceled.
func (c Coupons) readAfterUnknownOutcome(ctx context.Context, id string) (Coupon, error) {
	ctx, cancel := withGracePeriod(ctx)
	defer cancel()
	return c.Get(ctx, id)
}

// Delete expires a coupon, because Rebilly cannot delete one. It does nothing if the coupon is expired.
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
	// An empty time expires the coupon immediately.
	_, err = c.client.send(ctx, http.MethodPost, append(c.segments(id), "expiration"), nil, map[string]string{"expiredTime": ""}, nil)
	if IsConflict(err) || OutcomeUnknown(err) {
		// A POST is not retried, so the coupon shows the outcome.
		if coupon, err := c.readAfterUnknownOutcome(ctx, id); err == nil && coupon.Status == CouponExpired {
			return nil
		}
	}
	if coupon.Status == CouponDraft && isUnprocessable(err) {
		return fmt.Errorf("the coupon %q is not issued before %s, and Rebilly rejected expiring it earlier. Destroy it after that time, "+
			"or keep it in Rebilly and remove it from the state with a removed block or terraform state rm (%s)",
			coupon.ID, coupon.IssuedTime, err.Error())
	}
	return err
}

// isUnprocessable reports whether Rebilly rejected the values of a request (422).
func isUnprocessable(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity
}

// expireDraft expires a coupon that is not issued yet. expiredTime must be after issuedTime, so both are moved to the past.
func (c Coupons) expireDraft(ctx context.Context, coupon Coupon) error {
	past := func(days int) string { return time.Now().UTC().AddDate(0, 0, -days).Format(time.RFC3339) }
	want := coupon
	want.IssuedTime, want.ExpiredTime = past(2), new(past(1))
	_, _, err := c.Update(ctx, coupon.ID, coupon, want)
	return err
}
