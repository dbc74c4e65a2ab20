package crud_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

const tag = "rebilly_tag"

func TestNaturalKey_Life(t *testing.T) {
	api, s := startStores(t)
	config := object{"name": "VIP", "type": "customer"}
	state := s.MustApply(nil, tag, config)
	if diff := cmp.Diff(object{"organization_id": "org", "name": "VIP"}, state.Identity); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
	if sent := api.sent(); sent != "GET products, GET tags/VIP, POST tags" {
		t.Errorf("got %s, want a check of the access, a look-up and a POST", sent)
	}
	if again := s.Plan(s.Read(state), tag, config); again.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no changes", again.Action, again.Changes())
	}
	if found := s.List(tag, object{}, 0); len(found) != 1 || found[0].DisplayName != "VIP" {
		t.Errorf("got %v, want the tag", found)
	}
	if state = s.MustApply(state, tag, nil); !state.Removed() || len(api.tags) > 0 {
		t.Errorf("got %v stored, want nothing", api.tags)
	}
}

func TestNaturalKey_CaseInsensitive(t *testing.T) {
	api, s := startStores(t)
	api.tags["vip"] = object{"id": "tag_1", "name": "vip", "type": "customer"}
	config := object{"name": "VIP", "type": "customer"}
	state := s.Apply(s.Plan(nil, tag, config))
	if !state.Removed() || !state.Diagnostics.HasError("name", "already exists", `id = "vip"`) {
		t.Errorf("got %v with %v, want the import block and no state", state.Object(), state.Diagnostics)
	}
	for _, id := range []string{"vip", "VIP"} {
		imported := s.Import(tag, id)
		if imported.Get("name") != "vip" {
			t.Errorf("got %v with %v, want Rebilly's spelling", imported.Object(), imported.Diagnostics)
		}
		if plan := s.Plan(imported, tag, config); plan.Action != coretest.NoOp {
			t.Errorf("got %s of %v, want no changes", plan.Action, plan.Changes())
		}
	}
	if data := s.Data(tag, object{"name": "VIP"}); data.Get("name") != "VIP" || data.Get("type") != "customer" {
		t.Errorf("got %v with %v, want the tag with the configured name", data.Object(), data.Diagnostics)
	}
	// Rebilly stores the name in a different case than a create sends.
	delete(api.tags, "vip")
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodPost {
			api.tags["vip"] = object{"id": "tag_1", "name": "vip", "type": "customer"}
			reply(w, http.StatusCreated, api.tags["vip"])
			return
		}
		next(w, r)
	})
	state = s.MustApply(nil, tag, config)
	if plan := s.Plan(s.Read(state), tag, config); state.Get("name") != "VIP" || plan.Action != coretest.NoOp {
		t.Errorf("got %v, then %s of %v, want the configured name and no changes", state.Object(), plan.Action, plan.Changes())
	}
}

// TestNaturalKey_ConflictWithDifferentCase: only the list has a name that the path finds in its own case alone.
func TestNaturalKey_ConflictWithDifferentCase(t *testing.T) {
	api, s := startStores(t)
	api.tags["vip"] = object{"id": "tag_1", "name": "vip", "type": "customer"}
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if strings.HasSuffix(r.URL.Path, "/VIP") {
			reply(w, http.StatusNotFound, object{"title": "Not Found", "status": 404})
			return
		}
		next(w, r)
	})
	state := s.Apply(s.Plan(nil, tag, object{"name": "VIP", "type": "customer"}))
	if !state.Removed() || !state.Diagnostics.HasError("already exists", `id = "vip"`) {
		t.Errorf("got %v with %v, want the import block and no state", state.Object(), state.Diagnostics)
	}
}

func TestNaturalKey_Rename(t *testing.T) {
	api, s := startStores(t)
	state := s.MustApply(nil, tag, object{"name": "old", "type": "customer"})
	plan := s.Plan(state, tag, object{"name": "new", "type": "customer"})
	if plan.Action != coretest.Update || len(plan.Diagnostics) > 0 {
		t.Errorf("got %s with %v, want an update", plan.Action, plan.Diagnostics)
	}
	api.sent()
	state = s.Apply(plan)
	if sent := api.sent(); sent != "GET tags/old, PATCH tags/old" || state.Get("name") != "new" || len(state.Diagnostics) > 0 {
		t.Errorf("got %v with %v after %s, want one PATCH", state.Object(), state.Diagnostics, sent)
	}
	if diff := cmp.Diff(object{"organization_id": "org", "name": "new"}, state.Identity); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
	if read := s.Read(state); read.Get("name") != "new" || len(read.Diagnostics) > 0 {
		t.Errorf("got %v with %v, want the renamed tag", read.Object(), read.Diagnostics)
	}
	replaced := s.Plan(state, tag, object{"name": "new", "type": "aml-check"})
	if replaced.Action != coretest.Replace {
		t.Errorf("got %s, want a replacement", replaced.Action)
	}
	if state = s.Apply(replaced); state.Get("type") != "aml-check" {
		t.Errorf("got %v with %v, want the new tag", state.Object(), state.Diagnostics)
	}
}

func TestEventualDelete(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	config := object{"name": "VIP", "type": "customer"}
	state := s.MustApply(nil, tag, config)
	api.lingers, api.reserved = 1, 1
	api.sent()
	s.MustApply(state, tag, nil)
	if sent := api.sent(); sent != "DELETE tags/VIP, GET tags/VIP, GET tags/VIP" {
		t.Errorf("got %s, want the tag read until it is gone", sent)
	}
	state = s.MustApply(nil, tag, config)
	if sent := api.sent(); sent != "GET tags/VIP, POST tags, GET tags/VIP, GET tags, POST tags" {
		t.Errorf("got %s, want a second POST after the conflict", sent)
	}

	api.lingers = 100
	limited := coretest.With(config, object{"timeouts": object{"create": "1s", "delete": "1s"}})
	state = s.MustApply(state, tag, limited)
	kept := s.Apply(s.Plan(state, tag, nil))
	if kept.Removed() || !kept.Diagnostics.HasError("Unable to delete tag: it still exists", "delete =") {
		t.Errorf("got %v with %v, want the state and an error", kept.Object(), kept.Diagnostics)
	}
	api.deleted["vip"], api.reserved = 100, 100
	refused := s.Apply(s.Plan(nil, tag, limited))
	if !refused.Removed() || !refused.Diagnostics.HasError("Unable to create tag", "conflict") {
		t.Errorf("got %v with %v, want an error and no state", refused.Object(), refused.Diagnostics)
	}
}

func TestEventualCreate(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	created, hidden := false, 1
	api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodGet && created && hidden > 0 {
			hidden--
			reply(w, http.StatusNotFound, object{"title": "Not Found", "status": 404})
			return
		}
		created = created || r.Method == http.MethodPost
		next(w, r)
	})
	config := object{"name": "VIP", "type": "customer", "timeouts": object{"create": "2s"}}
	state := s.MustApply(nil, "rebilly_slow_tag", config)
	if sent := api.sent(); sent != "GET products, GET tags/VIP, POST tags, GET tags/VIP, GET tags/VIP" {
		t.Errorf("got %s, want the tag read until it is there", sent)
	}
	s.MustApply(state, "rebilly_slow_tag", nil)
	created, hidden = false, 100
	state = s.Apply(s.Plan(nil, "rebilly_slow_tag", config))
	if !state.Tainted || state.Get("name") != "VIP" || !state.Diagnostics.HasError("Created slow tag cannot be read", "untaint") {
		t.Errorf("got %v with %v, want a tainted state and an error", state.Object(), state.Diagnostics)
	}
}
