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

// hostile are values that no field expects, and that some readers cannot stand. They are written as they are.
var hostile = map[string]string{
	"null": `null`, "true": `true`, "false": `false`, "empty text": `""`, "text": `"text"`, "odd text": `"a\u0000\u001b[2J\ud83d\ude00\u202e\ud800"`,
	"decomposed text": `"e\u0301"`, "long text": `"` + strings.Repeat("é", 1<<14) + `"`, "text of braces": `"}]{["`,
	"zero": `0`, "minus zero": `-0.0`, "negative": `-7`, "fraction": `0.1`, "large": `1e308`, "small": `5e-324`, "beyond int64": `9223372036854775808`,
	"infinite": `1e999`, "enormous": `1e99999999`, "10,000 digits": strings.Repeat("7", 10_000), "no number": `1e`,
	"empty list": `[]`, "list of null": `[null]`, "list of lists": `[[],[[]]]`, "list of mixed": `[1,"a",null,{},[],true]`, "long list": `[` + strings.Repeat(`"a",`, 500) + `"a"]`,
	"empty object": `{}`, "object of null": `{"a":null}`, "object of odd names": `{"":"","\u0000":{"a.b":[1]},"ﬁ":1}`, "field twice": `{"a":1,"a":2,"A":3}`,
	"deep list": strings.Repeat("[", 90) + strings.Repeat("]", 90), "deep object": strings.Repeat(`{"a":`, 90) + "1" + strings.Repeat("}", 90),
	"deepest list": strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), "deepest object": strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000),
	"invalid UTF-8": "\"a\xff\xc3\x28\"", "cut short": `{"a":`, "surplus": `1,2`, "comment": `/* */1`, "bare word": `NaN`,
}

// places are the paths of everything in a JSON value.
func places(value any, at []string) [][]string {
	all := [][]string{at}
	below := func(step string, child any) {
		all = append(all, places(child, append(append([]string{}, at...), step))...)
	}
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sorted(value) {
			below(name, value[name])
		}
	case []any:
		for i, child := range value {
			below(strconv.Itoa(i), child)
		}
	}
	return all
}

// rewritten is the text of a JSON value in which another text stands at a path.
func rewritten(value any, at []string, with string) string {
	if len(at) == 0 {
		return with
	}
	var parts []string
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sorted(value) {
			quoted, _ := json.Marshal(name)
			child := text(value[name])
			if name == at[0] {
				child = rewritten(value[name], at[1:], with)
			}
			parts = append(parts, string(quoted)+":"+child)
		}
		return "{" + strings.Join(parts, ",") + "}"
	case []any:
		for i, element := range value {
			child := text(element)
			if strconv.Itoa(i) == at[0] {
				child = rewritten(element, at[1:], with)
			}
			parts = append(parts, child)
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	return with
}

func text(value any) string {
	encoded, _ := json.Marshal(value)
	return string(encoded)
}

// patient is a test that takes note of what breaks the protocol in place of failing.
type patient struct {
	*testing.T
	breaches []string
}

func (p *patient) Errorf(format string, args ...any) {
	p.breaches = append(p.breaches, fmt.Sprintf(format, args...))
}

// broken are the breaches that are not the server's own: an answer to a write that is not what was written breaks the
// plan, whatever the provider does.
func (p *patient) broken() (all []string) {
	for _, breach := range p.breaches {
		if !strings.Contains(breach, "Provider produced inconsistent result after apply") {
			all = append(all, breach)
		}
	}
	p.breaches = nil
	return all
}

// limits end what takes too long or too much: an answer of some kilobytes is worth neither.
func limits(t *testing.T, what string, f func()) {
	t.Helper()
	watchdog := time.AfterFunc(time.Minute, func() { panic(what + " does not end") })
	defer watchdog.Stop()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 400 {
		t.Errorf("%s takes %d MiB", what, used)
	}
}

// TestRead_HostileValues puts every hostile value into every place of every object. A read either fails, and then
// Terraform holds what it held, or is about the same object, which can be planned and written as configuration.
func TestRead_HostileValues(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		typeName := kind.Type
		// What several variants have in common is tried with the first alone.
		tried := map[string]bool{}
		for variant, config := range kind.Complete {
			if variant > 0 && testing.Short() {
				continue
			}
			t.Run(fmt.Sprintf("%s/%d", typeName, variant), func(t *testing.T) {
				rebilly := opening(t)
				p := &patient{T: t}
				server := rebilly.ProviderConfig()
				server["max_retries"] = 0
				s := coretest.NewCore(p, server)
				state := s.Read(s.MustApply(nil, typeName, config))
				var answer any
				record := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
					recorder := httptest.NewRecorder()
					next.ServeHTTP(recorder, r)
					_ = json.Unmarshal(recorder.Body.Bytes(), &answer)
					_, _ = w.Write(recorder.Body.Bytes())
				})
				s.Read(state)
				record()
				var body string
				rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { _, _ = w.Write([]byte(body)) })
				failed, read := 0, 0
				for _, at := range places(answer, nil) {
					path := strings.Join(at, ".")
					if tried[path] || strings.HasPrefix(path, "_links") {
						continue
					}
					tried[path] = true
					for name, value := range hostile {
						body = rewritten(answer, at, value)
						what := fmt.Sprintf("%s with %s at %q", typeName, name, path)
						limits(t, what, func() {
							after := s.Read(state)
							switch {
							case after.Diagnostics.HasError():
								failed++
								if !after.Value.Equal(state.Value) {
									t.Errorf("%s: the read failed, but the state is another: %v", what, after.Object())
								}
							case after.Removed() || idOf(after) != idOf(state):
								t.Errorf("%s: the state is about another object: %v, was %v", what, after.Object(), state.Object())
							default:
								read++
								s.Plan(after, typeName, config)
								s.Generate(after)
							}
							s.Import(typeName, idOf(state))
						})
						for _, breach := range p.broken() {
							t.Errorf("%s: %s", what, breach)
						}
					}
				}
				if variant == 0 && (failed < 20 || read < 20) {
					t.Errorf("%d reads failed, %d did not: the values do nothing", failed, read)
				}
			})
		}
	}
}

