package schema_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

var text = schema.Field{Kind: schema.Text}

func parse(t *testing.T, encoded string) schema.Document {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(encoded)))
	decoder.UseNumber()
	var doc schema.Document
	if err := decoder.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestValidate(t *testing.T) {
	declared := schema.Fields{
		"amount":  {Kind: schema.Number, Min: new(0.0), ExclusiveMin: true},
		"count":   {Kind: schema.Integer, Min: new(0.0), Max: new(2.0)},
		"list":    {Kind: schema.List, Items: &text, MaxItems: 2, UniqueItems: true},
		"numbers": {Kind: schema.List, Items: &schema.Field{Kind: schema.Number}, UniqueItems: true},
		"any":     {Nullable: true},
		"either":  {Alternatives: []schema.Field{{Kind: schema.Boolean}, {Kind: schema.Text, MaxLength: 2}}},
	}
	for encoded, want := range map[string][]string{
		`{"amount": 0.1, "count": 0, "list": ["a", "b"], "any": [1], "either": "ab"}`: nil,
		`{"any": null, "either": true}`:                                               nil,
		`{"amount": 0}`:                                                               {"amount"},
		`{"count": -1}`:                                                               {"count"},
		`{"count": 3}`:                                                                {"count"},
		`{"list": ["a", "a"]}`:                                                        {"list.1"},
		`{"list": ["a", "b", "c"]}`:                                                   {"list"},
		`{"numbers": [1, 2, 1]}`:                                                      {"numbers.2"},
		`{"either": "abc"}`:                                                           {"either"},
		`{"either": null}`:                                                            {"either"},
	} {
		var invalid schema.InvalidFields
		declared.Validate("", parse(t, encoded), &invalid)
		var got []string
		for _, f := range invalid {
			got = append(got, f.Field)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got invalid fields %v, want %v", encoded, got, want)
		}
	}
}

func TestPatch(t *testing.T) {
	declared := schema.Fields{
		"name":   text,
		"note":   {Kind: schema.Text, Nullable: true},
		"nested": {Kind: schema.Object, Nullable: true, Fields: schema.Fields{"a": text, "b": {Kind: schema.Text, Nullable: true}}},
		"map":    {Kind: schema.StringMap},
		"list":   {Kind: schema.List, Items: &text},
		"method": {Kind: schema.Object, VariantBy: "type", Variants: map[string]schema.Fields{
			"one": {"type": text, "x": text, "y": text},
			"two": {"type": text, "z": text},
		}},
	}
	const before = `{"name": "n", "note": "o", "nested": {"a": "1", "b": "2"}, "map": {"k": "1", "l": "2"}, "list": ["1"],
		"method": {"type": "one", "x": "1", "y": "2"}}`
	for encoded, want := range map[string]string{
		`{}`:                                    `{}`,
		`{"name": "new", "note": null}`:         `{"name": "new", "note": null}`,
		`{"nested": {"b": null}}`:               `{"nested": {"a": "1", "b": null}}`,
		`{"nested": null}`:                      `{"nested": null}`,
		`{"map": {"k": null, "m": "3"}}`:        `{"map": {"l": "2", "m": "3"}}`,
		`{"map": []}`:                           `{}`,
		`{"list": ["2"]}`:                       `{"list": ["2"]}`,
		`{"method": {"x": "3"}}`:                `{"method": {"type": "one", "x": "3", "y": "2"}}`,
		`{"method": {"type": "one", "x": "3"}}`: `{"method": {"type": "one", "x": "3", "y": "2"}}`,
		`{"method": {"type": "two", "z": "3"}}`: `{"method": {"type": "two", "z": "3"}}`,
	} {
		original := parse(t, before)
		expected := parse(t, before)
		for name, value := range parse(t, want) {
			expected[name] = value
		}
		if diff := cmp.Diff(expected, declared.Patch(original, parse(t, encoded))); diff != "" {
			t.Errorf("%s: object differs (-want +got):\n%s", encoded, diff)
		}
		if diff := cmp.Diff(parse(t, before), original); diff != "" {
			t.Errorf("%s: the object before differs (-want +got):\n%s", encoded, diff)
		}
	}
}

func TestWriteOnly(t *testing.T) {
	secret := schema.Field{Kind: schema.Text, WriteOnly: true, Required: true}
	declared := schema.Fields{
		"name": text, "key": secret, "nested": {Kind: schema.Object, Fields: schema.Fields{"password": secret, "user": text}},
	}
	stored := declared.Complete(parse(t, `{"name": "n", "key": "k", "nested": {"user": "u", "password": "p"}}`), nil, true)
	want := parse(t, `{"name": "n", "nested": {"user": "u"}}`)
	if diff := cmp.Diff(want, declared.Present(stored, schema.Encoding{})); diff != "" {
		t.Errorf("response differs (-want +got):\n%s", diff)
	}
	stored = declared.Complete(parse(t, `{"name": "m", "nested": {"user": "v"}}`), stored, true)
	if stored["key"] != "k" || schema.Child(stored, "nested")["password"] != "p" {
		t.Errorf("got %v after a write without the secrets, want them kept", stored)
	}
	if stored = declared.Complete(parse(t, `{"key": "l"}`), stored, true); stored["key"] != "l" {
		t.Errorf("got key %v, want the new one", stored["key"])
	}
}

func TestAlternatives_Stored(t *testing.T) {
	declared := schema.Fields{"limit": {Alternatives: []schema.Field{
		{Kind: schema.Object, Fields: schema.Fields{"amount": {Kind: schema.Integer, Required: true}}},
		{Kind: schema.Object, Fields: schema.Fields{"period": {Kind: schema.Text, Required: true}, "unit": {Kind: schema.Text, Initial: "day"}}},
	}}}
	for encoded, want := range map[string]string{
		`{"limit": {"amount": 1}}`:   `{"limit": {"amount": 1}}`,
		`{"limit": {"period": "x"}}`: `{"limit": {"period": "x", "unit": "day"}}`,
	} {
		stored := declared.Complete(parse(t, encoded), nil, true)
		if diff := cmp.Diff(parse(t, want), declared.Present(stored, schema.Encoding{})); diff != "" {
			t.Errorf("%s: object differs (-want +got):\n%s", encoded, diff)
		}
	}
}
