package apikey_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeaws"
)

func TestAccAPIKey_lifecycle(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	const address = "rebilly_api_key.this"
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: acctest.Factories(),
		CheckDestroy:             acctest.CheckDestroyed(rebilly),
		Steps: []resource.TestStep{
			{
				Config: rebilly.ProviderBlock() + `resource "rebilly_api_key" "this" {
					description = "CI"
					allowed_ips = ["10.0.0.1"]
				}`,
				ExpectError: regexp.MustCompile(`Not a public IP address`),
			},
			{
				Config: rebilly.ProviderBlock() + `resource "rebilly_api_key" "this" { description = "CI" }`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("secret_key"), knownvalue.Null()),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("type"), knownvalue.StringExact("secret")),
				},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			{
				Config: rebilly.ProviderBlock() + `resource "rebilly_api_key" "this" {
					description  = "CI"
					allowed_ips  = ["2001:0DB8::1", "203.0.113.7/24"]
					store_secret = true
					acl = [
						{ permissions = ["GetPlan", "GetPlans"], scope = { plan_id = ["plan_2", "plan_1"] } },
						{ permissions = ["GetProduct"] },
					]
				}`,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					plancheck.ExpectUnknownValue(address, tfjsonpath.New("secret_key")),
					plancheck.ExpectSensitiveValue(address, tfjsonpath.New("secret_key")),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("secret_key"), knownvalue.StringRegexp(regexp.MustCompile(`^sk_`))),
				},
			},
			{
				Config: rebilly.ProviderBlock() + `resource "rebilly_api_key" "this" {
					description = "CI"
					type        = "publishable"
				}`,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionReplace),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("publishable_key"), knownvalue.StringRegexp(regexp.MustCompile(`^pk_`))),
				},
			},
			{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		},
	})
}

func TestAccAPIKey_ephemeral(t *testing.T) {
	acctest.RequireCLI(t)
	for _, mode := range modes {
		t.Run("keys "+string(mode), func(t *testing.T) {
			rebilly := fakeapi.Start(t, emulator.Options{SecretKeys: mode})
			providers := acctest.Factories()
			providers["echo"] = echoprovider.NewProviderServer()
			step := resource.TestStep{
				ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t),
				// The key is made in the same run, so that the plan cannot open it yet.
				Config: rebilly.ProviderBlock() + `
					resource "rebilly_api_key" "this" { description = "CI" }
					ephemeral "rebilly_api_key" "this" { id = rebilly_api_key.this.id }
					provider "echo" { data = ephemeral.rebilly_api_key.this }
					resource "echo" "this" {}`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("secret_key"), knownvalue.StringRegexp(regexp.MustCompile(`^sk_sandbox_\w{40,}$`))),
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("publishable_key"), knownvalue.Null()),
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("type"), knownvalue.StringExact("secret")),
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("description"), knownvalue.StringExact("CI")),
					statecheck.ExpectKnownValue("rebilly_api_key.this", tfjsonpath.New("secret_key"), knownvalue.Null()),
				},
			}
			steps := []resource.TestStep{step}
			if mode != emulator.SecretKeysFull {
				step.ExpectError, step.ConfigStateChecks = regexp.MustCompile(`(?s)Rebilly does not tell this key any more.*store_secret`), nil
				// An error leaves the ephemeral resource in the configuration, which a destroy opens as well.
				steps = []resource.TestStep{step, {Config: rebilly.ProviderBlock() + `resource "rebilly_api_key" "this" { description = "CI" }`}}
			}
			resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: providers, CheckDestroy: acctest.CheckDestroyed(rebilly), Steps: steps})
		})
	}
}

// blocks are the Terraform configurations on a page.
func blocks(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, match := range regexp.MustCompile("(?s)```terraform\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		found = append(found, match[1])
	}
	return found
}

