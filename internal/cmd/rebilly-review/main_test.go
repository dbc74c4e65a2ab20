package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
)

var update = flag.Bool("update", false, "write the reviews of testdata/plan.json")

const allGates = "price-decrease>20%,price-increase>150%,price-not-comparable,coupon-widened,deactivate,disable,destroy,rights-widened," +
	"checkout,drift,unknown"

// TestReview_Golden reviews a plan with a change of every kind. testdata/plan.json is from Terraform, with ids and secrets replaced.
func TestReview_Golden(t *testing.T) {
	for format, file := range map[string]string{"markdown": "review.md", "html": "review.html", "json": "review.json"} {
		got := reviewFile(t, filepath.Join("testdata", "plan.json"), format, errGate)
		golden := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s: got (-update writes it)\n%s\nwant (%v)\n%s", format, got, err, want)
		}
		// A secret key, and prices from a sensitive variable.
		for _, secret := range []string{"CANARY", "77773", "77779", "77,77"} {
			if strings.Contains(got, secret) {
				t.Errorf("%s: got %s in\n%s\nwant no sensitive value", format, secret, got)
			}
		}
	}
}

func reviewFile(t *testing.T, file, format string, wantErr error) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if err := run([]string{"-format", format, "-fail-on", allGates, file}, nil, &stdout, &stderr); !errors.Is(err, wantErr) {
		t.Errorf("got error %v, want %v", err, wantErr)
	}
	return stdout.String()
}

type object = map[string]any

func planOf(changes ...object) object {
	return object{"format_version": "1.2", "terraform_version": "1.11.0", "planned_values": object{}, "resource_changes": changes}
}

func changeOf(typeName, name string, before, after any, more object) object {
	actions := []string{"update"}
	switch {
	case before == nil:
		actions = []string{"create"}
	case after == nil:
		actions = []string{"delete"}
	}
	change := object{"actions": actions, "before": before, "after": after}
	maps.Copy(change, more)
	return object{
		"address": typeName + "." + name, "mode": "managed", "type": typeName,
		"provider_name": "registry.terraform.io/rebilly/rebilly", "change": change,
	}
}

// reviewOf returns the review of a plan in a format, and the error of the program.
func reviewOf(t *testing.T, plan any, args ...string) (string, error) {
	t.Helper()
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	err = run(args, bytes.NewReader(text), &stdout, &stderr)
	return stdout.String(), err
}

func decoded(t *testing.T, plan any, args ...string) (*review, error) {
	t.Helper()
	text, runErr := reviewOf(t, plan, append([]string{"-format", "json"}, args...)...)
	var r review
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v: %v\n%s", runErr, err, text)
	}
	return &r, runErr
}

func billingPlan(price any) object {
	return object{
		"id": "plan_1", "name": "Monthly", "currency": "USD", "is_active": true, "pricing": object{"flat_rate": object{"price": price}},
	}
}

// TestSecrets_EveryKind reviews an update, a create and a destroy of each type with a secret in every sensitive attribute of its schema.
func TestSecrets_EveryKind(t *testing.T) {
	known, err := readKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	const secret = "CANARY"
	secrets := 0
	for typeName, schema := range known.resources {
		value := func(public string) any { return sample(schema, public, secret+public, &secrets) }
		plan := planOf(
			changeOf(typeName, "updated", value("one"), value("two"), nil),
			changeOf(typeName, "created", nil, value("two"), nil),
			changeOf(typeName, "destroyed", value("one"), nil, nil),
		)
		plan["resource_drift"] = []object{changeOf(typeName, "drifted", value("one"), value("two"), nil)}
		for _, format := range []string{"markdown", "html", "json"} {
			got, err := reviewOf(t, plan, "-format", format, "-limit", "0", "-fail-on", "unknown")
			if err != nil || strings.Contains(got, secret) {
				t.Errorf("%s as %s: got error %v and\n%s\nwant no secret", typeName, format, err, got)
			}
			if !strings.Contains(got, "two") {
				t.Errorf("%s as %s: got\n%s\nwant the attributes that are not secret", typeName, format, got)
			}
		}
		// A mark of the whole object hides everything, names included.
		for _, marks := range []object{{"before_sensitive": true}, {"after_sensitive": true}} {
			got, err := reviewOf(t, planOf(changeOf(typeName, "x", value("OLD"), value("NEW"), marks)), "-format", "json")
			if err != nil || strings.Contains(got, "OLD") || strings.Contains(got, "NEW") {
				t.Errorf("%s with %v: got error %v and\n%s\nwant no value", typeName, marks, err, got)
			}
		}
	}
	if secrets == 0 {
		t.Error("got no sensitive attribute in any schema, want some")
	}
}

