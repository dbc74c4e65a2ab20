package actions_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// requireActions skips a test if the CLI has no actions.
func requireActions(t *testing.T) {
	t.Helper()
	if acctest.TerraformMinor(t) < 14 {
		t.Skip("SKIPPED: actions need Terraform 1.14 or newer.")
	}
}

// TestAccActions_trigger applies configurations in which a change of a resource triggers actions.
func TestAccActions_trigger(t *testing.T) {
	t.Parallel()
	requireActions(t)
	rebilly := fakeapi.Start(t)
	rebilly.Put("coupons", "SPRING", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past})
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
action "rebilly_expire_coupon" "leaked" {
  config {
    id = "SPRING"
  }
}

resource "rebilly_coupon" "summer" {
  id          = "SUMMER"
  discount    = { percent = { value = 20 } }
  issued_time = "2026-01-01T00:00:00Z"

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.rebilly_expire_coupon.leaked, action.rebilly_send_test_webhook.released]
    }
  }
}

variable "token" {
  type      = string
  sensitive = true
}

action "rebilly_send_test_webhook" "released" {
  config {
    url             = "https://shop.example.com/events"
    method          = "POST"
    credential_hash = "cred_1"
    headers         = { Authorization = var.token }
    body            = "released: ${rebilly_coupon.summer.id}"
  }
}
`})
	stdout, stderr, exit := w.Run("apply", "-auto-approve", "-var=token=t0ken")
	for _, part := range []string{
		`Expiring the coupon "SPRING", which has been redeemed 0 times.`, `The coupon "SPRING" has expired.`,
		"Rebilly has sent the test webhook to shop.example.com.",
	} {
		if exit != 0 || !strings.Contains(stdout, part) {
			t.Errorf("got exit code %d and\n%s%s\nwant %q", exit, stdout, stderr, part)
		}
	}
	if strings.Contains(stdout+stderr, "t0ken") {
		t.Errorf("got\n%s%s\nwant no token", stdout, stderr)
	}
	stored, _ := rebilly.Get("coupons", "SPRING")
	requests := rebilly.Requests()
	if stored["status"] != "expired" || requests["POST /coupons/{id}/expiration"] != 1 || requests["POST /previews/webhooks"] != 1 {
		t.Errorf("got status %v and requests %v, want one of each action", stored["status"], requests)
	}
	if stdout, stderr, exit := w.Run("plan", "-detailed-exitcode", "-var=token=t0ken"); exit != 0 {
		t.Errorf("got exit code %d, want no changes\n%s%s", exit, stdout, stderr)
	}
}

// TestAccActions_ownCoupon expires a coupon in the run that creates it.
func TestAccActions_ownCoupon(t *testing.T) {
	t.Parallel()
	requireActions(t)
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
action "rebilly_expire_coupon" "own" {
  config {
    id = rebilly_coupon.spring.id
  }
}

resource "rebilly_coupon" "spring" {
  id          = "SPRING"
  discount    = { percent = { value = 20 } }
  issued_time = "2026-01-01T00:00:00Z"

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.rebilly_expire_coupon.own]
    }
  }
}
`})
	stdout, stderr, exit := w.Run("apply", "-auto-approve")
	if stored, _ := rebilly.Get("coupons", "SPRING"); exit != 0 || stored["status"] != "expired" {
		t.Errorf("got exit code %d, status %v and\n%s%s\nwant an expired coupon", exit, stored["status"], stdout, stderr)
	}
}

// TestAccActions_invoke invokes one action without a change of a resource. A plan fails where the invocation would.
func TestAccActions_invoke(t *testing.T) {
	t.Parallel()
	requireActions(t)
	rebilly := fakeapi.Start(t)
	w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": `
variable "id" {
  type = string
}

action "rebilly_expire_coupon" "leaked" {
  config {
    id = var.id
  }
}
`})
	const invoke = "-invoke=action.rebilly_expire_coupon.leaked"
	stdout, stderr, exit := w.Run("plan", invoke, "-var=id=SPRING")
	if exit != 1 || !strings.Contains(stderr, `Coupon not found: "SPRING"`) {
		t.Errorf("got exit code %d and\n%s%s\nwant an error", exit, stdout, stderr)
	}
	rebilly.Put("coupons", "SPRING", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past})
	stdout, stderr, exit = w.Run("apply", "-auto-approve", invoke, "-var=id=SPRING")
	if stored, _ := rebilly.Get("coupons", "SPRING"); exit != 0 || stored["status"] != "expired" {
		t.Errorf("got exit code %d, status %v and\n%s%s\nwant an expired coupon", exit, stored["status"], stdout, stderr)
	}
	stdout, stderr, exit = w.Run("apply", "-auto-approve", invoke, "-var=id=SPRING")
	if exit != 0 || !strings.Contains(stdout, "Nothing was changed.") || !strings.Contains(stdout, "Coupon has already expired") {
		t.Errorf("got exit code %d and\n%s%s\nwant a warning and no error", exit, stdout, stderr)
	}
}

// TestAccActions_examples applies each example, and invokes the actions that it has.
func TestAccActions_examples(t *testing.T) {
	t.Parallel()
	requireActions(t)
	const examples = "../../examples/actions"
	for name, test := range valid {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(examples, name, "action.tf"))
			if err != nil {
				t.Fatal(err)
			}
			rebilly := fakeapi.Start(t)
			rebilly.Put("coupons", "SPRING-2026", object{"discount": object{"type": "percent", "value": 10}, "issuedTime": past})
			rebilly.Put("email-delivery-settings", "mail_dst_0YVDN3FN43CEQ8CQ93Y0H00ZQ7", object{"from": "billing@example.com", "name": "Billing"})
			rebilly.Put("events/{eventType}/rules/drafts", "dispute-created/rule_dft_01HZX3M9V5K7R2T4W6Y8A0C1E3", object{
				"name": "Draft", "baseVersion": 0, "binds": []any{}, "rules": []any{apiRule("Stop")},
			})
			w := acctest.NewWorkspace(t, rebilly, map[string]string{"main.tf": string(text)})
			commands := [][]string{{"apply", "-auto-approve"}, {"plan", "-detailed-exitcode"}}
			for _, found := range block.FindAllStringSubmatch(string(text), -1) {
				commands = append(commands, []string{"apply", "-auto-approve", "-invoke=action." + found[1] + "." + found[2]})
			}
			for _, args := range commands {
				if stdout, stderr, exit := w.Run(args...); exit != 0 {
					t.Fatalf("%v: got exit code %d, want 0\n%s%s", args, exit, stdout, stderr)
				}
			}
			if requests := rebilly.Requests(); requests[test.request] == 0 {
				t.Errorf("got %v, want %s", requests, test.request)
			}
		})
	}
}

// block matches the block of an action.
var block = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)"`)
