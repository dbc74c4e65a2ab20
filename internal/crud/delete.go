package crud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// deleteTimeout is the default time to wait for other objects to stop using the object.
const deleteTimeout = 2 * time.Minute

// lateWrite is how long a delete waits for an object whose create has an unknown outcome: Rebilly may complete it after the delete.
const lateWrite = 10 * time.Second

// notFoundYet reports whether Rebilly may still return an object that a delete did not find. A DELETE finds all objects that Rebilly has
// confirmed, but a read before an update may not.
func (u unconfirmedObject) notFoundYet(isRead bool) bool {
	age := time.Since(time.Unix(u.Created, 0))
	return u.OutcomeUnknown && age <= lateWrite || isRead && !u.OutcomeUnknown && age <= createTimeout
}

// Delete implements resource.Resource.
func (r *Resource[M, A]) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	defer RecoverPanic(&response.Diagnostics)
	if r.kind.isSettings() {
		r.deleteSettings(ctx, request, response)
		return
	}
	switch {
	case r.kind.isForgotten:
		response.Diagnostics.Append(r.deleteProtectionError(ctx, request)...)
		return
	case r.spec.Undeletable:
		r.DeleteByUpdate(ctx, request, response, r.spec.MarkDestroyed)
		return
	}
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	_, diagnostics = r.readKnownObject(ctx, "delete", join(key), request.Private)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	deadline := r.deleteWithRetry(ctx, request, response, false, func() error {
		err := r.spec.API(r.client).Delete(ctx, join(key))
		if r.kind.consistency != Immediate && errors.As(err, new(*rebilly.NotEndedError)) {
			// waitUntilGone waits for it.
			return nil
		}
		return err
	})
	if r.kind.consistency != Immediate && !response.Diagnostics.HasError() {
		response.Diagnostics.Append(r.waitUntilGone(ctx, deadline, join(key), request.State.Raw)...)
	}
}

// DeleteByUpdate updates the object instead of deleting it (soft delete), for kinds that Rebilly does not delete.
func (r *Resource[M, A]) DeleteByUpdate(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse,
	change func(*A),
) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	_, diagnostics = r.readKnownObject(ctx, "delete", join(key), request.Private)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	api := r.spec.API(r.client)
	r.deleteWithRetry(ctx, request, response, true, func() error {
		// Update the current object, not that of the state: nothing else in it may change.
		live, err := api.Get(ctx, join(key))
		if err != nil {
			return err
		}
		want := live
		change(&want)
		stored, _, err := api.Update(ctx, join(key), live, want)
		if err == nil && !isChanged(stored, change) {
			stored, err = api.Get(ctx, join(key))
		}
		if err == nil && !isChanged(stored, change) {
			err = &rebilly.Error{
				Method: http.MethodPut, Path: fmt.Sprintf("/organizations/%s/%s/%s", r.client.OrganizationID(), r.kind.path, join(key)),
				Status: http.StatusOK, Err: &rebilly.NotEndedError{ID: join(key)},
			}
		}
		return err
	})
}

// isChanged reports whether an object has the values that change sets.
func isChanged[A any](object A, change func(*A)) bool {
	changed := object
	change(&changed)
	return reflect.DeepEqual(changed, object)
}

// deleteWithRetry deletes an object. An object that does not exist is no error. The same run may delete what still uses
// the object, so a conflict is retried until the delete timeout, which it returns. isRead is true if an attempt reads the object first.
func (r *Resource[M, A]) deleteWithRetry(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse,
	isRead bool, attempt func() error,
) (deadline time.Time) {
	var limits timeouts.Value
	// Terraform plans some deletions without the provider: those of tainted and deposed objects, and with -replace.
	response.Diagnostics.Append(r.deleteProtectionError(ctx, request)...)
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root(timeoutsAttribute), &limits)...)
	timeout, diagnostics := limits.Delete(ctx, deleteTimeout)
	response.Diagnostics.Append(diagnostics...)
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	id := join(key)
	unconfirmed, diagnostics := readUnconfirmed(ctx, request.Private)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return deadline
	}
	known, diagnostics := request.Private.GetKey(ctx, objectKey)
	response.Diagnostics.Append(diagnostics...)
	if generated, ok := r.generatedAt(id); ok && known == nil {
		// Terraform passes no private state for a tainted object that is replaced.
		unconfirmed = unconfirmedObject{Created: generated.Unix(), OutcomeUnknown: true}
	}
	deadline = time.Now().Add(timeout)
	var gone bool
	var err error
	retryUntil(ctx, deadline, func() (done bool) {
		if gone, err = r.client.ConfirmNotFound(ctx, attempt()); gone {
			err = nil
			return !unconfirmed.notFoundYet(isRead)
		}
		if !rebilly.IsConflict(err) {
			return true
		}
		tflog.Info(ctx, "Object is still in use, waiting", map[string]any{"type": r.kind.name})
		return false
	})
	if gone && unconfirmed.notFoundYet(isRead) {
		gone, err = false, fmt.Errorf("the new %s is not found yet. It stays in the state. Apply again later", r.kind.name)
	}
	if err != nil {
		response.Diagnostics.Append(r.diagnose("delete", err, request.State.Raw)...)
	}
	if _, ok := r.generatedAt(id); ok && gone {
		r.client.RecordMissing(r.kind.path, r.kind.displayNameOf(request.State.Raw), id)
	}
	return deadline
}

// generatedAt returns the time at which the provider generated an id, and false if it did not.
func (r *Resource[M, A]) generatedAt(id string) (time.Time, bool) {
	made, ok := strings.CutPrefix(id, r.spec.IDPrefix)
	parsed, err := ulid.ParseStrict(made)
	return parsed.Timestamp(), ok && err == nil && r.kind.hasID && r.kind.identity == ConfiguredID
}

// waitUntilGone waits until Rebilly has completed a delete.
func (r *Resource[M, A]) waitUntilGone(ctx context.Context, deadline time.Time, key string, state tftypes.Value) diag.Diagnostics {
	var err error
	retryUntil(ctx, deadline, func() (done bool) {
		_, err = r.spec.API(r.client).Get(ctx, key)
		return err != nil
	})
	var diagnostics diag.Diagnostics
	switch {
	case rebilly.IsNotFound(err):
	case err != nil:
		diagnostics.Append(r.diagnose("delete", err, state)...)
	default:
		diagnostics.AddError(fmt.Sprintf("Unable to delete %s: it still exists", r.kind.name),
			fmt.Sprintf("Rebilly accepted the delete of the %s %q in %s, but has not completed it. It is still in the state: apply again later. "+
				"To wait longer, set timeouts = { delete = \"10m\" } and apply before the destroy.", r.kind.name, key, r.client.Target()))
	}
	return diagnostics
}

// retryUntil calls attempt until it is done, with a backoff, but not after the deadline. It is called at least once.
func retryUntil(ctx context.Context, deadline time.Time, attempt func() (done bool)) {
	for wait := time.Second; !attempt() && time.Now().Add(wait).Before(deadline); wait = min(2*wait, 10*time.Second) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
