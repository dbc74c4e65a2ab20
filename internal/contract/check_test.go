package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
)

func definition(t *testing.T) *contract.Definition {
	t.Helper()
	d, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const (
	product = `{"id":"p","name":"Seats","unitLabel":"unit","customFields":{},"createdTime":"2026-01-01T00:00:00Z"}`
	onetime = `{"id":"x","name":"M","currency":"USD","productId":"p","pricing":{"formula":"fixed-fee","price":5},` +
		`"isTrialOnly":false,"recurringInterval":null,"trial":null}`
)

func TestMiddleware_Violations(t *testing.T) {
	d := definition(t)
	for name, test := range map[string]struct {
		method, path, sent string
		status             int
		response           string
		// want is a part of the report; "" is no report.
		want string
	}{
		"a product": {"PUT", "products/p", `{"name":"Seats"}`, 200, product, ""},
		"a misspelled field in a request": {
			"PUT", "products/p", `{"name":"Seats","unitlabel":"x"}`,
			200, product, `request: the definition has no field "unitlabel"`,
		},
		"a wrong type in a request":     {"PUT", "products/p", `{"name":"Seats","options":"color"}`, 200, product, "/options"},
		"too short a name in a request": {"PUT", "products/p", `{"name":"S"}`, 200, product, "/name"},
		"an invalid request, refused": {
			"PUT", "products/p", `{"nam":"S"}`,
			422, `{"status":422,"invalidFields":[{"field":"nam","message":"no"}]}`, "",
		},
		"read-only fields in a request": {"PUT", "products/p", `{"name":"Seats","id":7,"createdTime":7}`, 200, product, ""},
		"a request that is not JSON":    {"PUT", "products/p", `{`, 200, product, "not JSON"},
		"a misspelled field in a response": {
			"GET", "products/p", ``,
			200, strings.Replace(product, "unitLabel", "unitlabel", 1), `response: the definition has no field "unitlabel"`,
		},
		"a wrong type in a response": {"GET", "products/p", ``, 200, strings.Replace(product, `"unit"`, "7", 1), "/unitLabel"},
		"a list":                     {"GET", "products", ``, 200, "[" + product + "]", ""},
		"a misspelled field in a list": {
			"GET", "products/", ``,
			200, `[` + strings.Replace(product, "unitLabel", "unitlabel", 1) + `]`, `"0.unitlabel"`,
		},
		"an envelope around a list":    {"GET", "products", ``, 200, `{"data":[]}`, "got object, want array"},
		"an undeclared status":         {"GET", "products/p", ``, 202, product, "does not declare this status"},
		"created without Location":     {"POST", "products", `{"name":"Seats"}`, 201, product, "without Location"},
		"a body of a 204":              {"DELETE", "products/p", ``, 204, `{}`, "a body where the definition has none"},
		"an unknown operation":         {"PATCH", "products/p", `{}`, 200, product, "no such operation"},
		"an unknown family":            {"GET", "bananas", ``, 200, `[]`, "no such operation"},
		"a problem of the wrong shape": {"GET", "products/p", ``, 401, `{"title":7}`, "/title"},
		"a one-time plan": {
			"PUT", "plans/x", `{"name":"M","currency":"USD","productId":"p","pricing":{"formula":"fixed-fee","price":5},"trial":null}`,
			200, onetime, "",
		},
		"a field of a different formula": {
			"PUT", "plans/x", `{"name":"M","currency":"USD","productId":"p","pricing":{"formula":"fixed-fee","price":5,"minQuantity":1}}`,
			200, onetime, `"pricing.minQuantity"`,
		},
		"a price as text": {
			"PUT", "plans/x", `{"name":"M","currency":"USD","productId":"p","pricing":{"formula":"fixed-fee","price":"5"}}`,
			200, onetime, "/pricing",
		},
		"a subscription without a length": {
			"PUT", "plans/x",
			`{"name":"M","currency":"USD","productId":"p","pricing":{"formula":"fixed-fee","price":5},"recurringInterval":{"unit":"day"}}`,
			200, onetime, "length",
		},
		"a plan's response without its id": {"GET", "plans/x", ``, 200, strings.Replace(onetime, `"id":"x",`, "", 1), "id"},
		"an empty map as PHP writes it": {
			"GET", "products/p", ``,
			200, strings.Replace(product, `"customFields":{}`, `"customFields":[]`, 1), "",
		},
		"a list instead of a map": {
			"GET", "products/p", ``,
			200, strings.Replace(product, `"customFields":{}`, `"customFields":["a"]`, 1), "/customFields",
		},
		"a path without an organization": {"GET", "", ``, 404, `{}`, ""},
		"a null anchor": {
			"GET", "plans/x", ``, 200, strings.Replace(onetime,
				`"recurringInterval":null`, `"recurringInterval":{"unit":"day","length":1,"periodAnchorInstruction":null}`, 1), "",
		},
		"a response that is not JSON": {"GET", "products/p", ``, 200, `<html>`, "not JSON"},
		"an undeclared 404 of a PUT":  {"PUT", "products/p", `{"name":"Seats"}`, 404, `{"status":404}`, ""},
		"a field of the emulator": {
			"GET", "products/p", ``,
			200, strings.Replace(product, `"unitLabel"`, `"futureSetting":"kept","unitLabel"`, 1), "",
		},
		"a similar unknown field": {
			"GET", "products/p", ``,
			200, strings.Replace(product, `"unitLabel"`, `"pastSetting":"kept","unitLabel"`, 1), `"pastSetting"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var reports []string
			checked := d.Middleware(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = fmt.Fprint(w, test.response)
			}), func(format string, args ...any) { reports = append(reports, fmt.Sprintf(format, args...)) })
			recorder := httptest.NewRecorder()
			request := httptest.NewRequestWithContext(t.Context(), test.method, "/organizations/org/"+test.path, strings.NewReader(test.sent))
			checked.ServeHTTP(recorder, request)
			report := strings.Join(reports, "\n")
			if test.want == "" && report != "" || !strings.Contains(report, test.want) {
				t.Errorf("got the report %q, want %q in it", report, test.want)
			}
			if recorder.Code != test.status || recorder.Body.String() != test.response {
				t.Errorf("got the response %d %s, want %d %s", recorder.Code, recorder.Body, test.status, test.response)
			}
		})
	}
}
