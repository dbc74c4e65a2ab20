package rebilly

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// jsonValue generates decoded JSON of few names and values, so that objects often agree in parts.
func jsonValue(depth int) *rapid.Generator[any] {
	scalar := rapid.SampledFrom([]any{
		nil, "", "a", false, true, json.Number("0"), json.Number("9.9"), json.Number("9.90"), "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00",
	})
	if depth == 0 {
		return scalar
	}
	return rapid.OneOf(
		scalar,
		rapid.Map(rapid.SliceOfN(jsonValue(0), 0, 2), func(list []any) any { return list }),
		rapid.Map(jsonObject(depth-1), func(object map[string]any) any { return object }),
	)
}

func jsonObject(depth int) *rapid.Generator[map[string]any] {
	names := rapid.SampledFrom([]string{"a", "b", "formula", "gone", "list", "whole"})
	return rapid.MapOfN(names, rapid.Deferred(func() *rapid.Generator[any] { return jsonValue(depth) }), 0, 4)
}

// Whether an update is sent must depend on whether the encoded object changes, although it is encoded only to be sent.
func TestMergeChanges_ReportsChange(t *testing.T) {
	c := Collection[Product]{
		Shape: Shape{
			NotNullable:      []string{"gone", "a.gone"},
			ClearAsEmptyList: []string{"list", "b.list"},
			ReplaceFields:    []string{"whole", "a.whole"},
		},
	}
	encode := func(t *rapid.T, object map[string]any) string {
		encoded, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		return string(encoded)
	}
	rapid.Check(t, func(t *rapid.T) {
		current := jsonObject(2).Draw(t, "current")
		from := jsonObject(2).Draw(t, "from")
		to := jsonObject(2).Draw(t, "to")
		before := encode(t, current)
		got := c.mergeChanges(current, from, to, "")
		if after := encode(t, current); got != (before != after) {
			t.Errorf("got changed %t, want %t: %s became %s", got, before != after, before, after)
		}
	})
}

func TestMergeChanges_FormulaIsNotText(t *testing.T) {
	pricing := func() map[string]any { return map[string]any{"pricing": map[string]any{"formula": map[string]any{}}} }
	if (Collection[Plan]{}).mergeChanges(pricing(), pricing(), pricing(), "") {
		t.Error("got a change, want none")
	}
}

