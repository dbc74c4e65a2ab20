package rebilly_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// startReplica starts a server whose reads return the given objects in order, the last one again and again. A write returns what
// was sent, with written.
func startReplica(t *testing.T, written string, reads ...string) (c *rebilly.Client, requests func() string, sent func() map[string]any) {
	t.Helper()
	var log []string
	var body map[string]any
	c = client(t, func(w http.ResponseWriter, r *http.Request) {
		log = append(log, r.Method)
		if r.Method == http.MethodGet {
			apiResponse(w, 200, reads[0])
			reads = reads[min(1, len(reads)-1):]
			return
		}
		content, _ := io.ReadAll(r.Body)
		body = nil
		_ = json.Unmarshal(content, &body)
		apiResponse(w, 200, `{"id":"x",`+written+strings.TrimPrefix(string(content), "{"))
	})
	return c, func() string { return strings.Join(log, " ") }, func() map[string]any { return body }
}

func TestGet_OutdatedResponseIsRepeated(t *testing.T) {
	t.Parallel()
	const (
		newer = `{"id":"x","name":"new","revision":7,"updatedTime":"2026-01-02T00:00:00Z"}`
		older = `{"id":"x","name":"old","revision":6,"updatedTime":"2026-01-01T00:00:00Z"}`
	)
	now := time.Now().Unix()
	for name, test := range map[string]struct {
		known rebilly.Version
		reads []string
		want  string
		gets  int
	}{
		"nothing is known": {rebilly.Version{}, []string{older, newer}, "old", 1},
		"older revision":   {rebilly.Version{Revision: 7, Received: now}, []string{older, newer}, "new", 2},
		"older time":       {rebilly.Version{UpdatedTime: "2026-01-02T00:00:00Z", Received: now}, []string{older, newer}, "new", 2},
		"same revision":    {rebilly.Version{Revision: 6, Received: now}, []string{older, newer}, "old", 1},
		"created again since": {
			rebilly.Version{Revision: 9, UpdatedTime: "2025-01-01T00:00:00Z", Received: now}, []string{older, newer}, "old", 1,
		},
		"restored backup":  {rebilly.Version{Revision: 7, Received: now - 3600}, []string{older, newer}, "old", 1},
		"no valid version": {rebilly.Version{Revision: 7, Received: now}, []string{`{"id":"x","name":"odd","revision":"a"}`}, "odd", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, requests, _ := startReplica(t, "", test.reads...)
			c.Products().ExpectVersion("x", test.known)
			got, err := c.Products().Get(t.Context(), "x")
			if gets := strings.Count(requests(), "GET"); err != nil || got.Name != test.want || gets != test.gets {
				t.Errorf("got %q, error %v after %d reads, want %q after %d", got.Name, err, gets, test.want, test.gets)
			}
		})
	}
}

func TestUpdate_OutdatedResponse(t *testing.T) {
	t.Parallel()
	const older = `{"id":"x","name":"old","revision":6}`
	c, requests, _ := startReplica(t, "", older)
	c.Products().ExpectVersion("x", rebilly.Version{Revision: 7, Received: time.Now().Unix()})
	_, _, err := c.Products().Update(t.Context(), "x", rebilly.Product{Name: "a"}, rebilly.Product{Name: "b"})
	if !rebilly.IsOutdated(err) || strings.Contains(requests(), "PUT") {
		t.Errorf("got error %v after %s, want an outdated response and no PUT", err, requests())
	}
}

// TestUpdate_AfterOwnWrite checks that a read after a write is not believed if it does not have the write: by the revision, and
// without one by the content of the response to the write.
func TestUpdate_AfterOwnWrite(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ written, before, after string }{
		"revision": {
			`"revision":2,`, `{"id":"x","revision":1,"unitLabel":"u","theirs":1}`,
			`{"id":"x","revision":2,"name":"b","unitLabel":"u","theirs":1}`,
		},
		"hash": {
			`"createdTime":"t",`, `{"id":"x","unitLabel":"u","theirs":1}`,
			`{"id":"x","name":"b","unitLabel":"u","requiresShipping":false,"description":null,"taxCategoryId":null,"accountingCode":null,
			"recognition":null,"options":null,"customFields":{},"theirs":1}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, requests, sent := startReplica(t, test.written, test.before, test.before, test.after)
			a, b := rebilly.Product{Name: "a", UnitLabel: "u"}, rebilly.Product{Name: "b", UnitLabel: "u"}
			if _, _, err := c.Products().Update(t.Context(), "x", a, b); err != nil {
				t.Fatal(err)
			}
			// The second update does not change the name: it must not write the old one back.
			changed := b
			changed.UnitLabel = "v"
			_, live, err := c.Products().Update(t.Context(), "x", b, changed)
			if err != nil || live.Name != "b" || sent()["name"] != "b" || requests() != "GET PUT GET GET PUT" {
				t.Errorf("got name %q live, %v sent, error %v after %s, want b after GET PUT GET GET PUT", live.Name, sent()["name"], err, requests())
			}
		})
	}
}
