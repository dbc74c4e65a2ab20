package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
)

// secrets are all that an organization has handed out.
type secrets struct {
	mu     sync.Mutex
	values []string
}

func (s *secrets) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.values)
}

var handedOut = regexp.MustCompile(`"(?:secretKey|token)": ?"([^"*]{20,})"`)

// watch remembers every key and token in an answer.
func watch(rebilly *acctest.Rebilly) *secrets {
	s := &secrets{values: []string{acctest.APIKey}}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		s.mu.Lock()
		for _, match := range handedOut.FindAllStringSubmatch(recorder.Body.String(), -1) {
			if !slices.Contains(s.values, match[1]) {
				s.values = append(s.values, match[1])
			}
		}
		s.mu.Unlock()
		replay(w, recorder)
	})
	return s
}

// replay sends an answer that was recorded.
func replay(w http.ResponseWriter, recorder *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), recorder.Header())
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

// problem is an answer that quotes everything, in each of its words.
func problem(status int) func(w http.ResponseWriter, quoted string) {
	return func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"title": %[1]s, "status": %[2]d, "detail": %[1]s, "error": %[1]s, "instance": %[1]s,
			"invalidFields": [{"field": %[1]s, "message": %[1]s}, {"field": "name", "message": %[1]s}]}`, encoded, status)
	}
}

// hangUp sends something that is no answer, and closes the connection.
func hangUp(w http.ResponseWriter, text string) {
	if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_, _ = connection.Write([]byte(text))
		_ = connection.Close()
	}
}

// quoting are the ways in which a server may give a secret away, also in URLs and with what is not JSON.
var quoting = map[string]func(w http.ResponseWriter, quoted string){
	"401": problem(401), "403": problem(403), "404": problem(404), "409": problem(409), "422": problem(422), "500": problem(500),
	"page": func(w http.ResponseWriter, quoted string) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = fmt.Fprintf(w, "<html><title>%[1]s</title>%[1]s</html>", quoted)
	},
	"page with success": func(w http.ResponseWriter, quoted string) { _, _ = fmt.Fprintf(w, "%[1]s<html>%[1]s</html>", quoted) },
	"half a body": func(w http.ResponseWriter, quoted string) {
		hangUp(w, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"id\": "+strconv.Quote(quoted)+", \"name\": \"")
	},
	"status line": func(w http.ResponseWriter, quoted string) {
		hangUp(w, "HTTP/1.1 "+strings.ReplaceAll(quoted, " ", "/")+"\r\n\r\n")
	},
	"header": func(w http.ResponseWriter, quoted string) { hangUp(w, "HTTP/1.1 200 OK\r\n"+quoted+"\r\n\r\n") },
	"redirect": func(w http.ResponseWriter, quoted string) {
		w.Header().Set("Location", "https://"+strings.Fields(quoted)[0]+"/?"+url.QueryEscape(quoted))
		w.WriteHeader(http.StatusTemporaryRedirect)
	},
	"wrong types": func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		_, _ = fmt.Fprintf(w, `{"id": %[1]s, "name": {%[1]s: %[1]s}, "type": %[1]s, "expiredTime": %[1]s, "pricing": {"formula": %[1]s}, "acl": %[1]s, "description": [%[1]s]}`, encoded)
	},
	"list of wrong types": func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		_, _ = fmt.Fprintf(w, `[{"id": %[1]s, "name": 7, "type": %[1]s, "description": 7}, %[1]s]`, encoded)
	},
}

// hits are the requests that a fault may hit.
var hits = map[string]func(r *http.Request) bool{
	"every request": func(*http.Request) bool { return true },
	"writes":        func(r *http.Request) bool { return r.Method != http.MethodGet },
	"what follows a login": func(r *http.Request) bool {
		return strings.Contains(r.URL.Path, "/authentication-tokens/") || strings.HasSuffix(r.URL.Path, "/logout")
	},
}

// TestNothingShowsASecret leads every operation of every type through every way in which a server may quote secrets, with
// everything logged. TestCLINothingShowsASecret does less of it, with an engine and the built provider.
func TestNothingShowsASecret(t *testing.T) {
	t.Parallel()
	for _, name := range append(sorted(quoting), "") {
		t.Run("fault "+name, func(t *testing.T) {
			t.Parallel()
			rebilly := opening(t)
			s := watch(rebilly)
			all := everything(t, rebilly)
			for hit := range hits {
				for _, h := range all {
					canaries(t, h, s, name, hit)
				}
			}
			// The provider's, two of keys, and those of tokens.
			if len(s.all()) < 6 {
				t.Errorf("only %d secrets were there to be found", len(s.all()))
			}
		})
	}
}

func canaries(t *testing.T, h *held, s *secrets, fault, hit string) {
	t.Helper()
	all := h.operations()
	requests := 0
	config := h.rebilly.ProviderConfig()
	config["max_retries"] = 0
	var log strings.Builder
	server := acctest.NewServer(here{t, tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), &log), &log)}, config)
	for _, name := range sorted(all) {
		log.Reset()
		h.restore()
		heal := h.rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if fault == "" || !hits[hit](r) {
				next.ServeHTTP(w, r)
				return
			}
			requests++
			// Keys and tokens can be told from other words; a login can only where it is in the path.
			values := slices.DeleteFunc(s.all(), func(value string) bool {
				return !strings.HasPrefix(value, "sk_") && !strings.HasPrefix(value, "eyJ") && !strings.Contains(r.URL.Path, value)
			})
			// As a server has it that quotes the request, and as part of something that was encoded for a URL.
			quoting[fault](w, strings.Join(append(values, r.URL.EscapedPath(), r.URL.Path, url.QueryEscape(`"`+strings.Join(values, `"`))), " "))
		})
		left := all[name](server, h.state)
		heal()
		texts := acctest.Printed(left.texts)
		texts["log"] = log.String()
		for _, place := range texts.With(s.all()) {
			t.Errorf("%s of %s, where %s is answered with %q: a secret is in the %s:\n%s", name, h.life, hit, fault, place, texts[place])
		}
		if !strings.Contains(log.String(), `"@level":"trace"`) || !strings.Contains(log.String(), "Rebilly API request") && name != "plan" && name != "read" {
			t.Errorf("%s of %s: the log does not have everything: %d bytes", name, h.life, log.Len())
		}
	}
	if requests == 0 && fault != "" && hit == "every request" {
		t.Errorf("%s: no request was answered with %s", h.life, fault)
	}
}
