// Package rebilly is a client for the Rebilly API. It does not depend on Terraform.
package rebilly

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
)

// Base URLs of Rebilly's two environments, as listed in its API definition. They share no data.
const (
	SandboxURL = "https://api-sandbox.rebilly.com"
	LiveURL    = "https://api.rebilly.com"
)

// Config configures a Client.
type Config struct {
	// BaseURL is an origin without a path; the client appends /organizations/{id}.
	BaseURL string
	// Environment is sandbox or live.
	Environment    string
	OrganizationID string
	APIKey         string
	UserAgent      string
	// DeletionProtection is the default for objects without a setting of their own; nil if it is not known yet.
	// The client does not enforce it.
	DeletionProtection *bool
	// MaxRetries is the maximum number of attempts after the first.
	MaxRetries int
	// RequestTimeout limits one attempt, from the connection to the last byte of the response.
	RequestTimeout time.Duration
	// RateLimitShare is the percentage of the organization's rate limit that this client may use before writes wait;
	// 0 and 100 mean all of it.
	RateLimitShare int
	// Log is called for each attempt and each short wait, Warn for each wait that a rate limit causes. They never get bodies or headers.
	Log, Warn func(ctx context.Context, message string, fields ...map[string]any)
	// ConfigurationError, if set, is returned by every request; nothing is sent.
	ConfigurationError error
	// ConfigurationUnknown is true if a part of the configuration is not known yet. ConfigurationError is set then, too.
	ConfigurationUnknown bool
}

// Client sends requests for one organization. It is safe for concurrent use.
type Client struct {
	known      *customFieldCache
	listCaches *listCache
	creates    *createRegistry
	versions   *versionRegistry
	planned    *PlannedChanges
	missing    *missingRegistry
	limiter    *limiter
	config     Config
	transport  http.RoundTripper
	// reachable is true once a request to the organization has succeeded.
	reachable *atomic.Bool
	access    *accessCheck
}

// New returns a client. It sends no request.
func New(config Config) *Client {
	for _, log := range []*func(context.Context, string, ...map[string]any){&config.Log, &config.Warn} {
		if *log == nil {
			*log = func(context.Context, string, ...map[string]any) {}
		}
	}
	transport := cleanhttp.DefaultPooledTransport()
	transport.MaxIdleConnsPerHost = maxInFlight
	transport.MaxResponseHeaderBytes = maxHeaderBytes
	return &Client{
		config:     config,
		transport:  transport,
		known:      &customFieldCache{resources: map[string]*resourceFields{}},
		limiter:    newLimiter(config),
		listCaches: &listCache{snapshots: map[string]*snapshot{}},
		creates:    &createRegistry{locks: map[string]*sync.Mutex{}, ids: map[string]bool{}},
		versions:   newVersionRegistry(),
		planned:    newPlannedChanges(),
		missing:    &missingRegistry{},
		reachable:  &atomic.Bool{},
		access:     &accessCheck{},
	}
}

// Target returns the organization and the host for error messages.
func (c *Client) Target() string {
	return fmt.Sprintf("organization %q at %s", c.config.OrganizationID, c.config.BaseURL)
}

// Environment returns sandbox or live.
func (c *Client) Environment() string { return c.config.Environment }

// OrganizationID returns the id of the organization that all requests are sent to.
func (c *Client) OrganizationID() string { return c.config.OrganizationID }

// DeletionProtection returns the default for objects without a setting of their own, and whether it is known yet.
func (c *Client) DeletionProtection() (protected, known bool) {
	if c.config.DeletionProtection == nil {
		return false, false
	}
	return *c.config.DeletionProtection, true
}

// ConfigurationError returns the reason why no request can be sent, nil if there is none. Callers that return a result
// without a request must check it.
func (c *Client) ConfigurationError() error { return c.config.ConfigurationError }

type apiResponse struct {
	status int
	header http.Header
	// mayHaveActed is true if Rebilly may have carried out an earlier attempt.
	mayHaveActed bool
}

// send sends one request to the organization and decodes a 2xx body into out, unless out is nil.
// Every error is an *Error, except Config.ConfigurationError and that of an invalid id.
func (c *Client) send(ctx context.Context, method string, segments []string, query url.Values, body, out any) (apiResponse, error) {
	if c.config.ConfigurationError != nil {
		return apiResponse{}, c.config.ConfigurationError
	}
	if err := c.checkSegments(segments); err != nil {
		return apiResponse{}, err
	}
	if method != http.MethodGet && segments[0] != authenticationTokens {
		c.listCaches.disabled.Store(true)
	}
	target := c.target(segments)
	secrets := requestSecrets(ctx, segments)
	redact := func(text string) string { return c.redact(text, secrets...) }
	failure := &Error{Method: method, Path: redact(redactPath(target))}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}

	request, err := c.newRequest(ctx, method, target, body)
	if err != nil {
		failure.Err = stripURLError(err, redact)
		return apiResponse{}, failure
	}

	stats := &attemptStats{method: method}
	retrying := c.retryingClient(stats, redact)
	if renewable, ok := body.(*renewableBody); ok {
		retrying.PrepareRetry = func(*http.Request) error { return c.renew(ctx, request, renewable, stats.outcomeUnknown) }
	}
	response, err := retrying.Do(request)
	failure.OutcomeUnknown = stats.outcomeUnknown && method != http.MethodGet
	if err != nil {
		failure.Err = stripURLError(err, redact)
		return apiResponse{}, failure
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		failure.Err = err
		return apiResponse{}, failure
	}
	got := apiResponse{status: response.StatusCode, header: response.Header, mayHaveActed: stats.outcomeUnknown}
	if got.status < 200 || got.status > 299 {
		failure.parse(response, content, names.Operation(method, strings.Join(segments, "/")), redact)
		return got, failure
	}
	if err := decodeBody(content, out); err != nil {
		failure.Status = got.status
		failure.Err = fmt.Errorf("the response does not match Rebilly's API definition: %w", stripURLError(err, redact))
		failure.OutcomeUnknown = method != http.MethodGet
		return got, failure
	}
	c.reachable.Store(true)
	return got, nil
}

