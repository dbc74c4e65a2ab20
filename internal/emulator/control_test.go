package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestControl_Requests(t *testing.T) {
	const rules = `{"rules": []}`
	type headers map[string]string
	for name, test := range map[string]struct {
		token   string
		headers headers
		host    string
		want    int
	}{
		"JSON":                      {"", headers{"Content-Type": "application/json; charset=utf-8"}, "127.0.0.1:8080", 204},
		"localhost":                 {"", headers{"Content-Type": "application/json"}, "localhost:8080", 204},
		"IPv6":                      {"", headers{"Content-Type": "application/json"}, "[::1]:8080", 204},
		"own origin":                {"", headers{"Content-Type": "application/json", "Origin": "http://127.0.0.1:8080"}, "127.0.0.1:8080", 204},
		"a form":                    {"", headers{"Content-Type": "text/plain"}, "127.0.0.1:8080", 415},
		"no type":                   {"", nil, "127.0.0.1:8080", 415},
		"a page":                    {"", headers{"Content-Type": "application/json", "Origin": "https://evil.example"}, "127.0.0.1:8080", 403},
		"a file":                    {"", headers{"Content-Type": "application/json", "Origin": "null"}, "127.0.0.1:8080", 403},
		"DNS rebinding":             {"", headers{"Content-Type": "application/json", "Origin": "http://evil.example"}, "evil.example", 403},
		"a name":                    {"", headers{"Content-Type": "application/json"}, "emulator:8080", 403},
		"a name and the token":      {"t", headers{"Content-Type": "application/json", "Authorization": "Bearer t"}, "emulator:8080", 204},
		"a wrong token":             {"t", headers{"Content-Type": "application/json", "Authorization": "Bearer u"}, "127.0.0.1:8080", 401},
		"no token":                  {"t", headers{"Content-Type": "application/json"}, "127.0.0.1:8080", 401},
		"a page that has the token": {"t", headers{"Authorization": "Bearer t", "Origin": "https://evil.example"}, "127.0.0.1:8080", 403},
	} {
		e := emulator.New(emulator.Options{Organization: "org", APIKey: "sk", ControlToken: test.token})
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPut, "/_emulator/faults", strings.NewReader(rules))
		request.Host = test.host
		for header, value := range test.headers {
			request.Header.Set(header, value)
		}
		answer := httptest.NewRecorder()
		if e.ServeHTTP(answer, request); answer.Code != test.want {
			t.Errorf("%s: got status %d %s, want %d", name, answer.Code, answer.Body, test.want)
		}
	}
}

// A page that knows the secret key of the emulator, which has a default, cannot create or read API keys.
func TestCORS_NoAPIKeys(t *testing.T) {
	e := emulator.New(emulator.Options{Organization: "org", APIKey: "sk"})
	for _, test := range []struct {
		method, path, body, origin string
		want                       int
	}{
		{"PUT", "/organizations/org/api-keys/k", `{"description":"a"}`, "https://evil.example", 403},
		{"OPTIONS", "/organizations/org/api-keys/k", "", "https://evil.example", 403},
		{"GET", "/organizations/org/api-keys", "", "https://evil.example", 403},
		{"PUT", "/organizations/org/api-keys/k", `{"description":"a"}`, "", 201},
		{"OPTIONS", "/organizations/org/products", "", "https://shop.example", 204},
		{"GET", "/organizations/org/products", "", "https://shop.example", 200},
	} {
		request := httptest.NewRequestWithContext(t.Context(), test.method, test.path, strings.NewReader(test.body))
		request.Header.Set("REB-APIKEY", "sk")
		request.Header.Set("Content-Type", "application/json")
		if test.origin != "" {
			request.Header.Set("Origin", test.origin)
		}
		answer := httptest.NewRecorder()
		e.ServeHTTP(answer, request)
		if answer.Code != test.want || test.want == 403 && answer.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s %s from %q: got status %d %s, want %d", test.method, test.path, test.origin, answer.Code, answer.Body, test.want)
		}
	}
}
