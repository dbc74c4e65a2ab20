package acctest

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// What opens an emulator that a test did not configure otherwise.
const (
	Organization = "org_acctest"
	APIKey       = "sk_sandbox_acctest"
)

// FakeAPI is an emulator on loopback.
type FakeAPI struct {
	*emulator.Emulator
	URL string

	organization, apiKey string
}

// Start starts an emulator that ends with the test. At most one set of options is used. The test fails if a request or a
// response violates Rebilly's API definition.
func Start(t testing.TB, options ...emulator.Options) *FakeAPI {
	t.Helper()
	r := StartUnvalidated(t, options...)
	contract.ValidateTraffic(t, r)
	return r
}

// StartUnvalidated is Start without validation of requests and responses.
func StartUnvalidated(t testing.TB, options ...emulator.Options) *FakeAPI {
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
	return &FakeAPI{Emulator: e, URL: server.URL, organization: o.Organization, apiKey: o.APIKey}
}

// ProviderConfig points the provider at this emulator, for NewCore.
func (r *FakeAPI) ProviderConfig() Object {
	return Object{"organization_id": r.organization, "api_key": r.apiKey, "base_url": r.URL}
}

// ProviderBlock is ProviderConfig in HCL, for tests with a CLI.
func (r *FakeAPI) ProviderBlock() string {
	return fmt.Sprintf(`provider %q {
  organization_id = %q
  api_key         = %q
  base_url        = %q
}
`, Name, r.organization, r.apiKey, r.URL)
}

// Variables is ProviderConfig as environment variables, for a provider without a block of its own.
func (r *FakeAPI) Variables() []string {
	return []string{"REBILLY_ORGANIZATION_ID=" + r.organization, "REBILLY_API_KEY=" + r.apiKey, "REBILLY_BASE_URL=" + r.URL}
}

// CheckDestroyed is a CheckDestroy: whatever the test made is gone.
func (r *FakeAPI) CheckDestroyed(*terraform.State) error {
	if n := r.Count(); n != 0 {
		return fmt.Errorf("%d objects outlived their test", n)
	}
	return nil
}
