package crud

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Update implements resource.Resource. It sends no request if only attributes that Rebilly does not have changed.
func (r *Resource[M, A]) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	ctx = r.redactSecrets(ctx, request.Config)
	var plan, state M
	key, diagnostics := r.kind.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	response.Diagnostics.Append(r.kind.checkOrganization(ctx, r.client, "update", key, nil)...)
	known, diagnostics := r.readKnownObject(ctx, "update", join(key), request.Private)
	response.Diagnostics.Append(diagnostics...)
	unconfirmed, diagnostics := readUnconfirmed(ctx, request.Private)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	was, want := r.spec.ToAPI(state), r.spec.ToAPI(plan)
	r.pruneImported(ctx, &was, want, request, response)
	unchanged := reflect.DeepEqual(was, want)
	mayBeMissing, diagnostics := r.mayBeMissing(ctx, unconfirmed, request.State)
	response.Diagnostics.Append(diagnostics...)
	heldSecrets := r.heldSecrets(request.State.Raw, unchanged, mayBeMissing)
	withSecrets, hasSecrets, diagnostics := r.withSecrets(ctx, request.Plan, request.Config, heldSecrets)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	if hasSecrets {
		want, unchanged = r.spec.ToAPI(withSecrets), false
	}
	if unchanged && request.Plan.Raw.IsFullyKnown() {
		response.State.Raw = request.Plan.Raw
		response.Diagnostics.Append(r.kind.saveProtection(ctx, request.Config, response.Private)...)
		response.Diagnostics.Append(r.kind.setIdentity(ctx, r.client, key, response.Identity)...)
		return
	}
	var object, live A
	var err error
	switch {
	case unchanged:
		// Only Rebilly has the values that the plan does not know.
		object, err = r.spec.API(r.client).Get(ctx, join(key))
		live = object
	case mayBeMissing:
		object, live, err = r.createAgain(ctx, join(key), was, want, request, response)
		if response.Diagnostics.HasError() {
			return
		}
	default:
		object, live, err = r.spec.API(r.client).Update(ctx, join(key), was, want)
	}
	var recreated *rebilly.RecreatedError
	if err != nil && !errors.As(err, &recreated) {
		response.Diagnostics.Append(r.diagnose("update", err, request.Plan.Raw)...)
		return
	}
	response.Diagnostics.Append(r.kind.saveProtection(ctx, request.Config, response.Private)...)
	if !mayBeMissing {
		response.Diagnostics.Append(response.Private.SetKey(ctx, unconfirmedKey, nil)...)
	}
	response.Diagnostics.Append(
		r.save(ctx, object, &plan, request.Plan.Raw, &response.State, response.Identity, known, response.Private)...)
	if !response.Diagnostics.HasError() {
		r.mergeLive(ctx, request, live, response)
		response.State.Raw, diagnostics = r.keepPlanned(ctx, join(key), request.Plan.Raw, response.State.Raw, false)
		response.Diagnostics.Append(diagnostics...)
	}
	if recreated != nil {
		response.Diagnostics.Append(r.recreatedError(recreated.ID))
	}
}

// mayBeMissing reports whether an update must create the object again if it does not exist.
func (r *Resource[M, A]) mayBeMissing(ctx context.Context, unconfirmed unconfirmedObject, state tfsdk.State) (bool, diag.Diagnostics) {
	expired, diagnostics := r.isExpired(ctx, state)
	return unconfirmed.Missing || expired, diagnostics
}

// pruneImported removes from was, if it was imported, the fields that want does not mention. Once the configuration has changed them,
// the object no longer counts as imported.
func (r *Resource[M, A]) pruneImported(ctx context.Context, was *A, want A, request resource.UpdateRequest,
	response *resource.UpdateResponse,
) {
	imported, diagnostics := request.Private.GetKey(ctx, ImportedKey)
	response.Diagnostics.Append(diagnostics...)
	if string(imported) == "true" && r.spec.PruneImported != nil && r.spec.PruneImported(was, want) {
		response.Diagnostics.Append(response.Private.SetKey(ctx, ImportedKey, []byte("false"))...)
	}
}

// heldSecrets returns the state for withSecrets in an update: null, so that all secrets are sent, if the update replaces the object or
// creates it again.
func (r *Resource[M, A]) heldSecrets(state tftypes.Value, unchanged, isMissing bool) tftypes.Value {
	if !unchanged && !r.spec.PartialUpdates || isMissing {
		return tftypes.NewValue(state.Type(), nil)
	}
	return state
}

// recreatedError returns the error of an update of an object that others had deleted.
func (r *Resource[M, A]) recreatedError(id string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(fmt.Sprintf("Deleted %s %q created again", r.kind.name, id),
		fmt.Sprintf("Somebody deleted the %[1]s %[2]q in %[3]s while Terraform updated it, and the update created it again.\n"+
			"It has the planned values and is in the state. To keep it, run Terraform again. To delete it, remove it from the configuration.",
			r.kind.name, id, r.client.Target()))
}

// createAgain creates an object that no read has found since its create or its expiration, under the same id, or updates it if it
// exists now.
func (r *Resource[M, A]) createAgain(ctx context.Context, id string, was, want A, request resource.UpdateRequest,
	response *resource.UpdateResponse,
) (object, live A, err error) {
	api := r.spec.API(r.client)
	_, err = api.Get(ctx, id)
	gone, err := r.client.ConfirmNotFound(ctx, err)
	switch {
	case err == nil && !gone:
		response.Diagnostics.Append(response.Private.SetKey(ctx, unconfirmedKey, nil)...)
		return api.Update(ctx, id, was, want)
	case err != nil:
		return object, live, err
	}
	response.Diagnostics.Append(r.expiredError(ctx, request.Plan)...)
	if response.Diagnostics.HasError() {
		return object, live, nil
	}
	object, _, err = api.Create(ctx, id, want)
	if err == nil {
		response.Diagnostics.Append(r.saveUnconfirmed(ctx, false, response.Private)...)
	}
	return object, object, err
}

// mergeLive reports what others have changed in the object since it was read; live is the object immediately before the update.
func (r *Resource[M, A]) mergeLive(ctx context.Context, request resource.UpdateRequest, live A, response *resource.UpdateResponse) {
	before := r.stateOf(ctx, live, &request.State, &response.Diagnostics).Raw
	m := conflictDetector{name: r.kind.name, id: live.Key(), attributes: r.kind.schema(ctx).Attributes}
	response.State.Raw = m.mergeConcurrentChanges(ctx, path.Empty(), request.State.Raw, before, request.Plan.Raw, response.State.Raw)
	response.State.Raw = r.kind.keepPlannedReadOnly(ctx, request.Plan.Raw, response.State.Raw)
	response.Diagnostics.Append(m.diagnostics...)
	if r.kind.isSettings() {
		r.updateReplaced(ctx, request, before, response)
	}
}

// keepPlannedReadOnly returns a state in which read-only attributes have their planned values, because Terraform accepts no
// others. A value that Rebilly has changed meanwhile is in the next refresh.
func (k kind) keepPlannedReadOnly(ctx context.Context, planned, state tftypes.Value) tftypes.Value {
	plan, _ := tfvalue.Children(planned)
	attributes, _ := tfvalue.Children(state)
	for name, attribute := range k.schema(ctx).Attributes {
		if value, isPlanned := plan[name]; isPlanned && value.IsFullyKnown() && !attribute.IsOptional() && !attribute.IsRequired() {
			attributes[name] = value
		}
	}
	return tftypes.NewValue(state.Type(), attributes)
}
