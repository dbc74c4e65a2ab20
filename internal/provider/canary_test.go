package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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
	"sync/atomic"
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

// secrets collects the secrets that an organization has returned, and those of configurations.
type secrets struct {
	mu     sync.Mutex
	values []string
}

func (s *secrets) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.values)
}

func (s *secrets) add(values []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, value := range values {
		if !slices.Contains(s.values, value) {
			s.values = append(s.values, value)
		}
	}
}

// echo returns a text with the path of the request and the collected secrets, which a server might include in its response. The provider
// recognizes keys and customers' tokens anywhere, but an authentication token only if it is in the path, and a write-only value only if
// the request has it.
func (s *secrets) echo(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	values := slices.DeleteFunc(s.all(), func(value string) bool {
		isKnown := strings.HasPrefix(value, "sk_") || strings.HasPrefix(value, "eyJ")
		return !isKnown && !strings.Contains(r.URL.Path, value) && !strings.Contains(string(body), value)
	})
	return strings.Join(append(values, r.URL.EscapedPath(), r.URL.Path, url.QueryEscape(`"`+strings.Join(values, `"`))), " ")
}

var issuedSecret = regexp.MustCompile(`"(?:secretKey|token)": ?"([^"*]{20,})"`)

// recordSecrets collects every key and token in a response.
func recordSecrets(rebilly *fakeapi.Server) *secrets {
	s := &secrets{values: []string{fakeapi.APIKey}}
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		for _, match := range issuedSecret.FindAllStringSubmatch(recorder.Body.String(), -1) {
			s.add(match[1:])
		}
		replay(w, recorder)
	})
	return s
}

// replay writes a recorded response.
func replay(w http.ResponseWriter, recorder *httptest.ResponseRecorder) {
	maps.Copy(w.Header(), recorder.Header())
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(recorder.Body.Bytes())
}

