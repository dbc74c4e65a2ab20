package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/secretscan"
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

// quoted is what a server may say that quotes a request and whatever else it knows. Keys and customers' tokens can be told
// from other words, a login can only where it is in the path.
func (s *secrets) quoted(r *http.Request) string {
	values := slices.DeleteFunc(s.all(), func(value string) bool {
		return !strings.HasPrefix(value, "sk_") && !strings.HasPrefix(value, "eyJ") && !strings.Contains(r.URL.Path, value)
	})
	return strings.Join(append(values, r.URL.EscapedPath(), r.URL.Path, url.QueryEscape(`"`+strings.Join(values, `"`))), " ")
}

var handedOut = regexp.MustCompile(`"(?:secretKey|token)": ?"([^"*]{20,})"`)

// watch remembers every key and token in an answer.
func watch(rebilly *fakeapi.Server) *secrets {
	s := &secrets{values: []string{fakeapi.APIKey}}
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

// problem is an answer that quotes everything, in each of its words. Where there are complaints of fields, they are what is shown.
func problem(status int, fields string) func(w http.ResponseWriter, quoted string) {
	return func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"title": %[1]s, "status": %[2]d, "detail": %[1]s, "instance": %[1]s, "invalidFields": [%[3]s]}`,
			encoded, status, strings.ReplaceAll(fields, "QUOTED", string(encoded)))
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
	"401": problem(401, ""), "403": problem(403, ""), "404": problem(404, ""), "409": problem(409, ""), "422": problem(422, ""), "500": problem(500, ""),
	"422 with fields": problem(422, `{"field": QUOTED, "message": QUOTED}, {"field": "name", "message": QUOTED}, {"field": "secretKey", "message": QUOTED}`),
	"legacy error": func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, `{"status": 403, "error": %s}`, encoded)
	},
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

// TestSecrets_NotShown leads every operation of every type through every way in which a server may quote secrets, with
// everything logged. TestAccSecrets_notShown does less of it, with a CLI and the built provider.
func TestSecrets_NotShown(t *testing.T) {
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
	server := coretest.NewCore(here{t, tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), &log), &log)}, config)
	for _, name := range sorted(all) {
		log.Reset()
		h.restore()
		heal := h.rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if fault == "" || !hits[hit](r) {
				next.ServeHTTP(w, r)
				return
			}
			requests++
			quoting[fault](w, s.quoted(r))
		})
		left := all[name](server, h.state)
		heal()
		texts := secretscan.CapturedOutput(left.texts)
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

// TestSecrets_NotShownInPanics: what panics may say what it holds, and the stack is in the error.
func TestSecrets_NotShownInPanics(t *testing.T) {
	const secret = "sk_sandbox_Canary0Canary1Canary2"
	client := rebilly.New(rebilly.Config{APIKey: secret})
	for _, held := range []any{
		rebilly.Secret(secret), rebilly.APIKey{ID: "x", SecretKey: secret}, &rebilly.CustomerToken{Token: secret}, fmt.Errorf("no %x, %q, %d", rebilly.Secret(secret), rebilly.Secret(secret), rebilly.Secret(secret)),
		&rebilly.Error{Method: http.MethodGet, Path: "/x"}, client.MatchesClientKey(secret),
	} {
		var said diag.Diagnostics
		func() {
			defer crud.RecoverPanic(&said)
			panic(held)
		}()
		if text := fmt.Sprint(said); !said.HasError() || !strings.Contains(text, "canary_test.go") || secretscan.FindSecret(text, secret) {
			t.Errorf("%T: %s", held, text)
		}
	}
}

// everyKind is a configuration of every resource.
func everyKind(t *testing.T) string {
	t.Helper()
	resources := map[string]object{}
	for _, kind := range coretest.ResourceTypes {
		resources[kind.Type] = object{"this": kind.Minimal}
	}
	resources[planType] = object{"this": coretest.With(coretest.ResourceTypeOf(planType).Minimal, object{"product_id": "${rebilly_product.this.id}"})}
	text, err := json.Marshal(object{"resource": resources})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// everySecret is a configuration of what reads or opens a secret besides.
const everySecret = `
provider "rebilly" { max_retries = 0 }

data "rebilly_api_keys" "all" { depends_on = [rebilly_api_key.this] }

data "rebilly_purchase_config" "this" { invoice_id = "in_1" }

ephemeral "rebilly_api_key" "this" { id = rebilly_api_key.this.id }

ephemeral "rebilly_customer_jwt" "this" {
  customer_id     = "cus_1"
  website_id      = "web_1"
  revoke_on_close = true
}

resource "terraform_data" "delivery" {
  triggers_replace = [plantimestamp()]

  provisioner "local-exec" {
    command     = "printf '%s %s' \"$KEY\" \"$TOKEN\" > delivered"
    environment = { KEY = ephemeral.rebilly_api_key.this.secret_key, TOKEN = ephemeral.rebilly_customer_jwt.this.token }
  }
}
`

func TestAccSecrets_notShown(t *testing.T) {
	t.Parallel()
	rebilly := opening(t)
	s := watch(rebilly)
	const trace = "trace.log"
	w := acctest.NewWorkspace(t, nil, map[string]string{"kinds.tf.json": everyKind(t), "main.tf": everySecret})
	w.Env = append(rebilly.Variables(), "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.Dir, trace))
	printed := secretscan.CapturedOutput{}
	run := func(exit int, args ...string) {
		t.Helper()
		stdout, stderr, ended := w.Run(args...)
		if ended != exit {
			t.Errorf("%v ended with %d, want %d\n%s\n%s", args, ended, exit, stdout, stderr)
		}
		printed[fmt.Sprintf("%d: %v", len(printed), args)] = stdout + stderr
	}
	run(0, "plan", "-out=saved.tfplan")
	run(0, "show", "-json", "saved.tfplan")
	run(0, "apply", "saved.tfplan")
	run(0, "show", "-json")
	run(0, "state", "pull")
	for _, fault := range sorted(quoting) {
		heal := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			// Plans read, and applies would not come to write.
			if r.Method == http.MethodGet && fault != "half a body" && fault != "page" {
				next.ServeHTTP(w, r)
				return
			}
			quoting[fault](w, s.quoted(r))
		})
		run(1, "apply", "-auto-approve", "-no-color", "-replace=rebilly_product.this")
		heal()
	}
	if acctest.TerraformMinor(t) >= 14 {
		w.Write("all.tfquery.hcl", "list \"rebilly_api_key\" \"all\" {\n  provider = rebilly\n}\n")
		run(0, "query", "-generate-config-out=generated.tf")
	} else {
		t.Log("Off: this terraform has no query. Terraform has it from 1.14.")
	}
	printed["crash"] = crashed(t, rebilly, w)
	run(0, "apply", "-auto-approve")
	run(0, "destroy", "-auto-approve")
	if err := printed.Collect(w.Dir, "delivered"); err != nil {
		t.Fatal(err)
	}
	for _, place := range printed.With(s.all()) {
		t.Errorf("a secret is in %s", place)
	}

	// That nothing is found says something only if there was something to find, and if what was searched is all.
	delivered := strings.Fields(read(t, w.Dir, "delivered"))
	if len(delivered) != 2 || !slices.Contains(s.all(), delivered[0]) || !slices.Contains(s.all(), delivered[1]) {
		t.Errorf("the secrets were not delivered, or are not among those that are searched for: %d", len(delivered))
	}
	searched := [][2]string{
		{trace, "[TRACE]"}, {trace, "/authentication-tokens/(redacted)/exchange"}, {"4: [state pull]", "rebilly_api_key"}, {"saved.tfplan/tfplan", "rebilly_api_key"},
	}
	if printed["crash"] != "" {
		searched = append(searched, [][2]string{{"crash", "Error:"}, {trace, "SIGQUIT: quit"}, {trace, "internal/rebilly.(*Client).do("}}...)
	}
	for _, has := range searched {
		if !strings.Contains(printed[has[0]], has[1]) {
			t.Errorf("%s does not have %s", has[0], has[1])
		}
	}
}

// crashed ends the provider in the middle of a request as a crash does, which writes the stacks of all that it was doing
// to the log, and returns what the CLI prints of that.
func crashed(t *testing.T, rebilly *fakeapi.Server, w *acctest.Workspace) string {
	t.Helper()
	arrived := make(chan struct{})
	var once sync.Once
	heal := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		once.Do(func() { close(arrived) })
		hang(w, r, next)
	})
	defer heal()
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		t.Log("Off: a crash of the provider, which is found in /proc alone.")
		return ""
	}
	process := w.Start("plan", "-no-color")
	<-arrived
	running, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	for _, link := range running {
		dir, _ := os.Readlink(link)
		program, _ := os.Readlink(filepath.Join(filepath.Dir(link), "exe"))
		id, _ := strconv.Atoi(filepath.Base(filepath.Dir(link)))
		if dir == w.Dir && program == acctest.Build(t) {
			if err := syscall.Kill(id, syscall.SIGQUIT); err != nil {
				t.Error(err)
			}
		}
	}
	stdout, stderr, _ := process.Wait()
	return stdout + stderr
}
