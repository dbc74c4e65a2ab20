package rebilly_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func tag(name string) rebilly.Document {
	return rebilly.Document{Fields: map[string]any{"name": name, "type": "customer"}}
}

func TestNaturalKey_CaseInsensitive(t *testing.T) {
	m, c := startMemory(t)
	created, _, err := tags(c).Create(t.Context(), "VIP", tag("VIP"))
	if err != nil || created.Key() != "VIP" {
		t.Fatalf("got %+v, error %v, want VIP", created, err)
	}
	if read, err := tags(c).Get(t.Context(), "vip"); err != nil || read.Key() != "VIP" {
		t.Errorf("got %+v, error %v, want VIP", read, err)
	}
	if _, _, err := tags(c).Create(t.Context(), "vip", tag("vip")); !rebilly.IsConflict(err) {
		t.Errorf("got error %v, want a conflict", err)
	}
	// A different object is never taken for the requested one.
	m.intercept = func(w http.ResponseWriter, _ *http.Request, _ http.HandlerFunc) {
		apiResponse(w, http.StatusOK, `{"name":"other"}`)
	}
	if _, err := tags(c).Get(t.Context(), "vip"); err == nil {
		t.Error("got no error, want one for a different object")
	}
}

func TestNaturalKey_ResponseLost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		carriedOut bool
		// meanwhile is a tag that others create at the same time.
		meanwhile  map[string]any
		found      bool
		candidates []string
	}{
		"carried out":                   {carriedOut: true, found: true},
		"not carried out":               {},
		"others create a different one": {meanwhile: map[string]any{"name": "vip", "type": "aml-check"}, candidates: []string{"VIP"}},
		"others create an equal one":    {meanwhile: map[string]any{"name": "vip", "type": "customer"}, found: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, c := startMemory(t)
			m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				if r.Method != http.MethodPost {
					next(w, r)
					return
				}
				if test.meanwhile != nil {
					m.tags["vip"] = test.meanwhile
				}
				if test.carriedOut {
					loseResponse(r, next)
				}
				panic(http.ErrAbortHandler)
			}
			created, _, err := tags(c).Create(t.Context(), "VIP", tag("VIP"))
			var unknown *rebilly.UnknownCreateError
			errors.As(err, &unknown)
			switch {
			case test.found && (err != nil || created.Fields["type"] != "customer"):
				t.Errorf("got %+v, error %v, want the tag", created, err)
			case !test.found && !rebilly.OutcomeUnknown(err):
				t.Errorf("got error %v, want one with an unknown outcome", err)
			case test.candidates != nil && (unknown == nil || !cmp.Equal(unknown.Candidates, test.candidates)):
				t.Errorf("got error %#v, want the candidates %v", err, test.candidates)
			case test.candidates == nil && unknown != nil:
				t.Errorf("got error %#v, want the error of the POST", err)
			}
		})
	}
}

func TestNaturalKey_Rename(t *testing.T) {
	for name, test := range map[string]struct {
		lost, taken bool
		attempts    int
	}{
		"rename":                      {attempts: 1},
		"the response is lost":        {lost: true, attempts: 1},
		"the name is taken":           {taken: true, attempts: 1},
		"lost, and the name is taken": {lost: true, taken: true, attempts: 2},
	} {
		t.Run(name, func(t *testing.T) {
			m, c := startMemory(t)
			was, _, err := tags(c).Create(t.Context(), "old", tag("old"))
			if err != nil {
				t.Fatal(err)
			}
			if test.taken {
				m.tags["new"] = map[string]any{"id": "tag_theirs", "name": "new", "type": "customer"}
			}
			lost := test.lost
			m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				if r.Method == http.MethodPatch && lost {
					lost = false
					loseResponse(r, next)
				}
				next(w, r)
			}
			stored, _, err := tags(c).Update(t.Context(), "old", was, tag("new"))
			if !test.taken && (err != nil || stored.Key() != "new") || test.taken && err == nil {
				t.Errorf("got %+v, error %v", stored, err)
			}
			if diff := cmp.Diff(slices.Repeat([]string{`PATCH tags/old {"name":"new"}`}, test.attempts), m.sent(http.MethodPatch)); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// TestPathParameters reads and lists objects below paths with a parameter.
func TestPathParameters(t *testing.T) {
	t.Parallel()
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/organizations/org/credentials/smtp/crd_1", "/organizations/org/credentials/smtp":
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			body := `{"id":"crd_1","host":"mail"}`
			if r.Method == http.MethodGet && r.URL.Query().Has("limit") {
				body = "[" + body + "]"
			}
			apiResponse(w, http.StatusOK, body)
		default:
			apiResponse(w, http.StatusNotFound, `{"title":"Not Found","status":404}`)
		}
	})
	api := c.PostedDocuments(rebilly.DocumentType{
		Shape:           rebilly.Shape{Path: "credentials/{type}", ReadOnly: []string{"id"}},
		SupportedFields: supportedFields("host"),
	})
	if read, err := api.Get(t.Context(), "smtp/crd_1"); err != nil || read.Key() != "smtp/crd_1" {
		t.Errorf("got %+v, error %v, want smtp/crd_1", read, err)
	}
	for listed, err := range api.List(t.Context(), map[string][]string{"type": {"smtp"}}) {
		if err != nil || listed.Key() != "smtp/crd_1" {
			t.Errorf("got %+v, error %v, want smtp/crd_1", listed, err)
		}
	}
	if _, err := api.Get(t.Context(), "webhook/crd_1"); !rebilly.IsNotFound(err) {
		t.Errorf("got error %v, want not found", err)
	}
	if err := api.Delete(t.Context(), "smtp/crd_1"); err != nil {
		t.Errorf("got error %v, want none", err)
	}
	created, _, err := api.Create(t.Context(), "smtp/", rebilly.Document{Fields: map[string]any{"host": "mail"}})
	if !rebilly.OutcomeUnknown(err) {
		t.Errorf("got %+v, error %v, want an unknown outcome: the object was known before", created, err)
	}
}
