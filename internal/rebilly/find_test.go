package rebilly_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// catalog is a client of an emulator with products of these names, prod_0 and so on, and what it was asked.
func catalog(t *testing.T, options emulator.Options, names ...string) (c *rebilly.Client, e *emulator.Emulator, queries *[]url.Values) {
	t.Helper()
	options.Organization, options.APIKey = "org", secret
	e = emulator.New(options)
	for i, name := range names {
		e.Put("products", fmt.Sprintf("prod_%04d", i), map[string]any{"name": name})
	}
	queries = &[]url.Values{}
	e.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		*queries = append(*queries, r.URL.Query())
		next.ServeHTTP(w, r)
	})
	return client(t, e.ServeHTTP), e, queries
}

func others(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint("Other ", i)
	}
	return names
}

// ways are what Rebilly's filter may do, besides what the emulator does.
var ways = map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
	"as declared": func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) },
	"refuses with 422": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		refuseFilter(w, r, next, http.StatusUnprocessableEntity)
	},
	"refuses with 400": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		refuseFilter(w, r, next, http.StatusBadRequest)
	},
	"is ignored": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		withoutFilter(r)
		next.ServeHTTP(w, r)
	},
	"does not mind the case": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		_, wanted, filtered := strings.Cut(r.URL.Query().Get("filter"), ":")
		if !filtered {
			next.ServeHTTP(w, r)
			return
		}
		withoutFilter(r)
		recorded := httptest.NewRecorder()
		next.ServeHTTP(recorded, r)
		var objects []map[string]any
		_ = json.Unmarshal(recorded.Body.Bytes(), &objects)
		objects = slices.DeleteFunc(objects, func(object map[string]any) bool { return !strings.EqualFold(fmt.Sprint(object["name"]), wanted) })
		content, _ := json.Marshal(objects)
		apiResponse(w, http.StatusOK, string(content))
	},
}

func refuseFilter(w http.ResponseWriter, r *http.Request, next http.Handler, status int) {
	if r.URL.Query().Has("filter") {
		apiResponse(w, status, `{"title":"The filter is not valid."}`)
		return
	}
	next.ServeHTTP(w, r)
}

func withoutFilter(r *http.Request) {
	query := r.URL.Query()
	query.Del("filter")
	r.URL.RawQuery = query.Encode()
}

func TestFindByName(t *testing.T) {
	odd := []string{
		"Premium", "premium", "Premium Plus", "Premium, monthly", "Premium:monthly", "Premium; monthly", `"Premium"`, "1..2", "-Premium",
		"!Premium", "*", "Prämie 商品 🐎", " Premium", "a&b=c", "100%", "名前",
	}
	for way, serve := range ways {
		t.Run(way, func(t *testing.T) {
			c, e, _ := catalog(t, emulator.Options{PageLimit: 50}, slices.Concat(others(120), odd)...)
			e.Intercept(serve)
			for i, name := range odd {
				found, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", name)
				if err != nil || len(found) != 1 || found[0].ID != fmt.Sprintf("prod_%04d", 120+i) {
					t.Errorf("%q: %v, %v", name, found, err)
				}
			}
			found, others, err := rebilly.FindByName(t.Context(), c.Products().List, "name", "PREMIUM")
			if err != nil || len(found) != 0 || len(others) != 136 {
				t.Errorf("another case: %v, %d others, %v", found, len(others), err)
			}
		})
	}
}

func TestFindByName_RequestCount(t *testing.T) {
	for name, test := range map[string]struct {
		title string
		want  []string
	}{
		"a plain name is filtered for":         {"Other 7", []string{"name:Other 7"}},
		"one that is not there, then all read": {"Another", []string{"name:Another", ""}},
		"a text of the filter's syntax is not": {"Other,7", []string{""}},
		"nor is one without a letter in front": {"-Other", []string{""}},
		"nor nothing":                          {"", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _, queries := catalog(t, emulator.Options{}, others(10)...)
			if _, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", test.title); err != nil {
				t.Fatal(err)
			}
			var asked []string
			for _, query := range *queries {
				asked = append(asked, query.Get("filter"))
			}
			if !slices.Equal(asked, test.want) {
				t.Errorf("asked %q, want %q", asked, test.want)
			}
		})
	}
}

func TestFindByName_Errors(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		asked := 0
		c := client(t, func(w http.ResponseWriter, _ *http.Request) {
			asked++
			apiResponse(w, status, `{}`)
		})
		_, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", "Premium")
		var failure *rebilly.Error
		if !errors.As(err, &failure) || failure.Status != status || asked != 1 {
			t.Errorf("%d: %v after %d requests", status, err, asked)
		}
	}
}

func TestFindByName_SkipsDecodeErrors(t *testing.T) {
	c, e, _ := catalog(t, emulator.Options{}, "Seats")
	e.Put("plans", "plan_future", map[string]any{"name": "Future", "pricing": map[string]any{"formula": "auction"}})
	e.Put("plans", "plan_now", map[string]any{"name": "Now", "pricing": map[string]any{"formula": "fixed-fee", "price": 1}})
	found, _, err := rebilly.FindByName(t.Context(), c.Plans().List, "name", "Now, really")
	if err != nil || len(found) != 0 {
		t.Errorf("%v, %v", found, err)
	}
	var unreadable *rebilly.DecodeError
	for _, err := range c.Plans().List(t.Context(), nil) {
		if err != nil && !errors.As(err, &unreadable) {
			t.Error(err)
		}
	}
	if unreadable == nil || unreadable.ID != "plan_future" || !strings.Contains(unreadable.Error(), "auction") {
		t.Errorf("%v", unreadable)
	}
}

func TestList_PaginationLimit(t *testing.T) {
	for total, beyond := range map[int]bool{1999: false, 2000: false, 2001: true} {
		c, _, queries := catalog(t, emulator.Options{}, others(total)...)
		count := 0
		var failure error
		for _, err := range c.Products().List(t.Context(), nil) {
			if failure = err; err == nil {
				count++
			}
		}
		if errors.Is(failure, rebilly.ErrPaginationLimit) != beyond || count != min(total, 2000) || len(*queries) != 2 {
			t.Errorf("%d: %d after %d requests, %v", total, count, len(*queries), failure)
		}
	}
}

func TestList_Lazy(t *testing.T) {
	c, _, queries := catalog(t, emulator.Options{}, others(250)...)
	count := 0
	for _, err := range c.Products().List(t.Context(), url.Values{"limit": {"100"}}) {
		if err != nil {
			t.Fatal(err)
		}
		if count++; count == 101 {
			break
		}
	}
	if len(*queries) != 2 || (*queries)[0].Get("limit") != "100" || (*queries)[1].Get("offset") != "100" {
		t.Errorf("asked %v", *queries)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range c.Products().List(ctx, nil) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}
