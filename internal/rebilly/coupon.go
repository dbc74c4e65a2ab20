package rebilly

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Statuses of a Coupon, which Rebilly derives from its times.
const (
	CouponDraft   = "draft"
	CouponExpired = "expired"
)

// Coupon is what the life of a coupon depends on. A redeemed coupon cannot be changed, no coupon can be deleted, and its id, the
// code, cannot be used again.
type Coupon struct {
	ID string `json:"id"`
	// The coupon can be redeemed from IssuedTime until ExpiredTime; "" means that it does not expire.
	IssuedTime  string `json:"issuedTime"`
	ExpiredTime string `json:"expiredTime"`
	// Status is draft, issued or expired. Like RedemptionsCount it is read-only.
	Status           string `json:"status"`
	RedemptionsCount int64  `json:"redemptionsCount"`
}

// Coupons is the collection of coupons of an organization. It replaces the delete that Rebilly does not have.
type Coupons struct{ Collection[Coupon] }

// Coupons returns the collection of coupons.
func (c *Client) Coupons() Coupons {
	return Coupons{Collection[Coupon]{
		client: c,
		Shape: Shape{
			Path:       "coupons",
			ReadOnly:   []string{"id", "status", "redemptionsCount", "revision", "createdTime", "updatedTime", "_links"},
			KeyedLists: map[string]string{"restrictions": "type"},
		},
	}}
}

// CheckReactivation returns an *ExpiredCouponError if the coupon is expired and the new expired time would make it
// redeemable again; "" means that it would not expire, and now is the time of Rebilly's clock.
func (c Coupon) CheckReactivation(expiredTime string, now time.Time) error {
	until, err := time.Parse(time.RFC3339, expiredTime)
	if !c.isExpired() || err == nil && !until.After(now) {
		return nil
	}
	return &ExpiredCouponError{ID: c.ID, Time: c.ExpiredTime}
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

// Delete expires a coupon, because Rebilly cannot delete one. It does nothing if the coupon is expired. The error is a
// *NotEndedError if Rebilly confirms that and the coupon can still be redeemed.
func (c Coupons) Delete(ctx context.Context, id string) error {
	coupon, err := c.Get(ctx, id)
	if err != nil || coupon.isExpired() {
		return err
	}
	isMoved := false
	if coupon.Status == CouponDraft {
		moved, err := c.expireDraft(ctx, coupon)
		switch {
		case err == nil && moved.isExpired():
			return nil
		case err == nil:
			isMoved = true
		case !isUnprocessable(err) && !IsConflict(err):
			return err
		}
	}
	isExpired, status, err := c.expireNow(ctx, id)
	switch {
	case isExpired:
		return nil
	case err == nil:
		return c.confirmExpired(ctx, id, status)
	case isMoved && isUnprocessable(err):
		return c.notEndedError(http.MethodPut, c.segments(id), id, http.StatusOK)
	case coupon.Status == CouponDraft && isUnprocessable(err):
		return fmt.Errorf("the coupon %q is not issued before %s, and Rebilly rejected expiring it earlier. Destroy it after that time, "+
			"or keep it in Rebilly and remove it from the state with a removed block or terraform state rm (%s)",
			coupon.ID, coupon.IssuedTime, err.Error())
	}
	return err
}

func (c Coupon) isExpired() bool { return c.Status == CouponExpired }

// isUnprocessable reports whether Rebilly rejected the values of a request (422).
func isUnprocessable(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Status == http.StatusUnprocessableEntity
}

// expireDraft expires a coupon that is not issued yet. expiredTime must be after issuedTime, so both are moved to the past.
func (c Coupons) expireDraft(ctx context.Context, coupon Coupon) (Coupon, error) {
	past := func(days int) string { return c.client.Now().UTC().AddDate(0, 0, -days).Format(time.RFC3339) }
	want := coupon
	want.IssuedTime, want.ExpiredTime = past(2), past(1)
	moved, _, err := c.Update(ctx, coupon.ID, coupon, want)
	return moved, err
}

// expireNow requests that a coupon expires immediately, and returns the status of the response. isExpired is true if the response, or
// the coupon after a conflict or an unknown outcome, shows that it did.
func (c Coupons) expireNow(ctx context.Context, id string) (isExpired bool, status int, err error) {
	answered := rawObject[Coupon]{}
	// An empty time expires the coupon immediately.
	got, err := c.client.send(ctx, http.MethodPost, c.expiration(id), nil, map[string]string{"expiredTime": ""}, &answered)
	if IsConflict(err) || OutcomeUnknown(err) {
		// A POST is not retried, so the coupon shows the outcome.
		if ended, _ := c.hasEnded(ctx, id, Coupon.isExpired); ended {
			return true, got.status, nil
		}
	}
	return err == nil && answered.object.ID == id && answered.object.isExpired(), got.status, err
}

// confirmExpired reads a coupon after a successful request to expire it whose response, with this status, does not show that. It
// returns a *NotEndedError if the coupon can still be redeemed.
func (c Coupons) confirmExpired(ctx context.Context, id string, status int) error {
	ended, err := c.hasEnded(ctx, id, Coupon.isExpired)
	if err == nil && !ended {
		err = c.notEndedError(http.MethodPost, c.expiration(id), id, status)
	}
	return err
}

// expiration returns the path of the request that expires a coupon.
func (c Coupons) expiration(id string) []string { return append(c.segments(id), "expiration") }

// CouponDocuments is the collection of coupons with all their fields.
type CouponDocuments struct{ Collection[Document] }

// CouponDocuments returns the collection of coupons with the fields of a document type, and their status.
func (c *Client) CouponDocuments(t DocumentType) CouponDocuments {
	const status, expiredTime = "status", "expiredTime"
	supported := t.SupportedFields
	t.SupportedFields = func(fields map[string]any) (map[string]any, error) {
		kept, err := supported(fields)
		if err == nil {
			kept[status] = fields[status]
		}
		return kept, err
	}
	documents := c.Documents(t)
	documents.validateUpdate = func(live Document, sent map[string]any) error {
		coupon := Coupon{ID: live.ID}
		coupon.Status, _ = live.Fields[status].(string)
		coupon.ExpiredTime, _ = live.Fields[expiredTime].(string)
		until, _ := sent[expiredTime].(string)
		return coupon.CheckReactivation(until, c.Now())
	}
	return CouponDocuments{documents}
}

// Create creates a coupon. If the outcome is unknown, it looks for the coupon, because a second attempt would need a
// different code.
func (c CouponDocuments) Create(ctx context.Context, id string, coupon Document) (stored Document, existed bool, err error) {
	stored, existed, err = c.Collection.Create(ctx, id, coupon)
	if OutcomeUnknown(err) {
		if found, notFound := c.getAfterUnknownOutcome(ctx, id); notFound == nil {
			return found, false, nil
		}
	}
	return stored, existed, err
}

// Delete expires a coupon.
func (c CouponDocuments) Delete(ctx context.Context, id string) error {
	return c.client.Coupons().Delete(ctx, id)
}
