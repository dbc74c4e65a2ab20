package actions

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// maxAddress is the maximum length of an address in characters.
const maxAddress = 254

// oneLine is a validator for headers of an email: a line break would begin a different header.
var oneLine = stringvalidator.RegexMatches(regexp.MustCompile(`^[^\r\n]*$`), "must be one line")

func sendTestEmail() *remoteAction {
	return &remoteAction{
		name: "send_test_email", verb: "send", object: "test email", permissions: []string{"PostPreviewRuleActionEmailSending"},
		schema: schema.Schema{
			MarkdownDescription: "Sends a test email with the texts of a message of a rule. Rebilly sends it to `to` alone: the recipients " +
				"of the message, `cc` and `bcc` are not sent. This cannot be undone.",
			Attributes: map[string]schema.Attribute{
				"to": schema.ListAttribute{
					Required: true, ElementType: types.StringType, MarkdownDescription: "Addresses that the email is sent to, at least one.",
					Validators: []validator.List{
						listvalidator.SizeAtLeast(1), listvalidator.NoNullValues(), listvalidator.UniqueValues(),
						listvalidator.ValueStringsAre(validators.Email(), stringvalidator.LengthAtMost(maxAddress)),
					},
				},
				"from": schema.StringAttribute{
					Required: true, MarkdownDescription: "Address of the sender, which must be verified: see `rebilly_email_delivery_setting`. It may " +
						"have placeholders.",
					Validators: []validator.String{stringvalidator.LengthBetween(1, maxAddress), oneLine},
				},
				"subject": schema.StringAttribute{
					Required: true, MarkdownDescription: "Subject, at most 998 characters. It may have placeholders, such as `{{customer.firstName}}`.",
					Validators: []validator.String{stringvalidator.LengthBetween(1, 998), oneLine},
				},
				"text": schema.StringAttribute{
					Optional: true, MarkdownDescription: "Body as text, which may have placeholders. By default, it is made from `html`.",
					Validators: []validator.String{stringvalidator.AtLeastOneOf(path.MatchRoot("html")), stringvalidator.LengthAtLeast(1)},
				},
				"html": schema.StringAttribute{
					Optional: true, MarkdownDescription: "Body as HTML, which may have placeholders. By default, it is made from `text`.",
					Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				},
				"locale": schema.StringAttribute{
					Optional: true, MarkdownDescription: "Locale of the texts, such as `fr-FR`. Default `en-US`.",
					Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				},
			},
		},
		invoke: func(ctx context.Context, c call) {
			var to []string
			c.diagnostics.Append(c.config.GetAttribute(ctx, path.Root("to"), &to)...)
			template := map[string]any{"locale": "en-US", "to": to}
			for _, name := range []string{"from", "subject", "text", "html", "locale"} {
				if value := c.text(ctx, name); !value.IsNull() || name != "locale" {
					template[name] = value.ValueString()
				}
			}
			if c.diagnostics.HasError() {
				return
			}
			c.report("Sending a test email to %s.", strings.Join(to, ", "))
			sent, err := c.client.SendTestEmail(ctx, map[string]any{"templates": []any{template}})
			if err != nil {
				c.fail(err)
				return
			}
			c.reportSent(to, sent)
		},
	}
}

// reportSent shows the sender, the recipients and the locale in Rebilly's response, and warns about recipients that were not requested.
func (c call) reportSent(to []string, message map[string]any) {
	var template map[string]any
	if templates, _ := message["templates"].([]any); len(templates) > 0 {
		template, _ = templates[0].(map[string]any)
	}
	from, _ := template["from"].(string)
	locale, _ := template["locale"].(string)
	list, _ := template["to"].([]any)
	var recipients []string
	for _, element := range list {
		if address, ok := element.(string); ok {
			recipients = append(recipients, rebilly.Printable(address))
		}
	}
	text := "Rebilly has sent the test email"
	for _, part := range []struct{ word, value string }{
		{"from", from}, {"to", strings.Join(recipients, ", ")}, {"in", locale},
	} {
		if part.value != "" {
			text += " " + part.word + " " + rebilly.Printable(part.value)
		}
	}
	c.report("%s.", text)
	unrequested := slices.DeleteFunc(recipients, func(address string) bool {
		return slices.ContainsFunc(to, func(requested string) bool { return strings.EqualFold(requested, address) })
	})
	if len(unrequested) > 0 {
		c.diagnostics.AddAttributeWarning(path.Root("to"), "Test email sent to different addresses",
			fmt.Sprintf("Rebilly's response has recipients that are not in to: %s. Check in Rebilly who has received the email.",
				strings.Join(unrequested, ", ")))
	}
}

func resendVerification() *remoteAction {
	return &remoteAction{
		name: "resend_email_verification", verb: "resend", object: "verification email",
		permissions: []string{"GetEmailDeliverySetting", "PostResendEmailDeliverySettingVerification"},
		schema: schema.Schema{
			MarkdownDescription: "Sends the verification message of an email delivery setting again. A person must follow the link in it. This " +
				"cannot be undone. Nothing is sent to an address that is verified.",
			Attributes: map[string]schema.Attribute{
				"id": schema.StringAttribute{
					Required: true, MarkdownDescription: "ID of the email delivery setting.", Validators: validators.ID(),
				},
			},
		},
		plan: func(ctx context.Context, c call) {
			id := c.text(ctx, "id")
			if !id.IsUnknown() && !c.diagnostics.HasError() {
				c.sender(ctx, id.ValueString())
			}
		},
		invoke: func(ctx context.Context, c call) {
			id := c.text(ctx, "id").ValueString()
			sender, ok := c.sender(ctx, id)
			switch {
			case !ok:
				return
			case sender.Status == rebilly.EmailVerified:
				c.report("The address %s is verified. Nothing was sent.", sender.From)
				return
			}
			c.report("Sending the verification message to %s.", sender.From)
			if err := c.client.ResendEmailVerification(ctx, id); err != nil {
				c.fail(err)
				return
			}
			c.report("Rebilly has sent the verification message to %s.", sender.From)
		},
	}
}

// sender returns an email delivery setting, and reports whether it exists.
func (c call) sender(ctx context.Context, id string) (sender rebilly.EmailSender, ok bool) {
	sender, ok = find(ctx, c, c.client.EmailSenders().Get, id, "Email delivery setting", "")
	sender.From = rebilly.Printable(sender.From)
	return sender, ok
}
