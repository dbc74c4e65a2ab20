package crud

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

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
	if r.kind.hasID && chosen && key[0].IsUnknown() {
		chosen = false
		// The id must be new in the organization, whatever else runs: it is not looked up before the write.
		made, err := ulid.New(ulid.Now(), rand.Reader)
		if err != nil {
			response.Diagnostics.AddError("Unable to create "+r.kind.name, "Unable to generate an id: "+err.Error())
		}
		key = []types.String{types.StringValue(r.spec.IDPrefix + made.String())}
		response.Diagnostics.Append(r.kind.writeKey(ctx, key, &request.Plan)...)
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

// CreateUnchecked creates an object whose key is known and was looked up.
func (r *Resource[M, A]) CreateUnchecked(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	r.createAndSave(ctx, request, response, func(id string, want A) (A, error) {
		object, existed, err := r.spec.API(r.client).Create(ctx, id, want)
		if existed && err == nil {
			response.Diagnostics.AddAttributeWarning(path.Root(r.kind.lastKey()), "Existing "+r.kind.name+" overwritten",
				fmt.Sprintf("There was no %s %q when Terraform looked it up, but according to Rebilly it existed when Terraform created it. "+
					"Check whether something else manages this id.", r.kind.name, id))
		}
		return object, err
	})
}

// CreateByUpdate creates an object by updating an existing one as planned.
func (r *Resource[M, A]) CreateByUpdate(ctx context.Context, request resource.CreateRequest,
	response *resource.CreateResponse, existing A,
) {
	r.createAndSave(ctx, request, response, func(id string, want A) (A, error) {
		object, _, err := r.spec.API(r.client).Update(ctx, id, existing, want)
		return object, err
	})
}

// createAndSave writes the planned object and saves the response. As soon as Rebilly may have the object, the state has it
// too, if the id is known: a tainted object is found again, an orphan is not.
func (r *Resource[M, A]) createAndSave(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse,
	write func(id string, want A) (A, error),
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
	object, err := write(join(key), want)
	hasKey := err == nil || rebilly.OutcomeUnknown(err)
	if r.kind.identity == ServerID {
		key, hasKey = r.kind.split(object.Key()), err == nil
	}
	if hasKey {
		response.State.Raw = tfvalue.UnknownToNull(request.Plan.Raw)
		response.Diagnostics.Append(r.kind.writeKey(ctx, key, &response.State)...)
		response.Diagnostics.Append(r.kind.setIdentity(ctx, r.client, key, response.Identity)...)
	}
	if err != nil {
		response.Diagnostics.Append(r.diagnose("create", err, request.Plan.Raw)...)
		return
	}
	response.Diagnostics.Append(r.save(ctx, object, &plan, request.Plan.Raw, &response.State, response.Identity, response.Private)...)
}

// alreadyExistsError returns the error for a configured id that exists, with the import block for it.
func (r *Resource[M, A]) alreadyExistsError(id string) diag.Diagnostic {
	last := r.kind.lastKey()
	return diag.NewAttributeErrorDiagnostic(path.Root(last), fmt.Sprintf("Unable to create %s: %s already exists", r.kind.name, last),
		fmt.Sprintf(`%[4]s %[2]q already exists in %[3]s. It was not changed.

To manage it with Terraform, import it, with the name of your resource in place of "this":

import {
  to = rebilly_%[5]s.this
  id = %[2]q
}

To create a different %[1]s, or if the configuration uses this %[6]s twice, choose a different %[6]s. `+
			`If the state has this %[1]s and it is tainted, keep it with terraform untaint.`,
			r.kind.name, id, r.client.Target(), capitalized(withArticle(r.kind.name)), r.kind.typeName(), last))
}
