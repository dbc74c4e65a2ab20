package provider_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// hostileValues are JSON texts that no field expects, some of which are invalid.
var hostileValues = map[string]string{
	"null": `null`, "true": `true`, "false": `false`, "empty text": `""`, "text": `"text"`,
	"odd text":        `"a\u0000\u001b[2J\ud83d\ude00\u202e\ud800"`,
	"decomposed text": `"e\u0301"`, "long text": `"` + strings.Repeat("é", 1<<14) + `"`, "text of braces": `"}]{["`,
	"zero": `0`, "minus zero": `-0.0`, "negative": `-7`, "fraction": `0.1`, "large": `1e308`, "small": `5e-324`,
	"largest int64": `9223372036854775807`, "beyond int64": `9223372036854775808`,
	"infinite": `1e999`, "enormous": `1e99999999`, "10,000 digits": strings.Repeat("7", 10_000), "no number": `1e`,
	"empty list": `[]`, "list of null": `[null]`, "list of lists": `[[],[[]]]`, "list of mixed": `[1,"a",null,{},[],true]`,
	"long list":    `[` + strings.Repeat(`"a",`, 500) + `"a"]`,
	"empty object": `{}`, "object of null": `{"a":null}`, "object of odd names": `{"":"","\u0000":{"a.b":[1]},"ﬁ":1}`,
	"duplicate field": `{"a":1,"a":2,"A":3}`,
	"deep list":       strings.Repeat("[", 90) + strings.Repeat("]", 90),
	"deep object":     strings.Repeat(`{"a":`, 90) + "1" + strings.Repeat("}", 90),
	"deepest list":    strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000),
	"deepest object":  strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000),
	"invalid UTF-8":   "\"a\xff\xc3\x28\"", "truncated": `{"a":`, "surplus": `1,2`, "comment": `/* */1`, "bare word": `NaN`,
}

// jsonPaths returns the paths of all values within a JSON value.
func jsonPaths(value any, path []string) [][]string {
	all := [][]string{path}
	addChild := func(step string, child any) {
		all = append(all, jsonPaths(child, append(append([]string{}, path...), step))...)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sorted(value) {
			addChild(name, value[name])
		}
	case []any:
		for i, child := range value {
			addChild(strconv.Itoa(i), child)
		}
	}
	return all
}

// withTextAt returns the text of a JSON value, with a different text at a path.
func withTextAt(value any, path []string, replacement string) string {
	if len(path) == 0 {
		return replacement
	}
	var parts []string
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sorted(value) {
			quoted, _ := json.Marshal(name)
			child := toJSON(value[name])
			if name == path[0] {
				child = withTextAt(value[name], path[1:], replacement)
			}
			parts = append(parts, string(quoted)+":"+child)
		}
		return "{" + strings.Join(parts, ",") + "}"
	case []any:
		for i, element := range value {
			child := toJSON(element)
			if strconv.Itoa(i) == path[0] {
				child = withTextAt(element, path[1:], replacement)
			}
			parts = append(parts, child)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return replacement
}

func toJSON(value any) string {
	encoded, _ := json.Marshal(value)
	return string(encoded)
}

// recordingT is a test that records violations of the protocol in place of failing.
type recordingT struct {
	*testing.T
	violations []string
}

func (t *recordingT) Errorf(format string, args ...any) {
	t.violations = append(t.violations, fmt.Sprintf(format, args...))
}

// takeViolations returns the recorded violations and forgets them.
func (t *recordingT) takeViolations() []string {
	all := t.violations
	t.violations = nil
	return all
}

// assertEnds checks that f needs at most one minute.
func assertEnds(name string, f func()) {
	watchdog := time.AfterFunc(time.Minute, func() { panic(name + ": no result after one minute") })
	defer watchdog.Stop()
	f()
}

// limits checks the time and the memory of functions that run side by side.
type limits struct{ others sync.RWMutex }

// assert checks that f needs at most one minute and 400 MiB, which is far more than a response of some kilobytes needs. Only functions
// whose limits are the same may run meanwhile. f is repeated without them if all together need too much.
func (l *limits) assert(t *testing.T, name string, f func()) {
	t.Helper()
	measure := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		assertEnds(name, f)
		runtime.ReadMemStats(&after)
		return (after.TotalAlloc - before.TotalAlloc) >> 20
	}
	l.others.RLock()
	used := measure()
	l.others.RUnlock()
	if used <= 400 {
		return
	}
	l.others.Lock()
	defer l.others.Unlock()
	if used = measure(); used > 400 {
		t.Errorf("%s: got %d MiB allocated, want at most 400 MiB", name, used)
	}
}

// maxHostileReads limits the reads of the first configuration of an object, and of each other one, whose fields are of the same types. A
// random sample of paths and values is tried if there are more.
var maxHostileReads = []int{300, 75}

// TestRead_HostileValues sets hostile values at the paths of every object. A read must either fail and leave the state unchanged, or return
// the same object, for which a plan and the generation of configuration succeed.
//
//nolint:tparallel // Tests that are not limited would use memory meanwhile.
func TestRead_HostileValues(t *testing.T) {
	var limits limits
	for _, kind := range coretest.ResourceTypes {
		t.Run(kind.Type, func(t *testing.T) {
			t.Parallel()
			assertHostileReads(t, kind, &limits)
		})
	}
}

