package provider_test

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// TestAccGuide_sendEvents runs the commands of the guide, and checks that the webhook always refers to an active credential.
func TestAccGuide_sendEvents(t *testing.T) {
	t.Parallel()
	const guide = "send-events-to-your-systems.md.tmpl"
	shell, outputs, blocks := fencedBlocks(t, guide, "shell", 3), fencedBlocks(t, guide, "text", 4), fencedBlocks(t, guide, "terraform", 1)
	files := examples(t, "guides/events")
	testFile := files["test.tf"]
	files["versions.tf"] = ""
	delete(files, "test.tf")
	rebilly := fakeapi.Start(t)
	r := newGuideRunner(t, files)
	r.Env = append(slices.Concat(r.Env, rebilly.Variables()), "TF_CLI_ARGS_apply=-no-color -auto-approve")
	const first, second = "password-canary-1", "password-canary-2"
	withPassword := func(block, password string) string {
		if !strings.Contains(block, `"..."`) {
			t.Fatalf("got\n%s\nwant a placeholder in it", block)
		}
		return strings.Replace(block, `"..."`, password, 1)
	}
	var mu sync.Mutex
	var writes []string
	var webhook string
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodGet {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		collection := strings.Split(r.URL.Path, "/")[3]
		writes = append(writes, r.Method+" "+collection)
		if r.Method == http.MethodPut && collection == "webhooks" {
			webhook = path.Base(r.URL.Path)
		}
		if stored, ok := rebilly.Get("webhooks", webhook); ok {
			credential, _ := rebilly.Get("service-credentials", fmt.Sprint("webhook/", stored["credentialHash"]))
			if credential["status"] != "active" {
				t.Errorf("%s: got a webhook with the credential %v, want an active one", writes, credential)
			}
		}
	})

	r.runExpectOutput(withPassword(shell[0], first), outputs[0])
	if acctest.TerraformMinor(t) >= 14 {
		r.Write("test.tf", testFile)
		r.runExpectOutput("export TF_VAR_shop_password="+first+"\n"+shell[1], outputs[1])
	} else {
		t.Log("Off: this CLI has no actions, which require Terraform 1.14 or later.")
	}
	writes = nil
	r.runExpectOutput(withPassword(shell[2], second), outputs[2:]...)
	if want := []string{"POST service-credentials", "PUT webhooks", "PATCH service-credentials"}; !slices.Equal(writes, want) {
		t.Errorf("got %v, want %v", writes, want)
	}
	unchanged := "export TF_VAR_shop_password=" + second + "\nterraform plan -detailed-exitcode\n"
	r.run(unchanged)
	r.edit("main.tf", `  events_filter.*`, "  all_events = true\n"+blocks[0])
	r.run("export TF_VAR_shop_password=" + second + "\nterraform apply\n")
	r.run(unchanged)
	state := readFile(t, r.Dir, "terraform.tfstate")
	if strings.Contains(state, first) || strings.Contains(state, second) {
		t.Errorf("got\n%s\nwant no password", state)
	}
}
