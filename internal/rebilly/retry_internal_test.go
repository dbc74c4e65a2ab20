package rebilly

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
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
		status, header := http.StatusInternalServerError, http.Header{"Content-Type": {"application/json"}}
		if strings.HasSuffix(request.URL.Path, "/refused") {
			status = http.StatusUnprocessableEntity
		}
		body := io.NopCloser(strings.NewReader(`{"title":"Invalid","status":422}`))
		return &http.Response{StatusCode: status, Header: header, Request: request, Body: body}, nil
	})
	for id, want := range map[string]bool{"failed": true, "refused": false} {
		if _, _, err := c.Products().Create(t.Context(), id, Product{}); err == nil || OutcomeUnknown(err) != want {
			t.Errorf("%s: got unknown outcome %t (%v), want %t", id, OutcomeUnknown(err), err, want)
		}
	}
}

func limitedUntil(date, until time.Time) http.Header {
	header := http.Header{"X-Ratelimit-Retry-After": {strconv.FormatInt(until.Unix(), 10)}}
	if !date.IsZero() {
		header.Set("Date", date.UTC().Format(http.TimeFormat))
	}
	return header
}

func requested(retryAfter string) http.Header { return http.Header{"Retry-After": {retryAfter}} }

// A wait that nobody can mean is reported as it is and never waited for.
func TestRetry_ImplausibleWait(t *testing.T) {
	now := time.Date(2027, time.March, 7, 12, 0, 0, 0, time.UTC)
	epoch := func(text string) http.Header { return http.Header{"X-Ratelimit-Retry-After": {text}} }
	for name, test := range map[string]struct {
		header http.Header
		// tooLong is true if the request must not be sent again in this run.
		tooLong bool
		want    string
	}{
		"minute":            {requested("60"), false, ""},
		"hour":              {requested("3600"), true, ""},
		"year":              {requested("31536000"), true, "Retry-After: 31536000, which is 2028-03-06T12:00:00Z"},
		"overflow":          {requested("99999999999999999999"), true, "Retry-After: 99999999999999999999"},
		"centuries":         {requested("99999999999"), true, "Retry-After: 99999999999"},
		"date":              {requested("Fri, 31 Dec 9999 23:59:59 GMT"), true, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"},
		"negative":          {requested("-60"), false, "Retry-After: -60"},
		"text":              {requested("soon"), false, "Retry-After: soon"},
		"long text":         {requested(strings.Repeat("9", 1000)), true, "Retry-After: " + strings.Repeat("9", 40)},
		"fraction":          {requested("1.5"), false, "Retry-After: 1.5"},
		"epoch in a year":   {epoch("1836043200"), true, "X-RateLimit-Retry-After: 1836043200, which is 2028-03-07T12:00:00Z"},
		"milliseconds":      {epoch("1804420800000"), true, "X-RateLimit-Retry-After: 1804420800000"},
		"epoch overflow":    {epoch("99999999999999999999"), true, "X-RateLimit-Retry-After: 99999999999999999999"},
		"negative epoch":    {epoch("-9223372036854775808"), false, "X-RateLimit-Retry-After: -9223372036854775808"},
		"epoch in the past": {epoch("1"), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, status := range []int{429, 503} {
				wait, implausible := retryAfter(&http.Response{StatusCode: status, Header: test.header}, func() time.Time { return now })
				if implausible != test.want || wait > maxRetryAfter != test.tooLong {
					t.Errorf("%d: got %s, %q, want longer than %s: %t, %q", status, wait, implausible, maxRetryAfter, test.tooLong, test.want)
				}
				stats := &attemptStats{method: http.MethodPut}
				test.header.Set("Date", now.Format(http.TimeFormat))
				response := &http.Response{StatusCode: status, Header: test.header}
				if retry, _ := stats.checkRetry(t.Context(), response, nil); retry == test.tooLong {
					t.Errorf("%d: got retry %t, want %t", status, retry, !test.tooLong)
				}
			}
		})
	}
}

