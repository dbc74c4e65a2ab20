package emulator_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestCustomField_Lifecycle(t *testing.T) {
	e, c := start(t, emulator.Options{})
	const path = "/custom-fields/products/tier"
	c.must(404, "GET", path, "")
	created := c.do("PUT", path, `{"type": "string", "name": "other", "additionalSchema": {"maxLength": 4000}}`)
	self := c.base + "/organizations/" + organization + path
	if created.status != 201 || created.header.Get("Location") != self {
		t.Errorf("got %d, Location %q, want 201, %q", created.status, created.header.Get("Location"), self)
	}
	want := object{
		"name": "tier", "type": "string", "description": nil, "isEnabled": true,
		"additionalSchema": created.body.(object)["additionalSchema"], "_links": []any{object{"rel": "self", "href": self}},
	}
	if diff := cmp.Diff(want, created.body); diff != "" {
		t.Errorf("custom field differs (-want +got):\n%s", diff)
	}
	if got := c.must(200, "PUT", path, `{"type": "string"}`); got["additionalSchema"] != nil {
		t.Errorf("got %v, want a PUT to replace additionalSchema", got)
	}
	c.must(201, "PUT", "/custom-fields/plans/tier", `{"type": "integer"}`)
	for query, names := range map[string]int{"": 1, "?limit=1": 1, "?offset=1": 0, "?filter=type:boolean": 1, "?sort=odd": 1} {
		list := c.do("GET", "/custom-fields/products"+query, "")
		if found, _ := list.body.([]any); list.status != 200 || len(found) != names || list.header.Get("Pagination-Total") != "" {
			t.Errorf("%s: got %d %v %s, want %d names and no paging headers", query, list.status, list.header, list.raw, names)
		}
	}
	if r := c.do("GET", "/custom-fields/products?limit=1001", ""); r.status != 422 {
		t.Errorf("got status %d, want 422", r.status)
	}
	for request, allow := range map[string]string{"DELETE " + path: "GET, PUT", "POST /custom-fields/products": "GET"} {
		method, path, _ := strings.Cut(request, " ")
		if got := c.do(method, path, "{}"); got.status != 405 || got.header.Get("Allow") != allow {
			t.Errorf("%s: got %d, Allow %q, want 405, %q", request, got.status, got.header.Get("Allow"), allow)
		}
	}
	for _, path := range []string{"/custom-fields", "/custom-fields/houses", "/custom-fields/houses/a", "/custom-fields/products/a/b"} {
		c.must(404, "GET", path, "")
	}
	for _, name := range []string{"a.b", strings.Repeat("a", 61)} {
		c.must(422, "PUT", "/custom-fields/products/"+name, `{"type": "string"}`)
	}
	if _, ok := e.Get("custom-fields", "products/tier"); !ok {
		t.Error("got no object products/tier, want one")
	}
	if got := e.Requests()["PUT /custom-fields/{resource}/{name}"]; got != 5 {
		t.Errorf("got %d requests, want 5: %v", got, e.Requests())
	}
}

func TestCustomField_Conflicts(t *testing.T) {
	e, c := start(t, emulator.Options{})
	const path = "/custom-fields/products/tier"
	c.must(201, "PUT", path, `{"type": "string"}`)
	if got := c.must(409, "PUT", path, `{"type": "integer"}`); got["error"] != got["detail"] || got["error"] == "" {
		t.Errorf("got %v, want the reason in error and detail", got)
	}
	e.BlockDelete("custom-fields", "products/tier", "Schema in use")
	if got := c.must(409, "PUT", path, `{"type": "string", "isEnabled": false}`); got["error"] != "Schema in use" {
		t.Errorf("got %v, want error Schema in use", got)
	}
	e.UnblockDelete("custom-fields", "products/tier")
	if got := c.must(200, "PUT", path, `{"type": "string", "isEnabled": false}`); got["isEnabled"] != false {
		t.Errorf("got %v, want isEnabled false", got)
	}
}

