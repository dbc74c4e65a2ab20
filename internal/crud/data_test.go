package crud_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

func TestDataSource_MatchesResource(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			rebilly, s := start(t, nil)
			kind.Store(rebilly, kind.ID, kind.Stored)
			want := s.Import(kind.Type, kind.ID).Object()
			delete(want, "timeouts")
			delete(want, "deletion_protection")
			for name, attribute := range kind.ProviderAttributes {
				if !attribute.Response && !slices.Contains(kind.Key, name) {
					delete(want, name)
				}
			}
			by := []object{kind.LookUp(kind.ID)}
			if kind.DisplayName != "" {
				by = append(by, object{kind.DisplayName: kind.Stored[kind.DisplayName]})
			}
			for _, config := range by {
				read := s.Data(kind.Type, config)
				if diff := cmp.Diff(want, read.Object()); diff != "" || len(read.Diagnostics) > 0 {
					t.Errorf("%v: (-want +got)\n%s%v", config, diff, read.Diagnostics)
				}
			}
			if kind.IsSettings() {
				return
			}
			plural := s.Data(kind.PluralType, kind.ListConfig)
			all, _ := plural.Get(strings.TrimPrefix(kind.PluralType, "rebilly_")).([]any)
			// Terraform has no lists of objects with different attributes.
			delete(want, "custom_fields")
			if diff := cmp.Diff([]any{want}, all); diff != "" || len(plural.Diagnostics) > 0 {
				t.Errorf("plural: (-want +got)\n%s%v", diff, plural.Diagnostics)
			}
		})
	}
}

func TestDataSource_Arguments(t *testing.T) {
	for name, test := range map[string]struct {
		typeName string
		config   object
		at, says string
	}{
		"nothing":              {"rebilly_product", object{}, "id", ""},
		"both":                 {"rebilly_product", object{"id": "x", "name": "y"}, "id", ""},
		"an empty id":          {"rebilly_product", object{"id": ""}, "id", "between 1 and 50"},
		"an empty name":        {"rebilly_plan", object{"name": ""}, "name", "at least 1"},
		"an empty description": {"rebilly_api_key", object{"description": ""}, "description", "at least 1"},
		"half a key":           {"rebilly_custom_field", object{"resource": "products"}, "", "name"},
		"unsupported resource": {"rebilly_custom_fields", object{"resource": "invoices"}, "resource", "customers"},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly, s := start(t, nil)
			if read := s.Data(test.typeName, test.config); !read.Diagnostics.HasError(test.at, test.says) {
				t.Errorf("got %v, want an error at %q with %q", read.Diagnostics, test.at, test.says)
			}
			if requests := rebilly.Requests(); len(requests) > 0 {
				t.Errorf("got the requests %v, want none", requests)
			}
		})
	}
	t.Run("unknown arguments defer the read", func(t *testing.T) {
		rebilly, s := start(t, nil)
		for _, config := range []object{
			{"id": coretest.Unknown}, {"name": coretest.Unknown}, {"id": coretest.Unknown, "name": coretest.Unknown},
		} {
			if read := s.Data("rebilly_product", config); !read.Removed() || len(read.Diagnostics) > 0 {
				t.Errorf("%v: got %v, want a deferred read", config, read.Diagnostics)
			}
		}
		if requests := rebilly.Requests(); len(requests) > 0 {
			t.Errorf("got the requests %v, want none", requests)
		}
	})
}