// TestHostileResponses spoils answers to all that the provider does, at random: the seed is in the name.
func TestHostileResponses(t *testing.T) {
	seeds := 20
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		t.Run("seed "+strconv.Itoa(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(seed), 0))
			rebilly := opening(t)
			all := everything(t, rebilly)
			config := rebilly.ProviderConfig()
			config["max_retries"] = 0
			spoilt := 0
			for _, h := range all {
				p := &patient{T: t}
				s := coretest.NewCore(p, config)
				run := h.operations()
				for _, name := range sorted(run) {
					h.restore()
					var log strings.Builder
					var mu sync.Mutex
					heal := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
						mu.Lock()
						defer mu.Unlock()
						if random.IntN(2) == 0 {
							next.ServeHTTP(w, r)
							return
						}
						spoilt++
						fmt.Fprintln(&log, r.Method, r.URL.Path, spoil(w, r, next, random))
					})
					what := fmt.Sprintf("%s of %s", name, h.life)
					limits(t, what, func() {
						left := run[name](s, h.state)
						if h.state != nil && name == "read" && left.said.HasError() && !left.after.Value.Equal(h.state.Value) {
							t.Errorf("%s failed, but the state is another: %v", what, left.after.Object())
						}
						if h.state != nil && name == "read" && left.after.Removed() {
							t.Errorf("%s: the object is taken for gone", what)
						}
					})
					heal()
					for _, breach := range p.broken() {
						t.Errorf("%s: %s\n%s", what, breach, log.String())
					}
				}
			}
			if spoilt < 20 {
				t.Errorf("only %d answers were spoilt", spoilt)
			}
		})
	}
}

// spoil answers a request with something else than the answer, and says what.
func spoil(w http.ResponseWriter, r *http.Request, next http.Handler, random *rand.Rand) string {
	recorder := httptest.NewRecorder()
	next.ServeHTTP(recorder, r)
	names := sorted(hostile)
	name := names[random.IntN(len(names))]
	var answer any
	_ = json.Unmarshal(recorder.Body.Bytes(), &answer)
	all := places(answer, nil)
	at := all[random.IntN(len(all))]
	body := rewritten(answer, at, hostile[name])
	said := fmt.Sprintf("%s at %s", name, strings.Join(at, "."))
	switch random.IntN(8) {
	case 0:
		at, before := random.IntN(len(body)), body
		body = before[:at] + string([]byte{byte(random.IntN(256))}) + before[at:]
		said += fmt.Sprintf(", another byte at %d", at)
	case 1:
		body = body[:random.IntN(len(body))]
		said += fmt.Sprintf(", cut at %d", len(body))
	}
	for _, header := range []string{"Pagination-Limit", "Pagination-Total", "Pagination-Offset", "X-RateLimit-Limit", "X-RateLimit-Remaining", "Date"} {
		if random.IntN(4) == 0 {
			w.Header().Set(header, []string{"-1", "0", "1", "99999999999999999999", "text", ""}[random.IntN(6)])
		}
	}
	w.WriteHeader(recorder.Code)
	_, _ = w.Write([]byte(body))
	return said
}