func TestAccAPIKey_guide(t *testing.T) {
	acctest.RequireCLI(t)
	rebilly := fakeapi.Start(t)
	examples := blocks(t, "templates/guides/api-keys-without-secrets-in-state.md")
	if len(examples) != 2 {
		t.Fatalf("the guide has %d examples", len(examples))
	}
	store := &fakeaws.Provider{}
	providers := acctest.Factories()
	providers["aws"] = store.Factory
	var made []string
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodPut {
			made = append(made, secretOf(t, rebilly, filepath.Base(r.URL.Path)))
		}
	})
	generation := func(n int64) config.Variables { return config.Variables{"generation": config.IntegerVariable(n)} }
	delivered := func(count int) func() {
		return func() {
			if got := store.Received(); len(made) != count || !slices.Equal(got, made) {
				t.Errorf("%d keys made, delivered in order: %t (%d)", len(made), slices.Equal(got, made), len(got))
			}
		}
	}
	resource.ParallelTest(t, resource.TestCase{
		IsUnitTest:               true,
		ProtoV6ProviderFactories: providers,
		CheckDestroy:             acctest.CheckDestroyed(rebilly),
		Steps: []resource.TestStep{
			{Config: rebilly.ProviderBlock() + examples[0], ConfigVariables: generation(1), ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t)},
			{
				ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t),
				PreConfig:          delivered(1),
				Config:             rebilly.ProviderBlock() + examples[0],
				ConfigVariables:    generation(2),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction("rebilly_api_key.orders", plancheck.ResourceActionCreateBeforeDestroy),
					plancheck.ExpectResourceAction("aws_secretsmanager_secret_version.orders", plancheck.ResourceActionUpdate),
				}},
			},
			{PreConfig: delivered(2), Config: rebilly.ProviderBlock() + examples[1]},
		},
	})
}

func succeed(t *testing.T, w *acctest.Workspace, args ...string) string {
	t.Helper()
	stdout, stderr, exit := w.Run(args...)
	if exit != 0 {
		t.Fatalf("%v ended with %d\n%s\n%s", args, exit, stdout, stderr)
	}
	return stdout
}

// consumer is a deployment that takes a key from the environment of a provisioner and writes it where a service would read it.
const consumer = `
	ephemeral "rebilly_api_key" "this" { id = rebilly_api_key.this.id }
	resource "terraform_data" "deployed" {
		triggers_replace = [rebilly_api_key.this.id]
		provisioner "local-exec" {
			command     = "printf %s \"$KEY\" >\"$PLACE\""
			environment = { KEY = ephemeral.rebilly_api_key.this.secret_key, PLACE = "${path.module}/delivered" }
		}
	}`

func TestAccAPIKey_rotation(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
		variable "generation" { type = number }
		resource "rebilly_api_key" "this" {
			description       = "Deployment"
			rotation_triggers = { generation = var.generation }
			lifecycle { create_before_destroy = true }
		}` + consumer})
	delivered := func() string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(w.Dir, "delivered"))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	opens := func(key string) bool {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, rebilly.URL+"/organizations/"+fakeapi.Organization+"/products", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("REB-APIKEY", key)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	}

	succeed(t, w, "apply", "-auto-approve", "-var", "generation=1")
	first := delivered()
	seen := 0
	rebilly.Intercept(func(writer http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodDelete {
			seen++
			if second := delivered(); second == first || !opens(first) || !opens(second) {
				t.Errorf("when the first key goes, another is delivered: %t, the first is valid: %t, the other: %t", second != first, opens(first), opens(second))
			}
		}
		next.ServeHTTP(writer, r)
	})
	succeed(t, w, "apply", "-auto-approve", "-var", "generation=2")
	if second := delivered(); seen != 1 || opens(first) || !opens(second) {
		t.Errorf("%d deletions, the first key is still valid: %t, the second: %t", seen, opens(first), opens(second))
	}
	succeed(t, w, "plan", "-detailed-exitcode", "-var", "generation=2")
}

func TestAccAPIKey_replaceProviderKey(t *testing.T) {
	t.Parallel()
	rebilly := fakeapi.Start(t, emulator.Options{ExposeAPIKeyAs: ownID})
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": fmt.Sprintf(`
		import {
			to = rebilly_api_key.this
			id = %q
		}
		resource "rebilly_api_key" "this" { description = "The run's own" }`, ownID)})
	succeed(t, w, "apply", "-auto-approve")
	for _, args := range [][]string{
		{"apply", "-auto-approve", "-replace=rebilly_api_key.this"},
		{"plan", "-destroy"},
		{"destroy", "-auto-approve"},
	} {
		if _, stderr, exit := w.Run(args...); exit != 1 || !strings.Contains(stderr, "The provider runs with this key") {
			t.Errorf("%v ended with %d\n%s", args, exit, stderr)
		}
	}
	if _, there := rebilly.Get("api-keys", ownID); !there {
		t.Error("the key is gone")
	}
	succeed(t, w, "state", "rm", "rebilly_api_key.this")
}
