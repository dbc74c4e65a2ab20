package emulator

import (
	"net/http"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/definition"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// operations are those at paths of their own, by method and path. They store nothing.
var operations = map[string]action{
	"POST /previews/webhooks": func(e *Emulator, w http.ResponseWriter, r *http.Request, _ string) {
		if _, ok := readDeclared(w, r, "/previews/webhooks", rest.WriteLegacyInvalid); ok {
			e.countRateLimit(w)
			w.WriteHeader(http.StatusNoContent)
		}
	},
	"GET /email-notifications": func(e *Emulator, w http.ResponseWriter, _ *http.Request, _ string) {
		rest.WriteJSON(w, http.StatusOK, e.emailNotifications())
	},
	"POST /previews/rule-actions/send-email": func(e *Emulator, w http.ResponseWriter, r *http.Request, _ string) {
		if body, ok := readDeclared(w, r, "/previews/rule-actions/send-email", rest.WriteInvalid); ok {
			e.countRateLimit(w)
			rest.WriteJSON(w, http.StatusOK, body)
		}
	},
}

// resendVerification serves the action of an email delivery setting.
func resendVerification(e *Emulator, w http.ResponseWriter, r *http.Request, id string) {
	c := e.collections["email-delivery-settings"]
	stored, ok := e.object(c.name, id)
	switch {
	case !ok:
		rest.WriteNotFound(w, r)
	case stored["status"] == "verified":
		rest.WriteProblem(w, r, http.StatusConflict, "The address is verified.")
	default:
		e.countRateLimit(w)
		rest.WriteJSON(w, http.StatusOK, e.answer(r, c, stored))
	}
}

// operationRoute returns the route for an operation at a path of its own.
func operationRoute(method string, segments []string) (found route, ok bool) {
	path := "/" + strings.Join(segments, "/")
	run, ok := operations[method+" "+path]
	return route{template: path, action: run}, ok
}

// readDeclared reads a body that the API definition accepts for a request, or responds with an error.
func readDeclared(
	w http.ResponseWriter, r *http.Request, path string, writeInvalid func(http.ResponseWriter, *http.Request, schema.InvalidFields),
) (schema.Document, bool) {
	declared, err := definition.Body(r.Method, path)
	if err != nil {
		rest.WriteProblem(w, r, http.StatusInternalServerError, err.Error())
		return nil, false
	}
	body, ok := rest.ReadBody(w, r)
	if !ok {
		return nil, false
	}
	var invalid schema.InvalidFields
	declared.Fields.Validate("", body, &invalid)
	if invalid != nil {
		writeInvalid(w, r, invalid)
		return nil, false
	}
	return body, true
}
