// Package crud is the life of a managed object, written once: create, read, update, delete, import and identity.
// A service describes its object in a Spec; this package does the rest.
package crud

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// Resource is the managed resource that a Spec describes. Embed it to add what Terraform does differently for one kind.
type Resource[M any, A rebilly.Object] struct {
	spec           Spec[M, A]
	client         *rebilly.Client
	attributeInfos func() map[string]attributeInfo
}

// New makes the resource of a Spec.
func New[M any, A rebilly.Object](spec Spec[M, A]) *Resource[M, A] {
	return &Resource[M, A]{spec: spec, attributeInfos: sync.OnceValue(func() map[string]attributeInfo {
		ctx := context.Background()
		forms := attributeInfos(ctx, withCommonAttributes(ctx, spec.Name, spec.Key == nil, spec.Schema()).Attributes)
		if spec.Key == nil {
			forms["id"] = attributeInfo{keepsPrior: true}
		}
		if _, ok := forms[deletionProtection]; ok {
			forms[deletionProtection] = attributeInfo{keepsPrior: true}
		}
		return forms
	})}
}

// Metadata implements resource.Resource.
func (r *Resource[M, A]) Metadata(_ context.Context, request resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + r.spec.typeName()
}

// Schema implements resource.Resource.
func (r *Resource[M, A]) Schema(ctx context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = withCommonAttributes(ctx, r.spec.Name, r.spec.Key == nil, r.spec.Schema())
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *Resource[M, A]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, response *resource.IdentitySchemaResponse) {
	response.IdentitySchema = r.spec.identitySchema()
}

// Configure implements resource.ResourceWithConfigure.
func (r *Resource[M, A]) Configure(_ context.Context, request resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	// Terraform validates before it configures: no client then, and no request either.
	r.client, _ = request.ProviderData.(*rebilly.Client)
}

// Client is what the resource talks to Rebilly with; nil while Terraform only validates.
func (r *Resource[M, A]) Client() *rebilly.Client { return r.client }

// ModifyPlan implements resource.ResourceWithModifyPlan.
func (r *Resource[M, A]) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	defer RecoverPanic(&response.Diagnostics)
	if r.client != nil {
		// Without a refresh, nothing else would notice before an object of the same id is changed or deleted.
		response.Diagnostics.Append(r.spec.checkOrganization(ctx, r.client, "plan", request.Identity)...)
	}
	if r.client != nil && !request.Plan.Raw.IsNull() {
		response.Diagnostics.Append(r.planProtection(ctx, request.Config, request.State, &response.Plan)...)
	}
	if r.DestroysOrReplaces(ctx, request.State, response.Plan) {
		response.Diagnostics.Append(r.destroyDiagnostics(ctx, request.State)...)
	}
	if r.spec.PlanCheck != nil && r.client != nil && !request.Plan.Raw.IsNull() {
		response.Diagnostics.Append(r.spec.PlanCheck(ctx, r.client, request.Config, request.State)...)
	}
}

// ImportState implements resource.ResourceWithImportState: by id or by identity.
func (r *Resource[M, A]) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.spec.importKey(ctx, request)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	response.Diagnostics.Append(r.spec.checkOrganization(ctx, r.client, "import", request.Identity)...)
	response.Diagnostics.Append(r.spec.writeKey(ctx, key, &response.State)...)
	if response.Identity.Raw = tftypes.NewValue(response.Identity.Raw.Type(), nil); !response.Diagnostics.HasError() {
		response.Diagnostics.Append(r.spec.setIdentity(ctx, r.client, key, response.Identity)...)
	}
}

