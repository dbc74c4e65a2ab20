package rebilly_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// calls are the kinds of requests of a client.
var calls = map[string]func(context.Context, *rebilly.Client) error{
	"get": func(ctx context.Context, c *rebilly.Client) error {
		_, err := c.Products().Get(ctx, "x")
		return err
	},
	"create": func(ctx context.Context, c *rebilly.Client) error {
		_, _, err := c.Products().Create(ctx, "x", rebilly.Product{Name: "Seats"})
		return err
	},
	"update": func(ctx context.Context, c *rebilly.Client) error {
		_, _, err := c.Products().Update(ctx, "x", rebilly.Product{Name: "Seats"}, rebilly.Product{Name: "Places"})
		return err
	},
	"delete": func(ctx context.Context, c *rebilly.Client) error { return c.Products().Delete(ctx, "x") },
	"list":   func(ctx context.Context, c *rebilly.Client) error { _, err := listIDs(ctx, c); return err },
	"mint": func(ctx context.Context, c *rebilly.Client) error {
		_, err := c.MintCustomerToken(ctx, rebilly.CustomerSession{CustomerID: "cus_1", Expires: time.Now().Add(time.Hour)})
		return err
	},
}

// listIDs returns the ids of the products in a list that could be decoded.
func listIDs(ctx context.Context, c *rebilly.Client) (ids []string, err error) {
	for product, err := range c.Products().List(ctx, nil) {
		var decodeError *rebilly.DecodeError
		if err != nil && !errors.As(err, &decodeError) {
			return ids, err
		}
		if err == nil {
			ids = append(ids, product.ID)
		}
	}
	return ids, nil
}

// allocated returns how much f allocates in MiB in total, including the server.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) >> 20
}

// endless writes until the connection is closed.
func endless(w http.ResponseWriter, begin string) {
	_, err := w.Write([]byte(begin))
	for chunk := bytes.Repeat([]byte(" "), 1<<16); err == nil; {
		_, err = w.Write(chunk)
	}
}

// bomb returns 256 MiB of spaces, compressed.
var bomb = sync.OnceValue(func() []byte {
	var compressed bytes.Buffer
	writer := gzip.NewWriter(&compressed)
	for range 256 {
		_, _ = writer.Write(bytes.Repeat([]byte(" "), 1<<20))
	}
	_ = writer.Close()
	return compressed.Bytes()
})

func TestResponse_MemoryLimit(t *testing.T) {
	repeated := func(unit string, size int) string {
		return "[" + strings.Repeat(unit+",", size/(len(unit)+1)) + unit + "]"
	}
	for name, test := range map[string]struct {
		respond func(w http.ResponseWriter)
		want    string
	}{
		"endless body": {func(w http.ResponseWriter) { endless(w, `{"id":"x"`) }, "larger than"},
		"endless error": {func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			endless(w, `{"title":"`)
		}, "larger than"},
		"gzip bomb": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb())
		}, "larger than"},
		"body of 50 MB": {func(w http.ResponseWriter) {
			apiResponse(w, 200, `{"id":"x","name":"`+strings.Repeat("a", 50<<20)+`"}`)
		}, ""},
		"many values": {func(w http.ResponseWriter) { apiResponse(w, 200, repeated("0", 7<<20)) }, "more than 1000000 values"},
		"headers": {func(w http.ResponseWriter) {
			for i := range 10_000 {
				w.Header().Set("X-Header-"+strconv.Itoa(i), strings.Repeat("a", 1000))
			}
			apiResponse(w, 200, `{"id":"x"}`)
		}, "headers exceeded"},
	} {
		bomb()
		for call, send := range calls {
			t.Run(name+"/"+call, func(t *testing.T) {
				c := client(t, func(w http.ResponseWriter, _ *http.Request) { test.respond(w) })
				var err error
				// A page may have 64 MiB and is read into a growing buffer; decoding it needs at most as much again.
				if used := allocated(func() { err = send(t.Context(), c) }); used > 600 {
					t.Errorf("got %d MiB allocated, want at most 600", used)
				}
				if err == nil || !strings.Contains(err.Error(), test.want) || len(err.Error()) > 10_000 {
					t.Errorf("got error %.300v, want one with %q of at most 10,000 bytes", err, test.want)
				}
			})
		}
	}
}

