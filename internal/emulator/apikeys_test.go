package emulator_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const apiKeyBody = `{"description": "CI"}`

func TestAPIKey_Defaults(t *testing.T) {
	_, c := start(t, emulator.Options{})
	got := c.must(201, "POST", "/api-keys", apiKeyBody)
	id, _ := got["id"].(string)
	value, _ := got["secretKey"].(string)
	if !strings.HasPrefix(id, "api_key_") || !strings.HasPrefix(value, "sk_sandbox_") || got["apiUser"] == nil {
		t.Errorf("got %v, want an ID, a secret key and an API user", got)
	}
	if got["type"] != "secret" || !cmp.Equal(got["acl"], []any{}) || got["allowedIps"] != nil {
		t.Errorf("got %v, want the defaults", got)
	}
	if _, ok := got["customFields"]; ok {
		t.Error("got customFields, want none on an API key")
	}
	again := c.must(200, "PUT", "/api-keys/"+id, with(apiKeyBody, `{"secretKey": "sk_sandbox_mine", "allowedIps": ["203.0.113.7"]}`))
	if again["secretKey"] != value {
		t.Errorf("secretKey after a PUT: got %v, want %v", again["secretKey"], value)
	}
	if made := c.must(201, "PUT", "/api-keys/web", with(apiKeyBody, `{"type": "publishable"}`)); !strings.HasPrefix(
		made["secretKey"].(string),
		"pk_sandbox_",
	) {
		t.Errorf("got %v, want a publishable key", made)
	}
}

func TestAPIKey_Validation(t *testing.T) {
	_, c := start(t, emulator.Options{})
	for more, want := range map[string]string{
		`{"description": null}`:                                                    "description",
		`{"type": "private"}`:                                                      "type",
		`{"acl": null}`:                                                            "acl",
		`{"acl": [{"permissions": ["*"]}]}`:                                        "acl.0.scope",
		`{"acl": [{"scope": null, "permissions": ["*"]}]}`:                         "acl.0.scope",
		`{"acl": [{"scope": {"planId": null}, "permissions": ["*"]}]}`:             "acl.0.scope.planId",
		`{"acl": [{"scope": {"website": ["a"]}, "permissions": ["*"]}]}`:           "acl.0.scope.website",
		`{"acl": [{"scope": {"customFieldName": ["a b"]}, "permissions": ["*"]}]}`: "acl.0.scope.customFieldName.0",
		`{"acl": [{"scope": {}}]}`:                                                 "acl.0.permissions",
		`{"acl": [{"scope": {}, "permissions": [1]}]}`:                             "acl.0.permissions.0",
		`{"allowedIps": ["203.0.113.7", "10.0.0.1"]}`:                              "allowedIps.1",
		`{"allowedIps": ["10.1.0.0/16"]}`:                                          "allowedIps.0",
		`{"allowedIps": ["fd00::1"]}`:                                              "allowedIps.0",
		`{"allowedIps": ["::ffff:192.168.0.1"]}`:                                   "allowedIps.0",
		`{"allowedIps": ["example.com"]}`:                                          "allowedIps.0",
		`{"acl": [{"scope": {"productId": ["` + strings.Repeat("a", 51) + `"]}, "permissions": ["*"]}]}`: "acl.0.scope.productId.0",
	} {
		if got := c.refused("PUT", "/api-keys/a", with(apiKeyBody, more)); !cmp.Equal(got, []string{want}) {
			t.Errorf("%s: got invalid fields %v, want %s", more, got, want)
		}
	}
	c.must(201, "PUT", "/api-keys/a", with(apiKeyBody, `{
		"acl": [{"scope": {}, "permissions": ["*"]}, {"scope": {"planId": ["plan_1"]}, "permissions": ["GetPlan"]}],
		"allowedIps": ["153.12.32.33", "201.54.122.0/24", "2001:0db8:abcd:0012:0000:0000:0000:ffff", "2001:db8:abcd:12::0/64"]}`))
}

// PHP clients send this although the definition does not allow it, so the request is not checked against the definition.
func TestAPIKey_EmptyScopeAsArray(t *testing.T) {
	e := emulator.New(emulator.Options{Organization: organization, APIKey: apiKey})
	request := httptest.NewRequestWithContext(t.Context(), "PUT", "/organizations/"+organization+"/api-keys/a",
		strings.NewReader(`{"description": "CI", "acl": [{"scope": [], "permissions": ["*"]}]}`))
	request.Header.Set("REB-APIKEY", apiKey)
	answer := httptest.NewRecorder()
	if e.ServeHTTP(answer, request); answer.Code != 201 || !strings.Contains(answer.Body.String(), `"scope":{}`) {
		t.Errorf("got %d %s, want 201 and an empty scope", answer.Code, answer.Body)
	}
}