// Create implements resource.Resource. Rebilly's PUT creates under a known id, so that a repeated request cannot
// make a second object; it also overwrites, so that a configured id is looked up first.
func (r *Resource[M, A]) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.spec.readKey(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	chosen := true
	if r.spec.Key == nil && key[0].IsUnknown() {
		chosen = false
		// The id has to be new in the organization, whatever runs elsewhere: nothing looks before it is written.
		made, err := ulid.New(ulid.Now(), rand.Reader)
		if err != nil {
			response.Diagnostics.AddError("Unable to create "+r.spec.Name, "No id can be made: "+err.Error())
		}
		key = []types.String{types.StringValue(r.spec.IDPrefix + made.String())}
		response.Diagnostics.Append(r.spec.writeKey(ctx, key, &request.Plan)...)
	}
	if response.Diagnostics.HasError() {
		return
	}

	if chosen {
		if _, err := r.spec.API(r.client).Get(ctx, join(key)); err == nil {
			response.Diagnostics.Append(r.alreadyExistsError(join(key)))
			return
		} else if !rebilly.IsNotFound(err) {
			response.Diagnostics.Append(r.diagnose("create", err, request.Plan.Raw)...)
			return
		}
	}
	r.CreateUnchecked(ctx, request, response)
}

// CreateUnchecked is a Create of an object whose key is known and was looked up.
func (r *Resource[M, A]) CreateUnchecked(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	r.createAndSave(ctx, request, response, func(id string, want A) (A, error) {
		object, existed, err := r.spec.API(r.client).Create(ctx, id, want)
		if existed && err == nil {
			key := r.spec.key()
			response.Diagnostics.AddAttributeWarning(path.Root(key[len(key)-1]), "Overwrote "+withArticle(r.spec.Name)+" that appeared meanwhile",
				fmt.Sprintf("There was no %s %q when Terraform looked, but Rebilly says that one was there when Terraform wrote it. Somebody else seems to manage this id.", r.spec.Name, id))
		}
		return object, err
	})
}

// CreateByUpdate is a Create that takes over an object which exists, and changes it to the plan.
func (r *Resource[M, A]) CreateByUpdate(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse, existing A) {
	r.createAndSave(ctx, request, response, func(id string, want A) (A, error) {
		object, _, err := r.spec.API(r.client).Update(ctx, id, existing, want)
		return object, err
	})
}

// createAndSave writes what was planned, and saves what Rebilly answers. From the moment in which Rebilly may have the object,
// there is one in the state too: a tainted object is found again, one that only Rebilly knows of is not.
func (r *Resource[M, A]) createAndSave(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse, write func(id string, want A) (A, error)) {
	defer RecoverPanic(&response.Diagnostics)
	var plan M
	key, diagnostics := r.spec.readKey(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	if response.Diagnostics.HasError() {
		return
	}
	object, err := write(join(key), r.spec.ToAPI(plan))
	if err == nil || rebilly.OutcomeUnknown(err) {
		response.State.Raw = unknownToNull(request.Plan.Raw)
		response.Diagnostics.Append(r.spec.setIdentity(ctx, r.client, key, response.Identity)...)
	}
	if err != nil {
		response.Diagnostics.Append(r.diagnose("create", err, request.Plan.Raw)...)
		return
	}
	response.Diagnostics.Append(r.save(ctx, object, &plan, request.Plan.Raw, &response.State, response.Identity, response.Private)...)
}

// ImportedKey is "true" in the private state of an object that was imported: what the import found is in its state
// although no configuration may have named it. It is "false" as soon as one has.
const ImportedKey = "imported"

// Read implements resource.Resource.
func (r *Resource[M, A]) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.spec.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(r.spec.checkOrganization(ctx, r.client, "read", request.Identity)...)
	response.Diagnostics.Append(r.checkMovedOrganization(ctx, request.Private, response.Private)...)
	// Before the request: a state without identity, of an older CLI, may not lose its object either.
	response.Diagnostics.Append(r.spec.setIdentity(ctx, r.client, key, response.Identity)...)
	if response.Diagnostics.HasError() {
		return
	}
	id := join(key)
	imported := r.spec.isImportStub(request.State.Raw)
	if !imported && r.refreshFromCache(ctx, id, request, response) {
		return
	}
	object, err := r.spec.API(r.client).Get(ctx, id)
	gone, err := r.client.ConfirmNotFound(ctx, err)
	switch {
	case gone && imported:
		response.Diagnostics.AddError("Unable to import "+r.spec.Name,
			fmt.Sprintf("There is no %s %q in %s. Check the id, the organization and the environment.", r.spec.Name, id, r.client.Target()))
	case gone:
		response.Diagnostics.AddWarning(capitalized(withArticle(r.spec.Name))+" is gone from Rebilly",
			fmt.Sprintf("There is no %s %q in %s any more. Where it is still configured, the plan creates it again.", r.spec.Name, id, r.client.Target()))
		response.State.RemoveResource(ctx)
	case err != nil:
		response.Diagnostics.Append(r.diagnose("read", err, request.State.Raw)...)
	case imported:
		response.Diagnostics.Append(response.Private.SetKey(ctx, ImportedKey, []byte("true"))...)
		response.Diagnostics.Append(r.save(ctx, object, nil, tftypes.Value{}, &response.State, response.Identity, response.Private)...)
	default:
		r.refresh(ctx, object, request, response)
	}
}

