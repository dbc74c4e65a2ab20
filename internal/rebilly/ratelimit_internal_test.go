package rebilly

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// limited is a server whose organization has a rate limit of 100 writes.
type limited struct {
	*httptest.Server
	remaining      atomic.Int64
	inFlight, most atomic.Int64
	writes         atomic.Int64
	delay          time.Duration
}

func serveLimited(t *testing.T, remaining int64, delay time.Duration) *limited {
	t.Helper()
	l := &limited{delay: delay}
	l.remaining.Store(remaining)
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := l.inFlight.Add(1)
		defer l.inFlight.Add(-1)
		for most := l.most.Load(); now > most && !l.most.CompareAndSwap(most, now); most = l.most.Load() {
		}
		time.Sleep(l.delay)
		if r.Method != http.MethodGet {
			l.writes.Add(1)
			w.Header().Set("X-RateLimit-Limit", "100")
			w.Header().Set("X-RateLimit-Remaining", strconv.FormatInt(l.remaining.Add(-1), 10))
		}
		id := path.Base(r.URL.Path)
		if r.Method == http.MethodGet && id == "prod_new" {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"title": "Not Found", "status": 404}`))
			return
		}
		_, _ = w.Write([]byte(`{"id": "` + id + `", "name": "Seats"}`))
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *limited) client(share int) *Client {
	c := New(Config{BaseURL: l.URL, OrganizationID: "org", APIKey: "sk", RateLimitShare: share, RequestTimeout: 30 * time.Second})
	c.limiter.pause = 50 * time.Millisecond
	return c
}

func TestLimiter_Share(t *testing.T) {
	server := serveLimited(t, 53, 0)
	c := server.client(50)
	write := func(ctx context.Context) error {
		_, _, err := c.Products().Create(ctx, "prod_new", Product{Name: "Seats"})
		return err
	}
	for range 4 {
		if err := write(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if waited := c.Usage().Waited; waited != 0 {
		t.Errorf("got a wait of %s below the share, want none", waited)
	}
	if _, err := c.Products().Get(t.Context(), "prod_1"); err != nil || c.Usage().Waited != 0 {
		t.Errorf("got a wait of %s of a read, error %v, want none", c.Usage().Waited, err)
	}
	stopped, stop := context.WithCancelCause(t.Context())
	time.AfterFunc(5*time.Millisecond, func() { stop(context.Canceled) })
	err := write(stopped)
	var failure *Error
	if !errors.Is(err, context.Canceled) || !errors.As(err, &failure) || failure.OutcomeUnknown {
		t.Errorf("got error %v, want %v with a known outcome", err, context.Canceled)
	}
	server.remaining.Store(90)
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() {
			if err := write(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if usage := c.Usage(); usage.Waited == 0 || usage.Requests[http.MethodPut] != 9 || usage.Requests[http.MethodGet] != 6 {
		t.Errorf("got usage %+v, want a wait, 9 PUT, and 1 GET and that of each create that waited", usage)
	}
}

func TestLimiter_Probe(t *testing.T) {
	server := serveLimited(t, 40, 0)
	c := server.client(50)
	ctx, cancel := context.WithTimeout(t.Context(), 130*time.Millisecond)
	defer cancel()
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() { _, _, _ = c.Products().Create(ctx, "prod_new", Product{Name: "Seats"}) })
	}
	group.Wait()
	// At 0 ms those that begin before the first response, then one after each probe interval of 50 ms.
	if writes := server.writes.Load(); writes < 2 || writes > 12 {
		t.Errorf("got %d writes, want 2 to 12", writes)
	}
}

func TestLimiter_DefaultShare(t *testing.T) {
	for _, share := range []int{0, 100} {
		server := serveLimited(t, 2, 0)
		c := server.client(share)
		for range 4 {
			if _, _, err := c.Products().Create(t.Context(), "prod_1", Product{Name: "Seats"}); err != nil {
				t.Fatal(err)
			}
		}
		if waited := c.Usage().Waited; waited != 0 {
			t.Errorf("%d %%: got a wait of %s, want none", share, waited)
		}
	}
}

func TestLimiter_Concurrency(t *testing.T) {
	server := serveLimited(t, 1000, 5*time.Millisecond)
	c := server.client(100)
	var group sync.WaitGroup
	for range 200 {
		group.Go(func() {
			if _, err := c.Products().Get(t.Context(), "prod_1"); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if most := server.most.Load(); most != maxInFlight {
		t.Errorf("got %d concurrent requests, want %d", most, maxInFlight)
	}
}

func TestLimiter_QueueTimeNotCounted(t *testing.T) {
	t.Parallel()
	server := serveLimited(t, 1000, 0)
	c := New(Config{BaseURL: server.URL, OrganizationID: "org", APIKey: "sk", RequestTimeout: time.Second})
	for range maxInFlight {
		c.limiter.slots <- struct{}{}
	}
	time.AfterFunc(1500*time.Millisecond, func() { <-c.limiter.slots })
	if _, err := c.Products().Get(t.Context(), "prod_1"); err != nil {
		t.Error(err)
	}
}

// Usage is called while the request for a page is retried.
func TestUsage_NoDeadlock(t *testing.T) {
	listing, release := make(chan struct{}), make(chan struct{})
	var lists atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !strings.HasSuffix(r.URL.Path, "/products"):
			_, _ = fmt.Fprintf(w, `{"id": %q, "name": "Seats"}`, path.Base(r.URL.Path))
		case lists.Add(1) == 1:
			close(listing)
			<-release
			w.WriteHeader(http.StatusInternalServerError)
		default:
			_, _ = w.Write([]byte(`[]`))
		}
	}))
	t.Cleanup(server.Close)
	c := New(Config{BaseURL: server.URL, OrganizationID: "org", APIKey: "sk", MaxRetries: 2})
	for _, id := range []string{"a", "b", "c"} {
		c.Products().GetCached(t.Context(), id)
		if _, err := c.Products().Get(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	go c.Products().GetCached(t.Context(), "d")
	<-listing
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		c.Usage()
	}()
	time.Sleep(50 * time.Millisecond)
	close(release)
	select {
	case <-returned:
	case <-time.After(10 * time.Second):
		t.Error("got no usage within 10 s, want no deadlock with the page")
	}
}

func TestRequest_Timeout(t *testing.T) {
	t.Parallel()
	var attempts atomic.Int32
	ended := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		attempts.Add(1)
		select {
		case <-r.Context().Done():
		case <-ended:
		}
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(ended) })
	c := New(Config{BaseURL: server.URL, OrganizationID: "org", APIKey: "sk", MaxRetries: 1, RequestTimeout: 50 * time.Millisecond})
	_, _, err := c.Products().Create(t.Context(), "prod_1", Product{Name: "Seats"})
	if err == nil || !strings.Contains(err.Error(), "no response within 50ms") || !OutcomeUnknown(err) || attempts.Load() != 2 {
		t.Errorf("got error %v after %d attempts, want a timeout with an unknown outcome after 2", err, attempts.Load())
	}
}
