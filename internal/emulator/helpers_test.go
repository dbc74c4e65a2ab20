package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const (
	organization = "org_test"
	apiKey       = "sk_test"
)

type object = map[string]any

// kinds has the path and the minimal body of an object of each collection that clients can write.
var kinds = map[string]struct{ path, body string }{
	"products": {
		"/products/a",
		product,
	}, "plans": {"/plans/a", oneTime}, "websites": {"/websites/a", website}, "api-keys": {"/api-keys/a", apiKeyBody},
	"custom-fields": {"/custom-fields/products/a", `{"type": "string"}`}, "coupons": {"/coupons/a", coupon},
	"shipping-rates": {"/shipping-rates/a", shippingRate}, "tags-rules": {"/tags-rules/a", tagRule},
	"webhooks": {"/webhooks/a", webhook},
	"lists":    {"/lists/a", list}, "journal-accounts": {"/journal-accounts/a", account},
	"roles": {"/roles/a", role}, "blocklists": {"/blocklists/a", blocked},
	"events/{eventType}/rules/drafts": {"/events/invoice-paid/rules/drafts/a", draft},
}

// idOf returns the ID of the object at a path.
func idOf(collection, path string) string {
	scope, id, nested := strings.Cut(strings.TrimPrefix(path, "/events/"), "/rules/drafts/")
	if nested {
		return scope + "/" + id
	}
	return strings.TrimPrefix(path, "/"+collection+"/")
}

// singles has the paths of the objects without an ID.
var singles = map[string]string{
	"authentication-options": "/authentication-options", "events/{eventType}/rules": "/events/invoice-paid/rules",
}

// withoutPut has the minimal body of the collections whose objects a PUT cannot create.
var withoutPut = map[string]string{"authentication-options": `{}`, "email-delivery-settings": sender, "tags": tag, "allowlists": allowed,
	"service-credentials": credential, "events/{eventType}/rules": `{"rules": []}`,
}

func TestCollections_HaveResourceTypes(t *testing.T) {
	for _, name := range emulator.Written() {
		if kinds[name].path == "" && withoutPut[name] == "" {
			t.Errorf("kinds: got no %s, want it", name)
		}
	}
}

// client sends requests to an emulator on a loopback address.
type client struct {
	t    *testing.T
	base string
	key  string
	// bearer is sent as Authorization.
	bearer string
}

type response struct {
	status int
	header http.Header
	raw    string
	body   any
}

func start(t *testing.T, options emulator.Options) (*emulator.Emulator, *client) {
	t.Helper()
	e, c := startSeeded(t, options)
	contract.ValidateTraffic(t, e)
	return e, c
}

// startSeeded is start for tests that seed objects which no client could create. Responses are not checked against the definition.
func startSeeded(t *testing.T, options emulator.Options) (*emulator.Emulator, *client) {
	t.Helper()
	options.Organization, options.APIKey = organization, apiKey
	e := emulator.New(options)
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	return e, &client{t: t, base: server.URL, key: apiKey}
}

// do sends a request below the organization. The body is JSON text.
func (c *client) do(method, path, body string) response {
	c.t.Helper()
	return c.send(method, "/organizations/"+organization+path, body)
}

func (c *client) send(method, path, body string) response {
	c.t.Helper()
	r, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *client) try(method, path, body string) (response, error) {
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		return response{}, err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		request.Header.Set("REB-APIKEY", c.key)
	}
	if c.bearer != "" {
		request.Header.Set("Authorization", c.bearer)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return response{}, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return response{}, err
	}
	r := response{status: answer.StatusCode, header: answer.Header, raw: string(raw)}
	if len(raw) == 0 {
		return r, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return r, decoder.Decode(&r.body)
}

// must sends a request, checks the status of the response, and returns the object in it.
func (c *client) must(status int, method, path, body string) object {
	c.t.Helper()
	r := c.do(method, path, body)
	if r.status != status {
		c.t.Fatalf("%s %s %s: got status %d, want %d: %s", method, path, body, r.status, status, r.raw)
	}
	doc, _ := r.body.(object)
	return doc
}

// refused sends a request, checks that the status is 422, and returns the invalid fields.
func (c *client) refused(method, path, body string) []string {
	c.t.Helper()
	fields, _ := c.must(http.StatusUnprocessableEntity, method, path, body)["invalidFields"].([]any)
	names := []string{}
	for _, f := range fields {
		names = append(names, f.(object)["field"].(string))
		if f.(object)["message"] == "" {
			c.t.Errorf("got %v, want a message", f)
		}
	}
	return names
}

// ids lists a collection with a query and returns the ids in order.
func (c *client) ids(collection, query string) []string {
	c.t.Helper()
	r := c.do(http.MethodGet, "/"+collection+query, "")
	if r.status != http.StatusOK {
		c.t.Fatalf("GET /%s%s: got status %d, want 200: %s", collection, query, r.status, r.raw)
	}
	ids := []string{}
	for _, element := range r.body.([]any) {
		ids = append(ids, element.(object)["id"].(string))
	}
	return ids
}

// at returns the value at a path of keys in doc, and whether it exists.
func at(doc object, path ...string) (any, bool) {
	var value any = doc
	for _, name := range path {
		if list, ok := value.([]any); ok {
			index, err := strconv.Atoi(name)
			if err != nil || index >= len(list) {
				return nil, false
			}
			value = list[index]
			continue
		}
		inner, _ := value.(object)
		var ok bool
		if value, ok = inner[name]; !ok {
			return nil, false
		}
	}
	return value, true
}

// with returns a JSON object text with the members of both.
func with(base, more string) string {
	var doc, changes map[string]json.RawMessage
	if err := json.Unmarshal([]byte(base), &doc); err != nil {
		panic(err)
	}
	if err := json.Unmarshal([]byte(more), &changes); err != nil {
		panic(err)
	}
	for name, value := range changes {
		doc[name] = value
	}
	encoded, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}
