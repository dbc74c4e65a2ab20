package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// migration is a directory in which a generic REST provider has created the objects of its example.
type migration struct {
	*acctest.Workspace
	t       *testing.T
	rebilly *fakeapi.Server
	// commands are the commands of the guide, in order.
	commands []string
	// oldType is the type of the old resources.
	oldType string
}

func newMigration(t *testing.T, generic, oldType string) *migration {
	t.Helper()
	providers := os.Getenv("REBILLY_GENERIC_PROVIDERS")
	if providers == "" {
		t.Skip("SKIPPED: no generic REST providers. Set REBILLY_GENERIC_PROVIDERS=$(scripts/build-generic-providers.sh), which builds them.")
	}
	commands := fencedBlocks(t, "moving-from-a-generic-rest-provider.md.tmpl", "shell", 6)
	m := &migration{t: t, rebilly: fakeapi.Start(t), oldType: oldType, commands: commands}
	m.Workspace = acctest.NewWorkspace(t, nil, map[string]string{
		"versions.tf": "",
		"provider.tf": m.example(generic + "/before/provider.tf"),
		"main.tf":     m.example(generic + "/before/main.tf"),
		"cli.tfrc": fmt.Sprintf("provider_installation {\n  dev_overrides {\n"+
			"    \"rebilly/rebilly\" = %q\n    \"magodo/restful\" = %q\n    \"Mastercard/restapi\" = %q\n  }\n  direct {}\n}\n",
			filepath.Dir(acctest.Build(t)), providers, providers),
	})
	m.Env = append(m.rebilly.Variables(),
		"TF_VAR_rebilly_url="+m.rebilly.URL+"/organizations/"+fakeapi.Organization, "TF_VAR_rebilly_key="+fakeapi.APIKey,
		"TF_CLI_ARGS_plan=-no-color", "TF_CLI_ARGS_apply=-no-color")
	succeed(t, m.Workspace, "apply", "-auto-approve")
	if got := m.rebilly.Count(); got != exampleObjects {
		t.Fatalf("%s: got %d objects, want %d", generic, got, exampleObjects)
	}
	return m
}

// exampleObjects is the number of objects in each example.
const exampleObjects = 7

func (m *migration) example(name string) string {
	m.t.Helper()
	return readFile(m.t, "..", "..", "examples", "guides", "moving", filepath.FromSlash(name))
}

// runCommands runs the commands of a step of the guide, which must not write to Rebilly.
func (m *migration) runCommands(step int) string {
	m.t.Helper()
	m.rebilly.Reset()
	stdout, stderr, exit := m.Shell(m.commands[step])
	if exit != 0 {
		m.t.Fatalf("%sgot exit code %d, want 0\n%s\n%s", m.commands[step], exit, stdout, stderr)
	}
	m.assertOnlyReads()
	return stdout
}

func (m *migration) assertOnlyReads() {
	m.t.Helper()
	for request := range m.rebilly.Requests() {
		if !strings.HasPrefix(request, "GET ") {
			m.t.Errorf("got request %s, want only reads", request)
		}
	}
}

// assertState checks that the state contains only the new resources, and no secret.
func (m *migration) assertState() {
	m.t.Helper()
	resources := strings.Fields(succeed(m.t, m.Workspace, "state", "list"))
	for _, address := range resources {
		if !strings.HasPrefix(address, "rebilly_") {
			m.t.Errorf("got %s in the state, want only resources of this provider", address)
		}
	}
	if len(resources) != exampleObjects {
		m.t.Errorf("got %d resources in the state, want %d: %v", len(resources), exampleObjects, resources)
	}
	secret := regexp.MustCompile(`\bsk_\w+`)
	if !secret.MatchString(readFile(m.t, m.Dir, "before.tfstate")) {
		m.t.Error("got no secret in the old state, want one: the test proves nothing")
	}
	if state := succeed(m.t, m.Workspace, "state", "pull"); secret.MatchString(state) || strings.Contains(state, m.oldType) {
		m.t.Errorf("got state\n%s\nwant neither a secret nor %s", state, m.oldType)
	}
}

// rollBack restores the old configuration and runs the commands for rolling back.
func (m *migration) rollBack(files map[string]string) {
	m.t.Helper()
	for name, text := range files {
		m.Write(name, text)
	}
	if err := os.Remove(filepath.Join(m.Dir, "catalog.tf")); err != nil {
		m.t.Fatal(err)
	}
	stdout := m.runCommands(5)
	if !strings.Contains(stdout, "No changes.") && !regexp.MustCompile(`Plan: 0 to add, \d+ to change, 0 to destroy`).MatchString(stdout) {
		m.t.Errorf("got plan\n%s\nwant no changes, or only updates", stdout)
	}
}

