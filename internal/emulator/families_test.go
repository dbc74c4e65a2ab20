package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const (
	shippingRate = `{"name": "Express", "price": 9.90, "currency": "USD"}`
	tagRule      = `{"name": "New customers", "eventType": "customer-created", "addTags": ["new"], "removeTags": []}`
	webhook      = `{"url": "https://example.com/events", "method": "POST", "credentialHash": "crd_1"}`
	credential   = `{"type": "webhook", "host": "example.com"}`
	list         = `{"description": "Countries", "values": ["DE", "US", "DE", "AT"]}`
	account      = `{"name": "Unearned revenue"}`
	role         = `{"name": "Support", "acl": [{"scope": {}, "permissions": ["GetCustomer"]}]}`
	tag          = `{"name": "VIP", "type": "customer"}`
	blocked      = `{"type": "email", "value": "fraud@example.com"}`
	allowed      = `{"type": "country", "value": "DE"}`
	sender       = `{"from": "billing@example.com", "name": "Billing"}`
	draft        = `{"name": "Draft", "baseVersion": 0, "rules": []}`
)

// without returns an object without the fields that every object has.
func without(doc object) object {
	kept := object{}
	for name, value := range doc {
		switch name {
		case "id", "createdTime", "updatedTime", "_links":
		default:
			kept[name] = value
		}
	}
	return kept
}

func TestShippingRates(t *testing.T) {
	e, c := start(t, emulator.Options{})
	created := c.must(201, "POST", "/shipping-rates", shippingRate)
	id, _ := created["id"].(string)
	if !regexp.MustCompile(`^ship_rate_[0-9A-Z]{26}$`).MatchString(id) {
		t.Errorf("got ID %q, want one with the prefix", id)
	}
	want := object{
		"name": "Express", "price": json.Number("9.90"), "currency": "USD", "description": nil, "filter": "", "status": "active",
	}
	if diff := cmp.Diff(want, without(created)); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	got := c.must(200, "PUT", "/shipping-rates/"+id, with(shippingRate, `{"status": "inactive", "filter": "amount:10.."}`))
	if got["status"] != "inactive" || got["filter"] != "amount:10.." || got["createdTime"] != created["createdTime"] {
		t.Errorf("got %v, want the changes and the same createdTime", got)
	}
	if got := c.ids("shipping-rates", "?filter=status:inactive&sort=-name"); !cmp.Equal(got, []string{id}) {
		t.Errorf("inactive rates: got %v, want [%s]", got, id)
	}
	e.BlockDelete("shipping-rates", id, "An order uses the rate.")
	if got := c.must(409, "DELETE", "/shipping-rates/"+id, ""); got["detail"] != "An order uses the rate." {
		t.Errorf("got detail %v, want the reason", got["detail"])
	}
	e.UnblockDelete("shipping-rates", id)
	c.must(204, "DELETE", "/shipping-rates/"+id, "")
	c.must(404, "GET", "/shipping-rates/"+id, "")
}

func TestShippingRates_Validation(t *testing.T) {
	bodyTests{
		"minimal":          {shippingRate, nil},
		"null description": {with(shippingRate, `{"description": null}`), nil},
		"price zero":       {with(shippingRate, `{"price": 0}`), nil},
		"empty":            {`{}`, []string{"currency", "name", "price"}},
		"nulls":            {`{"name": null, "price": null, "currency": null}`, []string{"currency", "name", "price"}},
		"null with default": {
			with(shippingRate, `{"filter": null, "status": null}`), []string{"filter", "status"},
		},
		"types":           {with(shippingRate, `{"name": 1, "price": "9.90", "filter": {}}`), []string{"filter", "name", "price"}},
		"values":          {with(shippingRate, `{"currency": "XYZ", "status": "draft"}`), []string{"currency", "status"}},
		"currency length": {with(shippingRate, `{"currency": "US"}`), []string{"currency", "currency"}},
		"unknown field":   {with(shippingRate, `{"taxCategoryId": "x"}`), []string{"taxCategoryId"}},
	}.run(t, "shipping-rates")
}

