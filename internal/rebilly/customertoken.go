package rebilly

import (
	"context"
	"errors"
	"fmt"
	"net/http"
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
	_, err = c.send(ctx, http.MethodPost, append(path, "exchange"), nil, map[string]any{
		"invalidate":   true,
		"acl":          session.ACL,
		"customClaims": session.Claims,
		"expiredTime":  utc(session.Expires),
	}, &minted)
	if err == nil && minted.Token == "" {
		err = c.missingFieldError(append(path, "exchange"), "token")
	}
	if err != nil {
		return CustomerToken{}, errors.Join(err, c.deleteAuthenticationToken(ctx, path))
	}
	return minted, nil
}

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

// EndCustomerSession ends the session of a customer's token. It is no error if the session has ended already.
func (c *Client) EndCustomerSession(ctx context.Context, token Secret) error {
	_, err := c.send(context.WithValue(ctx, tokenContextKey{}, token), http.MethodPost, []string{"storefront", "logout"}, nil, nil, nil)
	var failure *Error
	if errors.As(err, &failure) && failure.Status == http.StatusUnauthorized {
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
