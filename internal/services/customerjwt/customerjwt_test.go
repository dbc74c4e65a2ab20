package customerjwt_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/customerpermissions"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const typeName = "rebilly_customer_jwt"

type object = coretest.Object

// start starts an emulator with a customer, and with objects to pay and to pay out.
func start(t testing.TB) *fakeapi.Server {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{PublishableKey: "pk_acctest"})
	money := func(more object) object {
		doc := object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 50}
		maps.Copy(doc, more)
		return doc
	}
	rebilly.Put("websites", "web_1", object{"name": "Shop", "url": "https://shop.example", "servicePhone": "1",
		"serviceEmail": "a@example.com"})
	rebilly.Put("products", "prod_1", object{"name": "Seats"})
	rebilly.Put("customers", "cus_1", object{"websiteId": "web_1"})
	rebilly.Put("invoices", "in_1", money(nil))
	rebilly.Put("invoices", "in_2", money(nil))
	rebilly.Put("transactions", "txn_1", money(object{"invoiceIds": []any{"in_1"}}))
	rebilly.Put("deposit-requests", "dep_1", object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amounts": []any{50}})
	rebilly.Put("payout-requests", "pay_1", money(nil))
	rebilly.Put("deposit-strategies", "str_1", object{
		"name": "Usual", "customAmount": nil, "amounts": object{"calculator": "absolute", "baseAmount": 10, "increments": []any{5},
			"defaultIndex": 0},
	})
	return rebilly
}

// config returns a configuration with the required arguments and more.
func config(more object) object {
	all := object{"customer_id": "cus_1", "website_id": "web_1"}
	maps.Copy(all, more)
	return all
}

