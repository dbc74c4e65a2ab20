package crud

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// ImportedKey is the key of the private state that is "true" for an imported object, whose state has fields that no
// configuration may have mentioned, and "false" as soon as one has.
const ImportedKey = "imported"

// ImportState implements resource.ResourceWithImportState: by id or by identity.
func (r *Resource[M, A]) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.kind.importKey(ctx, request)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	response.Diagnostics.Append(r.kind.checkOrganization(ctx, r.client, "import", key, request.Identity)...)
	response.Diagnostics.Append(r.kind.writeKey(ctx, key, &response.State)...)
	if response.Identity.Raw = tftypes.NewValue(response.Identity.Raw.Type(), nil); !response.Diagnostics.HasError() {
		response.Diagnostics.Append(r.kind.setIdentity(ctx, r.client, key, response.Identity)...)
	}
}
