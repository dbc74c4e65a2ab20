package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// route is the target of a path. Without a collection nothing is there, except for the status page.
type route struct {
	template     string
	organization string
	collection   *collection
	// scope is the prefix of the IDs of the objects, if the collection has scopes.
	scope  string
	object bool
	id     string
	// action, if set, is the action that the path names after the object, or an operation at a path of its own.
	action action
	// serve serves operations of the storefront.
	serve http.HandlerFunc
}

// action serves a request whose path continues after an object.
type action func(e *Emulator, w http.ResponseWriter, r *http.Request, id string)

func (e *Emulator) routeOf(r *http.Request) route {
	if template, organization, serve := e.storefront.Route(r); serve != nil {
		return route{template: template, organization: organization, serve: serve}
	}
	path := r.URL.EscapedPath()
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if c := e.collections[segments[0]]; c != nil && c.public {
		return e.collectionRoute(r.Method, segments)
	}
	if segments[0] != "organizations" || len(segments) < 3 {
		return route{template: path}
	}
	found, ok := operationRoute(r.Method, segments[2:])
	if !ok {
		found = e.collectionRoute(r.Method, segments[2:])
	}
	found.organization, _ = url.PathUnescape(segments[1])
	if found.collection != nil && found.collection.public {
		found.collection = nil
	}
	return found
}

// collectionRoute returns the route for the segments of a path below the organization.
func (e *Emulator) collectionRoute(method string, segments []string) route {
	nothing := route{template: "/" + strings.Join(segments, "/")}
	c, scope, below := e.nested(segments)
	if c == nil {
		c, below = e.collections[segments[0]], segments[1:]
	}
	if c == nil {
		return nothing
	}
	found := route{template: nothing.template, collection: c}
	list := "/" + c.name
	if c.scopes != nil && !c.isNested() && len(below) > 0 {
		scope, below = below[0], below[1:]
		list += "/{" + c.scopedBy + "}"
	}
	if c.scopes != nil {
		if !slices.Contains(c.scopes, scope) {
			return nothing
		}
		found.scope = scope + "/"
	}
	return found.below(method, list, scope, below)
}

// below returns the route for the segments after the path of a list.
func (to route) below(method, list, scope string, segments []string) route {
	c, nothing := to.collection, route{template: to.template}
	object := list + "/{" + c.definition().Parameter + "}"
	switch {
	case len(segments) == 0 || len(segments) == 1 && segments[0] == "":
		to.template, to.object = list, c.isSingle()
		if to.object {
			to.id = scope
		}
	case c.isSingle() && c.isNested():
		return rulesetRoute(method, list, scope, segments)
	case c.isSingle():
		return nothing
	case len(segments) == 1:
		to.template, to.object = object, true
		id, _ := url.PathUnescape(segments[0])
		to.id = to.scope + id
	case len(segments) == 2:
		template, run := c.action(method, segments[1])
		if run == nil {
			return nothing
		}
		to.template, to.action = object+"/"+template, run
		to.id, _ = url.PathUnescape(segments[0])
	default:
		return nothing
	}
	return to
}

// nested returns the collection with a parameter in its path to which the segments of a path belong, the value of the parameter, and the
// segments after the path. It is nil if there is none.
func (e *Emulator) nested(segments []string) (found *collection, scope string, below []string) {
	for _, c := range e.collections {
		names := strings.Split(c.name, "/")
		if !c.isNested() || len(segments) < len(names) || found != nil && len(found.name) > len(c.name) {
			continue
		}
		value, matches := "", true
		for i, name := range names {
			if strings.HasPrefix(name, "{") {
				value = segments[i]
				continue
			}
			matches = matches && name == segments[i]
		}
		if matches {
			found, scope, below = c, value, segments[len(names):]
		}
	}
	return found, scope, below
}

// action returns the action that the segment after an object names, nil if there is none, and the segment in the template.
func (c *collection) action(method, segment string) (template string, run action) {
	switch {
	case method == http.MethodGet && c.versioned:
		return "{version}", func(e *Emulator, w http.ResponseWriter, r *http.Request, id string) {
			e.getVersion(w, r, c, id, segment)
		}
	case method == http.MethodPost:
		return segment, c.actions[segment]
	}
	return "", nil
}

func (e *Emulator) serveAPI(w http.ResponseWriter, r *http.Request, to route) {
	missing := e.missingPermission(r, to.template)
	switch {
	case missing != "" && to.organization == e.options.Organization:
		rest.WriteProblem(w, r, http.StatusForbidden, "The API key lacks the permission "+missing+".")
	case to.serve != nil:
		to.serve(w, r)
	case to.organization == "" && to.template == "/status":
		serveStatus(w, r)
	case to.organization == "" && to.collection != nil:
		e.serveRoute(w, r, to)
	case to.organization == "":
		rest.WriteProblem(w, r, http.StatusNotFound, "There is nothing at this path.")
	case !e.authorized(r, to):
		rest.WriteProblem(w, r, http.StatusUnauthorized, "The REB-APIKEY header carries no key that is known here.")
	case to.organization != e.options.Organization:
		rest.WriteProblem(w, r, http.StatusNotFound, "There is no organization with this ID.")
	case to.action != nil:
		to.action(e, w, r, to.id)
	case to.collection == nil:
		rest.WriteProblem(w, r, http.StatusNotFound, "There is nothing at this path.")
	default:
		e.serveRoute(w, r, to)
	}
}

// serveRoute serves a request that is authorized.
func (e *Emulator) serveRoute(w http.ResponseWriter, r *http.Request, to route) {
	switch {
	case to.collection.seeded && r.Method != http.MethodGet:
		rest.WriteNotAllowed(w, r, "GET")
	case to.object:
		e.serveObject(w, r, to.collection, to.id)
	default:
		e.serveCollection(w, r, to)
	}
}

// declaresPublishable reports whether the definition has publishable keys only for a request.
func (to route) declaresPublishable(method string) bool {
	return to.collection != nil && !to.collection.seeded && !to.object && to.action == nil &&
		to.collection.definition().Collection[method].Publishable
}

func (e *Emulator) serveCollection(w http.ResponseWriter, r *http.Request, to route) {
	methods := to.collection.definition().Collection
	_, declared := methods[r.Method]
	switch {
	case r.Method == http.MethodGet:
		e.list(w, r, to)
	case r.Method == http.MethodPost && declared:
		e.write(w, r, to.collection, to.scope)
	default:
		rest.WriteNotAllowed(w, r, allowed(methods))
	}
}

func (e *Emulator) serveObject(w http.ResponseWriter, r *http.Request, c *collection, id string) {
	methods := c.definition().Single
	_, declared := methods[r.Method]
	switch {
	case r.Method == http.MethodGet:
		e.get(w, r, c, id)
	case r.Method == http.MethodDelete && declared:
		e.delete(w, r, c, id)
	case (r.Method == http.MethodPut || r.Method == http.MethodPatch) && declared:
		e.write(w, r, c, id)
	default:
		rest.WriteNotAllowed(w, r, allowed(methods))
	}
}

func serveStatus(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		rest.WriteNotAllowed(w, r, "GET")
		return
	}
	rest.WriteJSON(w, http.StatusOK, schema.Document{"status": "ok", "time": schema.Timestamp(time.Now()), "release": "emulator"})
}