func TestTagRules_Validation(t *testing.T) {
	many := `["` + strings.TrimSuffix(strings.Repeat(`a", "`, 1001), `", "`) + `"]`
	bodyTests{
		"minimal":        {tagRule, nil},
		"no tags":        {with(tagRule, `{"addTags": []}`), nil},
		"null filter":    {with(tagRule, `{"filter": null}`), nil},
		"empty":          {`{}`, []string{"addTags", "eventType", "name", "removeTags"}},
		"too many tags":  {with(tagRule, `{"addTags": `+many+`}`), []string{"addTags"}},
		"excluded event": {with(tagRule, `{"eventType": "dispute-created"}`), []string{"eventType"}},
		"unknown event":  {with(tagRule, `{"eventType": "x"}`), []string{"eventType"}},
		"types":          {with(tagRule, `{"addTags": "a", "removeTags": [1], "status": true}`), []string{"addTags", "removeTags.0", "status"}},
	}.run(t, "tags-rules")
}

func TestTagRules(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := without(c.must(201, "PUT", "/tags-rules/a", tagRule))
	want := object{
		"name": "New customers", "eventType": "customer-created", "addTags": []any{"new"}, "removeTags": []any{},
		"filter": nil, "status": "active",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	if r := c.do("PATCH", "/tags-rules/a", `{}`); r.status != 405 || r.header.Get("Allow") != "DELETE, GET, PUT" {
		t.Errorf("PATCH: got %d, Allow %q, want 405 and the methods", r.status, r.header.Get("Allow"))
	}
	c.must(204, "DELETE", "/tags-rules/a", "")
	c.must(404, "DELETE", "/tags-rules/a", "")
}

func TestWebhookValidation(t *testing.T) {
	bodyTests{
		"minimal":       {webhook, nil},
		"events":        {with(webhook, `{"eventsFilter": ["invoice-paid"]}`), nil},
		"header":        {with(webhook, `{"headers": [{"name": "X-Token", "value": "a", "status": "inactive"}]}`), nil},
		"empty":         {`{}`, []string{"credentialHash", "method", "url"}},
		"unknown event": {with(webhook, `{"eventsFilter": ["x"]}`), []string{"eventsFilter.0"}},
		"no value":      {with(webhook, `{"headers": [{"name": "X-Token"}]}`), []string{"headers.0.value"}},
		"types":         {with(webhook, `{"url": "x", "method": "HEAD", "headers": {}}`), []string{"headers", "method", "url"}},
	}.run(t, "webhooks")
}

func TestWebhooks(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := without(c.must(201, "PUT", "/webhooks/a", with(webhook, `{"headers": [{"name": "X-Token", "value": "a"}]}`)))
	want := object{
		"url": "https://example.com/events", "method": "POST", "credentialHash": "crd_1", "eventsFilter": []any{}, "status": "active",
		"headers": []any{object{"name": "X-Token", "value": "a", "status": "active"}}, "body": nil, "filter": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
}

func TestServiceCredentials(t *testing.T) {
	_, c := start(t, emulator.Options{ExistingCredentials: true})
	basic := `{"type": "webhook", "host": "example.com", "auth": {"type": "basic", "username": "u", "password": "p"}}`
	created := c.must(201, "POST", "/service-credentials/webhook", basic)
	id, _ := created["id"].(string)
	want := object{
		"id": id, "hash": id, "type": "webhook", "host": "example.com", "status": "active", "deactivationTime": nil,
		"auth": object{"type": "basic", "username": "u", "password": "p"},
	}
	if diff := cmp.Diff(want, created); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	// The client of the test follows a 303.
	if existing := c.must(200, "POST", "/service-credentials/webhook", basic); existing["id"] != id {
		t.Errorf("got %v for the same credential, want the existing one", existing)
	}
	path := "/service-credentials/webhook/" + id
	c.must(200, "PATCH", path, `{"type": "webhook", "status": "inactive"}`)
	got := c.must(200, "PATCH", path, `{"type": "webhook", "status": "deactivated"}`)
	if got["deactivationTime"] == nil || got["host"] != "example.com" {
		t.Errorf("got %v, want it deactivated", got)
	}
	c.must(422, "PATCH", path, `{"type": "webhook", "status": "active"}`)
	c.must(422, "PATCH", path, `{"type": "webhook", "status": "deactivated", "host": "example.org"}`)
	c.must(422, "POST", "/service-credentials/webhook", `{"type": "smtp", "host": "example.com"}`)
	c.must(404, "GET", "/service-credentials/smtp/"+id, "")
	if other := c.must(201, "POST", "/service-credentials/webhook", basic); other["id"] == id {
		t.Errorf("got %v, want a new credential instead of the deactivated one", other)
	}
	if listed, _ := c.do("GET", "/service-credentials/webhook", "").body.([]any); len(listed) != 2 {
		t.Errorf("got %v, want both credentials", listed)
	}
	plaid := c.must(201, "POST", "/service-credentials/plaid", `{"type": "plaid", "clientId": "c", "secretToken": "s"}`)
	got = c.must(200, "PATCH", "/service-credentials/plaid/"+plaid["id"].(string), `{"type": "plaid", "clientId": "d", "useStripe": true}`)
	if got["clientId"] != "d" || got["useStripe"] != true || got["status"] != "active" {
		t.Errorf("got %v, want it changed", got)
	}
}

func TestLists(t *testing.T) {
	e, c := start(t, emulator.Options{})
	got := without(c.must(201, "PUT", "/lists/a", list))
	want := object{"description": "Countries", "values": []any{"US", "DE", "AT"}, "version": json.Number("1")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	if got := c.must(200, "PUT", "/lists/a", with(list, `{"values": []}`)); got["version"] != json.Number("2") {
		t.Errorf("got version %v after an update, want 2", got["version"])
	}
	if diff := cmp.Diff(want, without(c.must(200, "GET", "/lists/a/1", ""))); diff != "" {
		t.Errorf("first version differs (-want +got):\n%s", diff)
	}
	c.must(404, "GET", "/lists/a/3", "")
	c.must(404, "GET", "/lists/b/1", "")
	e.BlockDelete("lists", "a", "A rule uses it.")
	if r := c.do("DELETE", "/lists/a", ""); r.status != 409 || r.raw != "" {
		t.Errorf("got %d %q, want 409 without a body", r.status, r.raw)
	}
	e.UnblockDelete("lists", "a")
	c.must(204, "DELETE", "/lists/a", "")
	c.must(404, "GET", "/lists/a/1", "")
}

func TestJournalAccounts(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := without(c.must(201, "PUT", "/journal-accounts/a", account))
	if diff := cmp.Diff(object{"name": "Unearned revenue", "description": nil}, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	if r := c.do("DELETE", "/journal-accounts/a", ""); r.status != 405 || r.header.Get("Allow") != "GET, PUT" {
		t.Errorf("DELETE: got %d, Allow %q, want 405 and the methods", r.status, r.header.Get("Allow"))
	}
	if got := c.refused("POST", "/journal-accounts", `{"description": 1}`); !cmp.Equal(got, []string{"description", "name"}) {
		t.Errorf("got invalid fields %v, want [description name]", got)
	}
}

func TestRoles(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := without(c.must(201, "PUT", "/roles/a", role))
	want := object{
		"name": "Support", "description": nil, "allowedIps": nil, "juniorIds": []any{}, "seniorIds": []any{}, "usersCount": json.Number("0"),
		"acl": []any{object{"scope": object{}, "permissions": []any{"GetCustomer"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	bodyTests{
		"no permissions":  {with(role, `{"acl": []}`), nil},
		"private address": {with(role, `{"allowedIps": ["10.0.0.1"]}`), []string{"allowedIps.0"}},
		"no acl":          {with(role, `{"acl": null}`), []string{"acl"}},
		"long name":       {with(role, `{"name": "`+strings.Repeat("a", 51)+`"}`), []string{"name"}},
	}.run(t, "roles")
	c.must(204, "DELETE", "/roles/a", "")
}

func TestBlocklistEntries(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := without(c.must(201, "PUT", "/blocklists/a", blocked))
	want := object{
		"type": "email", "value": "fraud@example.com", "expirationTime": nil, "source": "manual-blocklists", "entityId": nil,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	c.must(409, "PUT", "/blocklists/b", blocked)
	c.must(409, "POST", "/blocklists", blocked)
	c.must(200, "PUT", "/blocklists/a", with(blocked, `{"expirationTime": "2099-01-01T00:00:00Z"}`))
	bodyTests{
		"a country":     {`{"type": "country", "value": "fraud@example.com"}`, nil},
		"an other type": {`{"type": "phone", "value": "1"}`, []string{"type"}},
		"no value":      {`{"type": "email"}`, []string{"value"}},
		"no time":       {with(blocked, `{"expirationTime": "soon"}`), []string{"expirationTime"}},
	}.run(t, "blocklists")
	c.must(204, "DELETE", "/blocklists/a", "")
	_, c = start(t, emulator.Options{DuplicateEntries: emulator.DuplicateEntriesStored})
	c.must(201, "PUT", "/blocklists/a", blocked)
	c.must(201, "PUT", "/blocklists/b", blocked)
}

func TestBlocklistEntries_Expiration(t *testing.T) {
	for behavior, exists := range map[emulator.ExpiredEntries]bool{
		"": false, emulator.ExpiredEntriesRemoved: false, emulator.ExpiredEntriesKept: true,
	} {
		e, c := start(t, emulator.Options{ExpiredEntries: behavior})
		e.Put("blocklists", "past", object{"type": "country", "value": "DE", "expirationTime": "2026-01-01T00:00:00Z"})
		e.Put("blocklists", "future", object{"type": "country", "value": "US", "expirationTime": "2099-01-01T00:00:00Z"})
		want := []string{"future"}
		status := 404
		if exists {
			want, status = []string{"future", "past"}, 200
		}
		if got := e.Count(); got != len(want) {
			t.Errorf("%q: got %d objects, want %d", behavior, got, len(want))
		}
		if got := c.ids("blocklists", "?sort=id"); !cmp.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", behavior, got, want)
		}
		c.must(status, "GET", "/blocklists/past", "")
	}
}

func TestAllowlistEntries(t *testing.T) {
	_, c := start(t, emulator.Options{})
	created := c.must(201, "POST", "/allowlists", allowed)
	if diff := cmp.Diff(object{"type": "country", "value": "DE"}, without(created)); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	path := "/allowlists/" + fmt.Sprint(created["id"])
	c.must(409, "POST", "/allowlists", allowed)
	if r := c.do("PUT", path, allowed); r.status != 405 || r.header.Get("Allow") != "DELETE, GET" {
		t.Errorf("PUT: got %d, Allow %q, want 405 and the methods", r.status, r.header.Get("Allow"))
	}
	if r := c.do("GET", "/allowlists", ""); r.header.Get("Pagination-Total") != "" {
		t.Errorf("got the header Pagination-Total %q, want none, as in the definition", r.header.Get("Pagination-Total"))
	}
	c.must(204, "DELETE", path, "")
	c.must(404, "DELETE", path, "")
}

// TestAllowlistEntries_Keys creates entries with the keys that the definition declares, and with secret ones.
func TestAllowlistEntries_Keys(t *testing.T) {
	for keys, status := range map[emulator.AllowlistKeys]int{"": 201, emulator.AllowlistKeysAny: 201, emulator.AllowlistKeysPublishable: 401} {
		_, c := start(t, emulator.Options{AllowlistKeys: keys, PublishableKey: "pk_test"})
		c.must(status, "POST", "/allowlists", allowed)
		c.must(200, "GET", "/allowlists", "")
		browser := *c
		browser.key, browser.bearer = "", "pk_test"
		browser.must(201, "POST", "/allowlists", `{"type": "country", "value": "US"}`)
		browser.must(401, "GET", "/allowlists", "")
	}
	_, c := start(t, emulator.Options{})
	key := c.must(201, "PUT", "/api-keys/a", `{"description": "CI", "acl": [{"scope": {}, "permissions": ["GetAllowlistCollection"]}]}`)
	c.key = fmt.Sprint(key["secretKey"])
	c.must(403, "POST", "/allowlists", allowed)
}

func TestTags(t *testing.T) {
	e, c := start(t, emulator.Options{})
	created := c.do("POST", "/tags", `{"name": "Big spender+", "type": "customer"}`)
	doc, _ := created.body.(object)
	if created.status != 201 || !strings.HasSuffix(created.header.Get("Location"), "/tags/Big%20spender+") {
		t.Fatalf("got %d, Location %q, want 201 and the name in the path", created.status, created.header.Get("Location"))
	}
	if id, _ := doc["id"].(string); !strings.HasPrefix(id, "tag_") {
		t.Errorf("got ID %q, want one of the server", id)
	}
	got := c.must(200, "GET", "/tags/big%20SPENDER+", "")
	if diff := cmp.Diff(doc, got); diff != "" {
		t.Errorf("a different case of the name: object differs (-want +got):\n%s", diff)
	}
	c.must(409, "POST", "/tags", `{"name": "BIG spender+", "type": "kyc-document"}`)
	c.must(404, "GET", "/tags/"+doc["id"].(string), "")

	renamed := c.must(200, "PATCH", "/tags/Big%20spender+", `{"name": "Whale"}`)
	if renamed["id"] != doc["id"] || renamed["name"] != "Whale" || renamed["type"] != "customer" {
		t.Errorf("got %v, want the new name and the same ID and type", renamed)
	}
	c.must(404, "GET", "/tags/Big%20spender+", "")
	if got, ok := e.Get("tags", "WHALE"); !ok || got["name"] != "Whale" {
		t.Errorf("stored: got %v, want the tag by its new name", got)
	}
	if got := c.must(200, "PATCH", "/tags/whale", `{"name": "WHALE"}`); got["name"] != "WHALE" {
		t.Errorf("a different case alone: got %v, want WHALE", got["name"])
	}
	if e.Count() != 1 {
		t.Errorf("got %d objects, want 1", e.Count())
	}
	c.must(201, "POST", "/tags", tag)
	c.must(409, "PATCH", "/tags/vip", `{"name": "whale"}`)
	c.must(404, "PATCH", "/tags/other", `{"name": "whale"}`)
	if got := c.refused("PATCH", "/tags/vip", `{"name": "a/b", "type": "aml-check"}`); !cmp.Equal(got, []string{"type", "name"}) {
		t.Errorf("PATCH: got invalid fields %v, want [type name]", got)
	}
	if got := c.refused("PATCH", "/tags/vip", `{}`); !cmp.Equal(got, []string{"name"}) {
		t.Errorf("empty PATCH: got invalid fields %v, want [name]", got)
	}
	if r := c.do("PUT", "/tags/vip", tag); r.status != 405 || r.header.Get("Allow") != "DELETE, GET, PATCH" {
		t.Errorf("PUT: got %d, Allow %q, want 405 and the methods", r.status, r.header.Get("Allow"))
	}
	e.BlockDelete("tags", "Vip", "A rule uses the tag.")
	c.must(409, "DELETE", "/tags/vip", "")
	e.UnblockDelete("tags", "viP")
	c.must(204, "DELETE", "/tags/vip", "")
	c.must(201, "POST", "/tags", tag)
	e.Put("tags", "Seeded", object{"type": "customer"})
	if got := c.must(200, "GET", "/tags/seeded", ""); got["name"] != "Seeded" {
		t.Errorf("seeded tag: got name %v, want Seeded", got["name"])
	}
	e.Remove("tags", "seeded")
	c.must(404, "GET", "/tags/Seeded", "")
	if e.Requests()["GET /tags/{tag}"] == 0 {
		t.Errorf("got requests %v, want the parameter of the definition in the template", e.Requests())
	}
}

func TestTags_Validation(t *testing.T) {
	for body, want := range map[string][]string{
		`{}`:                                        {"name", "type"},
		`{"name": "a,b", "type": "customer"}`:       {"name"},
		`{"name": "", "type": "customer"}`:          {"name"},
		`{"name": "a", "type": "subscription"}`:     {"type"},
		`{"name": "a", "type": "customer", "a": 1}`: {"a"},
		`{"name": "` + strings.Repeat("a", 256) + `", "type": "customer"}`: {"name"},
	} {
		_, c := start(t, emulator.Options{})
		if diff := cmp.Diff(want, c.refused("POST", "/tags", body)); diff != "" {
			t.Errorf("%s: invalid fields differ (-want +got):\n%s", body, diff)
		}
	}
}

func TestTags_AsyncDelete(t *testing.T) {
	for _, deletes := range []emulator.AsyncDeletes{"", emulator.AsyncDeletesVisible, emulator.AsyncDeletesHidden} {
		t.Run(string(deletes), func(t *testing.T) {
			e, c := start(t, emulator.Options{AsyncDeleteDuration: 300 * time.Millisecond, AsyncDeletes: deletes})
			c.must(201, "POST", "/tags", tag)
			c.must(201, "POST", "/tags", `{"name": "other", "type": "customer"}`)
			c.must(204, "DELETE", "/tags/VIP", "")
			status, listed := 200, 2
			if deletes == emulator.AsyncDeletesHidden {
				status, listed = 404, 1
			}
			c.must(status, "GET", "/tags/VIP", "")
			c.must(map[int]int{200: 409, 404: 404}[status], "PATCH", "/tags/VIP", `{"name": "New"}`)
			c.must(map[int]int{200: 204, 404: 404}[status], "DELETE", "/tags/VIP", "")
			if got := c.ids("tags", ""); len(got) != listed {
				t.Errorf("got %d tags in the list, want %d", len(got), listed)
			}
			c.must(409, "POST", "/tags", `{"name": "vip", "type": "customer"}`)
			c.must(409, "PATCH", "/tags/other", `{"name": "vip"}`)
			if e.Count() != 1 {
				t.Errorf("got %d objects, want one that is not being deleted", e.Count())
			}
			soon(t, func() bool { return c.do("POST", "/tags", tag).status == 201 })
			if got := c.ids("tags", ""); len(got) != 2 {
				t.Errorf("got %d tags in the list, want 2", len(got))
			}
		})
	}
}

func TestAuthenticationOptions_Singleton(t *testing.T) {
	for _, merge := range []bool{false, true} {
		t.Run(fmt.Sprint(merge), func(t *testing.T) {
			e, c := start(t, emulator.Options{MergePuts: merge})
			fresh := object{
				"passwordPattern": nil, "credentialTtl": json.Number("31536000"), "authTokenTtl": json.Number("3600"),
				"resetTokenTtl": json.Number("3600"), "otpRequired": false,
			}
			const path = "/authentication-options"
			got := c.must(200, "GET", path, "")
			self := []any{object{"rel": "self", "href": c.base + "/organizations/" + organization + path}}
			if diff := cmp.Diff(self, got["_links"]); diff != "" {
				t.Errorf("links differ (-want +got):\n%s", diff)
			}
			delete(got, "_links")
			if diff := cmp.Diff(fresh, got); diff != "" {
				t.Errorf("fresh options differ (-want +got):\n%s", diff)
			}
			c.must(200, "PUT", path, `{"passwordPattern": "/^.{8,}$/", "otpRequired": true}`)
			got = c.must(200, "PUT", path, `{"authTokenTtl": 60}`)
			want := map[bool]object{
				true:  {"passwordPattern": "/^.{8,}$/", "otpRequired": true},
				false: {"passwordPattern": nil, "otpRequired": false},
			}[merge]
			for name, value := range want {
				if got[name] != value {
					t.Errorf("%s that the PUT omits: got %v, want %v", name, got[name], value)
				}
			}
			if diff := cmp.Diff(got, c.must(200, "GET", path+"/", "")); diff != "" {
				t.Errorf("GET differs from the PUT (-PUT +GET):\n%s", diff)
			}
			if got := c.refused("PUT", path, `{"authTokenTtl": 1.5, "otpRequired": null, "id": "x"}`); len(got) != 3 {
				t.Errorf("got invalid fields %v, want 3", got)
			}
			for _, method := range []string{"POST", "PATCH", "DELETE"} {
				if r := c.do(method, path, "{}"); r.status != 405 || r.header.Get("Allow") != "GET, PUT" {
					t.Errorf("%s: got %d, Allow %q, want 405 and the methods", method, r.status, r.header.Get("Allow"))
				}
			}
			c.must(404, "GET", path+"/a", "")

			e.Put("authentication-options", emulator.Singleton, object{"authTokenTtl": 120})
			if got := c.must(200, "GET", path, ""); got["authTokenTtl"] != json.Number("120") || got["otpRequired"] != false {
				t.Errorf("after Put: got %v, want 120 and the initial values", got)
			}
			c.send(http.MethodPost, "/_emulator/seed", `{"authentication-options": {"authTokenTtl": 240}}`)
			if stored, ok := e.Get("authentication-options", emulator.Singleton); !ok || stored["authTokenTtl"] != json.Number("240") {
				t.Errorf("after a seed: got %v, want 240", stored)
			}
			e.Remove("authentication-options", emulator.Singleton)
			if got := c.must(200, "GET", path, ""); got["authTokenTtl"] != json.Number("3600") {
				t.Errorf("after Remove: got %v, want the initial values", got)
			}
			if e.Count() != 0 || e.Requests()["PUT "+path] == 0 {
				t.Errorf("got count %d and requests %v, want none and PUTs", e.Count(), e.Requests())
			}
		})
	}
}

func TestEmailDeliverySettings(t *testing.T) {
	e, c := start(t, emulator.Options{})
	created := c.must(201, "POST", "/email-delivery-settings", sender)
	want := object{
		"from": "billing@example.com", "name": "Billing", "status": "pending", "provider": "rebilly", "credentialId": nil, "isDefault": false,
	}
	if diff := cmp.Diff(want, without(created)); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	id, _ := created["id"].(string)
	path := "/email-delivery-settings/" + id
	if !strings.HasPrefix(id, "mail_dst_") {
		t.Errorf("got ID %q, want one with the prefix", id)
	}

	e.Put("email-delivery-settings", id, changed(created, "status", "verified"))
	got := c.must(200, "PATCH", path, with(sender, `{"name": "Invoices", "credentialId": "cred_1"}`))
	if got["name"] != "Invoices" || got["status"] != "verified" || got["provider"] != "smtp" || got["createdTime"] != created["createdTime"] {
		t.Errorf("got %v, want the name, a provider and the verification kept", got)
	}
	got = c.must(200, "PATCH", path, `{"from": "new@example.com", "name": "Invoices"}`)
	if got["status"] != "pending" || got["credentialId"] != "cred_1" {
		t.Errorf("got %v, want a pending verification, and the credential kept", got)
	}
	got = c.must(200, "PATCH", path, `{"from": "new@example.com", "name": "Invoices", "credentialId": null}`)
	if got["provider"] != "rebilly" {
		t.Errorf("got %v, want no credential", got)
	}

	if got := c.refused("POST", "/email-delivery-settings", with(sender, `{"from": "New@example.com"}`)); !cmp.Equal(got, []string{"from"}) {
		t.Errorf("POST with a used address: got invalid fields %v, want [from]", got)
	}
	second := c.must(201, "POST", "/email-delivery-settings", with(sender, `{"isDefault": true}`))
	c.must(409, "PATCH", "/email-delivery-settings/"+second["id"].(string), with(sender, `{"from": "new@example.com"}`))
	c.must(200, "PATCH", path, `{"from": "new@example.com", "name": "Invoices", "isDefault": true}`)
	if got, _ := e.Get("email-delivery-settings", second["id"].(string)); got["isDefault"] != false {
		t.Errorf("got isDefault %v of the other setting, want false", got["isDefault"])
	}
	c.must(405, "PUT", path, sender)
	c.must(404, "PATCH", path+"x", sender)
	e.BlockDelete("email-delivery-settings", id, "It is in use.")
	c.must(409, "DELETE", path, "")
	e.UnblockDelete("email-delivery-settings", id)
	c.must(204, "DELETE", path, "")
	c.must(404, "GET", path, "")
}

func TestEmailDeliverySettings_Validation(t *testing.T) {
	e, c := start(t, emulator.Options{})
	e.Put("email-delivery-settings", "a", object{"from": "a@example.com", "name": "A"})
	for body, want := range map[string][]string{
		`{}`:                               {"from", "name"},
		`{"from": "example", "name": "x"}`: {"from"},
		`{"from": null, "name": null}`:     {"from", "name"},
		`{"from": "b@example.com", "name": 1, "isDefault": "yes", "other": 1}`:  {"other", "isDefault", "name"},
		`{"from": "` + strings.Repeat("a", 250) + `@example.com", "name": "x"}`: {"from"},
	} {
		for _, request := range []string{"POST /email-delivery-settings", "PATCH /email-delivery-settings/a"} {
			method, path, _ := strings.Cut(request, " ")
			if diff := cmp.Diff(want, c.refused(method, path, body)); diff != "" {
				t.Errorf("%s %s: invalid fields differ (-want +got):\n%s", method, body, diff)
			}
		}
	}
}

// changed returns a copy of an object with a different value.
func changed(doc object, name string, value any) object {
	copied := maps.Clone(doc)
	copied[name] = value
	return copied
}

// TestWithoutPut_Options checks for every combination of options that a GET returns the response to a create or an update, and that future
// fields are kept.
func TestWithoutPut_Options(t *testing.T) {
	for bits := range 1 << 5 {
		options := emulator.Options{
			OmitNulls: bits&1 != 0, EmptyMapsAsArrays: bits&2 != 0, UnknownFields: bits&4 != 0, OmitDefaults: bits&8 != 0, MergePuts: bits&16 != 0,
		}
		t.Run(fmt.Sprintf("%05b", bits), func(t *testing.T) {
			_, c := start(t, options)
			for collection, body := range withoutPut {
				path := "/" + collection
				if collection == "service-credentials" {
					path += "/webhook"
				}
				if single, ok := singles[collection]; ok {
					path = single
				} else {
					created := c.do("POST", path, body)
					path = strings.TrimPrefix(created.header.Get("Location"), c.base+"/organizations/"+organization)
					if diff := cmp.Diff(created.body, any(c.must(200, "GET", path, ""))); diff != "" {
						t.Errorf("GET %s differs from the create (-create +GET):\n%s", path, diff)
					}
				}
				if got := c.must(200, "GET", path, ""); options.UnknownFields && got["futureSetting"] != "kept" {
					t.Errorf("%s: got %v, want a future setting", path, got)
				}
				if collection == "allowlists" {
					// Its entries cannot be updated.
					continue
				}
				method := "PATCH"
				if singles[collection] != "" {
					method = "PUT"
				}
				sent := map[string]string{
					"tags": `{"name": "VIP"}`, "service-credentials": `{"type": "webhook", "status": "inactive"}`,
				}[collection]
				if sent == "" {
					sent = body
				}
				updated := c.must(200, method, path, sent)
				if diff := cmp.Diff(updated, c.must(200, "GET", path, "")); diff != "" {
					t.Errorf("GET %s differs from the update (-update +GET):\n%s", path, diff)
				}
				if options.UnknownFields && method == "PATCH" {
					if updated["futureSetting"] != "kept" {
						t.Errorf("%s: got future setting %v after a PATCH without it, want kept", path, updated["futureSetting"])
					}
					if got := c.must(200, method, path, with(sent, `{"futureSetting": "changed"}`)); got["futureSetting"] != "changed" {
						t.Errorf("%s: got future setting %v, want changed", path, got["futureSetting"])
					}
				}
			}
		})
	}
}

// FuzzBodies_WithoutPut sends any body by POST and PATCH.
func FuzzBodies_WithoutPut(f *testing.F) {
	for _, body := range []string{
		tag, sender, `{"name": "vip"}`, `{"name": []}`, `{"name": null, "type": {}}`, `{"from": {}, "isDefault": 1}`, `[]`, `null`, `{`, "\xff",
		`{"id": "x", "createdTime": 1, "_links": {}}`, `{"name": "a/b?c#d", "type": "customer"}`, `{"from": "VIP", "name": ""}`,
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, options := range []emulator.Options{
			{}, {UnknownFields: true, OmitNulls: true, OmitDefaults: true, AsyncDeleteDuration: time.Hour},
		} {
			options.Organization, options.APIKey = organization, apiKey
			e := emulator.New(options)
			e.Put("tags", "VIP", object{"type": "customer"})
			e.Put("email-delivery-settings", "a", object{"from": "VIP", "name": "A"})
			for _, to := range []string{"POST /tags", "PATCH /tags/vip", "POST /email-delivery-settings", "PATCH /email-delivery-settings/a"} {
				method, path, _ := strings.Cut(to, " ")
				request := httptest.NewRequestWithContext(t.Context(), method, "/organizations/"+organization+path, strings.NewReader(body))
				request.Header.Set("REB-APIKEY", apiKey)
				recorder := httptest.NewRecorder()
				e.ServeHTTP(recorder, request)
				switch recorder.Code {
				case 200, 201, 400, 404, 409, 413, 422:
				default:
					t.Errorf("%s: got status %d, want a success or a refusal", to, recorder.Code)
				}
				if !json.Valid(recorder.Body.Bytes()) {
					t.Errorf("%s: got %s, want JSON", to, recorder.Body)
				}
			}
		}
	})
}

func TestPreviewWebhook(t *testing.T) {
	e, c := start(t, emulator.Options{})
	c.must(http.StatusNoContent, http.MethodPost, "/previews/webhooks",
		`{"url":"https://a.example.com","method":"POST","credentialHash":"cred_1"}`)
	c.must(http.StatusUnprocessableEntity, http.MethodPost, "/previews/webhooks", `{"url":"https://a.example.com","method":"HEAD"}`)
	c.must(http.StatusNotFound, http.MethodGet, "/previews/webhooks", "")
	if got := e.Requests()["POST /previews/webhooks"]; got != 2 {
		t.Errorf("got %d requests, want 2", got)
	}
}

func TestPreviewSendEmail(t *testing.T) {
	const path = "/previews/rule-actions/send-email"
	_, c := start(t, emulator.Options{})
	got := c.must(http.StatusOK, http.MethodPost, path, `{"templates":[{"locale":"en-US","subject":"s","text":"t","html":"",
		"from":"a@example.com","to":["b@example.com"]}]}`)
	if templates, _ := got["templates"].([]any); len(templates) != 1 {
		t.Errorf("got %v, want the message", got)
	}
	c.must(http.StatusUnprocessableEntity, http.MethodPost, path, `{"templates":[{"locale":"en-US"}]}`)
}

func TestResendEmailVerification(t *testing.T) {
	e, c := start(t, emulator.Options{})
	for status, want := range map[string]int{"pending": http.StatusOK, "verified": http.StatusConflict} {
		e.Put("email-delivery-settings", "mail_dst_1", object{"from": "a@example.com", "name": "A", "status": status})
		c.must(want, http.MethodPost, "/email-delivery-settings/mail_dst_1/resend-email-verification", "")
	}
	c.must(http.StatusNotFound, http.MethodPost, "/email-delivery-settings/none/resend-email-verification", "")
}
