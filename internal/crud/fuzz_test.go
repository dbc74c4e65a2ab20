package crud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// FuzzMapping checks that no response of Rebilly causes a panic, and that the object of a resource type that can be read is the same
// after it was sent and read again.
func FuzzMapping(f *testing.F) {
	for i, kind := range coretest.ResourceTypes {
		for _, seed := range []any{kind.Stored, kind.Foreign} {
			content, err := json.Marshal(seed)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(i), content)
		}
		for _, seed := range kind.Responses {
			f.Add(uint8(i), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, index uint8, content []byte) {
		kind := coretest.ResourceTypes[int(index)%len(coretest.ResourceTypes)]
		var fields map[string]json.RawMessage
		if json.Unmarshal(content, &fields) != nil || fields == nil {
			return
		}
		var body []byte
		serve := func(content []byte) { body = withKey(t, kind, content) }
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
		}))
		defer server.Close()
		client := rebilly.New(rebilly.Config{
			BaseURL: server.URL, OrganizationID: fakeapi.Organization, APIKey: "sk_sandbox_1", RequestTimeout: time.Minute,
		})
		resource, ok := kind.Resource().(interface {
			RoundTrip(context.Context, *rebilly.Client, string, func([]byte)) ([]byte, []byte, error, error)
		})
		if !ok {
			t.Fatalf("%s: got no resource of package crud, want one", kind.Type)
		}
		serve(content)
		first, second, unreadable, failed := resource.RoundTrip(t.Context(), client, kind.ID, serve)
		if unreadable == nil && (failed != nil || !bytes.Equal(first, second)) {
			t.Errorf("%s, after a round trip: got %s (%v), want %s", kind.Type, second, failed, first)
		}
	})
}

// withKey returns an object with the key that is read.
func withKey(t *testing.T, kind coretest.ResourceType, content []byte) []byte {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(content, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "id")
	for name, value := range kind.KeyOf(kind.ID) {
		encoded, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		fields[naming.Camel(name)] = encoded
	}
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
