package emulator

import (
	"net/http"
	"slices"
	"strings"
)

const controlPrefix = "/_emulator/"

func isControl(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, controlPrefix) }

// serveControl answers the emulator's own paths, which let a test in another process count and look.
func (e *Emulator) serveControl(w http.ResponseWriter, r *http.Request) {
	allowed := map[string]string{
		"requests": "GET", "objects": "GET", "sessions": "GET", "reset": "POST", "seed": "POST", "faults": "DELETE, GET, PUT",
	}
	name := strings.TrimPrefix(r.URL.Path, controlPrefix)
	switch {
	case allowed[name] == "":
		writeProblem(w, r, http.StatusNotFound, "The emulator has no such control path.")
	case !slices.Contains(strings.Split(allowed[name], ", "), r.Method):
		writeNotAllowed(w, r, allowed[name])
	case name == "requests":
		writeJSON(w, http.StatusOK, e.Requests())
	case name == "objects":
		writeJSON(w, http.StatusOK, e.counts())
	case name == "sessions":
		tokens, sessions := e.Sessions()
		writeJSON(w, http.StatusOK, map[string]int{"tokens": tokens, "sessions": sessions})
	case name == "seed":
		e.seed(w, r)
	case name == "faults":
		e.serveFaults(w, r)
	default:
		e.Reset()
		w.WriteHeader(http.StatusNoContent)
	}
}
