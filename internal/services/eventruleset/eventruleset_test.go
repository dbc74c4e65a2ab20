package eventruleset_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const (
	typeName   = "rebilly_event_ruleset"
	collection = "events/{eventType}/rules"
	eventType  = "invoice-paid"
)

type object = coretest.Object

func ruleset(rules ...any) object { return object{"event_type": eventType, "rules": rules} }

func rule(name string, actions ...any) object { return object{"name": name, "actions": actions} }

func score(number int) object { return object{"add_risk_score": object{"score": number}} }

// mail is an email action with a message of each version.
func mail(versions ...string) object {
	var emails []any
	for _, version := range versions {
		emails = append(emails, object{"version": version, "templates": []any{object{
			"locale": "en-US", "from": "a@example.com", "to": []any{"b@example.com"}, "subject": "Hello", "text": "t",
		}}})
	}
	return object{"send_email": object{"emails": emails}}
}

// names returns the names of the rules in Rebilly, and ids the ids of the rules, actions and messages by their names and versions.
func stored(t *testing.T, rebilly *fakeapi.Server) (names []string, ids map[string]string) {
	t.Helper()
	found, _ := rebilly.Get(collection, eventType)
	ids = map[string]string{}
	list := func(value any) []any { elements, _ := value.([]any); return elements }
	for i, element := range list(found["rules"]) {
		rule, _ := element.(object)
		name := fmt.Sprint(rule["name"])
		names = append(names, name)
		key := fmt.Sprint(name, "#", slices.Index(names, name) == i)
		ids[key] = fmt.Sprint(rule["id"])
		for _, element := range list(rule["actions"]) {
			action, _ := element.(object)
			if action["id"] != nil {
				ids[key+" "+fmt.Sprint(action["name"])] = fmt.Sprint(action["id"])
			}
			for _, element := range list(action["emails"]) {
				message, _ := element.(object)
				ids[key+" "+fmt.Sprint(message["version"])] = fmt.Sprint(message["id"])
			}
		}
	}
	return names, ids
}

// TestUpdate_KeepsIdentities checks that rules, actions and messages keep their ids when they are edited, moved and renamed.
func TestUpdate_KeepsIdentities(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, ruleset(
		rule("Mail", mail("a", "b")), rule("Same", score(1)), rule("Same", score(2)), rule("Last", score(3))))
	_, before := stored(t, rebilly)
	state = s.MustApply(state, typeName, ruleset(
		rule("Last", score(9)), rule("New", score(4)), rule("Same", score(1)), rule("Same", score(7)), rule("Post", mail("b", "a"))))
	names, after := stored(t, rebilly)
	if want := "[Last New Same Same Post]"; fmt.Sprint(names) != want {
		t.Errorf("got the rules %v, want %s", names, want)
	}
	for was, is := range map[string]string{"Last#true": "Last#true", "Same#true": "Same#true", "Same#false": "Same#false"} {
		if before[was] == "" || before[was] != after[is] {
			t.Errorf("%s: got the id %q, want %q", is, after[is], before[was])
		}
	}
	for key, id := range after {
		if strings.HasPrefix(key, "New") && slices.Contains(slices.Collect(maps.Values(before)), id) {
			t.Errorf("%s: got the id %q of an earlier rule, want a new one", key, id)
		}
	}
	// A rule that was renamed and changed together is a new one; one that is only renamed keeps its ids.
	s.MustApply(state, typeName, ruleset(rule("Letter", mail("b", "a")), rule("Last", score(9))))
	_, renamed := stored(t, rebilly)
	for _, part := range []string{"", " send-email", " a", " b"} {
		if id := renamed["Letter#true"+part]; id == "" || id != after["Post#true"+part] {
			t.Errorf("Letter%s: got the id %q, want %q of the rule before it was renamed", part, id, after["Post#true"+part])
		}
	}
}

