package emulator_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestStore_Put(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{})
	e.Put("products", "a", object{"name": "x", "options": []string{"size"}, "later": object{"n": 1.5}})
	got := c.must(200, "GET", "/products/a", "")
	want := object{
		"id": "a", "name": "x", "options": []any{"size"}, "later": object{"n": json.Number("1.5")},
		"unitLabel": "unit", "description": nil, "requiresShipping": false, "taxCategoryId": nil,
		"accountingCode": nil, "recognition": nil, "customFields": object{},
		"createdTime": got["createdTime"], "updatedTime": got["updatedTime"], "_links": got["_links"],
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	for _, name := range []string{"createdTime", "updatedTime"} {
		s, _ := got[name].(string)
		if when, err := time.Parse(time.RFC3339, s); err != nil || when.Location() != time.UTC || time.Since(when) > time.Minute {
			t.Errorf("%s: got %v, want the current time in UTC", name, got[name])
		}
	}
}

func TestStore_PutOverwrites(t *testing.T) {
	e, _ := start(t, emulator.Options{})
	e.Put("plans", "a", object{"name": "x", "currency": "EUR", "description": "d", "createdTime": "2020-01-01T00:00:00Z"})
	doc, _ := e.Get("plans", "a")
	doc["currency"] = "USD"
	delete(doc, "description")
	e.Put("plans", "a", doc)
	got, _ := e.Get("plans", "a")
	want := object{
		"revision": json.Number("2"), "currencySign": "$", "createdTime": "2020-01-01T00:00:00Z", "description": nil, "isTrialOnly": false,
	}
	for name := range want {
		if !cmp.Equal(got[name], want[name]) {
			t.Errorf("%s: got %v, want %v", name, got[name], want[name])
		}
	}
}

func TestStore_PutReadOnlyValues(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{})
	const ran = "2026-01-02T03:04:05Z"
	e.Put("plans", "a", object{"name": "x", "revision": 7, "updatedTime": ran})
	if got := c.must(200, "GET", "/plans/a", ""); got["revision"] != json.Number("7") || got["updatedTime"] != ran {
		t.Errorf("got revision %v, updatedTime %v, want 7, %v", got["revision"], got["updatedTime"], ran)
	}
	const site = `{"name": "Shop", "url": "u", "servicePhone": "1", "serviceEmail": "a@b.example"}`
	c.must(201, "PUT", "/websites/a", site)
	doc, _ := e.Get("websites", "a")
	doc["settings"].(object)["payoutRequest"].(object)["automaticReadinessLastExecutedAt"] = ran
	e.Put("websites", "a", doc)
	got := c.must(200, "PUT", "/websites/a", site)
	if kept, _ := at(got, "settings", "payoutRequest", "automaticReadinessLastExecutedAt"); kept != ran {
		t.Errorf("automaticReadinessLastExecutedAt after a PUT: got %v, want %v", kept, ran)
	}
}

func TestStore_SeededResponses(t *testing.T) {
	e, c := start(t, emulator.Options{})
	e.Put("products", "a", object{"name": "abc"})
	e.Put("products", "b", c.must(200, "GET", "/products/a", ""))
	if got := c.must(200, "GET", "/products/b", ""); got["id"] != "b" {
		t.Errorf("id: got %v, want b", got["id"])
	}
}

func TestStore_GetReturnsCopy(t *testing.T) {
	e, _ := start(t, emulator.Options{})
	e.Put("products", "a", object{"name": "abc", "customFields": object{"n": json.Number("9.90")}})
	doc, _ := e.Get("products", "a")
	doc["customFields"].(object)["n"] = "changed"
	doc, _ = e.Get("products", "a")
	if got, _ := at(doc, "customFields", "n"); got != json.Number("9.90") {
		t.Errorf("stored: got %v, want 9.90", got)
	}
	if _, ok := e.Get("products", "b"); ok {
		t.Error("Get of a missing object: got one, want none")
	}
	if _, ok := e.Get("other", "a"); ok {
		t.Error("Get in a missing collection: got an object, want none")
	}
}

func TestStore_PutUnknownCollection(t *testing.T) {
	e, _ := start(t, emulator.Options{})
	defer func() {
		if recover() == nil {
			t.Error("got no panic, want one")
		}
	}()
	e.Put("other", "a", object{})
}

func TestStore_Remove(t *testing.T) {
	e, c := start(t, emulator.Options{})
	e.Put("plans", "a", object{"name": "x"})
	e.BlockDelete("plans", "a", "busy")
	e.Remove("plans", "a")
	c.must(404, "GET", "/plans/a", "")
	if e.Count() != 0 {
		t.Errorf("got %d objects, want none", e.Count())
	}
}

func TestBlockDelete(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{})
	for _, collection := range []string{"products", "plans", "websites"} {
		c.must(404, "DELETE", "/"+collection+"/a", "")
		e.Put(collection, "a", object{"name": "x"})
		e.BlockDelete(collection, "a", "It has 3 live subscriptions.")
		if got := c.must(409, "DELETE", "/"+collection+"/a", ""); got["detail"] != "It has 3 live subscriptions." {
			t.Errorf("detail: got %v, want the reason", got["detail"])
		}
		c.must(200, "GET", "/"+collection+"/a", "")
		e.UnblockDelete(collection, "a")
		c.must(204, "DELETE", "/"+collection+"/a", "")
	}
}
