// Package emaildeliverysetting implements the resource rebilly_email_delivery_setting, its list resource and its data sources.
package emaildeliverysetting

import (
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for email delivery settings.
var Registration = kind.Kind{
	Name:                 "email delivery setting",
	Identity:             crud.ServerID,
	Collection:           "email-delivery-settings",
	DisplayNameAttribute: "from",
	Description: "Manages an email delivery setting: an address that Rebilly sends email from. Rebilly sends a verification message to " +
		"the address, and the setting is not used until somebody follows the link in it. All attributes can be updated in place.",
	Remark: "A person must confirm the address.",
	Fields: kind.Fields{
		"from": kind.Text{
			Description: "Address of the sender, which must be different for each setting", Required: true, Length: kind.AtMost(254),
			Validators: []validator.String{validators.Email()},
		},
		"name": kind.Text{Description: "Name of the sender", Required: true},
		"credential_id": kind.Text{
			Description: "ID of the service credential of the mail server", Details: "By default, Rebilly's mail server is used.",
		},
		"is_default": kind.Boolean{
			Description: "Whether this sender is used if an email names no other", Default: new(false),
			Details: "Only one setting is the default: setting `true` here sets it to `false` elsewhere.",
		},
		"status": kind.Text{
			Description: "Status of the address", Values: []string{"pending", "verified"}, ReadOnly: true, ChangesWith: []string{"from"},
		},
		// Terraform reserves the name provider.
		"mail_provider": kind.Renamed{
			APIField: "provider",
			Field: kind.Text{
				Description: "Service that delivers the email, such as `rebilly` or `smtp`", ReadOnly: true,
				ChangesWith: []string{"credential_id"},
			},
		},
	},
}.Registration()
