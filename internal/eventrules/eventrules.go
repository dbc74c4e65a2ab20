// Package eventrules declares the rules and binds of events, which rulesets and their drafts have.
package eventrules

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// EventType returns the declaration of the type of the event, which is in the path and not in the object.
func EventType() kind.Field {
	return eventType{kind.Text{
		Description: "Type of the event", Required: true, Values: names.RuleEvents, Replace: true,
		Details: "An unknown type is an error with the most similar ones.",
	}}
}

// Rules returns the declaration of a list of rules.
func Rules(details string, validators ...validator.List) kind.Objects {
	return kind.Objects{
		Description: "Rules, in the order in which they are executed", Details: details, Required: true, Fields: rule(true),
		Validators: validators,
	}
}

// Binds returns the declaration of a list of binds.
func Binds() kind.Objects {
	return kind.Objects{
		Description: "Binds, which are always executed, whatever the rules do", Unset: kind.Empty, Fields: rule(false),
	}
}

// eventType is a text that is not sent.
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
			Validators: []validator.List{uniqueElements{}},
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
