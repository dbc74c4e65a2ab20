package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// query has the parameters of a list.
type query struct {
	limit, offset int
	order         []order
	conditions    []condition
	search        string
}

type order struct {
	field      string
	descending bool
}

// condition matches an object that has one of the values at the path.
type condition struct {
	path   []string
	values []string
}

func (e *Emulator) list(w http.ResponseWriter, r *http.Request, to route) {
	c := to.collection
	// A semicolon separates conditions of a filter, but url.ParseQuery drops a parameter with an unescaped one.
	parameters, err := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "%3B"))
	if err != nil {
		rest.WriteProblem(w, r, http.StatusBadRequest, "The query cannot be read: "+err.Error())
		return
	}
	if c.scopedBy == "resource" {
		// Such a list has paging only.
		maps.DeleteFunc(parameters, func(name string, _ []string) bool { return name != "limit" && name != "offset" })
	}
	q, invalid := parseQuery(parameters, c)
	if invalid != nil {
		rest.WriteInvalid(w, r, invalid)
		return
	}
	isPaged := c.definition().Collection[http.MethodGet].Headers["Pagination-Total"]
	if e.options.PageLimit > 0 && isPaged {
		q.limit = min(q.limit, e.options.PageLimit)
	}
	found := slices.DeleteFunc(e.all(c, to.scope), func(doc schema.Document) bool { return !q.matches(doc) })
	slices.SortFunc(found, q.compare)
	if header := w.Header(); isPaged {
		header.Set("Pagination-Total", strconv.Itoa(len(found)))
		header.Set("Pagination-Limit", strconv.Itoa(q.limit))
		header.Set("Pagination-Offset", strconv.Itoa(q.offset))
	}
	page := []schema.Document{}
	for _, doc := range found[min(q.offset, len(found)):min(q.offset+q.limit, len(found))] {
		page = append(page, e.answer(r, c, doc))
	}
	rest.WriteJSON(w, http.StatusOK, page)
}

func parseQuery(parameters url.Values, c *collection) (q query, invalid schema.InvalidFields) {
	q.limit = rest.ParsePage(parameters, "limit", rest.DefaultLimit, &invalid)
	q.offset = rest.ParsePage(parameters, "offset", 0, &invalid)
	q.order = parseSort(parameters.Get("sort"), c, &invalid)
	q.conditions = parseFilter(parameters.Get("filter"), c, &invalid)
	q.search = strings.ToLower(parameters.Get("q"))
	return q, invalid
}

func parseSort(sort string, c *collection, invalid *schema.InvalidFields) []order {
	var orders []order
	if sort != "" {
		for name := range strings.SplitSeq(sort, ",") {
			name, descending := strings.CutPrefix(name, "-")
			if f, _ := c.field(name); !f.Sortable {
				invalid.Add("sort", fmt.Sprintf("The collection cannot be sorted by %q.", name))
			}
			orders = append(orders, order{name, descending})
		}
	}
	return append(orders, order{field: "createdTime"}, order{field: "id"})
}

func parseFilter(filter string, c *collection, invalid *schema.InvalidFields) []condition {
	var conditions []condition
	if filter == "" {
		return nil
	}
	for part := range strings.SplitSeq(filter, ";") {
		name, values, ok := strings.Cut(part, ":")
		path := strings.Split(name, ".")
		if _, declared := c.field(path[0]); !ok || !declared {
			invalid.Add("filter", fmt.Sprintf("%q is not a condition on a field of this collection.", part))
		}
		conditions = append(conditions, condition{path, strings.Split(values, ",")})
	}
	return conditions
}

func (q query) matches(doc schema.Document) bool {
	for _, c := range q.conditions {
		if !c.holds(doc) {
			return false
		}
	}
	if q.search == "" {
		return true
	}
	for _, name := range []string{"id", "name", "description"} {
		if s, ok := doc[name].(string); ok && strings.Contains(strings.ToLower(s), q.search) {
			return true
		}
	}
	return false
}

func (c condition) holds(doc schema.Document) bool {
	last := len(c.path) - 1
	value := schema.Child(doc, c.path[:last]...)[c.path[last]]
	elements, isList := value.([]any)
	if !isList {
		elements = []any{value}
	}
	return slices.ContainsFunc(elements, func(element any) bool {
		s, ok := scalarText(element)
		return ok && slices.Contains(c.values, s)
	})
}

func (q query) compare(a, b schema.Document) int {
	for _, o := range q.order {
		left, _ := scalarText(a[o.field])
		right, _ := scalarText(b[o.field])
		if o.descending {
			left, right = right, left
		}
		if difference := cmp.Compare(left, right); difference != 0 {
			return difference
		}
	}
	return 0
}

func scalarText(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		return strconv.FormatBool(value), true
	default:
		return "", false
	}
}