// assertHostileReads reads hostile values of a resource type. Paths that several of its configurations have in common are tried only with
// the first one.
func assertHostileReads(t *testing.T, kind coretest.ResourceType, limits *limits) {
	t.Helper()
	typeName, tried := kind.Type, map[string]bool{}
	for variant, config := range kind.Complete {
		if variant > 0 && testing.Short() {
			continue
		}
		t.Run(strconv.Itoa(variant), func(t *testing.T) {
			rebilly := startOrganization(t)
			recorder := &recordingT{T: t}
			providerConfig := rebilly.ProviderConfig()
			providerConfig["max_retries"] = 0
			s := coretest.NewCore(recorder, providerConfig)
			state := s.Read(s.MustApply(nil, typeName, config))
			var stored any
			stopRecording := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				response := httptest.NewRecorder()
				next.ServeHTTP(response, r)
				_ = json.Unmarshal(response.Body.Bytes(), &stored)
				_, _ = w.Write(response.Body.Bytes())
			})
			s.Read(state)
			stopRecording()
			var body string
			rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { _, _ = w.Write([]byte(body)) })
			var paths [][]string
			for _, steps := range jsonPaths(stored, nil) {
				path := strings.Join(steps, ".")
				if !tried[path] && !strings.HasPrefix(path, "_links") && kind.CompletePath(path) == path {
					tried[path], paths = true, append(paths, steps)
				}
			}
			random, most := rand.New(rand.NewPCG(uint64(variant), 0)), maxHostileReads[min(variant, 1)]
			failed, read := 0, 0
			for _, steps := range paths {
				path := strings.Join(steps, ".")
				for _, name := range sorted(hostileValues) {
					if random.IntN(max(most, len(paths)*len(hostileValues))) >= most {
						continue
					}
					body = withTextAt(stored, steps, hostileValues[name])
					name := fmt.Sprintf("%s with %s at %q", typeName, name, path)
					limits.assert(t, name, func() {
						after := s.Read(state)
						switch {
						case after.Diagnostics.HasError():
							failed++
							if !after.Value.Equal(state.Value) {
								t.Errorf("%s: got state %v after an error, want it unchanged", name, after.Object())
							}
						case after.Removed() || idOf(after) != idOf(state):
							t.Errorf("%s: got state %v, want the same object as %v", name, after.Object(), state.Object())
						default:
							read++
							s.Plan(after, typeName, config)
							s.Generate(after)
						}
						s.Import(typeName, idOf(state))
					})
					for _, violation := range recorder.takeViolations() {
						t.Errorf("%s: got %s, want no violation of the protocol", name, violation)
					}
				}
			}
			if variant == 0 && (failed < 20 || read < 20) {
				t.Errorf("got %d failed and %d successful reads, want at least 20 of each", failed, read)
			}
		})
	}
}

// TestHostileResponses corrupts responses to all operations of the provider at random. The seed is in the name of the subtest.
func TestHostileResponses(t *testing.T) {
	t.Parallel()
	seeds := 10
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		t.Run("seed "+strconv.Itoa(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(seed), 0))
			rebilly := startOrganization(t)
			objects := allObjects(t, rebilly)
			config := rebilly.ProviderConfig()
			config["max_retries"] = 0
			corrupted := 0
			for _, o := range objects {
				recorder := &recordingT{T: t}
				s := coretest.NewCore(recorder, config)
				operations := o.operations()
				for _, operation := range sorted(operations) {
					o.restore()
					var log strings.Builder
					var mu sync.Mutex
					removeFault := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
						mu.Lock()
						defer mu.Unlock()
						if random.IntN(2) == 0 {
							next.ServeHTTP(w, r)
							return
						}
						corrupted++
						fmt.Fprintln(&log, r.Method, r.URL.Path, writeCorrupted(w, r, next, random))
					})
					name := fmt.Sprintf("%s of %s", operation, o.testObject)
					assertEnds(name, func() {
						result := operations[operation](s, o.state)
						if o.state == nil || operation != "read" {
							return
						}
						if result.diagnostics.HasError() && !result.state.Value.Equal(o.state.Value) {
							t.Errorf("%s: got state %v after an error, want it unchanged", name, result.state.Object())
						}
						if result.state.Removed() {
							t.Errorf("%s: got the object removed from the state, want it kept", name)
						}
					})
					removeFault()
					for _, violation := range recorder.takeViolations() {
						t.Errorf("%s: got %s, want no violation of the protocol\n%s", name, violation, log.String())
					}
				}
			}
			if corrupted < 20 {
				t.Errorf("got %d corrupted responses, want at least 20", corrupted)
			}
		})
	}
}

// writeCorrupted writes a corrupted response, and returns a description of it.
func writeCorrupted(w http.ResponseWriter, r *http.Request, next http.Handler, random *rand.Rand) string {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	names := sorted(hostileValues)
	name := names[random.IntN(len(names))]
	var original any
	_ = json.Unmarshal(recorder.Body.Bytes(), &original)
	paths := jsonPaths(original, nil)
	path := paths[random.IntN(len(paths))]
	body := withTextAt(original, path, hostileValues[name])
	description := fmt.Sprintf("%s at %s", name, strings.Join(path, "."))
	switch random.IntN(8) {
	case 0:
		offset, before := random.IntN(len(body)), body
		body = before[:offset] + string([]byte{byte(random.IntN(256))}) + before[offset:]
		description += fmt.Sprintf(", random byte inserted at %d", offset)
	case 1:
		body = body[:random.IntN(len(body))]
		description += fmt.Sprintf(", truncated at %d", len(body))
	}
	for _, header := range []string{
		"Pagination-Limit", "Pagination-Total", "Pagination-Offset", "X-RateLimit-Limit", "X-RateLimit-Remaining", "Date",
	} {
		if random.IntN(4) == 0 {
			w.Header().Set(header, []string{"-1", "0", "1", "99999999999999999999", "text", ""}[random.IntN(6)])
		}
	}
	w.WriteHeader(recorder.Code)
	_, _ = w.Write([]byte(body))
	return description
}
