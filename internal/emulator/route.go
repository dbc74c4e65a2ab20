package emulator

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

const maxIDLength = 50

var idPattern = regexp.MustCompile(`^[@~\-.\w]+$`)

// route is where a path leads. A route to no collection leads nowhere, unless it is the status page.
type route struct {
	template     string
	organization string
	collection   *collection
	object       bool
	id           string
}

func (e *Emulator) routeOf(r *http.Request) route {
	path := r.URL.EscapedPath()
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if segments[0] != "organizations" || len(segments) < 3 {
		return route{template: path}
	}
	found := route{}
	found.organization, _ = url.PathUnescape(segments[1])
	c, rest := e.collections[segments[2]], segments[3:]
	switch {
	case c != nil && (len(rest) == 0 || len(rest) == 1 && rest[0] == ""):
		found.collection, found.template = c, "/"+c.name
	case c != nil && len(rest) == 1:
		found.collection, found.template = c, "/"+c.name+"/{id}"
		found.object = true
		found.id, _ = url.PathUnescape(rest[0])
	default:
		found.template = "/" + strings.Join(segments[2:], "/")
	}
	return found
}

func (e *Emulator) serveAPI(w http.ResponseWriter, r *http.Request, to route) {
	switch {
	case to.organization == "" && to.template == "/status":
		serveStatus(w, r)
	case to.organization == "":
		writeProblem(w, r, http.StatusNotFound, "There is nothing at this path.")
	case !e.authorized(r):
		writeProblem(w, r, http.StatusUnauthorized, "The REB-APIKEY header carries no key that is known here.")
	case to.organization != e.options.Organization:
		writeProblem(w, r, http.StatusNotFound, "There is no organization with this ID.")
	case to.collection == nil:
		writeProblem(w, r, http.StatusNotFound, "There is nothing at this path.")
	case to.collection.seeded && r.Method != http.MethodGet:
		writeNotAllowed(w, r, "GET")
	case to.object:
		e.serveObject(w, r, to.collection, to.id)
	default:
		e.serveCollection(w, r, to.collection)
	}
}

func (e *Emulator) serveCollection(w http.ResponseWriter, r *http.Request, c *collection) {
	switch r.Method {
	case http.MethodGet:
		e.list(w, r, c)
	case http.MethodPost:
		e.post(w, r, c)
	default:
		writeNotAllowed(w, r, "GET, POST")
	}
}

func (e *Emulator) serveObject(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	switch r.Method {
	case http.MethodGet:
		e.get(w, r, c, id)
	case http.MethodPut:
		e.put(w, r, c, id)
	case http.MethodDelete:
		e.delete(w, r, c, id)
	default:
		writeNotAllowed(w, r, "DELETE, GET, PUT")
	}
}

func serveStatus(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		writeNotAllowed(w, r, "GET")
		return
	}
	writeJSON(w, http.StatusOK, document{"status": "ok", "time": timestamp(time.Now()), "release": "emulator"})
}

func validID(id string) bool {
	return utf8.RuneCountInString(id) <= maxIDLength && idPattern.MatchString(id)
}