// A retry would receive as much again.
func TestResponse_TooLargeNotRetried(t *testing.T) {
	for call, send := range calls {
		var requests atomic.Int32
		c := client(t, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			if call == "update" && r.Method == http.MethodGet {
				apiResponse(w, 200, `{"id":"x","name":"Seats"}`)
				return
			}
			endless(w, "[")
		})
		err := send(t.Context(), c)
		want := map[string]int32{"update": 2}[call]
		if requests.Load() != max(1, want) || rebilly.OutcomeUnknown(err) != (call != "get" && call != "list") {
			t.Errorf("%s: got %d requests, error %v, unknown outcome %t, want %d requests and an unknown outcome of a write",
				call, requests.Load(), err, rebilly.OutcomeUnknown(err), max(1, want))
		}
	}
}

// A large page within the limit is not an error.
func TestResponse_LargePage(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	for i := range 900 {
		_, _ = fmt.Fprintf(&page, `,{"id":"p%d","name":"Seats","description":"%s"}`, i, strings.Repeat("a", 60_000))
	}
	c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, "["+page.String()[1:]+"]") })
	ids, err := listIDs(t.Context(), c)
	if err != nil || len(ids) != 900 {
		t.Errorf("got %d objects, error %v, want 900", len(ids), err)
	}
}

func TestDecode_InvalidJSON(t *testing.T) {
	for name, test := range map[string]struct{ body, want string }{
		"different object":   {`{"id":"y","name":"Seats"}`, `for a different object, "y"`},
		"no id":              {`{}`, "for a different object"},
		"id is null":         {`{"id":null}`, "for a different object"},
		"id twice":           {`{"id":"x","id":"y"}`, "for a different object"},
		"id is a number":     {`{"id":7}`, "the response does not match"},
		"null":               {`null`, "it is null"},
		"array":              {`[]`, "cannot unmarshal array"},
		"empty body":         {``, "EOF"},
		"two objects":        {`{"id":"x"}{"id":"x"}`, "more than one JSON value"},
		"truncated":          {`{"id":"x"`, "unexpected EOF"},
		"infinite number":    {`{"id":"x","customFields":{"n":1e999}}`, "the number 1e999… has more digits"},
		"enormous number":    {`{"id":"x","customFields":{"n":1e99999999}}`, "larger exponent"},
		"tiny number":        {`{"id":"x","customFields":{"n":-1e-99999999}}`, "larger exponent"},
		"number of 10,000":   {`{"id":"x","customFields":{"n":` + strings.Repeat("9", 10_000) + `}}`, "more digits"},
		"decimals of 10,000": {`{"id":"x","customFields":{"n":0.` + strings.Repeat("3", 10_000) + `}}`, "more digits"},
		"deep arrays": {
			`{"id":"x","customFields":{"n":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}}`, "deeper than 100",
		},
		"deep objects": {
			`{"id":"x","future":` + strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000) + `}`, "deeper than 100",
		},
		"invalid UTF-8":       {"{\"id\":\"x\",\"name\":\"\xff\xfe\"}", "not UTF-8"},
		"invalid UTF-8 twice": {"{\"id\":\"x\",\"n\xc3\":1}", "not UTF-8"},
	} {
		for _, call := range []string{"get", "create", "update"} {
			t.Run(name+"/"+call, func(t *testing.T) {
				c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, test.body) })
				err := calls[call](t.Context(), c)
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got error %v, want one with %q", err, test.want)
				}
				if rebilly.OutcomeUnknown(err) != (call == "create") {
					t.Errorf("got unknown outcome %t, want %t", rebilly.OutcomeUnknown(err), call == "create")
				}
			})
		}
	}
	for name, body := range map[string]string{
		"large numbers":     `{"id":"x","customFields":{"n":-1.7e308,"m":5e-324,"z":-0.0e-999,"i":123456789012345678901234567890}}`,
		"numbers in text":   `{"id":"x","name":"1e999 [[[[ \" 1e-99999999, \\"}`,
		"a hundred levels":  `{"id":"x","customFields":` + strings.Repeat(`{"a":`, 98) + `{}` + strings.Repeat("}", 98) + `}`,
		"NUL and surrogate": `{"id":"x","name":"a\u0000\ud83d\ude00\u202e"}`,
		"a field twice":     `{"id":"x","name":"a","name":"b"}`,
	} {
		c := client(t, func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, body) })
		if _, err := c.Products().Get(t.Context(), "x"); err != nil {
			t.Errorf("%s: got error %v, want none", name, err)
		}
	}
}

