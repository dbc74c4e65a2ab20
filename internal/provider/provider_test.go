package provider_test

import (
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

type object = coretest.Object

func TestConfigure(t *testing.T) {
	for name, test := range map[string]struct {
		config              object
		environment         map[string]string
		wantPath, wantError string
	}{
		"empty": {config: object{}},
		"all arguments": {config: object{
			"organization_id": "o", "api_key": "k", "environment": "live", "base_url": "https://api.rebilly.com/", "max_retries": 0,
			"request_timeout": "1m",
		}},
		"all unknown": {config: object{
			"organization_id": coretest.Unknown, "api_key": coretest.Unknown, "environment": coretest.Unknown, "base_url": coretest.Unknown,
			"max_retries": coretest.Unknown, "request_timeout": coretest.Unknown,
		}},
		"live emulator": {config: object{"environment": "live", "base_url": "http://127.0.0.1:1"}},
		"live with sandbox host": {
			config:   object{"environment": "live", "base_url": "https://api-sandbox.rebilly.com"},
			wantPath: "base_url", wantError: `environment = "sandbox"`,
		},
		"sandbox with live host": {
			config: object{"base_url": "https://API.rebilly.com"}, wantPath: "base_url", wantError: `environment = "live"`,
		},
		"conflicting variables": {
			environment: map[string]string{"REBILLY_ENVIRONMENT": "live", "REBILLY_BASE_URL": "https://api-sandbox.rebilly.com"},
			wantPath:    "base_url", wantError: "conflicts with base_url",
		},
		"argument overrides variable": {
			config: object{"environment": "sandbox"}, environment: map[string]string{"REBILLY_ENVIRONMENT": "nonsense"},
		},
		"unknown environment": {
			environment: map[string]string{"REBILLY_ENVIRONMENT": "staging"}, wantPath: "environment", wantError: `"staging"`,
		},
		"base URL with a path": {
			config: object{"base_url": "https://api.rebilly.com/organizations/o"}, wantPath: "base_url", wantError: "origin",
		},
		"base URL with a user":        {config: object{"base_url": "https://u:p@api.rebilly.com"}, wantPath: "base_url", wantError: "origin"},
		"base URL with an empty port": {config: object{"base_url": "http://127.0.0.1:"}, wantPath: "base_url", wantError: "origin"},
		"base URL with a port above the range": {
			config: object{"base_url": "https://rebilly.example:65536"}, wantPath: "base_url", wantError: "origin",
		},
		"base URL without a host": {config: object{"base_url": "https://:8080"}, wantPath: "base_url", wantError: "origin"},
		"organization with white space": {
			config: object{"organization_id": "org_1 "}, wantPath: "organization_id", wantError: `"org_1 " must be an id`,
		},
		"organization with a line break in the environment": {
			environment: map[string]string{"REBILLY_ORGANIZATION_ID": "org_1\n"}, wantPath: "organization_id", wantError: "trimspace()",
		},
		"organization with a slash": {config: object{"organization_id": "org/1"}, wantPath: "organization_id", wantError: "must be an id"},
		"base URL without scheme":   {config: object{"base_url": "api.rebilly.com"}, wantPath: "base_url", wantError: "origin"},
		"live host with a port": {
			config: object{"base_url": "https://api.rebilly.com:443"}, wantPath: "base_url", wantError: `environment = "live"`,
		},
		"live host with a trailing dot": {
			config: object{"base_url": "https://Api.Rebilly.com."}, wantPath: "base_url", wantError: `environment = "live"`,
		},
		"live host with both": {
			config: object{"base_url": "HTTPS://api.rebilly.com.:443/"}, wantPath: "base_url", wantError: `environment = "live"`,
		},
		"live host in full-width letters": {config: object{"base_url": "https://api。rebilly.com"}, wantPath: "base_url", wantError: "origin"},
		"http to a different machine": {
			config: object{"base_url": "http://rebilly.example"}, wantPath: "base_url", wantError: "allow_insecure_http = true",
		},
		"http in a variable": {
			environment: map[string]string{"REBILLY_BASE_URL": "http://10.0.0.7:8080"}, wantPath: "base_url", wantError: "unencrypted",
		},
		"http to a name like localhost": {
			config: object{"base_url": "http://localhost.example.com"}, wantPath: "base_url", wantError: "unencrypted",
		},
		"http that is not allowed": {
			config:   object{"base_url": "http://rebilly.example", "allow_insecure_http": false},
			wantPath: "base_url", wantError: "allow_insecure_http = true",
		},
		"http that is allowed":             {config: object{"base_url": "http://rebilly.example", "allow_insecure_http": true}},
		"http that may be allowed":         {config: object{"base_url": "http://rebilly.example", "allow_insecure_http": coretest.Unknown}},
		"http to localhost":                {config: object{"base_url": "http://LOCALHOST.:8080"}},
		"http to a subdomain of localhost": {config: object{"base_url": "http://rebilly.localhost"}},
		"http to IPv6 loopback":            {config: object{"base_url": "http://[::1]:8080"}},
		"http to 127.8.9.10":               {config: object{"base_url": "http://127.8.9.10"}},
		"key with a line break":            {config: object{"api_key": "secret\n"}, wantPath: "api_key", wantError: "trimspace"},
		"allowed":                          {config: object{"organization_id": "o", "allowed_organization_ids": []any{"a", "o"}}},
		"not allowed": {
			config:   object{"organization_id": "o", "allowed_organization_ids": []any{"a", "b"}},
			wantPath: "organization_id", wantError: `is "o", but allowed_organization_ids lists only ["a","b"]`,
		},
		"variable not allowed": {
			config: object{"allowed_organization_ids": []any{"a"}}, environment: map[string]string{"REBILLY_ORGANIZATION_ID": "o"},
			wantPath: "organization_id", wantError: "REBILLY_ORGANIZATION_ID",
		},
		"variable allowed": {
			config: object{"allowed_organization_ids": []any{"o"}}, environment: map[string]string{"REBILLY_ORGANIZATION_ID": "o"},
		},
		"unknown organization":    {config: object{"organization_id": coretest.Unknown, "allowed_organization_ids": []any{"a"}}},
		"unknown allowed list":    {config: object{"organization_id": "o", "allowed_organization_ids": coretest.Unknown}},
		"unknown allowed element": {config: object{"organization_id": "o", "allowed_organization_ids": []any{"a", coretest.Unknown}}},
		"no organization":         {config: object{"allowed_organization_ids": []any{"a"}}},
		"empty allowed list": {
			config:   object{"organization_id": "o", "allowed_organization_ids": []any{}},
			wantPath: "allowed_organization_ids", wantError: "at least 1",
		},
		"null in allowed list": {
			config:   object{"organization_id": "o", "allowed_organization_ids": []any{nil}},
			wantPath: "allowed_organization_ids", wantError: "null",
		},
		"timeout without unit": {config: object{"request_timeout": "30"}, wantPath: "request_timeout", wantError: "10s"},
		"timeout of zero":      {config: object{"request_timeout": "0s"}, wantPath: "request_timeout", wantError: "above zero"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"REBILLY_ORGANIZATION_ID", "REBILLY_API_KEY", "REBILLY_ENVIRONMENT", "REBILLY_BASE_URL"} {
				t.Setenv(variable, test.environment[variable])
			}
			config := test.config
			if config == nil {
				config = object{}
			}
			_, got := coretest.Configure(t, config)
			if test.wantError == "" && len(got.Errors()) > 0 || test.wantError != "" && !got.HasError(test.wantPath, test.wantError) {
				t.Errorf("got %v, want an error at %q with %q", got, test.wantPath, test.wantError)
			}
			if got.HasError("secret") {
				t.Errorf("got %v, want an error without the key", got)
			}
		})
	}
}

