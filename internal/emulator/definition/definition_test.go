package definition

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// TestSchemas_NoUnsupportedKeyword finds conditions that no emulated family would apply: an emulator that accepts more than Rebilly is a
// defect.
func TestSchemas_NoUnsupportedKeyword(t *testing.T) {
	supported := []string{
		"$ref", "additionalProperties", "allOf", "const", "default", "discriminator", "enum", "exclusiveMinimum", "format", "items", "maxItems",
		"maxLength", "maximum", "minItems", "minLength", "minimum", "not", "oneOf", "pattern", "properties", "readOnly", "required", "type",
		"uniqueItems", "writeOnly",
		// It is not a condition.
		"deprecated",
		// These are in objects that Rebilly returns, and in orders and usage limits, which are not emulated.
		"maxProperties", "minProperties",
	}
	root, err := apifacts.Document()
	if err != nil {
		t.Fatal(err)
	}
	var check func(path string, declared any)
	check = func(path string, declared any) {
		for keyword, value := range object(declared) {
			if !slices.Contains(supported, keyword) {
				t.Errorf("%s: got keyword %q, want it supported", path, keyword)
			}
			switch keyword {
			case "items", "not":
				check(path+"/"+keyword, value)
			case "allOf", "oneOf":
				parts, _ := value.([]any)
				for _, part := range parts {
					check(path+"/"+keyword, part)
				}
			case "properties":
				for name, property := range object(value) {
					check(path+"/"+name, property)
				}
			case "pattern":
				if _, err := compile(schema.TextOf(value)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
		}
	}
	for name, declared := range object(object(root["components"])["schemas"]) {
		check(name, declared)
	}
}

// TestLoad_EveryPath loads every family of the definition.
func TestLoad_EveryPath(t *testing.T) {
	root, err := apifacts.Document()
	if err != nil {
		t.Fatal(err)
	}
	for path := range object(root["paths"]) {
		if strings.HasSuffix(path, "}") {
			continue
		}
		family, err := Load(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if len(family.Single) == 0 {
			t.Errorf("%s: got no operations on an object, want some", path)
		}
	}
	if _, err := Load("/nothing"); err == nil || !strings.Contains(err.Error(), "/nothing") {
		t.Errorf("got error %v, want one with the path", err)
	}
}

func TestLoad(t *testing.T) {
	tests := map[string]struct {
		parameter          string
		collection, single []string
		statuses           map[string]map[int]bool
	}{
		"/shipping-rates": {"id", []string{"GET", "POST"}, []string{"DELETE", "GET", "PUT"}, map[string]map[int]bool{
			"PUT":    {200: true, 201: true, 401: true, 403: true, 422: true, 429: true},
			"DELETE": {204: true, 401: true, 403: true, 404: true, 409: true, 429: true},
		}},
		"/tags": {"tag", []string{"GET", "POST"}, []string{"DELETE", "GET", "PATCH"}, nil},
		"/authentication-options": {"", nil, []string{"GET", "PUT"}, map[string]map[int]bool{
			"PUT": {200: true, 401: true, 403: true, 422: true, 429: true},
		}},
		"/custom-fields/{resource}": {"name", []string{"GET"}, []string{"GET", "PUT"}, nil},
	}
	for path, test := range tests {
		family, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if family.Parameter != test.parameter {
			t.Errorf("%s: got parameter %q, want %q", path, family.Parameter, test.parameter)
		}
		if got := schema.SortedKeys(family.Collection); !cmp.Equal(got, test.collection) {
			t.Errorf("%s: got methods %v of the collection, want %v", path, got, test.collection)
		}
		if got := schema.SortedKeys(family.Single); !cmp.Equal(got, test.single) {
			t.Errorf("%s: got methods %v of an object, want %v", path, got, test.single)
		}
		for method, want := range test.statuses {
			if diff := cmp.Diff(want, family.Single[method].Statuses); diff != "" {
				t.Errorf("%s %s: statuses differ (-want +got):\n%s", method, path, diff)
			}
		}
	}
}

func TestLoad_Body(t *testing.T) {
	family, err := Load("/tags")
	if err != nil {
		t.Fatal(err)
	}
	if body := family.Collection["POST"].Body; body != nil {
		t.Errorf("POST: got body %v, want that of responses", body)
	}
	body := family.Single["PATCH"].Body
	if body == nil || len(body.Fields) != 1 || !body.Fields["name"].Required {
		t.Errorf("PATCH: got body %v, want a required name alone", body)
	}
	if !family.Key.Format.Matches("a tag+1") || family.Key.Format.Matches("a/b") {
		t.Error("key: got a different pattern, want that of the path")
	}
}

func TestField(t *testing.T) {
	one, three := 1.0, 3.5
	text := schema.Field{Kind: schema.Text}
	tests := map[string]struct {
		declared string
		want     schema.Field
	}{
		"text":     {`{"type": "string", "minLength": 1, "maxLength": 5}`, schema.Field{Kind: schema.Text, MinLength: 1, MaxLength: 5}},
		"nullable": {`{"type": ["integer", "null"], "minimum": 1}`, schema.Field{Kind: schema.Integer, Nullable: true, Min: &one}},
		"exclusive minimum": {
			`{"type": "number", "exclusiveMinimum": 1, "maximum": 3.5}`,
			schema.Field{Kind: schema.Number, Min: &one, ExclusiveMin: true, Max: &three},
		},
		"null":       {`{"type": "null"}`, schema.Field{Kind: schema.Null, Nullable: true}},
		"anything":   {`{}`, schema.Field{Nullable: true}},
		"default":    {`{"type": "boolean", "default": false}`, schema.Field{Kind: schema.Boolean, Initial: false}},
		"write-only": {`{"type": "string", "writeOnly": true}`, schema.Field{Kind: schema.Text, WriteOnly: true}},
		"reference":  {`{"$ref": "#/named", "readOnly": true}`, schema.Field{Kind: schema.Text, MaxLength: 9, ReadOnly: true}},
		"enum": {
			`{"type": ["string", "null"], "enum": ["a", "b", null]}`,
			schema.Field{Kind: schema.Text, Nullable: true, Enum: []string{"a", "b"}},
		},
		"enum without some": {
			`{"allOf": [{"type": "string", "enum": ["a", "b"]}, {"not": {"enum": ["a"]}}]}`,
			schema.Field{Kind: schema.Text, Enum: []string{"b"}},
		},
		"list": {
			`{"type": "array", "items": {"type": "string"}, "minItems": 0, "maxItems": 2, "uniqueItems": true}`,
			schema.Field{Kind: schema.List, Items: &text, MaxItems: 2, UniqueItems: true},
		},
		"open object":  {`{"type": "object"}`, schema.Field{Kind: schema.Object, Open: true}},
		"map of texts": {`{"type": "object", "additionalProperties": {"type": "string"}}`, schema.Field{Kind: schema.StringMap}},
		"object by its parts": {
			`{"allOf": [
				{"properties": {"a": {"type": "string"}}, "required": ["a"]},
				{"type": "object", "properties": {"a": {"maxLength": 2}, "b": {"type": "string"}}, "required": ["b"]}]}`,
			schema.Field{Kind: schema.Object, Fields: schema.Fields{
				"a": {Kind: schema.Text, Required: true, MaxLength: 2}, "b": {Kind: schema.Text, Required: true},
			}},
		},
		"variants": {
			`{"discriminator": {"propertyName": "kind", "mapping": {"a": "#/derived"}}, "properties": {"kind": {"type": "string"}}}`,
			schema.Field{Kind: schema.Object, VariantBy: "kind", Variants: map[string]schema.Fields{"a": {"kind": text, "b": text}}},
		},
		"or null": {`{"oneOf": [{"$ref": "#/named"}, {"type": "null"}]}`, schema.Field{Kind: schema.Text, MaxLength: 9, Nullable: true}},
		"alternatives": {
			`{"oneOf": [{"type": "string"}, {"type": "boolean"}]}`,
			schema.Field{Alternatives: []schema.Field{text, {Kind: schema.Boolean}}},
		},
	}
	root := parse(t, `{"named": {"type": "string", "maxLength": 9},
		"base": {"type": "object", "discriminator": {"propertyName": "kind", "mapping": {"a": "#/derived"}},
			"properties": {"kind": {"type": "string"}}},
		"derived": {"allOf": [{"$ref": "#/base"}, {"type": "object", "properties": {"b": {"type": "string"}}}]}}`)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := document{root}.field(parse(t, test.declared))
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreFields(schema.Field{}, "Format")); diff != "" {
				t.Errorf("field differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormat(t *testing.T) {
	tests := []struct{ declared, good, bad string }{
		{`{"format": "email"}`, "a@example.com", "a"},
		{`{"format": "uri"}`, "https://example.com/a", "example"},
		{`{"format": "ip"}`, "192.0.2.1", "192.0.2"},
		{`{"format": "date"}`, "2026-01-31", "2026-02-31"},
		{`{"format": "date-time"}`, "2026-01-31T10:00:00Z", "2026-01-31"},
		{`{"pattern": "^[a-z]+$"}`, "a", "A"},
		{`{"pattern": "/^[a-z]+$/iu"}`, "A", "1"},
		{`{"pattern": "^[\\u0000-\\u007f]+$"}`, "a", "ä"},
	}
	for _, test := range tests {
		f := format(parse(t, test.declared))
		if f == nil {
			t.Errorf("%s: got no format, want one", test.declared)
			continue
		}
		for value, want := range map[string]bool{test.good: true, test.bad: false} {
			if got := f.Matches(value); got != want {
				t.Errorf("%s: %q matches: got %t, want %t", test.declared, value, got, want)
			}
		}
	}
	for _, declared := range []string{`{}`, `{"format": "double"}`, `{"format": "password"}`, `{"pattern": "(?=a)"}`} {
		if f := format(parse(t, declared)); f != nil {
			t.Errorf("%s: got format %s, want none", declared, f.Name)
		}
	}
}

func parse(t *testing.T, text string) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var parsed map[string]any
	if err := decoder.Decode(&parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}