// sample returns a value for a schema: public in every attribute, and secret in the sensitive ones.
func sample(n node, public, secret string, secrets *int) any {
	switch {
	case n.isSecret:
		*secrets++
		return secret
	case n.attributes != nil:
		result := object{}
		for name, attribute := range n.attributes {
			result[name] = sample(attribute, public, secret, secrets)
		}
		return result
	case n.element != nil:
		return []any{sample(*n.element, public, secret, secrets)}
	}
	return public
}

// TestUnknownSchema covers plans of a newer provider: its values may be sensitive, so none is shown.
func TestUnknownSchema(t *testing.T) {
	updated := billingPlan(1)
	updated["new_token"] = "CANARY"
	got, err := reviewOf(t, planOf(
		changeOf("rebilly_plan", "p", billingPlan(1), updated, nil),
		changeOf("rebilly_novelty", "n", object{"id": "CANARY1"}, object{"id": "CANARY2"}, nil),
		changeOf("rebilly_novelty", "gone", object{"id": "CANARY1"}, nil, nil),
	), "-fail-on", "destroy")
	if !errors.Is(err, errGate) || strings.Contains(got, "CANARY") {
		t.Errorf("got error %v and\n%s\nwant a failed gate and no value", err, got)
	}
	for _, want := range []string{"`rebilly_novelty.n`", "`rebilly_novelty.gone` | destroyed", "`new_token` | not set | `a sensitive value`"} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %q", got, want)
		}
	}
}

func TestSensitivePrice_NotInferable(t *testing.T) {
	marks := object{
		"before_sensitive": object{"pricing": object{"flat_rate": object{"price": true}}},
		"after_sensitive":  object{"pricing": object{"flat_rate": object{"price": true}}},
	}
	r, _ := decoded(t, planOf(
		changeOf("rebilly_plan", "changed", billingPlan(10), billingPlan(20), marks),
		changeOf("rebilly_plan", "same", billingPlan(10), billingPlan(10), marks),
	), "-fail-on", "price-increase,price-not-comparable")
	changed, same := r.Changes[0], r.Changes[1]
	if len(changed.Prices) != 1 || changed.Prices[0].Percent != nil || changed.Costs[0].Percent != nil || changed.GreatestIncrease != nil {
		t.Errorf("got %+v, want one price without a percentage", changed)
	}
	if len(same.Prices) != 0 {
		t.Errorf("got %+v, want no price", same.Prices)
	}
	if !r.Gates[0].IsPassed || r.Gates[1].IsPassed {
		t.Errorf("got %+v, want only price-not-comparable to fail", r.Gates)
	}
}

