package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"
)

const (
	maxBody   = 1 << 20
	rateLimit = 3000
)

func (e *Emulator) get(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	stored, ok := e.object(key{c.name, id})
	if !ok {
		writeNotFound(w, r)
		return
	}
	writeJSON(w, http.StatusOK, e.answer(r, c, stored))
}

func (e *Emulator) post(w http.ResponseWriter, r *http.Request, c *collection) {
	body, ok := readBody(w, r)
	if ok {
		e.write(w, r, c, c.prefix+ulid.Make().String(), body)
	}
}

func (e *Emulator) put(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	if !c.accepts(id) {
		writeInvalid(w, r, invalidFields{{"id", "This is not an ID."}})
		return
	}
	body, ok := readBody(w, r)
	if ok {
		e.write(w, r, c, id, body)
	}
}

func (e *Emulator) write(w http.ResponseWriter, r *http.Request, c *collection, id string, body document) {
	stored, created, invalid, obstacle := e.save(c, id, body)
	switch {
	case invalid != nil:
		writeInvalid(w, r, invalid)
		return
	case obstacle != "" && c.putOnly:
		writeLegacyConflict(w, r, obstacle)
		return
	case obstacle != "":
		writeProblem(w, r, http.StatusConflict, obstacle)
		return
	}
	e.countRateLimit(w)
	if !created {
		writeJSON(w, http.StatusOK, e.answer(r, c, stored))
		return
	}
	w.Header().Set("Location", e.address(r, c, id))
	writeJSON(w, http.StatusCreated, e.createResponse(r, c, stored))
}

func (e *Emulator) delete(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	found, obstacle := e.remove(c, id)
	switch {
	case !found:
		writeNotFound(w, r)
	case obstacle != "":
		writeProblem(w, r, http.StatusConflict, obstacle)
	default:
		e.countRateLimit(w)
		w.WriteHeader(http.StatusNoContent)
	}
}

// answer returns what a response says about a stored object.
func (e *Emulator) answer(r *http.Request, c *collection, stored document) document {
	answer := e.createResponse(r, c, stored)
	if c.maskResponse != nil {
		c.maskResponse(answer, e.options)
	}
	return answer
}

// createResponse returns what the response to a create says about a stored object.
func (e *Emulator) createResponse(r *http.Request, c *collection, stored document) document {
	answer := c.declaration(stored).present(stored, e.options)
	id, _ := stored["id"].(string)
	c.hide(answer)
	answer["_links"] = []any{document{"rel": "self", "href": e.address(r, c, id)}}
	return answer
}

func (e *Emulator) address(r *http.Request, c *collection, id string) string {
	address := url.URL{Scheme: "http", Host: r.Host, Path: "/organizations/" + e.options.Organization + "/" + c.name + "/" + id}
	if r.TLS != nil {
		address.Scheme = "https"
	}
	return address.String()
}

// countRateLimit counts a write in the rate limit headers. The emulator never refuses one: the budget starts anew when it is used up.
func (e *Emulator) countRateLimit(w http.ResponseWriter) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.writes = e.writes%rateLimit + 1
	w.Header().Set("X-RateLimit-Limit", strconv.Itoa(rateLimit))
	w.Header().Set("X-RateLimit-Remaining", strconv.Itoa(rateLimit-e.writes))
}

// readBody answers the request itself if its body is not a JSON object.
func readBody(w http.ResponseWriter, r *http.Request) (body document, ok bool) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		writeProblem(w, r, http.StatusRequestEntityTooLarge, "The body is larger than 1 MiB.")
		return nil, false
	}
	if err == nil {
		body, err = decode(content)
	}
	if err != nil {
		writeProblem(w, r, http.StatusBadRequest, "The body is not a JSON object: "+err.Error())
		return nil, false
	}
	return body, true
}

func writeNotFound(w http.ResponseWriter, r *http.Request) {
	writeProblem(w, r, http.StatusNotFound, "There is no object with this ID.")
}

func decode(content []byte) (document, error) {
	if !utf8.Valid(content) {
		return nil, errors.New("not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var doc document
	if err := decoder.Decode(&doc); err != nil {
		return nil, err
	}
	if doc == nil {
		return nil, errors.New("null")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more follows its end")
	}
	return doc, nil
}
