// Package eventrulesetdraft implements the resource rebilly_event_ruleset_draft, its list resource and its data sources.
package eventrulesetdraft

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/eventrules"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Registration is what the provider offers for drafts of rulesets.
var Registration = kind.Kind{
	Name:       "event ruleset draft",
	Collection: "events/{eventType}/rules/drafts",
	Key:        []string{"event_type", "id"},
	Identity:   crud.ServerID,
	Description: "Manages a draft of a ruleset, which is not executed. The action `rebilly_publish_event_ruleset_draft` replaces the " +
		"ruleset by it. All attributes except `event_type` can be updated in place.",
	Remark: "Publishing a draft is an action.",
	API: func(c *rebilly.Client, documents rebilly.DocumentType) crud.API[rebilly.Document] {
		return c.RulesetDrafts(documents)
	},
	Fields: kind.Fields{
		"event_type":  eventrules.EventType(),
		"id":          kind.Text{Description: "ID of the draft, which Rebilly assigns", ReadOnly: true},
		"name":        kind.Text{Description: "Name of the draft", Required: true},
		"description": kind.Text{Description: "Description of the draft", Unset: kind.Empty},
		"base_version": kind.Integer{
			Description: "Version of the ruleset on which the draft is based, such as `version` of its resource", Required: true,
			Range: kind.AtLeast(0), Details: "`0` is based on none. A draft can be published only while the ruleset has this version.",
		},
		"rules": eventrules.Rules("`[]` has none."),
		"binds": eventrules.Binds(),
	},
}.Registration()
