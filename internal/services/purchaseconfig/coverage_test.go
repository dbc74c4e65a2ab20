package purchaseconfig_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/services/purchaseconfig"
)

// options lists the options of mount() in the published types of RebillyInstruments 12.46.0, and those of 9.84.2 in addition. 0 stands
// for an element of a list.
var options = strings.Fields(`
	apiMode organizationId publishableKey websiteId jwt transactionType invoiceId transactionId
	items.0.planId items.0.quantity items.0.thumbnail
	items.0.quantity.default items.0.quantity.minimum items.0.quantity.maximum items.0.quantity.multipleOf
	addons.0.planId addons.0.quantity addons.0.thumbnail
	bumpOffer.0.planId bumpOffer.0.quantity bumpOffer.0.thumbnail
	money.amount money.currency
	deposit.depositRequestId deposit.currency deposit.amount deposit.buttons deposit.editable
	deposit.customAmount.minimum deposit.customAmount.maximum deposit.customAmount.multipleOf
	payout.payoutRequestId
	form summary css theme i18n locale countryCode
	features.enableTelemetry features.hideConfirmation features.hideResult features.fullPageRedirect features.hideContinue
	features.hideZeroAmountSummaryItems features.showCoupons features.showConsentCheck
	paymentInstruments.compactExpressInstruments paymentInstruments.allowDeactivate paymentInstruments.allowUpdate
	paymentInstruments.allowMakeDefault paymentInstruments.allowCreate
	paymentInstruments.address.name paymentInstruments.address.region paymentInstruments.address.show
	paymentInstruments.address.hide paymentInstruments.address.require
	paymentInstruments.paymentCard.input paymentInstruments.paypal.buttonHeight
	paymentInstruments.googlePay.displayOptions.buttonColor paymentInstruments.googlePay.displayOptions.buttonHeight
	paymentInstruments.googlePay.displayOptions.buttonType
	paymentInstruments.applePay.displayOptions.buttonColor paymentInstruments.applePay.displayOptions.buttonHeight
	paymentInstruments.applePay.displayOptions.buttonType
	paymentInstruments.additionalFields.show paymentInstruments.additionalFields.require
	_dev _internalOptions`)

// topLevel lists the top-level options of mount().
var topLevel = func() []string {
	names := map[string]bool{}
	for _, option := range options {
		name, _, _ := strings.Cut(option, ".")
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}()

var (
	// omitted lists options without an attribute, each with the reason.
	omitted = map[string]string{
		"apiMode":          "from the provider's environment",
		"organizationId":   "from the provider's organization_id",
		"jwt":              "a secret: merge() adds it, so it is never in the state",
		"_dev":             "not documented by Rebilly",
		"_internalOptions": "not documented by Rebilly",
	}
	// renamed lists options with a different attribute name.
	renamed = map[string]string{
		"items.0.quantity.default":    "items.0.quantity_range.default",
		"items.0.quantity.minimum":    "items.0.quantity_range.minimum",
		"items.0.quantity.maximum":    "items.0.quantity_range.maximum",
		"items.0.quantity.multipleOf": "items.0.quantity_range.multiple_of",
	}
	// additional lists attributes without an option, each with the reason.
	additional = map[string]string{
		"jwt_only":     "distinguishes no purchase data from missing purchase data",
		"extra":        "options that the provider does not have",
		"config":       "the result",
		"json":         "the result",
		"requires_jwt": "what must be added to the result",
		"permissions":  "what must be added to the result",
	}
)

func TestCoverage_EveryOption(t *testing.T) {
	var response datasource.SchemaResponse
	purchaseconfig.NewDataSource().Schema(t.Context(), datasource.SchemaRequest{}, &response)
	attributes := leaves(response.Schema.Attributes, "")
	var wanted []string
	for _, option := range options {
		attribute := renamed[option]
		if attribute == "" {
			attribute = naming.Snake(option)
		}
		wanted = append(wanted, attribute)
		if found := slices.Contains(attributes, attribute); found == (omitted[option] != "") {
			t.Errorf("option %s: got attribute %t and reason %q, want exactly one", option, found, omitted[option])
		}
	}
	for _, attribute := range attributes {
		if found := slices.Contains(wanted, attribute); found == (additional[attribute] != "") {
			t.Errorf("attribute %s: got option %t and reason %q, want exactly one", attribute, found, additional[attribute])
		}
	}
}

func leaves(attributes map[string]schema.Attribute, path string) []string {
	var found []string
	for name, attribute := range attributes {
		at := path + name
		switch a := attribute.(type) {
		case schema.SingleNestedAttribute:
			found = append(found, leaves(a.Attributes, at+".")...)
		case schema.ListNestedAttribute:
			found = append(found, leaves(a.NestedObject.Attributes, at+".0.")...)
		default:
			found = append(found, at)
		}
	}
	return found
}
