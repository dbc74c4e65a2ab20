package functions_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

func TestPermissions(t *testing.T) {
	for purpose, want := range map[string]string{
		"money": "PostToken StorefrontGetAccount StorefrontGetPaymentInstrumentCollection StorefrontGetTransaction StorefrontPostPayment " +
			"StorefrontPostReadyToPay",
		"deposit": "PostToken StorefrontGetAccount StorefrontGetDepositRequest StorefrontGetPaymentInstrumentCollection " +
			"StorefrontGetTransaction StorefrontPostDeposit StorefrontPostPayment StorefrontPostReadyToPay",
		"allow_update": "StorefrontGetPaymentInstrument StorefrontPatchPaymentInstrument",
		"apple_pay":    "PostDigitalWalletValidation",
		"setup":        "StorefrontPostPaymentInstrument StorefrontPostPaymentInstrumentSetup",
	} {
		got, err := coretest.CallFunction(t, "permissions", purpose)
		if diff := cmp.Diff(texts(strings.Fields(want)), got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", purpose, err, diff)
		}
	}
}

// TestPermissions_Generic compares the permissions of the generic purpose with the list in Rebilly's documentation, which lacks
// StorefrontPostDeposit.
func TestPermissions_Generic(t *testing.T) {
	list, err := os.ReadFile("testdata/documented-permissions.txt")
	if err != nil {
		t.Fatal(err)
	}
	documented := strings.Fields(string(list))
	if len(documented) != 26 {
		t.Fatalf("got %d documented permissions, want 26", len(documented))
	}
	want := slices.Sorted(slices.Values(append([]string{"StorefrontPostDeposit"}, documented...)))
	got, err := coretest.CallFunction(t, "permissions", "generic")
	if diff := cmp.Diff(texts(want), got); err != nil || diff != "" {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestProviderPermissions(t *testing.T) {
	for name, test := range map[string]struct {
		types []any
		mode  string
		want  string
	}{
		"plan": {
			[]any{"rebilly_plan"}, "plan", "GetCustomFieldCollection GetPlan GetPlanCollection",
		},
		"apply": {
			[]any{"rebilly_plan"}, "apply", "DeletePlan GetCustomFieldCollection GetPlan GetPlanCollection PutPlan",
		},
		"plural data source": {[]any{"rebilly_plans"}, "apply", "GetPlan GetPlanCollection"},
		"union": {
			[]any{"rebilly_tag", "rebilly_plans", "rebilly_tag"}, "apply",
			"DeleteTag GetPlan GetPlanCollection GetTag GetTagCollection PatchTag PostTag",
		},
		"coupon": {[]any{"rebilly_coupon"}, "apply", "GetCoupon GetCouponCollection PostCouponExpiration PutCoupon"},
		"ephemeral resource": {
			[]any{"rebilly_customer_jwt"}, "plan", "DeleteAuthenticationToken PostAuthenticationToken PostAuthenticationTokenExchange",
		},
		"purchase configuration": {
			[]any{"rebilly_purchase_config"}, "apply",
			"GetDepositRequest GetInvoice GetPayoutRequest GetPlan GetPlanCollection GetTransaction GetWebsite",
		},
		"plan of an action":  {[]any{"rebilly_expire_coupon"}, "plan", "GetCoupon"},
		"apply of an action": {[]any{"rebilly_expire_coupon"}, "apply", "GetCoupon PostCouponExpiration PutCoupon"},
		"nothing":            {[]any{}, "apply", ""},
	} {
		got, err := coretest.CallFunction(t, "provider_permissions", test.types, test.mode)
		if diff := cmp.Diff(texts(strings.Fields(test.want)), got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

func TestPermissions_Errors(t *testing.T) {
	for want, call := range map[string][]any{
		`The purpose "items" is not one of "allow_deactivate", "allow_make_default", "allow_update", "apple_pay", "deposit", "generic", ` +
			`"invoice", "money", "payout", "setup", "transaction".`: {"permissions", "items"},
		`This provider has no type "rebilly_plam"; the most similar one is "rebilly_plan".`: {
			"provider_permissions", []any{"rebilly_plam"}, "plan",
		},
		`A type is null.`: {"provider_permissions", []any{"rebilly_plan", nil}, "plan"},
		`The mode "destroy" is not "plan" or "apply".`: {"provider_permissions", []any{"rebilly_plan"}, "destroy"},
	} {
		if got, err := coretest.CallFunction(t, call[0].(string), call[1:]...); err == nil || err.Error() != want {
			t.Errorf("got %v, %v, want the error %s", got, err, want)
		}
	}
}

// texts returns values for a comparison with a result.
func texts(list []string) []any {
	values := []any{}
	for _, text := range list {
		values = append(values, text)
	}
	return values
}
