package validators

import (
	"context"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// WebAddress validates the address of a website: an http or https URL or, because the API definition also has "domain
// address", a domain. It accepts "", as Rebilly does for no address.
func WebAddress() validator.String {
	return stringFunc{"Invalid address", "must be a URL or domain, such as https://www.example.com", func(value string) bool {
		if value == "" {
			return true
		}
		address, err := url.Parse(value)
		if err == nil && address.Scheme == "" {
			value = "https://" + value
		}
		return isURL(value)
	}}
}

// URL validates an http or https URL.
func URL() validator.String {
	return stringFunc{"Invalid address", "must be a URL, such as https://www.example.com/events", isURL}
}

func isURL(value string) bool {
	address, err := url.Parse(value)
	isWeb := err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Hostname() != ""
	return isWeb && !strings.ContainsFunc(value, unicode.IsSpace)
}

// Email validates an e-mail address without a display name.
func Email() validator.String {
	return stringFunc{"Invalid address", "must be an e-mail address, such as help@example.com", func(value string) bool {
		address, err := mail.ParseAddress(value)
		return err == nil && address.Address == value
	}}
}

// OrganizationID validates the id of an organization, which is a segment of every path of the API.
func OrganizationID() validator.String {
	const description = "must be an id, which has no white space and none of the characters /, ?, # and %. If it is read from a file or " +
		"from REBILLY_ORGANIZATION_ID, remove the white space there, or use trimspace()"
	return stringFunc{"Invalid organization ID", description, func(value string) bool {
		isInvalid := func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune("/?#%", c) }
		return value != "" && value != "." && value != ".." && !strings.ContainsFunc(value, isInvalid)
	}}
}

// stringFunc validates a string with a function.
type stringFunc struct {
	// summary is that of the error.
	summary     string
	description string
	valid       func(string) bool
}

var _ validator.String = stringFunc{}

func (v stringFunc) Description(context.Context) string { return v.description }

func (v stringFunc) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v stringFunc) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() || v.valid(request.ConfigValue.ValueString()) {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, v.summary,
		fmt.Sprintf("%q %s.", request.ConfigValue.ValueString(), v.description))
}
