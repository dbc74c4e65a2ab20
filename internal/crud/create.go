package crud

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
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

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// createTimeout is the default time to wait for Rebilly to complete a create.
const createTimeout = 2 * time.Minute

// Create implements resource.Resource. Rebilly's PUT creates an object under a known id, so a repeated request cannot
// create a second object. It also overwrites, so a configured id is looked up first.
func (r *Resource[M, A]) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	defer RecoverPanic(&response.Diagnostics)
	if r.kind.isSettings() {
		r.createSettings(ctx, request, response)
		return
	}
	key, diagnostics := r.kind.readKey(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	chosen := r.kind.identity != ServerID
	mayExist := false
	if r.kind.hasID && chosen && key[0].IsUnknown() {
		chosen = false
		// The id must be new in the organization, whatever else runs: it is not looked up before the write. The exception is that
		// of an object which this object replaces, and which does not exist, or not yet.
		id := r.client.TakeMissing(r.kind.path, r.kind.displayNameOf(request.Plan.Raw))
		if mayExist = id != ""; !mayExist {
			made, err := ulid.New(ulid.Now(), rand.Reader)
			if err != nil {
				response.Diagnostics.AddError("Unable to create "+r.kind.name, "Unable to generate an id: "+err.Error())
			}
			id = r.spec.IDPrefix + made.String()
		}
		key = []types.String{types.StringValue(id)}
		response.Diagnostics.Append(r.kind.writeKey(ctx, key, &request.Plan)...)
	}
	if response.Diagnostics.HasError() {
		return
	}

	if chosen {
		if existing, err := r.spec.API(r.client).Get(ctx, join(key)); err == nil {
			response.Diagnostics.Append(r.alreadyExistsError(existing.Key()))
			return
		} else if !rebilly.IsNotFound(err) {
			response.Diagnostics.Append(r.diagnose("create", err, request.Plan.Raw)...)
			return
		}
	}
	r.create(ctx, request, response, mayExist)
}

// CreateUnchecked creates an object whose key is known and was looked up.
func (r *Resource[M, A]) CreateUnchecked(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	r.create(ctx, request, response, false)
}

