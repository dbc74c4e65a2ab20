package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// move is a folder in which a generic REST provider has made what its examples have.
type move struct {
	*acctest.Workspace
	t       *testing.T
	rebilly *fakeapi.Server
	// commands are those of the guide, in order.
	commands []string
	// old is the type of the old resources.
	old string
}

func newMove(t *testing.T, generic, old string) *move {
	t.Helper()
	providers := os.Getenv("REBILLY_GENERIC_PROVIDERS")
	if providers == "" {
		t.Skip("SKIPPED: no generic REST providers. REBILLY_GENERIC_PROVIDERS=$(scripts/build-generic-providers.sh) builds and names them.")
	}
	m := &move{t: t, rebilly: fakeapi.Start(t), old: old, commands: fenced(t, "moving-from-a-generic-rest-provider.md.tmpl", "shell", 6)}
	m.Workspace = acctest.NewWorkspace(t, nil, map[string]string{
		"versions.tf": "",
		"provider.tf": m.example(generic + "/before/provider.tf"),
		"main.tf":     m.example(generic + "/before/main.tf"),
		"cli.tfrc": fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"rebilly/rebilly\" = %q\n    \"magodo/restful\" = %q\n    \"Mastercard/restapi\" = %q\n  }\n  direct {}\n}\n",
			filepath.Dir(acctest.Build(t)), providers, providers),
	})
	m.Env = append(m.rebilly.Variables(), "TF_VAR_rebilly_url="+m.rebilly.URL+"/organizations/"+fakeapi.Organization, "TF_VAR_rebilly_key="+fakeapi.APIKey,
		"TF_CLI_ARGS_plan=-no-color", "TF_CLI_ARGS_apply=-no-color")
	succeed(t, m.Workspace, "apply", "-auto-approve")
	if made := m.rebilly.Count(); made != moved {
		t.Fatalf("%s made %d objects", generic, made)
	}
	return m
}

// moved is how many objects the examples have.
const moved = 7

func (m *move) example(name string) string {
	m.t.Helper()
	return read(m.t, "..", "..", "examples", "guides", "moving", filepath.FromSlash(name))
}

// follow runs commands of the guide. None of them may write to Rebilly.
func (m *move) follow(step int) string {
	m.t.Helper()
	m.rebilly.Reset()
	stdout, stderr, exit := m.Shell(m.commands[step])
	if exit != 0 {
		m.t.Fatalf("%sended with %d\n%s\n%s", m.commands[step], exit, stdout, stderr)
	}
	m.onlyReads()
	return stdout
}

func (m *move) onlyReads() {
	m.t.Helper()
	for path := range m.rebilly.Requests() {
		if !strings.HasPrefix(path, "GET ") {
			m.t.Errorf("asked %s", path)
		}
	}
}

// holds tells whether the state has nothing but the new resources, and no secret.
func (m *move) holds() {
	m.t.Helper()
	resources := strings.Fields(succeed(m.t, m.Workspace, "state", "list"))
	for _, address := range resources {
		if !strings.HasPrefix(address, "rebilly_") {
			m.t.Errorf("%s is in the state", address)
		}
	}
	if len(resources) != moved {
		m.t.Errorf("%d resources in the state: %v", len(resources), resources)
	}
	secret := regexp.MustCompile(`\bsk_\w+`)
	if !secret.MatchString(read(m.t, m.Dir, "before.tfstate")) {
		m.t.Error("the old state has no secret, so that this test shows nothing")
	}
	if state := succeed(m.t, m.Workspace, "state", "pull"); secret.MatchString(state) || strings.Contains(state, m.old) {
		m.t.Errorf("the state has something of the old one:\n%s", state)
	}
}

// back takes the way back.
func (m *move) back(files map[string]string) {
	m.t.Helper()
	for name, text := range files {
		m.Write(name, text)
	}
	if err := os.Remove(filepath.Join(m.Dir, "catalog.tf")); err != nil {
		m.t.Fatal(err)
	}
	stdout := m.follow(5)
	if !strings.Contains(stdout, "No changes.") && !regexp.MustCompile(`Plan: 0 to add, \d+ to change, 0 to destroy`).MatchString(stdout) {
		m.t.Errorf("the old configuration does not fit any more:\n%s", stdout)
	}
}

