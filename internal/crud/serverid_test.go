package crud_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

const sender = "rebilly_sender"

func TestServerID_Life(t *testing.T) {
	t.Parallel()
	api, s := startStores(t)
	config := object{"from": "a@example.com", "name": "A"}
	plan := s.Plan(nil, sender, config)
	if plan.Get("id") != coretest.Unknown {
		t.Errorf("got the id %v planned, want it unknown", plan.Get("id"))
	}
	state := s.Apply(plan)
	if diff := cmp.Diff(object{"id": "snd_1", "from": "a@example.com", "name": "A", "timeouts": nil}, state.Object()); diff != "" {
		t.Errorf("state (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(object{"organization_id": "org", "id": "snd_1"}, state.Identity); diff != "" {
		t.Errorf("identity (-want +got):\n%s", diff)
	}
	if sent := api.sent(); sent != "GET products, GET senders, POST senders" {
		t.Errorf("got %s, want a check of the access, one list and one POST", sent)
	}
	if again := s.Plan(s.Read(state), sender, config); again.Action != coretest.NoOp {
		t.Errorf("got %s of %v, want no changes", again.Action, again.Changes())
	}
	if found := s.Read(s.Import(sender, "snd_1")); found.Get("from") != "a@example.com" {
		t.Errorf("got %v with %v, want the imported object", found.Object(), found.Diagnostics)
	}
	if data := s.Data(sender, object{"from": "a@example.com"}); data.Get("id") != "snd_1" {
		t.Errorf("got %v with %v, want the object found by its name", data.Object(), data.Diagnostics)
	}
	if all := s.Data(sender+"s", object{}); all.Get("senders.0.id") != "snd_1" {
		t.Errorf("got %v with %v, want one object", all.Object(), all.Diagnostics)
	}
	api.sent()
	state = s.MustApply(state, sender, object{"from": "a@example.com"})
	if sent := api.sent(); state.Get("name") != nil || sent != "GET senders/snd_1, PATCH senders/snd_1" {
		t.Errorf("got %v after %s, want the name cleared by one PATCH", state.Object(), sent)
	}
	api.senders["snd_1"]["name"] = "theirs"
	state = s.Apply(s.Plan(state, sender, object{"from": "b@example.com"}))
	if !state.Diagnostics.HasWarning("Object changed outside of Terraform", "name") || api.senders["snd_1"]["name"] != "theirs" {
		t.Errorf("got %v, want a warning of the concurrent change", state.Diagnostics)
	}
	if s.MustApply(state, sender, nil); len(api.senders) > 0 {
		t.Errorf("got %v stored, want nothing", api.senders)
	}
	if gone := s.Read(state); !gone.Removed() || !gone.Diagnostics.HasWarning("Sender not found") {
		t.Errorf("got %v, want no state", gone.Diagnostics)
	}
}

func TestServerID_IDCannotBeConfigured(t *testing.T) {
	_, s := startStores(t)
	if diagnostics := s.Validate(sender, object{"id": "snd_mine", "from": "a@example.com"}); !diagnostics.HasError("id") {
		t.Errorf("got %v, want an error", diagnostics)
	}
}

// TestServerID_ResponseLost loses the response to every POST.
func TestServerID_ResponseLost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		carriedOut bool
		listStatus int
		found      bool
		says       []string
	}{
		"carried out":     {carriedOut: true, found: true},
		"not carried out": {says: []string{"second one", "GET /organizations/org/senders", "from, name", "found none"}},
		"carried out, but no list is allowed": {
			carriedOut: true, listStatus: http.StatusForbidden, says: []string{"could not look for it", "403"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api, s := startStores(t)
			api.senders["snd_1"] = object{"id": "snd_1", "from": "a@example.com", "name": "A"}
			api.intercept(func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				switch {
				case test.listStatus != 0 && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "senders"):
					reply(w, test.listStatus, object{"status": test.listStatus})
				case r.Method != http.MethodPost:
					next(w, r)
				default:
					if test.carriedOut {
						next(discard{http.Header{}}, r)
					}
					hangUp(w)
				}
			})
			state := s.Apply(s.Plan(nil, sender, object{"from": "a@example.com", "name": "A"}))
			if test.found && (state.Get("id") != "snd_2" || len(state.Diagnostics) > 0) {
				t.Errorf("got %v with %v, want the new object", state.Object(), state.Diagnostics)
			}
			if !test.found && (!state.Removed() || !state.Diagnostics.HasError(append(test.says, "Unable to create sender")...)) {
				t.Errorf("got %v with %v, want no state and an error with %q", state.Object(), state.Diagnostics, test.says)
			}
			if posts := strings.Count(api.sent(), "POST"); posts != 1 {
				t.Errorf("got %d POSTs, want one", posts)
			}
		})
	}
}
