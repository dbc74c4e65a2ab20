package server_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

var (
	seeds = flag.Int("seeds", 8, "number of random organizations for each behavior of lists")
	seed  = flag.Uint64("seed", rand.Uint64N(1<<32), "first seed")
)

// TestListCache_MatchesDirectReads compares plans that read lists with plans that read each object, whatever
// happened to the objects in between, and however the lists behave.
func TestListCache_MatchesDirectReads(t *testing.T) {
	t.Parallel()
	organizations := *seeds
	if testing.Short() {
		organizations = min(organizations, 2)
	}
	for mode, list := range lists {
		for i := range uint64(organizations) {
			t.Run(fmt.Sprint(mode, "/seed ", *seed+i), func(t *testing.T) {
				t.Parallel()
				random := rand.New(rand.NewPCG(*seed+i, 0))
				rebilly := fakeapi.Start(t, emulator.Options{
					OmitNulls: random.IntN(2) == 0, UnknownFields: random.IntN(2) == 0, EmptyMapsAsArrays: random.IntN(2) == 0,
				})
				states := catalog(t, rebilly, 1+random.IntN(8), random)
				rebilly.Intercept(list(rebilly, random))
				for range random.IntN(7) {
					meddle(rebilly, states, random)
				}
				together := coretest.NewCore(t, rebilly.ProviderConfig())
				for _, state := range states {
					shared, single := outcome(together, state), outcome(coretest.NewCore(t, rebilly.ProviderConfig()), state)
					if mode == "lags" && cmp.Equal(shared, planned{Object: state.Object(), Action: coretest.NoOp}) {
						// A change that a list does not show yet is in the next plan.
						continue
					}
					if diff := cmp.Diff(single, shared); diff != "" {
						t.Fatalf("%s %v: the plan with lists differs (-want +got):\n%s", state.Type, state.Get("id"), diff)
					}
				}
			})
		}
	}
}

func TestListCache_IsUsed(t *testing.T) {
	rebilly := fakeapi.Start(t)
	states := catalog(t, rebilly, 30, rand.New(rand.NewPCG(1, 0)))
	rebilly.Reset()
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for _, state := range states {
		if outcome(s, state).Action != coretest.NoOp {
			t.Errorf("%s: got %+v, want no changes", state.Type, outcome(s, state))
		}
	}
	want := map[string]int{"GET /products": 1, "GET /products/{id}": 3, "GET /plans": 1, "GET /plans/{id}": 1}
	if got := rebilly.Requests(); !cmp.Equal(got, want) {
		t.Errorf("got the requests %v, want %v", got, want)
	}
}

func TestListCache_ConcurrentReads(t *testing.T) {
	rebilly := fakeapi.Start(t)
	states := catalog(t, rebilly, 200, rand.New(rand.NewPCG(1, 0)))
	rebilly.Reset()
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	queue := make(chan *coretest.State)
	var workers sync.WaitGroup
	for range 50 {
		workers.Go(func() {
			for state := range queue {
				if read := s.Read(state); !cmp.Equal(read.Object(), state.Object()) {
					t.Errorf("(-want +got)\n%s", cmp.Diff(state.Object(), read.Object()))
				}
			}
		})
	}
	for _, state := range states {
		queue <- state
	}
	close(queue)
	workers.Wait()
	if got := rebilly.Requests(); got["GET /products"] != 1 || got["GET /plans"] != 1 || got["GET /products/{id}"]+got["GET /plans/{id}"] > 4 {
		t.Errorf("got the requests %v, want one list of each kind and few reads", got)
	}
}