// refreshFromCache refreshes from what a list told, if that is what the state says. What is new has to come from the object itself.
func (r *Resource[M, A]) refreshFromCache(ctx context.Context, id string, request resource.ReadRequest, response *resource.ReadResponse) bool {
	object, shared := r.spec.API(r.client).GetCached(ctx, id)
	if !shared {
		return false
	}
	told := *response
	told.Diagnostics = nil
	r.refresh(ctx, object, request, &told)
	if told.Diagnostics.HasError() || !told.State.Raw.Equal(request.State.Raw) {
		return false
	}
	response.State = told.State
	return true
}

// refresh writes an object over the state.
func (r *Resource[M, A]) refresh(ctx context.Context, object A, request resource.ReadRequest, response *resource.ReadResponse) {
	var prior M
	response.Diagnostics.Append(request.State.Get(ctx, &prior)...)
	if !response.Diagnostics.HasError() {
		response.Diagnostics.Append(r.save(ctx, object, &prior, request.State.Raw, &response.State, response.Identity, response.Private)...)
	}
}

// Update implements resource.Resource. It sends nothing where only Terraform's own attributes changed.
func (r *Resource[M, A]) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	var plan, state M
	key, diagnostics := r.spec.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	if response.Diagnostics.HasError() {
		return
	}
	was, want := r.spec.ToAPI(state), r.spec.ToAPI(plan)
	imported, diagnostics := request.Private.GetKey(ctx, ImportedKey)
	response.Diagnostics.Append(diagnostics...)
	if string(imported) == "true" && r.spec.PruneImported != nil && r.spec.PruneImported(&was, want) {
		response.Diagnostics.Append(response.Private.SetKey(ctx, ImportedKey, []byte("false"))...)
	}
	var object, live A
	var err error
	switch unchanged := jsonEqual(was, want); {
	case unchanged && request.Plan.Raw.IsFullyKnown():
		response.State.Raw = request.Plan.Raw
		response.Diagnostics.Append(r.spec.setIdentity(ctx, r.client, key, response.Identity)...)
		return
	case unchanged:
		// What the plan leaves open, only Rebilly can tell.
		object, err = r.spec.API(r.client).Get(ctx, join(key))
		live = object
	default:
		object, live, err = r.spec.API(r.client).Update(ctx, join(key), was, want)
	}
	if err != nil {
		response.Diagnostics.Append(r.diagnose("update", err, request.Plan.Raw)...)
		return
	}
	response.Diagnostics.Append(r.save(ctx, object, &plan, request.Plan.Raw, &response.State, response.Identity, response.Private)...)
	if response.Diagnostics.HasError() {
		return
	}
	found := tfsdk.State{Schema: request.State.Schema, Raw: request.State.Raw}
	response.Diagnostics.Append(found.Set(ctx, r.spec.FromAPI(live, &state))...)
	m := conflictDetector{name: r.spec.Name, id: join(key), attributes: withCommonAttributes(ctx, r.spec.Name, r.spec.Key == nil, r.spec.Schema()).Attributes}
	response.State.Raw = m.mergeConcurrentChanges(path.Empty(), request.State.Raw, r.spec.normalizeObject(request.State.Raw, found.Raw), request.Plan.Raw, response.State.Raw)
	response.Diagnostics.Append(m.diagnostics...)
}

