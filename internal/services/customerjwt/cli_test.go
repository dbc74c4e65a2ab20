package customerjwt_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	plugintest "github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeaws"
	"github.com/rebilly/terraform-provider-rebilly/internal/secretscan"
)

func run(t *testing.T, w *acctest.Workspace, want int, args ...string) string {
	t.Helper()
	stdout, stderr, got := w.Run(args...)
	if got != want {
		t.Fatalf("%v: got exit code %d, want %d\n%s\n%s", args, got, want, stdout, stderr)
	}
	return stdout + stderr
}

// gated creates two tokens with terraform.applying, for a customer whose id is unknown until the apply, and passes them to a command.
const gated = `
resource "terraform_data" "customer" {
  input = "cus_1"
}

ephemeral "rebilly_customer_jwt" "this" {
  count       = 2
  customer_id = terraform_data.customer.output
  website_id  = "web_1"
  invoice_id  = "in_1"
  mint        = terraform.applying
}

resource "terraform_data" "page" {
  triggers_replace = [terraform_data.customer.output]

  provisioner "local-exec" {
    command     = "printf '%s\\n%s\\n' \"$FIRST\" \"$SECOND\" > tokens"
    environment = { FIRST = ephemeral.rebilly_customer_jwt.this[0].token, SECOND = ephemeral.rebilly_customer_jwt.this[1].token }
  }
}
`

// TestAccCustomerJWT_planLeavesNothing counts tokens and sessions after plans and applies. CLIs open ephemeral resources a different
// number of times, but with terraform.applying only an apply creates a token, and only one.
func TestAccCustomerJWT_planLeavesNothing(t *testing.T) {
	t.Parallel()
	rebilly := start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": gated})
	plans := func() {
		t.Helper()
		_, before := rebilly.Sessions()
		for range 10 {
			if _, stderr, exit := w.Run("plan", "-detailed-exitcode"); exit == 1 {
				t.Fatal(stderr)
			}
		}
		run(t, w, 0, "validate")
		run(t, w, 0, "plan", "-refresh-only")
		run(t, w, 0, "plan", "-destroy")
		counted(t, rebilly, before)
	}

	plans()
	run(t, w, 0, "apply", "-auto-approve")
	counted(t, rebilly, 2)
	content, err := os.ReadFile(filepath.Join(w.Dir, "tokens"))
	if err != nil {
		t.Fatal(err)
	}
	for token := range strings.SplitSeq(strings.TrimSpace(string(content)), "\n") {
		p := &page{t: t, url: rebilly.URL, token: token}
		p.do("GET", "/invoices/in_1", nil)
	}

	plans()
	run(t, w, 2, "plan", "-out=saved", "-detailed-exitcode", "-replace=terraform_data.page")
	counted(t, rebilly, 2)
	run(t, w, 0, "apply", "saved")
	counted(t, rebilly, 4)
	run(t, w, 0, "destroy", "-auto-approve")
	if tokens, _ := rebilly.Sessions(); tokens != 0 {
		t.Errorf("got %d authentication tokens, want none", tokens)
	}
}

// canary records all tokens that the emulator returns.
type canary struct {
	mu      sync.Mutex
	secrets []string
}

func (c *canary) watch(rebilly *fakeapi.Server) {
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		var body struct{ Token string }
		if json.Unmarshal(recorder.Body.Bytes(), &body) == nil && body.Token != "" {
			c.mu.Lock()
			c.secrets = append(c.secrets, body.Token)
			c.mu.Unlock()
		}
		for name, values := range recorder.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(recorder.Code)
		_, _ = w.Write(recorder.Body.Bytes())
	})
}

// found returns the names of the secrets that a text contains, in any encoding.
func (c *canary) found(text string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []string
	for i, secret := range c.secrets {
		if secretscan.FindSecret(text, secret) {
			found = append(found, fmt.Sprintf("secret %d", i))
		}
	}
	return found
}

