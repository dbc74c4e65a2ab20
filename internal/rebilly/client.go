// Package rebilly is a client of the Rebilly API. It knows nothing of Terraform.
package rebilly

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
)

// Origins of the two environments of Rebilly, as its API definition lists them. They share no data.
const (
	SandboxURL = "https://api-sandbox.rebilly.com"
	LiveURL    = "https://api.rebilly.com"
)

// Config says whom a client talks to and how patiently.
type Config struct {
	// BaseURL is an origin, without a path: the client adds /organizations/{id}.
	BaseURL string
	// Environment is sandbox or live, for what has to be told which of them this is.
	Environment    string
	OrganizationID string
	APIKey         string
	UserAgent      string
	// DeletionProtection tells whether objects are protected that do not say so themselves; nil where it is not known yet.
	// It is for those who decide what to delete: the client deletes whatever it is asked to.
	DeletionProtection *bool
	// MaxRetries is the number of attempts after the first.
	MaxRetries int
	// RequestTimeout bounds one attempt, from the connection to the last byte of the answer.
	RequestTimeout time.Duration
	// RateLimitShare is the share of the organization's rate limit, in percent, beyond which writes wait; 0 and 100 are all of it.
	RateLimitShare int
	// Log takes one line per attempt and per wait; never a body, never a header.
	Log func(ctx context.Context, message string, fields ...map[string]any)
	// ConfigurationError, where set, is returned by every request instead of sending it.
	ConfigurationError error
}

// Client sends requests for one organization. It is safe for concurrent use.
type Client struct {
	known      *customFieldCache
	listCaches *listCache
	limiter    *limiter
	config     Config
	transport  http.RoundTripper
	// reachable tells that the organization is there: a request below it has succeeded.
	reachable *atomic.Bool
}

// New makes a client. It sends nothing.
func New(config Config) *Client {
	if config.Log == nil {
		config.Log = func(context.Context, string, ...map[string]any) {}
	}
	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxIdleConnsPerHost = maxInFlight
	transport.MaxResponseHeaderBytes = longestHeader
	return &Client{
		config:     config,
		transport:  transport,
		known:      &customFieldCache{resources: map[string]*resourceFields{}},
		limiter:    newLimiter(config),
		listCaches: &listCache{snapshots: map[string]*snapshot{}},
		reachable:  &atomic.Bool{},
	}
}

// Target names the organization and the host for messages to people.
func (c *Client) Target() string {
	return fmt.Sprintf("organization %q at %s", c.config.OrganizationID, c.config.BaseURL)
}

// Environment is sandbox or live.
func (c *Client) Environment() string { return c.config.Environment }

// OrganizationID is the organization that all requests are for.
func (c *Client) OrganizationID() string { return c.config.OrganizationID }

// DeletionProtection tells whether objects are protected that do not say so themselves, and whether that is known yet.
func (c *Client) DeletionProtection() (protected, known bool) {
	if c.config.DeletionProtection == nil {
		return false, false
	}
	return *c.config.DeletionProtection, true
}

// ConfigurationError is the reason why no request can be sent, if there is one. What answers without a request has to ask.
func (c *Client) ConfigurationError() error { return c.config.ConfigurationError }

type apiResponse struct {
	status int
	header http.Header
	// retried tells that the request was sent more than once.
	retried bool
}

