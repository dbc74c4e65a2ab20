package sandbox_test

import (
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
	"github.com/rebilly/terraform-provider-rebilly/internal/provider"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// unique is a prefix of this run alone.
func unique() string { return prefix + strings.ToLower(ulid.Make().String()) }

func client(o organization) *rebilly.Client {
	return rebilly.New(rebilly.Config{BaseURL: o.url, OrganizationID: o.id, APIKey: o.key, UserAgent: "terraform-provider-rebilly/test", MaxRetries: 5, RequestTimeout: time.Minute})
}

// remains are the objects of a kind that a prefix marks.
type remains struct {
	objects     crud.Objects
	ids, titles []string
}

// find returns what is left of a kind. What can only be marked as destroyed, and is, does not count.
func find(ctx context.Context, c *rebilly.Client, kind crud.Registration, prefix string) (remains, error) {
	found := remains{objects: kind.Objects(c)}
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
		if !destroyed && strings.HasPrefix(object.DisplayName(), prefix) {
			found.ids, found.titles = append(found.ids, object.Key()), append(found.titles, object.DisplayName())
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

// kinds returns what can remain, children before what they refer to. A custom field is never deleted; there is one of it, which
// the next test takes over.
func kinds() []crud.Registration {
	all := slices.DeleteFunc(provider.Registrations(), func(r crud.Registration) bool { return r.Objects == nil })
	slices.Reverse(all)
	return all
}

func titles(t *testing.T, o organization, prefix string) (all []string) {
	t.Helper()
	for _, kind := range kinds() {
		found, err := find(t.Context(), client(o), kind, prefix)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found.titles...)
	}
	return all
}

// sweep deletes what a prefix marks.
func sweep(ctx context.Context, c *rebilly.Client, prefix string) (failures error) {
	for _, kind := range kinds() {
		found, err := find(ctx, c, kind, prefix)
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
		o, there := sandbox()
		if !there {
			return errors.New(off)
		}
		return sweep(context.Background(), client(o), prefix)
	}})
}

func TestSweep(t *testing.T) {
	r := fakeapi.Start(t)
	for id, name := range map[string]string{"prod_mine": "Seats", "prod_near": "tf-tests are sold here", "prod_swept": prefix + "1 seats"} {
		r.Put("products", id, map[string]any{"name": name})
		r.Put("plans", "plan_of_"+id, map[string]any{"name": name, "productId": id, "currency": "USD", "pricing": map[string]any{"formula": "fixed-fee", "price": 1}})
		r.Put("websites", "web_of_"+id, map[string]any{"name": name, "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "help@example.com"})
		r.Put("api-keys", "api_key_of_"+id, map[string]any{"description": name})
		r.Put("coupons", "of_"+id, map[string]any{"description": name, "discount": map[string]any{"type": "percent", "value": 5}, "issuedTime": "2026-01-01T00:00:00Z"})
	}
	for _, kind := range coretest.ResourceTypes {
		if kind.Objects != nil && len(kind.Stored) > 0 {
			marked := coretest.With(kind.Stored, map[string]any{kind.DisplayName: prefix + "2"})
			r.Put(kind.Collection, "swept", marked)
		}
	}
	o := organization{url: r.URL, id: fakeapi.Organization, key: fakeapi.APIKey}
	if err := sweep(t.Context(), client(o), prefix); err != nil {
		t.Fatal(err)
	}
	left := titles(t, o, "")
	slices.Sort(left)
	if got := strings.Join(slices.Compact(left), ", "); len(left) != 10 || got != "Seats, tf-tests are sold here" {
		t.Errorf("left: %q", left)
	}
}

func TestSandboxGuard(t *testing.T) {
	t.Setenv("REBILLY_TEST_ORGANIZATION_ID", "org_1")
	t.Setenv("REBILLY_TEST_API_KEY", "sk_1")
	for _, url := range []string{rebilly.LiveURL, rebilly.LiveURL + "/", "https://API.rebilly.com:443"} {
		t.Setenv("REBILLY_TEST_BASE_URL", url)
		if _, there := sandbox(); there {
			t.Errorf("%s was taken for a sandbox", url)
		}
	}
	t.Setenv("REBILLY_TEST_BASE_URL", "")
	if o, there := sandbox(); !there || o.url != rebilly.SandboxURL {
		t.Errorf("%v %t", o, there)
	}
}
