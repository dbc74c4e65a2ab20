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
	// maxInFlight bounds the requests that are under way at the same time, whatever -parallelism is.
	maxInFlight = 20
	// probeInterval is the time after which one write finds out whether the organization has requests left again.
	// Rebilly tells the count with the answers to writes, and nowhere when it starts anew.
	probeInterval = 15 * time.Second
)

// Usage is what a client has asked of Rebilly so far.
type Usage struct {
	// Requests counts the attempts by method.
	Requests map[string]int
	// Waited is the time that requests spent waiting for the rate limit or before another attempt, all together.
	Waited time.Duration
	// SharedReads counts the objects that were taken from lists in place of reads of their own.
	SharedReads int
}

// limiter holds requests back: all of them where too many are under way, and writes where the organization's rate limit
// is used up to the share that this client may use.
type limiter struct {
	slots chan struct{}
	// share is in percent of the limit.
	share int
	pause time.Duration
	log   func(ctx context.Context, message string, fields ...map[string]any)

	mu    sync.Mutex
	usage Usage
	// throttled tells that others shall have what is left of the limit; probe is when that is asked again.
	throttled bool
	probe     time.Time
}

func newLimiter(config Config) *limiter {
	return &limiter{
		slots: make(chan struct{}, maxInFlight), share: config.RateLimitShare, pause: probeInterval, log: config.Log,
		usage: Usage{Requests: map[string]int{}},
	}
}

// Usage is what this client has asked of Rebilly so far.
func (c *Client) Usage() Usage {
	// Not within the lock: whoever reads a page has the one of its snapshot, and needs this one to send.
	served := c.listCaches.hits()
	c.limiter.mu.Lock()
	defer c.limiter.mu.Unlock()
	usage := c.limiter.usage
	usage.SharedReads = served
	usage.Requests = maps.Clone(usage.Requests)
	return usage
}

// acquire waits until a request may be sent; leave has to follow unless there is an error.
func (b *limiter) acquire(ctx context.Context, method string) error {
	for wait := b.wait(method); wait > 0; wait = b.wait(method) {
		b.log(ctx, "Leaving the rest of the rate limit to others", map[string]any{"wait": wait.Round(time.Millisecond).String()})
		b.waited(wait)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case b.slots <- struct{}{}:
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.usage.Requests[method]++
	return nil
}

// wait is how long a request has to wait before it may ask again.
func (b *limiter) wait(method string) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if method == http.MethodGet || !b.throttled {
		return 0
	}
	if wait := time.Until(b.probe); wait > 0 {
		return wait
	}
	b.probe = time.Now().Add(b.pause)
	return 0
}

// release takes note of what an answer says of the rate limit. Not every answer does.
func (b *limiter) release(header http.Header) {
	<-b.slots
	limit, errLimit := strconv.Atoi(header.Get("X-RateLimit-Limit"))
	remaining, errRemaining := strconv.Atoi(header.Get("X-RateLimit-Remaining"))
	if errLimit != nil || errRemaining != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	was := b.throttled
	b.throttled = b.share > 0 && b.share < 100 && remaining*100 < limit*(100-b.share)
	if b.throttled && !was {
		b.probe = time.Now().Add(b.pause)
	}
}

func (b *limiter) waited(wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.usage.Waited += wait
}
