package rebilly

import (
	"context"
	"net/http"
)

// SendTestWebhook sends a test webhook with the fields of a webhook, which need not exist.
func (c *Client) SendTestWebhook(ctx context.Context, webhook map[string]any) error {
	_, err := c.send(ctx, http.MethodPost, []string{"previews", "webhooks"}, nil, webhook, nil)
	return err
}

// SendTestEmail sends a message of a rule's send-email action to the recipients in its templates, and returns the message that was sent.
func (c *Client) SendTestEmail(ctx context.Context, message map[string]any) (sent map[string]any, err error) {
	_, err = c.send(ctx, http.MethodPost, []string{"previews", "rule-actions", "send-email"}, nil, message, &sent)
	return sent, err
}

// EmailSender is what the verification of an email delivery setting depends on.
type EmailSender struct {
	ID   string `json:"id"`
	From string `json:"from"`
	// Status is pending or verified.
	Status string `json:"status"`
}

// EmailVerified is the status of an EmailSender whose address was confirmed.
const EmailVerified = "verified"

// EmailSenders returns the collection of email delivery settings.
func (c *Client) EmailSenders() Collection[EmailSender] {
	return Collection[EmailSender]{client: c, Shape: Shape{Path: emailDeliverySettings}}
}

// ResendEmailVerification sends the verification message of an email delivery setting again.
func (c *Client) ResendEmailVerification(ctx context.Context, id string) error {
	_, err := c.send(ctx, http.MethodPost, []string{emailDeliverySettings, id, "resend-email-verification"}, nil, nil, nil)
	return err
}

const emailDeliverySettings = "email-delivery-settings"
