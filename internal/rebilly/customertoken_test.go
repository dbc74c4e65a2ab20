package rebilly_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// organizationOf returns an emulator with the customer cus_1 and a client that logs to log.
func organizationOf(t *testing.T, log *strings.Builder) (*emulator.Emulator, *rebilly.Client) {
	t.Helper()
	e := emulator.New(emulator.Options{Organization: "org", APIKey: secret})
	contract.ValidateTraffic(t, e)
	e.Put("customers", "cus_1", map[string]any{})
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return e, rebilly.New(rebilly.Config{
		BaseURL: server.URL, OrganizationID: "org", APIKey: secret, MaxRetries: 2, RequestTimeout: 5 * time.Second,
		Log: func(_ context.Context, message string, fields ...map[string]any) { fmt.Fprintln(log, message, fields) },
	})
}

func customerSession() rebilly.CustomerSession {
	return rebilly.CustomerSession{
		CustomerID: "cus_1",
		ACL:        []rebilly.CustomerACL{{Scope: map[string][]string{"organizationId": {"org"}}, Permissions: []string{"StorefrontGetAccount"}}},
		Claims:     map[string]any{"websiteId": "web_1"},
		Expires:    time.Now().Add(time.Hour),
	}
}

// assertSessions checks the number of open sessions and that no authentication token is left.
func assertSessions(t *testing.T, e *emulator.Emulator, sessions int) {
	t.Helper()
	if gotTokens, gotSessions := e.Sessions(); gotTokens != 0 || gotSessions != sessions {
		t.Errorf("got %d tokens and %d sessions, want 0 and %d", gotTokens, gotSessions, sessions)
	}
}

func TestMint_AndEndSession(t *testing.T) {
	var log strings.Builder
	e, c := organizationOf(t, &log)
	var lifetime time.Duration
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		var sent struct{ ExpiredTime time.Time }
		if json.Unmarshal(body, &sent) == nil && strings.HasSuffix(r.URL.Path, "/authentication-tokens") {
			lifetime = time.Until(sent.ExpiredTime)
		}
		next.ServeHTTP(w, r)
	})
	session := customerSession()
	minted, err := c.MintCustomerToken(t.Context(), session)
	if err != nil || minted.CustomerID != "cus_1" || minted.Token == "" || minted.ExpiredTime.Sub(session.Expires).Abs() > time.Second {
		t.Fatalf("got %+v, error %v, want a token of cus_1 that expires at %s", minted, err, session.Expires)
	}
	if lifetime <= 0 || lifetime > 5*time.Minute {
		t.Errorf("got a lifetime of %s of the authentication token, want at most 5m", lifetime)
	}
	assertSessions(t, e, 1)
	for range 2 {
		if err := c.EndCustomerSession(t.Context(), minted.Token); err != nil {
			t.Error(err)
		}
		assertSessions(t, e, 0)
	}
	encoded, _ := json.Marshal(minted)
	for _, text := range []string{string(encoded), fmt.Sprint(minted), fmt.Sprintf("%+v %#v %x", minted, minted, minted), log.String()} {
		if strings.Contains(text, minted.Token.Reveal()) {
			t.Errorf("got the token in %s, want it redacted", text)
		}
	}
}

func TestMint_UnknownCustomer(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	session := customerSession()
	session.CustomerID = "cus_9"
	_, err := c.MintCustomerToken(t.Context(), session)
	var failure *rebilly.Error
	if !errors.As(err, &failure) || failure.Status != 422 || failure.InvalidFields[0].Field != "customerId" {
		t.Errorf("got error %v, want 422 for customerId", err)
	}
	assertSessions(t, e, 0)
}