// create is CreateUnchecked for an object that may exist already if mayExist is set.
func (r *Resource[M, A]) create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse, mayExist bool) {
	deadline, diagnostics := r.createDeadline(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(r.expiredError(ctx, request.Plan)...)
	if response.Diagnostics.HasError() {
		return
	}
	var created string
	r.createAndSave(ctx, request, response, func(ctx context.Context, id string, want A) (A, error) {
		object, existed, err := r.createWithRetry(ctx, deadline, id, want)
		if existed && err == nil && !mayExist {
			response.Diagnostics.AddAttributeWarning(path.Root(r.kind.lastKey()), fmt.Sprintf("Existing %s overwritten: %q", r.kind.name, id),
				fmt.Sprintf("There was no %s %q when Terraform looked it up, but according to Rebilly it existed when Terraform created it. "+
					"Check whether something else manages this id.", r.kind.name, id))
		}
		if err == nil {
			created = object.Key()
		}
		return object, err
	})
	if r.kind.consistency == Eventual && created != "" {
		waited := r.waitUntilReadable(ctx, deadline, created)
		if !waited.HasError() {
			waited.Append(response.Private.SetKey(ctx, unconfirmedKey, nil)...)
		}
		response.Diagnostics.Append(waited...)
	}
}

// createDeadline returns the time until which a create waits.
func (r *Resource[M, A]) createDeadline(ctx context.Context, plan tfsdk.Plan) (time.Time, diag.Diagnostics) {
	if r.kind.consistency == Immediate {
		return time.Time{}, nil
	}
	var limits timeouts.Value
	diagnostics := plan.GetAttribute(ctx, path.Root(timeoutsAttribute), &limits)
	timeout, more := limits.Create(ctx, createTimeout)
	diagnostics.Append(more...)
	return time.Now().Add(timeout), diagnostics
}

// createWithRetry creates an object. While Rebilly completes an earlier delete of the same key, the create is a conflict.
func (r *Resource[M, A]) createWithRetry(ctx context.Context, deadline time.Time, id string, want A) (object A, existed bool, err error) {
	retryUntil(ctx, deadline, func() (done bool) {
		object, existed, err = r.spec.API(r.client).Create(ctx, id, want)
		if r.kind.consistency == Immediate || r.kind.identity == ServerID || !rebilly.IsConflict(err) {
			return true
		}
		existing, lookUpErr := r.findConflicting(ctx, id)
		if lookUpErr != nil {
			return true
		}
		if existing != "" {
			err = &rebilly.ExistsError{ID: existing}
			return true
		}
		tflog.Info(ctx, "Key is still in use, waiting", map[string]any{"type": r.kind.name})
		return false
	})
	return object, existed, err
}

// findConflicting returns the id of the object that has a key, "" if there is none.
func (r *Resource[M, A]) findConflicting(ctx context.Context, id string) (string, error) {
	existing, err := r.spec.API(r.client).Get(ctx, id)
	if !rebilly.IsNotFound(err) {
		return existing.Key(), err
	}
	if !r.kind.caseInsensitive || len(r.kind.key) > 1 {
		return "", nil
	}
	for listed, err := range r.spec.API(r.client).List(ctx, nil) {
		var unreadable *rebilly.DecodeError
		switch {
		case errors.As(err, &unreadable):
		case err != nil:
			return "", err
		case strings.EqualFold(listed.Key(), id):
			return listed.Key(), nil
		}
	}
	return "", nil
}

// waitUntilReadable waits until a created object can be read. If that takes too long, the object stays in the state.
func (r *Resource[M, A]) waitUntilReadable(ctx context.Context, deadline time.Time, id string) diag.Diagnostics {
	var err error
	retryUntil(ctx, deadline, func() (done bool) {
		_, err = r.spec.API(r.client).Get(ctx, id)
		return !rebilly.IsNotFound(err)
	})
	var diagnostics diag.Diagnostics
	if err != nil {
		diagnostics.AddError(fmt.Sprintf("Created %s cannot be read", r.kind.name),
			fmt.Sprintf("Rebilly created the %s %q in %s, but it cannot be read yet: %s. It is in the state, tainted: when it can be read, run "+
				"terraform untaint. To wait longer, set timeouts = { create = \"10m\" }.", r.kind.name, id, r.client.Target(), err))
	}
	return diagnostics
}

// CreateByUpdate creates an object by updating an existing one as planned.
func (r *Resource[M, A]) CreateByUpdate(ctx context.Context, request resource.CreateRequest,
	response *resource.CreateResponse, existing A,
) {
	r.createAndSave(ctx, request, response, func(ctx context.Context, id string, want A) (A, error) {
		object, _, err := r.spec.API(r.client).Update(ctx, id, existing, want)
		if errors.As(err, new(*rebilly.RecreatedError)) {
			err = nil
		}
		return object, err
	})
	response.Diagnostics.Append(response.Private.SetKey(ctx, unconfirmedKey, nil)...)
}

// createAndSave writes the planned object and saves the response. As soon as Rebilly may have the object, the state has it
// too, if the id is known: a tainted object is found again, an orphan is not.
func (r *Resource[M, A]) createAndSave(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse,
	write func(ctx context.Context, id string, want A) (A, error),
) {
	defer RecoverPanic(&response.Diagnostics)
	var plan M
	key, diagnostics := r.kind.readKey(ctx, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	if response.Diagnostics.HasError() {
		return
	}
	want := r.spec.ToAPI(plan)
	withSecrets, hasSecrets, diagnostics := r.withSecrets(ctx, request.Plan, request.Config, tftypes.NewValue(request.Plan.Raw.Type(), nil))
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	if hasSecrets {
		want = r.spec.ToAPI(withSecrets)
	}
	object, err := write(r.redactSecrets(ctx, request.Config), join(key), want)
	var unidentified *rebilly.UnknownCreateError
	if r.kind.identity == ServerID && err == nil {
		key = r.kind.split(object.Key())
	}
	if err == nil || rebilly.OutcomeUnknown(err) && !errors.As(err, &unidentified) {
		response.State.Raw = tfvalue.UnknownToNull(request.Plan.Raw)
		response.Diagnostics.Append(r.kind.writeKey(ctx, key, &response.State)...)
		response.Diagnostics.Append(r.kind.setIdentity(ctx, r.client, key, response.Identity)...)
		response.Diagnostics.Append(r.kind.saveProtection(ctx, request.Config, response.Private)...)
	}
	var exists *rebilly.ExistsError
	if errors.As(err, &exists) {
		response.Diagnostics.Append(r.alreadyExistsError(exists.ID))
		return
	}
	if err != nil {
		response.Diagnostics.Append(r.diagnose("create", err, request.Plan.Raw)...)
		if !response.State.Raw.IsNull() {
			response.Diagnostics.Append(r.saveKnownObject(ctx, join(key), knownObject{}, response.Private)...)
			response.Diagnostics.Append(r.saveUnconfirmed(ctx, true, response.Private)...)
		}
		return
	}
	r.client.PlannedChanges().SetCreated(r.kind.object(join(key)))
	response.Diagnostics.Append(
		r.save(ctx, object, &plan, request.Plan.Raw, &response.State, response.Identity, knownObject{}, response.Private)...)
	response.Diagnostics.Append(r.saveUnconfirmed(ctx, false, response.Private)...)
	if !response.Diagnostics.HasError() {
		response.State.Raw, diagnostics = r.keepPlanned(ctx, join(key), request.Plan.Raw, response.State.Raw, true)
		response.Diagnostics.Append(diagnostics...)
	}
}

// alreadyExistsError returns the error for a configured id that exists, with the import block for it.
func (r *Resource[M, A]) alreadyExistsError(id string) diag.Diagnostic {
	last := r.kind.lastKey()
	if r.kind.identity == ServerID {
		return diag.NewAttributeErrorDiagnostic(path.Root(last), fmt.Sprintf("Unable to create %s: it already exists", r.kind.name),
			fmt.Sprintf("Rebilly has the same %s, %q, in %s, and created none.\nTo manage it with Terraform, import it, unless a different "+
				"resource manages it. If it was destroyed, choose a value that distinguishes the new one.", r.kind.name, id, r.client.Target()))
	}
	return diag.NewAttributeErrorDiagnostic(path.Root(last), fmt.Sprintf("Unable to create %s: %s already exists", r.kind.name, last),
		fmt.Sprintf(`%[4]s %[2]q already exists in %[3]s. It was not changed.

To manage it with Terraform, import it, with the name of your resource in place of "this":

import {
  to = rebilly_%[5]s.this
  id = %[2]q
}

To create a different %[1]s, or if the configuration uses this %[6]s twice, choose a different %[6]s. `+
			`If the state has this %[1]s and it is tainted, keep it with terraform untaint. `+
			`With create_before_destroy, -replace and replace_triggered_by cannot create it while the old one still has its %[6]s: `+
			`remove create_before_destroy.`,
			r.kind.name, id, r.client.Target(), naming.Capitalized(withArticle(r.kind.name)), r.kind.typeName(), last))
}
