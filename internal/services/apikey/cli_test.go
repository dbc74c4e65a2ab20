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
				// The same run creates the key, so the plan cannot open it yet.
				Config: rebilly.ProviderBlock() + `
					resource "rebilly_api_key" "this" { description = "CI" }
					ephemeral "rebilly_api_key" "this" { id = rebilly_api_key.this.id }
					provider "echo" { data = ephemeral.rebilly_api_key.this }
					resource "echo" "this" {}`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("secret_key"),
						knownvalue.StringRegexp(regexp.MustCompile(`^sk_sandbox_\w{40,}$`))),
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("publishable_key"), knownvalue.Null()),
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("type"), knownvalue.StringExact("secret")),
					statecheck.ExpectKnownValue("echo.this", tfjsonpath.New("data").AtMapKey("description"), knownvalue.StringExact("CI")),
					statecheck.ExpectKnownValue("rebilly_api_key.this", tfjsonpath.New("secret_key"), knownvalue.Null()),
				},
			}
			steps := []resource.TestStep{step}
			if mode != emulator.SecretKeysFull {
				step.ExpectError, step.ConfigStateChecks = regexp.MustCompile(`(?s)API key value can no longer be read.*store_secret`), nil
				// The last step removes the ephemeral resource, because a destroy opens it as well.
				steps = []resource.TestStep{step, {Config: rebilly.ProviderBlock() + `resource "rebilly_api_key" "this" { description = "CI" }`}}
			}
			resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: providers, CheckDestroy: acctest.CheckDestroyed(rebilly), Steps: steps})
		})
	}
}

// configurations returns the Terraform configurations of a documentation page.
func configurations(t *testing.T, page string) []string {
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
	rebilly := fakeapi.Start(t, emulator.Options{Organization: "org_acme"})
	examples := configurations(t, "templates/guides/api-keys-without-secrets-in-state.md")
	if len(examples) != 2 {
		t.Fatalf("got %d examples in the guide, want 2", len(examples))
	}
	store := &fakeaws.Provider{}
	providers := acctest.Factories()
	providers["aws"] = store.Factory
	var created []string
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(w, r)
		if r.Method == http.MethodPut {
			created = append(created, secretOf(t, rebilly, filepath.Base(r.URL.Path)))
		}
	})
	generation := func(n int64) config.Variables { return config.Variables{"generation": config.IntegerVariable(n)} }
	delivered := func(count int) func() {
		return func() {
			if got := store.Received(); len(created) != count || !slices.Equal(got, created) {
				t.Errorf("got %d keys created and %d delivered, in order: %t, want %d", len(created), len(got), slices.Equal(got, created), count)
			}
		}
	}
	live, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "guides", "sandbox-to-live", "live", "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	arguments := regexp.MustCompile(`(?s)provider "rebilly" \{\n.*?\}\n`).FindString(string(live))
	protected := strings.TrimSuffix(rebilly.ProviderBlock(), "}\n") + strings.TrimPrefix(arguments, "provider \"rebilly\" {\n")
	const block = "resource \"rebilly_api_key\" \"orders\" {\n"
	unprotectedKey := strings.Replace(examples[0], block, block+"  deletion_protection = false\n", 1)
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
			// The provider block of the guide on sandbox and live protects all objects. What this guide says about that makes the next
			// rotation possible.
			{
				Config: protected + examples[0], ConfigVariables: generation(3), ExpectError: regexp.MustCompile("protected against deletion"),
			},
			{
				PreConfig: delivered(2), Config: protected + unprotectedKey, ConfigVariables: generation(2),
				ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t),
			},
			{Config: protected + unprotectedKey, ConfigVariables: generation(3), ExpectNonEmptyPlan: acctest.CountsEphemeralResources(t)},
			{PreConfig: delivered(3), Config: rebilly.ProviderBlock() + examples[1]},
		},
	})
}

func succeed(t *testing.T, w *acctest.Workspace, args ...string) string {
	t.Helper()
	stdout, stderr, exit := w.Run(args...)
	if exit != 0 {
		t.Fatalf("%v: got exit code %d, want 0\n%s\n%s", args, exit, stdout, stderr)
	}
	return stdout
}

// consumer passes a key to the environment of a provisioner, which writes it to a file, as a deployment would for a service.
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
	isAccepted := func(key string) bool {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			rebilly.URL+"/organizations/"+fakeapi.Organization+"/products", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("REB-APIKEY", key)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode == http.StatusOK
	}

	succeed(t, w, "apply", "-auto-approve", "-var", "generation=1")
	first := delivered()
	deletes := 0
	rebilly.Intercept(func(writer http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method == http.MethodDelete {
			deletes++
			if second := delivered(); second == first || !isAccepted(first) || !isAccepted(second) {
				t.Errorf("at the delete of the first key: got second key delivered %t, first accepted %t, second accepted %t, want all true",
					second != first, isAccepted(first), isAccepted(second))
			}
		}
		next.ServeHTTP(writer, r)
	})
	succeed(t, w, "apply", "-auto-approve", "-var", "generation=2")
	if second := delivered(); deletes != 1 || isAccepted(first) || !isAccepted(second) {
		t.Errorf("got %d deletes, first accepted %t, second accepted %t, want 1, false, true", deletes, isAccepted(first), isAccepted(second))
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
		resource "rebilly_api_key" "this" { description = "The provider's own" }`, ownID)})
	succeed(t, w, "apply", "-auto-approve")
	for _, args := range [][]string{
		{"apply", "-auto-approve", "-replace=rebilly_api_key.this"},
		{"plan", "-destroy"},
		{"destroy", "-auto-approve"},
	} {
		if _, stderr, exit := w.Run(args...); exit != 1 || !strings.Contains(stderr, "Cannot modify the provider's own API key") {
			t.Errorf("%v: got exit code %d, want 1 and an error about the provider's own key\n%s", args, exit, stderr)
		}
	}
	if _, there := rebilly.Get("api-keys", ownID); !there {
		t.Error("got no key in Rebilly, want the provider's own key")
	}
	succeed(t, w, "state", "rm", "rebilly_api_key.this")
}
