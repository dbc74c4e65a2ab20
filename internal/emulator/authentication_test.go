package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const publishableKey = "pk_test"

// sells returns an emulator in which a customer can buy.
func sells(t *testing.T) (*emulator.Emulator, *client) {
	t.Helper()
	e, c := start(t, emulator.Options{PublishableKey: publishableKey})
	c.must(201, "PUT", "/websites/web_1", `{"name":"Shop","url":"https://shop.example","servicePhone":"1","serviceEmail":"a@example.com"}`)
	if r := c.send("POST", "/_emulator/seed", sold); r.status != 204 {
		t.Fatalf("seed: got %d %s, want 204", r.status, r.raw)
	}
	e.Put("customers", "cus_2", object{"websiteId": "web_1", "email": "b@example.com"})
	e.Put("invoices", "inv_other", object{"websiteId": "web_1", "customerId": "cus_2", "currency": "USD", "amount": 1})
	return e, c
}

// login creates an authentication token.
func (c *client) login(body string) string {
	c.t.Helper()
	token, _ := c.must(201, "POST", "/authentication-tokens", body)["token"].(string)
	return token
}

// as returns a client with a customer's token or a publishable key instead of the secret key.
func (c *client) as(bearer string) *client {
	other := *c
	other.key, other.bearer = "", bearer
	return &other
}

// customer returns a client with a token from an exchange.
func (c *client) customer(exchange string) *client {
	c.t.Helper()
	token := c.login(`{"mode":"passwordless","customerId":"cus_1"}`)
	signed, _ := c.must(201, "POST", "/authentication-tokens/"+token+"/exchange", exchange)["token"].(string)
	return c.as("Bearer " + signed)
}

func (c *client) count(tokens, sessions int) {
	c.t.Helper()
	want := fmt.Sprintf(`{"sessions":%d,"tokens":%d}`, sessions, tokens)
	if got := strings.TrimSpace(c.send("GET", "/_emulator/sessions", "").raw); got != want {
		c.t.Errorf("sessions: got %s, want %s", got, want)
	}
}

func TestAuthenticationTokens(t *testing.T) {
	_, c := sells(t)
	token := c.login(`{"mode":"passwordless","customerId":"cus_1"}`)
	c.count(1, 0)
	if got := c.must(200, "GET", "/authentication-tokens/"+token, ""); got["customerId"] != "cus_1" || got["expiredTime"] == nil {
		t.Errorf("got %v, want cus_1 and an expiredTime", got)
	}
	if got := c.do("GET", "/authentication-tokens", ""); len(got.body.([]any)) != 1 {
		t.Errorf("got %s, want one token", got.raw)
	}
	c.must(204, "DELETE", "/authentication-tokens/"+token, "")
	c.must(404, "DELETE", "/authentication-tokens/"+token, "")
	c.must(404, "GET", "/authentication-tokens/"+token, "")
	c.must(404, "POST", "/authentication-tokens/"+token+"/exchange", `{}`)
	c.count(0, 0)
}

func TestAuthenticationTokens_Validation(t *testing.T) {
	_, c := sells(t)
	for body, field := range map[string]string{
		`{}`:                      "mode",
		`{"mode":"passwordless"}`: "customerId",
		`{"mode":"other"}`:        "mode",
		`{"mode":"passwordless","customerId":"cus_9"}`:                                           "customerId",
		`{"mode":"passwordless","customerId":"cus_1","username":"u"}`:                            "username",
		`{"mode":"passwordless","customerId":"cus_1","expiredTime":"2020-01-01T00:00:00Z"}`:      "expiredTime",
		`{"mode":"passwordless","customerId":"cus_1","expiredTime":"tomorrow"}`:                  "expiredTime",
		`{"mode":"passwordless","customerId":"cus_1","expiredTime":"2020-01-01T00:00:00+01:00"}`: "expiredTime",
	} {
		if got := c.refused("POST", "/authentication-tokens", body); len(got) != 1 || got[0] != field {
			t.Errorf("%s: got invalid fields %v, want %s", body, got, field)
		}
	}
	c.must(403, "POST", "/authentication-tokens", `{"mode":"password","username":"u","password":"p"}`)
	c.as(publishableKey).must(403, "POST", "/authentication-tokens", `{"mode":"passwordless","customerId":"cus_1"}`)
	c.as("nothing").must(401, "POST", "/authentication-tokens", `{"mode":"passwordless","customerId":"cus_1"}`)
	c.count(0, 0)
}

func TestExchange(t *testing.T) {
	_, c := sells(t)
	token := c.login(`{"mode":"passwordless","customerId":"cus_1"}`)
	path := "/authentication-tokens/" + token + "/exchange"
	got := c.must(
		201,
		"POST",
		path,
		`{"invalidate":false,"acl":[{"scope":{"organizationId":["org_test"]},"permissions":["StorefrontGetAccount"]}],
		"customClaims":{"websiteId":"web_1"}}`,
	)
	c.count(1, 1)
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(got["token"].(string), claims); err != nil {
		t.Fatal(err)
	}
	issued, _ := claims.GetIssuedAt()
	expires, _ := claims.GetExpirationTime()
	if claims["merchant"] != organization || claims["customer"] != "cus_1" || claims["jti"] != got["id"] ||
		claims["claims"].(map[string]any)["websiteId"] != "web_1" || len(claims["acl"].([]any)) != 1 ||
		expires.Sub(issued.Time).Round(time.Minute) != time.Hour {
		t.Errorf("got claims %v, want those of the exchange", claims)
	}
	c.must(201, "POST", path, `{}`)
	c.must(404, "POST", path, `{}`)
	c.count(0, 2)
	for _, body := range []string{
		`{"acl":[{"permissions":["*"]}]}`, `{"acl":{}}`, `{"customClaims":[]}`, `{"invalidate":"no"}`, `{"expiredTime":"2020-01-01T00:00:00Z"}`,
	} {
		c.refused("POST", "/authentication-tokens/"+c.login(`{"mode":"passwordless","customerId":"cus_1"}`)+"/exchange", body)
	}
}

