package storefront

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// operation is an operation of customers or on their sessions.
type operation struct {
	method, path string
	// id is the permission in access control lists. Operations without it require a secret key.
	id string
	// publishable operations accept a publishable key too.
	publishable bool
	// confirmed operations are allowed in every session, whatever its access control list.
	confirmed bool
	serve     func(*call)
}

// call is one authorized request to an operation.
type call struct {
	*Server
	w   http.ResponseWriter
	r   *http.Request
	ids []string

	// secret is set for a request with a secret key. A request with a session has session, one with a publishable key neither.
	secret    bool
	sessionID string
	session   *session
}

// match returns the operation at a path below the organization. Clients in browsers may append a slash.
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

// Route returns the path template of an operation, the organization in its path, and the handler, which is nil if the path is not one of an
// operation.
func (s *Server) Route(r *http.Request) (template, organization string, handler http.HandlerFunc) {
	// Rebilly's own libraries for browsers put the organization after /storefront, its API definition before.
	path := r.URL.EscapedPath()
	if scoped, ok := strings.CutPrefix(path, "/storefront/organizations/"); ok {
		id, below, _ := strings.Cut(scoped, "/")
		path = "/organizations/" + id + "/storefront/" + below
	}
	scoped, ok := strings.CutPrefix(path, "/organizations/")
	id, below, _ := strings.Cut(scoped, "/")
	o, ids := match(s.operations, r.Method, "/"+below)
	if !ok || o == nil {
		return "", "", nil
	}
	organization, _ = url.PathUnescape(id)
	return o.path, organization, func(w http.ResponseWriter, r *http.Request) {
		c := &call{Server: s, w: w, r: r, ids: ids}
		if organization != s.organization {
			c.refuse(http.StatusNotFound, "There is no organization with this ID.")
			return
		}
		if c.authorize(o) {
			o.serve(c)
		}
	}
}

// authorize reports whether the call is authorized. If not, it responds with an error.
func (c *call) authorize(o *operation) bool {
	bearer := c.r.Header.Get("Authorization")
	if scheme, credentials, ok := strings.Cut(bearer, " "); ok && strings.EqualFold(scheme, "Bearer") {
		bearer = strings.TrimSpace(credentials)
	}
	acl, isPublishable := c.store.PublishableKey(bearer)
	switch {
	case o.id == "" && !o.confirmed:
		c.secret = c.store.IsAuthorized(c.r.Header.Get("REB-APIKEY"))
		authorized := c.secret || isPublishable && o.publishable
		if !authorized {
			c.refuse(http.StatusUnauthorized, "The request carries no key that is known here.")
		}
		return authorized
	case isPublishable && !o.publishable:
		c.refuse(http.StatusUnauthorized, "This needs a customer's token; a publishable key is not enough.")
		return false
	case !isPublishable:
		id, opened, err := c.sessions.authenticate(bearer, c.organization)
		if err != nil {
			c.refuse(http.StatusUnauthorized, "The Authorization header carries no token that is valid here: "+err.Error())
			return false
		}
		c.sessionID, c.session, acl = id, &opened, opened.acl
	}
	if !o.confirmed && !Allows(acl, c.organization, o.id) {
		c.refuse(http.StatusForbidden, "The permission "+o.id+" is missing.")
		return false
	}
	return true
}

func (c *call) refuse(status int, detail string) { rest.WriteProblem(c.w, c.r, status, detail) }

func (c *call) answer(status int, body schema.Document) {
	if _, linked := body["_links"]; !linked {
		body["_links"] = []any{}
	}
	rest.WriteJSON(c.w, status, body)
}

func (c *call) created(path string, body schema.Document) {
	c.w.Header().Set("Location", c.address(path))
	c.answer(http.StatusCreated, body)
}

func (c *call) address(path string) string {
	scheme := "http://"
	if c.r.TLS != nil {
		scheme = "https://"
	}
	return scheme + c.r.Host + "/organizations/" + c.organization + "/" + path
}

// list responds with a page of all.
func (c *call) list(all []schema.Document) {
	var invalid schema.InvalidFields
	parameters := c.r.URL.Query()
	limit := rest.ParsePage(parameters, "limit", rest.DefaultLimit, &invalid)
	offset := rest.ParsePage(parameters, "offset", 0, &invalid)
	if invalid != nil {
		rest.WriteInvalid(c.w, c.r, invalid)
		return
	}
	header := c.w.Header()
	header.Set("Pagination-Total", strconv.Itoa(len(all)))
	header.Set("Pagination-Limit", strconv.Itoa(limit))
	header.Set("Pagination-Offset", strconv.Itoa(offset))
	rest.WriteJSON(c.w, http.StatusOK, all[min(offset, len(all)):min(offset+limit, len(all))])
}

// body reads a body that fits a declaration, or responds with an error.
func (c *call) body(declared schema.Fields) (schema.Document, bool) {
	return rest.ReadValid(c.w, c.r, declared)
}
