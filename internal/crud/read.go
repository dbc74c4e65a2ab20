package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// Read implements resource.Resource.
func (r *Resource[M, A]) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if r.kind.isSettings() && key[0].IsNull() {
		key = r.kind.split(r.client.OrganizationID())
	}
	response.Diagnostics.Append(r.kind.checkOrganization(ctx, r.client, "read", key, request.Identity)...)
	response.Diagnostics.Append(r.checkMovedOrganization(ctx, request.Private, response.Private)...)
	// Set before the request, so that a state without an identity, from an older CLI, does not lose its object either.
	response.Diagnostics.Append(r.kind.setIdentity(ctx, r.client, key, response.Identity)...)
	id := join(key)
	known, diagnostics := r.readKnownObject(ctx, "read", id, request.Private)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	imported := r.kind.isImportStub(request.State.Raw)
	if !imported {
		current, diagnostics := r.withProtection(ctx, request.State, request.Private)
		response.Diagnostics.Append(diagnostics...)
		if !current.Raw.Equal(request.State.Raw) {
			request.State = current
			response.Diagnostics.Append(response.Private.SetKey(ctx, protectionKey, fastpath.ProtectedByProvider)...)
		}
	}
	if !imported && r.refreshFromCache(ctx, id, known, request, response) {
		return
	}
	object, err := r.spec.API(r.client).Get(ctx, id)
	gone := false
	if !r.kind.isSettings() {
		gone, err = r.client.ConfirmNotFound(ctx, err)
	}
	switch {
	case gone:
		r.removeMissing(ctx, id, request, response)
	case err != nil:
		response.Diagnostics.Append(r.readDiagnostics(id, err, request.State.Raw)...)
	case imported:
		response.Diagnostics.Append(response.Private.SetKey(ctx, ImportedKey, []byte("true"))...)
		response.Diagnostics.Append(response.Private.SetKey(ctx, protectionKey, fastpath.ProtectedByProvider)...)
		response.Diagnostics.Append(r.save(ctx, object, nil, tftypes.Value{}, &response.State, response.Identity, known, response.Private)...)
	default:
		r.refresh(ctx, object, known, request, response)
	}
}

// removeMissing removes an object that Rebilly does not have from the state, unless keepUnconfirmed keeps it. An import of it fails.
func (r *Resource[M, A]) removeMissing(ctx context.Context, id string, request resource.ReadRequest, response *resource.ReadResponse) {
	if r.kind.isImportStub(request.State.Raw) {
		response.Diagnostics.AddError("Unable to import "+r.kind.name,
			fmt.Sprintf("There is no %s %q in %s. Check the id, the organization and the environment.", r.kind.name, id, r.client.Target()))
		return
	}
	expired, diagnostics := r.isExpired(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if expired || r.keepUnconfirmed(ctx, id, request, response) {
		return
	}
	response.Diagnostics.AddWarning(naming.Capitalized(r.kind.name)+" not found, removing from state"+tfaccess.Label(ctx, request.State),
		fmt.Sprintf("The %s %q no longer exists in %s. If it is still configured, the plan creates it again.",
			r.kind.name, id, r.client.Target()))
	response.State.RemoveResource(ctx)
}

// readDiagnostics returns the diagnostics for an error of a read: a warning if Rebilly returned an older version than before, because
// the state has the newer one. An import has no state to keep.
func (r *Resource[M, A]) readDiagnostics(id string, err error, state tftypes.Value) diag.Diagnostics {
	switch {
	case r.kind.isImportStub(state):
		return r.diagnose("read", err, state)
	case !rebilly.IsOutdated(err):
		return r.diagnoseOnce("read", err, state)
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(fmt.Sprintf("%s %q not refreshed", naming.Capitalized(r.kind.name), id),
		fmt.Sprintf("%s returned an older version of it than before, although it was requested several times. The state keeps the newer "+
			"version. Plan again in a few minutes.", r.client.Target()))}
}

// refreshFromCache refreshes from a cached list, if that does not change the state. A change must be read from the object itself.
func (r *Resource[M, A]) refreshFromCache(ctx context.Context, id string, known knownObject, request resource.ReadRequest,
	response *resource.ReadResponse,
) bool {
	object, ok := r.spec.API(r.client).GetCached(ctx, id)
	if !ok {
		return false
	}
	cached := *response
	cached.Diagnostics = nil
	r.refresh(ctx, object, known, request, &cached)
	if cached.Diagnostics.HasError() || !cached.State.Raw.Equal(request.State.Raw) {
		return false
	}
	response.State = cached.State
	return true
}

// refresh writes an object to the state.
func (r *Resource[M, A]) refresh(ctx context.Context, object A, known knownObject, request resource.ReadRequest,
	response *resource.ReadResponse,
) {
	var prior M
	response.Diagnostics.Append(request.State.Get(ctx, &prior)...)
	if !response.Diagnostics.HasError() {
		response.Diagnostics.Append(
			r.save(ctx, object, &prior, request.State.Raw, &response.State, response.Identity, known, response.Private)...)
		response.Diagnostics.Append(response.Private.SetKey(ctx, unconfirmedKey, nil)...)
	}
}
