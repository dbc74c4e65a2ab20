//go:build unix

package main

// kind is what entries are of.
type kind struct {
	// collection is its path in an organization, and lists are the paths below it that list its objects.
	collection string
	lists      []string
	// title is the attribute that has the title of an entry.
	title string
	// body writes attributes that refer to nothing.
	body func(c *catalog, e *entry) string
	// disabled tells that an object was destroyed, where it stays then.
	disabled func(doc map[string]any) bool
	// foreign is an object that Terraform never owns, under foreignID.
	foreignID string
	foreign   map[string]any
}

func (k kind) path(id string) string { return "/" + k.collection + "/" + id }

// kinds are by what follows rebilly_ in the type.
var kinds = map[string]kind{
	"product": {
		collection: "products", lists: []string{""}, title: "name", body: (*catalog).product,
		foreignID: "prod_foreign", foreign: map[string]any{"name": "Foreign", "customFields": map[string]any{"foreign_note": "keep"}},
	},
	"plan": {
		collection: "plans", lists: []string{""}, title: "name", body: (*catalog).plan, foreignID: "plan_foreign",
		foreign: map[string]any{"name": "Foreign", "productId": "prod_foreign", "currency": "USD", "pricing": map[string]any{"formula": "fixed-fee", "price": 9.9}},
	},
	"website": {
		collection: "websites", lists: []string{""}, title: "name", body: (*catalog).website, foreignID: "web_foreign",
		foreign: map[string]any{"name": "Foreign", "url": "foreign.example", "servicePhone": "1", "serviceEmail": "a@foreign.example"},
	},
	"custom_field": {
		collection: "custom-fields", lists: []string{"products", "plans", "websites"}, title: "description", body: (*catalog).field,
		disabled:  func(doc map[string]any) bool { return doc["isEnabled"] == false },
		foreignID: "products/foreign_note", foreign: map[string]any{"type": "string"},
	},
	"api_key": {
		collection: "api-keys", lists: []string{""}, title: "description", body: (*catalog).key,
		foreignID: "api_key_foreign", foreign: map[string]any{"description": "Foreign"},
	},
	"coupon": {
		collection: "coupons", lists: []string{""}, title: "description", body: (*catalog).coupon,
		disabled:  func(doc map[string]any) bool { return doc["status"] == "expired" },
		foreignID: "FOREIGN", foreign: map[string]any{"discount": map[string]any{"type": "percent", "value": 5}, "issuedTime": "2026-01-01T00:00:00Z"},
	},
}
