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
		config      object
		environment map[string]string
		at, says    string
	}{
		"nothing at all":          {config: object{}},
		"everything":              {config: object{"organization_id": "o", "api_key": "k", "environment": "live", "base_url": "https://api.rebilly.com/", "max_retries": 0, "request_timeout": "1m"}},
		"all unknown":             {config: object{"organization_id": coretest.Unknown, "api_key": coretest.Unknown, "environment": coretest.Unknown, "base_url": coretest.Unknown, "max_retries": coretest.Unknown, "request_timeout": coretest.Unknown}},
		"an emulator, live":       {config: object{"environment": "live", "base_url": "http://127.0.0.1:1"}},
		"live with sandbox host":  {config: object{"environment": "live", "base_url": "https://api-sandbox.rebilly.com"}, at: "base_url", says: `environment = "sandbox"`},
		"sandbox with live host":  {config: object{"base_url": "https://API.rebilly.com"}, at: "base_url", says: `environment = "live"`},
		"contradicting variables": {environment: map[string]string{"REBILLY_ENVIRONMENT": "live", "REBILLY_BASE_URL": "https://api-sandbox.rebilly.com"}, at: "base_url", says: "conflicts with base_url"},
		"argument beats variable": {config: object{"environment": "sandbox"}, environment: map[string]string{"REBILLY_ENVIRONMENT": "nonsense"}},
		"no such environment":     {environment: map[string]string{"REBILLY_ENVIRONMENT": "staging"}, at: "environment", says: `"staging"`},
		"base URL with a path":    {config: object{"base_url": "https://api.rebilly.com/organizations/o"}, at: "base_url", says: "origin"},
		"base URL with a user":    {config: object{"base_url": "https://u:p@api.rebilly.com"}, at: "base_url", says: "origin"},
		"no URL":                  {config: object{"base_url": "api.rebilly.com"}, at: "base_url", says: "origin"},
		"key with a line break":   {config: object{"api_key": "secret\n"}, at: "api_key", says: "trimspace"},
		"allowed":                 {config: object{"organization_id": "o", "allowed_organization_ids": []any{"a", "o"}}},
		"not allowed":             {config: object{"organization_id": "o", "allowed_organization_ids": []any{"a", "b"}}, at: "organization_id", says: `is "o", but allowed_organization_ids lists only ["a","b"]`},
		"variable not allowed":    {config: object{"allowed_organization_ids": []any{"a"}}, environment: map[string]string{"REBILLY_ORGANIZATION_ID": "o"}, at: "organization_id", says: "REBILLY_ORGANIZATION_ID"},
		"variable allowed":        {config: object{"allowed_organization_ids": []any{"o"}}, environment: map[string]string{"REBILLY_ORGANIZATION_ID": "o"}},
		"allowed, not known yet":  {config: object{"organization_id": coretest.Unknown, "allowed_organization_ids": []any{"a"}}},
		"list not known yet":      {config: object{"organization_id": "o", "allowed_organization_ids": coretest.Unknown}},
		"part not known yet":      {config: object{"organization_id": "o", "allowed_organization_ids": []any{"a", coretest.Unknown}}},
		"no organization":         {config: object{"allowed_organization_ids": []any{"a"}}},
		"none allowed":            {config: object{"organization_id": "o", "allowed_organization_ids": []any{}}, at: "allowed_organization_ids", says: "at least 1"},
		"null allowed":            {config: object{"organization_id": "o", "allowed_organization_ids": []any{nil}}, at: "allowed_organization_ids", says: "null"},
		"no time span":            {config: object{"request_timeout": "30"}, at: "request_timeout", says: "10s"},
		"no time":                 {config: object{"request_timeout": "0s"}, at: "request_timeout", says: "above zero"},
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
			if test.says == "" && len(got.Errors()) > 0 || test.says != "" && !got.HasError(test.at, test.says) {
				t.Errorf("got %v, want at %q: %q", got, test.at, test.says)
			}
			if got.HasError("secret") {
				t.Errorf("the error has the key in it: %v", got)
			}
		})
	}
}

func TestConfigure_FirstRequestReportsMissingArguments(t *testing.T) {
	for name, test := range map[string]struct {
		without object
		says    []string
	}{
		"missing": {object{"organization_id": nil, "api_key": nil}, []string{"organization_id", "REBILLY_ORGANIZATION_ID", "api_key", "REBILLY_API_KEY"}},
		"unknown": {object{"api_key": coretest.Unknown}, []string{"api_key is not known yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("REBILLY_ORGANIZATION_ID", "")
			t.Setenv("REBILLY_API_KEY", "")
			rebilly := fakeapi.Start(t)
			config := rebilly.ProviderConfig()
			for argument, value := range test.without {
				config[argument] = value
			}
			s := coretest.NewCore(t, config)
			plan := s.Plan(nil, "rebilly_product", object{"name": "Seats"})
			if plan.Action != coretest.Create || len(plan.Diagnostics.Errors()) > 0 {
				t.Fatalf("a plan needs no credentials: %s %v", plan.Action, plan.Diagnostics)
			}
			state := s.Apply(plan)
			for _, part := range test.says {
				if !state.Diagnostics.HasError(part) {
					t.Errorf("no %q in %v", part, state.Diagnostics)
				}
			}
			if !state.Removed() || len(rebilly.Requests()) > 0 {
				t.Errorf("state %v after %v", state.Object(), rebilly.Requests())
			}
		})
	}
}

func TestConfigure_Environment(t *testing.T) {
	rebilly := fakeapi.Start(t)
	config := rebilly.ProviderConfig()
	t.Setenv("REBILLY_API_KEY", fakeapi.APIKey)
	t.Setenv("REBILLY_ORGANIZATION_ID", "another")
	delete(config, "api_key")
	coretest.NewCore(t, config).MustApply(nil, "rebilly_product", object{"name": "Seats"})
	if rebilly.Count() != 1 {
		t.Errorf("%d objects", rebilly.Count())
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
	if agent != "terraform-provider-rebilly/test pipeline/7" {
		t.Errorf("agent %q", agent)
	}
}
