package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/actions"
	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
)

// TestRegistrations_PermissionsCoverRequests sends every request of a resource and its data sources.
func TestRegistrations_PermissionsCoverRequests(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			kind.Store(rebilly, kind.ID, kind.Stored)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			imported := s.Import(kind.Type, kind.ID)
			config := kind.WithKey(kind.Example, kind.ID)
			updated := s.MustApply(imported, kind.Type, coretest.With(config, kind.Update))
			s.Data(kind.Type, kind.LookUp(kind.ID))
			if !kind.IsSettings() {
				s.Data(kind.PluralType, kind.ListConfig)
			}
			s.MustApply(s.Read(updated), kind.Type, nil)
			s.MustApply(nil, kind.Type, kind.Minimal)
			for request := range rebilly.Requests() {
				// Resources with custom fields look them up.
				method, path, _ := strings.Cut(request, " ")
				if got := names.Operation(method, path); !slices.Contains(kind.Permissions, got) && got != "GetCustomFieldCollection" {
					t.Errorf("got %s (%s), want one of %v", got, request, kind.Permissions)
				}
			}
		})
	}
}

func TestRegistrations_PermissionsDocumented(t *testing.T) {
	for _, registration := range provider.Registrations() {
		pages := ""
		for _, typeName := range registration.TypeNames() {
			for _, folder := range []string{"resources", "data-sources", "ephemeral-resources"} {
				page := filepath.Join("..", "..", "docs", folder, strings.TrimPrefix(typeName, "rebilly_")+".md")
				content, err := os.ReadFile(page)
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				pages += string(content)
			}
		}
		for _, permission := range registration.Permissions {
			if !strings.Contains(pages, "`"+permission+"`") {
				t.Errorf("got no %s on the pages of %v, want every permission of the registration (make generate writes the pages)",
					permission, registration.TypeNames())
			}
		}
	}
	for typeName, permissions := range actions.Permissions() {
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", "actions", strings.TrimPrefix(typeName, "rebilly_")+".md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, permission := range permissions {
			if !strings.Contains(string(page), "`"+permission+"`") {
				t.Errorf("got no %s on the page of %s, want every permission of the action", permission, typeName)
			}
		}
	}
}
