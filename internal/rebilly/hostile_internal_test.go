package rebilly

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

// A canceled request must not wait for a slot.
func TestLimiter_ReleasesSlotOnCancel(t *testing.T) {
	c := New(Config{BaseURL: "http://127.0.0.1:1", OrganizationID: "org", APIKey: "sk"})
	for range maxInFlight {
		if err := c.limiter.acquire(t.Context(), http.MethodGet); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := c.Products().Get(ctx, "x")
		ended <- err
	}()
	select {
	case err := <-ended:
		if !errors.Is(err, context.DeadlineExceeded) || OutcomeUnknown(err) {
			t.Errorf("got error %v, unknown outcome %t, want %v and false", err, OutcomeUnknown(err), context.DeadlineExceeded)
		}
	case <-time.After(5 * time.Second):
		t.Error("got no end of the request within 5 s, want it after its context is done")
	}
}