// The tests against a server cannot tell a wait for the end of the rate limit from the backoff if the machine is slow.
func TestRetry_Wait(t *testing.T) {
	now := time.Date(2027, time.March, 7, 12, 0, 0, 0, time.UTC)
	later, earlier := now.Add(time.Hour), now.Add(-time.Hour)
	for name, test := range map[string]struct {
		attempt     int
		status      int
		header      http.Header
		least, most time.Duration
	}{
		"first, no response":            {0, 0, nil, 250 * time.Millisecond, 500 * time.Millisecond},
		"second, no response":           {1, 0, nil, 500 * time.Millisecond, time.Second},
		"third, server error":           {2, 503, nil, time.Second, 2 * time.Second},
		"seventh":                       {6, 503, nil, 15 * time.Second, 30 * time.Second},
		"hundredth":                     {99, 503, nil, 15 * time.Second, 30 * time.Second},
		"rate limit":                    {0, 429, limitedUntil(now, now.Add(time.Minute)), time.Minute, time.Minute + initialBackoff},
		"rate limit, later attempt":     {6, 429, limitedUntil(now, now.Add(time.Second)), time.Second, time.Second + initialBackoff},
		"Rebilly's clock is ahead":      {0, 429, limitedUntil(later, later.Add(time.Minute)), time.Minute, time.Minute + initialBackoff},
		"Rebilly's clock is behind":     {0, 429, limitedUntil(earlier, earlier.Add(time.Minute)), time.Minute, time.Minute + initialBackoff},
		"rate limit without a date":     {0, 429, limitedUntil(time.Time{}, now.Add(time.Minute)), time.Minute, time.Minute + initialBackoff},
		"rate limit without a time":     {0, 429, nil, 250 * time.Millisecond, 500 * time.Millisecond},
		"rate limit that already ended": {0, 429, limitedUntil(now, now.Add(-time.Minute)), 250 * time.Millisecond, 500 * time.Millisecond},
		"seconds":                       {0, 429, requested("60"), time.Minute, time.Minute + initialBackoff},
		"seconds of a 503":              {0, 503, requested("60"), time.Minute, time.Minute + initialBackoff},
		"seconds of a 502":              {0, 502, requested("60"), 250 * time.Millisecond, 500 * time.Millisecond},
		"0 seconds":                     {0, 503, requested("0"), 250 * time.Millisecond, 500 * time.Millisecond},
		"negative seconds":              {0, 503, requested("-60"), 250 * time.Millisecond, 500 * time.Millisecond},
		"no number":                     {0, 503, requested("soon"), 250 * time.Millisecond, 500 * time.Millisecond},
		"date": {
			0, 503, requested(now.Add(time.Minute).Format(http.TimeFormat)), time.Minute, time.Minute + initialBackoff,
		},
		"date that is over": {0, 503, requested(earlier.Format(http.TimeFormat)), 250 * time.Millisecond, 500 * time.Millisecond},
		"date of a different clock": {
			0, 503, http.Header{"Date": {later.Format(http.TimeFormat)}, "Retry-After": {later.Add(time.Minute).Format(http.TimeFormat)}},
			time.Minute, time.Minute + initialBackoff,
		},
		"both headers": {
			0, 429, http.Header{"X-Ratelimit-Retry-After": {strconv.FormatInt(now.Unix()+10, 10)}, "Retry-After": {"60"}},
			time.Minute, time.Minute + initialBackoff,
		},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost/", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			var response *http.Response
			if test.status != 0 {
				response = &http.Response{StatusCode: test.status, Header: test.header, Request: request}
			}
			var warned []any
			limiter := newLimiter(Config{
				Warn: func(_ context.Context, _ string, fields ...map[string]any) {
					warned = append(warned, fields[0]["until"])
				},
			})
			policy := backoffPolicy{
				now: func() time.Time { return now }, log: func(context.Context, string, ...map[string]any) {}, limiter: limiter,
			}
			waits := map[time.Duration]bool{}
			for range 100 {
				before := limiter.usage.Waited
				wait := policy.backoff(0, 0, test.attempt, response)
				waits[wait] = true
				if counted := limiter.usage.Waited - before; wait < test.least || wait > test.most || counted != wait {
					t.Fatalf("got wait %s, counted as %s, want %s to %s", wait, counted, test.least, test.most)
				}
			}
			if len(waits) == 1 {
				t.Error("got the same wait 100 times, want jitter")
			}
			// All requests of a run wait for the same limit.
			var want []any
			if test.status == 429 || test.least >= time.Minute {
				want = []any{utc(now.Add(test.least))}
			}
			if last := []any{utc(now.Add(test.most))}; !slices.Equal(warned, want) && (want == nil || !slices.Equal(warned, last)) {
				t.Errorf("got warnings with the times %v, want %v", warned, want)
			}
		})
	}
}

func TestRetry_Decision(t *testing.T) {
	now := time.Now()
	lost := errors.New("connection reset by peer")
	for name, test := range map[string]struct {
		method string
		status int
		header http.Header
		err    error
		want   bool
	}{
		"POST, 429":              {http.MethodPost, 429, nil, nil, true},
		"POST, 503":              {http.MethodPost, 503, nil, nil, false},
		"POST, lost":             {http.MethodPost, 0, nil, lost, false},
		"PUT, 429":               {http.MethodPut, 429, nil, nil, true},
		"PUT, 503":               {http.MethodPut, 503, nil, nil, true},
		"PUT, lost":              {http.MethodPut, 0, nil, lost, true},
		"POST, 421":              {http.MethodPost, 421, nil, nil, true},
		"POST, 425":              {http.MethodPost, 425, nil, nil, true},
		"PUT, 421":               {http.MethodPut, 421, nil, nil, true},
		"PUT, 408":               {http.MethodPut, 408, nil, nil, false},
		"PUT, 503 for 11 min":    {http.MethodPut, 503, requested("660"), nil, false},
		"PUT, 422":               {http.MethodPut, 422, nil, nil, false},
		"DELETE, 503":            {http.MethodDelete, 503, nil, nil, true},
		"GET, 200":               {http.MethodGet, 200, nil, nil, false},
		"GET, 429 for 10 min":    {http.MethodGet, 429, limitedUntil(now, now.Add(10*time.Minute)), nil, true},
		"GET, 429 for 11 min":    {http.MethodGet, 429, limitedUntil(now, now.Add(11*time.Minute)), nil, false},
		"DELETE, 429 for 11 min": {http.MethodDelete, 429, limitedUntil(now, now.Add(11*time.Minute)), nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			var response *http.Response
			if test.err == nil {
				response = &http.Response{StatusCode: test.status, Header: test.header}
			}
			stats := &attemptStats{method: test.method}
			if got, _ := stats.checkRetry(t.Context(), response, test.err); got != test.want {
				t.Errorf("got retry %t, want %t", got, test.want)
			}
		})
	}
}
