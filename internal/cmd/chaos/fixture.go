//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const (
	organization = "org_chaos"
	apiKey       = "sk_chaos"
)

// fixture is an organization behind a server, and what is remembered of everything that was asked of it.
type fixture struct {
	*emulator.Emulator
	server  *httptest.Server
	options emulator.Options

	mu      sync.Mutex
	run     int
	inRun   int
	trigger map[int]func()
	total   int
	journal []string
	// born is in which run an object was created last, by path.
	born map[string]int
	// foreign are the objects that Terraform never owned, as Rebilly answers them.
	foreign map[string]string
}

func newWorld(random *rand.Rand) *fixture {
	often := func() bool { return random.IntN(100) < 30 }
	options := emulator.Options{
		Organization: organization, APIKey: apiKey,
		OmitNulls: often(), EmptyMapsAsArrays: often(), UnknownFields: often(), OmitDefaults: often(), MergePuts: often(),
		RejectProductDeleteWithPlans: often(), CheckCustomFields: often(),
		SecretKeys: []emulator.SecretKeys{emulator.SecretKeysFull, emulator.SecretKeysMasked, emulator.SecretKeysOmitted}[random.IntN(3)],
	}
	w := &fixture{Emulator: emulator.New(options), options: options, born: map[string]int{}, foreign: map[string]string{}}
	// Behind the faults: what really happens.
	w.Intercept(func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		seen := &watched{ResponseWriter: rw}
		next.ServeHTTP(seen, r)
		w.mu.Lock()
		defer w.mu.Unlock()
		if seen.status == http.StatusCreated {
			w.born[below(r)] = w.run
		}
		if r.Method != http.MethodGet {
			w.journal = append(w.journal, fmt.Sprintf("run %d: %s %s is carried out: %d", w.run, r.Method, below(r), seen.status))
		}
	})
	w.server = httptest.NewServer(w)
	return w
}

func below(r *http.Request) string {
	return strings.TrimPrefix(r.URL.Path, "/organizations/"+organization)
}

var _ http.Handler = (*fixture)(nil)

// ServeHTTP is in front of the faults: what the provider sees.
func (w *fixture) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.UserAgent(), "terraform-provider-rebilly") {
		w.Emulator.ServeHTTP(rw, r)
		return
	}
	w.mu.Lock()
	w.total++
	w.inRun++
	pull := w.trigger[w.inRun]
	run := w.run
	w.mu.Unlock()
	if pull != nil {
		go pull()
	}
	seen := &watched{ResponseWriter: rw}
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.journal = append(w.journal, fmt.Sprintf("run %d: %s %s is answered: %s", run, r.Method, below(r), seen))
	}()
	w.Emulator.ServeHTTP(seen, r)
}

// begin starts the count of a run's requests. The trigger is pulled when the request of that number arrives.
func (w *fixture) begin(run int, trigger map[int]func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.run, w.inRun, w.trigger = run, 0, trigger
}

func (w *fixture) createdInRun(path string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.born[path]
}

// history is what happened to one object.
func (w *fixture) history(path string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.journal), func(line string) bool { return !strings.Contains(line, " "+path+" is ") })
}

// watched remembers how a request was answered.
type watched struct {
	http.ResponseWriter
	status int
}

var _ http.ResponseWriter = (*watched)(nil)

func (s *watched) String() string {
	if s.status == 0 {
		return "connection broken"
	}
	return fmt.Sprintf("%d %s", s.status, s.Header().Get("Content-Type"))
}

func (s *watched) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets a fault break the connection.
func (s *watched) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *watched) Write(content []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(content)
}

// ask sends a request that no fault hits.
func (w *fixture) ask(ctx context.Context, method, path string, body any) (string, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, method, w.server.URL+path, bytes.NewReader(encoded))
	if err != nil {
		return "", err
	}
	request.Header.Set("REB-APIKEY", apiKey)
	answer, err := w.server.Client().Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return "", err
	}
	if answer.StatusCode > 299 {
		return "", fmt.Errorf("%s %s: %d %s", method, path, answer.StatusCode, content)
	}
	return string(content), nil
}

// object is one that an organization has.
type object struct {
	raw string
	doc map[string]any
	// disabled tells that it was destroyed, and stays.
	disabled bool
}

var labelled = regexp.MustCompile(`^Thing (\w+), edition`)

// label is that of the entry which the object is of.
func (o object) label() string {
	for _, name := range []string{"name", "description"} {
		text, _ := o.doc[name].(string)
		if match := labelled.FindStringSubmatch(text); match != nil {
			return match[1]
		}
	}
	return ""
}

// objects lists the organization, by path.
func (w *fixture) objects(ctx context.Context) (map[string]object, error) {
	found := map[string]object{}
	for _, k := range kinds {
		for _, list := range k.lists() {
			path := strings.TrimSuffix(k.path(list), "/")
			content, err := w.ask(ctx, http.MethodGet, "/organizations/"+organization+path+"?limit=1000", nil)
			if err != nil {
				return nil, err
			}
			var documents []json.RawMessage
			if err := json.Unmarshal([]byte(content), &documents); err != nil {
				return nil, err
			}
			for _, raw := range documents {
				o := object{raw: string(raw)}
				if err := json.Unmarshal(raw, &o.doc); err != nil {
					return nil, err
				}
				o.disabled = k.IsDestroyed(o.doc)
				id, _ := o.doc["id"].(string)
				if id == "" {
					id, _ = o.doc["name"].(string)
				}
				if id == "" {
					return nil, errors.New("an object without an id: " + o.raw)
				}
				found[path+"/"+id] = o
			}
		}
	}
	return found, nil
}

// populate puts foreign objects into the organization, among them some that look much like ours.
func (w *fixture) populate(ctx context.Context) error {
	for _, k := range kinds {
		w.Put(k.Collection, k.ForeignID, k.Foreign)
	}
	w.Put("products", "prod_namesake", map[string]any{"name": "Thing foreign", "options": []any{"color"}})
	found, err := w.objects(ctx)
	for path, o := range found {
		w.foreign[path] = o.raw
	}
	return err
}

// injectFaults turns faults on.
func (w *fixture) injectFaults(ctx context.Context, seed uint64, rules []map[string]any) error {
	_, err := w.ask(ctx, http.MethodPut, "/_emulator/faults", map[string]any{"seed": seed, "rules": rules})
	return err
}

// clearFaults turns faults off and adds up how many there were.
func (w *fixture) clearFaults(ctx context.Context, sum map[string]int) error {
	if _, err := w.ask(ctx, http.MethodDelete, "/_emulator/faults", nil); err != nil {
		return err
	}
	content, err := w.ask(ctx, http.MethodGet, "/_emulator/faults", nil)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	if err := json.Unmarshal([]byte(content), &counts); err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		sum[kind] += counts[kind]
	}
	return nil
}
