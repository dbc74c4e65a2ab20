package emulator

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const rateLimit = 3000

func (e *Emulator) get(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	stored, ok := e.object(c.name, id)
	if !ok {
		rest.WriteNotFound(w, r)
		return
	}
	rest.WriteJSON(w, http.StatusOK, e.answer(r, c, stored))
}

func (e *Emulator) getVersion(w http.ResponseWriter, r *http.Request, c *collection, id, version string) {
	stored, ok := e.version(c, id, version)
	if !ok {
		rest.WriteNotFound(w, r)
		return
	}
	rest.WriteJSON(w, http.StatusOK, e.answer(r, c, stored))
}

// write serves POST, PUT and PATCH.
func (e *Emulator) write(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	if r.Method == http.MethodPut && !c.isSingle() && !c.accepts(id) {
		c.writeInvalid(w, r, schema.InvalidFields{{Field: "id", Message: "This is not an ID."}})
		return
	}
	body, ok := rest.ReadBody(w, r)
	if !ok {
		return
	}
	if invalid := c.addScope(body, id); invalid != nil {
		c.writeInvalid(w, r, invalid)
		return
	}
	written := e.save(c, r.Method, id, body)
	switch {
	case written.existing:
		w.Header().Set("Location", e.address(r, c, written.stored))
		rest.WriteJSON(w, http.StatusSeeOther, e.answer(r, c, written.stored))
	case written.missing:
		rest.WriteNotFound(w, r)
	case written.invalid != nil:
		c.writeInvalid(w, r, written.invalid)
	case written.conflict != "" && c.legacyConflict:
		rest.WriteLegacyConflict(w, r, written.conflict)
	case written.conflict != "":
		rest.WriteProblem(w, r, http.StatusConflict, written.conflict)
	case written.created:
		e.countRateLimit(w)
		w.Header().Set("Location", e.address(r, c, written.stored))
		rest.WriteJSON(w, http.StatusCreated, e.createResponse(r, c, written.stored))
	default:
		e.countRateLimit(w)
		rest.WriteJSON(w, http.StatusOK, e.answer(r, c, written.stored))
	}
}

// addScope adds the scope in the path to a body that declares the field and lacks it.
func (c *collection) addScope(body schema.Document, id string) schema.InvalidFields {
	scope, _, _ := strings.Cut(id, "/")
	if _, declared := c.field(c.scopedBy); c.scopes == nil || !declared {
		return nil
	}
	if _, given := body[c.scopedBy]; !given {
		body[c.scopedBy] = scope
	}
	if body[c.scopedBy] != scope {
		return schema.InvalidFields{{Field: c.scopedBy, Message: "This value is different from the path."}}
	}
	return nil
}

// writeInvalid responds with 422 to a write.
func (c *collection) writeInvalid(w http.ResponseWriter, r *http.Request, invalid schema.InvalidFields) {
	if r.Method == http.MethodPut && c.legacyInvalid {
		rest.WriteLegacyInvalid(w, r, invalid)
		return
	}
	rest.WriteInvalid(w, r, invalid)
}

func (e *Emulator) delete(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	found, conflict := e.remove(c, id)
	switch {
	case !found:
		rest.WriteNotFound(w, r)
	case conflict != "" && c.operation(http.MethodDelete).EmptyErrors[http.StatusConflict]:
		w.WriteHeader(http.StatusConflict)
	case conflict != "":
		rest.WriteProblem(w, r, http.StatusConflict, conflict)
	default:
		e.countRateLimit(w)
		w.WriteHeader(http.StatusNoContent)
	}
}

// answer returns the response for a stored object.
func (e *Emulator) answer(r *http.Request, c *collection, stored schema.Document) schema.Document {
	answer := e.createResponse(r, c, stored)
	if c.maskResponse != nil {
		c.maskResponse(answer, e.options)
	}
	return answer
}

// createResponse returns the response to the create of a stored object.
func (e *Emulator) createResponse(r *http.Request, c *collection, stored schema.Document) schema.Document {
	answer := c.declaration(stored).Present(c.visible(stored), e.options.encoding())
	e.mu.Lock()
	if tree := e.unknown.trees[c.keyOf(stored)]; tree != nil {
		answer, _ = addUnknown(answer, tree).(schema.Document)
	}
	e.mu.Unlock()
	if _, declared := c.declaration(stored)["_links"]; !declared && c.scopedBy != "" {
		// The definition of some types of credentials, and of attributions, has no links.
		return answer
	}
	answer["_links"] = []any{schema.Document{"rel": "self", "href": e.address(r, c, stored)}}
	return answer
}

func (e *Emulator) address(r *http.Request, c *collection, stored schema.Document) string {
	address := url.URL{Scheme: "http", Host: r.Host, Path: "/organizations/" + e.options.Organization + "/" + c.path(stored)}
	if r.TLS != nil {
		address.Scheme = "https"
	}
	return address.String()
}

// countRateLimit counts a write in the rate limit headers. The emulator never rejects one: the count restarts at the limit.
func (e *Emulator) countRateLimit(w http.ResponseWriter) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.writes = e.writes%rateLimit + 1
	w.Header().Set("X-RateLimit-Limit", strconv.Itoa(rateLimit))
	w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(rateLimit-e.writes))
}
