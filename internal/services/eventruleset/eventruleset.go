// Package eventruleset implements the resource rebilly_event_ruleset, its list resource and its data sources.
package eventruleset

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Registration is what the provider offers for rulesets.
var Registration = withEvents(declaration.Registration())

// withEvents adds the permissions to list the events, which a list of rulesets begins with, and to read a version that an update overwrote.
func withEvents(registration crud.Registration) crud.Registration {
	registration.Permissions = append(registration.Permissions, "GetEventCollection", "GetEventRuleVersion")
	return registration
}

var declaration = kind.Kind{
	Name:       "event ruleset",
	Collection: "events/{eventType}/rules",
	Key:        []string{"event_type"},
	Description: "Manages the ruleset of a type of event: its rules and binds, which an update replaces as a whole. Rebilly has a ruleset " +
		"for every type of event; a ruleset that is not empty must be imported before Terraform can change it. Deleting a ruleset removes all " +
		"its rules and binds.",
	Remark: "The operations of a ruleset are the only ones for email templates, which are in its `send_email` actions.",
	Fields: fields,
	API: func(c *rebilly.Client, documents rebilly.DocumentType) crud.API[rebilly.Document] {
		return c.Rulesets(documents, fields.Canonical)
	},
}

var fields = kind.Fields{
	"event_type": eventType{kind.Text{
		Description: "Type of the event", Required: true, Values: names.RuleEvents, Replace: true,
		Details: "An unknown type is an error with the most similar ones.",
	}},
	"rules": kind.Objects{
		Description: "Rules, in the order in which they are executed", Required: true, Fields: rule(true),
		Details:    "`[]` has none: then there must be `binds`. A rule keeps its identity in Rebilly as long as it keeps its name.",
		Validators: []validator.List{notEmpty{}},
	},
	"binds": kind.Objects{
		Description: "Binds, which are always executed, whatever the rules do", Unset: kind.Empty, Fields: rule(false),
	},
	"version": kind.Integer{
		Description: "Version of the ruleset, which every update increases", ReadOnly: true, ChangesWith: []string{"rules", "binds"},
	},
}

// eventType is the type of the event, which is in the path and not in the ruleset.
type eventType struct{ kind.Text }

// ToAPI implements kind.Field.
func (eventType) ToAPI(attr.Value) any { return kind.Omitted }

// Definition implements kind.Field.
func (eventType) Definition() kind.Definition { return kind.Definition{} }

// labelPattern is the pattern in Rebilly's API definition.
var labelPattern = regexp.MustCompile(`[a-zA-Z][a-zA-Z0-9:-]*`)

// rule returns the attributes of a rule, which can be final, or of a bind.
func rule(canBeFinal bool) kind.Fields {
	noun := "bind"
	if canBeFinal {
		noun = "rule"
	}
	fields := kind.Fields{
		"name": kind.Text{Description: "Name of the " + noun, Required: true},
		"labels": kind.Texts{
			Description: "Labels of the " + noun, Unordered: true, Unset: kind.Omit,
			Validators: []validator.String{stringvalidator.RegexMatches(labelPattern, "must contain a letter")},
		},
		"status": status(noun),
		"filter": kind.Filter("Rebilly search filter that selects the events to which the "+noun+" applies",
			"By default, it applies to all events of the type.", kind.Omit),
		"actions": kind.Objects{
			Description: "Actions, in the order in which they are executed", Required: true, Union: &actions,
			Details:    "Each has exactly one nested attribute. `[]` does nothing.",
			Validators: []validator.List{listvalidator.UniqueValues()},
		},
	}
	if canBeFinal {
		fields["final"] = kind.Boolean{Description: "Whether later rules are not executed after this one", Default: new(true)}
	}
	return fields
}

// status returns the status of a rule, bind or action.
func status(noun string) kind.Text {
	return kind.Text{
		Description: "Status of the " + noun + ", which is executed only if it is `active`", Values: []string{"active", "inactive"},
		Default: new("active"),
	}
}