// A failed exchange is not retried, and its authentication token is deleted.
func TestMint_DeletesAuthenticationToken(t *testing.T) {
	for name, fail := range map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
		"rejected":     func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { apiResponse(w, 403, `{"title":"No"}`) },
		"server error": func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { apiResponse(w, 500, `{}`) },
		"not JSON":     func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { apiResponse(w, 201, `<html>`) },
		"no token":     func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { apiResponse(w, 201, `{}`) },
		"aborted":      func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) },
		"response lost": func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			next.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, c := organizationOf(t, &strings.Builder{})
			e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if strings.HasSuffix(r.URL.Path, "/exchange") {
					fail(w, r, next)
					return
				}
				next.ServeHTTP(w, r)
			})
			_, err := c.MintCustomerToken(t.Context(), customerSession())
			if err == nil || errors.Is(err, rebilly.ErrTokenNotDeleted) {
				t.Errorf("got error %v, want one other than ErrTokenNotDeleted", err)
			}
			if tokens, _ := e.Sessions(); tokens != 0 {
				t.Errorf("got %d authentication tokens, want 0", tokens)
			}
			if n := e.Requests()["POST /authentication-tokens/{token}/exchange"]; n != 1 {
				t.Errorf("got %d exchanges, want 1", n)
			}
		})
	}
}

