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

// catalog returns a client of an emulator that has products with these names, prod_0000 and so on, and the queries it sends.
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

// filterVariants are the ways in which Rebilly's filter may behave.
var filterVariants = map[string]func(w http.ResponseWriter, r *http.Request, next http.Handler){
	"as declared": func(w http.ResponseWriter, r *http.Request, next http.Handler) { next.ServeHTTP(w, r) },
	"rejected with 422": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		rejectFilter(w, r, next, http.StatusUnprocessableEntity)
	},
	"rejected with 400": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		rejectFilter(w, r, next, http.StatusBadRequest)
	},
	"ignored": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		withoutFilter(r)
		next.ServeHTTP(w, r)
	},
	"case-insensitive": func(w http.ResponseWriter, r *http.Request, next http.Handler) {
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
		objects = slices.DeleteFunc(objects, func(object map[string]any) bool {
			return !strings.EqualFold(fmt.Sprint(object["name"]), wanted)
		})
		content, _ := json.Marshal(objects)
		apiResponse(w, http.StatusOK, string(content))
	},
}

func rejectFilter(w http.ResponseWriter, r *http.Request, next http.Handler, status int) {
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
	for variant, serve := range filterVariants {
		t.Run(variant, func(t *testing.T) {
			c, e, _ := catalog(t, emulator.Options{PageLimit: 50}, slices.Concat(others(120), odd)...)
			e.Intercept(serve)
			for i, name := range odd {
				found, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", name)
				if err != nil || len(found) != 1 || found[0].ID != fmt.Sprintf("prod_%04d", 120+i) {
					t.Errorf("%q: got %v, error %v, want prod_%04d", name, found, err, 120+i)
				}
			}
			found, others, err := rebilly.FindByName(t.Context(), c.Products().List, "name", "PREMIUM")
			if err != nil || len(found) != 0 || len(others) != 136 {
				t.Errorf("different case: got %v, %d others, error %v, want none and 136 others", found, len(others), err)
			}
		})
	}
}

func TestFindByName_RequestCount(t *testing.T) {
	for name, test := range map[string]struct {
		search string
		want   []string
	}{
		"plain name":           {"Other 7", []string{"name:Other 7"}},
		"not found":            {"Another", []string{"name:Another", ""}},
		"filter syntax":        {"Other,7", []string{""}},
		"begins with a hyphen": {"-Other", []string{""}},
		"empty":                {"", []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _, queries := catalog(t, emulator.Options{}, others(10)...)
			if _, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", test.search); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, query := range *queries {
				got = append(got, query.Get("filter"))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got filters %q, want %q", got, test.want)
			}
		})
	}
}

func TestFindByName_Errors(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		requests := 0
		c := client(t, func(w http.ResponseWriter, _ *http.Request) {
			requests++
			apiResponse(w, status, `{}`)
		})
		_, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", "Premium")
		var failure *rebilly.Error
		if !errors.As(err, &failure) || failure.Status != status || requests != 1 {
			t.Errorf("%d: got error %v after %d requests, want that status after 1", status, err, requests)
		}
	}
}

func TestFindByName_SkipsDecodeErrors(t *testing.T) {
	c, e, _ := catalog(t, emulator.Options{}, "Seats")
	e.Put("plans", "plan_future", map[string]any{"name": "Future", "pricing": map[string]any{"formula": "auction"}})
	e.Put("plans", "plan_now", map[string]any{"name": "Now", "pricing": map[string]any{"formula": "fixed-fee", "price": 1}})
	found, _, err := rebilly.FindByName(t.Context(), c.Plans().List, "name", "Now, really")
	if err != nil || len(found) != 0 {
		t.Errorf("got %v, error %v, want none", found, err)
	}
	var decodeError *rebilly.DecodeError
	for _, err := range c.Plans().List(t.Context(), nil) {
		if err != nil && !errors.As(err, &decodeError) {
			t.Error(err)
		}
	}
	if decodeError == nil || decodeError.ID != "plan_future" || !strings.Contains(decodeError.Error(), "auction") {
		t.Errorf("got error %v, want one about the formula auction of plan_future", decodeError)
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
			t.Errorf("%d objects: got %d after %d requests, error %v, want %d after 2, beyond pagination %t",
				total, count, len(*queries), failure, min(total, 2000), beyond)
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
		t.Errorf("got queries %v, want limit 100, then offset 100", *queries)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range c.Products().List(ctx, nil) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got error %v, want %v", err, context.Canceled)
		}
	}
}
