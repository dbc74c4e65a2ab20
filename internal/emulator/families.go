package emulator

import (
	"encoding/json"
	"slices"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

func webhooks() *collection {
	return &collection{name: "webhooks", prefix: "hook_", sortable: []string{"url"}, legacyInvalid: true}
}

func products() *collection {
	return &collection{name: "products", prefix: "prod_", sortable: []string{"name"}}
}

func shippingRates() *collection {
	return &collection{name: "shipping-rates", prefix: "ship_rate_", sortable: []string{"name", "currency"}}
}

func tagRules() *collection {
	return &collection{name: "tags-rules", prefix: "tag_rule_", sortable: []string{"name"}}
}

func lists() *collection {
	return &collection{name: "lists", prefix: "lst_", sortable: []string{"description"}, versioned: true, derive: deriveList}
}

// deriveList stores the values of a list once each. Their order is not that of the request, because Rebilly does not keep it.
func deriveList(stored, before schema.Document, _ string) {
	values := schema.TextsOf(stored["values"])
	slices.Sort(values)
	slices.Reverse(values)
	list := []any{}
	for _, value := range slices.Compact(values) {
		list = append(list, value)
	}
	stored["values"], stored["version"] = list, next(before, "version")
}

func journalAccounts() *collection {
	return &collection{name: "journal-accounts", prefix: "jrn_acc_", sortable: []string{"name"}}
}

func roles() *collection {
	return &collection{
		name: "roles", prefix: "role_", sortable: []string{"name"}, adjust: adjustACL,
		initial: schema.Document{"seniorIds": []any{}, "usersCount": json.Number("0")},
	}
}

func tags() *collection {
	return &collection{name: "tags", prefix: "tag_", sortable: []string{"name"}, naturalKey: "name", asyncDelete: true}
}

// blocklists has the entries of the blocklist. Which other entries Rebilly adds is not emulated.
func blocklists() *collection {
	return &collection{
		name: "blocklists", prefix: "blkl_", sortable: []string{"type", "value", "expirationTime"},
		unique: []string{"type", "value"}, expires: "expirationTime", initial: schema.Document{"source": "manual-blocklists"},
	}
}

func allowlists() *collection {
	return &collection{
		name: "allowlists", prefix: "rsal_", sortable: []string{"type", "value"}, unique: []string{"type", "value"},
	}
}

func authenticationOptions() *collection {
	return &collection{name: "authentication-options", initial: schema.Document{
		"credentialTtl": json.Number("31536000"),
		"authTokenTtl":  json.Number("3600"),
		"resetTokenTtl": json.Number("3600"),
		"otpRequired":   false,
	}}
}

func emailDeliverySettings() *collection {
	return &collection{
		name:      "email-delivery-settings",
		prefix:    "mail_dst_",
		sortable:  []string{"name"},
		initial:   schema.Document{"status": "pending"},
		unique:    []string{"from"},
		exclusive: "isDefault",
		derive:    deriveEmailDeliverySetting,
		actions:   map[string]action{"resend-email-verification": resendVerification},
	}
}

// deriveEmailDeliverySetting requires a new verification of a changed address. Which service a credential is for is not emulated.
func deriveEmailDeliverySetting(stored, before schema.Document, _ string) {
	if before != nil && stored["from"] != before["from"] {
		stored["status"] = "pending"
	}
	stored["provider"] = "rebilly"
	if stored["credentialId"] != nil {
		stored["provider"] = "smtp"
	}
}
