package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// defaultDelay is the delay of faults that take time, unless a rule sets one.
const defaultDelay = time.Second

// rule makes requests fail in one way. The rates of all rules that match a request add up.
type rule struct {
	Kind string `json:"kind"`
	// Rate is the share of the requests, 0 to 1.
	Rate float64 `json:"rate"`
	// Methods are the methods that match. If empty, all match.
	Methods []string `json:"methods"`
	// Path is a pattern of package path for the path below the organization, such as /products/*. If empty, all match.
	Path string `json:"path"`
	// Delay is a duration such as 300ms.
	Delay string `json:"delay"`

	delay time.Duration
}

// faults injects faults into requests to the API. Which requests fail depends on the seed and on the number of earlier requests with the
// same method and path template, so that the order between requests to different paths does not matter.
type faults struct {
	mu       sync.Mutex
	seed     uint64
	rules    []rule
	streams  map[string]*rand.Rand
	injected map[string]int
	// until has the time at which a path stops to be missing, or in use.
	until map[string]time.Time
	// lagging are the objects whose reads lag behind, and writes the numbers of successful writes, by path.
	lagging map[string]laggingObject
	writes  map[string]int
}

// set replaces the rules and resets the counts.
func (f *faults) set(seed uint64, rules []rule) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seed, f.rules = seed, rules
	f.streams, f.injected, f.until = map[string]*rand.Rand{}, map[string]int{}, map[string]time.Time{}
	if f.writes == nil {
		f.lagging, f.writes = map[string]laggingObject{}, map[string]int{}
	}
}

// end removes the rules and keeps the counts. A late write is still carried out, and a lag lasts.
func (f *faults) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules, f.until = nil, nil
}

func (f *faults) counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	counts := maps.Clone(f.injected)
	if counts == nil {
		counts = map[string]int{}
	}
	return counts
}

func (f *faults) count(kind string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.injected[kind]++
}

// draw selects the rule for a request, if any, and a number for faults that have several forms.
func (f *faults) draw(r *http.Request, template string) (hit rule, form int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.rules) == 0 {
		return rule{}, 0
	}
	name := r.Method + " " + template
	stream := f.streams[name]
	if stream == nil {
		hash := fnv.New64a()
		_, _ = hash.Write([]byte(name))
		stream = rand.New(rand.NewPCG(f.seed, hash.Sum64())) //nolint:gosec // it must be repeatable
		f.streams[name] = stream
	}
	drawn, form := stream.Float64(), stream.IntN(1<<30)
	for _, candidate := range f.rules {
		if !candidate.matchesRequest(r) {
			continue
		}
		if drawn < candidate.Rate {
			return candidate, form
		}
		drawn -= candidate.Rate
	}
	return rule{}, 0
}

func (c rule) matchesRequest(r *http.Request) bool {
	below := r.URL.Path
	if segments := strings.SplitN(below, "/", 4); len(segments) == 4 {
		below = "/" + segments[3]
	}
	matches, err := path.Match(c.Path, below)
	return (c.Path == "" || err == nil && matches) && (len(c.Methods) == 0 || slices.Contains(c.Methods, r.Method))
}

// serve serves a request with next, or with a fault.
func (f *faults) serve(w http.ResponseWriter, r *http.Request, e *Emulator, to route, next http.Handler) {
	hit, form := f.draw(r, to.template)
	next = f.countWrites(next)
	request := faultContext{w: w, r: r, next: next, variant: form, delay: hit.delay, emulator: e, to: to}
	switch {
	case f.serveMissing(w, r, hit, next) || f.serveInUse(w, r, hit):
	case hit.Kind == lateWrite:
		f.count(lateWrite)
		f.writeLate(w, r, hit.delay, next)
	case kinds[hit.Kind] == nil && f.serveLag(w, r, hit, next):
	case kinds[hit.Kind] == nil || applies[hit.Kind] != nil && !applies[hit.Kind](request):
		next.ServeHTTP(w, r)
	default:
		f.count(hit.Kind)
		kinds[hit.Kind](request)
	}
}

