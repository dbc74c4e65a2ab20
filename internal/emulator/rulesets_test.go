package emulator_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const (
	rulesets = "events/{eventType}/rules"
	mailing  = `{"rules": [{"name": "Stop", "actions": [{"name": "stop-subscriptions"}]}],
		"binds": [{"name": "Mail", "labels": ["receipt"], "actions": [{"name": "send-email", "title": "Receipt", "emails": [
			{"templates": [{"locale": "en-US", "from": "a@example.com", "to": ["b@example.com"], "subject": "s", "text": "t", "html": ""}]}
		]}]}]}`
)

// TestRulesets writes a ruleset, which exists before, and reads its versions and counts.
func TestRulesets(t *testing.T) {
	e, c := start(t, emulator.Options{})
	initial := c.must(200, "GET", "/events/invoice-paid/rules", "")
	if initial["version"] != json.Number("0") || !cmp.Equal(initial["rules"], []any{}) {
		t.Errorf("got %v, want an empty ruleset", initial)
	}
	if _, exists := e.Get(rulesets, "invoice-paid"); exists {
		t.Error("got an object for an empty ruleset, want none")
	}
	first := c.must(200, "PUT", "/events/invoice-paid/rules", mailing)
	ids := func(ruleset object) []any {
		var found []any
		for _, path := range []string{
			"rules.0.id", "binds.0.id", "binds.0.actions.0.id", "binds.0.actions.0.emails.0.id",
		} {
			id, _ := at(ruleset, strings.Split(path, ".")...)
			if id == nil || id == "" {
				t.Errorf("got no id at %s, want one", path)
			}
			found = append(found, id)
		}
		return found
	}
	ids(first)
	for path, want := range map[string]any{"status": "active", "final": true} {
		if got, _ := at(first, "rules", "0", path); got != want {
			t.Errorf("%s of a rule: got %v, want the default, %v", path, got, want)
		}
	}
	encoded, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	again := c.must(200, "PUT", "/events/invoice-paid/rules", string(encoded))
	if !cmp.Equal(ids(first), ids(again)) || again["version"] != json.Number("2") {
		t.Errorf("got %v after a PUT of the response, want the same ids and version 2", again)
	}
	if other := c.must(200, "PUT", "/events/invoice-paid/rules", mailing); cmp.Equal(ids(first), ids(other)) {
		t.Errorf("got the ids %v after a PUT without ids, want new ones", ids(other))
	}
	event := c.must(200, "GET", "/events/invoice-paid", "")
	if event["rulesCount"] != json.Number("1") || event["bindsCount"] != json.Number("1") {
		t.Errorf("got the event %v, want one rule and one bind", event)
	}
	if diff := cmp.Diff(first["binds"], c.must(200, "GET", "/events/invoice-paid/rules/versions/1", "")["binds"]); diff != "" {
		t.Errorf("first version differs (-want +got):\n%s", diff)
	}
	if history, _ := c.do("GET", "/events/invoice-paid/rules/history", "").body.([]any); len(history) != 3 {
		t.Errorf("got the history %v, want three versions", history)
	}
	if got := c.must(200, "GET", "/events/invoice-paid/rules/history/2", "")["version"]; got != json.Number("2") {
		t.Errorf("got version %v, want 2", got)
	}
	for _, path := range []string{
		"/events/no-such-event/rules", "/events/invoice-paid/rules/history/9", "/events/invoice-paid/rules/versions/9",
		"/events/invoice-paid/rules/other", "/events/invoice-paid/rules/versions/1/2",
	} {
		c.must(404, "GET", path, "")
	}
	if got := c.refused("PUT", "/events/invoice-paid/rules", `{"rules": [{"actions": []}]}`); !cmp.Equal(got, []string{"rules.0.name"}) {
		t.Errorf("got invalid fields %v, want rules.0.name", got)
	}
	e.Remove(rulesets, "invoice-paid")
	if got := c.must(200, "GET", "/events/invoice-paid/rules", ""); got["version"] != json.Number("4") || !cmp.Equal(got["rules"], []any{}) {
		t.Errorf("got %v after a removal, want version 4 without rules", got)
	}
}

func TestRulesetDrafts(t *testing.T) {
	e, c := start(t, emulator.Options{})
	created := c.must(201, "POST", "/events/invoice-paid/rules/drafts", draft)
	id, _ := created["id"].(string)
	if author, _ := created["author"].(object); author["name"] == nil {
		t.Errorf("got %v, want an author", created)
	}
	c.must(200, "GET", "/events/invoice-paid/rules/drafts/"+id, "")
	c.must(404, "GET", "/events/invoice-issued/rules/drafts/"+id, "")
	if _, exists := e.Get(rulesets+"/drafts", "invoice-paid/"+id); !exists {
		t.Error("got no object for a draft, want one")
	}
	if list, _ := c.do("GET", "/events/invoice-paid/rules/drafts", "").body.([]any); len(list) != 1 {
		t.Errorf("got the drafts %v, want one", list)
	}
	c.must(204, "DELETE", "/events/invoice-paid/rules/drafts/"+id, "")
	c.must(404, "GET", "/events/invoice-paid/rules/drafts/"+id, "")
}

func TestEmailNotifications(t *testing.T) {
	e, c := start(t, emulator.Options{})
	c.must(200, "PUT", "/events/invoice-paid/rules", mailing)
	e.Put("send-through-attribution", "invoice-paid/1", object{"eventType": "invoice-paid", "sent": 3, "goal": 10})
	list, _ := c.do("GET", "/email-notifications", "").body.([]any)
	for _, element := range list {
		event, _ := element.(object)
		want := map[bool]json.Number{true: "1", false: "0"}[event["eventType"] == "invoice-paid"]
		if event["count"] != want || event["activeCount"] != want {
			t.Errorf("got %v, want the count %s", event, want)
		}
	}
	if len(list) == 0 {
		t.Error("got no notifications, want those of each event")
	}
	sent, _ := c.do("GET", "/send-through-attribution/invoice-paid", "").body.([]any)
	if got, _ := at(object{"list": sent}, "list", "0", "sent"); len(sent) != 1 || got != json.Number("3") {
		t.Errorf("got %v, want one that was sent three times", sent)
	}
}
