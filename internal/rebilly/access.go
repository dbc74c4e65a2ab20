package rebilly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// accessTimeout limits CheckAccess, so that a plan without a connection does not wait for long.
const accessTimeout = 10 * time.Second

// accessCheck is what is known about the access to the organization.
type accessCheck struct {
	mu   sync.Mutex
	done bool
	err  error
	// reported is true once an error that concerns the access was reported in full.
	reported atomic.Bool
}

// CheckAccess returns an error if the credentials are missing, or if Rebilly does not accept them or does not have the organization.
// It sends at most one request per client, and none if a request has succeeded before or if the configuration is not known yet.
func (c *Client) CheckAccess(ctx context.Context) error {
	if c.config.ConfigurationUnknown || c.reachable.Load() {
		return nil
	}
	c.access.mu.Lock()
	defer c.access.mu.Unlock()
	if !c.access.done {
		once := *c
		once.config.MaxRetries = 0
		ctx, cancel := context.WithTimeout(ctx, accessTimeout)
		defer cancel()
		// A different error may not occur again: the apply reports it.
		if err := once.probe(ctx); c.IsAccessError(err) {
			c.access.err = err
		}
		c.access.done = true
	}
	return c.access.err
}

// IsAccessError reports whether an error concerns all requests: missing or invalid credentials, or an unknown organization.
func (c *Client) IsAccessError(err error) bool {
	var failure *Error
	switch {
	case err == nil:
		return false
	case errors.As(err, &failure):
		return failure.Status == http.StatusUnauthorized || failure.isOrganizationMissing
	}
	return errors.Is(err, c.config.ConfigurationError)
}

// ReportAccessError records that an error of IsAccessError is reported, and reports whether it is the first one.
func (c *Client) ReportAccessError() (first bool) { return !c.access.reported.Swap(true) }

// IsOrganizationMissing reports whether Rebilly does not have the organization.
func IsOrganizationMissing(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.isOrganizationMissing
}

// probe sends a request to find out whether the organization can be accessed. A missing permission is no error.
func (c *Client) probe(ctx context.Context) error {
	var list []json.RawMessage
	_, err := c.send(ctx, http.MethodGet, []string{"products"}, url.Values{"limit": {"1"}}, nil, &list)
	var failure *Error
	switch isError := errors.As(err, &failure); {
	case isError && failure.Status == http.StatusForbidden && failure.isProblemDocument:
		return nil
	case IsNotFound(err):
		failure.Title, failure.Detail = "", fmt.Sprintf("There is no %s.", c.Target())
		failure.isProblemDocument, failure.isOrganizationMissing = false, true
	}
	return err
}

// ConfirmNotFound reports whether the error of a request means that the object does not exist. A 404 may also mean that the
// organization does not exist: if none of its requests has succeeded yet, one is sent to find out, and its error is returned.
func (c *Client) ConfirmNotFound(ctx context.Context, err error) (bool, error) {
	if !IsNotFound(err) {
		return false, err
	}
	if c.reachable.Load() {
		return true, nil
	}
	err = c.probe(ctx)
	return err == nil, err
}