// send sends one request below the organization and decodes a 2xx body into out, unless out is nil.
// Every error is an *Error, except Config.Unavailable.
func (c *Client) send(ctx context.Context, method string, segments []string, query url.Values, body, out any) (apiResponse, error) {
	if c.config.ConfigurationError != nil {
		return apiResponse{}, c.config.ConfigurationError
	}
	if method != http.MethodGet && segments[0] != authenticationTokens {
		c.listCaches.disabled.Store(true)
	}
	target := c.target(segments)
	var secrets []string
	if segments[0] == authenticationTokens && len(segments) > 1 {
		secrets = append(secrets, segments[1])
	}
	token, isCustomer := ctx.Value(tokenContextKey{}).(Secret)
	if isCustomer {
		secrets = append(secrets, token.Reveal())
	}
	censor := func(text string) string { return c.redact(text, secrets...) }
	failure := &Error{Method: method, Path: redactPath(target)}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}

	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			failure.Err = err
			return apiResponse{}, failure
		}
		payload = bytes.NewReader(encoded)
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, method, strings.TrimRight(c.config.BaseURL, "/")+target, payload)
	if err != nil {
		failure.Err = stripURLError(err, censor)
		return apiResponse{}, failure
	}
	if isCustomer {
		request.Header.Set("Authorization", "Bearer "+token.Reveal())
	} else {
		request.Header.Set("REB-APIKEY", c.config.APIKey)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.config.UserAgent)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}

	stats := &attemptStats{method: method}
	response, err := c.retryingClient(stats, censor).Do(request)
	failure.OutcomeUnknown = stats.outcomeUnknown && method != http.MethodGet
	if err != nil {
		failure.Err = stripURLError(err, censor)
		return apiResponse{}, failure
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		failure.Err = err
		return apiResponse{}, failure
	}
	got := apiResponse{status: response.StatusCode, header: response.Header, retried: stats.sent > 1}
	if got.status < 200 || got.status > 299 {
		failure.parse(response, content, censor)
		return got, failure
	}
	// A page of something in between says nothing of what Rebilly did, even where no answer is needed.
	needed := out != nil
	if len(content) > 0 && !needed {
		out = new(any)
	}
	if out != nil {
		err := checkJSONLimits(content)
		if err == nil {
			err = decode(content, out)
		}
		if err == nil && needed && string(bytes.TrimSpace(content)) == "null" {
			err = errors.New("it is null")
		}
		if err != nil {
			failure.Status = got.status
			failure.Err = fmt.Errorf("the answer is not what Rebilly's API definition promises: %w", stripURLError(err, censor))
			failure.OutcomeUnknown = method != http.MethodGet
			return got, failure
		}
	}
	c.reachable.Store(true)
	return got, nil
}

// ConfirmNotFound tells, from the error of a request for an object, that the object is gone. A 404 may also mean that the whole
// organization is not there, so one that has answered nothing yet is asked once; the error says so then.
func (c *Client) ConfirmNotFound(ctx context.Context, err error) (bool, error) {
	if !IsNotFound(err) {
		return false, err
	}
	if c.reachable.Load() {
		return true, nil
	}
	got, asked := c.send(ctx, http.MethodGet, []string{"products"}, url.Values{"limit": {"1"}}, nil, nil)
	switch {
	case asked == nil || got.status == http.StatusForbidden:
		return true, nil
	case IsNotFound(asked):
		var failure *Error
		errors.As(asked, &failure)
		failure.DisplayName = "the organization is not there"
		failure.Detail = fmt.Sprintf("nothing is found in %s. Check organization_id, environment and base_url; nothing was taken out of the state", c.Target())
		failure.isProblemDocument = false
	}
	return false, asked
}

// tokenContextKey is the place in a context of the customer's token that stands in for the API key.
type tokenContextKey struct{}

func (c *Client) target(segments []string) string {
	target := "/organizations/" + url.PathEscape(c.config.OrganizationID)
	for _, segment := range segments {
		target += "/" + url.PathEscape(segment)
	}
	return target
}

// authenticationTokens is the family whose ids are secrets.
const authenticationTokens = "authentication-tokens"

var tokenInPath = regexp.MustCompile(`(/` + authenticationTokens + `/)[^/?]+`)

// redactPath is a path, for logs and errors, without the authentication token in it.
func redactPath(path string) string { return tokenInPath.ReplaceAllString(path, "${1}"+redacted) }

// decode keeps numbers as their text, so that no price passes through a float64.
func decode(content []byte, out any) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	if err := decoder.Decode(out); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one JSON value")
	}
	return nil
}

// stripURLError drops the method and URL that net/http puts before an error: Error says both. What a server sent may be in the text.
func stripURLError(err error, censor func(string) string) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return rewordedError{err, censor(err.Error())}
}

// rewordedError is an error with another text.
type rewordedError struct {
	error
	text string
}

var _ error = rewordedError{}

func (r rewordedError) Error() string { return r.text }

func (r rewordedError) Unwrap() error { return r.error }
