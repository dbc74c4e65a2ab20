package rebilly_test

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// TestUpdate_PatchHasRequiredFields: it is uncertain whether Rebilly requires in a PATCH what its definition requires there.
func TestUpdate_PatchHasRequiredFields(t *testing.T) {
	var sent map[string]any
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch {
			_ = json.NewDecoder(r.Body).Decode(&sent)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"x","from":"a@example.com","name":"A","note":"old"}`)
	})
	senders := c.Documents(rebilly.DocumentType{
		Shape: rebilly.Shape{Path: "senders", UpdateMethod: http.MethodPatch, Required: []string{"from"}, ReadOnly: []string{"id"}},
	})
	was := rebilly.Document{Fields: map[string]any{"from": "a@example.com", "name": "A", "note": "old"}}
	want := rebilly.Document{Fields: map[string]any{"from": "a@example.com", "name": "A", "note": "new"}}
	if _, _, err := senders.Update(t.Context(), "x", was, want); err != nil {
		t.Fatal(err)
	}
	if len(sent) != 2 || sent["from"] != "a@example.com" || sent["note"] != "new" {
		t.Errorf("got %v, want the changed note and the required from", sent)
	}
	sent = nil
	if _, _, err := senders.Update(t.Context(), "x", was, was); err != nil || sent != nil {
		t.Errorf("got %v and the error %v, want no request", sent, err)
	}
}
