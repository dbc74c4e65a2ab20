package rebilly_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// gatewayResponses are 404s and 410s that Rebilly does not send.
var gatewayResponses = map[string]func(w http.ResponseWriter){
	"empty object":   func(w http.ResponseWriter) { apiResponse(w, 404, `{}`) },
	"null":           func(w http.ResponseWriter) { apiResponse(w, 410, `null`) },
	"message":        func(w http.ResponseWriter) { apiResponse(w, 404, `{"message":"no Route matched with those values"}`) },
	"other status":   func(w http.ResponseWriter) { apiResponse(w, 404, `{"status":500,"title":"Not Found"}`) },
	"only status":    func(w http.ResponseWriter) { apiResponse(w, 404, `{"status":404,"error":"Not Found","path":"/x"}`) },
	"title no text":  func(w http.ResponseWriter) { apiResponse(w, 404, `{"status":404,"title":7}`) },
	"case of fields": func(w http.ResponseWriter) { apiResponse(w, 404, `{"Status":404,"Title":"Not Found"}`) },
	"empty":          func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) },
	"page":           func(w http.ResponseWriter) { http.Error(w, "<html>Nothing here</html>", http.StatusNotFound) },
	"wrong media type": func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"title":"Not Found","status":404}`))
	},
}

// A 404 that is not Rebilly's is believed only if the complete list does not have the object.
func TestNotFound_Confirmed(t *testing.T) {
	t.Parallel()
	list := func(total, n int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
			var objects []string
			for i := offset; i < min(n, offset+1000); i++ {
				objects = append(objects, fmt.Sprintf(`{"id":"p%d"}`, i))
			}
			w.Header().Set("Pagination-Total", strconv.Itoa(total))
			apiResponse(w, 200, "["+strings.Join(objects, ",")+"]")
		}
	}
	for name, test := range map[string]struct {
		// id is the object that is requested. The gateway affects reads of it.
		id       string
		list     http.HandlerFunc
		everyGet bool
		notFound bool
		want     string
	}{
		"not listed":          {"x", list(2, 2), false, true, ""},
		"listed":              {"p1", list(2, 2), false, false, "the list of products includes it"},
		"shortened list":      {"x", list(3, 2), false, false, "the list is incomplete: it has 2 of 3 objects"},
		"no list":             {"x", func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 404, `{}`) }, false, false, "products: 4"},
		"list without an id":  {"x", func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, `[{}]`) }, false, false, "without an id"},
		"too many objects":    {"x", list(5000, 5000), false, true, ""},
		"gateway has no path": {"x", list(5000, 5000), true, false, "p1999: 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for form, respond := range gatewayResponses {
				requests := 0
				c := client(t, func(w http.ResponseWriter, r *http.Request) {
					requests++
					id := strings.TrimPrefix(r.URL.Path, "/organizations/org/products/")
					switch {
					case r.URL.Path == "/organizations/org/products":
						test.list(w, r)
					case id == test.id || test.everyGet:
						respond(w)
					default:
						apiResponse(w, 200, `{"id":"`+id+`"}`)
					}
				})
				_, err := c.Products().Get(t.Context(), test.id)
				if rebilly.IsNotFound(err) != test.notFound || err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: got error %v, not found %t, want %q, %t", form, err, rebilly.IsNotFound(err), test.want, test.notFound)
				}
				if requests < 3 {
					t.Errorf("%s: got %d requests, want two reads and a list", form, requests)
				}
				deleted := c.Products().Delete(t.Context(), test.id)
				if rebilly.IsNotFound(deleted) != test.notFound || rebilly.OutcomeUnknown(deleted) == test.notFound {
					t.Errorf("%s: got the error %v of a delete, not found %t, want %t or an unknown outcome",
						form, deleted, rebilly.IsNotFound(deleted), test.notFound)
				}
			}
		})
	}
}

func TestNotFound_SecondRead(t *testing.T) {
	for name, test := range map[string]struct {
		second   string
		status   int
		notFound bool
	}{
		"finds the object": {`{"id":"x"}`, 200, false},
		"is Rebilly's 404": {`{"title":"Not Found","status":404}`, 404, true},
		"is forbidden":     {`{"title":"Forbidden","status":403}`, 403, false},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			c := client(t, func(w http.ResponseWriter, _ *http.Request) {
				if requests++; requests == 1 {
					apiResponse(w, 404, `{}`)
					return
				}
				apiResponse(w, test.status, test.second)
			})
			_, err := c.Products().Get(t.Context(), "x")
			if (err == nil) != (test.status == 200) || rebilly.IsNotFound(err) != test.notFound || requests != 2 {
				t.Errorf("got error %v after %d requests, want the result of the second one", err, requests)
			}
		})
	}
}

// A gateway's 403 does not show that the organization exists.
func TestConfirmNotFound_Forbidden(t *testing.T) {
	for body, want := range map[string]bool{
		`{"title":"Forbidden","status":403}`: true, `{"message":"Forbidden"}`: false, `<html>Blocked</html>`: false,
	} {
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/products") {
				apiResponse(w, 403, body)
				return
			}
			apiResponse(w, 404, `{"title":"Not Found","status":404}`)
		})
		_, err := c.Plans().Get(t.Context(), "x")
		if gone, err := c.ConfirmNotFound(t.Context(), err); gone != want || (err == nil) != want {
			t.Errorf("%s: got %t, error %v, want %t", body, gone, err, want)
		}
	}
}

// A page in place of the response to a write does not show whether the write was carried out.
func TestOutcomeUnknown_BlockedResponse(t *testing.T) {
	t.Parallel()
	for _, status := range []int{302, 401, 403, 404, 405, 408, 409, 413, 422, 451} {
		for _, body := range []string{`<html>Blocked</html>`, `{"message":"Forbidden"}`, ``} {
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodGet {
					apiResponse(w, status, body)
					return
				}
				apiResponse(w, 200, `{"id":"x"}`)
			})
			for method, write := range map[string]func() error{
				"PUT": func() error {
					_, _, err := c.Products().Create(t.Context(), "x", rebilly.Product{})
					return err
				},
				"DELETE": func() error { return c.Products().Delete(t.Context(), "x") },
			} {
				if err := write(); !rebilly.OutcomeUnknown(err) || rebilly.IsNotFound(err) {
					t.Errorf("%s: %d %q: got error %v, unknown outcome %t, want an unknown outcome",
						method, status, body, err, rebilly.OutcomeUnknown(err))
				}
			}
		}
	}
	for _, status := range []int{421, 425, 429} {
		c := rebilly.New(rebilly.Config{BaseURL: pageServer(t, status), OrganizationID: "org"})
		if _, _, err := c.Products().Create(t.Context(), "x", rebilly.Product{}); err == nil || rebilly.OutcomeUnknown(err) {
			t.Errorf("%d: got error %v, unknown outcome %t, want an error and a known outcome", status, err, rebilly.OutcomeUnknown(err))
		}
	}
}

func pageServer(t *testing.T, status int) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "<html>", status) }))
	t.Cleanup(server.Close)
	return server.URL
}

// The API definition declares these errors without a body, so an empty response is Rebilly's.
func TestOutcomeUnknown_DeclaredEmpty(t *testing.T) {
	for name, test := range map[string]struct {
		path    string
		status  int
		body    string
		unknown bool
	}{
		"declared":           {"lists", 409, "", false},
		"declared, a page":   {"lists", 409, "<html>", true},
		"a different status": {"lists", 403, "", true},
		"a different path":   {"products", 409, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, test.status, test.body) })
			err := c.Documents(rebilly.DocumentType{Shape: rebilly.Shape{Path: test.path}}).Delete(t.Context(), "x")
			if err == nil || rebilly.OutcomeUnknown(err) != test.unknown {
				t.Errorf("got error %v, unknown outcome %t, want %t", err, rebilly.OutcomeUnknown(err), test.unknown)
			}
		})
	}
}

// A POST whose response was replaced by a page is not sent again if it was carried out.
func TestPost_BlockedResponse(t *testing.T) {
	t.Parallel()
	m, c := startMemory(t)
	m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		if r.Method != http.MethodPost {
			next(w, r)
			return
		}
		next(httptest.NewRecorder(), r)
		http.Error(w, "<html>Blocked</html>", http.StatusForbidden)
	}
	created, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"}))
	if posts := m.sent(http.MethodPost); created.ID != "snd_1" || err != nil || len(posts) != 1 {
		t.Errorf("got %q, error %v after %v, want snd_1 after one POST", created.ID, err, posts)
	}
}

func TestList_Shortened(t *testing.T) {
	namesakes := `{"id":"p1","name":"Premium"}`
	for name, test := range map[string]struct {
		// pages are the responses to each request for the whole list, and to those with a filter.
		pages, filtered []string
		total           string
		found           int
		incomplete      bool
	}{
		"complete":                        {[]string{namesakes}, []string{namesakes}, "1", 1, false},
		"no total":                        {[]string{namesakes}, []string{namesakes}, "", 1, false},
		"invalid total":                   {[]string{namesakes}, []string{namesakes}, "99999999999999999999", 1, false},
		"one namesake of two":             {[]string{namesakes, ""}, []string{namesakes, ""}, "2", 0, true},
		"the same page twice":             {[]string{namesakes, namesakes}, []string{namesakes, namesakes}, "2", 0, true},
		"shorter pages than the limit":    {[]string{namesakes, `{"id":"p2","name":"Premium"}`}, []string{namesakes, ""}, "2", 2, false},
		"only the filter is incomplete":   {[]string{namesakes, `{"id":"p2","name":"Premium"}`}, []string{""}, "2", 2, false},
		"empty although there is a total": {[]string{""}, []string{""}, "1", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			pages := map[bool][]string{false: test.pages, true: test.filtered}
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
				if test.total != "" {
					w.Header().Set("Pagination-Total", test.total)
				}
				filtered := r.URL.Query().Has("filter")
				if len(pages[filtered]) == 0 {
					t.Fatalf("got %s, want no further request", r.URL)
				}
				apiResponse(w, 200, "["+pages[filtered][0]+"]")
				pages[filtered] = pages[filtered][1:]
			})
			found, _, err := rebilly.FindByName(t.Context(), c.Products().List, "name", "Premium")
			if len(found) != test.found || errors.Is(err, rebilly.ErrIncompleteList) != test.incomplete || (err != nil) != test.incomplete {
				t.Errorf("got %d objects, error %v, want %d, incomplete %t", len(found), err, test.found, test.incomplete)
			}
		})
	}
}

// A create by POST is still possible if the list is always incomplete.
func TestPost_IncompleteList(t *testing.T) {
	m, c := startMemory(t)
	m.intercept = func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) {
		w.Header().Set("Pagination-Total", "7")
		next(w, r)
	}
	if created, _, err := senders(c).Create(t.Context(), "", sender(map[string]any{"name": "A"})); err != nil || created.ID != "snd_1" {
		t.Errorf("got %q, error %v, want snd_1", created.ID, err)
	}
}

// Fields whose names differ only in case are different fields.
func TestDecode_CaseOfNames(t *testing.T) {
	const plan = `{"id":"x","ID":"y","name":"A","NAME":"B","Currency":"EUR","currency":"USD","isactive":true,` +
		`"pricing":{"formula":"stairstep","brackets":[{"price":1,"PRICE":2},{"Price":3}],"Brackets":[]},` +
		`"customFields":{"tier":"a","Tier":"b"},"setup":{"PRICE":4,"price":5}}`
	c := client(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/plans") {
			apiResponse(w, 200, "["+plan+"]")
			return
		}
		apiResponse(w, 200, plan)
	})
	read, err := c.Plans().Get(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for listed, err := range c.Plans().List(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range []rebilly.Plan{read, listed} {
			text, _ := json.Marshal([]any{got.ID, got.Name, got.Currency, got.IsActive, got.Pricing.Brackets, got.CustomFields, got.Setup})
			want := `["x","A","USD",null,[{"price":1,"maxQuantity":null},{"maxQuantity":null}],{"Tier":"b","tier":"a"},{"price":5}]`
			if string(text) != want {
				t.Errorf("got  %s\nwant %s", text, want)
			}
		}
	}
}

// Whatever the form of Rebilly's own 404s is, objects can be created, read and deleted.
func TestNotFound_EmulatorForms(t *testing.T) {
	for _, form := range []emulator.NotFoundForm{emulator.NotFoundProblem, emulator.NotFoundPlain} {
		c, _, _ := catalog(t, emulator.Options{NotFoundForm: form}, "Seats")
		if _, err := c.Products().Get(t.Context(), "prod_new"); !rebilly.IsNotFound(err) {
			t.Errorf("%s: got error %v, want not found", form, err)
		}
		if err := c.Products().Delete(t.Context(), "prod_new"); !rebilly.IsNotFound(err) {
			t.Errorf("%s: got error %v of a delete, want not found", form, err)
		}
		if _, err := c.Products().Get(t.Context(), "prod_0000"); err != nil {
			t.Errorf("%s: got error %v, want none", form, err)
		}
	}
}
