package rebilly

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	// A token that is only made to be exchanged at once lives no longer than clocks may differ.
	authenticationLifetime = 5 * time.Minute
	cleanUpTimeout         = 10 * time.Second
	// gracePeriod is what is left of it, and of every other look back, once the run is interrupted.
	gracePeriod = 800 * time.Millisecond
)

// CustomerSession is what a customer's token is to be.
type CustomerSession struct {
	CustomerID string
	ACL        []CustomerACL
	// Claims are what the token tells the page, such as websiteId and invoiceId.
	Claims map[string]any
	// Expires is cut to seconds.
	Expires time.Time
}

// CustomerACL grants permissions within a scope, which names ids by kind, such as organizationId.
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

// ErrTokenNotDeleted tells of an authentication token that could not be deleted. It expires within minutes by itself.
var ErrTokenNotDeleted = errors.New("an authentication token could not be deleted; it expires by itself within 5 minutes")

// MintCustomerToken opens a session for a customer, without a password. Where the authentication token that this takes
// is not spent, it is deleted.
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

// deleteAuthenticationToken deletes an authentication token, also where ctx has ended, but then in a hurry.
func (c *Client) deleteAuthenticationToken(ctx context.Context, path []string) error {
	lasting, cancel := withGracePeriod(ctx)
	defer cancel()
	cleanUp, cancel := context.WithTimeout(lasting, cleanUpTimeout)
	defer cancel()
	_, err := c.send(cleanUp, http.MethodDelete, path, nil, nil, nil)
	if err != nil && !IsNotFound(err) {
		return fmt.Errorf("%w (%w)", ErrTokenNotDeleted, err)
	}
	return nil
}

// withGracePeriod is a context for what has to be done also where ctx has ended, but then in a hurry.
func withGracePeriod(ctx context.Context) (context.Context, context.CancelFunc) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(gracePeriod, cancel) })
	return lasting, func() {
		stop()
		cancel()
	}
}

// EndCustomerSession ends the session of a customer's token. One that has ended already is no error.
func (c *Client) EndCustomerSession(ctx context.Context, token Secret) error {
	_, err := c.send(context.WithValue(ctx, tokenContextKey{}, token), http.MethodPost, []string{"storefront", "logout"}, nil, nil, nil)
	var failure *Error
	if errors.As(err, &failure) && failure.Status == http.StatusUnauthorized {
		return nil
	}
	return err
}

// missingFieldError is the error of an answer without a field that the definition has.
func (c *Client) missingFieldError(path []string, field string) error {
	return &Error{
		Method: http.MethodPost, Path: redactPath(c.target(path)), Status: http.StatusCreated, OutcomeUnknown: true,
		Err: fmt.Errorf("the answer is not what Rebilly's API definition promises: it has no %s", field),
	}
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