func TestList_InvalidPages(t *testing.T) {
	page := func(from, to int) string {
		var text []string
		for i := from; i < to; i++ {
			text = append(text, fmt.Sprintf(`{"id":"p%d","name":"Seats"}`, i))
		}
		return "[" + strings.Join(text, ",") + "]"
	}
	for name, test := range map[string]struct {
		serve             func(w http.ResponseWriter, query url.Values, request int)
		objects, requests int
		want              string
	}{
		"never ends": {func(w http.ResponseWriter, query url.Values, _ int) {
			offset, _ := strconv.Atoi(query.Get("offset"))
			apiResponse(w, 200, page(offset, offset+1000))
		}, 2000, 2, "2,000 at most"},
		"repeats its page": {func(w http.ResponseWriter, _ url.Values, _ int) {
			apiResponse(w, 200, page(0, 1000))
		}, 1000, 2, "2,000 at most"},
		"repeats its page, then ends": {func(w http.ResponseWriter, _ url.Values, request int) {
			w.Header().Set("Pagination-Limit", "2")
			apiResponse(w, 200, page(0, max(1, 3-request)))
		}, 2, 2, ""},
		"returns one object at a time forever": {func(w http.ResponseWriter, _ url.Values, _ int) {
			w.Header().Set("Pagination-Limit", "1")
			apiResponse(w, 200, page(0, 1))
		}, 1, 1001, "2,000 at most"},
		"moves an object between pages": {func(w http.ResponseWriter, _ url.Values, request int) {
			w.Header().Set("Pagination-Limit", "2")
			// The pages are 0 1, 1 2 and 2.
			apiResponse(w, 200, page(request-1, min(request+1, 3)))
		}, 3, 3, ""},
		"returns more than requested": {func(w http.ResponseWriter, _ url.Values, _ int) {
			apiResponse(w, 200, page(0, 5000))
		}, 5000, 1, "2,000 at most"},
		"negative page size": {func(w http.ResponseWriter, _ url.Values, _ int) {
			w.Header().Set("Pagination-Limit", "-1")
			w.Header().Set("Pagination-Total", "99999999999999999999")
			apiResponse(w, 200, page(0, 2))
		}, 2, 1, ""},
		"invalid objects": {func(w http.ResponseWriter, _ url.Values, _ int) {
			apiResponse(w, 200, `[null,{},[],7,"p",{"id":null},{"id":"p1","name":7},{"id":"p2"}]`)
		}, 1, 1, ""},
		"object instead of a list": {func(w http.ResponseWriter, _ url.Values, _ int) {
			apiResponse(w, 200, `{"data":[]}`)
		}, 0, 1, "cannot unmarshal object"},
		"null": {func(w http.ResponseWriter, _ url.Values, _ int) { apiResponse(w, 200, `null`) }, 0, 1, "it is null"},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			c := client(t, func(w http.ResponseWriter, r *http.Request) {
				requests++
				test.serve(w, r.URL.Query(), requests)
			})
			ids, err := listIDs(t.Context(), c)
			if len(ids) != test.objects || requests != test.requests {
				t.Errorf("got %d objects, %d requests, want %d, %d", len(ids), requests, test.objects, test.requests)
			}
			if (err != nil) != (test.want != "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want %q", err, test.want)
			}
			seen := map[string]bool{}
			for _, id := range ids {
				if seen[id] {
					t.Fatalf("got %s twice, want it once", id)
				}
				seen[id] = true
			}
		})
	}
}

func TestError_Truncated(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	c := client(t, func(w http.ResponseWriter, _ *http.Request) {
		field := `{"field":"name","message":"` + long[:1000] + `"}`
		apiResponse(w, 422, `{"title":"`+long+`","detail":"\u001b[2J`+long+`","invalidFields":[`+field+strings.Repeat(","+field, 3000)+`]}`)
	})
	err := calls["create"](t.Context(), c)
	var failure *rebilly.Error
	if !errors.As(err, &failure) {
		t.Fatalf("got error %.200v, want an *Error", err)
	}
	if fields, text := len(failure.InvalidFields), err.Error(); fields != 1000 || len(text) > 20_000 || strings.ContainsRune(text, 0x1b) {
		t.Errorf("got %d field errors and %d bytes, want 1000 and at most 20,000 without control characters: %.200q", fields, len(text), text)
	}
}