// problem returns a handler for an error response with the text in each of its fields. The provider shows only the field errors, if any.
func problem(status int, fields string) func(w http.ResponseWriter, quoted string) {
	return func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"title": %[1]s, "status": %[2]d, "detail": %[1]s, "instance": %[1]s, "invalidFields": [%[3]s]}`,
			encoded, status, strings.ReplaceAll(fields, "QUOTED", string(encoded)))
	}
}

// hangUp writes a text that is not a complete response, and closes the connection.
func hangUp(w http.ResponseWriter, text string) {
	if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_, _ = connection.Write([]byte(text))
		_ = connection.Close()
	}
}

// leaks are responses that include secrets, also in URLs and in texts other than JSON.
var leaks = map[string]func(w http.ResponseWriter, quoted string){
	"401": problem(401, ""), "403": problem(403, ""), "404": problem(404, ""),
	"409": problem(409, ""), "422": problem(422, ""), "500": problem(500, ""),
	"422 with fields": problem(422, `{"field": QUOTED, "message": QUOTED}, {"field": "name", "message": QUOTED}, `+
		`{"field": "secretKey", "message": QUOTED}`),
	"legacy error": func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		w.WriteHeader(http.StatusForbidden)
		_, _ = fmt.Fprintf(w, `{"status": 403, "error": %s}`, encoded)
	},
	"HTML": func(w http.ResponseWriter, quoted string) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = fmt.Fprintf(w, "<html><title>%[1]s</title>%[1]s</html>", quoted)
	},
	"HTML with status 200": func(w http.ResponseWriter, quoted string) { _, _ = fmt.Fprintf(w, "%[1]s<html>%[1]s</html>", quoted) },
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
		_, _ = fmt.Fprintf(w, `{"id": %[1]s, "name": {%[1]s: %[1]s}, "type": %[1]s, "expiredTime": %[1]s, `+
			`"pricing": {"formula": %[1]s}, "acl": %[1]s, "description": [%[1]s], "value": 7}`, encoded)
	},
	"list of wrong types": func(w http.ResponseWriter, quoted string) {
		encoded, _ := json.Marshal(quoted)
		_, _ = fmt.Fprintf(w, `[{"id": %[1]s, "name": 7, "url": 7, "type": %[1]s, "description": 7, "value": 7}, %[1]s]`, encoded)
	},
}

// afterLogin is the scope of the requests that only the ephemeral resource of a token sends.
const afterLogin = "requests after a login"

// faultScopes select the requests that a fault applies to.
var faultScopes = map[string]func(r *http.Request) bool{
	"every request": func(*http.Request) bool { return true },
	"writes":        func(r *http.Request) bool { return r.Method != http.MethodGet },
	afterLogin: func(r *http.Request) bool {
		return strings.Contains(r.URL.Path, "/authentication-tokens/") || strings.HasSuffix(r.URL.Path, "/logout")
	},
}

// TestSecrets_NotShown runs every operation of every resource type against every response that includes secrets, with all logs
// enabled. TestAccSecrets_notShown does so for fewer operations, with a CLI and the built provider.
func TestSecrets_NotShown(t *testing.T) {
	t.Parallel()
	for fault, name := range append(sorted(leaks), "") {
		t.Run("fault "+name, func(t *testing.T) {
			t.Parallel()
			rebilly := startOrganization(t)
			s := recordSecrets(rebilly)
			objects := allObjects(t, rebilly)
			for scope := range faultScopes {
				for i, o := range objects {
					isOfToken := o.state == nil
					// All secrets are redacted by the same code, so a failure of writes alone is tried with every other type.
					if isOfToken || scope == "every request" || scope == "writes" && (i+fault)%2 == 0 {
						assertNoSecrets(t, o, s, name, scope)
					}
				}
			}
			for i, o := range secretObjects() {
				// A create whose POST fails waits for the object, so each meets some faults.
				if name != "" && (i+fault)%5 != 0 {
					continue
				}
				s.add(writeOnlyValues(o.config))
				o.onlySends = name != ""
				assertNoSecrets(t, createObject(t, rebilly, o), s, name, "writes")
			}
			// The provider's key, two other keys, and the tokens.
			if got := len(s.all()); got < 6 {
				t.Errorf("got %d secrets to search for, want at least 6", got)
			}
		})
	}
}

// secretObjects returns an object for each complete configuration with write-only values, which a change of their versions sends again.
func secretObjects() []testObject {
	var all []testObject
	for _, kind := range coretest.ResourceTypes {
		for i, config := range kind.Complete {
			paths := writeOnlyPaths(config)
			if len(paths) == 0 {
				continue
			}
			config = withoutWaits(kind, kind.Numbered(config, i))
			changed := config
			for _, path := range paths {
				changed = set(changed, path+crud.VersionSuffix, 2)
			}
			all = append(all, testObject{ResourceType: kind, config: config, changed: changed})
		}
	}
	return all
}

// writeOnlyPaths returns the paths of the write-only values of a configuration.
func writeOnlyPaths(config object) []string {
	return slices.DeleteFunc(leafPaths(config, ""), func(path string) bool { return !strings.HasSuffix(path, crud.WriteOnlySuffix) })
}

func writeOnlyValues(config object) []string {
	var values []string
	for _, path := range writeOnlyPaths(config) {
		values = append(values, fmt.Sprint(get(config, path)))
	}
	return values
}

func assertNoSecrets(t *testing.T, o *managedObject, s *secrets, fault, scope string) {
	t.Helper()
	operations := o.operations()
	requests := 0
	config := o.rebilly.ProviderConfig()
	config["max_retries"] = 0
	var log strings.Builder
	server := coretest.NewCore(contextT{t, tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), &log), &log)}, config)
	for _, name := range sorted(operations) {
		log.Reset()
		o.restore()
		removeFault := o.rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if fault == "" || !faultScopes[scope](r) {
				next.ServeHTTP(w, r)
				return
			}
			requests++
			leaks[fault](w, s.echo(r))
		})
		result := operations[name](server, o.state)
		removeFault()
		outputs := secretscan.CapturedOutput(result.outputs)
		outputs["log"] = log.String()
		for _, output := range outputs.With(s.all()) {
			t.Errorf("%s of %s, with response %q to %s: got a secret in the %s, want none:\n%s",
				name, o.testObject, fault, scope, output, outputs[output])
		}
		// An error about the access is not requested again for the plan of a create.
		mayBeSilent := fault == "401" || name == "plan" || name == "read" || name == "delete" && o.IsForgotten()
		if !strings.Contains(log.String(), `"@level":"trace"`) ||
			!strings.Contains(log.String(), "Rebilly API request") && !mayBeSilent {
			t.Errorf("%s of %s: got a log of %d bytes without traces or requests, want both", name, o.testObject, log.Len())
		}
	}
	if requests == 0 && fault != "" && scope == "every request" {
		t.Errorf("%s: got no request to respond to with %s, want some", o.testObject, fault)
	}
}

// TestSecrets_NotShownInPanics checks the error for a panic, which includes the value and the stack.
func TestSecrets_NotShownInPanics(t *testing.T) {
	const secret = "sk_sandbox_Canary0Canary1Canary2"
	client := rebilly.New(rebilly.Config{APIKey: secret})
	for _, value := range []any{
		rebilly.Secret(secret), rebilly.APIKey{ID: "x", SecretKey: secret}, &rebilly.CustomerToken{Token: secret},
		fmt.Errorf("no %x, %q, %d", rebilly.Secret(secret), rebilly.Secret(secret), rebilly.Secret(secret)),
		&rebilly.Error{Method: http.MethodGet, Path: "/x"}, client.MatchesClientKey(secret),
	} {
		var diagnostics diag.Diagnostics
		func() {
			defer crud.RecoverPanic(&diagnostics)
			panic(value)
		}()
		text := fmt.Sprint(diagnostics)
		if !diagnostics.HasError() || !strings.Contains(text, "canary_test.go") || secretscan.FindSecret(text, secret) {
			t.Errorf("%T: got %s, want an error with the stack, without the secret", value, text)
		}
	}
}

// allResourcesConfig returns a configuration with one of each resource, and one for each complete configuration with write-only values, all
// of which are the variable secret.
func allResourcesConfig(t *testing.T) string {
	t.Helper()
	resources := map[string]object{}
	for _, kind := range coretest.ResourceTypes {
		resources[kind.Type] = object{"this": kind.Minimal}
	}
	plan := coretest.With(coretest.ResourceTypeOf(planType).Minimal, object{"product_id": "${rebilly_product.this.id}"})
	resources[planType] = object{"this": plan}
	for i, o := range secretObjects() {
		config, _ := escaped(o.config).(object)
		for _, path := range writeOnlyPaths(config) {
			config = set(config, path, "${var.secret}")
		}
		resources[o.Type][fmt.Sprint("secret", i)] = config
	}
	variables := object{"secret": object{"type": "string", "ephemeral": true}}
	text, err := json.Marshal(object{"resource": resources, "variable": variables})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// secretReadersConfig is a configuration of data sources and ephemeral resources that read secrets.
const secretReadersConfig = `
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
	rebilly := startOrganization(t)
	s := recordSecrets(rebilly)
	const trace, configured = "trace.log", "configured-secret-canary"
	s.add([]string{configured})
	var sent atomic.Int32
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if strings.Contains(string(body), configured) {
			sent.Add(1)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
	w := acctest.NewWorkspace(t, nil, map[string]string{"kinds.tf.json": allResourcesConfig(t), "main.tf": secretReadersConfig})
	w.Env = append(rebilly.Variables(), "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.Dir, trace), "TF_VAR_secret="+configured)
	outputs := secretscan.CapturedOutput{}
	run := func(want int, args ...string) {
		t.Helper()
		stdout, stderr, exit := w.Run(args...)
		if exit != want {
			t.Errorf("%v: got exit code %d, want %d\n%s\n%s", args, exit, want, stdout, stderr)
		}
		outputs[fmt.Sprintf("%d: %v", len(outputs), args)] = stdout + stderr
	}
	run(0, "plan", "-out=saved.tfplan")
	run(0, "show", "-json", "saved.tfplan")
	run(0, "apply", "saved.tfplan")
	run(0, "show", "-json")
	run(0, "state", "pull")
	for _, fault := range sorted(leaks) {
		removeFault := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			// The plan of the apply must succeed, so that the apply writes.
			if r.Method == http.MethodGet && fault != "half a body" && fault != "HTML" {
				next.ServeHTTP(w, r)
				return
			}
			leaks[fault](w, s.echo(r))
		})
		run(1, "apply", "-auto-approve", "-no-color", "-replace=rebilly_product.this")
		removeFault()
	}
	if acctest.TerraformMinor(t) >= 14 {
		w.Write("all.tfquery.hcl", "list \"rebilly_api_key\" \"all\" {\n  provider = rebilly\n}\n")
		run(0, "query", "-generate-config-out=generated.tf")
	} else {
		t.Log("Off: this CLI has no query command, which requires Terraform 1.14 or later.")
	}
	outputs["crash"] = crashProvider(t, rebilly, w)
	run(0, "apply", "-auto-approve")
	run(0, "destroy", "-auto-approve")
	if err := outputs.Collect(w.Dir, "delivered"); err != nil {
		t.Fatal(err)
	}
	for _, output := range outputs.With(s.all()) {
		t.Errorf("got a secret in %s, want none", output)
	}

	// The test is valid only if there were secrets to find, and if all outputs were searched.
	if got, want := int(sent.Load()), len(secretObjects()); got < want {
		t.Errorf("got %d requests with write-only values, want at least %d", got, want)
	}
	delivered := strings.Fields(readFile(t, w.Dir, "delivered"))
	if len(delivered) != 2 || !slices.Contains(s.all(), delivered[0]) || !slices.Contains(s.all(), delivered[1]) {
		t.Errorf("got %d delivered secrets, want 2 that are searched for", len(delivered))
	}
	wantOutputs := [][2]string{
		{trace, "[TRACE]"}, {trace, "/authentication-tokens/(redacted)/exchange"},
		{"4: [state pull]", "rebilly_api_key"}, {"saved.tfplan/tfplan", "rebilly_api_key"},
	}
	if outputs["crash"] != "" {
		wantOutputs = append(wantOutputs,
			[2]string{"crash", "Error:"}, [2]string{trace, "SIGQUIT: quit"}, [2]string{trace, "internal/rebilly.(*Client).send("})
	}
	for _, want := range wantOutputs {
		if !strings.Contains(outputs[want[0]], want[1]) {
			t.Errorf("got no %s in %s, want some", want[1], want[0])
		}
	}
}

// crashProvider ends the provider during a request as a crash does, which writes the stacks of all goroutines to the log, and returns
// the output of the CLI.
func crashProvider(t *testing.T, rebilly *fakeapi.Server, w *acctest.Workspace) string {
	t.Helper()
	arrived := make(chan struct{})
	var once sync.Once
	removeFault := rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		once.Do(func() { close(arrived) })
		hang(w, r, next)
	})
	defer removeFault()
	if _, err := os.Stat("/proc/self/exe"); err != nil {
		t.Log("Off: a crash of the provider, whose process is found only in /proc.")
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
