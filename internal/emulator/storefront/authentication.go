package storefront

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

var authenticationModes = schema.Field{Kind: schema.Object, VariantBy: "mode", Variants: map[string]schema.Fields{
	"password": {
		"mode":        {Kind: schema.Text, Required: true},
		"username":    {Kind: schema.Text, Required: true},
		"password":    {Kind: schema.Text, Required: true},
		"otpRequired": {Kind: schema.Boolean},
		"expiredTime": {Kind: schema.Text, Format: schema.DateTime},
	},
	"passwordless": {
		"mode":        {Kind: schema.Text, Required: true},
		"customerId":  {Kind: schema.Text, Required: true, MaxLength: 50},
		"otpRequired": {Kind: schema.Boolean},
		"expiredTime": {Kind: schema.Text, Format: schema.DateTime},
	},
}}

// customerJWT is the body of an exchange. Its scopes are open: Rebilly's documentation uses invoiceId and transactionId in them, which the
// definition does not declare.
var customerJWT = schema.Fields{
	"invalidate":      {Kind: schema.Boolean, Initial: true},
	"oneTimePassword": {Kind: schema.Text, MinLength: 6, MaxLength: 6},
	"acl": {Kind: schema.List, Items: &schema.Field{Kind: schema.Object, Fields: schema.Fields{
		"scope":       {Kind: schema.Object, Required: true, Open: true},
		"permissions": {Kind: schema.List, Required: true, Items: &schema.Field{Kind: schema.Text}},
	}}},
	"customClaims": {Kind: schema.Object, Open: true},
	"expiredTime":  {Kind: schema.Text, Format: schema.DateTime},
}

func authenticationOperations() []operation {
	return []operation{
		{method: "GET", path: "/authentication-tokens", serve: (*call).listAuthenticationTokens},
		{method: "POST", path: "/authentication-tokens", publishable: true, serve: (*call).postAuthenticationToken},
		{method: "GET", path: "/authentication-tokens/{token}", publishable: true, serve: (*call).getAuthenticationToken},
		{method: "DELETE", path: "/authentication-tokens/{token}", publishable: true, serve: (*call).deleteAuthenticationToken},
		{method: "POST", path: "/authentication-tokens/{token}/exchange", publishable: true, serve: (*call).exchangeAuthenticationToken},
	}
}

func (c *call) listAuthenticationTokens() {
	c.sessions.mu.Lock()
	c.sessions.forget()
	all := []schema.Document{}
	for _, token := range schema.SortedKeys(c.sessions.tokens) {
		all = append(all, presentToken(token, c.sessions.tokens[token]))
	}
	c.sessions.mu.Unlock()
	c.list(all)
}

func (c *call) postAuthenticationToken() {
	body, ok := rest.ReadBody(c.w, c.r)
	if !ok {
		return
	}
	var invalid schema.InvalidFields
	authenticationModes.ValidateObject("", body, &invalid)
	expires, made := c.expiry(body, c.tokenLifetime(), &invalid), time.Now()
	customerID, _ := body["customerId"].(string)
	customer, known := c.store.Object("customers", customerID)
	if customerID != "" && !known {
		invalid.Add("customerId", "There is no customer with this ID.")
	}
	switch {
	case invalid != nil:
		rest.WriteInvalid(c.w, c.r, invalid)
		return
	case body["mode"] == "password":
		c.refuse(http.StatusForbidden, "There is no customer with this username and password.")
		return
	case !c.secret:
		c.refuse(http.StatusForbidden, "The mode passwordless needs a secret key.")
		return
	}
	token := authenticationToken{customerID: customerID, username: customerID, created: made, expires: expires}
	if email, ok := customer["email"].(string); ok {
		token.username = email
	}
	token.otpRequired, _ = body["otpRequired"].(bool)
	id := c.sessions.add(token)
	c.store.CountWrite(c.w)
	c.created("authentication-tokens/"+id, presentToken(id, token))
}

func (c *call) getAuthenticationToken() {
	token, ok := c.sessions.find(c.ids[0])
	if !ok {
		rest.WriteNotFound(c.w, c.r)
		return
	}
	c.answer(http.StatusOK, presentToken(c.ids[0], token))
}

func (c *call) deleteAuthenticationToken() {
	if !c.sessions.end(c.ids[0]) {
		rest.WriteNotFound(c.w, c.r)
		return
	}
	c.store.CountWrite(c.w)
	c.w.WriteHeader(http.StatusNoContent)
}

func (c *call) exchangeAuthenticationToken() {
	token, ok := c.sessions.find(c.ids[0])
	if !ok {
		rest.WriteNotFound(c.w, c.r)
		return
	}
	body, ok := c.body(customerJWT)
	if !ok {
		return
	}
	var invalid schema.InvalidFields
	now := time.Now()
	opened := session{customerID: token.customerID, expires: c.expiry(body, sessionLifetime, &invalid)}
	opened.acl, _ = body["acl"].([]any)
	opened.claims, _ = body["customClaims"].(schema.Document)
	switch {
	case invalid != nil:
		rest.WriteInvalid(c.w, c.r, invalid)
		return
	case token.otpRequired:
		c.refuse(http.StatusForbidden, "The one-time password is wrong: the emulator sends none.")
		return
	}
	if opened.acl == nil {
		opened.acl = []any{}
	}
	if opened.claims == nil {
		opened.claims = schema.Document{}
	}
	if body["invalidate"] != false {
		c.sessions.end(c.ids[0])
	}
	id, signed := c.sessions.start(opened, c.organization)
	c.store.CountWrite(c.w)
	c.created("customers/"+opened.customerID, schema.Document{
		"id": id, "type": "customer", "token": signed, "customerId": opened.customerID,
		"acl": opened.acl, "customClaims": opened.claims,
		"createdTime": schema.Timestamp(now), "updatedTime": schema.Timestamp(now), "expiredTime": schema.Timestamp(opened.expires),
		"_links": []any{schema.Document{"rel": "customer", "href": c.address("customers/" + opened.customerID)}},
	})
}

// expiry returns the expiration time in the body, which must be in the future, or the default.
func (c *call) expiry(body schema.Document, otherwise time.Duration, invalid *schema.InvalidFields) time.Time {
	given, ok := body["expiredTime"].(string)
	if !ok {
		return time.Now().Add(otherwise).Truncate(time.Second)
	}
	expires, err := time.Parse(time.RFC3339, given)
	if err == nil && !expires.After(time.Now()) {
		invalid.Add("expiredTime", schema.ShouldBe("in the future"))
	}
	return expires
}

func presentToken(id string, t authenticationToken) schema.Document {
	return schema.Document{
		"token": id, "username": t.username, "customerId": t.customerID, "otpRequired": t.otpRequired,
		"expiredTime": schema.Timestamp(t.expires), "_links": []any{},
	}
}

// tokenLifetime returns the lifetime of authentication tokens in the authentication options.
func (c *call) tokenLifetime() time.Duration {
	options, _ := c.store.Object("authentication-options", "")
	number, _ := options["authTokenTtl"].(json.Number)
	seconds, err := number.Int64()
	if err != nil || seconds <= 0 {
		return sessionLifetime
	}
	return time.Duration(seconds) * time.Second
}
