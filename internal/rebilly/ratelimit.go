package rebilly

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// maxInFlight is the maximum number of concurrent requests, whatever -parallelism is.
	maxInFlight = 20
	// probeInterval is the time between writes that probe whether the organization has requests left again.
	// Rebilly returns the remaining count with responses to writes, but never when the count is reset.
	probeInterval = 15 * time.Second
)

// Usage counts the requests of a client.
type Usage struct {
	// Requests counts the attempts by method.
	Requests map[string]int
	// Waited is the total time that requests waited for the rate limit or before a retry.
	Waited time.Duration
	// SharedReads counts the objects that were read from the list cache.
	SharedReads int
}

// limiter limits the concurrent requests, and delays writes once the client's share of the organization's rate limit is used.
type limiter struct {
	slots chan struct{}
	// share is a percentage of the limit.
	share int
	pause time.Duration
	warn  func(ctx context.Context, message string, fields ...map[string]any)

	mu    sync.Mutex
	usage Usage
	// throttled is true if the rest of the limit is left to others; probe is the time of the next probing write.
	throttled bool
	probe     time.Time
	// clockOffset is how far Rebilly's clock is ahead of the local one, according to the last response.
	clockOffset time.Duration
	// warned is the end of the last wait that was logged as a warning.
	warned time.Time
}

func newLimiter(config Config) *limiter {
	return &limiter{
		slots: make(chan struct{}, maxInFlight), share: config.RateLimitShare, pause: probeInterval, warn: config.Warn,
		usage: Usage{Requests: map[string]int{}},
	}
}

// Now returns the time of Rebilly's clock according to the last response, or of the local clock before the first.
func (c *Client) Now() time.Time { return c.limiter.now() }

// Usage returns the requests counted so far.
func (c *Client) Usage() Usage {
	// Do not hold limiter.mu here: a page read holds the lock of its snapshot and acquires limiter.mu to send.
	hits := c.listCaches.hits()
	c.limiter.mu.Lock()
	defer c.limiter.mu.Unlock()
	usage := c.limiter.usage
	usage.SharedReads = hits
	usage.Requests = maps.Clone(usage.Requests)
	return usage
}

// admittedKey is the context key of requests that were admitted.
type admittedKey struct{}

// admit waits until the share of the rate limit allows a write, and returns a context in which the write does not wait for it again.
// waited reports whether it waited. A write is admitted before the reads that it depends on, because a wait may take minutes.
func (c *Client) admit(ctx context.Context, method string, segments []string) (admitted context.Context, waited bool, err error) {
	if waited, err = c.limiter.awaitShare(ctx, method); err != nil {
		return nil, waited, &Error{Method: method, Path: c.target(segments), Err: err}
	}
	return context.WithValue(ctx, admittedKey{}, true), waited, nil
}

// awaitShare waits until the share of the rate limit allows a request, and reports whether it waited.
func (l *limiter) awaitShare(ctx context.Context, method string) (waited bool, err error) {
	for wait := l.wait(method); wait > 0; wait = l.wait(method) {
		waited = true
		l.logWait(ctx, wait)
		l.waited(wait)
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case <-time.After(wait):
		}
	}
	return waited, nil
}

// acquire waits until a request may be sent. Unless it returns an error, release must follow.
func (l *limiter) acquire(ctx context.Context, method string) error {
	if ctx.Value(admittedKey{}) == nil {
		if _, err := l.awaitShare(ctx, method); err != nil {
			return err
		}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case l.slots <- struct{}{}:
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.usage.Requests[method]++
	return nil
}

// logWait logs a wait for the share of the rate limit.
func (l *limiter) logWait(ctx context.Context, wait time.Duration) {
	if until := time.Now().Add(wait); l.isFirstWait(until) {
		l.warn(ctx, "Waiting because the configured share of the rate limit is used", map[string]any{
			"wait": wait.Round(time.Millisecond).String(), "until": utc(until),
		})
	}
}

// isFirstWait reports whether a wait ends later than those that were logged as warnings: all requests of a run wait for the same limit.
func (l *limiter) isFirstWait(until time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	isFirst := until.Sub(l.warned) > time.Second
	if isFirst {
		l.warned = until
	}
	return isFirst
}

// wait returns how long a request must wait before it calls wait again.
func (l *limiter) wait(method string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if method == http.MethodGet || !l.throttled {
		return 0
	}
	if wait := time.Until(l.probe); wait > 0 {
		return wait
	}
	l.probe = time.Now().Add(l.pause)
	return 0
}

// now returns the time of Rebilly's clock, or of the local clock before the first response.
func (l *limiter) now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Add(l.clockOffset)
}

// release records the time and the rate limit of a response. Not every response has a rate limit.
func (l *limiter) release(header http.Header) {
	<-l.slots
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		l.mu.Lock()
		l.clockOffset = time.Until(date)
		l.mu.Unlock()
	}
	limit, errLimit := strconv.Atoi(header.Get("X-RateLimit-Limit"))
	remaining, errRemaining := strconv.Atoi(header.Get("X-RateLimit-Remaining"))
	if errLimit != nil || errRemaining != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	wasThrottled := l.throttled
	l.throttled = l.share > 0 && l.share < 100 && remaining*100 < limit*(100-l.share)
	if l.throttled && !wasThrottled {
		l.probe = time.Now().Add(l.pause)
	}
}

func (l *limiter) waited(wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.usage.Waited += wait
}