// TestMergeChanges_KeepsUnknown: x is a field that the caller does not know.
func TestMergeChanges_KeepsUnknown(t *testing.T) {
	c := Collection[Plan]{Shape: Shape{ReplaceFields: []string{"map"}, Discriminators: map[string]string{"discount": "type"}}}
	const brackets = `[{"price":5,"maxQuantity":10,"x":1},{"price":4,"maxQuantity":null,"x":2}]`
	for name, test := range map[string]struct{ current, from, to, want string }{
		"renamed, brackets unchanged": {
			`{"name":"a","brackets":` + brackets + `}`, `{"name":"a","brackets":[{"price":5,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`,
			`{"name":"b","brackets":[{"price":5,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`, `{"name":"b","brackets":` + brackets + `}`,
		},
		"price of a bracket": {
			`{"brackets":` + brackets + `}`, `{"brackets":[{"price":5,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`,
			`{"brackets":[{"price":6,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`,
			`{"brackets":[{"price":6,"maxQuantity":10,"x":1},{"price":4,"maxQuantity":null,"x":2}]}`,
		},
		"bracket added before": {
			`{"brackets":` + brackets + `}`, `{"brackets":[{"price":5,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`,
			`{"brackets":[{"price":9,"maxQuantity":2},{"price":5,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`,
			`{"brackets":[{"price":9,"maxQuantity":2},{"price":5,"maxQuantity":10,"x":1},{"price":4,"maxQuantity":null,"x":2}]}`,
		},
		"bracket removed": {
			`{"brackets":` + brackets + `}`, `{"brackets":[{"price":5,"maxQuantity":10},{"price":4,"maxQuantity":null}]}`,
			`{"brackets":[{"price":4,"maxQuantity":null}]}`, `{"brackets":[{"price":4,"maxQuantity":null,"x":2}]}`,
		},
		"both changed the brackets": {
			`{"brackets":[{"price":5.5,"maxQuantity":10,"x":1}]}`, `{"brackets":[{"price":5,"maxQuantity":10}]}`,
			`{"brackets":[{"price":6,"maxQuantity":10}]}`, `{"brackets":[{"price":6,"maxQuantity":10,"x":1}]}`,
		},
		"end of a bracket": {
			`{"brackets":[{"price":5,"maxQuantity":10,"x":1}]}`, `{"brackets":[{"price":5,"maxQuantity":10}]}`,
			`{"brackets":[{"price":5,"maxQuantity":20}]}`, `{"brackets":[{"price":5,"maxQuantity":20,"x":1}]}`,
		},
		"permission of an entry": {
			`{"acl":[{"permissions":["A"],"scope":{"planId":["p"]},"x":1}]}`, `{"acl":[{"permissions":["A"],"scope":{"planId":["p"]}}]}`,
			`{"acl":[{"permissions":["A","B"],"scope":{"planId":["p"]}}]}`, `{"acl":[{"permissions":["A","B"],"scope":{"planId":["p"]},"x":1}]}`,
		},
		"member of a scope removed": {
			`{"acl":[{"permissions":["A"],"scope":{"planId":["p"],"productId":["q"]},"x":1}]}`,
			`{"acl":[{"permissions":["A"],"scope":{"planId":["p"],"productId":["q"]}}]}`,
			`{"acl":[{"permissions":["A"],"scope":{"planId":["p"]}}]}`, `{"acl":[{"permissions":["A"],"scope":{"planId":["p"]},"x":1}]}`,
		},
		"plans reordered": {
			`{"buy":[{"planId":"a","quantity":1,"x":1},{"planId":"b","quantity":1,"x":2}]}`,
			`{"buy":[{"planId":"a","quantity":1},{"planId":"b","quantity":1}]}`, `{"buy":[{"planId":"b","quantity":2},{"planId":"c","quantity":1}]}`,
			`{"buy":[{"planId":"b","quantity":2,"x":2},{"planId":"c","quantity":1}]}`,
		},
		"different type at the position": {
			`{"list":[{"type":"a","v":1,"x":1}]}`, `{"list":[{"type":"a","v":1}]}`, `{"list":[{"type":"b","v":1}]}`, `{"list":[{"type":"b","v":1}]}`,
		},
		"nested object of an element": {
			`{"list":[{"v":1,"o":{"a":1,"x":1},"l":[{"a":1,"x":1}]}]}`, `{"list":[{"v":1,"o":{"a":1},"l":[{"a":1}]}]}`,
			`{"list":[{"v":2,"o":{"a":2},"l":[{"a":2}]}]}`, `{"list":[{"v":2,"o":{"a":2,"x":1},"l":[{"a":2,"x":1}]}]}`,
		},
		"discount, description changed": {
			`{"description":"a","discount":{"type":"percent","value":10,"x":1}}`, `{"description":"a","discount":{"type":"percent","value":10}}`,
			`{"description":"b","discount":{"type":"percent","value":10}}`, `{"description":"b","discount":{"type":"percent","value":10,"x":1}}`,
		},
		"discount changed": {
			`{"discount":{"type":"percent","value":10,"x":1}}`, `{"discount":{"type":"percent","value":10}}`,
			`{"discount":{"type":"percent","value":20}}`, `{"discount":{"type":"percent","value":20,"x":1}}`,
		},
		"different discount": {
			`{"discount":{"type":"percent","value":10,"x":1}}`, `{"discount":{"type":"percent","value":10}}`,
			`{"discount":{"type":"fixed","amount":5}}`, `{"discount":{"type":"fixed","amount":5}}`,
		},
		"replaced field, unchanged": {
			`{"name":"a","map":{"k":"v","theirs":"v"}}`, `{"name":"a","map":{"k":"v"}}`, `{"name":"b","map":{"k":"v"}}`,
			`{"name":"b","map":{"k":"v","theirs":"v"}}`,
		},
		"replaced field, changed": {
			`{"map":{"k":"v","theirs":"v"}}`, `{"map":{"k":"v"}}`, `{"map":{"k":"w"}}`, `{"map":{"k":"w"}}`,
		},
		"list of texts": {`{"list":["a","b"]}`, `{"list":["a","b"]}`, `{"list":["b"]}`, `{"list":["b"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			values := make([]map[string]any, 4)
			for i, text := range []string{test.current, test.from, test.to, test.want} {
				if err := decode([]byte(text), &values[i]); err != nil {
					t.Fatal(err)
				}
			}
			c.mergeChanges(values[0], values[1], values[2], "")
			got, _ := json.Marshal(values[0])
			want, _ := json.Marshal(values[3])
			if string(got) != string(want) {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestDecode_UnknownScope(t *testing.T) {
	for content, isKnown := range map[string]bool{
		`{"acl":[{"scope":{"planId":["p"]},"permissions":["A"]}]}`:                      true,
		`{"acl":[{"scope":[],"permissions":["A"]}]}`:                                    true,
		`{"acl":[{"scope":{"websiteId":[],"planId":["p"]},"permissions":["A"]}]}`:       true,
		`{"acl":[{"scope":{"websiteId":["web_1"]},"permissions":["A"]}]}`:               false,
		`{"acl":[{"permissions":["A"]},{"scope":{"future":{"a":1}},"permissions":[]}]}`: false,
	} {
		var key APIKey
		err := decode([]byte(content), &key)
		if (err == nil) != isKnown || err != nil && !strings.Contains(err.Error(), "does not support") {
			t.Errorf("%s: got error %v, want one about an unsupported scope: %t", content, err, !isKnown)
		}
	}
}