func TestCustomField_Validation(t *testing.T) {
	field := func(kind, schema string) string {
		return `{"type": "` + kind + `", "additionalSchema": ` + schema + `}`
	}
	tests := bodyTests{
		"no type":                 {`{}`, []string{"type"}},
		"unknown type":            {`{"type": "odd"}`, []string{"type"}},
		"null schema":             {field("string", "null"), nil},
		"empty schema":            {field("string", "{}"), nil},
		"schema of another type":  {field("boolean", `{"maxLength": 1}`), []string{"additionalSchema.maxLength"}},
		"null in a schema":        {field("string", `{"pattern": null}`), []string{"additionalSchema.pattern"}},
		"array":                   {field("array", `{"allowedValues": ["a", "b"], "required": true, "default": ["a"]}`), nil},
		"array default":           {field("array", `{"allowedValues": ["a"], "default": ["b"]}`), []string{"additionalSchema.default.0"}},
		"boolean":                 {field("boolean", `{"required": false, "default": false}`), nil},
		"boolean default":         {field("boolean", `{"default": "no"}`), []string{"additionalSchema.default"}},
		"date":                    {field("date", `{"default": "2026-01-31"}`), nil},
		"no such date":            {field("date", `{"default": "2026-02-31"}`), []string{"additionalSchema.default"}},
		"datetime":                {field("datetime", `{"default": "2026-01-31T10:00:00+02:00"}`), nil},
		"datetime without a time": {field("datetime", `{"default": "2026-01-31"}`), []string{"additionalSchema.default"}},
		"integer":                 {field("integer", `{"minimum": -5, "maximum": 5, "default": 0}`), nil},
		"integer fraction":        {field("integer", `{"default": 0.5}`), []string{"additionalSchema.default"}},
		"integer out of bounds":   {field("integer", `{"minimum": 1, "default": 0}`), []string{"additionalSchema.default"}},
		"bounds the other way":    {field("number", `{"minimum": 1.5, "maximum": 1}`), []string{"additionalSchema.maximum"}},
		"number":                  {field("number", `{"minimum": 0.5, "maximum": 1.5, "default": 1}`), nil},
		"number out of bounds":    {field("number", `{"maximum": 1.5, "default": 2}`), []string{"additionalSchema.default"}},
		"string": {
			field("string", `{"allowedValues": ["a"], "maxLength": 1, "pattern": "/^[a-z]$/", "required": true, "default": "a"}`),
			nil,
		},
		"string of many": {field("string", `{"maxLength": 4001}`), []string{"additionalSchema.maxLength"}},
		"string default": {field("string", `{"maxLength": 1, "default": "ab"}`), []string{"additionalSchema.default"}},
		"monetary":       {field("monetary", `{"default": {"currency": "EUR", "amount": 25.30}}`), nil},
		"monetary default": {
			field("monetary", `{"default": {"currency": "euro"}}`),
			[]string{"additionalSchema.default.amount", "additionalSchema.default.currency"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, c := start(t, emulator.Options{})
			if test.refused == nil {
				c.must(201, "PUT", "/custom-fields/orders/a", test.body)
				return
			}
			if diff := cmp.Diff(test.refused, c.refused("PUT", "/custom-fields/orders/a", test.body)); diff != "" {
				t.Errorf("invalid fields differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCustomFields_Validation(t *testing.T) {
	declare := func(e *emulator.Emulator) {
		for name, schema := range map[string]object{
			"tags":  {"type": "array", "additionalSchema": object{"allowedValues": []string{"a", "b"}}},
			"beta":  {"type": "boolean"},
			"since": {"type": "date"},
			"at":    {"type": "datetime"},
			"seats": {"type": "integer", "additionalSchema": object{"minimum": 1, "maximum": 9}},
			"ratio": {"type": "number"},
			"tier":  {"type": "string", "additionalSchema": object{"required": true, "maxLength": 4}},
			"fee":   {"type": "monetary", "additionalSchema": object{"required": true, "default": object{"currency": "USD", "amount": 1}}},
			"old":   {"type": "string", "isEnabled": false},
		} {
			e.Put("custom-fields", "products/"+name, schema)
		}
	}
	values := func(more string) string {
		return with(product, `{"customFields": `+with(`{"tier": "gold"}`, more)+`}`)
	}
	for name, test := range map[string]struct {
		more    string
		refused []string
	}{
		"all": {
			`{"tags": ["a"], "beta": true, "since": "2026-01-31", "at": "2026-01-31T10:00:00Z", "seats": 9, "ratio": 0.5,
				"fee": {"currency": "USD", "amount": 1}}`,
			nil,
		},
		"unknown":  {`{"teir": "gold"}`, []string{"customFields.teir"}},
		"disabled": {`{"old": "x"}`, []string{"customFields.old"}},
		"cleared":  {`{"teir": null, "old": null}`, nil},
		"required": {`{"tier": null}`, []string{"customFields.tier"}},
		"misfits": {
			`{"tags": ["c"], "beta": 1, "since": "today", "at": "now", "seats": 10, "ratio": "x", "tier": "platinum", "fee": 1}`,
			[]string{
				"customFields.at", "customFields.beta", "customFields.fee", "customFields.ratio",
				"customFields.seats", "customFields.since", "customFields.tags.0", "customFields.tier",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, checked := range []bool{false, true} {
				e, c := start(t, emulator.Options{CheckCustomFields: checked})
				declare(e)
				body := values(test.more)
				if test.refused == nil || !checked {
					c.must(201, "PUT", "/products/a", body)
				} else if diff := cmp.Diff(test.refused, c.refused("PUT", "/products/a", body)); diff != "" {
					t.Errorf("invalid fields differ (-want +got):\n%s", diff)
				}
			}
		})
	}

	e, c := start(t, emulator.Options{CheckCustomFields: true})
	c.must(201, "PUT", "/products/a", with(product, `{"customFields": {"anything": 1}}`))
	declare(e)
	refused := c.refused("PUT", "/products/a", with(product, `{"customFields": {"anything": 2}}`))
	if diff := cmp.Diff([]string{"customFields.anything", "customFields.tier"}, refused); diff != "" {
		t.Errorf("invalid fields differ (-want +got):\n%s", diff)
	}
	c.must(200, "PUT", "/products/a", values(`{"anything": 1}`))
}
