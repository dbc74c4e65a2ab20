// Package allowlistentry implements the resource rebilly_allowlist_entry, its list resource and its data sources.
package allowlistentry

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// accessAdvice is for a refused key: the definition of the operation has publishable keys only.
const accessAdvice = "Rebilly's API definition has publishable keys only for this operation, so Rebilly may refuse the secret key of the " +
	"provider (api_key or REBILLY_API_KEY) whatever its acl is. First check that the key is valid and has the permission PostAllowlist. " +
	"If it is, create the entry in Rebilly and import it: everything else works with a secret key."

// Registration is what the provider offers for entries of the allowlist.
var Registration = kind.Kind{
	Name:                 "allowlist entry",
	Plural:               "allowlist entries",
	Collection:           "allowlists",
	Identity:             crud.ServerID,
	DisplayNameAttribute: "value",
	Description: "Manages an entry of the allowlist: a value, such as an e-mail address or a country, that Rebilly leaves out of risk score " +
		"checks and does not add to the blocklist. Rebilly has no operation to update an entry: a change replaces it. " +
		"Rebilly's API definition has publishable keys only for the creation of an entry. The provider uses its secret key; if Rebilly " +
		"refuses that, create the entry in Rebilly and import it.",
	Remark:       "Rebilly has no operation to update an entry. Its definition has publishable keys only for the creation.",
	AccessAdvice: map[string]string{"create": accessAdvice},
	ConflictAdvice: map[string]string{
		"create": "The allowlist probably has an entry with this type and value already. Find it with the data source " +
			"rebilly_allowlist_entries and import it, or remove it from Rebilly.",
	},
	Fields: kind.Fields{
		"type": kind.Text{
			Description: "Type of the value", Required: true, Replace: true,
			Values: []string{
				"address", "bank-account", "bin", "country", "customer-id", "email", "email-domain", "fingerprint", "ip-address", "payment-card",
			},
		},
		"value": kind.Text{
			Description: "Value to leave out of risk score checks", Required: true, Replace: true,
			Details: "It is stored in the state: anyone who can read the state can read it.",
		},
	},
}.Registration()
