package crud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

func TestDiagnostics_Advice(t *testing.T) {
	plan := object{"id": "plan_x", "name": "Monthly", "product_id": "prod_1", "currency": "USD",
		"pricing": object{"fixed_fee": object{"price": 1}}}
	field := object{"resource": "products", "name": "tier", "string": object{}}
	site := object{"id": "web_x", "name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "a@example.com"}
	key := object{"id": "api_key_x", "description": "CI",
		"acl": []any{object{"permissions": []any{"GetPlan"}, "scope": object{"plan_id": []any{"plan_1"}}}}}
	for name, test := range map[string]struct {
		typeName string
		config   object
		method   string
		status   int
		says     []string
	}{
		"unauthorized": {"rebilly_plan", plan, http.MethodPut, 401,
			[]string{"api_key (or REBILLY_API_KEY)", "sandbox is not valid in live"}},
		"may not write plans": {"rebilly_plan", plan, http.MethodPut, 403,
			[]string{"the operation PutPlan", "API key of the provider (api_key or REBILLY_API_KEY)", "acl", "allowed_ips"}},
		"may not look for plans":  {"rebilly_plan", plan, http.MethodGet, 403, []string{"the operation GetPlan,"}},
		"may not write fields":    {"rebilly_custom_field", field, http.MethodPut, 403, []string{"the operation PutCustomField,"}},
		"may not look for fields": {"rebilly_custom_field", field, http.MethodGet, 403, []string{"the operation GetCustomField,"}},
		"may not write sites":     {"rebilly_website", site, http.MethodPut, 403, []string{"the operation PutWebsite,"}},
		"may not write keys":      {"rebilly_api_key", key, http.MethodPut, 403, []string{"the operation PutApiKey,"}},
		"a parent is missing": {"rebilly_plan", plan, http.MethodPut, 404,
			[]string{"error: product_id: ", "does not exist", `product_id = "prod_1"`}},
		"no parent is named":   {"rebilly_website", site, http.MethodPut, 404, []string{"error: Unable", "does not exist"}},
		"a conflict":           {"rebilly_website", site, http.MethodPut, 409, []string{"what else exists", "Plan again"}},
		"a field in use":       {"rebilly_custom_field", field, http.MethodPut, 409, []string{"only while no object has a value"}},
		"values, but no field": {"rebilly_plan", plan, http.MethodPut, 422, []string{"names no field", "Nothing was changed"}},
		"too many requests":    {"rebilly_plan", plan, http.MethodPut, 429, []string{"rate limit", "max_retries"}},
		"a server error": {"rebilly_plan", plan, http.MethodPut, 500,
			[]string{"the configuration is not the reason", "Rebilly's support", "tainted"}},
		"a gateway error": {"rebilly_plan", plan, http.MethodGet, 502, []string{"the configuration is not the reason"}},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, object{"max_retries": 0})
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats"})
			planned := s.Plan(nil, test.typeName, test.config)
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method != test.method {
					next.ServeHTTP(w, r)
					return
				}
				answer(w, test.status, fmt.Sprintf(`{"title":"Title.","status":%d,"detail":"The reason."}`, test.status))
			})
			got := s.Apply(planned).Diagnostics
			if !got.HasError(append(test.says, "The reason.", fmt.Sprintf("status %d.", test.status), test.method+" /organizations/")...) {
				t.Errorf("got %v, want an error with %q", got, test.says)
			}
		})
	}
}

// More retries do not help if the rate limit is used up for longer than a run waits.
func TestDiagnostics_LongRateLimit(t *testing.T) {
	for header, value := range map[string]string{
		"X-RateLimit-Retry-After": fmt.Sprint(time.Now().Add(time.Hour).Unix()), "Retry-After": "3600",
	} {
		rebilly, s := start(t, nil)
		rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set(header, value)
			answer(w, http.StatusTooManyRequests, `{"title":"Rate Limit Exceeded","status":429}`)
		})
		got := s.Apply(s.Plan(nil, "rebilly_product", object{"name": "Seats"})).Diagnostics
		if !got.HasError("rate limit", "10 minutes", "again in") || got.HasError("max_retries") {
			t.Errorf("%s: got %v, want the time and no advice to raise max_retries", header, got)
		}
	}
}

