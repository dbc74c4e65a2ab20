package emulator

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

const rateLimit = 3000

func (e *Emulator) get(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	stored, ok := e.object(key{c.name, id})
	if !ok {
		rest.WriteNotFound(w, r)
		return
	}
	rest.WriteJSON(w, http.StatusOK, e.answer(r, c, stored))
}

func (e *Emulator) post(w http.ResponseWriter, r *http.Request, c *collection) {
	body, ok := rest.ReadBody(w, r)
	if ok {
		e.write(w, r, c, c.prefix+ulid.Make().String(), body)
	}
}

func (e *Emulator) put(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	if !c.accepts(id) {
		rest.WriteInvalid(w, r, schema.InvalidFields{{Field: "id", Message: "This is not an ID."}})
		return
	}
	body, ok := rest.ReadBody(w, r)
	if ok {
		e.write(w, r, c, id, body)
	}
}

func (e *Emulator) write(w http.ResponseWriter, r *http.Request, c *collection, id string, body schema.Document) {
	stored, created, invalid, conflict := e.save(c, id, body)
	switch {
	case invalid != nil:
		rest.WriteInvalid(w, r, invalid)
		return
	case conflict != "" && c.putOnly:
		rest.WriteLegacyConflict(w, r, conflict)
		return
	case conflict != "":
		rest.WriteProblem(w, r, http.StatusConflict, conflict)
		return
	}
	e.countRateLimit(w)
	if !created {
		rest.WriteJSON(w, http.StatusOK, e.answer(r, c, stored))
		return
	}
	w.Header().Set("Location", e.address(r, c, id))
	rest.WriteJSON(w, http.StatusCreated, e.createResponse(r, c, stored))
}

func (e *Emulator) delete(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	found, conflict := e.remove(c, id)
	switch {
	case !found:
		rest.WriteNotFound(w, r)
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
	answer := c.declaration(stored).Present(stored, e.options.encoding())
	id, _ := stored["id"].(string)
	c.hide(answer)
	answer["_links"] = []any{schema.Document{"rel": "self", "href": e.address(r, c, id)}}
	return answer
}

func (e *Emulator) address(r *http.Request, c *collection, id string) string {
	address := url.URL{Scheme: "http", Host: r.Host, Path: "/organizations/" + e.options.Organization + "/" + c.name + "/" + id}
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
