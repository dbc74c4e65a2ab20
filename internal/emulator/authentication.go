package emulator

import (
	"encoding/json"
	"net/http"
	"time"
)

// authenticationOptions have no defaults in Rebilly's definition; these are the emulator's own.
var authenticationOptions = fields{
	"passwordPattern": {kind: text, nullable: true},
	"credentialTtl":   {kind: integer, initial: json.Number("31536000")},
	"authTokenTtl":    {kind: integer, initial: json.Number("3600")},
	"resetTokenTtl":   {kind: integer, initial: json.Number("3600")},
	"otpRequired":     {kind: boolean, initial: false},
	"_links":          {kind: list, readOnly: true},
}

var authenticationModes = field{kind: object, variantBy: "mode", variants: map[string]fields{
	"password": {
		"mode":        {kind: text, required: true},
		"username":    {kind: text, required: true},
		"password":    {kind: text, required: true},
		"otpRequired": {kind: boolean},
		"expiredTime": {kind: text, format: dateTime},
	},
	"passwordless": {
		"mode":        {kind: text, required: true},
		"customerId":  {kind: text, required: true, maxLength: 50},
		"otpRequired": {kind: boolean},
		"expiredTime": {kind: text, format: dateTime},
	},
}}

// customerJWT is the body of an exchange. The scope of an entry is open: Rebilly's documentation puts invoiceId and
// transactionId there, which the definition does not list.
var customerJWT = fields{
	"invalidate":      {kind: boolean, initial: true},
	"oneTimePassword": {kind: text, minLength: 6, maxLength: 6},
	"acl": {kind: list, items: &field{kind: object, fields: fields{
		"scope":       {kind: object, required: true, open: true},
		"permissions": {kind: list, required: true, items: &field{kind: text}},
	}}},
	"customClaims": {kind: object, open: true},
	"expiredTime":  {kind: text, format: dateTime},
}

func authenticationOperations() []operation {
	return []operation{
		{method: "GET", path: "/authentication-options", serve: (*call).getAuthenticationOptions},
		{method: "PUT", path: "/authentication-options", serve: (*call).putAuthenticationOptions},
		{method: "GET", path: "/authentication-tokens", serve: (*call).listAuthenticationTokens},
		{method: "POST", path: "/authentication-tokens", publishable: true, serve: (*call).postAuthenticationToken},
		{method: "GET", path: "/authentication-tokens/{token}", publishable: true, serve: (*call).getAuthenticationToken},
		{method: "DELETE", path: "/authentication-tokens/{token}", publishable: true, serve: (*call).deleteAuthenticationToken},
		{method: "POST", path: "/authentication-tokens/{token}/exchange", publishable: true, serve: (*call).exchangeAuthenticationToken},
	}
}

func (c *call) getAuthenticationOptions() {
	c.e.sessions.mu.Lock()
	defer c.e.sessions.mu.Unlock()
	c.answer(http.StatusOK, authenticationOptions.present(c.e.sessions.options, c.e.options))
}

func (c *call) putAuthenticationOptions() {
	body, ok := c.body(authenticationOptions)
	if !ok {
		return
	}
	c.e.sessions.mu.Lock()
	c.e.sessions.options = authenticationOptions.complete(body, nil, true)
	c.e.sessions.mu.Unlock()
	c.e.countRateLimit(c.w)
	c.getAuthenticationOptions()
}

func (c *call) listAuthenticationTokens() {
	c.e.sessions.mu.Lock()
	c.e.sessions.forget()
	all := []document{}
	for _, token := range sortedKeys(c.e.sessions.tokens) {
		all = append(all, presentToken(token, c.e.sessions.tokens[token]))
	}
	c.e.sessions.mu.Unlock()
	c.list(all)
}

func (c *call) postAuthenticationToken() {
	body, ok := readBody(c.w, c.r)
	if !ok {
		return
	}
	var invalid invalidFields
	authenticationModes.validateObject("", body, &invalid)
	expires, made := c.expiry(body, c.e.sessions.lifetime("authTokenTtl"), &invalid), time.Now()
	customerID, _ := body["customerId"].(string)
	customer, known := c.e.object(key{"customers", customerID})
	if customerID != "" && !known {
		invalid.add("customerId", "There is no customer with this ID.")
	}
	switch {
	case invalid != nil:
		writeInvalid(c.w, c.r, invalid)
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
	id := c.e.sessions.add(token)
	c.e.countRateLimit(c.w)
	c.created("authentication-tokens/"+id, presentToken(id, token))
}

func (c *call) getAuthenticationToken() {
	token, ok := c.e.sessions.find(c.ids[0])
	if !ok {
		writeNotFound(c.w, c.r)
		return
	}
	c.answer(http.StatusOK, presentToken(c.ids[0], token))
}

func (c *call) deleteAuthenticationToken() {
	if !c.e.sessions.end(c.ids[0]) {
		writeNotFound(c.w, c.r)
		return
	}
	c.e.countRateLimit(c.w)
	c.w.WriteHeader(http.StatusNoContent)
}

func (c *call) exchangeAuthenticationToken() {
	token, ok := c.e.sessions.find(c.ids[0])
	if !ok {
		writeNotFound(c.w, c.r)
		return
	}
	body, ok := c.body(customerJWT)
	if !ok {
		return
	}
	var invalid invalidFields
	now := time.Now()
	opened := session{customerID: token.customerID, expires: c.expiry(body, sessionLifetime, &invalid)}
	opened.acl, _ = body["acl"].([]any)
	opened.claims, _ = body["customClaims"].(document)
	switch {
	case invalid != nil:
		writeInvalid(c.w, c.r, invalid)
		return
	case token.otpRequired:
		c.refuse(http.StatusForbidden, "The one-time password is wrong: the emulator sends none.")
		return
	}
	if opened.acl == nil {
		opened.acl = []any{}
	}
	if opened.claims == nil {
		opened.claims = document{}
	}
	if body["invalidate"] != false {
		c.e.sessions.end(c.ids[0])
	}
	id, signed := c.e.sessions.start(opened, c.e.options.Organization)
	c.e.countRateLimit(c.w)
	c.created("customers/"+opened.customerID, document{
		"id": id, "type": "customer", "token": signed, "customerId": opened.customerID,
		"acl": opened.acl, "customClaims": opened.claims,
		"createdTime": timestamp(now), "updatedTime": timestamp(now), "expiredTime": timestamp(opened.expires),
		"_links": []any{document{"rel": "customer", "href": c.address("customers/" + opened.customerID)}},
	})
}

// expiry is the time that a body asks for, if it is one in the future.
func (c *call) expiry(body document, otherwise time.Duration, invalid *invalidFields) time.Time {
	given, ok := body["expiredTime"].(string)
	if !ok {
		return time.Now().Add(otherwise).Truncate(time.Second)
	}
	expires, err := time.Parse(time.RFC3339, given)
	if err == nil && !expires.After(time.Now()) {
		invalid.add("expiredTime", shouldBe("in the future"))
	}
	return expires
}

func presentToken(id string, t authenticationToken) document {
	return document{
		"token": id, "username": t.username, "customerId": t.customerID, "otpRequired": t.otpRequired,
		"expiredTime": timestamp(t.expires), "_links": []any{},
	}
}
