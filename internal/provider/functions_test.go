package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestProviderPermissions_AreSufficient runs each resource type with the permissions that the function provider_permissions returns,
// and responds to other operations as Rebilly does to a restricted key. The permissions of "plan" cannot change anything.
func TestProviderPermissions_AreSufficient(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			typeNames := []any{kind.Type}
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			kind.Store(rebilly, kind.ID, kind.Stored)
			s := coretest.NewCore(t, rebilly.ProviderConfig())

			restrict := restrictKey(t, rebilly, typeNames, "plan")
			imported := s.Import(kind.Type, kind.ID)
			config := coretest.With(kind.WithKey(kind.Example, kind.ID), kind.Update)
			if planned := s.Plan(imported, kind.Type, config); planned.Diagnostics.HasError() {
				t.Errorf("plan: got %s, want no error", planned.Diagnostics)
			}
			if data := s.Data(kind.Type, kind.LookUp(kind.ID)); data.Removed() {
				t.Errorf("data source: got %s, want no error", data.Diagnostics)
			}
			restrict()

			if !kind.IsSettings() {
				restrict = restrictKey(t, rebilly, []any{kind.PluralType}, "apply")
				if data := s.Data(kind.PluralType, kind.ListConfig); data.Removed() {
					t.Errorf("plural data source: got %s, want no error", data.Diagnostics)
				}
				restrict()
			}

			defer restrictKey(t, rebilly, typeNames, "apply")()
			updated := s.MustApply(imported, kind.Type, config)
			s.MustApply(s.Read(updated), kind.Type, nil)
			s.MustApply(nil, kind.Type, kind.Minimal)
		})
	}
}

// restrictKey forbids all operations but those that provider_permissions returns, until the returned function is called.
func restrictKey(t *testing.T, rebilly *fakeapi.Server, typeNames []any, mode string) (remove func()) {
	t.Helper()
	permissions, err := coretest.CallFunction(t, "provider_permissions", typeNames, mode)
	if err != nil {
		t.Fatal(err)
	}
	for _, permission := range permissions.([]any) {
		if mode == "plan" && !strings.HasPrefix(permission.(string), "Get") {
			t.Errorf("plan: got %s, want operations that read", permission)
		}
	}
	return rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/organizations/"), "/")
		operation := names.Operation(r.Method, path)
		if slices.Contains(permissions.([]any), any(operation)) {
			next.ServeHTTP(w, r)
			return
		}
		t.Errorf("got %s (%s %s) with %v, want only these operations", operation, r.Method, path, permissions)
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprint(w, `{"title":"Forbidden","status":403}`)
	})
}
