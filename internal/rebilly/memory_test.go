package rebilly_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// memory is an API with settings, and with two collections whose objects are created by POST and changed by PATCH: senders
// have ids of the server, and the key of tags is their name, in any case.
type memory struct {
	mu       sync.Mutex
	objects  map[string]map[string]any
	tags     map[string]map[string]any
	settings map[string]any
	requests []string
	// intercept, if set, may respond instead of next.
	intercept func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc)
}

func startMemory(t *testing.T) (*memory, *rebilly.Client) {
	t.Helper()
	m := &memory{
		objects: map[string]map[string]any{}, tags: map[string]map[string]any{},
		settings: map[string]any{"ttl": 60, "pattern": nil, "other": "theirs"},
	}
	return m, client(t, m.ServeHTTP)
}

func (m *memory) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	content, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(content))
	m.mu.Lock()
	m.requests = append(m.requests, strings.TrimSpace(r.Method+" "+strings.TrimPrefix(r.URL.Path, "/organizations/org/")+" "+string(content)))
	m.mu.Unlock()
	if m.intercept != nil {
		m.intercept(w, r, m.serve)
		return
	}
	m.serve(w, r)
}

// sent returns the requests with one of the methods since the last call.
func (m *memory) sent(methods ...string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := []string{}
	for _, request := range m.requests {
		if method, _, _ := strings.Cut(request, " "); slices.Contains(methods, method) {
			found = append(found, request)
		}
	}
	m.requests = nil
	return found
}

func (m *memory) add(object map[string]any) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := fmt.Sprintf("snd_%d", len(m.objects)+1)
	object = maps.Clone(object)
	object["id"] = id
	m.objects[id] = object
	return id
}

func (m *memory) serve(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	_ = json.NewDecoder(r.Body).Decode(&body)
	path := strings.TrimPrefix(r.URL.Path, "/organizations/org/")
	id, isObject := strings.CutPrefix(path, "senders/")
	switch {
	case path == "settings":
		m.mu.Lock()
		defer m.mu.Unlock()
		if r.Method != http.MethodGet {
			maps.Copy(m.settings, body)
		}
		m.respond(w, http.StatusOK, m.settings)
	case path == "senders" && r.Method == http.MethodPost:
		id := m.add(body)
		w.Header().Set("Location", "https://api.example.com/organizations/org/senders/"+id)
		m.respond(w, http.StatusCreated, m.objects[id])
	case path == "senders":
		m.mu.Lock()
		defer m.mu.Unlock()
		list := []any{}
		for _, id := range slices.Sorted(maps.Keys(m.objects)) {
			list = append(list, m.objects[id])
		}
		m.respond(w, http.StatusOK, list)
	case strings.HasPrefix(path, "tags"):
		m.serveTags(w, r, strings.ToLower(strings.TrimPrefix(path, "tags/")), body)
	case isObject && m.objects[id] != nil:
		m.mu.Lock()
		defer m.mu.Unlock()
		if r.Method == http.MethodPatch {
			maps.Copy(m.objects[id], body)
		}
		m.respond(w, http.StatusOK, m.objects[id])
	default:
		apiResponse(w, http.StatusNotFound, `{"title":"Not Found","status":404}`)
	}
}

func (m *memory) serveTags(w http.ResponseWriter, r *http.Request, key string, body map[string]any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name, _ := body["name"].(string)
	taken := m.tags[strings.ToLower(name)] != nil
	stored := m.tags[key]
	switch {
	case r.Method == http.MethodPost && taken || r.Method == http.MethodPatch && taken && !strings.EqualFold(name, key):
		apiResponse(w, http.StatusConflict, `{"title":"Conflict","status":409}`)
	case r.Method == http.MethodPost:
		body["id"] = fmt.Sprintf("tag_%d", len(m.tags)+1)
		m.tags[strings.ToLower(name)] = body
		m.respond(w, http.StatusCreated, body)
	case stored == nil:
		apiResponse(w, http.StatusNotFound, `{"title":"Not Found","status":404}`)
	default:
		maps.Copy(stored, body)
		delete(m.tags, key)
		m.tags[strings.ToLower(fmt.Sprint(stored["name"]))] = stored
		m.respond(w, http.StatusOK, stored)
	}
}

func (*memory) respond(w http.ResponseWriter, status int, value any) {
	encoded, _ := json.Marshal(value)
	apiResponse(w, status, string(encoded))
}

// loseResponse carries out a request and closes the connection without a response.
func loseResponse(r *http.Request, next http.HandlerFunc) {
	next(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

func supportedFields(names ...string) func(map[string]any) (map[string]any, error) {
	return func(fields map[string]any) (map[string]any, error) {
		maps.DeleteFunc(fields, func(name string, _ any) bool { return !slices.Contains(names, name) })
		return fields, nil
	}
}

func senders(c *rebilly.Client) rebilly.PostCollection[rebilly.Document] {
	return c.PostedDocuments(rebilly.DocumentType{
		Shape:            rebilly.Shape{Path: "senders", UpdateMethod: http.MethodPatch, ReadOnly: []string{"id", "status", "nested.state"}},
		DisplayNameField: "name",
		SupportedFields:  supportedFields("id", "from", "name", "nested", "status"),
	})
}

func tags(c *rebilly.Client) rebilly.PostCollection[rebilly.Document] {
	return c.PostedDocuments(rebilly.DocumentType{
		Shape: rebilly.Shape{
			Path: "tags", KeyField: "name", CaseInsensitiveKey: true, UpdateMethod: http.MethodPatch, ReadOnly: []string{"id"},
		},
		SupportedFields: supportedFields("name", "type"),
	})
}

func sender(fields map[string]any) rebilly.Document { return rebilly.Document{Fields: fields} }
