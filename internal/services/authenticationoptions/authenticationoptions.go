// Package authenticationoptions implements the resource rebilly_authentication_options, its list resource and its data source.
package authenticationoptions

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// Registration is what the provider offers for authentication options.
var Registration = kind.Kind{
	Name:       "authentication options",
	Identity:   crud.Settings,
	Collection: "authentication-options",
	Description: "Manages how customers of the organization authenticate. Every organization has exactly one object with these " +
		"settings, so declare this resource only once for each organization. Settings that are not configured keep their values.",
	Fields: kind.Fields{
		"password_pattern": kind.Text{
			Description: "Pattern that passwords must match, a PCRE regular expression with delimiters, such as `/^.{8,}$/`",
		},
		"credential_ttl":  kind.Integer{Description: "Lifetime of credentials in seconds", Unset: kind.Omit},
		"auth_token_ttl":  kind.Integer{Description: "Lifetime of authentication tokens in seconds", Unset: kind.Omit},
		"reset_token_ttl": kind.Integer{Description: "Lifetime of tokens for resetting a password in seconds", Unset: kind.Omit},
		"otp_required":    kind.Boolean{Description: "Whether customers need a one-time password", Unset: kind.Omit},
	},
}.Registration()
