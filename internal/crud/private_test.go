package crud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// withBody returns a request with a different body.
func withBody(r *http.Request, body any) *http.Request {
	encoded, _ := json.Marshal(body)
	changed := r.Clone(r.Context())
	changed.Body, changed.ContentLength = io.NopCloser(bytes.NewReader(encoded)), int64(len(encoded))
	return changed
}

// createdBefore returns a state whose object was created some time before.
func createdBefore(t *testing.T, state *coretest.State, age time.Duration) *coretest.State {
	t.Helper()
	var entries map[string][]byte
	if err := json.Unmarshal(state.Private, &entries); err != nil {
		t.Fatal(err)
	}
	unconfirmed := map[string]any{}
	if err := json.Unmarshal(entries["unconfirmed"], &unconfirmed); err != nil {
		t.Fatalf("unconfirmed: got %s, want an object: %v", entries["unconfirmed"], err)
	}
	unconfirmed["created"] = time.Now().Add(-age).Unix()
	entries["unconfirmed"], _ = json.Marshal(unconfirmed)
	aged := *state
	aged.Private, _ = json.Marshal(entries)
	return &aged
}

func TestRead_CreatedObjectNotFoundYet(t *testing.T) {
	rebilly, s := start(t, nil)
	config := object{"name": "Seats", "description": "x"}
	state := s.MustApply(nil, product, config)
	id := fmt.Sprint(state.Get("id"))
	rebilly.Remove("products", id)

	early := s.Read(state)
	if early.Removed() || !early.Diagnostics.HasWarning(`"`+id+`" not found yet`) || s.Plan(early, product, config).Action != coretest.NoOp {
		t.Errorf("got %v with %v, want the state as it was and a warning", early.Object(), early.Diagnostics)
	}

	late := s.Read(createdBefore(t, early, 3*time.Minute))
	plan := s.Plan(late, product, config)
	if late.Removed() || !late.Diagnostics.HasWarning(`"`+id+`" not found, will be created again`) || plan.Action != coretest.Update {
		t.Errorf("got %s of %v with %v, want an update", plan.Action, plan.Changes(), late.Diagnostics)
	}
	again := s.Apply(plan)
	if _, exists := rebilly.Get("products", id); !exists || rebilly.Count() != 1 ||
		again.Get("name") != "Seats" || len(again.Diagnostics) > 0 {
		t.Errorf("got %d objects, state %v with %v, want one under the same id", rebilly.Count(), again.Object(), again.Diagnostics)
	}
	if plan := s.Plan(s.Read(again), product, config); plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v after it was created again, want no changes", plan.Action, plan.Changes())
	}

	// It may appear between the plan and the apply.
	rebilly.Remove("products", id)
	plan = s.Plan(late, product, config)
	rebilly.Put("products", id, config)
	if appeared := s.Apply(plan); len(appeared.Diagnostics) > 0 || rebilly.Count() != 1 ||
		s.Plan(s.Read(appeared), product, config).Action != coretest.NoOp {
		t.Errorf("got %d objects and %v, want one and no diagnostics", rebilly.Count(), appeared.Diagnostics)
	}

	// A read that finds it confirms it.
	rebilly.Put("products", id, config)
	confirmed := s.Read(state)
	rebilly.Remove("products", id)
	if gone := s.Read(confirmed); !gone.Removed() {
		t.Errorf("got %v with %v, want no state", gone.Object(), gone.Diagnostics)
	}
}

// interruptedT is a test whose calls are interrupted.
type interruptedT struct {
	*testing.T
	ctx context.Context //nolint:containedctx // the context of the calls
}

func (t interruptedT) Context() context.Context { return t.ctx }

// TestDelete_InterruptedWait interrupts a destroy that waits for a create with an unknown outcome.
func TestDelete_InterruptedWait(t *testing.T) {
	t.Parallel()
	rebilly, s := start(t, object{"max_retries": 0})
	stop := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			answer(w, http.StatusGatewayTimeout, `{"status":504}`)
			return
		}
		next.ServeHTTP(w, r)
	})
	state := s.Apply(s.Plan(nil, product, object{"name": "Seats"}))
	stop()
	replaced := *state
	replaced.Private = nil // of the replacement of a tainted object
	for name, state := range map[string]*coretest.State{"destroyed": state, "replaced": &replaced} {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		interrupted := s.WithT(interruptedT{t, ctx})
		after := interrupted.Apply(interrupted.Plan(state, product, nil))
		if after.Removed() || !after.Diagnostics.HasError("the new product is not found yet", "Apply again") {
			t.Errorf("%s: got %v with %v, want the object in the state and an error", name, after.Object(), after.Diagnostics)
		}
	}
}

