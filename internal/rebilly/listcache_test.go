package rebilly_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// organization returns a client of an organization with products, and the number of requests: GET for a single product, otherwise the
// order and offset of a list, whose total number is known or not.
func organization(t *testing.T, count int, hasTotal bool) (c *rebilly.Client, objects []rebilly.Product, got map[string]int) {
	t.Helper()
	objects, got = make([]rebilly.Product, count), map[string]int{}
	for i := range objects {
		objects[i] = rebilly.Product{ID: fmt.Sprint("prod_", i), Name: "Seats"}
	}
	return client(t, func(w http.ResponseWriter, r *http.Request) {
		if id := path.Base(r.URL.Path); id != "products" {
			got["GET"]++
			i, _ := strconv.Atoi(strings.TrimPrefix(id, "prod_"))
			_ = json.NewEncoder(w).Encode(objects[i])
			return
		}
		query := r.URL.Query()
		got[strings.TrimSpace(query.Get("sort")+" "+query.Get("offset"))]++
		sorted := slices.Clone(objects)
		if query.Get("sort") == "-createdTime" {
			slices.Reverse(sorted)
		}
		if hasTotal {
			w.Header().Set("Pagination-Total", strconv.Itoa(count))
		}
		offset, _ := strconv.Atoi(query.Get("offset"))
		_ = json.NewEncoder(w).Encode(sorted[offset:min(offset+1000, count)])
	}), objects, got
}

// readAll reads products as a refresh does.
func readAll(t *testing.T, c *rebilly.Client, objects []rebilly.Product) {
	t.Helper()
	for _, object := range objects {
		found, cached := c.Products().GetCached(t.Context(), object.ID)
		if !cached {
			var err error
			if found, err = c.Products().Get(t.Context(), object.ID); err != nil {
				t.Fatal(err)
			}
		}
		if found.ID != object.ID {
			t.Fatalf("got %s, want %s", found.ID, object.ID)
		}
	}
}

// Only the last products of an organization are read, which the first page does not contain.
func TestListCache_OtherPages(t *testing.T) {
	for name, test := range map[string]struct {
		count, read int
		hasTotal    bool
		want        map[string]int
	}{
		"two pages":              {1500, 10, true, map[string]int{"GET": 3, "0": 1, "1000": 1}},
		"two pages, no total":    {1500, 10, false, map[string]int{"GET": 10, "0": 1}},
		"more pages than reads":  {9000, 7, true, map[string]int{"GET": 7, "0": 1}},
		"fewer pages than reads": {4000, 10, true, map[string]int{"GET": 3, "0": 1, "1000": 1, "-createdTime 0": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			c, objects, got := organization(t, test.count, test.hasTotal)
			readAll(t, c, objects[test.count-test.read:])
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

// Every object of an organization is read, one after the other.
func TestListCache_RequestCount(t *testing.T) {
	for count, want := range map[int]map[string]int{
		3:    {"GET": 3},
		4:    {"GET": 3, "0": 1},
		1000: {"GET": 3, "0": 1},
		1500: {"GET": 3, "0": 1, "1000": 1},
		2000: {"GET": 3, "0": 1, "1000": 1},
		2100: {"GET": 3, "0": 1, "1000": 1, "-createdTime 0": 1},
		4000: {"GET": 3, "0": 1, "1000": 1, "-createdTime 0": 1, "-createdTime 1000": 1},
		4100: {"GET": 103, "0": 1, "1000": 1, "-createdTime 0": 1, "-createdTime 1000": 1, "createdTime 0": 1},
	} {
		t.Run(fmt.Sprint(count), func(t *testing.T) {
			c, objects, got := organization(t, count, false)
			readAll(t, c, objects)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}
