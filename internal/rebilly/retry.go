package rebilly

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	initialBackoff = 500 * time.Millisecond
	maxBackoff     = 30 * time.Second
	// Rebilly's sandbox counts requests per 10 minutes; an answer that asks for a longer wait is an error.
	maxRetryAfter = 10 * time.Minute
)

// attemptStats records the attempts of one request and decides whether to retry it.
type attemptStats struct {
	method string
	sent   int
	// outcomeUnknown is true if Rebilly may have acted on an attempt whose response was lost.
	outcomeUnknown bool
}

// retryingClient returns an HTTP client for one request. It shares the connections of c and records its attempts in stats.
func (c *Client) retryingClient(stats *attemptStats, redact func(string) string) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: loggingTransport{
				next: c.transport, limiter: c.limiter, timeout: c.config.RequestTimeout, log: c.config.Log, redact: redact,
			},
			// The API key is in a custom header, which net/http would send to the host of the redirect.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     c.config.MaxRetries,
		CheckRetry:   stats.checkRetry,
		Backoff:      backoffPolicy{now: time.Now, log: c.config.Log, waited: c.limiter.waited}.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// checkRetry retries requests that are safe to repeat: all methods but POST after broken connections and 5xx,
// and all methods after 429, which Rebilly sends before it acts on the request.
func (p *attemptStats) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	p.sent++
	lost := err != nil && !isDialError(err) || response != nil && response.StatusCode >= 500
	p.outcomeUnknown = p.outcomeUnknown || lost
	if err == nil && response.StatusCode < http.StatusMultipleChoices {
		// An answer that has come counts, even if the run was interrupted meanwhile.
		return false, nil
	}
	if wait, _ := retryAfter(response, time.Now); wait > maxRetryAfter {
		return false, nil
	}
	if p.method == http.MethodPost && (err != nil || response.StatusCode >= 500) || errors.As(err, &responseTooLargeError{}) {
		return false, err
	}
	return retryablehttp.DefaultRetryPolicy(ctx, response, err)
}

func isDialError(err error) bool {
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &network) && network.Op == "dial" || errors.As(err, &certificate) || errors.As(err, &errNotSent{})
}

// errNotSent is the end of a request that was still waiting for its turn.
type errNotSent struct{ error }

var _ error = errNotSent{}

func (u errNotSent) Unwrap() error { return u.error }

type backoffPolicy struct {
	now    func() time.Time
	log    func(context.Context, string, ...map[string]any)
	waited func(time.Duration)
}

// backoff waits until the time that a 429 names, else exponentially with jitter.
func (w backoffPolicy) backoff(_, _ time.Duration, attempt int, response *http.Response) (wait time.Duration) {
	wait = min(initialBackoff<<min(attempt, 10), maxBackoff)
	wait = wait/2 + rand.N(wait/2+1) //nolint:gosec // jitter needs no secrecy
	defer func() { w.waited(wait) }()
	if response == nil {
		return wait
	}
	if asked, ok := retryAfter(response, w.now); ok {
		wait = asked + rand.N(initialBackoff) //nolint:gosec // jitter needs no secrecy
	}
	w.log(response.Request.Context(), "Waiting before the next attempt", map[string]any{
		"status": response.StatusCode, "wait": wait.Round(time.Millisecond).String(),
	})
	return wait
}

// retryAfter is the wait that a 429 asks for: X-RateLimit-Retry-After is an absolute UTC epoch second of Rebilly's clock, not
// a delay. The answer tells what that clock shows, so that it does not matter if ours is wrong.
func retryAfter(response *http.Response, now func() time.Time) (time.Duration, bool) {
	if response == nil || response.StatusCode != http.StatusTooManyRequests {
		return 0, false
	}
	epoch, err := strconv.ParseInt(response.Header.Get("X-RateLimit-Retry-After"), 10, 64)
	if err != nil {
		return 0, false
	}
	theirs, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		theirs = now()
	}
	wait := time.Unix(epoch, 0).Sub(theirs)
	return wait, wait > 0
}

// loggingTransport logs each attempt and reads its body whole, so that a body cut short is repeated like any broken connection.
type loggingTransport struct {
	next    http.RoundTripper
	limiter *limiter
	timeout time.Duration
	log     func(context.Context, string, ...map[string]any)
	// redact removes secrets from error texts.
	redact func(string) string
}

var _ http.RoundTripper = loggingTransport{}

func (a loggingTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := a.limiter.acquire(request.Context(), request.Method); err != nil {
		return nil, errNotSent{err}
	}
	var header http.Header
	defer func() { a.limiter.release(header) }()
	if a.timeout > 0 {
		ctx, cancel := context.WithTimeoutCause(request.Context(), a.timeout, fmt.Errorf("no answer within %s", a.timeout))
		defer cancel()
		request = request.WithContext(ctx)
	}
	start := time.Now()
	response, err := a.next.RoundTrip(request)
	fields := map[string]any{"method": request.Method, "path": redactPath(request.URL.EscapedPath())}
	if err == nil {
		fields["status"] = response.StatusCode
		header = response.Header
		var content []byte
		content, err = readBody(request, response)
		_ = response.Body.Close()
		response.Body = io.NopCloser(bytes.NewReader(content))
	}
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("%w: %w", context.Cause(request.Context()), err)
		}
		fields["error"] = a.redact(err.Error())
		response = nil
	}
	fields["duration"] = time.Since(start).Round(time.Millisecond).String()
	a.log(request.Context(), "Rebilly API request", fields)
	return response, err
}
