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