func TestAccMoveState_genericProvider(t *testing.T) {
	t.Parallel()
	for generic, old := range map[string]string{"restful": "restful_resource", "restapi": "restapi_object"} {
		for file, route := range map[string]struct {
			step  int
			says  []string
			lines string
		}{
			"moved.tf":   {2, []string{"Plan: 0 to add, 0 to change, 0 to destroy.", "0 added, 0 changed, 0 destroyed"}, `(?m)^ *# .* has moved to rebilly_`},
			"imports.tf": {3, []string{"Plan: 7 to import, 0 to add, 0 to change, 0 to destroy", "7 imported, 0 added, 0 changed, 0 destroyed"}, `(?m)^ *# ` + old + `.*(will no longer be managed by Terraform, but will not be destroyed|will be removed from the OpenTofu state but will not be destroyed)`},
		} {
			t.Run(generic+"/"+file, func(t *testing.T) {
				t.Parallel()
				m := newMove(t, generic, old)
				before := map[string]string{"provider.tf": read(t, m.Dir, "provider.tf"), "main.tf": read(t, m.Dir, "main.tf")}
				m.follow(0)
				m.Write("provider.tf", m.example(generic+"/provider.tf"))
				m.Write("catalog.tf", m.example("catalog.tf"))
				m.follow(1)
				m.Write(file, strings.ReplaceAll(m.example(file), "restful_resource", old))
				if file == "moved.tf" {
					m.rebilly.Reset()
					stdout, stderr, exit := m.Run("plan", "-refresh=false")
					if said := strings.Join(strings.Fields(stderr), " "); exit == 0 || len(m.rebilly.Requests()) > 0 || !strings.Contains(said, "Moved resource must be refreshed first") && !strings.Contains(said, `"organization_id"`) {
						t.Errorf("a plan without a refresh ended with %d\n%s\n%s", exit, stdout, stderr)
					}
				}
				if file == "moved.tf" && generic == "restful" && acctest.TerraformMinor(t) == 0 {
					// Of OpenTofu, the guide says that this plan fails.
					stdout, stderr, exit := m.Shell(m.commands[route.step])
					if exit == 0 || !strings.Contains(stderr, `"organization_id"`) {
						t.Errorf("ended with %d\n%s\n%s", exit, stdout, stderr)
					}
					m.onlyReads()
					return
				}
				stdout := m.follow(route.step)
				for _, line := range route.says {
					if !strings.Contains(stdout, line) {
						t.Errorf("no %q in\n%s", line, stdout)
					}
				}
				if lines := regexp.MustCompile(route.lines).FindAllString(stdout, -1); len(lines) != moved {
					t.Errorf("%d lines of %s in\n%s", len(lines), route.lines, stdout)
				}
				m.Write("provider.tf", m.example("provider.tf"))
				m.follow(4)
				m.holds()
				m.back(before)
			})
		}
	}
}

// TestMoveState_EveryResourceType reads each object at the path at which the provider itself wrote it.
func TestMoveState_EveryResourceType(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		typeName, config := kind.Type, kind.Complete[0]
		t.Run(typeName, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			rebilly.Put("products", "prod_1", map[string]any{"name": "Seats", "options": []any{"color"}})
			for _, resource := range []string{"products", "plans", "websites", "customers"} {
				rebilly.Put("custom-fields", resource+"/myTier", map[string]any{"type": "string"})
			}
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.MustApply(nil, typeName, config)
			address := ""
			for request := range rebilly.Requests() {
				if path, wrote := strings.CutPrefix(request, "PUT "); wrote {
					address = path
				}
			}
			for name, value := range state.Identity {
				address = strings.ReplaceAll(address, "{"+name+"}", fmt.Sprint(value))
			}
			rebilly.Reset()
			read := s.Read(s.Move(typeName, "restful_resource", object{"id": address}))
			if read.Diagnostics.HasError() {
				t.Fatalf("%s: %s", address, read.Diagnostics)
			}
			if plan := s.Plan(read, typeName, config); plan.Action != coretest.NoOp || plan.Diagnostics.HasError() {
				t.Errorf("%s of %v: %s", plan.Action, plan.Changes(), plan.Diagnostics)
			}
			for path := range rebilly.Requests() {
				if !strings.HasPrefix(path, "GET ") {
					t.Errorf("asked %s", path)
				}
			}
		})
	}
}