func TestAccCustomerJWT_tokensNotShown(t *testing.T) {
	t.Parallel()
	for name, arguments := range map[string]string{"kept": "", "revoked": "revoke_on_close = true"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rebilly := start(t)
			secrets := &canary{}
			secrets.watch(rebilly)
			w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
				ephemeral "rebilly_customer_jwt" "this" {
				  customer_id = "cus_1"
				  website_id  = "web_1"
				  ` + arguments + `
				}
				locals {
				  mount = merge({ apiMode = "sandbox" }, { jwt = ephemeral.rebilly_customer_jwt.this.token })
				}
				output "mount" {
				  value = ephemeralasnull(local.mount)
				}
				resource "terraform_data" "page" {
				  provisioner "local-exec" {
				    command     = "printf %s \"$MOUNT\" > handed-over"
				    environment = { MOUNT = jsonencode(local.mount) }
				  }
				}`})
			w.Env = []string{"TF_LOG=TRACE", "TF_LOG_PATH=" + filepath.Join(w.Dir, "trace.log")}
			outputs := map[string]string{}
			for _, args := range [][]string{
				{"plan", "-out=saved"}, {"show", "-json", "saved"}, {"show", "saved"}, {"apply", "saved"},
				{"show", "-json"}, {"output", "-json"}, {"state", "pull"},
			} {
				outputs[strings.Join(args, " ")] = run(t, w, 0, args...)
			}
			// An exchange fails with a response that includes the request.
			rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				if !strings.HasSuffix(r.URL.Path, "/exchange") {
					next.ServeHTTP(w, r)
					return
				}
				w.WriteHeader(http.StatusUnprocessableEntity)
				_, _ = fmt.Fprintf(w, `{"title": "Not for %s", "detail": "%s"}`, r.URL.Path, strings.Split(r.URL.Path, "/")[4])
			})
			outputs["failed apply"] = run(t, w, 1, "apply", "-auto-approve", "-replace=terraform_data.page")
			if !strings.Contains(outputs["failed apply"], "(redacted)") {
				t.Errorf("got %s, want a redacted token", outputs["failed apply"])
			}

			want := map[string]int{"kept": 2, "revoked": 0}[name]
			if tokens, sessions := rebilly.Sessions(); tokens != 0 || sessions == 0 && want != 0 || sessions != 0 && want == 0 {
				t.Errorf("got %d authentication tokens and %d sessions, want 0 and %d", tokens, sessions, want)
			}
			if len(secrets.secrets) < 4 {
				t.Fatalf("got %d secrets, want at least 4", len(secrets.secrets))
			}
			for command, text := range outputs {
				if found := secrets.found(text); found != nil {
					t.Errorf("%s: got %v in the output, want no secrets", command, found)
				}
			}
			searched := 0
			err := filepath.WalkDir(w.Dir, func(path string, entry fs.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				content, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				searched++
				found := secrets.found(string(content))
				if control := entry.Name() == "handed-over"; control != (found != nil) {
					t.Errorf("%s: got %v, want secrets: %t", path, found, control)
				}
				if entry.Name() == "trace.log" && !strings.Contains(string(content), "/authentication-tokens/(redacted)/exchange") {
					t.Error("got a log without the requests, want them with redacted paths")
				}
				return nil
			})
			if err != nil || searched < 6 {
				t.Errorf("got %d files searched and error %v, want at least 6 and none", searched, err)
			}
		})
	}
}

func TestAccCustomerJWT_unknownCustomer(t *testing.T) {
	t.Parallel()
	rebilly := start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		ephemeral "rebilly_customer_jwt" "this" {
		  customer_id = "cus_9"
		  website_id  = "web_1"
		}
		resource "terraform_data" "page" {
		  provisioner "local-exec" {
		    command     = "true"
		    environment = { JWT = ephemeral.rebilly_customer_jwt.this.token }
		  }
		}`})
	output := run(t, w, 1, "plan")
	flat := regexp.MustCompile(`[\s│]+`).ReplaceAllString(output, " ")
	for _, part := range []string{`no customer "cus_9"`, fakeapi.Organization, `3: customer_id = "cus_9"`} {
		if !strings.Contains(flat, part) {
			t.Errorf("got %s\nwant %q", output, part)
		}
	}
	counted(t, rebilly, 0)
}

// TestAccCustomerJWT_mountWrittenOnce runs the example of the documentation: a public configuration and a token, merged and passed to a
// write-only argument.
func TestAccCustomerJWT_mountWrittenOnce(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := start(t)
	example, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "ephemeral-resources", typeName, "ephemeral-resource.tf"))
	if err != nil {
		t.Fatal(err)
	}
	seededIDs := strings.NewReplacer("cus_0YV7DENSVGDBW9S3YPPQZMXFZT", "cus_1", "web_0YV7DENSVGDBW9S3YPPQZMXFZT", "web_1",
		"in_0YVF9605RKC62BP14NE2R7V2XT", "in_1")
	store := &fakeaws.Provider{}
	factories := acctest.Factories()
	factories["aws"] = store.Factory
	plugintest.ParallelTest(t, plugintest.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: factories,
		Steps: []plugintest.TestStep{{
			ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t),
			Config:             rebilly.ProviderBlock() + seededIDs.Replace(string(example)),
			PostApplyFunc: func() {
				counted(t, rebilly, 1)
				written := store.Received()
				if len(written) != 1 {
					t.Fatalf("got %d values, want 1", len(written))
				}
				var mount object
				if err := json.Unmarshal([]byte(written[0]), &mount); err != nil {
					t.Fatal(err)
				}
				if mount["apiMode"] != "sandbox" || mount["invoiceId"] != "in_1" {
					t.Errorf("got apiMode %v and invoiceId %v, want sandbox and in_1", mount["apiMode"], mount["invoiceId"])
				}
				p := &page{t: t, url: rebilly.URL, token: fmt.Sprint(mount["jwt"])}
				if p.payInvoice(); p.refused != nil {
					t.Errorf("got refused %v, want none", p.refused)
				}
			},
		}},
	})
}
