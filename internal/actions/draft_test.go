package actions_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

const (
	publish = "rebilly_publish_event_ruleset_draft"
	rules   = "events/{eventType}/rules"
)

// TestPublishDraft publishes a draft, and one that is based on an earlier version, is empty, or does not exist.
func TestPublishDraft(t *testing.T) {
	rebilly, s := start(t)
	config := object{"event_type": "dispute-created", "id": "rule_dft_1"}
	progress, diagnostics := s.Invoke(publish, config)
	if len(diagnostics) > 0 || !strings.Contains(strings.Join(progress, " "), "has version 1 now") {
		t.Errorf("got progress %q and %s, want version 1", progress, diagnostics)
	}
	published, _ := rebilly.Get(rules, "dispute-created")
	draft, _ := rebilly.Get(rules+"/drafts", "dispute-created/rule_dft_1")
	if diff := cmp.Diff(draft["rules"], published["rules"], ignoreIDs); diff != "" {
		t.Errorf("rules differ (-draft +published):\n%s", diff)
	}
	for name, test := range map[string]struct {
		draft object
		want  string
	}{
		"earlier version": {object{"baseVersion": 0, "rules": []any{apiRule("A")}}, "based on version 0 of the ruleset, which has version 1 now"},
		"empty":           {object{"baseVersion": 1, "rules": []any{}}, "neither rules nor binds"},
		"missing":         {nil, "Draft not found"},
	} {
		config := object{"event_type": "dispute-created", "id": "rule_dft_2"}
		rebilly.Remove(rules+"/drafts", "dispute-created/rule_dft_2")
		if test.draft != nil {
			rebilly.Put(rules+"/drafts", "dispute-created/rule_dft_2", coretest.With(object{"name": "Two", "binds": []any{}}, test.draft))
		}
		if got := s.PlanAction(publish, config).String(); !strings.Contains(got, test.want) {
			t.Errorf("%s: plan: got %q, want %q", name, got, test.want)
		}
		if _, diagnostics := s.Invoke(publish, config); !strings.Contains(diagnostics.String(), test.want) {
			t.Errorf("%s: got %q, want %q", name, diagnostics, test.want)
		}
		if got := rebilly.Requests()["PUT /events/{eventType}/rules"]; got != 1 {
			t.Errorf("%s: got %d writes, want only the one before", name, got)
		}
	}
}

// TestPublishDraft_PlannedUpdate publishes a draft whose base_version the same plan changes to that of the ruleset.
func TestPublishDraft_PlannedUpdate(t *testing.T) {
	rebilly, s := start(t)
	rebilly.Put(rules, "dispute-created", object{"rules": []any{apiRule("Theirs")}, "binds": []any{}})
	config := object{"event_type": "dispute-created", "id": "rule_dft_1"}
	if got := s.PlanAction(publish, config).String(); !strings.Contains(got, "based on version 0") {
		t.Errorf("got %q without an update, want an error", got)
	}
	const draft = "rebilly_event_ruleset_draft"
	live, _ := rebilly.Get(rules, "dispute-created")
	state := s.Import(draft, "dispute-created/rule_dft_1")
	changed := coretest.With(state.ValuesOf(object{"event_type": nil, "name": nil, "rules": nil}), object{"base_version": live["version"]})
	plan := s.Plan(state, draft, changed)
	if got := s.PlanAction(publish, config); len(got) > 0 {
		t.Errorf("got %s, want no error: the plan changes base_version", got)
	}
	s.Apply(plan)
	if _, diagnostics := s.Invoke(publish, config); len(diagnostics) > 0 {
		t.Errorf("got %s, want no error after the update", diagnostics)
	}
}

var ignoreIDs = cmp.FilterPath(func(path cmp.Path) bool {
	step, ok := path.Last().(cmp.MapIndex)
	return ok && step.Key().String() == "id"
}, cmp.Ignore())

// TestPublishDraft_LostResponse publishes a draft whose first response is lost.
func TestPublishDraft_LostResponse(t *testing.T) {
	rebilly, s := start(t)
	var sent atomic.Int32
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodPut && sent.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
	})
	progress, diagnostics := s.Invoke(publish, object{"event_type": "dispute-created", "id": "rule_dft_1"})
	if len(diagnostics) > 0 {
		t.Errorf("got progress %q and %s, want no error", progress, diagnostics)
	}
	published, _ := rebilly.Get(rules, "dispute-created")
	if list, _ := published["rules"].([]any); len(list) != 1 {
		t.Errorf("got %v, want the rule of the draft once", published)
	}
}

// TestPublishDraft_Conflict publishes a draft while others change the ruleset.
func TestPublishDraft_Conflict(t *testing.T) {
	rebilly, s := start(t)
	reads := 0
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/rules") {
			if reads++; reads == 2 {
				rebilly.Put(rules, "dispute-created", object{"rules": []any{apiRule("Theirs")}, "binds": []any{}})
			}
		}
	})
	_, diagnostics := s.Invoke(publish, object{"event_type": "dispute-created", "id": "rule_dft_1"})
	if got := diagnostics.String(); !strings.Contains(got, `rule "Theirs" was added`) {
		t.Errorf("got %q, want an error with what the others changed", got)
	}
}
