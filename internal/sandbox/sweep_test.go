package sandbox_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// unique returns a prefix that no other run uses.
func unique() string { return prefix + strings.ToLower(ulid.Make().String()) }

func client(o organization) *rebilly.Client {
	return rebilly.New(rebilly.Config{
		BaseURL: o.url, OrganizationID: o.id, APIKey: o.key, UserAgent: "terraform-provider-rebilly/test",
		MaxRetries: 5, RequestTimeout: time.Minute,
	})
}

// matches are the objects of a collection whose names begin with a prefix.
type matches struct {
	objects           crud.Objects
	ids, displayNames []string
}

// findByPrefix returns the matching objects, without those that Rebilly keeps and marks as destroyed.
func findByPrefix(ctx context.Context, c *rebilly.Client, kind crud.Registration, prefix string) (matches, error) {
	found := matches{objects: kind.Objects(c)}
	for object, err := range found.objects.List(ctx) {
		var unreadable *rebilly.DecodeError
		if errors.As(err, &unreadable) {
			continue
		}
		if err != nil {
			return found, err
		}
		destroyed, err := isDestroyed(kind, object)
		if err != nil {
			return found, err
		}
		// The name of an object with a natural key is the key.
		name := cmp.Or(object.DisplayName(), object.Key())
		if !destroyed && strings.HasPrefix(name, prefix) {
			found.ids, found.displayNames = append(found.ids, object.Key()), append(found.displayNames, name)
		}
	}
	return found, nil
}

func isDestroyed(kind crud.Registration, object rebilly.Object) (bool, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return false, err
	}
	var fields map[string]any
	if err := json.Unmarshal(encoded, &fields); err != nil {
		return false, err
	}
	return kind.IsDestroyed(fields), nil
}

// deletableTypes returns the resource types whose objects can be deleted, children before the objects that they refer to. A custom field
// cannot be deleted: there is only one, which each run uses again. The rules of an event, and their drafts, have no common list.
func deletableTypes() []crud.Registration {
	all := slices.DeleteFunc(provider.Registrations(), func(r crud.Registration) bool {
		return r.Objects == nil || strings.Contains(r.Collection, "{")
	})
	slices.Reverse(all)
	return all
}

func displayNames(t *testing.T, o organization, prefix string) (all []string) {
	t.Helper()
	for _, kind := range deletableTypes() {
		found, err := findByPrefix(t.Context(), client(o), kind, prefix)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found.displayNames...)
	}
	return all
}

// sweep deletes the objects whose names begin with a prefix.
func sweep(ctx context.Context, c *rebilly.Client, prefix string) (failures error) {
	for _, kind := range deletableTypes() {
		found, err := findByPrefix(ctx, c, kind, prefix)
		failures = errors.Join(failures, err)
		for _, id := range found.ids {
			if err := found.objects.Delete(ctx, id); !rebilly.IsNotFound(err) {
				failures = errors.Join(failures, err)
			}
		}
	}
	return failures
}

func init() {
	resource.AddTestSweepers("rebilly", &resource.Sweeper{Name: "rebilly", F: func(string) error {
		o, ok := sandbox()
		if !ok {
			return errors.New(noSandbox)
		}
		return sweep(context.Background(), client(o), prefix)
	}})
}

func TestSweep(t *testing.T) {
	r := fakeapi.Start(t)
	for id, name := range map[string]string{
		"prod_other": "Seats", "prod_similar": "tf-tests are sold here", "prod_swept": prefix + "1 seats",
	} {
		r.Put("products", id, map[string]any{"name": name})
		r.Put("plans", "plan_of_"+id, map[string]any{
			"name": name, "productId": id, "currency": "USD", "pricing": map[string]any{"formula": "fixed-fee", "price": 1},
		})
		r.Put("websites", "web_of_"+id, map[string]any{
			"name": name, "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "help@example.com",
		})
		r.Put("api-keys", "api_key_of_"+id, map[string]any{"description": name})
		r.Put("coupons", "of_"+id, map[string]any{
			"description": name, "discount": map[string]any{"type": "percent", "value": 5}, "issuedTime": "2026-01-01T00:00:00Z",
		})
	}
	for _, kind := range coretest.ResourceTypes {
		if kind.Objects != nil && !strings.Contains(kind.Collection, "{") {
			named := cmp.Or(kind.DisplayName, kind.Key[len(kind.Key)-1])
			kind.Store(r, prefix+"2", coretest.With(kind.Stored, map[string]any{naming.Camel(named): prefix + "2"}))
		}
	}
	o := organization{url: r.URL, id: fakeapi.Organization, key: fakeapi.APIKey}
	if err := sweep(t.Context(), client(o), prefix); err != nil {
		t.Fatal(err)
	}
	remaining := displayNames(t, o, "")
	slices.Sort(remaining)
	count := len(remaining)
	if got, want := strings.Join(slices.Compact(remaining), ", "), "Seats, tf-tests are sold here"; count != 10 || got != want {
		t.Errorf("got %d remaining objects named %s, want 10 named %s", count, got, want)
	}
}

func TestSandboxGuard(t *testing.T) {
	t.Setenv("REBILLY_TEST_ORGANIZATION_ID", "org_1")
	t.Setenv("REBILLY_TEST_API_KEY", "sk_1")
	for _, url := range []string{rebilly.LiveURL, rebilly.LiveURL + "/", "https://API.rebilly.com:443"} {
		t.Setenv("REBILLY_TEST_BASE_URL", url)
		if _, ok := sandbox(); ok {
			t.Errorf("%s: got a sandbox, want none", url)
		}
	}
	t.Setenv("REBILLY_TEST_BASE_URL", "")
	if o, ok := sandbox(); !ok || o.url != rebilly.SandboxURL {
		t.Errorf("got %v (%t), want %s", o, ok, rebilly.SandboxURL)
	}
}