// A page of a proxy in place of the response does not show that nothing was changed.
func TestDiagnostics_BlockedResponse(t *testing.T) {
	for _, status := range []int{302, 401, 403, 404, 405, 408, 409, 413, 422, 451} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			rebilly, s := start(t, nil)
			timeouts := object{"delete": "1s"}
			existing := s.MustApply(nil, "rebilly_product", object{"name": "Seats", "timeouts": timeouts})
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == http.MethodGet {
					next.ServeHTTP(w, r)
					return
				}
				next.ServeHTTP(httptest.NewRecorder(), r)
				http.Error(w, "<html>Blocked</html>", status)
			})
			created := s.Apply(s.Plan(nil, "rebilly_product", object{"name": "Seats"}))
			if !created.Diagnostics.HasError("Its id is in the state, tainted") || created.Removed() || created.Get("id") == nil {
				t.Errorf("got %v with %v, want an error and the id in the state", created.Object(), created.Diagnostics)
			}
			updated := s.Apply(s.Plan(existing, "rebilly_product", object{"name": "Places", "timeouts": timeouts})).Diagnostics
			if !updated.HasError("may have done this anyway") || updated.HasError("ot changed") || updated.HasError("othing was changed") {
				t.Errorf("got %v after an update, want an unknown outcome", updated)
			}
			deleted := s.Apply(s.Plan(existing, "rebilly_product", nil))
			// A read shows what a 404 means.
			if isGone := status == http.StatusNotFound; isGone != deleted.Removed() || isGone == deleted.Diagnostics.HasError() {
				t.Errorf("got %v with %v after a delete, want it removed: %t", deleted.Object(), deleted.Diagnostics, isGone)
			}
		})
	}
}

func TestDiagnostics_ForbiddenNamesOperation(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			permission := func(prefix, suffix string) string {
				for _, name := range kind.Permissions {
					if strings.HasPrefix(name, prefix) && strings.HasSuffix(name, suffix) {
						return name
					}
				}
				t.Fatalf("got permissions %v, want one %s…%s", kind.Permissions, prefix, suffix)
				return ""
			}
			if kind.IsSettings() {
				t.Skip("Off: settings are neither listed nor deleted.")
			}
			rebilly, s := start(t, nil)
			coretest.Seed(rebilly)
			state := s.MustApply(nil, kind.Type, kind.Minimal)
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method == http.MethodDelete || r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/"+kind.ListPath()) {
					answer(w, 403, `{"title":"Forbidden","status":403}`)
					return
				}
				next.ServeHTTP(w, r)
			})
			want := "the operation " + permission("Get", "Collection") + ","
			if read := s.Data(kind.PluralType, kind.ListConfig); !read.Diagnostics.HasError(want) {
				t.Errorf("%v", read.Diagnostics)
			}
			isDelete := func(name string) bool { return strings.HasPrefix(name, "Delete") }
			if kind.AfterDestroy != nil || !slices.ContainsFunc(kind.Permissions, isDelete) {
				return
			}
			if after := s.Apply(s.Plan(state, kind.Type, nil)); !after.Diagnostics.HasError("the operation " + permission("Delete", "") + ",") {
				t.Errorf("%v", after.Diagnostics)
			}
		})
	}
}

// TestDiagnostics_ReasonIsSentence has a reason whose first letter is not ASCII.
func TestDiagnostics_ReasonIsSentence(t *testing.T) {
	rebilly, s := start(t, nil)
	planned := s.Plan(nil, product, object{"id": "prod_x", "name": "Seats"})
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		answer(w, http.StatusUnprocessableEntity, `{"title":"über dem Limit","status":422}`)
	})
	if got := s.Apply(planned).Diagnostics; !got.HasError("Über dem Limit.") {
		t.Errorf("got %v, want the reason as a sentence", got)
	}
}
