package crud

import "github.com/rebilly/terraform-provider-rebilly/internal/rebilly"

// Environment returns sandbox or live, or "" without a client, as with mocks.
func Environment(client *rebilly.Client) string {
	if client == nil {
		return ""
	}
	return client.Environment()
}
