package rebilly

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

// TestLimiter_ReleasesSlotOnCancel: a request that waits for its turn does not wait for others to end when it shall end itself.
func TestLimiter_ReleasesSlotOnCancel(t *testing.T) {
	c := New(Config{BaseURL: "http://127.0.0.1:1", OrganizationID: "org", APIKey: "sk"})
	for range maxInFlight {
		if err := c.limiter.acquire(t.Context(), http.MethodGet); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	given := make(chan error, 1)
	go func() {
		_, err := c.Products().Get(ctx, "x")
		given <- err
	}()
	select {
	case err := <-given:
		if !errors.Is(err, context.DeadlineExceeded) || OutcomeUnknown(err) {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("it waits on")
	}
}
