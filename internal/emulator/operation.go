package emulator

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// operation is one of Rebilly's that is not about the objects of a collection.
type operation struct {
	method, path string
	// id is what an access control list calls an operation of customers. Without it the operation takes a secret key.
	id string
	// publishable operations take a publishable key, too.
	publishable bool
	// confirmed operations are open to every session: no access control list grants them.
	confirmed bool
	serve     func(*call)
}

// call is one request to an operation, by someone who may.
type call struct {
	e   *Emulator
	w   http.ResponseWriter
	r   *http.Request
	ids []string

	// secret tells of a secret key. Otherwise there is a session, or neither with a publishable key.
	secret    bool
	sessionID string
	session   *session
}

// match finds the operation at a path below the organization. A client in a browser may add a slash to it.
func match(operations []operation, method, path string) (found *operation, ids []string) {
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i := range operations {
		pattern := strings.Split(operations[i].path, "/")
		if operations[i].method != method || len(pattern) != len(segments) {
			continue
		}
		ids = nil
		fits := true
		for j, segment := range pattern {
			if strings.HasPrefix(segment, "{") {
				id, _ := url.PathUnescape(segments[j])
				ids = append(ids, id)
			} else if segment != segments[j] {
				fits = false
			}
		}
		if fits {
			return &operations[i], ids
		}
	}
	return nil, nil
}

// operate finds and admits a call of an operation: the handler is nil if the path leads to none.
func (e *Emulator) operate(r *http.Request) (template, organization string, handler http.HandlerFunc) {
	// Rebilly's own libraries for browsers put the organization behind the family, its definition before.
	path := r.URL.EscapedPath()
	if rest, ok := strings.CutPrefix(path, "/storefront/organizations/"); ok {
		id, rest, _ := strings.Cut(rest, "/")
		path = "/organizations/" + id + "/storefront/" + rest
	}
	rest, ok := strings.CutPrefix(path, "/organizations/")
	id, below, _ := strings.Cut(rest, "/")
	o, ids := match(e.operations, r.Method, "/"+below)
	if !ok || o == nil {
		return "", "", nil
	}
	organization, _ = url.PathUnescape(id)
	return o.path, organization, func(w http.ResponseWriter, r *http.Request) {
		c := &call{e: e, w: w, r: r, ids: ids}
		if organization != e.options.Organization {
			c.refuse(http.StatusNotFound, "There is no organization with this ID.")
			return
		}
		if c.authorize(o) {
			o.serve(c)
		}
	}
}

// authorize answers a call itself that may not be made.
func (c *call) authorize(o *operation) bool {
	bearer := c.r.Header.Get("Authorization")
	if scheme, credentials, ok := strings.Cut(bearer, " "); ok && strings.EqualFold(scheme, "Bearer") {
		bearer = strings.TrimSpace(credentials)
	}
	acl, isPublishable := c.e.publishableKey(bearer)
	switch {
	case o.id == "" && !o.confirmed:
		c.secret = c.e.authorized(c.r)
		if !c.secret && !(isPublishable && o.publishable) {
			c.refuse(http.StatusUnauthorized, "The request carries no key that is known here.")
		}
		return c.secret || isPublishable && o.publishable
	case isPublishable && !o.publishable:
		c.refuse(http.StatusUnauthorized, "This needs a customer's token; a publishable key is not enough.")
		return false
	case !isPublishable:
		id, opened, err := c.e.sessions.authenticate(bearer, c.e.options.Organization)
		if err != nil {
			c.refuse(http.StatusUnauthorized, "The Authorization header carries no token that is valid here: "+err.Error())
			return false
		}
		c.sessionID, c.session, acl = id, &opened, opened.acl
	}
	if !o.confirmed && !allows(acl, c.e.options.Organization, o.id) {
		c.refuse(http.StatusForbidden, "The permission "+o.id+" is missing.")
		return false
	}
	return true
}

// publishableKey returns the access control list of a publishable key.
func (e *Emulator) publishableKey(given string) (acl []any, ok bool) {
	if given == "" {
		return nil, false
	}
	if given == e.options.PublishableKey {
		return nil, true
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for at, stored := range e.objects {
		if at.collection == "api-keys" && stored["type"] == "publishable" && stored["secretKey"] == given {
			acl, _ = stored["acl"].([]any)
			return acl, true
		}
	}
	return nil, false
}

func (c *call) refuse(status int, detail string) { writeProblem(c.w, c.r, status, detail) }

func (c *call) answer(status int, body document) {
	if _, linked := body["_links"]; !linked {
		body["_links"] = []any{}
	}
	writeJSON(c.w, status, body)
}

func (c *call) created(path string, body document) {
	c.w.Header().Set("Location", c.address(path))
	c.answer(http.StatusCreated, body)
}

func (c *call) address(path string) string {
	scheme := "http://"
	if c.r.TLS != nil {
		scheme = "https://"
	}
	return scheme + c.r.Host + "/organizations/" + c.e.options.Organization + "/" + path
}

// list answers a page of all.
func (c *call) list(all []document) {
	var invalid invalidFields
	parameters := c.r.URL.Query()
	limit := parsePage(parameters, "limit", defaultLimit, &invalid)
	offset := parsePage(parameters, "offset", 0, &invalid)
	if invalid != nil {
		writeInvalid(c.w, c.r, invalid)
		return
	}
	header := c.w.Header()
	header.Set("Pagination-Total", strconv.Itoa(len(all)))
	header.Set("Pagination-Limit", strconv.Itoa(limit))
	header.Set("Pagination-Offset", strconv.Itoa(offset))
	writeJSON(c.w, http.StatusOK, all[min(offset, len(all)):min(offset+limit, len(all))])
}

// body reads a body that fits a declaration, or answers the call itself.
func (c *call) body(declared fields) (document, bool) {
	body, ok := readBody(c.w, c.r)
	if !ok {
		return nil, false
	}
	var invalid invalidFields
	declared.validate("", body, &invalid)
	if invalid != nil {
		writeInvalid(c.w, c.r, invalid)
		return nil, false
	}
	return body, true
}

// allowedHeaders are those with which Rebilly's libraries call from a browser.
var allowedHeaders = strings.Join([]string{"authorization", "content-type", "reb-api-consumer", "reb-apikey"}, ", ")

// writeCORS lets pages of other origins call, and reports whether the request was only the question whether they may.
func writeCORS(w http.ResponseWriter, r *http.Request) (asked bool) {
	if r.Header.Get("Origin") == "" {
		return false
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	if r.Method != http.MethodOptions {
		return false
	}
	header.Set("Access-Control-Allow-Methods", strings.Join(corsMethods, ", "))
	header.Set("Access-Control-Allow-Headers", allowedHeaders)
	w.WriteHeader(http.StatusNoContent)
	return true
}

var corsMethods = []string{"DELETE", "GET", "PATCH", "POST", "PUT"}
