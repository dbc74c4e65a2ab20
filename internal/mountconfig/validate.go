package mountconfig

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const (
	setup          = "setup"
	publishableKey = "publishable_key"
	websiteID      = "website_id"
	extra          = "extra"
)

// kinds lists the attributes of which exactly one is set: the purchase data.
var kinds = []string{"items", "money", "invoice_id", "transaction_id", "deposit", "payout", "jwt_only"}

// Validate validates rules between attributes, because the library does not: the library mounts an invalid configuration, and then shows
// the customer no payment method. Unknown values are valid: Terraform validates again when they are known.
func Validate(config tftypes.Value, diagnostics *diag.Diagnostics) {
	var attributes map[string]tftypes.Value
	if err := config.As(&attributes); err != nil {
		diagnostics.AddError("Invalid configuration", err.Error())
		return
	}
	configValidator{attributes, diagnostics}.check()
}

// ValidateKey validates that the environment in the prefix of a publishable key, such as pk_live_, is the environment of the options.
func ValidateKey(key, environment string, diagnostics *diag.Diagnostics) {
	for _, other := range []string{"sandbox", "live"} {
		if other != environment && strings.HasPrefix(key, "pk_"+other+"_") {
			diagnostics.AddAttributeError(path.Root(publishableKey), "Wrong environment of publishable_key",
				fmt.Sprintf("The key belongs to %s, but the environment is %s. Use a key of %[2]s.", other, environment))
		}
	}
}

type configValidator struct {
	config      map[string]tftypes.Value
	diagnostics *diag.Diagnostics
}

func (r configValidator) check() {
	var set, unknown []string
	for _, kind := range kinds {
		switch {
		case !r.config[kind].IsKnown():
			unknown = append(unknown, kind)
		case r.has(kind):
			set = append(set, kind)
		}
	}
	switch {
	case len(set) > 1:
		r.tooMany(set)
		return
	case len(set) == 0 && len(unknown) == 0:
		r.diagnostics.AddError("Missing purchase data",
			"Set exactly one of "+strings.Join(kinds, ", ")+": what the customer buys or pays, or what is paid out.")
		return
	case len(set) == 0:
		return
	}

	r.checkKind(set[0])
}

// checkKind checks what the purchase data of a kind needs and cannot be combined with.
func (r configValidator) checkKind(kind string) {
	switch kind {
	case "items":
		r.need(publishableKey, "Items require a publishable key. Set publishable_key, for example to rebilly_api_key.checkout.publishable_key.")
		r.need(websiteID, "Items require a website. Set website_id.")
	case "money":
		if r.has(publishableKey) && r.config[publishableKey].IsKnown() {
			r.need(websiteID, "Money with a publishable key requires a website. Set website_id.")
		}
	default:
		// Terraform does not validate again in the plan: a key that is not known yet would fail the apply.
		if r.has(publishableKey) {
			r.diagnostics.AddAttributeError(path.Root(publishableKey), "Conflicting argument "+publishableKey,
				kind+" requires a customer's token, which identifies the customer. "+
					"The library would use the publishable key instead. Remove publishable_key.")
		}
	}
	if kind != "items" {
		for _, name := range []string{"addons", "bump_offer"} {
			r.refuse(name, name+" requires items, but the purchase data is "+kind+". Remove "+name+", or set items.")
		}
	}
}

func (r configValidator) tooMany(set []string) {
	detail := fmt.Sprintf("Set exactly one of %s: the configuration has %s.", strings.Join(kinds, ", "), strings.Join(set, " and "))
	if set[0] == "items" && r.has("jwt_only") {
		detail += "\n\nItems cannot be combined with a customer's token: the library then offers no payment method. Set publishable_key " +
			"for items."
	}
	for _, kind := range set[1:] {
		r.diagnostics.AddAttributeError(path.Root(kind), "Conflicting purchase data", detail)
	}
}

// has reports whether an attribute is set. A jwt_only that is false is not set.
func (r configValidator) has(name string) bool {
	value := r.config[name]
	if value.IsNull() {
		return false
	}
	var enabled bool
	if name == "jwt_only" && value.IsKnown() && value.As(&enabled) == nil {
		return enabled
	}
	return true
}

func (r configValidator) need(name, detail string) {
	if !r.has(name) {
		r.diagnostics.AddAttributeError(path.Root(name), "Missing "+name, detail)
	}
}

func (r configValidator) refuse(name, detail string) {
	if r.has(name) && r.config[name].IsKnown() {
		r.diagnostics.AddAttributeError(path.Root(name), "Conflicting argument "+name, detail)
	}
}