// A token that is not the requested one is refused.
func TestMint_VerifiesToken(t *testing.T) {
	signed := func(expires time.Time) string {
		payload := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"exp":%d}`, expires.Unix()))
		return "eyJhbGciOiJub25lIn0." + payload + ".c2lnbmF0dXJl"
	}
	session := customerSession()
	for name, test := range map[string]struct {
		// fields replace those of the response.
		fields map[string]any
		want   string
		ended  bool
	}{
		"as requested":                {nil, "", false},
		"shorter":                     {map[string]any{"expiredTime": time.Now().Add(time.Minute)}, "", false},
		"without a time":              {map[string]any{"expiredTime": nil}, "", false},
		"no JWT":                      {map[string]any{"token": "opaque.@.text"}, "", false},
		"a different customer":        {map[string]any{"customerId": "cus_2"}, `a different customer, "cus_2"`, false},
		"expired":                     {map[string]any{"expiredTime": time.Now().Add(-time.Minute)}, "expired at", false},
		"an expired JWT":              {map[string]any{"token": signed(time.Now().Add(-time.Minute))}, "expired at", false},
		"longer than requested":       {map[string]any{"expiredTime": session.Expires.Add(time.Minute)}, "later than requested", true},
		"a JWT longer than requested": {map[string]any{"token": signed(session.Expires.AddDate(1, 0, 0))}, "later than requested", false},
	} {
		t.Run(name, func(t *testing.T) {
			e, c := organizationOf(t, &strings.Builder{})
			loggedOut := false
			e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				loggedOut = loggedOut || strings.HasSuffix(r.URL.Path, "/logout")
				if !strings.HasSuffix(r.URL.Path, "/exchange") {
					next.ServeHTTP(w, r)
					return
				}
				recorded := httptest.NewRecorder()
				next.ServeHTTP(recorded, r)
				var body map[string]any
				if err := json.Unmarshal(recorded.Body.Bytes(), &body); err != nil {
					t.Fatal(err)
				}
				maps.Copy(body, test.fields)
				encoded, _ := json.Marshal(body)
				apiResponse(w, recorded.Code, string(encoded))
			})
			minted, err := c.MintCustomerToken(t.Context(), session)
			if (err != nil) != (test.want != "") || err != nil && !strings.Contains(err.Error(), test.want) || (err != nil) != (minted.Token == "") {
				t.Errorf("got error %v, want %q and a token only without one", err, test.want)
			}
			if _, sessions := e.Sessions(); test.ended && sessions != 0 || loggedOut != strings.Contains(test.want, "later") {
				t.Errorf("got %d sessions, logged out %t, want the session of a longer token ended", sessions, loggedOut)
			}
		})
	}
}

func TestMint_Interrupted(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	ctx, cancel := context.WithCancel(t.Context())
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/exchange") {
			_, _ = io.Copy(io.Discard, r.Body)
			cancel()
			<-r.Context().Done()
			return
		}
		next.ServeHTTP(w, r)
	})
	if _, err := c.MintCustomerToken(ctx, customerSession()); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	assertSessions(t, e, 0)
}

func TestMint_TokenNotDeleted(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/authentication-tokens") {
			next.ServeHTTP(w, r)
			return
		}
		apiResponse(w, 403, `{}`)
	})
	if _, err := c.MintCustomerToken(t.Context(), customerSession()); !errors.Is(err, rebilly.ErrTokenNotDeleted) {
		t.Errorf("got error %v, want %v", err, rebilly.ErrTokenNotDeleted)
	}
	if got := e.Requests(); got["DELETE /authentication-tokens/{token}"] != 1 {
		t.Errorf("got requests %v, want 1 DELETE", got)
	}
}

func TestMint_NotRetried(t *testing.T) {
	e, c := organizationOf(t, &strings.Builder{})
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		apiResponse(w, 502, `{}`)
	})
	if _, err := c.MintCustomerToken(t.Context(), customerSession()); !rebilly.OutcomeUnknown(err) {
		t.Errorf("got error %v, want an unknown outcome", err)
	}
	if got := e.Requests(); got["POST /authentication-tokens"] != 1 || len(got) != 1 {
		t.Errorf("got requests %v, want 1 POST", got)
	}
}

func TestEndSession_SendsOnlyToken(t *testing.T) {
	for _, test := range []struct {
		status int
		body   string
		ended  bool
	}{
		{204, "", true},
		{401, `{"title":"Unauthorized","status":401}`, true},
		// These are not from Rebilly.
		{401, "", false},
		{401, "<html>Log in</html>", false},
		{401, `{"message":"Unauthorized"}`, false},
		{400, `{"title":"Bad Request","status":400}`, false},
		{403, `{"title":"Forbidden","status":403}`, false},
		{503, "", false},
	} {
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodPost || r.URL.Path != "/organizations/org/storefront/logout" ||
				r.Header.Get("Authorization") != "Bearer jwt" || r.Header.Get("REB-APIKEY") != "" {
				t.Errorf("got %s %s with headers %v, want a logout with the token only", r.Method, r.URL.Path, r.Header)
			}
			apiResponse(w, test.status, test.body)
		})
		if err := c.EndCustomerSession(t.Context(), "jwt"); (err == nil) != test.ended {
			t.Errorf("%d %q: got error %v, want none: %t", test.status, test.body, err, test.ended)
		}
	}
}

// The tokens are different when encoded in a URL, and the server quotes them.
func TestMint_RedactsTokens(t *testing.T) {
	const login, signed = "login/canary +é", "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJjYW5hcnkifQ.c2lnbmVk_canary"
	var mu sync.Mutex
	var output strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/authentication-tokens"):
			apiResponse(w, 201, `{"token":"`+login+`"}`)
		case strings.HasSuffix(r.URL.Path, "/logout"):
			apiResponse(w, 422, fmt.Sprintf(`{"title":%[1]q,"detail":"of %[1]s"}`, signed))
		default:
			apiResponse(w, 422, fmt.Sprintf(`{"title":"%[1]s","detail":"of %[1]s and %[2]s",`+
				`"invalidFields":[{"field":"%[1]s","message":"%[2]s"}]}`, login, signed))
		}
	}))
	defer server.Close()
	c := rebilly.New(rebilly.Config{
		BaseURL: server.URL, OrganizationID: "org", APIKey: secret, RequestTimeout: 5 * time.Second,
		Log: func(_ context.Context, message string, fields ...map[string]any) {
			mu.Lock()
			defer mu.Unlock()
			fmt.Fprintln(&output, message, fields)
		},
	})
	_, err := c.MintCustomerToken(t.Context(), customerSession())
	ended := c.EndCustomerSession(t.Context(), signed)
	for _, e := range []error{err, ended} {
		var failure *rebilly.Error
		if !errors.As(e, &failure) {
			t.Fatalf("got error %v, want an *Error", e)
		}
		fmt.Fprintf(&output, "%v %+v %v\n", e, *failure, failure.Path)
	}
	text := output.String()
	for _, canary := range []string{login, signed} {
		for _, form := range []string{
			canary, url.PathEscape(canary), url.QueryEscape(canary), base64.StdEncoding.EncodeToString([]byte(canary)), "canary",
		} {
			if strings.Contains(text, form) {
				t.Errorf("got %q in the output, want it redacted:\n%s", form, text)
			}
		}
	}
	if strings.Count(text, "/authentication-tokens/(redacted)") < 3 {
		t.Errorf("got fewer than 3 redacted paths, want 3 or more:\n%s", text)
	}
}
