package rebilly_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestSettings_Update(t *testing.T) {
	for method, want := range map[string][]string{
		"":               {`PUT settings {"other":"theirs","pattern":null,"ttl":30}`},
		http.MethodPatch: {`PATCH settings {"ttl":30}`},
	} {
		m, c := startMemory(t)
		api := c.DocumentSettings(rebilly.DocumentType{
			Shape: rebilly.Shape{Path: "settings", UpdateMethod: method}, SupportedFields: supportedFields("ttl", "pattern"),
		})
		live, err := api.Get(t.Context(), "org")
		if err != nil || live.Key() != "org" || live.Fields["other"] != nil {
			t.Fatalf("got %+v, error %v, want the supported fields of org", live, err)
		}
		changed := rebilly.Document{Fields: map[string]any{"ttl": json.Number("30"), "pattern": nil}}
		stored, _, err := api.Update(t.Context(), "org", live, changed)
		if err != nil || stored.Fields["ttl"] != json.Number("30") {
			t.Errorf("got %+v, error %v, want ttl 30", stored, err)
		}
		if _, _, err := api.Update(t.Context(), "org", stored, changed); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(want, m.sent(http.MethodPut, http.MethodPatch)); diff != "" {
			t.Errorf("%s: requests (-want +got):\n%s", method, diff)
		}
		count := 0
		for listed, err := range api.List(t.Context(), nil) {
			count++
			if err != nil || listed.Key() != "org" {
				t.Errorf("got %+v, error %v, want org", listed, err)
			}
		}
		_, _, createErr := api.Create(t.Context(), "org", changed)
		if deleteErr := api.Delete(t.Context(), "org"); count != 1 || createErr == nil || deleteErr == nil || len(m.sent(http.MethodDelete)) > 0 {
			t.Errorf("got %d objects and the errors %v and %v, want one object and two errors", count, createErr, deleteErr)
		}
	}
}

func TestUpdate_Patch(t *testing.T) {
	type fields = map[string]any
	for name, test := range map[string]struct {
		was, want, theirs fields
		// sent is the body, "" if nothing is sent.
		sent string
	}{
		"nothing":                     {fields{"name": "A"}, fields{"name": "A"}, nil, ""},
		"one field":                   {fields{"name": "A", "from": "a"}, fields{"name": "B", "from": "a"}, nil, `{"name":"B"}`},
		"a field is cleared":          {fields{"name": "A", "from": "a"}, fields{"name": "A", "from": nil}, nil, `{"from":null}`},
		"a field is left out":         {fields{"name": "A", "from": "a"}, fields{"name": "A"}, nil, `{"from":null}`},
		"an absent field is cleared":  {fields{"name": "A"}, fields{"name": "A", "x": nil}, nil, ""},
		"others have changed it, too": {fields{"name": "A"}, fields{"name": "B"}, fields{"name": "B"}, `{"name":"B"}`},
		"others have changed another": {fields{"name": "A"}, fields{"name": "B"}, fields{"from": "x"}, `{"name":"B"}`},
		"within an object": {
			fields{"nested": fields{"a": "1"}}, fields{"nested": fields{"a": "2"}}, fields{"nested": fields{"a": "1", "b": "2"}},
			`{"nested":{"a":"2","b":"2"}}`,
		},
		"an object with a read-only field": {
			fields{"name": "A", "nested": fields{"a": "1"}}, fields{"name": "B", "nested": fields{"a": "1"}},
			fields{"nested": fields{"a": "1", "state": "new"}}, `{"name":"B"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, c := startMemory(t)
			m.add(test.was)
			for name, value := range test.theirs {
				m.objects["snd_1"][name] = value
			}
			m.objects["snd_1"]["status"] = "pending"
			_, live, err := senders(c).Update(t.Context(), "snd_1", sender(test.was), sender(test.want))
			if err != nil || live.ID != "snd_1" {
				t.Errorf("got %+v, error %v", live, err)
			}
			want := []string{}
			if test.sent != "" {
				want = append(want, "PATCH senders/snd_1 "+test.sent)
			}
			if diff := cmp.Diff(want, m.sent(http.MethodPut, http.MethodPatch)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}
