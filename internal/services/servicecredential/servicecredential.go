// Package servicecredential implements the resource rebilly_service_credential, its list resource and its data sources.
package servicecredential

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Registration is what the provider offers for service credentials.
var Registration = declaration().Registration()

func declaration() kind.Kind {
	return kind.Kind{
		Name:       "service credential",
		Identity:   crud.ServerID,
		Collection: "service-credentials/{type}",
		Description: "Manages a credential with which Rebilly uses another service, such as a mail server or your webhook. Only `status` and " +
			"a few attributes can be updated; a change of any other creates a new credential. Webhooks refer to a credential: set " +
			"`create_before_destroy` in `lifecycle`, so that they change to the new one before the old one is deactivated. Rebilly has no " +
			"operation to delete a credential: a destroy deactivates it, and the Terraform plan has a warning.",
		Remark: "Rebilly has no operation to delete a credential; destroying deactivates it. The type oauth2 is not offered: it needs a " +
			"one-time code that a person gets in a browser.",
		AfterDestroy: map[string]any{"status": deactivated},
		API: func(c *rebilly.Client, documents rebilly.DocumentType) crud.API[rebilly.Document] {
			return c.ServiceCredentials(documents)
		},
		Fields: kind.Fields{
			"status": kind.Text{
				Description: "Status of the credential, which is used only if it is `active`", Default: new("active"),
				Values: []string{"active", "inactive", deactivated}, Final: deactivated,
				Details: "A `deactivated` credential stays so: a different status creates a new credential.",
			},
		},
		Variants: map[string]kind.Variant{
			"smtp": of("Mail server", kind.Fields{
				"host": required("Name of the host"),
				"port": kind.Integer{Description: "Port", Range: kind.Between(1, 65535), Default: new(int64(25))},
				"encryption": kind.Text{
					Description: "Encryption of the connection", Values: []string{"none", "tls", "ssl"}, Default: new("none"),
				},
				"auth": auth("cram-md5", "login", "plain"),
			}),
			"webhook": of("Receiver of webhooks", kind.Fields{
				"host": kind.Text{
					Description: "Name of the host, such as `www.example.com`", Required: true,
					Validators: []validator.String{stringvalidator.RegexMatches(hostPattern, "must be the name of a host")},
				},
				"auth": auth("basic", "digest"),
			}),
			"mailgun": of("Mailgun account", with(kind.Fields{
				"email_from": kind.Text{
					Description: "Address that sends email", Required: true, Length: kind.Between(1, 254),
					Validators: []validator.String{validators.Email()},
				},
				"domain": required("Domain of the account"),
			}, "api_key", "API key")),
			"sendgrid": of("SendGrid account", with(kind.Fields{}, "api_key", "API key")),
			"aws-ses": of("Account of Amazon SES", with(with(kind.Fields{
				"region":                 required("Name of the AWS region"),
				"configuration_set_name": optional("Name of the configuration set from which emails are sent"),
			}, "key", "ID of the access key"), "secret", "Secret access key")),
			"postmark": of("Postmark server", with(kind.Fields{}, "server_api_token", "Server API token")),
			"experian": of("Experian account", with(with(kind.Fields{
				"username":   required("Name of the user"),
				"public_key": required("Public HMAC key in the signature of requests"),
			}, "password", "Password"), "hmac_key", "HMAC key that signs requests")),
			"taxjar": updatable(of("TaxJar account", with(kind.Fields{
				"omit_from_address": kind.Boolean{
					Description: "Whether requests omit the address of the sender", Default: new(false),
				},
			}, "api_token", "API token")), "omit_from_address"),
			"avalara": of("Avalara account", with(kind.Fields{"account_id": required("ID of the account")}, "license_key", "License key")),
			"plaid": updatable(of("Plaid account", with(kind.Fields{
				"website_id": kind.Text{
					Description: "ID of the website that uses the account", Unset: kind.Omit, Length: kind.AtMost(50),
					Details: "By default, all websites use it. Removing it creates a new credential.",
				},
				"client_id":  required("ID of the client"),
				"use_stripe": kind.Boolean{Description: "Whether the account is integrated with Stripe", Default: new(false)},
			}, "secret_token", "Secret token")), "client_id", "secret_token_wo_version", "use_stripe", "website_id"),
		},
	}
}
