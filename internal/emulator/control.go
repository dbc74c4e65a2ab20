package emulator

import (
	"crypto/subtle"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
)

const controlPrefix = "/_emulator/"

func isControl(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, controlPrefix) }

// serveControl serves the emulator's control paths, with which a test in a different process inspects and seeds the emulator.
func (e *Emulator) serveControl(w http.ResponseWriter, r *http.Request) {
	if e.rejectControl(w, r) {
		return
	}
	allowed := map[string]string{
		"requests": "GET", "objects": "GET", "lost": "GET", "sessions": "GET", "reset": "POST", "seed": "POST", "faults": "DELETE, GET, PUT",
	}
	name := strings.TrimPrefix(r.URL.Path, controlPrefix)
	switch {
	case allowed[name] == "":
		rest.WriteProblem(w, r, http.StatusNotFound, "The emulator has no such control path.")
	case !slices.Contains(strings.Split(allowed[name], ", "), r.Method):
		rest.WriteNotAllowed(w, r, allowed[name])
	case name == "requests":
		rest.WriteJSON(w, http.StatusOK, e.Requests())
	case name == "objects":
		rest.WriteJSON(w, http.StatusOK, e.counts())
	case name == "lost":
		rest.WriteJSON(w, http.StatusOK, e.Lost())
	case name == "sessions":
		tokens, sessions := e.Sessions()
		rest.WriteJSON(w, http.StatusOK, map[string]int{"tokens": tokens, "sessions": sessions})
	case name == "seed":
		e.seed(w, r)
	case name == "faults":
		e.serveFaults(w, r)
	default:
		e.Reset()
		w.WriteHeader(http.StatusNoContent)
	}
}

// rejectControl rejects a request without the control token, from a page of a different origin, or with a body that is not JSON, and
// reports whether it did.
func (e *Emulator) rejectControl(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case e.options.ControlToken != "" && !hasToken(r, e.options.ControlToken):
		rest.WriteProblem(w, r, http.StatusUnauthorized, "The emulator's control paths need its token, as Authorization: Bearer.")
	case !isOwnOrigin(r) || e.options.ControlToken == "" && !isLocalHost(r.Host):
		rest.WriteProblem(w, r, http.StatusForbidden,
			"The emulator's control paths are not for pages of other origins. For a host name that is not localhost, set a control token.")
	case r.ContentLength != 0 && !isJSON(r):
		rest.WriteProblem(w, r, http.StatusUnsupportedMediaType, "The emulator's control paths accept application/json only.")
	default:
		return false
	}
	return true
}

func hasToken(r *http.Request, token string) bool {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

// isOwnOrigin reports whether a request is not from a page of a different origin.
func isOwnOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	parsed, err := url.Parse(origin)
	return origin == "" || err == nil && parsed.Host == r.Host
}

// isLocalHost reports whether a host is localhost or an IP address. A page can point a name of its own at the emulator (DNS rebinding).
func isLocalHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return host == "localhost" || net.ParseIP(strings.Trim(host, "[]")) != nil
}

func isJSON(r *http.Request) bool {
	mediaType, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && mediaType == "application/json"
}