// TestPlan_ReportsMissingArguments: nothing can be applied without them.
func TestPlan_ReportsMissingArguments(t *testing.T) {
	t.Setenv("REBILLY_ORGANIZATION_ID", "")
	t.Setenv("REBILLY_API_KEY", "")
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, object{"base_url": rebilly.URL})
	plan := s.Plan(nil, "rebilly_product", object{"name": "Seats"})
	if !plan.Diagnostics.HasError("Unable to plan product", "The provider has no organization", "organization_id", "REBILLY_ORGANIZATION_ID",
		"The provider has no API key", "api_key", "REBILLY_API_KEY") {
		t.Errorf("got %v, want an error that names the arguments", plan.Diagnostics)
	}
	if got := rebilly.Requests(); len(got) > 0 {
		t.Errorf("got the requests %v, want none", got)
	}
}

func TestConfigure_FirstRequestReportsUnknownArguments(t *testing.T) {
	for name, test := range map[string]struct {
		arguments object
		wants     []string
	}{
		"unknown":            {object{"api_key": coretest.Unknown}, []string{"api_key is not known yet"}},
		"unknown insecurity": {object{"allow_insecure_http": coretest.Unknown}, []string{"allow_insecure_http is not known yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("REBILLY_ORGANIZATION_ID", "")
			t.Setenv("REBILLY_API_KEY", "")
			rebilly := fakeapi.Start(t)
			config := rebilly.ProviderConfig()
			for argument, value := range test.arguments {
				config[argument] = value
			}
			s := coretest.NewCore(t, config)
			plan := s.Plan(nil, "rebilly_product", object{"name": "Seats"})
			if plan.Action != coretest.Create || len(plan.Diagnostics.Errors()) > 0 {
				t.Fatalf("got %s and %v, want a create without errors", plan.Action, plan.Diagnostics)
			}
			state := s.Apply(plan)
			for _, want := range test.wants {
				if !state.Diagnostics.HasError(want) {
					t.Errorf("got %v, want an error with %q", state.Diagnostics, want)
				}
			}
			if !state.Removed() || len(rebilly.Requests()) > 0 {
				t.Errorf("got state %v and requests %v, want neither", state.Object(), rebilly.Requests())
			}
		})
	}
}

func TestConfigure_Environment(t *testing.T) {
	rebilly := fakeapi.Start(t)
	config := rebilly.ProviderConfig()
	t.Setenv("REBILLY_API_KEY", fakeapi.APIKey)
	t.Setenv("REBILLY_ORGANIZATION_ID", "different")
	delete(config, "api_key")
	coretest.NewCore(t, config).MustApply(nil, "rebilly_product", object{"name": "Seats"})
	if rebilly.Count() != 1 {
		t.Errorf("got %d objects, want 1", rebilly.Count())
	}
}

func TestUserAgent(t *testing.T) {
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	rebilly := fakeapi.Start(t)
	var agent string
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		agent = r.Header.Get("User-Agent")
		next.ServeHTTP(w, r)
	})
	coretest.NewCore(t, rebilly.ProviderConfig()).MustApply(nil, "rebilly_product", object{"name": "Seats"})
	if want := "terraform-provider-rebilly/test pipeline/7"; agent != want {
		t.Errorf("got User-Agent %q, want %q", agent, want)
	}
}
