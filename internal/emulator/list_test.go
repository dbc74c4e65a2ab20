package emulator_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestPaging(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{})
	const total = 257
	for i := range total {
		e.Put("products", fmt.Sprintf("prod_%03d", i), object{"name": "x"})
	}
	e.Put("websites", "web_a", object{"name": "x"})
	for _, size := range []int{1000, 100, 50, 7} {
		var all []string
		for offset := 0; ; offset += size {
			path := fmt.Sprintf("/products?limit=%d&offset=%d", size, offset)
			r := c.do("GET", path, "")
			got := []string{r.header.Get("Pagination-Total"), r.header.Get("Pagination-Limit"), r.header.Get("Pagination-Offset")}
			if want := []string{fmt.Sprint(total), fmt.Sprint(size), fmt.Sprint(offset)}; !slices.Equal(got, want) {
				t.Fatalf("GET %s: got headers %v, want %v", path, got, want)
			}
			page := r.body.([]any)
			if len(page) == 0 {
				break
			}
			for _, doc := range page {
				all = append(all, doc.(object)["id"].(string))
			}
		}
		if len(all) != total || !slices.IsSorted(all) || len(slices.Compact(all)) != total {
			t.Errorf("pages of %d: got %d objects, want %d, sorted and unique", size, len(all), total)
		}
	}
	if got := len(c.ids("products", "")); got != 100 {
		t.Errorf("without a limit: got %d objects, want 100", got)
	}
	if r := c.do("GET", "/products?limit=0&offset=1000", ""); strings.TrimSpace(r.raw) != "[]" ||
		r.header.Get("Pagination-Total") != fmt.Sprint(total) {
		t.Errorf("limit 0: got %s, want no objects and the total", r.raw)
	}
}

func TestPageLimit(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{PageLimit: 2})
	for _, id := range []string{"prod_a", "prod_b", "prod_c"} {
		e.Put("products", id, object{"name": "x"})
	}
	for query, want := range map[string]string{"": "2", "?limit=1000": "2", "?limit=1": "1"} {
		r := c.do("GET", "/products"+query, "")
		if got := r.header.Get("Pagination-Limit"); got != want || fmt.Sprint(len(r.body.([]any))) != want {
			t.Errorf("GET /products%s: got limit %s, want %s: %s", query, got, want, r.raw)
		}
	}
	if r := c.do("GET", "/products?offset=2", ""); len(r.body.([]any)) != 1 || r.header.Get("Pagination-Total") != "3" {
		t.Errorf("second page: got %s, want one object of 3", r.raw)
	}
}

func TestBadListQueries(t *testing.T) {
	_, c := start(t, emulator.Options{})
	for query, want := range map[string][]string{
		"limit=1001":                {"limit"},
		"limit=-1":                  {"limit"},
		"limit=":                    {"limit"},
		"limit=x&offset=1001":       {"limit", "offset"},
		"offset=-1":                 {"offset"},
		"sort=unitLabel":            {"sort"},
		"sort=name,-other,":         {"sort", "sort"},
		"sort=currency":             {"sort"},
		"filter=name":               {"filter"},
		"filter=other:x":            {"filter"},
		"filter=name:x;":            {"filter"},
		"filter=:x&sort=x&limit=-5": {"limit", "sort", "filter"},
	} {
		if diff := cmp.Diff(want, c.refused("GET", "/products?"+query, "")); diff != "" {
			t.Errorf("%s: invalid fields differ (-want +got):\n%s", query, diff)
		}
	}
}

func TestSort(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{})
	for id, doc := range map[string]object{
		"a": {"name": "n2", "currency": "USD", "createdTime": "2020-01-03T00:00:00Z", "updatedTime": "2021-01-01T00:00:00Z"},
		"b": {"name": "n1", "currency": "EUR", "createdTime": "2020-01-01T00:00:00Z", "updatedTime": "2021-01-03T00:00:00Z"},
		"c": {"name": "n1", "currency": "USD", "createdTime": "2020-01-01T00:00:00Z", "updatedTime": "2021-01-02T00:00:00Z"},
		"d": {"name": "n3", "currency": "EUR", "createdTime": "2020-01-02T00:00:00Z", "updatedTime": "2021-01-02T00:00:00Z"},
	} {
		e.Put("plans", id, doc)
	}
	for sort, want := range map[string]string{
		"":                     "b c d a",
		"createdTime":          "b c d a",
		"-createdTime":         "a d b c",
		"updatedTime":          "a c d b",
		"-updatedTime,id":      "b c d a",
		"-updatedTime,-id":     "b d c a",
		"name":                 "b c a d",
		"name,-id":             "c b a d",
		"-id":                  "d c b a",
		"currency,-name":       "d b a c",
		"-currency,name,id":    "c a b d",
		"currency,createdTime": "b d c a",
	} {
		if got := strings.Join(c.ids("plans", "?sort="+sort), " "); got != want {
			t.Errorf("sort=%s: got %s, want %s", sort, got, want)
		}
	}
}

func TestFilterAndSearch(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{})
	for id, doc := range map[string]object{
		"a": {"name": "Gold", "isActive": true, "customFields": object{"tier": "one", "tags": []string{"x", "y"}}, "description": "Best plan"},
		"b": {"name": "Silver", "isActive": false, "setup": object{"price": 9.5}, "customFields": object{"tier": "two"}},
		"c": {"name": "Gold: plus", "isActive": true, "setup": object{"price": 10}, "customFields": object{"tier": "one"}},
	} {
		e.Put("plans", id, doc)
	}
	for query, want := range map[string]string{
		"filter=id:a":        "a",
		"filter=id:c,a,none": "a c",
		"filter=name:Gold":   "a",
		"filter=name:gold":   "",
		"filter=" + url.QueryEscape("name:Gold: plus"):      "c",
		"filter=isActive:true":                              "a c",
		"filter=isActive:false":                             "b",
		"filter=revision:1":                                 "a b c",
		"filter=setup.price:9.5,10":                         "b c",
		"filter=setup.price.other:9.5":                      "",
		"filter=setup:null":                                 "",
		"filter=customFields.tier:one":                      "a c",
		"filter=customFields.tags:y":                        "a",
		"filter=customFields.tier:one;isActive:true;id:c,b": "c",
		"filter=" + url.QueryEscape("id:a,b;name:Silver"):   "b",
		"filter=id:a;id:b":                                  "",
		"filter=id:a,b;id:b,c":                              "b",
		"filter=":                                           "a b c",
		"q=GOLD":                                            "a c",
		"q=best":                                            "a",
		"q=b":                                               "a b",
		"q=gold&filter=id:b,c":                              "c",
		"q=nothing":                                         "",
		"expand=product":                                    "a b c",
	} {
		if got := strings.Join(c.ids("plans", "?"+query), " "); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if got := c.do("GET", "/plans?filter=isActive:true&limit=1", "").header.Get("Pagination-Total"); got != "2" {
		t.Errorf("Pagination-Total of a filtered list: got %s, want 2", got)
	}
}
