package rebilly

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	// The authentication token is exchanged immediately; its lifetime only allows for clock differences.
	authenticationLifetime = 5 * time.Minute
	cleanUpTimeout         = 10 * time.Second
	// gracePeriod is the time for clean-up and for reading an unknown outcome after the run was interrupted.
	gracePeriod = 800 * time.Millisecond
)

// CustomerSession describes the customer token to create.
type CustomerSession struct {
	CustomerID string
	ACL        []CustomerACL
	// Claims are custom claims of the token, such as websiteId and invoiceId.
	Claims map[string]any
	// Expires is truncated to seconds.
	Expires time.Time
}

// CustomerACL grants permissions within a scope: lists of ids by name, such as organizationId.
type CustomerACL struct {
	Scope       map[string][]string `json:"scope"`
	Permissions []string            `json:"permissions"`
}

// CustomerToken is a JWT with which a page acts for a customer.
type CustomerToken struct {
	Token       Secret    `json:"token"`
	CustomerID  string    `json:"customerId"`
	ExpiredTime time.Time `json:"expiredTime"`
}

// ErrTokenNotDeleted means that an authentication token could not be deleted.
var ErrTokenNotDeleted = errors.New("an authentication token could not be deleted; it expires by itself within 5 minutes")

// MintCustomerToken opens a session for a customer without a password. It deletes the authentication token that it needs
// if the exchange fails.
func (c *Client) MintCustomerToken(ctx context.Context, session CustomerSession) (CustomerToken, error) {
	var login struct {
		Token Secret `json:"token"`
	}
	_, err := c.send(ctx, http.MethodPost, []string{authenticationTokens}, nil, map[string]any{
		"mode":        "passwordless",
		"customerId":  session.CustomerID,
		"expiredTime": utc(time.Now().Add(authenticationLifetime)),
	}, &login)
	if err != nil {
		return CustomerToken{}, err
	}
	var minted CustomerToken
	path := []string{authenticationTokens, login.Token.Reveal()}
	if login.Token == "" {
		return minted, c.missingFieldError(path[:1], "token")
	}
	got, err := c.send(ctx, http.MethodPost, append(path, "exchange"), nil, map[string]any{
		"invalidate":   true,
		"acl":          session.ACL,
		"customClaims": session.Claims,
		"expiredTime":  utc(session.Expires),
	}, &minted)
	if err == nil && minted.Token == "" {
		err = c.missingFieldError(append(path, "exchange"), "token")
	}
	if err == nil {
		err = c.verifyCustomerToken(ctx, minted, session, got.header)
	}
	if err != nil {
		return CustomerToken{}, errors.Join(err, c.deleteAuthenticationToken(ctx, path))
	}
	return minted, nil
}

// verifyCustomerToken returns an error if a token is for a different customer, has expired, or lives longer than requested. It ends the
// session of the latter.
func (c *Client) verifyCustomerToken(ctx context.Context, minted CustomerToken, session CustomerSession, header http.Header) error {
	failure := &Error{
		Method: http.MethodPost, Path: redactPath(c.target([]string{authenticationTokens, redacted, "exchange"})), Status: http.StatusCreated,
	}
	if minted.CustomerID != "" && minted.CustomerID != session.CustomerID {
		failure.OutcomeUnknown = true
		failure.Err = fmt.Errorf("the token in the response is for a different customer, %q; it was not disclosed", c.redact(minted.CustomerID))
		return failure
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	for _, expires := range []time.Time{minted.ExpiredTime, minted.Token.jwtExpiry()} {
		switch {
		case expires.IsZero():
		case !expires.After(now):
			failure.Err = fmt.Errorf("the token in the response expired at %s", utc(expires))
			return failure
		case expires.After(session.Expires.Add(time.Second)):
			failure.Err = fmt.Errorf("the token in the response expires at %s, later than requested, %s; it was not disclosed",
				utc(expires), utc(session.Expires))
			ctx, cancel := withGracePeriod(ctx)
			defer cancel()
			return errors.Join(failure, c.EndCustomerSession(ctx, minted.Token))
		}
	}
	return nil
}

// jwtExpiry returns the time at which a JWT expires, the zero time if the value is not a JWT or does not expire.
func (s Secret) jwtExpiry() time.Time {
	_, rest, _ := strings.Cut(string(s), ".")
	payload, _, _ := strings.Cut(rest, ".")
	content, err := base64.RawURLEncoding.DecodeString(payload)
	var claims struct {
		Expiry float64 `json:"exp"`
	}
	if err != nil || decode(content, &claims) != nil || claims.Expiry <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(min(claims.Expiry, maxEpoch)), 0)
}

// maxEpoch is the last second of the year 9999.
const maxEpoch = 253402300799

// deleteAuthenticationToken deletes an authentication token, within a grace period if ctx is canceled.
func (c *Client) deleteAuthenticationToken(ctx context.Context, path []string) error {
	ctx, cancelGracePeriod := withGracePeriod(ctx)
	defer cancelGracePeriod()
	ctx, cancel := context.WithTimeout(ctx, cleanUpTimeout)
	defer cancel()
	_, err := c.send(ctx, http.MethodDelete, path, nil, nil, nil)
	if err != nil && !IsNotFound(err) {
		return fmt.Errorf("%w (%w)", ErrTokenNotDeleted, err)
	}
	return nil
}

// withGracePeriod returns a context that stays valid for a short time after ctx is canceled.
func withGracePeriod(ctx context.Context) (context.Context, context.CancelFunc) {
	extended, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(gracePeriod, cancel) })
	return extended, func() {
		stop()
		cancel()
	}
}

// EndCustomerSession ends the session of a customer's token. It is no error if Rebilly responds that the session has ended already.
func (c *Client) EndCustomerSession(ctx context.Context, token Secret) error {
	_, err := c.send(context.WithValue(ctx, tokenContextKey{}, token), http.MethodPost, []string{"storefront", "logout"}, nil, nil, nil)
	var failure *Error
	if errors.As(err, &failure) && failure.Status == http.StatusUnauthorized && failure.isProblemDocument {
		return nil
	}
	return err
}

// missingFieldError returns the error of a response without a required field.
func (c *Client) missingFieldError(path []string, field string) error {
	return &Error{
		Method: http.MethodPost, Path: redactPath(c.target(path)), Status: http.StatusCreated, OutcomeUnknown: true,
		Err: fmt.Errorf("the response does not match Rebilly's API definition: it has no %s", field),
	}
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
