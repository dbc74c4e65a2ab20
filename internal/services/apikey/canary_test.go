package apikey_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/secretscan"
)

// canary runs the CLI with the built provider through the lifecycle of a key, logs everything, and collects all output and files.
type canary struct {
	t       *testing.T
	rebilly *fakeapi.Server
	w       *acctest.Workspace
	// output is the output of every command, and the files.
	output secretscan.CapturedOutput
	// id is the id of the key.
	id string
	// secrets lists the values of all keys that existed at any time.
	secrets []string
}

const trace = "trace.log"

func newCanary(t *testing.T, mode emulator.SecretKeys) *canary {
	t.Helper()
	rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: mode})
	c := &canary{t: t, rebilly: rebilly, w: acctest.NewWorkspace(t, nil, nil), output: secretscan.CapturedOutput{},
		secrets: []string{fakeapi.APIKey}}
	c.w.Env = append(rebilly.Variables(), "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(c.w.Dir, trace))
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if stored, ok := rebilly.Get("api-keys", filepath.Base(r.URL.Path)); ok {
			c.id = filepath.Base(r.URL.Path)
			if secret := fmt.Sprint(stored["secretKey"]); stored["type"] == "secret" && !slices.Contains(c.secrets, secret) {
				c.secrets = append(c.secrets, secret)
			}
		}
	})
	return c
}

// run runs the CLI, checks its exit code, and collects its output.
func (c *canary) run(want int, args ...string) {
	c.t.Helper()
	stdout, stderr, got := c.w.Run(args...)
	if got != want {
		c.t.Errorf("%v: got exit code %d, want %d\n%s\n%s", args, got, want, stdout, stderr)
	}
	c.output[fmt.Sprintf("%d: %v", len(c.output), args)] = stdout + stderr
}

// files collects the files on disk, except the one that the secret is written to on purpose.
func (c *canary) files() {
	c.t.Helper()
	if err := c.output.Collect(c.w.Dir, "delivered"); err != nil {
		c.t.Fatal(err)
	}
}

// found returns the places that contain a secret, in any encoding.
func (c *canary) found() []string { return c.output.With(c.secrets) }

// keep collects the current content of a file under a different name.
func (c *canary) keep(name string) {
	c.t.Helper()
	content, err := os.ReadFile(filepath.Join(c.w.Dir, name))
	if err != nil {
		c.t.Fatal(err)
	}
	c.output[fmt.Sprintf("%s after %d commands", name, len(c.output))] = string(content)
}

// lifecycle runs every kind of command. configuration is the body of the key; more is what uses it. fail runs commands that fail.
func (c *canary) lifecycle(configuration, more string, fail func()) {
	c.t.Helper()
	write := func(description string) {
		c.w.Write("main.tf", fmt.Sprintf(
			"provider \"rebilly\" { max_retries = 0 }\nresource \"rebilly_api_key\" \"this\" {\n%s\ndescription = %q\n}\n%s",
			configuration, description, more))
	}
	write("Created")
	c.run(0, "plan", "-out=create.tfplan")
	c.run(0, "show", "-json", "create.tfplan")
	c.run(0, "apply", "create.tfplan")
	c.keep("terraform.tfstate")
	c.run(0, "show")
	c.run(0, "show", "-json")
	c.run(0, "refresh")
	c.run(0, "plan", "-detailed-exitcode")
	write("Changed")
	c.run(0, "plan", "-out=update.tfplan")
	c.run(0, "show", "update.tfplan")
	c.run(0, "show", "-json", "update.tfplan")
	c.run(0, "apply", "update.tfplan")
	c.keep("terraform.tfstate")

	write("Not changed")
	fail()
	write("Changed")

	c.run(0, "state", "rm", "rebilly_api_key.this")
	c.run(0, "import", "rebilly_api_key.this", c.id)
	c.keep("terraform.tfstate")
	c.run(0, "plan", "-out=import.tfplan")
	c.run(0, "show", "-json", "import.tfplan")
	c.run(0, "plan", "-destroy", "-out=destroy.tfplan")
	c.run(0, "show", "-json", "destroy.tfplan")
	c.run(0, "destroy", "-auto-approve")
	c.files()
	if len(c.secrets) < 2 {
		c.t.Fatalf("got %d secrets, want at least 2", len(c.secrets))
	}
}

// faults injects error responses that include keys, to reads and to writes.
func (c *canary) faults() {
	c.t.Helper()
	for _, status := range []int{401, 403, 409, 422, 500} {
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			remove := c.rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if r.Method != method {
					next.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(status)
				leaked := strings.Join(c.secrets, " and ")
				_, _ = fmt.Fprintf(w, `{"title": "Bad %[1]s", "status": %[2]d, "detail": "not with %[1]s",`+
					` "invalidFields": [{"field": "secretKey", "message": "%[1]s is read-only"}]}`, leaked, status)
			})
			if method == http.MethodDelete {
				c.run(1, "destroy", "-auto-approve")
			} else {
				c.run(1, "apply", "-auto-approve")
			}
			remove()
		}
	}
	remove := c.rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = fmt.Fprintf(w, `{"id": %q, "description": 7, "secretKey": %q}`, c.id, c.secrets[len(c.secrets)-1])
	})
	c.run(1, "plan")
	remove()
}

func TestAccAPIKey_secretsNotShown(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		t.Run("keys "+string(mode), func(t *testing.T) {
			t.Parallel()
			c := newCanary(t, mode)
			// Failed requests are the same in every mode.
			more, fail := "", func() {}
			if mode == emulator.SecretKeysFull {
				more, fail = consumer, c.faults
			}
			c.lifecycle("timeouts = { delete = \"1s\" }", more, fail)
			if more != "" {
				if text, err := os.ReadFile(filepath.Join(c.w.Dir, "delivered")); err != nil || !slices.Contains(c.secrets, string(text)) {
					t.Errorf("got error %v, want a secret in the file delivered", err)
				}
			}
			if places := c.found(); len(places) > 0 {
				t.Errorf("got secrets in %v, want none", places)
			}
			if log := c.output[trace]; !strings.Contains(log, "[TRACE]") || !strings.Contains(log, "Rebilly API request") {
				t.Errorf("got a log of %d bytes, want [TRACE] and API requests", len(log))
			}
		})
	}
}

// TestAccAPIKey_storedSecret is the control: the state has the secret, and the search finds it there.
func TestAccAPIKey_storedSecret(t *testing.T) {
	t.Parallel()
	c := newCanary(t, emulator.SecretKeysFull)
	c.lifecycle("store_secret = true\ntimeouts = { delete = \"1s\" }", "", c.faults)
	places := strings.Join(c.found(), "\n")
	for _, place := range []string{"terraform.tfstate", "update.tfplan/tfstate", "[show -json]"} {
		if !strings.Contains(places, place) {
			t.Errorf("got secrets in\n%s\nwant one in %s", places, place)
		}
	}
	for _, place := range c.found() {
		if !strings.Contains(place, "tfstate") && !strings.Contains(place, "show -json") && !strings.Contains(place, "tfplan/") {
			t.Errorf("got a secret in %s, want it only in states and plans", place)
		}
	}
}
