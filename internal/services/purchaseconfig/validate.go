package purchaseconfig

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const (
	setup          = "setup"
	publishableKey = "publishable_key"
	websiteID      = "website_id"
)

// kinds are the attributes of purchase data.
var kinds = []string{"items", "money", "invoice_id", "transaction_id", "deposit", "payout", "jwt_only"}

// ValidateConfig checks what attributes demand of each other. The library that gets the result checks nothing: it mounts
// whatever it is given and shows the customer that there is no payment method. Unknown values pass; all is checked again
// when they are known.
func (d *dataSource) ValidateConfig(_ context.Context, request datasource.ValidateConfigRequest, response *datasource.ValidateConfigResponse) {
	var config map[string]tftypes.Value
	if err := request.Config.Raw.As(&config); err != nil {
		response.Diagnostics.AddError("Invalid configuration", err.Error())
		return
	}
	configValidator{config, &response.Diagnostics}.check()
}

type configValidator struct {
	config      map[string]tftypes.Value
	diagnostics *diag.Diagnostics
}

func (r configValidator) check() {
	var set, open []string
	for _, kind := range kinds {
		switch {
		case !r.config[kind].IsKnown():
			open = append(open, kind)
		case r.has(kind):
			set = append(set, kind)
		}
	}
	switch {
	case len(set) > 1:
		r.tooMany(set)
		return
	case len(set) == 0 && len(open) == 0:
		r.diagnostics.AddError("No purchase data",
			"Set exactly one of "+strings.Join(kinds, ", ")+": it says what the customer buys, pays or is paid.")
		return
	case len(set) == 0:
		return
	}

	kind := set[0]
	switch kind {
	case "items":
		r.need(publishableKey, "Items are sold with a publishable key. Set publishable_key, for example to rebilly_api_key.checkout.publishable_key.")
		r.need(websiteID, "Items are sold on a website. Set website_id.")
	case "money":
		if r.has(publishableKey) && r.config[publishableKey].IsKnown() {
			r.need(websiteID, "With a publishable key the website has to be named. Set website_id.")
		}
	default:
		r.refuse(publishableKey, kind+" needs a customer's token, which says whom the page acts for; a publishable key would take its place. Leave out publishable_key.")
	}
	if kind != "items" {
		for _, name := range []string{"addons", "bump_offer"} {
			r.refuse(name, name+" belongs to items, but the purchase data is "+kind+". Leave out "+name+", or sell items.")
		}
	}
}

func (r configValidator) tooMany(set []string) {
	detail := fmt.Sprintf("Set exactly one of %s: this has %s.", strings.Join(kinds, ", "), strings.Join(set, " and "))
	if set[0] == "items" && r.has("jwt_only") {
		detail += "\n\nItems cannot be combined with a customer's token: the library then offers no payment method. Use publishable_key for items."
	}
	for _, kind := range set[1:] {
		r.diagnostics.AddAttributeError(path.Root(kind), "More than one kind of purchase data", detail)
	}
}

// has tells that an attribute is set. A jwt_only that is false is not.
func (r configValidator) has(name string) bool {
	value := r.config[name]
	if value.IsNull() {
		return false
	}
	var truth bool
	if name == "jwt_only" && value.IsKnown() && value.As(&truth) == nil {
		return truth
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
		r.diagnostics.AddAttributeError(path.Root(name), name+" does not belong here", detail)
	}
}