func TestAuthenticationTokens_Expire(t *testing.T) {
	_, c := sells(t)
	soon := time.Now().Add(time.Second).UTC().Truncate(time.Second).Add(time.Second).Format(time.RFC3339)
	token := c.login(fmt.Sprintf(`{"mode":"passwordless","customerId":"cus_1","expiredTime":%q}`, soon))
	customer := c.customer(fmt.Sprintf(`{"expiredTime":%q}`, soon))
	customer.must(200, "GET", "/storefront/account", "")
	c.count(1, 1)
	deadline := time.NewTimer(2100 * time.Millisecond)
	<-deadline.C
	c.must(404, "GET", "/authentication-tokens/"+token, "")
	customer.must(401, "GET", "/storefront/account", "")
	c.count(0, 0)
}

func TestSessions_Permissions(t *testing.T) {
	_, c := sells(t)
	narrow := c.customer(
		`{"acl":[{"scope":{"organizationId":["org_test"]},"permissions":["StorefrontGetInvoice"]}],"customClaims":{"invoiceId":"inv_1"}}`,
	)
	narrow.must(200, "GET", "/storefront/invoices/inv_1", "")
	narrow.must(403, "GET", "/storefront/invoices/inv_2", "")
	narrow.must(404, "GET", "/storefront/invoices/inv_other", "")
	narrow.must(404, "GET", "/storefront/invoices/inv_9", "")
	narrow.must(403, "GET", "/storefront/account", "")
	elsewhere := c.customer(`{"acl":[{"scope":{"organizationId":["org_other"]},"permissions":["*"]}]}`)
	elsewhere.must(403, "GET", "/storefront/account", "")
	scoped := c.customer(`{"acl":[{"scope":{"organizationId":["org_test"],"invoiceId":["inv_2"]},"permissions":["*"]}]}`)
	scoped.must(200, "GET", "/storefront/invoices/inv_2", "")
	scoped.must(403, "GET", "/storefront/invoices/inv_1", "")
	all := c.customer(`{}`)
	if got := all.do("GET", "/storefront/invoices", ""); len(got.body.([]any)) != 2 {
		t.Errorf("got %s, want two invoices", got.raw)
	}
	for path, status := range map[string]int{
		"/storefront/account?expand=website":  200,
		"/storefront/websites/web_1":          200,
		"/storefront/transactions/txn_1":      200,
		"/storefront/transactions":            200,
		"/storefront/deposit-requests/dep_1":  200,
		"/storefront/payout-requests/pay_1":   200,
		"/storefront/payout-requests":         200,
		"/storefront/payment-instruments":     200,
		"/storefront/payment-instruments/p_1": 404,
		"/storefront/nothing":                 401,
		"/customers/cus_1":                    401,
	} {
		if r := all.do("GET", path, ""); r.status != status {
			t.Errorf("%s: got %d, want %d: %s", path, r.status, status, r.raw)
		}
	}
	for _, credentials := range []string{"", "Bearer nonsense", all.bearer + "x", publishableKey} {
		c.as(credentials).must(401, "GET", "/storefront/account", "")
	}
	c.count(0, 4)
	all.must(204, "POST", "/storefront/logout", "")
	all.must(401, "GET", "/storefront/account", "")
	all.must(401, "POST", "/storefront/logout", "")
	c.count(0, 3)
}

func TestAuthenticationOptions(t *testing.T) {
	_, c := sells(t)
	if got := c.must(200, "GET", "/authentication-options", ""); got["otpRequired"] != false {
		t.Errorf("got %v, want otpRequired false", got)
	}
	if got := c.must(200, "PUT", "/authentication-options", `{"authTokenTtl":60}`); fmt.Sprint(got["authTokenTtl"]) != "60" {
		t.Errorf("got %v, want authTokenTtl 60", got)
	}
	got := c.must(200, "GET", "/authentication-tokens/"+c.login(`{"mode":"passwordless","customerId":"cus_1"}`), "")
	expires, err := time.Parse(time.RFC3339, got["expiredTime"].(string))
	if left := time.Until(expires); err != nil || left > time.Minute || left < 50*time.Second {
		t.Errorf("got a token that expires in %s, want about a minute", left)
	}
	c.refused("PUT", "/authentication-options", `{"authTokenTtl":"1h"}`)
}

func TestCORS(t *testing.T) {
	e, c := sells(t)
	e.Reset()
	for _, path := range []string{"/storefront/organizations/org_test/account", "/organizations/org_test/storefront/account"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, c.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", "https://shop.example")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		for header, want := range map[string]string{
			"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PATCH",
			"Access-Control-Allow-Headers": "authorization, content-type, reb-api-consumer",
		} {
			if got := response.Header.Get(header); !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want it to contain %q", header, got, want)
			}
		}
	}
	if len(e.Requests()) != 0 {
		t.Errorf("got requests %v, want no preflight request counted", e.Requests())
	}
	all := c.customer(`{}`)
	if r := all.send("GET", "/storefront/organizations/org_test/account", ""); r.status != 200 {
		t.Errorf("got %d %s, want 200", r.status, r.raw)
	}
	if e.Requests()["GET /storefront/account"] != 1 {
		t.Errorf("got requests %v, want one GET /storefront/account", e.Requests())
	}
	if r := all.send("GET", "/storefront/organizations/org_other/account", ""); r.status != 404 {
		t.Errorf("got %d %s, want 404", r.status, r.raw)
	}
}