// TestUpdate_Conflict changes a ruleset that others change after the plan.
func TestUpdate_Conflict(t *testing.T) {
	for name, test := range map[string]struct {
		theirs object
		want   string
	}{
		"added":   {object{"rules": []any{apiRule("A", 1), apiRule("Theirs", 2)}}, `rule "Theirs" was added`},
		"changed": {object{"rules": []any{apiRule("A", 5)}}, `rule "A" was changed`},
		"removed": {object{"rules": []any{apiRule("Other", 7)}}, `rule "Other" was added; rule "A" was removed`},
		"emptied": {object{"rules": []any{}, "binds": []any{object{"name": "B", "actions": []any{}}}}, `rule "A" was removed`},
		// The plan does not change the binds, so they are kept.
		"other binds": {object{"rules": []any{apiRule("A", 1)}, "binds": []any{object{"name": "Theirs", "actions": []any{}}}}, ""},
		"same change": {object{"rules": []any{apiRule("A", 2)}}, ""},
		"defaults":    {object{"rules": []any{object{"name": "A", "actions": []any{object{"name": "add-risk-score", "score": 1}}}}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.MustApply(nil, typeName, ruleset(rule("A", score(1))))
			plan := s.Plan(state, typeName, ruleset(rule("A", score(2))))
			rebilly.Put(collection, eventType, coretest.With(object{"binds": []any{}}, test.theirs))
			before, _ := rebilly.Get(collection, eventType)
			applied := s.Apply(plan)
			after, _ := rebilly.Get(collection, eventType)
			if test.want == "" {
				if applied.Diagnostics.HasError() || cmp.Equal(before["version"], after["version"]) {
					t.Errorf("got %v, want the change applied", applied.Diagnostics)
				}
				if diff := cmp.Diff(before["binds"], after["binds"]); diff != "" {
					t.Errorf("binds differ (-before +after):\n%s", diff)
				}
				return
			}
			if got := applied.Diagnostics.String(); !strings.Contains(got, test.want) || !strings.Contains(got, "Plan again") {
				t.Errorf("got %q, want an error with %q", got, test.want)
			}
			if diff := cmp.Diff(before, after); diff != "" {
				t.Errorf("ruleset differs (-before +after):\n%s", diff)
			}
		})
	}
}

// apiRule returns a rule as the API has it.
func apiRule(name string, score int) object {
	return object{"name": name, "status": "active", "final": true, "actions": []any{
		object{"name": "add-risk-score", "status": "active", "score": score},
	}}
}

// TestUpdate_Overwritten changes a ruleset that others change between the last read and the write of the update.
func TestUpdate_Overwritten(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, ruleset(rule("A", score(1))))
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodPut {
			rebilly.Put(collection, eventType, object{"rules": []any{apiRule("A", 1), apiRule("Theirs", 2)}, "binds": []any{}})
		}
		next.ServeHTTP(w, r)
	})
	applied := s.Apply(s.Plan(state, typeName, ruleset(rule("A", score(2)))))
	if got := applied.Diagnostics.String(); !strings.Contains(got, `version 2: rule "Theirs" was added`) {
		t.Errorf("got %q, want an error with what was overwritten", got)
	}
}

// TestCreate_ExistingRules creates a ruleset of an event that has rules, and of one that gets them after the plan.
func TestCreate_ExistingRules(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	theirs := object{"rules": []any{}, "binds": []any{object{"name": "Theirs", "actions": []any{}}}}
	rebilly.Put(collection, eventType, theirs)
	applied := s.Apply(s.Plan(nil, typeName, ruleset(rule("A", score(1)))))
	if got := applied.Diagnostics.String(); !strings.Contains(got, "already exists") || !strings.Contains(got, "import {") {
		t.Errorf("got %q, want an error with an import block", got)
	}
	rebilly.Remove(collection, eventType)
	looked := 0
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if looked++; r.Method == http.MethodGet && looked == 1 {
			rebilly.Put(collection, eventType, theirs)
		}
	})
	applied = s.Apply(s.Plan(nil, typeName, ruleset(rule("A", score(1)))))
	if got := applied.Diagnostics.String(); !strings.Contains(got, "already exists") {
		t.Errorf("got %q for a ruleset that others create meanwhile, want an error", got)
	}
	found, _ := rebilly.Get(collection, eventType)
	if rules, _ := found["rules"].([]any); len(rules) > 0 {
		t.Errorf("got %v, want the ruleset of the others", found)
	}
}

