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
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
)

const (
	organization = "org_chaos"
	apiKey       = "sk_chaos"
)

// fixture is an organization behind a server, with a record of all requests to it.
type fixture struct {
	*emulator.Emulator
	server  *httptest.Server
	options emulator.Options

	mu        sync.Mutex
	run       int
	inRun     int
	onRequest map[int]func()
	total     int
	journal   []string
	// firstPut is the run that first sent a PUT to a path, and lastCreated the run in which an object was created last.
	firstPut, lastCreated map[string]int
	// foreign are the responses for the objects that Terraform never manages, by path.
	foreign map[string]string
}

// newFixture returns an organization of a random API variant.
func newFixture(random *rand.Rand) *fixture {
	sometimes := func() bool { return random.IntN(100) < 30 }
	options := emulator.Options{
		Organization: organization, APIKey: apiKey,
		OmitNulls: sometimes(), EmptyMapsAsArrays: sometimes(), UnknownFields: sometimes(), OmitDefaults: sometimes(), MergePuts: sometimes(),
		RejectProductDeleteWithPlans: sometimes(), CheckCustomFields: sometimes(),
		SecretKeys:   []emulator.SecretKeys{emulator.SecretKeysFull, emulator.SecretKeysMasked, emulator.SecretKeysOmitted}[random.IntN(3)],
		NotFoundForm: []emulator.NotFoundForm{emulator.NotFoundProblem, emulator.NotFoundPlain}[random.IntN(2)],
	}
	f := &fixture{
		Emulator: emulator.New(options), options: options,
		firstPut: map[string]int{}, lastCreated: map[string]int{}, foreign: map[string]string{},
	}
	// Runs behind the faults, so it records what is really carried out.
	f.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := &statusRecorder{ResponseWriter: w}
		next.ServeHTTP(recorder, r)
		f.mu.Lock()
		defer f.mu.Unlock()
		if recorder.status == http.StatusCreated {
			created := below(r)
			if _, location, ok := strings.Cut(recorder.Header().Get("Location"), "/organizations/"+organization); ok {
				created = location
			}
			f.lastCreated[created] = f.run
		}
		if r.Method != http.MethodGet {
			f.journal = append(f.journal, fmt.Sprintf("run %d: %s %s was carried out: %d", f.run, r.Method, below(r), recorder.status))
		}
	})
	f.server = httptest.NewServer(f)
	return f
}

// below returns the path of a request below the organization.
func below(r *http.Request) string {
	return strings.TrimPrefix(r.URL.Path, "/organizations/"+organization)
}

var _ http.Handler = (*fixture)(nil)

// ServeHTTP runs in front of the faults, so it records what the provider receives.
func (f *fixture) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.UserAgent(), "terraform-provider-rebilly") {
		f.Emulator.ServeHTTP(w, r)
		return
	}
	f.mu.Lock()
	f.total++
	f.inRun++
	fire := f.onRequest[f.inRun]
	run := f.run
	if _, sent := f.firstPut[below(r)]; r.Method == http.MethodPut && !sent {
		f.firstPut[below(r)] = run
	}
	f.mu.Unlock()
	if fire != nil {
		go fire()
	}
	recorder := &statusRecorder{ResponseWriter: w}
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.journal = append(f.journal, fmt.Sprintf("run %d: %s %s got the response: %s", run, r.Method, below(r), recorder))
	}()
	f.Emulator.ServeHTTP(recorder, r)
}

// begin starts a run. The functions of onRequest are called when the request of that number in the run arrives.
func (f *fixture) begin(run int, onRequest map[int]func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.run, f.inRun, f.onRequest = run, 0, onRequest
}

// created returns the run that first sent a PUT for an object, and the run in which it was created last. They are different if the PUT
// was carried out later.
func (f *fixture) created(path string) (sent, carriedOut int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	carriedOut = f.lastCreated[path]
	if sent, ok := f.firstPut[path]; ok {
		return sent, carriedOut
	}
	return carriedOut, carriedOut
}

