package emulator

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
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
	// scope is what the ids of the collection's objects begin with, if it has scopes.
	scope  string
	object bool
	id     string
	// serve answers what is not about the objects of a collection.
	serve http.HandlerFunc
}

func (e *Emulator) routeOf(r *http.Request) route {
	if template, organization, serve := e.operate(r); serve != nil {
		return route{template: template, organization: organization, serve: serve}
	}
	path := r.URL.EscapedPath()
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if segments[0] != "organizations" || len(segments) < 3 {
		return route{template: path}
	}
	found := route{}
	found.organization, _ = url.PathUnescape(segments[1])
	c, rest := e.collections[segments[2]], segments[3:]
	list, object := "/"+segments[2], "/"+segments[2]+"/{id}"
	if c != nil && c.scopes != nil {
		if len(rest) == 0 || !slices.Contains(c.scopes, rest[0]) {
			return route{template: "/" + strings.Join(segments[2:], "/"), organization: found.organization}
		}
		found.scope, rest = rest[0]+"/", rest[1:]
		list, object = list+"/{resource}", list+"/{resource}/{name}"
	}
	switch {
	case c != nil && (len(rest) == 0 || len(rest) == 1 && rest[0] == ""):
		found.collection, found.template = c, list
	case c != nil && len(rest) == 1:
		found.collection, found.template = c, object
		found.object = true
		id, _ := url.PathUnescape(rest[0])
		found.id = found.scope + id
	default:
		found.template = "/" + strings.Join(segments[2:], "/")
	}
	return found
}

func (e *Emulator) serveAPI(w http.ResponseWriter, r *http.Request, to route) {
	switch {
	case to.serve != nil:
		to.serve(w, r)
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
		e.serveCollection(w, r, to)
	}
}

func (e *Emulator) serveCollection(w http.ResponseWriter, r *http.Request, to route) {
	switch {
	case r.Method == http.MethodGet:
		e.list(w, r, to)
	case to.collection.putOnly:
		writeNotAllowed(w, r, "GET")
	case r.Method == http.MethodPost:
		e.post(w, r, to.collection)
	default:
		writeNotAllowed(w, r, "GET, POST")
	}
}

func (e *Emulator) serveObject(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	switch {
	case r.Method == http.MethodGet:
		e.get(w, r, c, id)
	case r.Method == http.MethodPut:
		e.put(w, r, c, id)
	case c.putOnly || c.noDelete:
		writeNotAllowed(w, r, "GET, PUT")
	case r.Method == http.MethodDelete:
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

// accepts tells whether an object can have the id.
func (c *collection) accepts(id string) bool {
	if c.validID == nil {
		return validID(id)
	}
	_, name, _ := strings.Cut(id, "/")
	return c.validID(name)
}

func validID(id string) bool {
	return utf8.RuneCountInString(id) <= maxIDLength && idPattern.MatchString(id)
}