// deleteTimeout is how long a delete waits, unless told otherwise, for what still uses the object.
const deleteTimeout = 2 * time.Minute

// Delete implements resource.Resource.
func (r *Resource[M, A]) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.spec.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	r.deleteWithRetry(ctx, request, response, func() error { return r.spec.API(r.client).Delete(ctx, join(key)) })
}

// DeleteByUpdate is a Delete that changes the object instead, for kinds that Rebilly keeps.
func (r *Resource[M, A]) DeleteByUpdate(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse, change func(*A)) {
	defer RecoverPanic(&response.Diagnostics)
	key, diagnostics := r.spec.readKey(ctx, request.State)
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	store := r.spec.API(r.client)
	r.deleteWithRetry(ctx, request, response, func() error {
		// Of the object as it is, not as the state remembers it: nothing else of it may change.
		live, err := store.Get(ctx, join(key))
		if err != nil {
			return err
		}
		want := live
		change(&want)
		_, _, err = store.Update(ctx, join(key), live, want)
		return err
	})
}

// deleteWithRetry ends the life of an object. One that is gone already is no error. One that is in use may be freed by the same
// run, so the refusal is final only when the delete timeout is over.
func (r *Resource[M, A]) deleteWithRetry(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse, attempt func() error) {
	var limits timeouts.Value
	// Terraform plans some deletions without asking the provider: of tainted and of deposed objects, and with -replace.
	response.Diagnostics.Append(r.deletionProtectionError(ctx, request.State)...)
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("timeouts"), &limits)...)
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
		tflog.Info(ctx, "Object is still in use, waiting", map[string]any{"type": r.spec.Name, "wait": wait.String()})
		select {
		case <-ctx.Done():
			response.Diagnostics.Append(r.diagnose("delete", err, request.State.Raw)...)
			return
		case <-time.After(wait):
		}
	}
}

// save writes an API object to the state, in the form that Terraform held before wherever both say nothing.
func (r *Resource[M, A]) save(ctx context.Context, object A, prior *M, held tftypes.Value, state *tfsdk.State, identity *tfsdk.ResourceIdentity, in privateSetter) diag.Diagnostics {
	diagnostics := state.Set(ctx, r.spec.FromAPI(object, prior))
	if diagnostics.HasError() {
		return diagnostics
	}
	if prior != nil {
		state.Raw = r.spec.normalizeObject(held, state.Raw)
	} else {
		diagnostics.Append(r.setDefaultProtection(ctx, state)...)
	}
	key, more := r.spec.readKey(ctx, state)
	diagnostics.Append(more...)
	diagnostics.Append(r.spec.setIdentity(ctx, r.client, key, identity)...)
	diagnostics.Append(saveFingerprint(ctx, state.Raw, object, in)...)
	return diagnostics
}

func jsonEqual(a, b any) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && bytes.Equal(left, right)
}

// RecoverPanic makes a panic a diagnostic where it is deferred: it would end the provider, and with it every operation in flight.
func RecoverPanic(diagnostics *diag.Diagnostics) {
	if cause := recover(); cause != nil {
		diagnostics.AddError("The provider made a mistake",
			fmt.Sprintf("Please report this to the developers of the provider. What Rebilly did with the request, if one was sent, is not known.\n\n%v\n\n%s", cause, debug.Stack()))
	}
}