// serveMissing serves a create with which the fault begins, or a GET while the object is missing, and reports whether it did.
func (f *faults) serveMissing(w http.ResponseWriter, r *http.Request, hit rule, next http.Handler) bool {
	missing, _ := f.lasts(missingAfterCreate, r.URL.Path)
	switch {
	case missing && r.Method == http.MethodGet:
		f.count(missingAfterCreate)
		rest.WriteNotFound(w, r)
	case hit.Kind == missingAfterCreate:
		created := record(r, next)
		if address, err := url.Parse(created.header.Get("Location")); created.status == http.StatusCreated && err == nil {
			f.begin(missingAfterCreate, address.Path, hit.delay)
		}
		created.copy(w)
	default:
		return false
	}
	return true
}

// serveInUse rejects the DELETE of an object that is in use, or of which the use begins, and reports whether it did.
func (f *faults) serveInUse(w http.ResponseWriter, r *http.Request, hit rule) bool {
	used, wasUsed := f.lasts(inUse, r.URL.Path)
	begins := hit.Kind == inUse && !wasUsed
	if r.Method != http.MethodDelete || !used && !begins {
		return false
	}
	if !used {
		f.begin(inUse, r.URL.Path, hit.delay)
	}
	f.count(inUse)
	rest.WriteProblem(w, r, http.StatusConflict, "The object cannot be deleted because something still uses it.")
	return true
}

// countWrites returns a handler that counts successful writes.
func (f *faults) countWrites(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || !f.isActive() {
			next.ServeHTTP(w, r)
			return
		}
		written := record(r, next)
		if written.status < http.StatusMultipleChoices {
			f.mu.Lock()
			f.writes[r.URL.Path]++
			f.mu.Unlock()
		}
		written.copy(w)
	})
}

// isActive reports whether faults were ever injected.
func (f *faults) isActive() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.writes != nil
}

// isLagging reports whether reads of a path lag behind.
func (f *faults) isLagging(path string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return time.Now().Before(f.lagging[path].until)
}

// lasts reports whether an object is in a state that a fault caused, and whether it has ever been.
func (f *faults) lasts(state, path string) (lasts, began bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	until, began := f.until[state+" "+path]
	return time.Now().Before(until), began
}

func (f *faults) begin(state, path string, delay time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	// It is nil if the faults have ended.
	if f.until != nil {
		f.until[state+" "+path] = time.Now().Add(delay)
	}
}

// serveFaults serves GET, PUT and DELETE of the control path.
func (e *Emulator) serveFaults(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		rest.WriteJSON(w, http.StatusOK, e.faults.counts())
		return
	case http.MethodPut:
		body, ok := rest.ReadBody(w, r)
		if !ok {
			return
		}
		seed, rules, err := parseFaults(body)
		if err != nil {
			rest.WriteInvalid(w, r, schema.InvalidFields{{Field: "rules", Message: err.Error()}})
			return
		}
		e.faults.set(seed, rules)
	default:
		e.faults.end()
	}
	w.WriteHeader(http.StatusNoContent)
}

func parseFaults(body schema.Document) (seed uint64, rules []rule, err error) {
	var given struct {
		Seed  uint64 `json:"seed"`
		Rules []rule `json:"rules"`
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&given); err != nil {
		return 0, nil, err
	}
	for i := range given.Rules {
		if err := given.Rules[i].complete(); err != nil {
			return 0, nil, fmt.Errorf("rule %d: %w", i, err)
		}
	}
	return given.Seed, given.Rules, nil
}

func (c *rule) complete() error {
	switch {
	case statefulKinds[c.Kind] != nil && len(c.Methods) == 0:
		c.Methods = statefulKinds[c.Kind]
	case statefulKinds[c.Kind] == nil && kinds[c.Kind] == nil:
		known := append(schema.SortedKeys(kinds), schema.SortedKeys(statefulKinds)...)
		return fmt.Errorf("unknown kind %q, must be one of: %s", c.Kind, strings.Join(known, ", "))
	}
	if c.Rate < 0 || c.Rate > 1 {
		return errors.New("the rate must be from 0 to 1")
	}
	if _, err := path.Match(c.Path, ""); err != nil {
		return err
	}
	c.delay = defaultDelay
	if c.Delay == "" {
		return nil
	}
	delay, err := time.ParseDuration(c.Delay)
	c.delay = delay
	return err
}
