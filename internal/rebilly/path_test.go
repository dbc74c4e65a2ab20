package rebilly_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// A proxy that normalizes paths sends a request for products/../plans/x to a different object.
func TestPath_InvalidID(t *testing.T) {
	var requests atomic.Int64
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		apiResponse(w, 200, `{}`)
	})
	for _, id := range []string{
		"", ".", "..", "../plans/plan_x", "a/b", `a\b`, "%2e%2e", "a%2fb", "a?b", "a#b", "a;b", "a\x00b", "a\u202eb", "ä",
	} {
		products, fields := c.Products(), c.CustomFields()
		_, errGet := products.Get(t.Context(), id)
		_, _, errCreate := products.Create(t.Context(), id, rebilly.Product{Name: "a"})
		_, _, errUpdate := products.Update(t.Context(), id, rebilly.Product{Name: "a"}, rebilly.Product{Name: "b"})
		_, errField := fields.Get(t.Context(), "products/"+id)
		_, errParent := fields.Get(t.Context(), id+"/tier")
		for name, err := range map[string]error{
			"get": errGet, "create": errCreate, "update": errUpdate, "delete": products.Delete(t.Context(), id),
			"custom field": errField, "parent": errParent,
		} {
			if err == nil || rebilly.OutcomeUnknown(err) || rebilly.IsNotFound(err) || !strings.Contains(err.Error(), "not a valid id") {
				t.Errorf("%s %q: got error %v, want that the id is not valid", name, id, err)
			}
		}
		for _, err := range fields.List(t.Context(), url.Values{"resource": {id}}) {
			if err == nil || !strings.Contains(err.Error(), "not a valid id") {
				t.Errorf("list %q: got error %v, want that the id is not valid", id, err)
			}
		}
	}
	if got := requests.Load(); got != 0 {
		t.Errorf("got %d requests, want none", got)
	}
}

func TestPath_InvalidOrganization(t *testing.T) {
	for _, id := range []string{"", "..", "org/../other"} {
		c := rebilly.New(rebilly.Config{BaseURL: "http://127.0.0.1:1", OrganizationID: id})
		if _, err := c.Products().Get(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "not a valid id") {
			t.Errorf("%q: got error %v, want that the id is not valid", id, err)
		}
	}
}

func TestPath_Escaped(t *testing.T) {
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if got, want := r.URL.EscapedPath(), "/organizations/org/tags/a%20b+@~-._"; got != want {
			t.Errorf("got path %s, want %s", got, want)
		}
		apiResponse(w, 200, `{"name":"a b+@~-._"}`)
	})
	tags := c.Documents(rebilly.DocumentType{
		Shape: rebilly.Shape{Path: "tags", KeyField: "name"},
	})
	if _, err := tags.Get(t.Context(), "a b+@~-._"); err != nil {
		t.Error(err)
	}
}
