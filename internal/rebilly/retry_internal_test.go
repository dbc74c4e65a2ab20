package rebilly

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

type roundTripperFunc func(*http.Request) (*http.Response, error)

func (f roundTripperFunc) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

// The transport and the retry policy must not depend on values in the context of the request.
func TestRetry_NoContextValues(t *testing.T) {
	var logged []map[string]any
	c := New(Config{Log: func(_ context.Context, _ string, fields ...map[string]any) { logged = append(logged, fields...) }})
	c.transport = roundTripperFunc(func(*http.Request) (*http.Response, error) { return nil, errors.New("broken: secret") })
	stats := &attemptStats{method: http.MethodPost}
	client := c.retryingClient(stats, func(text string) string { return strings.ReplaceAll(text, "secret", redacted) })

	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.HTTPClient.Transport.RoundTrip(request)
	if err == nil {
		_ = response.Body.Close()
		t.Fatal("got no error, want one")
	}
	if len(logged) != 1 || logged[0]["error"] != "broken: "+redacted {
		t.Errorf("got log %v, want one entry with the redacted error", logged)
	}
	if retry, _ := client.CheckRetry(context.Background(), nil, err); retry || stats.sent != 1 || !stats.outcomeUnknown {
		t.Errorf("got retry %t, stats %+v, want no retry of a POST, 1 attempt and an unknown outcome", retry, *stats)
	}
}

// Each request has its own attempts: one request's unknown outcome must not be reported for another.
func TestRetry_StatsPerRequest(t *testing.T) {
	c := New(Config{BaseURL: "http://localhost", OrganizationID: "org", APIKey: "sk"})
	c.transport = roundTripperFunc(func(request *http.Request) (*http.Response, error) {
		status := http.StatusInternalServerError
		if strings.HasSuffix(request.URL.Path, "/refused") {
			status = http.StatusUnprocessableEntity
		}
		return &http.Response{StatusCode: status, Request: request, Body: io.NopCloser(strings.NewReader(`{}`))}, nil
	})
	for id, want := range map[string]bool{"failed": true, "refused": false} {
		if _, _, err := c.Products().Create(t.Context(), id, Product{}); err == nil || OutcomeUnknown(err) != want {
			t.Errorf("%s: got unknown outcome %t (%v), want %t", id, OutcomeUnknown(err), err, want)
		}
	}
}
