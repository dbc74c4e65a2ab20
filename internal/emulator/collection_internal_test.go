package emulator

import (
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// TestSingleton_Patch changes an object without an ID by PATCH, of which no emulated family is an example.
func TestSingleton_Patch(t *testing.T) {
	c := &collection{name: "storefront/account"}
	c.loadOnce()
	e := New(Options{})
	e.collections[c.name] = c
	if !c.isSingle() {
		t.Fatal("got a collection, want one object")
	}
	address := schema.Document{"firstName": "Ada", "city": "London"}
	if w := e.save(c, http.MethodPatch, Singleton, schema.Document{"primaryAddress": address}); w.created || w.invalid != nil || w.missing {
		t.Fatalf("got %+v, want an update", w)
	}
	w := e.save(c, http.MethodPatch, Singleton, schema.Document{"primaryAddress": schema.Document{"city": "Paris"}})
	stored, ok := e.Get(c.name, Singleton)
	got := schema.Child(stored, "primaryAddress")
	if w.invalid != nil || !ok || got["firstName"] != "Ada" || got["city"] != "Paris" {
		t.Errorf("got %v (invalid: %v), want the city changed", got, w.invalid)
	}
	if w := e.save(c, http.MethodPatch, Singleton, schema.Document{"other": 1}); w.invalid == nil {
		t.Error("got an undeclared field stored, want it refused")
	}
}
