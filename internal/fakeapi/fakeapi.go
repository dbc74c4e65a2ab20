// Package fakeapi starts the emulator of Rebilly's API for tests, on a loopback address.
package fakeapi

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// Organization and APIKey are used unless a test sets others.
const (
	Organization = "org_acctest"
	APIKey       = "sk_sandbox_acctest"
)

// Server is an emulator that listens on a loopback address.
type Server struct {
	*emulator.Emulator
	URL string

	organization, apiKey string
}

// Start starts an emulator that stops when the test ends. At most one set of options is used. The test fails if a request or
// a response violates Rebilly's API definition.
func Start(t testing.TB, options ...emulator.Options) *Server {
	t.Helper()
	s := StartUnvalidated(t, options...)
	contract.ValidateTraffic(t, s)
	return s
}

// StartUnvalidated is Start without the validation of requests and responses.
func StartUnvalidated(t testing.TB, options ...emulator.Options) *Server {
	t.Helper()
	var o emulator.Options
	if len(options) > 0 {
		o = options[0]
	}
	if o.Organization == "" {
		o.Organization = Organization
	}
	if o.APIKey == "" {
		o.APIKey = APIKey
	}
	e := emulator.New(o)
	server := httptest.NewServer(e)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return &Server{Emulator: e, URL: server.URL, organization: o.Organization, apiKey: o.APIKey}
}

// ProviderConfig returns a provider configuration that uses this API.
func (s *Server) ProviderConfig() map[string]any {
	return map[string]any{"organization_id": s.organization, "api_key": s.apiKey, "base_url": s.URL}
}

// ProviderBlock returns the same configuration in HCL.
func (s *Server) ProviderBlock() string {
	return fmt.Sprintf(`provider "rebilly" {
  organization_id = %q
  api_key         = %q
  base_url        = %q
}
`, s.organization, s.apiKey, s.URL)
}

// Variables returns the same configuration as environment variables, for a provider without a provider block.
func (s *Server) Variables() []string {
	return []string{"REBILLY_ORGANIZATION_ID=" + s.organization, "REBILLY_API_KEY=" + s.apiKey, "REBILLY_BASE_URL=" + s.URL}
}
