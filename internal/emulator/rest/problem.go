// Package rest has what the catalog and the storefront share of HTTP: problem documents, request bodies and pages.
package rest

import (
	"encoding/json"
	"net/http"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// problem is an RFC 9457 problem document as Rebilly returns it.
type problem struct {
	Type          string               `json:"type"`
	DisplayName   string               `json:"title"`
	Status        int                  `json:"status"`
	Detail        string               `json:"detail"`
	Instance      string               `json:"instance"`
	InvalidFields schema.InvalidFields `json:"invalidFields,omitempty"`
}

// WriteProblem responds with a problem document.
func WriteProblem(w http.ResponseWriter, r *http.Request, status int, detail string) {
	WriteJSON(w, status, newProblem(r, status, detail))
}

// WriteInvalid responds with 422 and the invalid fields.
func WriteInvalid(w http.ResponseWriter, r *http.Request, invalid schema.InvalidFields) {
	p := newProblem(r, http.StatusUnprocessableEntity, "Some of the data is not valid.")
	p.InvalidFields = invalid
	WriteJSON(w, p.Status, p)
}

// WriteLegacyInvalid responds with 422 and the invalid fields in the older form, which has the detail twice.
func WriteLegacyInvalid(w http.ResponseWriter, r *http.Request, invalid schema.InvalidFields) {
	p := newProblem(r, http.StatusUnprocessableEntity, "Some of the data is not valid.")
	WriteJSON(w, p.Status, schema.Document{
		"type": p.Type, "title": p.DisplayName, "status": p.Status, "detail": p.Detail, "error": p.Detail, "invalidFields": invalid,
	})
}

// WriteLegacyConflict responds with 409 in the older form, which has the reason twice.
func WriteLegacyConflict(w http.ResponseWriter, r *http.Request, reason string) {
	p := newProblem(r, http.StatusConflict, reason)
	WriteJSON(w, p.Status, schema.Document{"type": p.Type, "title": p.DisplayName, "status": p.Status, "detail": p.Detail, "error": reason})
}

// WriteNotAllowed responds with 405.
func WriteNotAllowed(w http.ResponseWriter, r *http.Request, allow string) {
	w.Header().Set("Allow", allow)
	WriteProblem(w, r, http.StatusMethodNotAllowed, "The method "+r.Method+" is not allowed here.")
}

func newProblem(r *http.Request, status int, detail string) problem {
	return problem{
		Type:        "about:blank",
		DisplayName: http.StatusText(status),
		Status:      status,
		Detail:      detail,
		Instance:    r.URL.EscapedPath(),
	}
}

// WriteJSON responds with a JSON value.
func WriteJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
}