// TestListCache_IgnoresPartialLists reads with as many workers as the CLI, over a slow network.
func TestListCache_IgnoresPartialLists(t *testing.T) {
	rebilly := fakeapi.Start(t)
	states := catalog(t, rebilly, 30, rand.New(rand.NewPCG(1, 0)))[:30]
	id, _ := states[20].Get("id").(string)
	stored, _ := rebilly.Get("products", id)
	stored["requiresShipping"] = true
	rebilly.Put("products", id, stored)
	omit := onList(func(w http.ResponseWriter, _ *http.Request, objects []map[string]any) {
		for _, o := range objects {
			delete(o, "requiresShipping")
		}
		_ = json.NewEncoder(w).Encode(objects)
	})
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		time.Sleep(20 * time.Millisecond)
		omit(w, r, next)
	})
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	queue := make(chan *coretest.State)
	var workers sync.WaitGroup
	for range 10 {
		workers.Go(func() {
			for state := range queue {
				if read := s.Read(state); state == states[20] && read.Get("requires_shipping") != true {
					t.Errorf("got requires_shipping = %v, want the value that the list omits", read.Get("requires_shipping"))
				}
			}
		})
	}
	for _, state := range states {
		queue <- state
	}
	close(queue)
	workers.Wait()
}

func TestListCache_DisabledAfterWrite(t *testing.T) {
	rebilly := fakeapi.Start(t)
	states := catalog(t, rebilly, 10, rand.New(rand.NewPCG(1, 0)))
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for _, state := range states {
		s.Read(state)
	}
	s.MustApply(nil, "rebilly_product", object{"name": "Another"})
	id, _ := states[5].Get("id").(string)
	stored, _ := rebilly.Get("products", id)
	stored["name"] = "Renamed"
	rebilly.Put("products", id, stored)
	rebilly.Reset()
	// The read is repeated once if the times of its response and of the response to the recent write are in the same second.
	name, requests := s.Read(states[5]).Get("name"), rebilly.Requests()
	if reads := requests["GET /products/{id}"]; name != "Renamed" || reads < 1 || reads > 2 || len(requests) != 1 {
		t.Errorf("got the name %v after the requests %v, want \"Renamed\" after one or two reads of the product", name, requests)
	}
}

// catalog returns the states of products and of as many plans.
func catalog(t *testing.T, rebilly *fakeapi.Server, count int, random *rand.Rand) []*coretest.State {
	t.Helper()
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	var states []*coretest.State
	for i := range count {
		config := object{"name": fmt.Sprint("Product ", i)}
		if random.IntN(2) == 0 {
			config["description"], config["options"] = "about it", []any{"color"}
		}
		if random.IntN(2) == 0 {
			config["recognition"] = object{"debit_account_id": "d"}
		}
		states = append(states, s.MustApply(nil, "rebilly_product", config))
	}
	for i := range count {
		config := object{
			"name": fmt.Sprint("Plan ", i), "product_id": states[i].Get("id"), "currency": "USD",
			"pricing": object{"tiered": object{"brackets": []any{object{"price": 9.99, "max_quantity": 10}, object{"price": i}}}},
		}
		if random.IntN(2) == 0 {
			config["recurring_interval"] = object{"unit": "month", "length": 1 + i}
			config["trial"] = object{"price": 0, "period": object{"unit": "day", "length": 14}}
		}
		states = append(states, s.MustApply(nil, "rebilly_plan", config))
	}
	return states
}

// meddle changes objects outside of Terraform.
func meddle(rebilly *fakeapi.Server, states []*coretest.State, random *rand.Rand) {
	state := states[random.IntN(len(states))]
	collection := strings.TrimPrefix(state.Type, "rebilly_") + "s"
	id, _ := state.Get("id").(string)
	stored, there := rebilly.Get(collection, id)
	switch change := random.IntN(6); {
	case change == 0:
		rebilly.Put("products", fmt.Sprint("prod_", random.Uint32()), map[string]any{"name": "Theirs"})
	case !there:
	case change == 1:
		rebilly.Remove(collection, id)
	case change == 2:
		stored["name"] = fmt.Sprint("Renamed ", random.Uint32())
		rebilly.Put(collection, id, stored)
	case change == 3:
		stored["customFields"] = map[string]any{"theirs": "a"}
		rebilly.Put(collection, id, stored)
	case change == 4:
		stored["description"] = []any{"", "different"}[random.IntN(2)]
		rebilly.Put(collection, id, stored)
	case collection == "plans":
		stored["isActive"] = false
		rebilly.Put(collection, id, stored)
	default:
		stored["requiresShipping"] = true
		rebilly.Put(collection, id, stored)
	}
}

type planned struct {
	Gone    bool
	Object  object
	Action  string
	Changes []string
	Text    string
}