// secretsContextKey is the context key of secrets in the bodies of requests.
type secretsContextKey struct{}

// WithSecrets returns a context whose requests have secrets in their bodies, which a response may quote: errors and logs do not.
func WithSecrets(ctx context.Context, secrets []string) context.Context {
	if len(secrets) == 0 {
		return ctx
	}
	return context.WithValue(ctx, secretsContextKey{}, secrets)
}

// requestSecrets returns the secrets that a request has beside the API key: those in its body, the authentication token in its path, and
// the customer's token that it is sent with.
func requestSecrets(ctx context.Context, segments []string) []string {
	bodySecrets, _ := ctx.Value(secretsContextKey{}).([]string)
	secrets := slices.Clone(bodySecrets)
	if segments[0] == authenticationTokens && len(segments) > 1 {
		secrets = append(secrets, segments[1])
	}
	if token, ok := ctx.Value(tokenContextKey{}).(Secret); ok {
		secrets = append(secrets, token.Reveal())
	}
	return secrets
}

// newRequest returns an authenticated request with body as JSON, unless body is nil.
func (c *Client) newRequest(ctx context.Context, method, target string, body any) (*retryablehttp.Request, error) {
	var payload io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = bytes.NewReader(encoded)
	}
	request, err := retryablehttp.NewRequestWithContext(ctx, method, strings.TrimRight(c.config.BaseURL, "/")+target, payload)
	if err != nil {
		return nil, err
	}
	if token, ok := ctx.Value(tokenContextKey{}).(Secret); ok {
		request.Header.Set("Authorization", "Bearer "+token.Reveal())
	} else {
		request.Header.Set("REB-APIKEY", c.config.APIKey)
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.config.UserAgent)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	return request, nil
}

// decodeBody decodes the body of a 2xx response into out. It returns an error for a body that is not JSON even if out is nil:
// the HTML page of a proxy does not confirm the request.
func decodeBody(content []byte, out any) error {
	needed := out != nil
	if !needed {
		if len(content) == 0 {
			return nil
		}
		out = new(any)
	}
	if err := checkJSONLimits(content); err != nil {
		return err
	}
	if err := decode(content, out); err != nil {
		return err
	}
	if needed && string(bytes.TrimSpace(content)) == "null" {
		return errors.New("it is null")
	}
	return nil
}

// tokenContextKey is the context key of a customer's token, which is sent instead of the API key.
type tokenContextKey struct{}

// authenticationTokens is the collection whose ids are secrets.
const authenticationTokens = "authentication-tokens"

var tokenInPath = regexp.MustCompile(`(/` + authenticationTokens + `/)[^/?]+`)

// redactPath removes the authentication token from a path.
func redactPath(path string) string { return tokenInPath.ReplaceAllString(path, "${1}"+redacted) }

// stripURLError removes the method and URL that net/http adds to an error, because Error includes both. The text is redacted:
// it may quote what the server sent.
func stripURLError(err error, redact func(string) string) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return rewordedError{err, redact(cmp.Or(describeConnection(err), err.Error()))}
}

// describeConnection returns in words why there is no connection, "" if the error has a different reason.
func describeConnection(err error) string {
	var host *net.DNSError
	var certificate *tls.CertificateVerificationError
	var dial *net.OpError
	switch isDial := errors.As(err, &dial) && dial.Op == "dial"; {
	case errors.As(err, &host) && host.IsNotFound:
		return fmt.Sprintf("the host %s does not exist (%s)", host.Name, err)
	case errors.As(err, &host):
		return fmt.Sprintf("the name of the host %s could not be resolved (%s)", host.Name, err)
	case errors.As(err, &certificate):
		return fmt.Sprintf("the certificate of the server is not trusted (%s)", err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("the connection was refused: nothing accepts connections at this address (%s)", err)
	case errors.Is(err, syscall.ECONNRESET):
		return fmt.Sprintf("the connection was closed before there was a response (%s)", err)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("the connection was closed before the response was complete (%s)", err)
	case isDial && dial.Timeout():
		return fmt.Sprintf("the connection could not be opened in time (%s)", err)
	}
	return ""
}

// rewordedError is an error with a different text.
type rewordedError struct {
	error
	text string
}

var _ error = rewordedError{}

func (r rewordedError) Error() string { return r.text }

func (r rewordedError) Unwrap() error { return r.error }
