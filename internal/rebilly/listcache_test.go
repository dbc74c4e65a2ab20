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
			objects := make([]rebilly.Product, count)
			for i := range objects {
				objects[i] = rebilly.Product{ID: fmt.Sprint("prod_", i), Name: "Seats"}
			}
			got := map[string]int{}
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
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
				offset, _ := strconv.Atoi(query.Get("offset"))
				_ = json.NewEncoder(w).Encode(sorted[offset:min(offset+1000, count)])
			})
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
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}
