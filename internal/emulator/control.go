package emulator

import (
	"net/http"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
)

const controlPrefix = "/_emulator/"

func isControl(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, controlPrefix) }

// serveControl serves the emulator's control paths, with which a test in a different process inspects and seeds the emulator.
func (e *Emulator) serveControl(w http.ResponseWriter, r *http.Request) {
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