// payload returns the payload of a token.
func payload(t *testing.T, token any) object {
	t.Helper()
	parts := strings.Split(fmt.Sprint(token), ".")
	if len(parts) != 3 {
		t.Fatalf("got %d parts in the token, want 3", len(parts))
	}
	content, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims object
	if err := json.Unmarshal(content, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func counted(t *testing.T, rebilly *fakeapi.Server, sessions int) {
	t.Helper()
	if tokens, open := rebilly.Sessions(); tokens != 0 || open != sessions {
		t.Errorf("got %d authentication tokens and %d sessions, want 0 and %d", tokens, open, sessions)
	}
}

func TestOpen(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for name, test := range map[string]struct {
		config        object
		claims, scope object
		permissions   []string
	}{
		"invoice": {
			object{"invoice_id": "in_1"},
			object{"websiteId": "web_1", "invoiceId": "in_1"},
			object{"organizationId": []any{fakeapi.Organization}, "invoiceId": []any{"in_1"}},
			customerpermissions.Permissions(customerpermissions.Invoice),
		},
		"transaction": {
			object{"transaction_id": "txn_1"},
			object{"websiteId": "web_1", "transactionId": "txn_1"},
			object{"organizationId": []any{fakeapi.Organization}, "transactionId": []any{"txn_1"}},
			customerpermissions.Permissions(customerpermissions.Transaction),
		},
		"deposit": {
			object{"deposit_request_id": "dep_1"},
			object{"websiteId": "web_1", "cashierRequestId": "dep_1"},
			object{"organizationId": []any{fakeapi.Organization}},
			customerpermissions.Permissions(customerpermissions.Deposit),
		},
		"payout": {
			object{"payout_request_id": "pay_1"},
			object{"websiteId": "web_1", "payoutRequestId": "pay_1"},
			object{"organizationId": []any{fakeapi.Organization}},
			customerpermissions.Permissions(customerpermissions.Payout),
		},
		"generic": {
			nil,
			object{"websiteId": "web_1"},
			object{"organizationId": []any{fakeapi.Organization}},
			customerpermissions.Permissions(customerpermissions.Generic),
		},
		"permissions": {
			object{"invoice_id": "in_1", "permissions": []any{"StorefrontGetInvoice"}},
			object{"websiteId": "web_1", "invoiceId": "in_1"},
			object{"organizationId": []any{fakeapi.Organization}, "invoiceId": []any{"in_1"}},
			[]string{"StorefrontGetInvoice"},
		},
		"acl": {
			object{"acl": []any{object{"permissions": []any{"StorefrontGetPlan", "StorefrontGetInvoice"},
				"scope": object{"plan_id": []any{"plan_1"}}}}},
			object{"websiteId": "web_1"},
			object{"planId": []any{"plan_1"}},
			[]string{"StorefrontGetInvoice", "StorefrontGetPlan"},
		},
		"claims": {
			object{"custom_claims": object{"redirectUrl": "https://shop.example", "websiteId": nil, "visits": 3, "deep": object{"a": []any{true}}}},
			object{"redirectUrl": "https://shop.example", "visits": 3.0, "deep": object{"a": []any{true}}},
			object{"organizationId": []any{fakeapi.Organization}},
			customerpermissions.Permissions(customerpermissions.Generic),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := s.WithT(t)
			opened := s.Open(typeName, config(test.config))
			if len(opened.Diagnostics) != 0 {
				t.Fatal(opened.Diagnostics)
			}
			token := payload(t, opened.Get("token"))
			entries, _ := token["acl"].([]any)
			entry, _ := entries[0].(object)
			slices.Sort(test.permissions)
			result := fmt.Sprint(opened.Get("permissions"))
			for _, permission := range test.permissions {
				if !strings.Contains(result, permission) {
					t.Errorf("got permissions %s, want %s", result, permission)
				}
			}
			if diff := cmp.Diff(test.permissions, sortedTexts(entry["permissions"])); diff != "" {
				t.Errorf("permissions (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.claims, token["claims"]); diff != "" {
				t.Errorf("claims (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.scope, entry["scope"]); diff != "" {
				t.Errorf("scope (-want +got):\n%s", diff)
			}
			if token["merchant"] != fakeapi.Organization || token["customer"] != "cus_1" || opened.Get("customer_id") != "cus_1" {
				t.Errorf("got payload %v, want the organization and cus_1", token)
			}
			expires, err := time.Parse(time.RFC3339, fmt.Sprint(opened.Get("expired_time")))
			if left := time.Until(expires); err != nil || left < 59*time.Minute || left > time.Hour {
				t.Errorf("got expired_time %v, want it in an hour", opened.Get("expired_time"))
			}
			if strings.Contains(string(opened.Private), fmt.Sprint(opened.Get("token"))) {
				t.Error("got the token in the private data, want it only with revoke_on_close")
			}
			if got := s.Close(opened); len(got) != 0 {
				t.Errorf("got %v, want no diagnostics", got)
			}
		})
	}
	counted(t, rebilly, 8)
}

func sortedTexts(value any) []string {
	var texts []string
	elements, _ := value.([]any)
	for _, element := range elements {
		texts = append(texts, fmt.Sprint(element))
	}
	slices.Sort(texts)
	return texts
}

func TestOpen_MintFalse(t *testing.T) {
	rebilly := start(t)
	withoutKey := rebilly.ProviderConfig()
	withoutKey["api_key"] = coretest.Unknown
	for name, test := range map[string]struct{ provider, config object }{
		"mint is false":       {rebilly.ProviderConfig(), object{"mint": false}},
		"no credentials":      {withoutKey, object{"mint": false}},
		"customer is unknown": {rebilly.ProviderConfig(), object{"customer_id": coretest.Unknown}},
		"mint is unknown":     {rebilly.ProviderConfig(), object{"mint": coretest.Unknown}},
	} {
		t.Run(name, func(t *testing.T) {
			s := coretest.NewCore(t, test.provider)
			opened := s.Open(typeName, config(test.config))
			if len(opened.Diagnostics) != 0 || opened.Get("token") != nil || opened.Get("expired_time") != nil || !opened.RenewAt.IsZero() {
				t.Errorf("got %v %v, want a null token and no diagnostics", opened.Value, opened.Diagnostics)
			}
			if got := s.Close(opened); len(got) != 0 {
				t.Errorf("got %v, want no diagnostics", got)
			}
		})
	}
	if got := rebilly.Requests(); len(got) != 0 {
		t.Errorf("got %v, want no requests", got)
	}
}

func TestValidate_InvalidConfigurations(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for name, test := range map[string]struct {
		config object
		want   []string
	}{
		"two subjects": {
			object{"invoice_id": "in_1", "transaction_id": "txn_1"}, []string{"transaction_id", "invoice_id and transaction_id are set"},
		},
		"three subjects": {
			object{"invoice_id": "in_1", "deposit_request_id": "d", "payout_request_id": "p"}, []string{"deposit_request_id"},
		},
		"permissions and acl": {
			object{"permissions": []any{"PostToken"}, "acl": []any{object{"permissions": []any{"PostToken"}}}}, []string{"permissions", "acl"},
		},
		"* and others":          {object{"permissions": []any{"*", "PostToken"}}, []string{"permissions"}},
		"no lifetime":           {object{"expires_in": "0s"}, []string{"expires_in", "168h"}},
		"negative lifetime":     {object{"expires_in": "-1h"}, []string{"expires_in"}},
		"tiny lifetime":         {object{"expires_in": "1ms"}, []string{"expires_in"}},
		"long lifetime":         {object{"expires_in": "169h"}, []string{"expires_in"}},
		"lifetime without unit": {object{"expires_in": "3600"}, []string{"expires_in"}},
		"claims of text":        {object{"custom_claims": "x"}, []string{"custom_claims"}},
		"claims in a list":      {object{"custom_claims": []any{"x"}}, []string{"custom_claims"}},
		"an empty customer":     {object{"customer_id": ""}, []string{"customer_id"}},
		"customer with a slash": {object{"customer_id": "a/b"}, []string{"customer_id"}},
		"an empty scope": {
			object{"acl": []any{object{"permissions": []any{"StorefrontGetPlan"}, "scope": object{}}}}, []string{"acl.0.scope", "restricts nothing"},
		},
		"a scope of no plans": {
			object{"acl": []any{object{"permissions": []any{"StorefrontGetPlan"}, "scope": object{"plan_id": []any{}}}}},
			[]string{"acl.0.scope.plan_id", "restricts nothing"},
		},
		"no website":       {object{"website_id": nil}, []string{"website_id"}},
		"no such customer": {object{"customer_id": "cus_9"}, []string{"customer_id", `no customer "cus_9"`, fakeapi.Organization}},
	} {
		t.Run(name, func(t *testing.T) {
			if opened := s.WithT(t).Open(typeName, config(test.config)); !opened.Diagnostics.HasError(test.want...) {
				t.Errorf("got %v, want an error with %q", opened.Diagnostics, test.want)
			}
		})
	}
	for name, more := range map[string]object{
		"two subjects, one unknown": {"invoice_id": coretest.Unknown, "transaction_id": "txn_1"},
		"two subjects, one null":    {"invoice_id": nil, "transaction_id": "txn_1"},
		"unknown lifetime":          {"expires_in": coretest.Unknown},
		"unknown claims":            {"custom_claims": coretest.Unknown},
		"claims in a map":           {"custom_claims": object{"a": "b"}},
	} {
		if opened := s.Open(typeName, config(more)); len(opened.Diagnostics) != 0 {
			t.Errorf("%s: got %v, want no diagnostics", name, opened.Diagnostics)
		}
	}
	opened := s.Open(typeName, config(object{"permissions": []any{"StorefrontGetInvoise"}}))
	if !opened.Diagnostics.HasWarning("StorefrontGetInvoice") {
		t.Errorf("got %v, want a warning about the permission", opened.Diagnostics)
	}
}

func TestLifetime(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for given, margin := range map[string]time.Duration{"30m": time.Minute, "100s": 10 * time.Second, "168h": time.Minute} {
		opened := s.Open(typeName, config(object{"expires_in": given}))
		lifetime, _ := time.ParseDuration(given)
		expires, err := time.Parse(time.RFC3339, fmt.Sprint(opened.Get("expired_time")))
		if left := time.Until(expires); err != nil || left > lifetime || left < lifetime-2*time.Second {
			t.Errorf("%s: got expired_time %v, want it in %s", given, opened.Get("expired_time"), lifetime)
		}
		if early := expires.Sub(opened.RenewAt); early > margin || early < margin-time.Second {
			t.Errorf("%s: got renewal %s before the expiry, want %s", given, early, margin)
		}
		got := s.Renew(opened)
		if !got.HasError("Customer JWT expired during the run", fmt.Sprint(opened.Get("expired_time")), "expires_in") {
			t.Errorf("%s: got %v, want an error with the time", given, got)
		}
	}
}

func TestClose_RevokesToken(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	opened := s.Open(typeName, config(object{"revoke_on_close": true}))
	counted(t, rebilly, 1)
	for range 2 {
		if got := s.Close(opened); len(got) != 0 {
			t.Errorf("got %v, want no diagnostics", got)
		}
		counted(t, rebilly, 0)
	}
	unminted := s.Open(typeName, config(object{"revoke_on_close": true, "mint": false}))
	rebilly.Reset()
	if got := s.Close(unminted); len(got) != 0 || len(rebilly.Requests()) != 0 {
		t.Errorf("got %v and requests %v, want neither", got, rebilly.Requests())
	}
	opened = s.Open(typeName, config(object{"revoke_on_close": true}))
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusForbidden) })
	if got := s.Close(opened); !got.HasError("revoke", "remains valid until "+fmt.Sprint(opened.Get("expired_time"))) {
		t.Errorf("got %v, want an error with the time", got)
	}
}