func TestDataSource_Errors(t *testing.T) {
	fill := func(total int) func(*fakeapi.Server) {
		return func(rebilly *fakeapi.Server) {
			for i := range total {
				rebilly.Put("products", fmt.Sprint("prod_", i), map[string]any{"name": fmt.Sprint("Product ", i)})
			}
		}
	}
	respond := func(status int) func(*fakeapi.Server) {
		return func(rebilly *fakeapi.Server) {
			rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				answer(w, status, `{"title":"No."}`)
			})
		}
	}
	nothing := func(*fakeapi.Server) {}
	for name, test := range map[string]struct {
		prepare  func(*fakeapi.Server)
		provider object
		typeName string
		config   object
		says     []string
	}{
		"no such id": {nothing, nil, "rebilly_product", object{"id": "prod_x"},
			[]string{"id", "Product not found", `"prod_x"`, fakeapi.Organization}},
		"no such key": {nothing, nil, "rebilly_custom_field", object{"resource": "products", "name": "tier"},
			[]string{"name", `"products/tier"`, fakeapi.Organization}},
		"no such name": {fill(12), nil, "rebilly_product", object{"name": "Produkt 7"},
			[]string{"name", "Product not found", "Did you mean", "Product 7", fakeapi.Organization}},
		"nothing like it": {fill(12), nil, "rebilly_product", object{"name": "Umbrellas, folded"}, []string{"name", `"Umbrellas, folded"`}},
		"too many": {fill(2001), nil, "rebilly_product", object{"name": "Product, other"},
			[]string{"name", "Too many products", "2,000", "by its id"}},
		"too many for all": {fill(2001), nil, "rebilly_products", object{}, []string{"Unable to list products", "2,000", "filter"}},
		"different case":   {fill(2), nil, "rebilly_product", object{"name": "product 1"}, []string{"name", "Did you mean", "Product 1"}},
		"no credentials":   {nothing, object{"api_key": nil}, "rebilly_product", object{"name": "x"}, []string{"REBILLY_API_KEY"}},
		"none, by id":      {nothing, object{"api_key": nil}, "rebilly_product", object{"id": "x"}, []string{"REBILLY_API_KEY"}},
		"none, for all":    {nothing, object{"api_key": nil}, "rebilly_products", object{}, []string{"REBILLY_API_KEY"}},
		"other organization": {nothing, object{"organization_id": "org_other"}, "rebilly_product", object{"name": "x"},
			[]string{"Unable to look up product", "org_other"}},
		"other, by id": {nothing, object{"organization_id": "org_other"}, "rebilly_product", object{"id": "x"},
			[]string{"Unable to read product", "There is no organization", "org_other"}},
		"other, for all": {nothing, object{"organization_id": "org_other"}, "rebilly_products", object{},
			[]string{"Unable to list products", "org_other"}},
		"unauthorized": {respond(401), nil, "rebilly_plan", object{"name": "x"},
			[]string{"Unable to look up plan", "does not accept the API key"}},
		"unauthorized, for all": {respond(401), nil, "rebilly_plans", object{}, []string{"Unable to list plans", "does not accept the API key"}},
		"not allowed": {respond(403), nil, "rebilly_website", object{"name": "x"},
			[]string{"Unable to look up website", "not allowed"}},
		"not allowed, by id": {respond(403), nil, "rebilly_website", object{"id": "x"}, []string{"Unable to read website", "not allowed"}},
		"a bad filter": {nothing, nil, "rebilly_products", object{"filter": "colour:red"},
			[]string{"filter", "Unable to list products", "colour"}},
		"a bad order": {nothing, nil, "rebilly_plans", object{"sort": "price"}, []string{"sort", "Unable to list plans", "price"}},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			test.prepare(rebilly)
			config := rebilly.ProviderConfig()
			for name, value := range test.provider {
				config[name] = value
			}
			t.Setenv("REBILLY_API_KEY", "")
			read := coretest.NewCore(t, config).Data(test.typeName, test.config)
			if len(read.Diagnostics.Errors()) != 1 || !read.Diagnostics.HasError(test.says...) || !read.Removed() {
				t.Errorf("got %v, want one error with %q", read.Diagnostics, test.says)
			}
			if strings.Contains(read.Diagnostics.String(), fakeapi.APIKey) {
				t.Errorf("got the API key in %v, want it redacted", read.Diagnostics)
			}
		})
	}
}

func TestDataSource_DuplicateNames(t *testing.T) {
	rebilly, s := start(t, nil)
	for id, name := range map[string]string{"prod_b": "Seats", "prod_a": "Seats", "prod_c": "Seats, other", "prod_d": "seats"} {
		rebilly.Put("products", id, map[string]any{"name": name})
	}
	read := s.Data("rebilly_product", object{"name": "Seats"})
	if !read.Diagnostics.HasError("name", "Multiple products found", "2 products", "prod_a, prod_b.") || !read.Removed() {
		t.Errorf("got %v, want the error Multiple products found", read.Diagnostics)
	}
}

// TestDataSource_Selectors looks up billing plans of one name by more than the name, with the requests of a look-up by name.
func TestDataSource_Selectors(t *testing.T) {
	rebilly, s := start(t, nil)
	plan := func(product, currency string, active bool) object {
		return object{
			"name": "Team", "productId": product, "currency": currency, "isActive": active, "pricing": object{"formula": "flat-rate", "price": 9},
		}
	}
	for id, stored := range map[string]object{
		"plan_a": plan("prod_a", "USD", true), "plan_b": plan("prod_a", "EUR", true), "plan_c": plan("prod_a", "EUR", false),
		"plan_d": plan("prod_d", "USD", true),
	} {
		rebilly.Put("products", fmt.Sprint(stored["productId"]), object{"name": "Seats"})
		rebilly.Put("plans", id, stored)
	}
	for want, selectors := range map[string]object{
		"plan_a": {"currency": "USD", "product_id": "prod_a"}, "plan_b": {"currency": "EUR", "is_active": true}, "plan_c": {"is_active": false},
		"plan_d": {"product_id": "prod_d"},
	} {
		rebilly.Reset()
		read := s.Data("rebilly_plan", coretest.With(object{"name": "Team"}, selectors))
		if got := read.Get("id"); got != want || len(read.Diagnostics) > 0 || rebilly.Requests()["GET /plans"] != 1 {
			t.Errorf("%v: got %v, %s and requests %v, want %s and one request", selectors, got, read.Diagnostics, rebilly.Requests(), want)
		}
	}
	for want, config := range map[string]object{
		"Look up one of them by its id, or set more of currency, product_id, is_active: plan_a, plan_d.": {"name": "Team", "currency": "USD"},
		"has the given values of currency, product_id, is_active. Those with this name: plan_a, plan_b, plan_c, plan_d.": {
			"name": "Team", "currency": "JPY",
		},
	} {
		if read := s.Data("rebilly_plan", config); !read.Diagnostics.HasError("name", want) {
			t.Errorf("%v: got %s, want an error with %q", config, read.Diagnostics, want)
		}
	}
	if read := s.Data("rebilly_plan", object{"id": "plan_a", "currency": "USD"}); !read.Diagnostics.HasError("currency", "name") {
		t.Errorf("got %s, want an error because selectors require the name", read.Diagnostics)
	}
}