// history returns the journal of one object.
func (f *fixture) history(path string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.journal), func(line string) bool {
		return !strings.Contains(line, " "+path+" was ") && !strings.Contains(line, " "+path+" got ")
	})
}

// statusRecorder records the status of a response.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

var _ http.ResponseWriter = (*statusRecorder)(nil)

func (s *statusRecorder) String() string {
	if s.status == 0 {
		return "connection broken"
	}
	return fmt.Sprintf("%d %s", s.status, s.Header().Get("Content-Type"))
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap allows a fault to break the connection.
func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }

func (s *statusRecorder) Write(content []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(content)
}

// send sends a request that is exempt from faults.
func (f *fixture) send(ctx context.Context, method, path string, body any) (string, error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, method, f.server.URL+path, bytes.NewReader(encoded))
	if err != nil {
		return "", err
	}
	request.Header.Set("REB-APIKEY", apiKey)
	request.Header.Set("Content-Type", "application/json")
	response, err := f.server.Client().Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return "", err
	}
	if response.StatusCode > 299 {
		return "", fmt.Errorf("%s %s: %d %s", method, path, response.StatusCode, content)
	}
	return string(content), nil
}

// object is an object of the organization.
type object struct {
	raw string
	doc map[string]any
	// naturalKey is the key of an object without a title.
	naturalKey string
	// disabled is true if the object was destroyed and is kept by Rebilly.
	disabled bool
}

var labelPattern = regexp.MustCompile(`^Thing (\w+), edition`)

// label returns the label of the entry of the object, "" if there is none.
func (o object) label() string {
	for _, value := range o.doc {
		if text, ok := value.(string); ok {
			if match := labelPattern.FindStringSubmatch(text); match != nil {
				return match[1]
			}
		}
	}
	return o.naturalKey
}

// isForeign reports whether a different client created the object during a run.
func (o object) isForeign() bool {
	written, _ := o.doc["foreignField"].(string)
	return strings.HasPrefix(written, "created")
}

// objects returns all objects of the organization by path.
func (f *fixture) objects(ctx context.Context) (map[string]object, error) {
	found := map[string]object{}
	for _, k := range kinds {
		for _, list := range k.lists() {
			path := strings.TrimSuffix(k.path(list), "/")
			content, err := f.send(ctx, http.MethodGet, "/organizations/"+organization+path+"?limit=1000", nil)
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
				id, ok := o.doc[naming.Camel(k.lastKey())].(string)
				if !ok || id == "" {
					return nil, errors.New("object without an id: " + o.raw)
				}
				if k.title() == "" {
					o.naturalKey = id
				}
				found[path+"/"+id] = o
			}
		}
	}
	return found, nil
}

// populate creates objects that Terraform must not change, some of them similar to those of the configuration.
func (f *fixture) populate(ctx context.Context) error {
	for _, k := range kinds {
		f.Put(k.Collection, k.ForeignID, k.Foreign)
	}
	f.Put("products", "prod_namesake", map[string]any{"name": "Thing foreign", "options": []any{"color"}})
	found, err := f.objects(ctx)
	for path, o := range found {
		f.foreign[path] = o.raw
	}
	return err
}

// injectFaults enables faults.
func (f *fixture) injectFaults(ctx context.Context, seed uint64, rules []map[string]any) error {
	_, err := f.send(ctx, http.MethodPut, "/_emulator/faults", map[string]any{"seed": seed, "rules": rules})
	return err
}

// clearFaults disables the faults and adds their counts to sum.
func (f *fixture) clearFaults(ctx context.Context, sum map[string]int) error {
	if _, err := f.send(ctx, http.MethodDelete, "/_emulator/faults", nil); err != nil {
		return err
	}
	content, err := f.send(ctx, http.MethodGet, "/_emulator/faults", nil)
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
