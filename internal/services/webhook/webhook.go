// Package webhook implements the resource rebilly_webhook, its list resource and its data sources.
package webhook

import (
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for webhooks.
var Registration = kind.Kind{
	Name:                 "webhook",
	Collection:           "webhooks",
	IDPrefix:             "hook_",
	DisplayNameAttribute: "url",
	Description: "Manages a webhook: a request that Rebilly sends to a system of yours when an event occurs. " +
		"All attributes except `id` can be updated in place.",
	PlanCheck: check,
	Fields: kind.Fields{
		"url": kind.Text{
			Description: "URL that receives the requests, such as `https://www.example.com/events`", Required: true,
			Validators: []validator.String{validators.URL()},
		},
		"method": kind.Text{
			Description: "HTTP method of the requests", Required: true, Values: []string{"GET", "POST", "PUT", "PATCH", "DELETE"},
		},
		"credential_hash": kind.Text{
			Description: "ID of the service credential that authenticates the requests",
			Details:     "It must be of the type `webhook`. The API has a different name for the ID of a credential here.", Required: true,
		},
		"events_filter": eventsFilter{kind.Texts{
			Description: "Types of the events that trigger the webhook", Unordered: true, Unset: kind.Empty, Values: names.WebhookEvents,
			Details: "An unknown type is an error with the most similar ones. Exactly one of `events_filter` and `all_events` must be set.",
		}},
		"all_events": allEvents{kind.Boolean{
			Description: "Whether all events trigger the webhook, including types that Rebilly adds later",
		}},
		"headers": kind.ObjectMap{
			Description: "Headers of the requests, by name", Key: "name", Validators: []validator.Object{valueSet{}},
			MapValidators: []validator.Map{validators.Headers()},
			Details:       "Each has either `value` or `value_wo`.",
			Fields: kind.Fields{
				"value": kind.PlainSecret{Text: kind.Text{
					Description: "Value of the header", Details: "The Terraform plan and state show it: use `value_wo` for a secret.",
				}},
				"value_wo":         kind.Secret{Description: "Secret value of the header", HasPlain: true},
				"value_wo_version": kind.SecretVersion{},
				"status": kind.Text{
					Description: "Status of the header, which is sent only if it is `active`", Values: []string{"active", "inactive"},
					Default: new("active"),
				},
			},
		},
		"body": kind.Text{
			Description: "Body of the requests", Details: "It may have placeholders, such as `{{customer.id}}`. By default, Rebilly's " +
				"payload for the event is sent.",
		},
		"filter": kind.Filter("Rebilly search filter that selects the events that trigger the webhook",
			"By default, all events of the types trigger it.", kind.Null),
		"status": kind.Text{
			Description: "Status of the webhook, which is triggered only if it is `active`", Values: []string{"active", "inactive"},
			Default: new("active"),
		},
	},
}.Registration()
