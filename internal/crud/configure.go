package crud

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ConfiguredClient returns the client that the provider passes to Configure. It is nil before the provider is configured:
// Terraform validates first, and no request is sent then.
func ConfiguredClient(providerData any, diagnostics *diag.Diagnostics) *rebilly.Client {
	if providerData == nil {
		return nil
	}
	client, ok := providerData.(*rebilly.Client)
	if !ok {
		diagnostics.AddError("Unexpected Configure Type",
			fmt.Sprintf("Expected *rebilly.Client, got: %T. Please report this issue to the provider developers.", providerData))
	}
	return client
}
