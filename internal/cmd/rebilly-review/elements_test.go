package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const rulesetType = "rebilly_event_ruleset"

func rule(name string, actions ...any) object { return object{"name": name, "actions": actions} }

func score(number int) object { return object{"add_risk_score": object{"score": number}} }

func payment(schedule object) object {
	return object{"schedule_payment": object{"schedule_instruction": schedule, "amount_policy": "invoice-amount-due"}}
}

// retry is an action with an attempt after each number of days.
func retry(days ...int) object {
	var attempts []any
	for _, duration := range days {
		attempts = append(attempts, object{"schedule_instruction": object{"date_interval": object{"duration": duration, "unit": "days"}}})
	}
	return object{"schedule_invoice_retry": object{
		"attempts": attempts, "after_attempt_policies": []any{}, "after_retry_end_policies": []any{},
	}}
}

// rows returns the changed attributes of an update of a ruleset, which the provider plans.
func rows(t *testing.T, before, after object) string {
	t.Helper()
	before["event_type"], after["event_type"] = "invoice-paid", "invoice-paid"
	s := coretest.NewCore(t, fakeapi.Start(t).ProviderConfig())
	state := s.MustApply(nil, rulesetType, before)
	plan := s.Plan(state, rulesetType, after)
	if plan.Diagnostics.HasError() {
		t.Fatalf("got %v, want no error", plan.Diagnostics)
	}
	r, err := decoded(t, planOf(plannedChange(rulesetType+".x", state, plan)))
	if err != nil {
		t.Fatal(err)
	}
	return attributeRows(r.Changes[0].Attributes)
}

func attributeRows(changes []attributeChange) string {
	var lines []string
	text := func(value *string) string {
		if value == nil {
			return "-"
		}
		return *value
	}
	for _, change := range changes {
		lines = append(lines, fmt.Sprintf("%s: %s → %s", change.Path, text(change.Before), text(change.After)))
	}
	return strings.Join(lines, "\n")
}