// TestValidate_EqualActions validates two actions that are equal, and two whose values are not known yet.
func TestValidate_EqualActions(t *testing.T) {
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	tag := func(id any) object {
		return object{"tag_or_untag_customer": object{"adding_tags": []any{id}, "removing_tags": []any{}}}
	}
	got := s.Validate(typeName, ruleset(rule("A"), rule("B", tag("a"), tag("b"), tag("a")))).String()
	if want := "rules[1].actions[2] is equal to rules[1].actions[0]"; !strings.Contains(got, want) {
		t.Errorf("equal: got %q, want %q", got, want)
	}
	if got := s.Validate(typeName, ruleset(rule("A", tag(coretest.Unknown), tag(coretest.Unknown)))); len(got) > 0 {
		t.Errorf("unknown: got %s, want no diagnostics", got)
	}
}

// TestRead_UnknownAction reads and changes a ruleset with an action for which the definition has no schema.
func TestRead_UnknownAction(t *testing.T) {
	for _, action := range []string{"remove-reminder", "reset-reminder", "trigger-webhook", "show-descriptor-disclaimer"} {
		rebilly := fakeapi.Start(t)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		state := s.MustApply(nil, typeName, ruleset(rule("A", score(1))))
		unknown := object{"name": "A", "actions": []any{object{"name": action}}}
		rebilly.Put(collection, eventType, object{"rules": []any{unknown}, "binds": []any{}})
		for name, got := range map[string]string{
			"refresh": s.Read(state).Diagnostics.String(),
			"apply":   s.Apply(s.Plan(state, typeName, ruleset(rule("A", score(2))))).Diagnostics.String(),
			"import":  s.Import(typeName, eventType).Diagnostics.String(),
		} {
			if !strings.Contains(got, action) || !strings.Contains(got, "not supported by this version") {
				t.Errorf("%s: got %q, want an error with %s", name, got, action)
			}
		}
	}
}

// TestRead_DifferentVariant reads a ruleset after others have replaced an action and a schedule by different ones, all without attributes.
func TestRead_DifferentVariant(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	payment := func(schedule object) object {
		return object{"schedule_payment": object{"schedule_instruction": schedule, "amount_policy": "invoice-amount-due"}}
	}
	config := ruleset(rule("A", payment(object{"auto": object{}})), rule("B", object{"stop_subscriptions": object{}}))
	state := s.MustApply(nil, typeName, config)
	rebilly.Put(collection, eventType, object{"rules": []any{
		object{"name": "A", "actions": []any{
			object{"name": "schedule-payment", "scheduleInstruction": object{"method": "immediately"}, "amountPolicy": "invoice-amount-due"},
		}},
		object{"name": "B", "actions": []any{object{"name": "decline-transaction"}}},
	}, "binds": []any{}})
	plan := s.Plan(s.Read(state), typeName, config)
	changes := strings.Join(plan.Changes(), " ")
	for _, want := range []string{"rules.0.actions.0.schedule_payment.schedule_instruction", "rules.1.actions.0"} {
		if !strings.Contains(changes, want) {
			t.Errorf("got the changes %s, want %s", changes, want)
		}
	}
}

// TestRulesets_Writers lets two writers, each with a rule of its own, change a ruleset at the same time. No confirmed change of one may be
// lost by a change of the other without an error.
func TestRulesets_Writers(t *testing.T) {
	for seed := range uint64(4) {
		rebilly := fakeapi.Start(t)
		s := coretest.NewCore(t, rebilly.ProviderConfig())
		s.MustApply(nil, typeName, ruleset(rule("first", score(0)), rule("second", score(0))))
		var group sync.WaitGroup
		var mu sync.Mutex
		confirmed, conflicts, overwritten := map[string]int{}, 0, false
		for _, writer := range []string{"first", "second"} {
			group.Go(func() {
				random := rand.New(rand.NewPCG(seed, uint64(len(writer))))
				s := coretest.NewCore(t, rebilly.ProviderConfig())
				for number := 1; number <= 5; {
					state := s.Import(typeName, eventType)
					config := object{"event_type": eventType, "rules": withScore(state, writer, number)}
					plan := s.Plan(s.Read(state), typeName, config)
					if random.IntN(2) == 0 {
						// The other writer may write meanwhile.
						s.Import(typeName, eventType)
					}
					applied := s.Apply(plan)
					mu.Lock()
					switch got := applied.Diagnostics.String(); {
					case !applied.Diagnostics.HasError():
						confirmed[writer] = number
						number++
					case strings.Contains(got, "has overwritten their change"):
						confirmed[writer] = number
						overwritten = true
						number++
					case strings.Contains(got, "Others have changed the ruleset"):
						conflicts++
					default:
						t.Errorf("seed %d: got %s, want success or a conflict", seed, got)
						number++
					}
					mu.Unlock()
				}
			})
		}
		group.Wait()
		for _, writer := range []string{"first", "second"} {
			if got := scoreOf(rebilly, writer); got != fmt.Sprint(confirmed[writer]) && !overwritten {
				t.Errorf("seed %d: got the score %s of %s after %d conflicts, want %d", seed, got, writer, conflicts, confirmed[writer])
			}
		}
	}
}

