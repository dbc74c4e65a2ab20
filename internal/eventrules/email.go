package eventrules

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const maxAddress = 254

// localePattern is the form of a tag of RFC 5646: subtags of letters and digits that are separated by hyphens.
var localePattern = regexp.MustCompile(`^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$`)

var email = kind.Fields{
	"title": optional("Title of the messages in reports"),
	"emails": kind.Objects{
		Description: "Messages, one of which is sent", Required: true, Size: kind.AtLeast(1),
		Details: "Several messages are a split test by their weights.",
		Fields: kind.Fields{
			"version": kind.Text{
				Description: "Version of the message, which distinguishes it from other messages", Unset: kind.Omit,
				Details: "A message keeps its identity in Rebilly, and in reports, as long as it keeps its version.",
			},
			"weight": kind.Integer{
				Description: "Weight of the message in a split test", Range: kind.Between(0, 100), Default: new(int64(100)),
			},
			"templates": kind.Objects{
				Description: "The message in each language", Required: true, Size: kind.AtLeast(1), Fields: template,
				Details:    "For a customer without a locale, `en-US` is used; for a locale without a template, the closest one.",
				Validators: []validator.List{uniqueLocales{}},
			},
		},
	},
	"split_test_start_time": kind.Time{Description: "Time at which the split test starts", Unset: kind.Omit},
}

// The texts of a template may have Liquid placeholders.
var template = kind.Fields{
	"locale": kind.Text{
		Description: "Locale, an RFC 5646 tag such as `en-US`", Required: true,
		Validators: []validator.String{stringvalidator.RegexMatches(localePattern, "must be a tag of RFC 5646, such as en-US")},
	},
	"from": liquid(kind.Text{
		Description: "Address of the sender", Required: true, Length: kind.AtMost(maxAddress),
		Details: "It must be verified: see `rebilly_email_delivery_setting`. If a placeholder has no verified address, the default one is used.",
	}),
	"to": addresses("Addresses of the recipients, such as `{{ customer.primaryAddress.emails[0].value }}`",
		kind.Texts{Required: true, Size: kind.AtLeast(1)}),
	"cc":  addresses("Addresses that receive a copy", kind.Texts{Unset: kind.Omit}),
	"bcc": addresses("Addresses that receive a blind copy", kind.Texts{Unset: kind.Omit}),
	"subject": liquid(kind.Text{
		Description: "Subject", Required: true, Length: kind.AtMost(998),
	}),
	"text": body("Body as plain text", "html"),
	"html": body("Body as HTML", "text", hasBody{other: "text"}),
	"editor": kind.Text{
		Description: "Source of the message for the editor in Rebilly, which is not sent", Unset: kind.Omit,
		Details: "Without it, the editor cannot show the message.",
	},
	"attachments": kind.Objects{
		Description: "Attachments", Unset: kind.Omit,
		Fields: kind.Fields{
			"resource_type": required("Type of the object that is attached, such as `invoice`"),
			"resource_id": liquid(kind.Text{
				Description: "ID of the object, such as `{{ invoice.id }}`", Required: true, Length: kind.AtMost(50),
			}),
		},
	},
}

// body returns a body of a message, which Rebilly makes from the other one if it is empty.
func body(description, other string, more ...validator.String) kind.Field {
	text := kind.Text{
		Description: description, Details: "By default, it is made from `" + other + "`. One of both must be set.", Unset: kind.Empty,
		Validators: append(more, validators.Liquid()),
	}
	return always{text}
}

// addresses returns a list of addresses, in which placeholders are allowed.
func addresses(description string, list kind.Texts) kind.Texts {
	list.Description = description
	list.Details = "A placeholder without an address is left out."
	list.Validators = []validator.String{stringvalidator.UTF8LengthAtMost(maxAddress), validators.Liquid()}
	return list
}

// liquid returns a text that may have Liquid placeholders and tags.
func liquid(text kind.Text) kind.Text {
	text.Validators = append(text.Validators, validators.Liquid())
	return text
}
