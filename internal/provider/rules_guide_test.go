package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/acctest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

const rulesets = "events/{eventType}/rules"

// TestAccGuide_eventRules runs the commands of the guide with all its examples, lets others change and create rulesets, and checks that the
// emails arrive in Rebilly with their Liquid.
func TestAccGuide_eventRules(t *testing.T) {
	t.Parallel()
	const guide = "event-rules-and-emails.md.tmpl"
	shell, outputs, blocks := fencedBlocks(t, guide, "shell", 5), fencedBlocks(t, guide, "text", 6), fencedBlocks(t, guide, "terraform", 1)
	files := examples(t, "guides/rules")
	testFile, liquidFile := files["test.tf"], files["liquid/outputs.tf"]
	files["versions.tf"] = ""
	delete(files, "test.tf")
	delete(files, "liquid/outputs.tf")
	rebilly := fakeapi.Start(t)
	before := rebilly.Count()
	r := newGuideRunner(t, files)
	r.Env = append(slices.Concat(r.Env, rebilly.Variables()), "TF_CLI_ARGS_apply=-no-color -auto-approve")

	r.runExpectOutput(shell[0], outputs[0])
	const unchanged = "terraform plan -detailed-exitcode\n"
	r.run(unchanged)
	for name, wants := range map[string][]string{
		"customer-created": {`Hello {{ customer.firstName | default: "there" }},`, "Willkommen, {{ customer.firstName }}"},
		"invoice-paid":     {"of ${{ invoice.amount }}.", "{% if invoice.orderId %}", "invoice {{ invoice.invoiceNumber }}"},
		"renewal-invoice-payment-declined": {
			"collect ${{ invoice.amountDue }}.", "of 20%{% if invoice.dueTime %}", "https://shop.example.com/account",
		},
	} {
		stored, _ := rebilly.Get(rulesets, name)
		for _, want := range wants {
			if got := fmt.Sprint(stored["binds"]); !strings.Contains(got, want) {
				t.Errorf("%s: got the binds %s, want %q", name, got, want)
			}
		}
	}
	if acctest.TerraformMinor(t) >= 14 {
		r.Write("test.tf", testFile)
		r.run(shell[1])
	} else {
		t.Log("Off: this CLI has no actions, which require Terraform 1.14 or later.")
	}

	const declined, completed = "renewal-invoice-payment-declined", "order-completed"
	r.edit(declined+".tf", `              for days in .*`, "              for days in [5, 7, 10] : {\n")
	r.runExpectOutput(shell[2], outputs[1])
	stored, _ := rebilly.Get(rulesets, declined)
	rules, _ := stored["rules"].([]any)
	theirs := maps.Clone(stored)
	theirs["rules"] = append(slices.Clone(rules), object{"name": "Tell the team", "actions": []any{}})
	rebilly.Put(rulesets, declined, theirs)
	r.runExpectError(shell[3], outputs[2])
	r.runExpectOutput("terraform plan\n", `- name = "Tell the team" -> null`)
	r.run("terraform apply\n")
	r.run(unchanged)

	rebilly.Put(rulesets, completed, object{"rules": []any{}, "binds": []any{object{"name": "Mail", "actions": []any{object{
		"name": "send-email", "emails": []any{object{"version": "a", "templates": []any{object{
			"locale": "en-US", "from": "a@example.com", "to": []any{"{{ customer.email }}"}, "subject": `${a} %{b} {{ c }} $${{ d }} "e"`,
			"text": "", "html": "<p>${a}</p>\n<p>%{b}</p>\n{% if c %}20%{% endif %}\n",
		}}}},
	}}}}})
	r.Write(completed+".tf", fmt.Sprintf("resource \"rebilly_event_ruleset\" \"order_completed\" {\n  event_type = %q\n"+
		"  rules = [{ name = \"Mine\", actions = [] }]\n}\n", completed))
	r.runExpectError("terraform apply\n", outputs[3])
	r.Write(completed+".tf", "")
	imports := blocks[0]
	if acctest.TerraformMinor(t) >= 14 {
		// 1.16.0 to 1.16.2 reject an import block without a provider, but it must not set one if the resource is configured.
		imports = strings.Replace(imports, "\n}", "\n  provider = rebilly\n}", 1)
	}
	r.Write("import.tf", imports)
	r.runExpectOutput(shell[4], outputs[4])
	r.Write("import.tf", blocks[0])
	r.run("terraform apply\n")
	r.run(unchanged)

	rebilly.Put(rulesets, completed, object{"rules": []any{object{"name": "A", "actions": []any{object{"name": "trigger-webhook"}}}}})
	r.runExpectError("terraform plan\n", outputs[5])
	rebilly.Put(rulesets, completed, object{"rules": []any{object{"name": "A", "actions": []any{}}}})
	r.run("terraform destroy -auto-approve\n")
	if got := rebilly.Count(); got != before {
		t.Errorf("got %d objects more than before, want none", got-before)
	}

	liquid := newGuideRunner(t, map[string]string{"versions.tf": "", "outputs.tf": liquidFile})
	liquid.Env = append(liquid.Env, "TF_CLI_ARGS_apply=-no-color -auto-approve")
	liquid.run("terraform apply\n")
	for name, want := range map[string]string{
		"quotes":  "You pay ${{ invoice.amountDue }}.",
		"heredoc": `Your discount is 20%{% if invoice.dueTime %} until {{ invoice.dueTime | datetime: "M jS, Y" }}{% endif %}.` + "\n",
	} {
		if got := liquid.run("terraform output -raw " + name + "\n"); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