// A server may quote a secret anywhere in a response, also in one that is not JSON.
func TestRedaction_ErrorBodies(t *testing.T) {
	const (
		// The API definition does not specify the format of keys.
		own   = "Key/of-another+form=0123"
		other = "sk_sandbox_AnotherKey0123456789"
		login = "login/token+0123456789="
		jwt   = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjdXMifQ.c2lnbmF0dXJl"
	)
	everything := strings.Join([]string{
		own, url.PathEscape(own), url.QueryEscape(own), other, login, url.PathEscape(login), url.QueryEscape(login),
		"%22" + other, "%3D" + jwt, "sk_\x00sandbox_AnotherKey0123456789",
	}, " and ")
	quoted := strconv.QuoteToASCII(everything)
	quoted = strings.ReplaceAll(quoted, `\x00`, `\u0000`)
	responses := map[string]http.HandlerFunc{
		"title": func(w http.ResponseWriter, _ *http.Request) {
			apiResponse(w, 409, `{"title":`+quoted+`,"detail":`+quoted+`}`)
		},
		"legacy error": func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 403, `{"error":`+quoted+`}`) },
		"invalid fields": func(w http.ResponseWriter, _ *http.Request) {
			apiResponse(w, 422, `{"invalidFields":[{"field":`+quoted+`,"message":`+quoted+`}]}`)
		},
		"page":     func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 502, "<html>"+everything) },
		"not JSON": func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, everything) },
		"time": func(w http.ResponseWriter, _ *http.Request) {
			apiResponse(w, 200, `{"token":"t","expiredTime":`+quoted+`}`)
		},
		"formula": func(w http.ResponseWriter, _ *http.Request) {
			apiResponse(w, 200, `{"id":"x","pricing":{"formula":`+quoted+`}}`)
		},
		"list of formulas": func(w http.ResponseWriter, _ *http.Request) {
			apiResponse(w, 200, `[{"id":"x","pricing":{"formula":`+quoted+`}}]`)
		},
		"other id": func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, `{"id":`+quoted+`}`) },
		"list":     func(w http.ResponseWriter, _ *http.Request) { apiResponse(w, 200, `[{"id":`+quoted+`,"name":7}]`) },
		"redirect": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://"+other+"/"+own)
			w.WriteHeader(http.StatusTemporaryRedirect)
		},
		"status line": func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = fmt.Fprintf(connection, "HTTP/1.1 %s\r\n\r\n", strings.ReplaceAll(everything, " ", "_"))
				_ = connection.Close()
			}
		},
		"header": func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_, _ = fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\n%s\r\n\r\n", everything)
				_ = connection.Close()
			}
		},
	}
	requests := map[string]func(context.Context, *rebilly.Client) error{
		"plan": func(ctx context.Context, c *rebilly.Client) error { _, err := c.Plans().Get(ctx, "x"); return err },
		"list of plans": func(ctx context.Context, c *rebilly.Client) (last error) {
			for _, err := range c.Plans().List(ctx, nil) {
				last = err
			}
			return last
		},
		"list of products": func(ctx context.Context, c *rebilly.Client) (last error) {
			for _, err := range c.Products().List(ctx, nil) {
				last = err
			}
			return last
		},
		"exchange": func(ctx context.Context, c *rebilly.Client) error { return calls["mint"](ctx, c) },
		"logout": func(ctx context.Context, c *rebilly.Client) error {
			return c.EndCustomerSession(ctx, rebilly.Secret(login))
		},
	}
	for name, send := range calls {
		requests[name] = send
	}
	redactedTexts := 0
	for name, serve := range responses {
		for call, send := range requests {
			t.Run(name+"/"+call, func(t *testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if call == "exchange" && strings.HasSuffix(r.URL.Path, "/authentication-tokens") {
						apiResponse(w, 201, `{"token":`+strconv.Quote(login)+`}`)
						return
					}
					serve(w, r)
				}))
				defer server.Close()
				var log strings.Builder
				c := rebilly.New(rebilly.Config{
					BaseURL: server.URL, OrganizationID: "org", APIKey: own,
					Log: func(_ context.Context, message string, fields ...map[string]any) { fmt.Fprintln(&log, message, fields) },
				})
				err := send(t.Context(), c)
				var failure *rebilly.Error
				text := fmt.Sprintf("%v\n%s", err, log.String())
				if errors.As(err, &failure) {
					text += fmt.Sprint(failure.Reason(), failure.InvalidFields, failure.Path)
				}
				if strings.Contains(text, "(redacted)") {
					redactedTexts++
				}
				// The client knows the token of the login only in requests that use it.
				known := []string{own, url.PathEscape(own), url.QueryEscape(own), other, jwt}
				if call == "exchange" || call == "logout" {
					known = append(known, login, url.PathEscape(login), url.QueryEscape(login))
				}
				for _, each := range known {
					if strings.Contains(text, each) {
						t.Errorf("got %s in the text, want it redacted: %s", each, text)
					}
				}
			})
		}
	}
	if redactedTexts < len(responses) {
		t.Errorf("got %d texts with redacted secrets, want at least %d", redactedTexts, len(responses))
	}
}