func TestGates(t *testing.T) {
	key := func(permissions ...string) object {
		return object{"id": "key", "acl": []object{{"permissions": permissions}}, "allowed_ips": []string{"192.0.2.1"}}
	}
	tiers := func(prices ...float64) object {
		p := billingPlan(nil)
		var brackets []object
		for i, price := range prices {
			bracket := object{"price": price, "max_quantity": (i + 1) * 10}
			if i == len(prices)-1 {
				delete(bracket, "max_quantity")
			}
			brackets = append(brackets, bracket)
		}
		p["pricing"] = object{"volume": object{"brackets": brackets}}
		return p
	}
	inactive := billingPlan(10)
	inactive["is_active"] = false
	euro := billingPlan(10)
	euro["currency"] = "EUR"
	deactivating := billingPlan(10)
	deactivating["on_destroy"] = "deactivate"
	coupon := func(percent int) object {
		return object{"id": "SPRING", "discount": object{"percent": object{"value": percent, "context": "items"}}}
	}
	addresses := func(list ...string) object {
		return object{"acl": []object{{"permissions": []string{"GetPlan"}}}, "allowed_ips": list}
	}
	scoped := func(plans ...string) object {
		return object{"acl": []object{{"permissions": []string{"GetPlan"}, "scope": object{"plan_id": plans}}}}
	}
	role := func(juniors []string, permissions ...string) object {
		entries := []object{}
		if permissions != nil {
			entries = append(entries, object{"permissions": permissions})
		}
		return object{"name": "Support", "acl": entries, "junior_ids": juniors}
	}
	field := func(isEnabled bool) object {
		return object{"resource": "plans", "name": "level", "is_enabled": isEnabled, "on_destroy": "disable", "string": object{}}
	}
	unknownPrice := object{"after_unknown": object{"pricing": object{"flat_rate": object{"price": true}}}}
	replace := object{"actions": []string{"delete", "create"}}
	rate := func(price float64) object { return object{"id": "rate", "currency": "USD", "price": price} }
	for name, test := range map[string]struct {
		change object
		// fails are the gates that fail.
		fails string
	}{
		"texts":             {changeOf("rebilly_product", "p", object{"name": "a"}, object{"name": "b"}, nil), ""},
		"equal number":      {changeOf("rebilly_plan", "p", billingPlan(json.Number("1")), billingPlan(json.Number("1.0")), nil), ""},
		"small decrease":    {changeOf("rebilly_plan", "p", billingPlan(10), billingPlan(8), nil), ""},
		"decrease":          {changeOf("rebilly_plan", "p", billingPlan(10), billingPlan(7.99), nil), "price-decrease>20%"},
		"increase":          {changeOf("rebilly_plan", "p", billingPlan(10), billingPlan(26), nil), "price-increase>150%"},
		"from zero":         {changeOf("rebilly_plan", "p", billingPlan(0), billingPlan(1), nil), "price-increase>150%"},
		"replaced":          {changeOf("rebilly_plan", "p", billingPlan(10), billingPlan(1), replace), "price-decrease>20%,destroy"},
		"one tier":          {changeOf("rebilly_plan", "p", tiers(10, 8), tiers(10, 4), nil), "price-decrease>20%"},
		"tier added":        {changeOf("rebilly_plan", "p", tiers(10, 8), tiers(10, 8, 2), nil), "price-decrease>20%"},
		"flat to tiers":     {changeOf("rebilly_plan", "p", billingPlan(10), tiers(10, 2), nil), "price-decrease>20%,price-not-comparable"},
		"currency":          {changeOf("rebilly_plan", "p", billingPlan(10), euro, nil), "price-not-comparable"},
		"unknown price":     {changeOf("rebilly_plan", "p", billingPlan(10), billingPlan(nil), unknownPrice), "price-not-comparable,unknown"},
		"new unknown price": {changeOf("rebilly_plan", "p", nil, billingPlan(nil), unknownPrice), "price-not-comparable,unknown"},
		"new plan":          {changeOf("rebilly_plan", "p", nil, billingPlan(10), object{"after_unknown": object{"id": true}}), ""},
		"deactivated":       {changeOf("rebilly_plan", "p", billingPlan(10), inactive, nil), "deactivate"},
		"activated":         {changeOf("rebilly_plan", "p", inactive, billingPlan(10), nil), ""},
		"destroyed":         {changeOf("rebilly_plan", "p", deactivating, nil, nil), "deactivate,destroy"},
		"deleted":           {changeOf("rebilly_product", "p", object{"id": "x"}, nil, nil), "destroy"},
		"coupon widened":    {changeOf("rebilly_coupon", "c", coupon(20), coupon(25), nil), "coupon-widened"},
		"coupon narrowed":   {changeOf("rebilly_coupon", "c", coupon(20), coupon(15), nil), ""},
		"rights widened":    {changeOf("rebilly_api_key", "k", key("GetPlan"), key("GetPlan", "PutPlan"), nil), "rights-widened"},
		"rights narrowed":   {changeOf("rebilly_api_key", "k", key("GetPlan", "PutPlan"), key("GetPlan"), nil), ""},
		"unrestricted": {
			changeOf("rebilly_api_key", "k", key("GetPlan"), object{"allowed_ips": []string{"192.0.2.1"}}, nil), "rights-widened",
		},
		"new key": {changeOf("rebilly_api_key", "k", nil, key("GetPlan"), nil), "rights-widened"},
		"any address": {
			changeOf("rebilly_api_key", "k", key("GetPlan"), object{"acl": []object{{"permissions": []string{"GetPlan"}}}}, nil), "rights-widened",
		},
		"single address":    {changeOf("rebilly_api_key", "k", addresses("192.0.2.0/24"), addresses("192.0.2.7", "192.0.2.8/31"), nil), ""},
		"more addresses":    {changeOf("rebilly_api_key", "k", addresses("192.0.2.7"), addresses("192.0.2.0/24"), nil), "rights-widened"},
		"different address": {changeOf("rebilly_api_key", "k", addresses("192.0.2.7"), addresses("2001:db8::1"), nil), "rights-widened"},
		"wider scope": {
			changeOf("rebilly_api_key", "k", scoped("plan_1"), scoped("plan_1", "plan_2"), nil), "rights-widened",
		},
		"narrower scope":  {changeOf("rebilly_api_key", "k", scoped("plan_1", "plan_2"), scoped("plan_1"), nil), ""},
		"role":            {changeOf("rebilly_role", "r", role(nil, "GetPlan"), role(nil, "GetPlan", "PutPlan"), nil), "rights-widened"},
		"role narrowed":   {changeOf("rebilly_role", "r", role(nil, "GetPlan"), role(nil), nil), ""},
		"empty role":      {changeOf("rebilly_role", "r", nil, role(nil), nil), ""},
		"no longer empty": {changeOf("rebilly_role", "r", role(nil), role(nil, "GetPlan"), nil), "rights-widened"},
		"more roles":      {changeOf("rebilly_role", "r", role([]string{"a"}), role([]string{"a", "b"}), nil), "rights-widened"},
		"fewer roles":     {changeOf("rebilly_role", "r", role([]string{"a", "b"}), role([]string{"a"}), nil), ""},
		"unknown roles": {
			changeOf("rebilly_role", "r", role([]string{"a"}), role(nil), object{"after_unknown": object{"junior_ids": true}}),
			"rights-widened,unknown",
		},
		"field disabled":  {changeOf("rebilly_custom_field", "f", field(true), field(false), nil), "disable"},
		"field enabled":   {changeOf("rebilly_custom_field", "f", field(false), field(true), nil), ""},
		"field destroyed": {changeOf("rebilly_custom_field", "f", field(true), nil, nil), "disable,destroy"},
		"hosted pages": {
			changeOf("rebilly_website", "w", object{"id": "w", "settings": object{"payment_form": object{"css": "a"}}},
				object{"id": "w", "settings": object{"payment_form": object{"css": "b"}}}, nil), "checkout",
		},
		"website name":  {changeOf("rebilly_website", "w", object{"id": "w", "name": "a"}, object{"id": "w", "name": "b"}, nil), ""},
		"shipping rate": {changeOf("rebilly_shipping_rate", "r", rate(10), rate(5), nil), "price-decrease>20%"},
		"free shipping": {changeOf("rebilly_shipping_rate", "r", rate(10), rate(0), nil), "price-decrease>20%"},
	} {
		r, err := decoded(t, planOf(test.change), "-fail-on", allGates)
		var failed []string
		for _, gate := range r.Gates {
			if !gate.IsPassed {
				failed = append(failed, gate.Gate)
			}
		}
		if got := strings.Join(failed, ","); got != test.fails || errors.Is(err, errGate) != (test.fails != "") {
			t.Errorf("%s: got %q (%v), want %q; %+v", name, got, err, test.fails, r.Gates)
		}
	}
}

