package crud_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	products "github.com/rebilly/terraform-provider-rebilly/internal/services/product"
)

// withProducts returns an organization with products, and the pages that are requested of its lists.
func withProducts(t *testing.T, total int, options emulator.Options) (r *fakeapi.Server, pages *[]string) {
	t.Helper()
	r = fakeapi.Start(t, options)
	for i := range total {
		r.Put("products", fmt.Sprintf("prod_%04d", i), map[string]any{"name": fmt.Sprint("Product ", i)})
	}
	pages = &[]string{}
	r.Intercept(func(w http.ResponseWriter, request *http.Request, next http.Handler) {
		*pages = append(*pages, request.URL.Query().Get("limit")+"@"+request.URL.Query().Get("offset"))
		next.ServeHTTP(w, request)
	})
	return r, pages
}

func TestList_Limit(t *testing.T) {
	for name, test := range map[string]struct {
		total, limit, found int
		options             emulator.Options
		pages               string
	}{
		"few of many":        {3000, 5, 5, emulator.Options{}, "5@0"},
		"a page exactly":     {1200, 1000, 1000, emulator.Options{}, "1000@0"},
		"more than is there": {1200, 10000, 1200, emulator.Options{}, "1000@0 1000@1000"},
		"more than a page":   {1200, 1100, 1100, emulator.Options{}, "1000@0 1000@1000"},
		"all of few":         {3, 100, 3, emulator.Options{}, "100@0"},
		"none":               {0, 100, 0, emulator.Options{}, "100@0"},
		"without a limit":    {3, 0, 3, emulator.Options{}, "1000@0"},
		"smaller pages":      {120, 100, 100, emulator.Options{PageLimit: 50}, "100@0 100@50"},
		"as many as are had": {2001, 2000, 2000, emulator.Options{}, "1000@0 1000@1000"},
	} {
		t.Run(name, func(t *testing.T) {
			r, pages := withProducts(t, test.total, test.options)
			found := coretest.NewCore(t, r.ProviderConfig()).List("rebilly_product", object{}, test.limit)
			if got := strings.Join(*pages, " "); len(found) != test.found || got != test.pages {
				t.Errorf("got %d results of the pages %s, want %d of %s", len(found), got, test.found, test.pages)
			}
			for _, result := range found {
				if len(result.Diagnostics) > 0 || result.State == nil {
					t.Fatalf("got %v, want a state and no diagnostics", result.Diagnostics)
				}
			}
		})
	}
}

func TestList_Errors(t *testing.T) {
	for name, test := range map[string]struct {
		total     int
		provider  object
		list      object
		serve     func(w http.ResponseWriter, r *http.Request, next http.Handler)
		found     int
		says      []string
		noRequest bool
	}{
		"too many":     {total: 2001, found: 2000, says: []string{"Unable to list products", "2,000", "filter"}},
		"a bad filter": {list: object{"filter": "colour:red"}, says: []string{"filter", "colour"}},
		"no key": {provider: object{"api_key": nil}, says: []string{"Unable to list products", "REBILLY_API_KEY"},
			noRequest: true},
		"different organization": {provider: object{"organization_id": "org_other"}, says: []string{"Unable to list products", "org_other"}},
		"a page fails": {total: 1500, found: 1000, says: []string{"Unable to list products", "not allowed"},
			serve: func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.URL.Query().Get("offset") != "0" {
					answer(w, http.StatusForbidden, `{"title":"No."}`)
					return
				}
				next.ServeHTTP(w, r)
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("REBILLY_API_KEY", "")
			r, pages := withProducts(t, test.total, emulator.Options{})
			if test.serve != nil {
				r.Intercept(test.serve)
			}
			config := r.ProviderConfig()
			for name, value := range test.provider {
				config[name] = value
			}
			found := coretest.NewCore(t, config).List("rebilly_product", test.list, 0)
			if len(found) != test.found+1 {
				t.Fatalf("got %d results, want %d and an error", len(found), test.found)
			}
			if last := found[test.found]; !last.Diagnostics.HasError(test.says...) || last.State != nil {
				t.Errorf("got %v, want an error with %q", last.Diagnostics, test.says)
			}
			if test.noRequest && len(*pages) > 0 {
				t.Errorf("got requests for the pages %v, want none", *pages)
			}
		})
	}
}

func TestList_DisplayNames(t *testing.T) {
	r, s := start(t, nil)
	for _, kind := range coretest.ResourceTypes {
		kind.Store(r, kind.ID, kind.Stored)
	}
	r.Put("plans", "plan_nameless", map[string]any{"name": "", "productId": "prod_x", "currency": "USD",
		"pricing": map[string]any{"formula": "fixed-fee", "price": 1}})
	for _, kind := range coretest.ResourceTypes {
		want := kind.Stored[kind.DisplayName]
		switch {
		case kind.IsSettings():
			want = fakeapi.Organization
		case kind.HasNaturalKey():
			want = kind.KeyOf(kind.ID)[kind.Key[len(kind.Key)-1]]
		case kind.Type == "rebilly_plan":
			want = fmt.Sprint(want, " plan_nameless")
		}
		var names []string
		for _, found := range s.List(kind.Type, kind.ListConfig, 0) {
			names = append(names, found.DisplayName)
			if found.State.Identity["organization_id"] != fakeapi.Organization {
				t.Errorf("%s: got the identity %v, want the one of the object", kind.Type, found.State.Identity)
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: got %q, want %q", kind.Type, got, want)
		}
	}
}

func TestList_Canceled(t *testing.T) {
	r, pages := withProducts(t, 3000, emulator.Options{})
	p, ok := products.Registration.ListResource().(interface {
		list.ListResource
		resource.ResourceWithConfigure
		resource.ResourceWithIdentity
		Schema(context.Context, resource.SchemaRequest, *resource.SchemaResponse)
	})
	if !ok {
		t.Fatal("got a list resource that is not the resource, want the same type")
	}
	p.Configure(t.Context(), resource.ConfigureRequest{ProviderData: rebilly.New(rebilly.Config{
		BaseURL: r.URL, OrganizationID: fakeapi.Organization, APIKey: fakeapi.APIKey,
	})}, &resource.ConfigureResponse{})
	var described list.ListResourceSchemaResponse
	p.ListResourceConfigSchema(t.Context(), list.ListResourceSchemaRequest{}, &described)
	var schema resource.SchemaResponse
	p.Schema(t.Context(), resource.SchemaRequest{}, &schema)
	var identity resource.IdentitySchemaResponse
	p.IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identity)
	ctx, cancel := context.WithCancel(t.Context())
	kind := described.Schema.Type().TerraformType(ctx)
	empty := map[string]tftypes.Value{}
	for name := range described.Schema.GetAttributes() {
		empty[name] = tftypes.NewValue(tftypes.String, nil)
	}
	var stream list.ListResultsStream
	p.List(ctx, list.ListRequest{
		Config: tfsdk.Config{Schema: described.Schema, Raw: tftypes.NewValue(kind, empty)}, ResourceSchema: schema.Schema,
		ResourceIdentitySchema: identity.IdentitySchema,
	}, &stream)
	if len(*pages) > 0 {
		t.Errorf("got requests for the pages %v before a result was read, want none", *pages)
	}
	var count, failed int
	for result := range stream.Results {
		if count++; count == 10 {
			cancel()
		}
		if result.Diagnostics.HasError() {
			failed++
		}
	}
	cancel()
	if count != 1001 || failed != 1 || len(*pages) != 1 {
		t.Errorf("got %d results, %d of them errors, of the pages %v; want 1001 with 1 error of 1 page", count, failed, *pages)
	}
}