// outcome returns the result of refreshing a state and planning the configuration that it was applied from.
func outcome(s *coretest.Core, state *coretest.State) planned {
	read := s.Read(state)
	config := object{}
	for name, value := range state.Object() {
		if name != "id" && value != nil {
			config[name] = value
		}
	}
	plan := s.Plan(read, state.Type, config)
	return planned{read.Removed(), read.Object(), plan.Action, plan.Changes(),
		port.ReplaceAllString(read.Diagnostics.String()+plan.Diagnostics.String(), "")}
}

var port = regexp.MustCompile(`127\.0\.0\.1:\d+`)

type interceptor = func(w http.ResponseWriter, r *http.Request, next http.Handler)

var isList = regexp.MustCompile(`/(products|plans)$`)

// lists are the ways in which lists behave.
var lists = map[string]func(rebilly *fakeapi.Server, random *rand.Rand) interceptor{
	"exact": func(*fakeapi.Server, *rand.Rand) interceptor {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) }
	},
	"lags": func(rebilly *fakeapi.Server, _ *rand.Rand) interceptor {
		before := map[string][]byte{}
		for _, path := range []string{"products", "plans"} {
			r := httptest.NewRequest(http.MethodGet, "/organizations/"+fakeapi.Organization+"/"+path+"?limit=1000&offset=0", nil)
			r.Header.Set("REB-APIKEY", fakeapi.APIKey)
			w := httptest.NewRecorder()
			rebilly.ServeHTTP(w, r)
			before[path] = w.Body.Bytes()
		}
		return onList(func(w http.ResponseWriter, r *http.Request, _ []map[string]any) {
			_, _ = w.Write(before[isList.FindStringSubmatch(r.URL.Path)[1]])
		})
	},
	"omits fields": func(_ *fakeapi.Server, random *rand.Rand) interceptor {
		omitted := []string{"description", "options", "customFields", "recognition", "trial", "isActive", "name", "requiresShipping"}
		random.Shuffle(len(omitted), func(i, j int) { omitted[i], omitted[j] = omitted[j], omitted[i] })
		return onList(func(w http.ResponseWriter, _ *http.Request, objects []map[string]any) {
			for _, o := range objects {
				for _, name := range omitted[:3] {
					delete(o, name)
				}
			}
			_ = json.NewEncoder(w).Encode(objects)
		})
	},
	"fails": func(_ *fakeapi.Server, random *rand.Rand) interceptor {
		status := []int{http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusOK}[random.IntN(3)]
		return onList(func(w http.ResponseWriter, _ *http.Request, _ []map[string]any) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"status": "of no use"}`))
		})
	},
	"serves short pages, and fails half-way": func(_ *fakeapi.Server, random *rand.Rand) interceptor {
		return onList(func(w http.ResponseWriter, r *http.Request, objects []map[string]any) {
			if r.URL.Query().Get("offset") != "0" && random.IntN(2) == 0 {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			w.Header().Set("Pagination-Limit", "4")
			_ = json.NewEncoder(w).Encode(objects[:min(4, len(objects))])
		})
	},
	"changes the order between pages": func(_ *fakeapi.Server, random *rand.Rand) interceptor {
		return onList(func(w http.ResponseWriter, _ *http.Request, objects []map[string]any) {
			random.Shuffle(len(objects), func(i, j int) { objects[i], objects[j] = objects[j], objects[i] })
			w.Header().Set("Pagination-Limit", "3")
			_ = json.NewEncoder(w).Encode(slices.Concat(objects, objects)[:min(3, len(objects))])
		})
	},
}

// onList returns an interceptor that responds to a list with what respond makes of its objects.
func onList(respond func(w http.ResponseWriter, r *http.Request, objects []map[string]any)) interceptor {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodGet || !isList.MatchString(r.URL.Path) || r.URL.Query().Get("limit") != "1000" {
			next.ServeHTTP(w, r)
			return
		}
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		var objects []map[string]any
		decoder := json.NewDecoder(recorder.Body)
		decoder.UseNumber()
		_ = decoder.Decode(&objects)
		w.Header().Set("Content-Type", "application/json")
		respond(w, r, objects)
	}
}