func TestClose_InvalidPrivateData(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	opened := s.Open(typeName, config(object{"revoke_on_close": true}))
	var private map[string][]byte
	if err := json.Unmarshal(opened.Private, &private); err != nil {
		t.Fatal(err)
	}
	private["expired_time"] = []byte("7")
	encoded, err := json.Marshal(private)
	if err != nil {
		t.Fatal(err)
	}
	opened.Private = encoded
	rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusForbidden) })
	if got := s.Close(opened); !got.HasError("Unable to revoke") || !got.HasError("Unable to read the private data") {
		t.Errorf("got %v, want errors about the revocation and the private data", got)
	}
}

func TestOpen_ExchangeFails(t *testing.T) {
	for name, test := range map[string]struct {
		status  int
		deletes bool
		want    []string
	}{
		"refused":            {http.StatusForbidden, true, nil},
		"server error":       {http.StatusInternalServerError, true, []string{"Session may still be open", "expires at"}},
		"nothing is deleted": {http.StatusForbidden, false, []string{"Authentication token not deleted", "5 minutes"}},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly := start(t)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if strings.HasSuffix(r.URL.Path, "/exchange") || r.Method == http.MethodDelete && !test.deletes {
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(test.status)
					_, _ = fmt.Fprintf(w, `{"title":"No.","status":%d}`, test.status)
					return
				}
				next.ServeHTTP(w, r)
			})
			opened := s.Open(typeName, config(nil))
			if !opened.Diagnostics.HasError("Unable to open customer JWT") || opened.Get("token") != nil {
				t.Errorf("got %v, want an error and no token", opened.Diagnostics)
			}
			if test.want != nil && !opened.Diagnostics.HasWarning(test.want...) ||
				test.want == nil && len(opened.Diagnostics.Warnings()) != 0 {
				t.Errorf("got %v, want a warning with %q", opened.Diagnostics, test.want)
			}
			if tokens, _ := rebilly.Sessions(); tokens != 0 && test.deletes {
				t.Errorf("got %d authentication tokens, want none", tokens)
			}
			if n := rebilly.Requests()["POST /authentication-tokens/{token}/exchange"]; n != 1 {
				t.Errorf("got %d exchanges, want 1", n)
			}
		})
	}
}

func TestOpen_MissingCredentials(t *testing.T) {
	provider := start(t).ProviderConfig()
	delete(provider, "api_key")
	s := coretest.NewCore(t, provider)
	if opened := s.Open(typeName, config(nil)); !opened.Diagnostics.HasError("api_key", "REBILLY_API_KEY") {
		t.Errorf("got %v, want an error about missing credentials", opened.Diagnostics)
	}
}
