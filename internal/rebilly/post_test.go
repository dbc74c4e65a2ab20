package rebilly_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func TestPost_ResponseLost(t *testing.T) {
	t.Parallel()
	ours := map[string]any{"from": "a@example.com", "name": "A"}
	for name, test := range map[string]struct {
		// before are objects that exist before the POST, meanwhile those that others create at the same time.
		before, meanwhile []map[string]any
		carriedOut        bool
		want              string
		candidates        []string
	}{
		"it was carried out":      {carriedOut: true, want: "snd_1"},
		"an equal object existed": {before: []map[string]any{ours}, carriedOut: true, want: "snd_2"},
		"others create a different object": {
			meanwhile: []map[string]any{{"from": "b@example.com", "name": "A"}}, carriedOut: true, want: "snd_2",
		},
		"others create an equal object":        {meanwhile: []map[string]any{ours}, carriedOut: true, candidates: []string{"snd_1", "snd_2"}},
		"it was not carried out":               {},
		"not carried out, but an equal exists": {before: []map[string]any{ours}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, c := startMemory(t)
			for _, object := range test.before {
				m.add(object)
			}
			m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				if r.Method != http.MethodPost {
					next(w, r)
					return
				}
				for _, object := range test.meanwhile {
					m.add(object)
				}
				if test.carriedOut {
					loseResponse(r, next)
				}
				panic(http.ErrAbortHandler)
			}
			created, _, err := senders(c).Create(t.Context(), "", sender(ours))
			if created.ID != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, error %v, want %q", created.ID, err, test.want)
			}
			var unknown *rebilly.UnknownCreateError
			if test.want == "" && (!errors.As(err, &unknown) || unknown.List != "/organizations/org/senders" || unknown.ListErr != nil ||
				!cmp.Equal(unknown.Fields, []string{"from", "name"}) || !cmp.Equal(unknown.Candidates, test.candidates)) {
				t.Errorf("got error %#v, want an UnknownCreateError with the candidates %v", err, test.candidates)
			}
			if posts := m.sent(http.MethodPost); len(posts) != 1 {
				t.Errorf("got %v, want one POST", posts)
			}
		})
	}
}

// TestPost_ServerErrors: a response of 5xx has an unknown outcome, and the request is not repeated.
func TestPost_ServerErrors(t *testing.T) {
	t.Parallel()
	m, c := startMemory(t)
	m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodPost {
			apiResponse(w, http.StatusBadGateway, `{}`)
			return
		}
		next(w, r)
	}
	_, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"}))
	var unknown *rebilly.UnknownCreateError
	if !errors.As(err, &unknown) || len(m.sent(http.MethodPost)) != 1 {
		t.Errorf("got error %v, want an UnknownCreateError after one POST", err)
	}
}

// TestPost_RefusedIsNotUnknown: the list is read only once if the outcome is known.
func TestPost_RefusedIsNotUnknown(t *testing.T) {
	m, c := startMemory(t)
	m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method == http.MethodPost {
			apiResponse(w, http.StatusUnprocessableEntity, `{"title":"Invalid","status":422}`)
			return
		}
		next(w, r)
	}
	_, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"}))
	if err == nil || rebilly.OutcomeUnknown(err) || len(m.sent(http.MethodGet)) != 1 {
		t.Errorf("got error %v, want a refusal after one list", err)
	}
}

func TestPost_Interrupted(t *testing.T) {
	m, c := startMemory(t)
	ctx, cancel := context.WithCancel(t.Context())
	m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		next(w, r)
		if r.Method == http.MethodPost {
			cancel()
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}
	}
	created, _, err := senders(c).Create(ctx, "", sender(map[string]any{"name": "A"}))
	if err != nil || created.ID != "snd_1" {
		t.Errorf("got %q, error %v, want the object that was created before the interrupt", created.ID, err)
	}
}

func TestPost_ListUnavailable(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError} {
		for _, lost := range []bool{false, true} {
			m, c := startMemory(t)
			m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				switch {
				case strings.HasSuffix(r.URL.Path, "/senders") && r.Method == http.MethodGet:
					apiResponse(w, status, `{"title":"Forbidden","status":403}`)
				case lost && r.Method == http.MethodPost:
					loseResponse(r, next)
				default:
					next(w, r)
				}
			}
			created, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"}))
			posts := m.sent(http.MethodPost)
			var unknown *rebilly.UnknownCreateError
			switch {
			case status != http.StatusForbidden:
				if err == nil || len(posts) != 0 {
					t.Errorf("%d: got error %v after %v, want an error and no POST", status, err, posts)
				}
			case lost:
				if !errors.As(err, &unknown) || unknown.ListErr == nil {
					t.Errorf("got error %v, want one with the error of the list", err)
				}
			case err != nil || created.ID != "snd_1":
				t.Errorf("got %q, error %v, want the created object", created.ID, err)
			}
		}
	}
}

func TestPost_InvalidResponses(t *testing.T) {
	t.Parallel()
	const location = "https://api.example.com/organizations/org/senders/"
	for name, test := range map[string]struct {
		location, body string
		// existing is an object that exists before.
		existing bool
	}{
		"unreadable body":    {location: location + "snd_1", body: "<html>"},
		"no body":            {location: location + "snd_1"},
		"body without an id": {location: location + "snd_1", body: `{"name":"A"}`},
		"no Location":        {body: `{"name":"A","id":"snd_1"}`},
		"neither":            {body: `{}`},
		"Location of a different collection": {
			location: "https://api.example.com/organizations/org/products/snd_9", body: `{"name":"A","id":"snd_1"}`,
		},
		"Location and body differ":             {location: location + "snd_9", body: `{"name":"A","id":"snd_1"}`},
		"body about an object that existed":    {body: `{"name":"B","id":"snd_1"}`, existing: true},
		"Location of an object that existed":   {location: location + "snd_1", existing: true},
		"body about an object that is nowhere": {location: location + "snd_9", body: `{"name":"A"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, c := startMemory(t)
			want := "snd_1"
			if test.existing {
				m.add(map[string]any{"name": "B"})
				want = "snd_2"
			}
			m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
				if r.Method != http.MethodPost {
					next(w, r)
					return
				}
				m.add(map[string]any{"name": "A"})
				if test.location != "" {
					w.Header().Set("Location", test.location)
				}
				apiResponse(w, http.StatusCreated, test.body)
			}
			created, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"}))
			if err != nil || created.ID != want || created.Name != "A" {
				t.Errorf("got %q, error %v, want %q", created.ID, err, want)
			}
		})
	}
}

// TestPost_EqualObjects creates equal objects at the same time. The only one that is not created must not be confused with
// one of the others.
func TestPost_EqualObjects(t *testing.T) {
	t.Parallel()
	m, c := startMemory(t)
	var posts sync.Map
	m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if _, again := posts.LoadOrStore(r.Method, true); r.Method == http.MethodPost && !again {
			panic(http.ErrAbortHandler)
		}
		next(w, r)
	}
	ids := sync.Map{}
	failed := make(chan error, 3)
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			created, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"}))
			if err != nil {
				failed <- err
			} else if _, twice := ids.LoadOrStore(created.ID, true); twice {
				t.Errorf("got %q twice, want different objects", created.ID)
			}
		})
	}
	wait.Wait()
	if len(failed) != 1 {
		t.Errorf("got %d errors, want one", len(failed))
	}
}
