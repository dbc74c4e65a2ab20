// Package reference implements data sources of what Rebilly defines and Terraform only reads: event types, payment methods and
// integrations.
package reference

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// EventTypes is what the provider offers for the types of events that rules can handle.
var EventTypes = kind.Kind{
	Name:                 "event type",
	Collection:           "events",
	Key:                  []string{"event_type"},
	DisplayNameAttribute: "title",
	Remark:               "Event types are offered as a data source.",
	Fields: kind.Fields{
		"event_type":  kind.Text{Description: "Type of the event, such as `invoice-paid`", ReadOnly: true},
		"title":       kind.Text{Description: "Title of the event type", ReadOnly: true},
		"description": kind.Text{Description: "Description of the event type", ReadOnly: true},
		"category":    kind.Text{Description: "Category of the event type: `billing` or `payments`", ReadOnly: true},
		"rules_count": kind.Integer{Description: "Number of rules for the event type", ReadOnly: true},
		"binds_count": kind.Integer{Description: "Number of binds for the event type", ReadOnly: true},
	},
}.ListRegistration()

// EmailNotifications is what the provider offers for the summary of the emails that binds send.
var EmailNotifications = kind.Kind{
	Name:       "email notification",
	Collection: "email-notifications",
	Key:        []string{"event_type"},
	Remark:     "Read only: emails are in the rules and binds of events.",
	Fields: kind.Fields{
		"event_type":   kind.Text{Description: "Type of the event", ReadOnly: true},
		"count":        kind.Integer{Description: "Number of binds that send an email", ReadOnly: true},
		"active_count": kind.Integer{Description: "Number of active binds that send an email", ReadOnly: true},
		"notifications": kind.Objects{
			Description: "The emails",
			Fields: kind.Fields{
				"labels":    kind.Texts{Description: "Labels"},
				"title":     kind.Text{Description: "Title"},
				"is_active": kind.Boolean{Description: "Whether the email is sent"},
			},
		},
	},
}.ListRegistration()

// SendThroughAttribution is what the provider offers for the emails of an event that have been sent.
var SendThroughAttribution = kind.Kind{
	Name:       "send-through attribution",
	Plural:     "send through attribution",
	Collection: "send-through-attribution/{eventType}",
	Key:        []string{"event_type", "version_id"},
	Remark:     "Read only.",
	Fields: kind.Fields{
		"event_type": kind.Text{Description: "Type of the event", Required: true, Values: names.RuleEvents},
		"action_id":  kind.Text{Description: "ID of the email action", ReadOnly: true},
		"version_id": kind.Text{Description: "ID of the message", ReadOnly: true},
		"sent":       kind.Integer{Description: "Number of emails that have been sent", ReadOnly: true},
		"goal":       kind.Integer{Description: "Number of emails to send", ReadOnly: true},
	},
}.ListRegistration()

// Integrations is what the provider offers for integrations with services of others.
var Integrations = kind.Kind{
	Name:       "integration",
	Collection: "integrations",
	Key:        []string{"service"},
	Remark:     "Read only.",
	Fields: kind.Fields{
		"service": kind.Text{Description: "Name of the service, such as `google-sheets`", ReadOnly: true},
		"count":   kind.Integer{Description: "Number of rule sets that are available for the integration", ReadOnly: true},
		"configurations": kind.Objects{
			Description: "What the integration is set up for",
			Fields: kind.Fields{
				"title":      kind.Text{Description: "Title"},
				"event_type": kind.Text{Description: "Type of the event that is handled"},
				"labels":     kind.Texts{Description: "Labels"},
			},
		},
	},
}.ListRegistration()

// PaymentMethods is what the provider offers for the metadata of payment methods.
var PaymentMethods = paymentMethods()

func paymentMethods() crud.Registration {
	registration := kind.Kind{
		Name:       "payment method",
		Collection: "payment-methods",
		Key:        []string{"api_name"},
		Remark:     "Read only. Gateway metadata is not offered.",
		Fields: kind.Fields{
			"api_name":                 kind.Text{Description: "Name of the payment method in the API, such as `payment-card`", ReadOnly: true},
			"name":                     kind.Text{Description: "Name of the payment method for people", ReadOnly: true},
			"summary":                  kind.Text{Description: "Short description of the payment method, in Markdown", ReadOnly: true},
			"description":              kind.Text{Description: "Description of the payment method, in Markdown", ReadOnly: true},
			"type":                     kind.Text{Description: "Type of the payment method, such as a wallet or a bank transfer", ReadOnly: true},
			"landscape_logo":           kind.Text{Description: "URL of the logo in landscape orientation", ReadOnly: true},
			"portrait_logo":            kind.Text{Description: "URL of the logo in portrait orientation", ReadOnly: true},
			"storefront_enabled":       kind.Boolean{Description: "Whether storefronts support the payment method", ReadOnly: true},
			"is_single_use":            kind.Boolean{Description: "Whether customers must confirm each payment themselves", ReadOnly: true},
			"recurring_payments":       kind.Boolean{Description: "Whether the payment method supports recurring payments", ReadOnly: true},
			"refunds":                  kind.Boolean{Description: "Whether the payment method supports refunds", ReadOnly: true},
			"disputes":                 kind.Boolean{Description: "Whether the payment method supports disputes", ReadOnly: true},
			"relevant_business_models": kind.Texts{Description: "Business models that the payment method is for: `B2B`, `B2C`", Unordered: true},
			"countries":                availability("Countries in which the payment method is available"),
			"supported_currencies":     availability("Currencies that the payment method supports"),
		},
	}.ListRegistration()
	// The operation needs no API key, so that there is no permission for it.
	registration.Permissions = nil
	return registration
}

func availability(description string) kind.Field {
	return kind.Object{
		Description: description,
		Fields: kind.Fields{
			"mode":   kind.Text{Description: "`all`, `subset` for `values`, or `unknown`"},
			"values": kind.Texts{Description: "The codes", Unordered: true},
		},
	}
}
