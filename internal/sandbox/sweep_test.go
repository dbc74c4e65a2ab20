package sandbox_test

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// unique is a prefix of this run alone.
func unique() string { return prefix + strings.ToLower(ulid.Make().String()) }

func client(o organization) *rebilly.Client {
	return rebilly.New(rebilly.Config{BaseURL: o.url, OrganizationID: o.id, APIKey: o.key, UserAgent: "terraform-provider-rebilly/test", MaxRetries: 5, RequestTimeout: time.Minute})
}

// remains are the objects of a kind that a prefix marks.
type remains struct {
	ids, titles []string
	remove      func(ctx context.Context, id string) error
}

type store[T rebilly.Object] interface {
	List(ctx context.Context, query url.Values) iter.Seq2[T, error]
	Delete(ctx context.Context, id string) error
}

func marked[T rebilly.Object](ctx context.Context, objects store[T], prefix string) (remains, error) {
	found := remains{remove: objects.Delete}
	for object, err := range objects.List(ctx, nil) {
		var unreadable *rebilly.DecodeError
		switch {
		case errors.As(err, &unreadable):
		case err != nil:
			return found, err
		case expired(object):
		case strings.HasPrefix(object.DisplayName(), prefix):
			found.ids, found.titles = append(found.ids, object.Key()), append(found.titles, object.DisplayName())
		}
	}
	return found, nil
}

// expired tells of a coupon, which stays when it is deleted, that it has been.
func expired(object any) bool {
	coupon, ok := object.(rebilly.Coupon)
	return ok && coupon.Status == rebilly.CouponExpired
}

type finder func(ctx context.Context, c *rebilly.Client, prefix string) (remains, error)

// kinds are what can remain, children before what they point at. A custom field is never deleted; there is one of it, which
// the next test takes over.
var kinds = []finder{
	func(ctx context.Context, c *rebilly.Client, prefix string) (remains, error) {
		return marked(ctx, c.Coupons(), prefix)
	},
	func(ctx context.Context, c *rebilly.Client, prefix string) (remains, error) {
		return marked(ctx, c.Plans(), prefix)
	},
	func(ctx context.Context, c *rebilly.Client, prefix string) (remains, error) {
		return marked(ctx, c.Products(), prefix)
	},
	func(ctx context.Context, c *rebilly.Client, prefix string) (remains, error) {
		return marked(ctx, c.Websites(), prefix)
	},
	func(ctx context.Context, c *rebilly.Client, prefix string) (remains, error) {
		return marked(ctx, c.APIKeys(), prefix)
	},
}

func titles(t *testing.T, o organization, prefix string) (all []string) {
	t.Helper()
	for _, find := range kinds {
		found, err := find(t.Context(), client(o), prefix)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found.titles...)
	}
	return all
}

// sweep deletes what a prefix marks.
func sweep(ctx context.Context, c *rebilly.Client, prefix string) (failures error) {
	for _, find := range kinds {
		found, err := find(ctx, c, prefix)
		failures = errors.Join(failures, err)
		for _, id := range found.ids {
			if err := found.remove(ctx, id); !rebilly.IsNotFound(err) {
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