func TestElements_Names(t *testing.T) {
	for name, test := range map[string]struct {
		before, after object
		want          string
	}{
		"everything": {
			object{
				"rules": []any{rule("Retry soft declines", retry(3, 7)), rule("Score", score(1)), rule("Stop", object{"stop_subscriptions": object{}})},
				"binds": []any{rule("Tag", score(1))},
			},
			object{"rules": []any{
				rule("Stop", object{"stop_subscriptions": object{}}), rule("Retry soft declines", retry(5, 7)), rule("New", score(2)),
				rule("Score", score(1)),
			}},
			`binds["Tag"]: position 1 → removed
binds["Tag"].actions.add_risk_score: position 1 → removed
binds["Tag"].actions.add_risk_score.score: 1 → -
binds["Tag"].actions.add_risk_score.status: active → -
binds["Tag"].status: active → -
rules["Stop"]: position 3 → moved to position 1, before "Retry soft declines"
rules["Retry soft declines"].actions.schedule_invoice_retry.attempts.0.schedule_instruction.date_interval.duration: 3 → 5
rules["New"]: - → added at position 3, before "Score"
rules["New"].actions.add_risk_score: - → added at position 1, the last
rules["New"].actions.add_risk_score.score: - → 2
rules["New"].actions.add_risk_score.status: - → active
rules["New"].final: - → true
rules["New"].status: - → active`,
		},
		"renamed": {
			object{"rules": []any{rule("A", score(1)), rule("B", score(2))}}, object{"rules": []any{rule("A", score(1)), rule("C", score(2))}},
			`rules["B"].name: B → C`,
		},
		"actions": {
			object{"rules": []any{rule("A.b", score(1), score(2), object{"decline_transaction": object{}})}},
			object{"rules": []any{rule("A.b", object{"stop_subscriptions": object{}}, score(1), score(3))}},
			`rules["A.b"].actions.stop_subscriptions: - → added at position 1, before add_risk_score
rules["A.b"].actions.stop_subscriptions.status: - → active
rules["A.b"].actions.add_risk_score#2.score: 2 → 3
rules["A.b"].actions.decline_transaction: position 3 → removed
rules["A.b"].actions.decline_transaction.status: active → -`,
		},
		"variant": {
			object{"rules": []any{rule("A", payment(object{"auto": object{}}))}},
			object{"rules": []any{rule("A", payment(object{"immediately": object{}}))}},
			`rules["A"].actions.schedule_payment.schedule_instruction.auto: {} → -
rules["A"].actions.schedule_payment.schedule_instruction.immediately: - → {}`,
		},
		"same names": {
			object{"rules": []any{rule("Same", score(1)), rule("Same", score(2))}},
			object{"rules": []any{rule("Same", score(1)), rule("Same", score(3))}},
			`rules["Same"#2].actions.add_risk_score.score: 2 → 3`,
		},
	} {
		if got := rows(t, test.before, test.after); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// TestElements_Sensitive has a sensitive value in a rule that is moved, changed or new: no other rule may show it.
func TestElements_Sensitive(t *testing.T) {
	list := func(rules ...any) object { return object{"event_type": "invoice-paid", "rules": rules} }
	filtered := func(name, filter string) object {
		result := rule(name)
		result["filter"] = filter
		return result
	}
	marks := func(at int) any {
		result := []any{object{}, object{}}
		result[at] = object{"filter": true}
		return object{"rules": result}
	}
	actions := func(list ...any) object { return object{"rules": []any{object{"actions": list}}} }
	const moved, change = `rules["A"]: position 1 → moved to position 2, the last`, "a sensitive value → a different sensitive value"
	for name, test := range map[string]struct {
		before, after object
		marks         object
		want          string
	}{
		"moved": {
			list(filtered("A", "CANARY"), filtered("B", "b")), list(filtered("B", "b"), filtered("A", "CANARY")),
			object{"before_sensitive": marks(0), "after_sensitive": marks(1)}, moved,
		},
		"moved and changed": {
			list(filtered("A", "CANARY"), filtered("B", "b")), list(filtered("B", "b"), filtered("A", "CANARY2")),
			object{"before_sensitive": marks(0), "after_sensitive": marks(1)}, moved + "\n" + `rules["A"].filter: ` + change,
		},
		// The state of a value is not sensitive yet, and the rule that has it is a different one now.
		"different rule": {
			list(filtered("B", "b"), filtered("A", "CANARY")), list(filtered("C", "CANARY"), filtered("B", "b")),
			object{"after_sensitive": marks(0)},
			`rules["C"]: - → added at position 1, before "B"
rules["C"].filter: - → a sensitive value
rules["A"]: position 2 → removed
rules["A"].filter: a sensitive value → -`,
		},
		"unknown action": {
			list(rule("A", score(1), object{"stop_subscriptions": object{}})), list(rule("A", object{}, score(2))),
			object{
				"before_sensitive": actions(object{"add_risk_score": object{"score": true}}, object{}),
				"after_sensitive":  actions(object{}, object{"add_risk_score": object{"score": true}}),
				"after_unknown":    actions(object{"stop_subscriptions": true}, object{}),
			},
			`rules["A"].actions.stop_subscriptions: {} → not known yet
rules["A"].actions.add_risk_score: position 1 → moved to position 2, the last
rules["A"].actions.add_risk_score.score: ` + change,
		},
		"names": {
			list(filtered("CANARY", "a"), filtered("B", "b")), list(filtered("B", "b"), filtered("CANARY", "a")),
			object{
				"before_sensitive": object{"rules": []any{object{"name": true}, object{}}},
				"after_sensitive":  object{"rules": []any{object{}, object{"name": true}}},
			},
			`rules.0.filter: a → b
rules.0.name: ` + change + `
rules.1.filter: b → a
rules.1.name: ` + change,
		},
	} {
		r, err := decoded(t, planOf(changeOf(rulesetType, "x", test.before, test.after, test.marks)))
		if err != nil {
			t.Fatal(err)
		}
		if got := attributeRows(r.Changes[0].Attributes); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// TestElements_Unknown has a name that is not known: the elements are compared by their indexes.
func TestElements_Unknown(t *testing.T) {
	before, after := object{"rules": []any{rule("A"), rule("B")}}, object{"rules": []any{rule("B"), object{}}}
	r, err := decoded(t, planOf(changeOf(rulesetType, "x", before, after,
		object{"after_unknown": object{"rules": []any{object{}, object{"name": true}}}})))
	const want = "rules.0.name: A → B\nrules.1.name: B → not known yet"
	if err != nil {
		t.Fatal(err)
	}
	if got := attributeRows(r.Changes[0].Attributes); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
