package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// usedType matches a block of the provider in a configuration.
var usedType = regexp.MustCompile(`(?m)^(resource|data|ephemeral) "(rebilly_\w+)"`)

// keysOf returns the configuration of the keys with the least permissions for a configuration. Its plans open no ephemeral resources.
func keysOf(t *testing.T, configuration string) string {
	t.Helper()
	var persistent, all []any
	for _, match := range usedType.FindAllStringSubmatch(configuration, -1) {
		all = append(all, match[2])
		if match[1] != "ephemeral" {
			persistent = append(persistent, match[2])
		}
	}
	text := ""
	for _, key := range []struct {
		name, comment string
		types         []any
	}{
		{"plan", "For plans, such as those of pull requests: it changes nothing.", persistent},
		{"apply", "For applies.", all},
	} {
		permissions, err := coretest.CallFunction(t, "provider_permissions", key.types, key.name)
		if err != nil {
			t.Fatal(err)
		}
		text += fmt.Sprintf("# %s\nresource \"rebilly_api_key\" %q {\n", key.comment, key.name) +
			fmt.Sprintf("  description = \"Terraform: %s\"\n  acl = [\n    {\n      permissions = [\n", key.name)
		for _, permission := range permissions.([]any) {
			text += fmt.Sprintf("        %q,\n", permission)
		}
		text += "      ]\n    },\n  ]\n}\n\n"
	}
	return strings.TrimSuffix(text, "\n")
}

// TestGuide_AccessKeys compares the keys in the guide with the types that the quickstart has. With -update, it writes them.
func TestGuide_AccessKeys(t *testing.T) {
	quickstart := ""
	for _, text := range examples(t, "quickstart") {
		quickstart += text
	}
	want := keysOf(t, quickstart)
	file := filepath.Join("..", "..", "examples", "guides", "access", "keys.tf")
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := examples(t, "guides/access")["keys.tf"]; got != want {
		t.Errorf("got (-update writes it)\n%s\nwant\n%s", got, want)
	}
}

// TestAccGuide_whoMayDoWhat runs the commands of the guide with its files, against an API that enforces the acl of its keys.
func TestAccGuide_whoMayDoWhat(t *testing.T) {
	t.Parallel()
	const guide = "who-may-do-what.md.tmpl"
	shell, outputs := fencedBlocks(t, guide, "shell", 4), fencedBlocks(t, guide, "text", 1)
	rebilly := fakeapi.Start(t, emulator.Options{APIKey: "sk_emulated"})
	r := newGuideRunner(t, map[string]string{"access/provider.tf": `terraform {
  required_providers {
    rebilly = { source = "rebilly/rebilly" }
  }
}

provider "rebilly" {}
`})
	for folder, from := range map[string]string{"access": "guides/access", "quickstart": "quickstart"} {
		for name, text := range examples(t, from) {
			r.Write(filepath.Join(folder, name), text)
		}
	}
	r.Env = append(r.Env, "TF_CLI_ARGS_apply=-no-color -auto-approve", "TF_CLI_ARGS_destroy=-no-color -auto-approve",
		"TF_VAR_organization_id="+fakeapi.Organization, "TF_VAR_events_password=hidden")
	r.before = exportBaseURL(rebilly) + "export REBILLY_ORGANIZATION_ID=" + fakeapi.Organization + "\n"
	const placeholder = `export REBILLY_API_KEY="sk_..."`
	withKey := func(block, key string) string {
		if !strings.Contains(block, placeholder) {
			t.Fatalf("got\n%s\nwant %q in it", block, placeholder)
		}
		return strings.Replace(block, placeholder, "export REBILLY_API_KEY="+key, 1)
	}
	secrets := map[string]string{}
	r.run(withKey(shell[0], "sk_emulated"))
	for _, id := range strings.Fields(r.run("terraform -chdir=access state pull | grep -o 'api_key_01[0-9A-Z]*' | sort -u")) {
		if stored, ok := rebilly.Get("api-keys", id); ok {
			secrets[fmt.Sprint(stored["description"])] = fmt.Sprint(stored["secretKey"])
		}
	}
	created := rebilly.Count()
	r.run(withKey(shell[1], secrets["Terraform: plan"]))
	r.runExpectError("export REBILLY_API_KEY="+secrets["Terraform: plan"]+"\n"+shell[2],
		append(slices.Clone(outputs), "is not allowed the operation PutProduct")...)
	if got := rebilly.Count(); got != created {
		t.Errorf("got %d objects after an apply with the key for plans, want %d", got, created)
	}
	r.run(withKey(shell[3], secrets["Terraform: apply"]))
	// Rebilly cannot delete a service credential.
	const deactivated = 1
	if got, want := rebilly.Count(), created+deactivated; got != want {
		t.Errorf("got %d objects after the destroy, want %d", got, want)
	}
}