// withScore returns the rules of a state with a different score in one of them.
func withScore(state *coretest.State, name string, number int) []any {
	rules, _ := state.Get("rules").([]any)
	var changed []any
	for _, element := range rules {
		held, _ := element.(object)
		if held["name"] == name {
			changed = append(changed, rule(name, score(number)))
			continue
		}
		actions, _ := held["actions"].([]any)
		action, _ := actions[0].(object)
		changed = append(changed, rule(fmt.Sprint(held["name"]), object{"add_risk_score": action["add_risk_score"]}))
	}
	return changed
}

func scoreOf(rebilly *fakeapi.Server, name string) string {
	found, _ := rebilly.Get(collection, eventType)
	rules, _ := found["rules"].([]any)
	for _, element := range rules {
		if held, _ := element.(object); held["name"] == name {
			actions, _ := held["actions"].([]any)
			action, _ := actions[0].(object)
			return fmt.Sprint(action["score"])
		}
	}
	return "none"
}

// TestVersions lists the versions of a ruleset, reads one, and applies its rules.
func TestVersions(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, ruleset(rule("A", score(1)), rule("Mail", mail("a"))))
	state = s.MustApply(state, typeName, ruleset(rule("B", score(2))))
	versions := s.Data("rebilly_event_ruleset_versions", object{"event_type": eventType})
	last := versions.Get("event_ruleset_versions.1.version")
	if all, _ := versions.Get("event_ruleset_versions").([]any); len(all) != 2 || fmt.Sprint(last) != "2" {
		t.Errorf("got %v with %v, want two versions", all, versions.Diagnostics)
	}
	before := s.Data("rebilly_event_ruleset_version", object{"event_type": eventType, "version": 1})
	if got := before.Get("rules.0.name"); got != "A" {
		t.Fatalf("got the rule %v with %v, want A", got, before.Diagnostics)
	}
	s.MustApply(state, typeName, object{"event_type": eventType, "rules": before.Get("rules"), "binds": before.Get("binds")})
	if names, _ := stored(t, rebilly); fmt.Sprint(names) != "[A Mail]" {
		t.Errorf("got the rules %v, want those of version 1", names)
	}
	missing := s.Data("rebilly_event_ruleset_version", object{"event_type": eventType, "version": 9})
	if got := missing.Diagnostics.String(); !strings.Contains(got, "no version 9") {
		t.Errorf("got %q, want an error for a version that does not exist", got)
	}
}

// TestDataSource_RulesAsConfiguration uses the rules of a data source for a ruleset.
func TestDataSource_RulesAsConfiguration(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	config := ruleset(rule("A", score(1)), rule("Mail", mail("a", "b")))
	state := s.MustApply(nil, typeName, coretest.With(config, object{"binds": []any{}}))
	read := s.Data(typeName, object{"event_type": eventType})
	plan := s.Plan(state, typeName, object{"event_type": eventType, "rules": read.Get("rules"), "binds": read.Get("binds")})
	if plan.Action != coretest.NoOp {
		t.Errorf("got %s of %v with %v, want no change", plan.Action, plan.Changes(), plan.Diagnostics)
	}
}

// TestPlan_ReplacementByExistingRules changes the event to one that has rules, and to one that has none.
func TestPlan_ReplacementByExistingRules(t *testing.T) {
	rebilly := fakeapi.Start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	state := s.MustApply(nil, typeName, ruleset(rule("A", score(1))))
	rebilly.Put(collection, "dispute-created", object{"rules": []any{apiRule("Theirs", 1)}, "binds": []any{}})
	for event, want := range map[string]string{"dispute-created": "has rules or binds", "quote-created": ""} {
		plan := s.Plan(state, typeName, coretest.With(ruleset(rule("A", score(1))), object{"event_type": event}))
		if got := plan.Diagnostics.String(); plan.Diagnostics.HasError() != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", event, got, want)
		}
	}
}
