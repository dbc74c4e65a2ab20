package crud_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestPlan_ChecksAccess: a plan that only creates sends one request, and fails if the credentials are wrong.
func TestPlan_ChecksAccess(t *testing.T) {
	const get = "GET /products"
	respond := func(status int) func(http.ResponseWriter, *http.Request, http.Handler) {
		return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			answer(w, status, fmt.Sprintf(`{"status": %d, "title": "No"}`, status))
		}
	}
	tests := map[string]struct {
		provider object
		respond  func(http.ResponseWriter, *http.Request, http.Handler)
		want     []string
		requests int
	}{
		"valid": {nil, nil, nil, 1},
		"invalid key": {
			nil, respond(http.StatusUnauthorized), []string{"Unable to plan product", "does not accept the API key", "REBILLY_API_KEY"}, 1,
		},
		"no permission for products": {nil, respond(http.StatusForbidden), nil, 1},
		"not available":              {nil, respond(http.StatusServiceUnavailable), nil, 1},
		"rate limit":                 {nil, respond(http.StatusTooManyRequests), nil, 1},
		"no organization": {
			nil, respond(http.StatusNotFound),
			[]string{"Unable to plan product", "There is no organization", "Check organization_id (or REBILLY_ORGANIZATION_ID)"}, 1,
		},
		"missing key":          {object{"api_key": nil}, nil, []string{"Unable to plan product", "has no API key", "REBILLY_API_KEY"}, 0},
		"missing organization": {object{"organization_id": nil}, nil, []string{"has no organization", "REBILLY_ORGANIZATION_ID"}, 0},
		"unknown key":          {object{"api_key": coretest.Unknown}, nil, nil, 0},
		"unknown key, no organization": {
			object{"api_key": coretest.Unknown, "organization_id": nil}, nil, nil, 0,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			if test.respond != nil {
				rebilly.Intercept(test.respond)
			}
			s := coretest.NewCore(t, coretest.With(rebilly.ProviderConfig(), test.provider))
			first := s.Plan(nil, product, object{"name": "Seats"})
			second := s.PlanAlso(nil, product, object{"name": "Places"})
			if test.want == nil && (len(first.Diagnostics) > 0 || len(second.Diagnostics) > 0) {
				t.Errorf("got %v and %v, want no diagnostics", first.Diagnostics, second.Diagnostics)
			}
			if test.want != nil && !first.Diagnostics.HasError(test.want...) {
				t.Errorf("got %v, want an error with %q", first.Diagnostics, test.want)
			}
			if text := fmt.Sprint(second.Diagnostics); test.want != nil &&
				(!second.Diagnostics.HasError("Unable to plan product", "see the first error") || strings.Contains(text, "\n") || len(text) > 120) {
				t.Errorf("second plan: got %v, want one line", second.Diagnostics)
			}
			if got := rebilly.Requests(); got[get] != test.requests || total(got) != test.requests {
				t.Errorf("got the requests %v, want %d %s", got, test.requests, get)
			}
		})
	}
}

// TestPlan_AccessIsKnown: a client that has read an object sends no request to check its access.
func TestPlan_AccessIsKnown(t *testing.T) {
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, product, object{"name": "Seats"})
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	state = s.Read(state)
	before := total(rebilly.Requests())
	s.PlanAlso(state, product, object{"name": "Seats"})
	s.PlanAlso(nil, product, object{"name": "Places"})
	if got := total(rebilly.Requests()) - before; got != 0 {
		t.Errorf("got %d requests of the plans, want none", got)
	}
}

// TestRead_InvalidKeyIsReportedOnce: the reads after the first have one line. Everything that a check block may turn into a warning, an
// import and an apply have the whole error.
func TestRead_InvalidKeyIsReportedOnce(t *testing.T) {
	rebilly, s := start(t, nil)
	var states []*coretest.State
	for _, name := range []string{"AAA", "BBB", "CCC", "DDD", "EEE"} {
		states = append(states, s.MustApply(nil, product, object{"name": name}))
	}
	update := s.Plan(states[0], product, object{"name": "ZZZ"})
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		answer(w, http.StatusUnauthorized, `{"status": 401, "title": "Unauthorized"}`)
	})
	const advice = "does not accept the API key"
	if got := s.Data("rebilly_product", object{"name": "AAA"}).Diagnostics; !got.HasError(advice) {
		t.Errorf("data source: got %v, want the whole error", got)
	}
	whole, short := 0, 0
	for _, state := range states {
		got := s.Read(state).Diagnostics
		switch text := fmt.Sprint(got); {
		case got.HasError("Unable to read product", advice):
			whole++
		case got.HasError("Unable to read product: invalid API key, see the first error") && !strings.Contains(text, "\n"):
			short++
		default:
			t.Errorf("got %v, want an error", got)
		}
	}
	if whole != 1 || short != 4 {
		t.Errorf("got %d whole errors and %d lines, want 1 and 4", whole, short)
	}
	if got := s.Import(product, "prod_1").Diagnostics; !got.HasError(advice) {
		t.Errorf("import: got %v, want the whole error", got)
	}
	if got := s.Data("rebilly_product", object{"name": "AAA"}).Diagnostics; !got.HasError(advice) {
		t.Errorf("data source after the reads: got %v, want the whole error", got)
	}
	if got := s.Apply(update).Diagnostics; !got.HasError(advice) {
		t.Errorf("apply: got %v, want the whole error", got)
	}
}
