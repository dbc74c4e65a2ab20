// Package blocklistentry implements the resource rebilly_blocklist_entry, its list resource and its data sources.
package blocklistentry

import "github.com/rebilly/terraform-provider-rebilly/internal/kind"

// Registration is what the provider offers for entries of the blocklist.
var Registration = kind.Kind{
	Name:                 "blocklist entry",
	Plural:               "blocklist entries",
	Collection:           "blocklists",
	IDPrefix:             "blkl_",
	DisplayNameAttribute: "value",
	ExpirationAttribute:  "expiration_time",
	Description: "Manages an entry of the blocklist: a value, such as an e-mail address or a country, that Rebilly blocks. " +
		"All attributes except `id` can be updated in place. Rebilly adds entries too: those of its rules are not changed unless they are " +
		"imported. After `expiration_time`, Rebilly removes the entry. It then stays in the state without a change, and a destroy succeeds; " +
		"remove it from the configuration when you no longer need it.",
	Remark: "Rebilly writes entries too, and entries expire.",
	ConflictAdvice: map[string]string{
		"create": "The blocklist probably has an entry with this type and value already, which Rebilly or somebody else may have added. " +
			"Find it with the data source rebilly_blocklist_entries and import it, or remove it from Rebilly.",
		"update": "The blocklist probably has a different entry with this type and value already, which Rebilly or somebody else may have " +
			"added. Find it with the data source rebilly_blocklist_entries, and manage or remove it.",
	},
	Fields: kind.Fields{
		"type": kind.Text{
			Description: "Type of the value", Required: true,
			Values: []string{
				"payment-card", "bank-account", "customer-id", "email", "email-domain", "ip-address", "country", "fingerprint", "bin", "address",
			},
		},
		"value": kind.Text{
			Description: "Value to block", Required: true,
			Details: "It is stored in the state: anyone who can read the state can read it.",
		},
		"expiration_time": kind.Time{
			Description: "When Rebilly removes the entry",
			Details:     "A new entry needs a time in the future, by Rebilly's clock. Default: never.",
		},
		"source": kind.Text{
			Description: "What added the entry: `automated-blocklists`, `manual-blocklists` or `risk-score-rules`", ReadOnly: true,
		},
	},
}.Registration()
