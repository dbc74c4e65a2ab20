// Package tagrule implements the resource rebilly_tag_rule, its list resource and its data sources.
package tagrule

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// Registration is what the provider offers for tag rules.
var Registration = kind.Kind{
	Name:                 "tag rule",
	Collection:           "tags-rules",
	IDPrefix:             "tag_rule_",
	DisplayNameAttribute: "name",
	Description: "Manages a tag rule, which adds tags to customers and removes tags from them when an event occurs. " +
		"All attributes except `id` can be updated in place.",
	Fields: kind.Fields{
		"name": kind.Text{Description: "Name of the tag rule", Required: true},
		"event_type": kind.Text{
			Description: "Type of the event that the rule handles", Required: true, Values: names.TagRuleEvents,
			Details: "An unknown type is an error with the most similar ones.",
		},
		"add_tags": kind.Texts{
			Description: "Names of the tags that the rule adds", Details: "`[]` adds none.",
			Required: true, Unordered: true, Size: kind.Between(0, 1000),
		},
		"remove_tags": kind.Texts{
			Description: "Names of the tags that the rule removes", Details: "`[]` removes none.",
			Required: true, Unordered: true, Size: kind.Between(0, 1000),
		},
		"filter": kind.Filter("Rebilly search filter that selects the events to which the rule applies",
			"By default, the rule applies to all events of the type.", kind.Null),
		"status": kind.Text{
			Description: "Status of the rule, which applies only if it is `active`", Values: []string{"active", "inactive"},
			Default: new("active"),
		},
	},
}.Registration()