// TestDelete_NotFoundYet disables a new custom field that reads do not find at first.
func TestDelete_NotFoundYet(t *testing.T) {
	t.Parallel()
	rebilly, s := start(t, nil)
	state := s.MustApply(nil, "rebilly_custom_field", object{"resource": "products", "name": "tier", "string": object{}})
	var reads atomic.Int32
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodGet && reads.Add(1) <= 2 {
			answer(w, http.StatusNotFound, `{"status":404,"title":"Not found"}`)
			return
		}
		next.ServeHTTP(w, r)
	})
	after := s.Apply(s.Plan(state, "rebilly_custom_field", nil))
	stored, _ := rebilly.Get("custom-fields", "products/tier")
	if !after.Removed() || after.Diagnostics.HasError() || stored["isEnabled"] != false {
		t.Errorf("got %v with %v and the field %v, want no state and a disabled field", after.Object(), after.Diagnostics, stored)
	}
}

// TestCreate_LateAfterUnknownOutcome carries a create out after the next apply has looked for the object.
func TestCreate_LateAfterUnknownOutcome(t *testing.T) {
	t.Parallel()
	rebilly, s := start(t, object{"max_retries": 0})
	var late func()
	stop := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPut {
			next.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		late = func() { next.ServeHTTP(httptest.NewRecorder(), withBody(r, json.RawMessage(body))) }
		answer(w, http.StatusGatewayTimeout, `{"status":504}`)
	})
	config := object{"name": "Seats"}
	configured := s.Apply(s.Plan(nil, product, object{"id": "prod_x", "name": "Seats"}))
	if gone := s.Read(configured); !configured.Tainted || !gone.Removed() {
		t.Errorf("got %v for a configured id, want no state: its replacement has the same id", gone.Object())
	}
	state := s.Apply(s.Plan(nil, product, config))
	stop()
	if !state.Tainted {
		t.Fatalf("got %v, want a tainted state", state.Diagnostics)
	}
	state = s.Read(state)
	if state.Removed() || !strings.Contains(state.Diagnostics.String(), "not found yet") {
		t.Fatalf("got %v with %v, want the object in the state", state.Object(), state.Diagnostics)
	}
	state = createdBefore(t, state, time.Minute)
	state.Tainted = true
	after := s.MustApply(state, product, config)
	late()
	if rebilly.Count() != 1 || after.Get("id") != state.Get("id") || len(after.Diagnostics) > 0 {
		t.Errorf("got %d objects, id %v and %v, want one with the id %v", rebilly.Count(), after.Get("id"), after.Diagnostics, state.Get("id"))
	}
}

// TestRead_OutdatedReplica returns the object as it was before the last write to every read.
func TestRead_OutdatedReplica(t *testing.T) {
	t.Parallel()
	rebilly, s := start(t, nil)
	rebilly.Put("products", "prod_1", object{"name": "Seats"})
	config := func(price any) object {
		return object{
			"id": "plan_1", "name": "Monthly", "product_id": "prod_1", "currency": "USD",
			"pricing": object{"fixed_fee": object{"price": price}},
		}
	}
	state := s.MustApply(nil, "rebilly_plan", config(10))
	before := httptest.NewRecorder()
	var outdated []byte
	lag := false
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		isRead := r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/plans/plan_1")
		if isRead && lag {
			answer(w, http.StatusOK, string(outdated))
			return
		}
		if isRead {
			before = httptest.NewRecorder()
			next.ServeHTTP(before, r)
			outdated = before.Body.Bytes()
			answer(w, before.Code, string(outdated))
			return
		}
		next.ServeHTTP(w, r)
	})
	state = s.MustApply(state, "rebilly_plan", config(20))
	lag = true
	// A new process knows only the state.
	s = coretest.NewCore(t, rebilly.ProviderConfig())
	refreshed := s.Read(state)
	if !refreshed.Value.Equal(state.Value) || !refreshed.Diagnostics.HasWarning(`Plan "plan_1" not refreshed`) {
		t.Errorf("got %v with %v, want the state as it was and a warning", refreshed.Object(), refreshed.Diagnostics)
	}
	renamed := s.Apply(s.Plan(state, "rebilly_plan", coretest.With(config(20), object{"name": "New"})))
	if stored, _ := rebilly.Get("plans", "plan_1"); !renamed.Diagnostics.HasError("older than an earlier one") ||
		fmt.Sprint(stored["pricing"]) != "map[formula:fixed-fee price:20]" {
		t.Errorf("got pricing %v with %v, want 20 and an error", stored["pricing"], renamed.Diagnostics)
	}
}
