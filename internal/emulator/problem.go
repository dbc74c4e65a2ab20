package emulator

import (
	"encoding/json"
	"net/http"
)

// problem is an RFC 9457 problem in the form Rebilly answers it.
type problem struct {
	Type          string        `json:"type"`
	DisplayName   string        `json:"title"`
	Status        int           `json:"status"`
	Detail        string        `json:"detail"`
	Instance      string        `json:"instance"`
	InvalidFields invalidFields `json:"invalidFields,omitempty"`
}

type invalidField struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

type invalidFields []invalidField

func (f *invalidFields) add(field, message string) {
	*f = append(*f, invalidField{Field: field, Message: message})
}

func writeProblem(w http.ResponseWriter, r *http.Request, status int, detail string) {
	writeJSON(w, status, newProblem(r, status, detail))
}

func writeInvalid(w http.ResponseWriter, r *http.Request, invalid invalidFields) {
	p := newProblem(r, http.StatusUnprocessableEntity, "Some of the data is not valid.")
	p.InvalidFields = invalid
	writeJSON(w, p.Status, p)
}

// writeLegacyConflict answers a 409 of the older form, which says the reason twice.
func writeLegacyConflict(w http.ResponseWriter, r *http.Request, reason string) {
	p := newProblem(r, http.StatusConflict, reason)
	writeJSON(w, p.Status, document{"type": p.Type, "title": p.DisplayName, "status": p.Status, "detail": p.Detail, "error": reason})
}

func writeNotAllowed(w http.ResponseWriter, r *http.Request, allow string) {
	w.Header().Set("Allow", allow)
	writeProblem(w, r, http.StatusMethodNotAllowed, "The method "+r.Method+" is not allowed here.")
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

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value)
}