func TestDataSource_Pagination(t *testing.T) {
	rebilly := fakeapi.Start(t, emulator.Options{PageLimit: 50})
	for i := range 130 {
		rebilly.Put("plans", fmt.Sprintf("plan_%03d", i), map[string]any{
			"name": fmt.Sprintf("Plan, %d", i), "productId": "prod_x", "currency": "USD",
			"pricing": map[string]any{"formula": "fixed-fee", "price": i},
		})
	}
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	if read := s.Data("rebilly_plan", object{"name": "Plan, 129"}); read.Get("id") != "plan_129" {
		t.Errorf("got %v with %v, want plan_129", read.Get("id"), read.Diagnostics)
	}
	if all, _ := s.Data("rebilly_plans", object{}).Get("plans").([]any); len(all) != 130 {
		t.Errorf("got %d plans, want 130", len(all))
	}
	if requests := rebilly.Requests(); requests["GET /plans"] != 6 || len(requests) != 1 {
		t.Errorf("got the requests %v, want 6 pages of plans", requests)
	}
}

func TestPluralDataSource_FilterAndSort(t *testing.T) {
	rebilly, s := start(t, nil)
	for id, name := range map[string]string{"prod_a": "Tea", "prod_b": "Coffee", "prod_c": "Teapot"} {
		rebilly.Put("products", id, map[string]any{"name": name})
	}
	for name, test := range map[string]struct {
		query object
		want  []any
	}{
		"sorted":          {object{"sort": "-name"}, []any{"prod_c", "prod_a", "prod_b"}},
		"filtered":        {object{"filter": "name:Tea,Coffee", "sort": "name"}, []any{"prod_b", "prod_a"}},
		"searched":        {object{"q": "tea", "sort": "id"}, []any{"prod_a", "prod_c"}},
		"none":            {object{"filter": "name:Milk"}, nil},
		"empty arguments": {object{"filter": "", "q": "", "sort": "id"}, []any{"prod_a", "prod_b", "prod_c"}},
	} {
		t.Run(name, func(t *testing.T) {
			read := s.WithT(t).Data("rebilly_products", test.query)
			var ids []any
			products, isList := read.Get("products").([]any)
			for _, product := range products {
				ids = append(ids, product.(object)["id"])
			}
			if !slices.Equal(ids, test.want) || !isList {
				t.Errorf("got %v, want %v: %v", ids, test.want, read.Diagnostics)
			}
		})
	}
}

func TestList_DecodeErrors(t *testing.T) {
	rebilly, s := start(t, nil)
	for id, formula := range map[string]string{"plan_future": "fixed-fee", "plan_now": "flat-rate"} {
		rebilly.Put("plans", id, map[string]any{
			"name": strings.TrimPrefix(id, "plan_"), "productId": "prod_x", "currency": "USD",
			"pricing": map[string]any{"formula": formula, "price": 1},
		})
	}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorded := httptest.NewRecorder()
		next.ServeHTTP(recorded, r)
		answer(w, recorded.Code, strings.ReplaceAll(recorded.Body.String(), "fixed-fee", "auction"))
	})
	if read := s.Data("rebilly_plans", object{}); !read.Removed() || !read.Diagnostics.HasError("plan_future", "auction") {
		t.Errorf("all: got %v, want an error for plan_future", read.Diagnostics)
	}
	if read := s.Data("rebilly_plan", object{"id": "plan_future"}); !read.Removed() ||
		!read.Diagnostics.HasError("Unable to read plan", "auction") {
		t.Errorf("by id: got %v, want an error", read.Diagnostics)
	}
	if read := s.Data("rebilly_plan", object{"name": "now"}); read.Get("id") != "plan_now" {
		t.Errorf("a different plan by name: got %v, want no error", read.Diagnostics)
	}
	found := s.List("rebilly_plan", object{}, 0)
	if len(found) != 2 || !found[0].Diagnostics.HasWarning("plan_future", "auction") || found[0].Diagnostics.HasError() ||
		found[0].State != nil || found[1].DisplayName != "now" {
		t.Errorf("list: got %v, want a warning for plan_future and one plan", found)
	}
}
