package actions

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

func sendTestWebhook() *remoteAction {
	return &remoteAction{
		name: "send_test_webhook", verb: "send", object: "test webhook", permissions: []string{"PostPreviewWebhook"},
		schema: schema.Schema{
			MarkdownDescription: "Sends a test webhook: Rebilly sends one request to a URL, as it would for an event. The webhook need not exist, " +
				"and no webhook is created. This cannot be undone: what receives the request may act on it. Rebilly's response does not include " +
				"the response of the URL.",
			Attributes: map[string]schema.Attribute{
				"url": schema.StringAttribute{
					Required: true, MarkdownDescription: "URL that receives the request, such as `https://www.example.com/events`.",
					Validators: []validator.String{validators.URL()},
				},
				"method": schema.StringAttribute{
					Required: true, MarkdownDescription: "HTTP method of the request, `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.",
					Validators: []validator.String{stringvalidator.OneOf("GET", "POST", "PUT", "PATCH", "DELETE")},
				},
				"credential_hash": schema.StringAttribute{
					Required: true, MarkdownDescription: "ID of the service credential, of the type `webhook`, that authenticates the request.",
					Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				},
				"events_filter": schema.SetAttribute{
					Optional: true, ElementType: types.StringType,
					MarkdownDescription: "Types of the events that trigger the webhook. By default, all events do.",
					Validators: []validator.Set{
						setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(),
						setvalidator.ValueStringsAre(validators.KnownName(names.WebhookEvents)),
					},
				},
				"headers": schema.MapAttribute{
					// Write-only arguments of actions do not pass the validation of terraform-plugin-framework 1.19.
					Optional: true, ElementType: types.StringType,
					MarkdownDescription: "Headers of the request: values by name. A saved Terraform plan has them: use `credential_hash` for secrets.",
					Validators:          []validator.Map{mapvalidator.NoNullValues(), validators.Headers()},
				},
				"body": schema.StringAttribute{
					Optional: true, MarkdownDescription: "Body of the request, which may have placeholders, such as `{{customer.id}}`. By default, " +
						"Rebilly's payload for the event is sent.",
				},
				"filter": schema.StringAttribute{
					Optional: true, MarkdownDescription: "Rebilly search filter that selects the events that trigger the webhook.",
				},
			},
		},
		invoke: func(ctx context.Context, c call) {
			webhook, secrets := c.webhook(ctx)
			if c.diagnostics.HasError() {
				return
			}
			receiver := "the URL"
			if address, err := url.Parse(c.text(ctx, "url").ValueString()); err == nil {
				// The rest of the URL may have a token.
				receiver = address.Host
			}
			c.report("Sending a test webhook to %s.", receiver)
			if err := c.client.SendTestWebhook(rebilly.WithSecrets(ctx, secrets), webhook); err != nil {
				c.fail(err)
				return
			}
			c.report("Rebilly has sent the test webhook to %s. What it responded is not known here.", receiver)
		},
	}
}

// webhook returns the fields of the configured webhook, and the values of its headers.
func (c call) webhook(ctx context.Context) (fields map[string]any, secrets []string) {
	fields = map[string]any{}
	for _, attribute := range []string{"url", "method", "credential_hash", "body", "filter"} {
		if value := c.text(ctx, attribute); !value.IsNull() {
			fields[naming.Camel(attribute)] = value.ValueString()
		}
	}
	events, values := []string{}, map[string]string{}
	c.diagnostics.Append(c.config.GetAttribute(ctx, path.Root("events_filter"), &events)...)
	c.diagnostics.Append(c.config.GetAttribute(ctx, path.Root("headers"), &values)...)
	if len(events) > 0 {
		slices.Sort(events)
		fields["eventsFilter"] = events
	}
	var sent []map[string]any
	for _, name := range slices.Sorted(maps.Keys(values)) {
		sent = append(sent, map[string]any{"name": name, "value": values[name]})
		secrets = append(secrets, values[name])
	}
	if sent != nil {
		fields["headers"] = sent
	}
	return fields, secrets
}