func TestAccMoveState_genericProvider(t *testing.T) {
	t.Parallel()
	for generic, oldType := range map[string]string{"restful": "restful_resource", "restapi": "restapi_object"} {
		for file, route := range map[string]struct {
			step  int
			wants []string
			lines string
		}{
			"moved.tf": {
				2, []string{"Plan: 0 to add, 0 to change, 0 to destroy.", "0 added, 0 changed, 0 destroyed"},
				`(?m)^ *# .* has moved to rebilly_`,
			},
			"imports.tf": {
				3, []string{"Plan: 7 to import, 0 to add, 0 to change, 0 to destroy", "7 imported, 0 added, 0 changed, 0 destroyed"},
				`(?m)^ *# ` + oldType + `.*(will no longer be managed by Terraform, but will not be destroyed|` +
					`will be removed from the OpenTofu state but will not be destroyed)`,
			},
		} {
			t.Run(generic+"/"+file, func(t *testing.T) {
				t.Parallel()
				m := newMigration(t, generic, oldType)
				before := map[string]string{"provider.tf": readFile(t, m.Dir, "provider.tf"), "main.tf": readFile(t, m.Dir, "main.tf")}
				m.runCommands(0)
				m.Write("provider.tf", m.example(generic+"/provider.tf"))
				m.Write("catalog.tf", m.example("catalog.tf"))
				m.runCommands(1)
				m.Write(file, strings.ReplaceAll(m.example(file), "restful_resource", oldType))
				if file == "moved.tf" {
					m.rebilly.Reset()
					stdout, stderr, exit := m.Run("plan", "-refresh=false")
					message := strings.Join(strings.Fields(stderr), " ")
					if exit == 0 || len(m.rebilly.Requests()) > 0 ||
						!strings.Contains(message, "Moved resource must be refreshed first") && !strings.Contains(message, `"organization_id"`) {
						t.Errorf("plan without a refresh: got exit code %d and requests %v, want an error and no requests\n%s\n%s",
							exit, m.rebilly.Requests(), stdout, stderr)
					}
				}
				if file == "moved.tf" && generic == "restful" && acctest.TerraformMinor(t) == 0 {
					// According to the guide, this plan fails in OpenTofu.
					stdout, stderr, exit := m.Shell(m.commands[route.step])
					if exit == 0 || !strings.Contains(stderr, `"organization_id"`) {
						t.Errorf("got exit code %d, want an error about organization_id\n%s\n%s", exit, stdout, stderr)
					}
					m.assertOnlyReads()
					return
				}
				stdout := m.runCommands(route.step)
				for _, want := range route.wants {
					if !strings.Contains(stdout, want) {
						t.Errorf("got\n%s\nwant %q", stdout, want)
					}
				}
				if lines := regexp.MustCompile(route.lines).FindAllString(stdout, -1); len(lines) != exampleObjects {
					t.Errorf("got %d lines %s, want %d in\n%s", len(lines), route.lines, exampleObjects, stdout)
				}
				m.Write("provider.tf", m.example("provider.tf"))
				m.runCommands(4)
				m.assertState()
				m.rollBack(before)
			})
		}
	}
}

// TestMoveState_EveryResourceType moves a generic resource with the path of the object, and reads it.
func TestMoveState_EveryResourceType(t *testing.T) {
	for _, kind := range coretest.ResourceTypes {
		typeName, config := kind.Type, kind.Complete[0]
		t.Run(typeName, func(t *testing.T) {
			rebilly := fakeapi.Start(t)
			coretest.Seed(rebilly)
			s := coretest.NewCore(t, rebilly.ProviderConfig())
			state := s.MustApply(nil, typeName, config)
			objectPath := "/" + kind.ObjectPath(idOf(state))
			if kind.IsSettings() {
				objectPath = "/organizations/" + fakeapi.Organization + "/" + kind.Collection
			}
			rebilly.Reset()
			got := s.Read(s.Move(typeName, "restful_resource", object{"id": objectPath}))
			if got.Diagnostics.HasError() {
				t.Fatalf("%s: got %s, want no errors", objectPath, got.Diagnostics)
			}
			// A read has no secrets. An object keeps those that the configuration does not have.
			for _, path := range writeOnlyPaths(config) {
				config = set(set(config, path, nil), path+crud.VersionSuffix, nil)
			}
			plan := s.Plan(got, typeName, config)
			changes := slices.DeleteFunc(plan.Changes(), func(path string) bool {
				attribute, isOurs := kind.ProviderAttributes[path]
				return isOurs && !attribute.Response
			})
			if len(changes) > 0 || plan.Diagnostics.HasError() {
				t.Errorf("got %s of %v: %s, want no changes", plan.Action, changes, plan.Diagnostics)
			}
			for request := range rebilly.Requests() {
				if !strings.HasPrefix(request, "GET ") {
					t.Errorf("got request %s, want only reads", request)
				}
			}
		})
	}
}
