package rebilly

import (
	"encoding/json"
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
