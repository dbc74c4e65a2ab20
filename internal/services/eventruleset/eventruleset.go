// Package eventruleset implements the resource rebilly_event_ruleset, its list resource and its data sources.
package eventruleset

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/eventrules"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Registration is what the provider offers for rulesets.
var Registration = withVersions(declaration.Registration())

// collection is the path of rulesets below the organization.
const collection = "events/{eventType}/rules"

var declaration = kind.Kind{
	Name:       "event ruleset",
	Collection: collection,
	Key:        []string{"event_type"},
	Description: "Manages the ruleset of a type of event: its rules and binds, which an update replaces as a whole. Rebilly has a ruleset " +
		"for every type of event; a ruleset that is not empty must be imported before Terraform can change it. Deleting a ruleset removes all " +
		"its rules and binds.",
	Remark:    "The operations of a ruleset are the only ones for email templates, which are in its `send_email` actions.",
	Fields:    fields,
	PlanCheck: checkReplacement,
	API: func(c *rebilly.Client, documents rebilly.DocumentType) crud.API[rebilly.Document] {
		return c.Rulesets(documents, fields.Canonical)
	},
}

var fields = kind.Fields{
	"event_type": eventrules.EventType(),
	"rules": eventrules.Rules("`[]` has none: then there must be `binds`. A rule keeps its identity in Rebilly as long as it keeps its name.",
		notEmpty{}),
	"binds": eventrules.Binds(),
	"version": kind.Integer{
		Description: "Version of the ruleset, which every update increases", ReadOnly: true, ChangesWith: []string{"rules", "binds"},
	},
}
