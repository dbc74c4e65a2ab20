package crud

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// deleteTimeout is the default time to wait for other objects to stop using the object.
const deleteTimeout = 2 * time.Minute

// Delete implements resource.Resource.
func (r *Resource[M, A]) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	defer RecoverPanic(&response.Diagnostics)
	if r.kind.isSettings() {
		r.deleteSettings(ctx, request, response)
		return
	}
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	r.deleteWithRetry(ctx, request, response, func() error { return r.spec.API(r.client).Delete(ctx, join(key)) })
}

// DeleteByUpdate updates the object instead of deleting it (soft delete), for kinds that Rebilly does not delete.
func (r *Resource[M, A]) DeleteByUpdate(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse,
	change func(*A),
) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	api := r.spec.API(r.client)
	r.deleteWithRetry(ctx, request, response, func() error {
		// Update the current object, not that of the state: nothing else in it may change.
		live, err := api.Get(ctx, join(key))
		if err != nil {
			return err
		}
		want := live
		change(&want)
		_, _, err = api.Update(ctx, join(key), live, want)
		return err
	})
}

// deleteWithRetry deletes an object. An object that does not exist is no error. The same run may delete what still uses
// the object, so a conflict is retried until the delete timeout.
func (r *Resource[M, A]) deleteWithRetry(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse,
	attempt func() error,
) {
	var limits timeouts.Value
	// Terraform plans some deletions without the provider: those of tainted and deposed objects, and with -replace.
	response.Diagnostics.Append(r.kind.deletionProtectionError(ctx, request.State)...)
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root(timeoutsAttribute), &limits)...)
	timeout, diagnostics := limits.Delete(ctx, deleteTimeout)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	deadline := time.Now().Add(timeout)
	for wait := time.Second; ; wait = min(2*wait, 10*time.Second) {
		gone, err := r.client.ConfirmNotFound(ctx, attempt())
		if err == nil || gone {
			return
		}
		if !rebilly.IsConflict(err) || time.Now().Add(wait).After(deadline) {
			response.Diagnostics.Append(r.diagnose("delete", err, request.State.Raw)...)
			return
		}
		tflog.Info(ctx, "Object is still in use, waiting", map[string]any{"type": r.kind.name, "wait": wait.String()})
		select {
		case <-ctx.Done():
			response.Diagnostics.Append(r.diagnose("delete", err, request.State.Raw)...)
			return
		case <-time.After(wait):
		}
	}
}