func TestSecretKeys(t *testing.T) {
	for mode, want := range map[emulator.SecretKeys]func(value string) any{
		emulator.SecretKeysFull:    func(value string) any { return value },
		emulator.SecretKeysMasked:  func(value string) any { return "sk_sandbox_****" + value[len(value)-4:] },
		emulator.SecretKeysOmitted: func(string) any { return nil },
	} {
		e, c := start(t, emulator.Options{SecretKeys: mode})
		created := c.must(201, "PUT", "/api-keys/a", apiKeyBody)
		stored, _ := e.Get("api-keys", "a")
		value, _ := stored["secretKey"].(string)
		if created["secretKey"] != value {
			t.Errorf("%q: response to the create: got secretKey %v, want %v", mode, created["secretKey"], value)
		}
		listed := c.do("GET", "/api-keys", "").body.([]any)[0].(object)
		for name, answer := range map[string]object{
			"get": c.must(200, "GET", "/api-keys/a", ""), "list": listed, "put": c.must(200, "PUT", "/api-keys/a", apiKeyBody),
		} {
			if answer["secretKey"] != want(value) {
				t.Errorf("%q: %s: got secretKey %v, want %v", mode, name, answer["secretKey"], want(value))
			}
		}
	}
}

func TestAuth_IssuedKeys(t *testing.T) {
	e, c := start(t, emulator.Options{ExposeAPIKeyAs: "api_key_own"})
	issued, _ := c.must(201, "PUT", "/api-keys/a", apiKeyBody)["secretKey"].(string)
	public, _ := c.must(201, "PUT", "/api-keys/b", with(apiKeyBody, `{"type": "publishable"}`))["secretKey"].(string)
	second := *c
	second.key = issued
	second.must(204, "DELETE", "/api-keys/api_key_own", "")
	c.must(401, "GET", "/products", "")
	second.must(204, "DELETE", "/api-keys/a", "")
	second.must(401, "GET", "/products", "")
	second.key = public
	second.must(401, "GET", "/products", "")
	if e.Count() != 1 {
		t.Errorf("got %d objects, want 1", e.Count())
	}
}

func TestAuth_RestrictedKey(t *testing.T) {
	_, c := start(t, emulator.Options{})
	key := func(id, acl string) *client {
		second := *c
		second.key, _ = c.must(201, "PUT", "/api-keys/"+id, with(apiKeyBody, `{"acl": `+acl+`}`))["secretKey"].(string)
		return &second
	}
	reader := key("reader", `[{"scope": {}, "permissions": ["GetProduct"]}, {"scope": {}, "permissions": ["GetProductCollection"]}]`)
	reader.must(404, "GET", "/products/missing", "")
	reader.do("GET", "/products", "")
	for _, request := range []struct{ method, path, body, permission string }{
		{"PUT", "/products/prod_1", `{"name": "Abc"}`, "PutProduct"},
		{"DELETE", "/products/prod_1", "", "DeleteProduct"},
		{"GET", "/plans", "", "GetPlanCollection"},
		{"GET", "/custom-fields/products/tier", "", "GetCustomField"},
		{"POST", "/coupons/code/expiration", `{"expiredTime": ""}`, "PostCouponExpiration"},
		{"POST", "/authentication-tokens", `{"mode": "passwordless", "customerId": "cus_1"}`, "PostAuthenticationToken"},
	} {
		got := reader.do(request.method, request.path, request.body)
		if got.status != 403 || !strings.Contains(got.raw, request.permission) {
			t.Errorf("%s %s: got %d %s, want 403 and the permission %s", request.method, request.path, got.status, got.raw, request.permission)
		}
	}
	key("all", `[{"scope": {"organizationId": ["`+organization+`"]}, "permissions": ["*"]}]`).
		must(201, "PUT", "/products/a", `{"name": "Abc"}`)
	key("elsewhere", `[{"scope": {"organizationId": ["org_other"]}, "permissions": ["*"]}]`).
		must(403, "PUT", "/products/b", `{"name": "Bcd"}`)
}
