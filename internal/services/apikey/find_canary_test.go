package apikey_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// TestAccAPIKey_queryHidesSecrets reads keys with data sources, lists them and generates configuration, with all logs.
func TestAccAPIKey_queryHidesSecrets(t *testing.T) {
	t.Parallel()
	c := newCanary(t, emulator.SecretKeysFull)
	for id, kind := range map[string]string{"api_key_server": "secret", "api_key_page": "publishable"} {
		c.rebilly.Put("api-keys", id, map[string]any{"description": "The " + kind, "type": kind})
		stored, _ := c.rebilly.Get("api-keys", id)
		// A publishable key is public, but data sources and lists do not include it either.
		c.secrets = append(c.secrets, fmt.Sprint(stored["secretKey"]))
	}
	c.w.Write("main.tf", `
		provider "rebilly" {}
		data "rebilly_api_key" "id" { id = "api_key_server" }
		data "rebilly_api_key" "description" { description = "The publishable" }
		data "rebilly_api_keys" "all" {}
		output "all" { value = [data.rebilly_api_key.id, data.rebilly_api_key.description, data.rebilly_api_keys.all] }
	`)
	c.run(0, "plan", "-out=data.tfplan")
	c.run(0, "show", "-json", "data.tfplan")
	c.run(0, "apply", "data.tfplan")
	c.run(0, "state", "pull")
	c.run(0, "show", "-json")
	remove := c.rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = fmt.Fprintf(w, `[{"id": "api_key_server", "description": 7, "secretKey": %q}]`, c.secrets[1])
	})
	c.run(1, "plan")
	remove()
	if acctest.TerraformMinor(c.t) >= 14 {
		c.w.Write("keys.tfquery.hcl", "list \"rebilly_api_key\" \"all\" {\n  provider = rebilly\n}\n")
		c.run(0, "query", "-generate-config-out=generated.tf")
		c.run(0, "query", "-json")
	} else {
		t.Log("Skipped: the query command requires Terraform 1.14.")
	}
	c.files()
	if places := c.found(); len(places) > 0 {
		t.Errorf("got keys in %v, want none", places)
	}
	if log := c.output[trace]; !strings.Contains(log, "GET") || !strings.Contains(log, "api-keys") {
		t.Errorf("got a log of %d bytes, want API requests", len(log))
	}
}
