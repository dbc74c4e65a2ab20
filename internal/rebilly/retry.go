package rebilly

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
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
	// The sandbox counts requests per 10 minutes, so a longer wait is an error.
	maxRetryAfter = 10 * time.Minute
	// maxPlausibleWait is far above any wait that Rebilly or a proxy means.
	maxPlausibleWait = 24 * time.Hour
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
		Backoff:      backoffPolicy{now: time.Now, log: c.config.Log, limiter: c.limiter}.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// checkRetry retries requests that are safe to repeat: all methods but POST after broken connections and 5xx,
// and all methods after 421, 425 and 429, which mean that the request was not processed.
func (s *attemptStats) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	s.sent++
	responseLost := err != nil && !isDialError(err) || response != nil && response.StatusCode >= 500
	s.outcomeUnknown = s.outcomeUnknown || responseLost
	if err == nil && response.StatusCode < http.StatusMultipleChoices {
		// A received response counts even if the run was interrupted in the meantime.
		return false, nil
	}
	if wait, _ := retryAfter(response, time.Now); wait > maxRetryAfter {
		return false, nil
	}
	if err == nil && isNotProcessed(response.StatusCode) {
		return ctx.Err() == nil, ctx.Err()
	}
	if s.method == http.MethodPost && (err != nil || response.StatusCode >= 500) || errors.As(err, &responseTooLargeError{}) {
		return false, err
	}
	return retryablehttp.DefaultRetryPolicy(ctx, response, err)
}

// isDialError reports whether an attempt failed before the request was sent.
func isDialError(err error) bool {
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &network) && network.Op == "dial" || errors.As(err, &certificate) || errors.As(err, &errNotSent{})
}

// errNotSent is the error of a request that was canceled while it waited for the limiter.
type errNotSent struct{ error }

var _ error = errNotSent{}

func (e errNotSent) Unwrap() error { return e.error }

type backoffPolicy struct {
	now     func() time.Time
	log     func(context.Context, string, ...map[string]any)
	limiter *limiter
}

// backoff returns the wait that a response requests, or else an exponential one, with jitter.
func (p backoffPolicy) backoff(_, _ time.Duration, attempt int, response *http.Response) (wait time.Duration) {
	wait = min(initialBackoff<<min(attempt, 10), maxBackoff)
	wait = wait/2 + rand.N(wait/2+1) //nolint:gosec // jitter needs no secrecy
	defer func() { p.limiter.waited(wait) }()
	if response == nil {
		return wait
	}
	requested, _ := retryAfter(response, p.now)
	if requested > 0 {
		wait = requested + rand.N(initialBackoff) //nolint:gosec // jitter needs no secrecy
	}
	log := p.log
	isRequested := requested > 0 || response.StatusCode == http.StatusTooManyRequests
	if isRequested && p.limiter.isFirstWait(p.now().Add(wait)) {
		log = p.limiter.warn
	}
	log(response.Request.Context(), "Waiting before the next attempt", map[string]any{
		"status": response.StatusCode, "wait": wait.Round(time.Millisecond).String(), "until": utc(p.now().Add(wait)),
	})
	return wait
}

// retryAfter returns the longest wait that a 429 or 503 requests, 0 if there is none. implausible is the header that requests it if its
// value is not a time, or too far away.
func retryAfter(response *http.Response, now func() time.Time) (wait time.Duration, implausible string) {
	if response == nil || response.StatusCode != http.StatusTooManyRequests && response.StatusCode != http.StatusServiceUnavailable {
		return 0, ""
	}
	serverTime, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		serverTime = now()
	}
	for _, name := range []string{rateLimitRetryAfter, "Retry-After"} {
		text := response.Header.Get(name)
		if text == "" {
			continue
		}
		requested, ok := parseRetryAfter(name, text, serverTime)
		if !ok || requested > maxPlausibleWait {
			implausible = fmt.Sprintf("%s: %.40s", name, text)
			if ok && requested < math.MaxInt64 {
				implausible += ", which is " + utc(serverTime.Add(requested))
			}
		}
		wait = max(wait, requested)
	}
	return wait, implausible
}

// rateLimitRetryAfter is Rebilly's header. Its value is not a delay but a UTC epoch second of Rebilly's clock, so it is compared with the
// Date of the response rather than with the local clock.
const rateLimitRetryAfter = "X-RateLimit-Retry-After"

// parseRetryAfter returns the wait until the time in a header, which is not positive if the time is over.
func parseRetryAfter(name, text string, serverTime time.Time) (wait time.Duration, ok bool) {
	if date, err := http.ParseTime(text); err == nil {
		return date.Sub(serverTime), true
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange) || seconds < 0:
		return 0, false
	case seconds > math.MaxInt64/int64(time.Second):
		return math.MaxInt64, true
	case name == rateLimitRetryAfter:
		return time.Unix(seconds, 0).Sub(serverTime), true
	}
	return time.Duration(seconds) * time.Second, true
}

// loggingTransport logs each attempt and reads the whole body, so that a truncated body is retried like a broken connection.
type loggingTransport struct {
	next    http.RoundTripper
	limiter *limiter
	timeout time.Duration
	log     func(context.Context, string, ...map[string]any)
	// redact removes secrets from error texts.
	redact func(string) string
}

var _ http.RoundTripper = loggingTransport{}

func (t loggingTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := t.limiter.acquire(request.Context(), request.Method); err != nil {
		return nil, errNotSent{err}
	}
	var header http.Header
	defer func() { t.limiter.release(header) }()
	if t.timeout > 0 {
		ctx, cancel := context.WithTimeoutCause(request.Context(), t.timeout, fmt.Errorf("no response within %s", t.timeout))
		defer cancel()
		request = request.WithContext(ctx)
	}
	start := time.Now()
	response, err := t.next.RoundTrip(request)
	fields := map[string]any{"method": request.Method, "path": t.redact(redactPath(request.URL.EscapedPath()))}
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
		fields["error"] = t.redact(err.Error())
		response = nil
	}
	fields["duration"] = time.Since(start).Round(time.Millisecond).String()
	t.log(request.Context(), "Rebilly API request", fields)
	return response, err
}
