package emulator_test

import (
	"fmt"
	"path"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/contract"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

// TestResponses_HaveDefaults compares the response for a minimal object with every default in the definition.
func TestResponses_HaveDefaults(t *testing.T) {
	definition, err := contract.Load()
	if err != nil {
		t.Fatal(err)
	}
	_, c := start(t, emulator.Options{})
	c.must(201, "PUT", "/products/prod_1", `{"name":"Seats"}`)
	// The definition of some components has no defaults.
	without := []string{"RuleSetDraft", "JournalAccount", "Role", "ValueList", "Blocklist"}
	tests := []struct{ component, path, body string }{
		{"Product", "/products/prod_1", `{"name":"Seats"}`},
		{"Website", "/websites/web_1", `{"name":"Shop","url":"u","servicePhone":"1","serviceEmail":"a@example.com"}`},
		{"OneTimeSalePlan", "/plans/plan_1", `{"name":"M","currency":"USD","productId":"prod_1","pricing":{"formula":"flat-rate","price":1}}`},
		{
			"SubscriptionPlan",
			"/plans/plan_2",
			`{"name":"M","currency":"USD","productId":"prod_1","pricing":{"formula":"volume","brackets":[{"price":1}]},
			"recurringInterval":{"unit":"day","length":1,"billingTiming":"postpaid"},"meteredBilling":{"strategy":"sum"}}`,
		},
		{
			"TrialOnlyPlan",
			"/plans/plan_3",
			`{"name":"M","currency":"USD","productId":"prod_1","trial":{"price":0,"period":{"unit":"day","length":1}}}`,
		},
		{"Coupon", "/coupons/cpn_1", `{"discount":{"type":"fixed","amount":1,"currency":"USD"},"issuedTime":"2026-01-01T00:00:00Z"}`},
		{"ApiKey", "/api-keys/key_1", `{"description":"CI"}`},
		{"CustomField", "/custom-fields/products/tier", `{"type":"string"}`},
		{"ShippingRate", "/shipping-rates/rate_1", shippingRate},
		{"TagUntagRule", "/tags-rules/rule_1", tagRule},
		{"JournalAccount", "/journal-accounts/acc_1", account},
		{"Role", "/roles/role_1", role},
		{"GlobalWebhook", "/webhooks/hook_1", webhook},
		{"ValueList", "/lists/lst_1", list},
		{"Blocklist", "/blocklists/blkl_1", blocked},
		{"RuleSetDraft", "/events/invoice-paid/rules/drafts/dft_1", draft},
	}
	for _, kind := range kinds {
		if !slices.ContainsFunc(tests, func(test struct{ component, path, body string }) bool {
			return path.Dir(test.path) == path.Dir(kind.path)
		}) {
			t.Errorf("%s: got no comparison of defaults, want one", kind.path)
		}
	}
	for _, test := range tests {
		t.Run(test.component, func(t *testing.T) {
			if r := c.do("PUT", test.path, test.body); r.status != 200 && r.status != 201 {
				t.Fatalf("got %d %s, want 200 or 201", r.status, r.raw)
			}
			schema, err := definition.Component(test.component)
			if err != nil {
				t.Fatal(err)
			}
			n := compareDefaults(t, definition, schema, c.do("GET", test.path, "").body, "")
			if (n == 0) != slices.Contains(without, test.component) {
				t.Errorf("got %d defaults to compare, want at least one, or none of %v", n, without)
			}
		})
	}
}

func compareDefaults(t *testing.T, d *contract.Definition, schema contract.Schema, answer any, path string) (compared int) {
	t.Helper()
	got, ok := answer.(map[string]any)
	if !ok {
		return 0
	}
	if by, variants := d.Variants(schema); variants != nil {
		schema = variants[fmt.Sprint(got[by])]
	}
	for name, property := range d.Properties(schema) {
		at := path + "/" + name
		if want, declared := property["default"]; declared && got[name] != "postpaid" {
			compared++
			value, present := got[name]
			if diff := cmp.Diff(want, value); !present || diff != "" {
				t.Errorf("default of %s (present: %t) differs (-want +got):\n%s", at, present, diff)
			}
		}
		compared += compareDefaults(t, d, property, got[name], at)
	}
	return compared
}