func TestNothingOfOurs(t *testing.T) {
	change := changeOf("aws_instance", "x", object{"a": 1}, object{"a": 2}, nil)
	change["provider_name"] = "registry.terraform.io/hashicorp/aws"
	got, err := reviewOf(t, planOf(change), "-fail-on", allGates)
	if err != nil || !strings.Contains(got, "This plan has no objects of the Rebilly provider.") {
		t.Errorf("got error %v and\n%s\nwant a remark", err, got)
	}
	got, err = reviewOf(t, planOf(changeOf("rebilly_product", "p", object{}, object{}, object{"actions": []string{"no-op"}})))
	if err != nil || !strings.Contains(got, "No object of Rebilly changes; 1 unchanged.") {
		t.Errorf("got error %v and\n%s\nwant that nothing changes", err, got)
	}
}

func TestInput(t *testing.T) {
	for name, test := range map[string]struct{ input, want string }{
		"empty":       {"", "the input is empty"},
		"plan file":   {"PK\x03\x04", "is a plan file"},
		"text":        {"Terraform will perform", "not the JSON of a plan"},
		"state":       {`{"format_version":"1.0","values":{}}`, "not that of a plan"},
		"log":         {"{\"@level\":\"info\"}\n{\"@level\":\"info\"}\n", "more than one JSON object"},
		"utf-16":      {"\xff\xfe{\x00", "UTF-16"},
		"new version": {`{"format_version":"2.0","planned_values":{}}`, `format version "2.0"`},
		"truncated":   {`{"format_version":"1.0","planned_values":{`, "not the JSON of a plan"},
	} {
		err := run(nil, strings.NewReader(test.input), &bytes.Buffer{}, &bytes.Buffer{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
	if got, err := reviewOf(t, "\ufeff"); err == nil {
		t.Errorf("a JSON text: got %s, want an error", got)
	}
	plan := planOf()
	plan["errored"] = true
	if got, err := reviewOf(t, plan); !errors.Is(err, errPlan) {
		t.Errorf("plan with an error: got %v and %s, want %v", err, got, errPlan)
	}
}

func TestArguments(t *testing.T) {
	for _, args := range [][]string{
		{"-format", "pdf"}, {"-limit", "-1"}, {"a", "b"}, {"-fail-on", "nonsense"}, {"-fail-on", "destroy>20%"},
		{"-fail-on", "price-decrease>much"}, {"-fail-on", "price-decrease>-5%"}, {"-fail-on", "price-decrease>1e9%"}, {"-unknown"},
	} {
		if err := run(args, strings.NewReader("{}"), &bytes.Buffer{}, &bytes.Buffer{}); !errors.Is(err, errUsage) {
			t.Errorf("%q: got %v, want %v", args, err, errUsage)
		}
	}
	var help bytes.Buffer
	if err := run([]string{"-h"}, nil, &bytes.Buffer{}, &help); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v, want help", err)
	}
	for _, name := range gateNames() {
		if !strings.Contains(help.String(), name) {
			t.Errorf("got\n%s\nwant the gate %s", help.String(), name)
		}
	}
}

// TestMarkdown_Escapes puts characters with a meaning into names and values.
func TestMarkdown_Escapes(t *testing.T) {
	const hostile = "a|b`<script>alert(1)</script>\n# @someone [x](http://example.com) **b** \u202e"
	before, after := billingPlan(1), billingPlan(2)
	before["name"], after["name"] = hostile, hostile+"2"
	before["currency"], after["currency"] = "<b>", "|"
	plan := planOf(changeOf("rebilly_plan", "p[\"<i>|`\"]", before, after, nil))
	got, err := reviewOf(t, plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(got, "\n") {
		if strings.Contains(line, "alert") {
			inTable := strings.Count(line, "|") - 1
			if inTable != 4 && inTable != 5 || strings.Contains(line, "<script>") || strings.Contains(line, "@someone") {
				t.Errorf("got %s, want every character of the name escaped", line)
			}
		}
	}
	if strings.Contains(got, "\u202e") {
		t.Errorf("got %q, want no characters that change the direction of text", got)
	}
	got, err = reviewOf(t, plan, "-format", "html")
	if err != nil || strings.Contains(got, "<script>") || strings.Contains(got, "<i>") || strings.Contains(got, "\u202e") {
		t.Errorf("got error %v and %s, want every character escaped", err, got)
	}
}

func TestHugeValues(t *testing.T) {
	before, after := billingPlan(json.Number("1")), billingPlan(json.Number("1"+strings.Repeat("0", 5000)))
	before["description"], after["description"] = strings.Repeat("x", 1<<20), strings.Repeat("y", 1<<20)
	for _, format := range []string{"markdown", "html", "json"} {
		got, err := reviewOf(t, planOf(changeOf("rebilly_plan", "p", before, after, nil)), "-format", format)
		if err != nil || len(got) > 20_000 {
			t.Errorf("%s: got error %v and %d bytes, want less than 20,000", format, err, len(got))
		}
	}
}

// manyChanges is a plan that changes a number of billing plans with tiers.
func manyChanges(count int) object {
	var changes []object
	for i := range count {
		version := func(factor int) object {
			p := billingPlan(nil)
			p["id"], p["name"] = fmt.Sprintf("plan_%d", i), fmt.Sprintf("Plan %d", i)
			p["description"] = strings.Repeat("A long description. ", 50)
			p["pricing"] = object{"tiered": object{"brackets": []object{
				{"price": 10 * factor, "max_quantity": 10}, {"price": 8 * factor, "max_quantity": 100}, {"price": 7 * factor},
			}}}
			return p
		}
		changes = append(changes, changeOf("rebilly_plan", fmt.Sprintf("p[%d]", i), version(1), version(2), nil))
	}
	return planOf(changes...)
}

// TestManyChanges reviews 1,000 changes. The Markdown fits into a comment, and the other formats have every change.
func TestManyChanges(t *testing.T) {
	plan := manyChanges(1000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	got, err := reviewOf(t, plan)
	runtime.ReadMemStats(&after)
	t.Logf("%v, %d MB allocated", time.Since(start), (after.TotalAlloc-before.TotalAlloc)>>20)
	if err != nil || len(got) > defaultLimit || !strings.Contains(got, "more rows, which the HTML has") {
		t.Errorf("got error %v and %d bytes, want at most %d with a remark", err, len(got), defaultLimit)
	}
	r, err := decoded(t, plan)
	if err != nil || len(r.Changes) != 1000 || slices.ContainsFunc(r.Changes, func(c objectChange) bool { return len(c.Prices) != 3 }) {
		t.Errorf("got error %v and %d changes, want 1,000 with three prices each", err, len(r.Changes))
	}
	if got, err := reviewOf(t, plan, "-format", "html"); err != nil || !strings.Contains(got, "Plan 999") {
		t.Errorf("got error %v and %d bytes, want every change", err, len(got))
	}
}

func BenchmarkReview(b *testing.B) {
	text, err := json.Marshal(manyChanges(1000))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := run(nil, bytes.NewReader(text), &bytes.Buffer{}, &bytes.Buffer{}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestOutcomes(t *testing.T) {
	known, err := readKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	for typeName, want := range map[string]string{
		"rebilly_product": "deleted", "rebilly_coupon": "expired", "rebilly_custom_field": "disabled",
		"rebilly_authentication_options": outcomeKept, "rebilly_journal_account": outcomeKept, "rebilly_novelty": "destroyed",
	} {
		if got := known.outcome(typeName, nil); got != want {
			t.Errorf("%s: got %s, want %s", typeName, got, want)
		}
	}
	for onDestroy, want := range map[string]string{
		"deactivate": "deactivated", "delete": "deleted", "reset": "reset", "abandon": outcomeKept,
	} {
		if got := known.outcome("rebilly_plan", object{"on_destroy": onDestroy}); got != want {
			t.Errorf("%s: got %s, want %s", onDestroy, got, want)
		}
	}
}

func TestShown_Marks(t *testing.T) {
	known, err := readKnowledge()
	if err != nil {
		t.Fatal(err)
	}
	_, after := shown(known.resources["rebilly_plan"], version{}, version{
		value: object{"name": "x", "custom_fields": object{"a": "1"}}, unknown: object{"pricing": true, "custom_fields": object{"b": true}},
		sensitive: object{"custom_fields": object{"a": true}},
	})
	got, _ := after.(map[string]any)
	fields, _ := got["custom_fields"].(map[string]any)
	if got["pricing"] != commercial.Unknown || fields["a"] != commercial.Sensitive || fields["b"] != commercial.Unknown {
		t.Errorf("got %v, want unknown pricing, a sensitive custom field and an unknown one", got)
	}
}
