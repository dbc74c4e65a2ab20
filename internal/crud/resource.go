package crud

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// Resource is the managed resource that a Spec describes. Embed it to add what Terraform must do differently for one kind.
type Resource[M any, A rebilly.Object] struct {
	kind   kind
	spec   Spec[M, A]
	client *rebilly.Client
}

// New returns the resource of a Spec.
func New[M any, A rebilly.Object](spec Spec[M, A]) *Resource[M, A] {
	return &Resource[M, A]{kind: spec.kind(), spec: spec}
}

// Metadata implements resource.Resource.
func (r *Resource[M, A]) Metadata(_ context.Context, request resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + r.kind.typeName()
	response.ResourceBehavior.MutableIdentity = r.kind.renames
}

// Schema implements resource.Resource.
func (r *Resource[M, A]) Schema(ctx context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = r.kind.schema(ctx)
}

// IdentitySchema implements resource.ResourceWithIdentity.
func (r *Resource[M, A]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, response *resource.IdentitySchemaResponse) {
	response.IdentitySchema = r.kind.identitySchema()
}

// Configure implements resource.ResourceWithConfigure.
func (r *Resource[M, A]) Configure(_ context.Context, request resource.ConfigureRequest, response *resource.ConfigureResponse) {
	r.client = ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

// Client returns the API client; nil while Terraform only validates.
func (r *Resource[M, A]) Client() *rebilly.Client { return r.client }

// FastPath implements fastpath.Source.
func (r *Resource[M, A]) FastPath(ctx context.Context) fastpath.Description {
	d := fastpath.Description{Attributes: r.kind.schema(ctx).Attributes, Object: r.kind.object, Key: r.kind.key, Organization: organizationID}
	if r.kind.hasID {
		d.KeepsPrior = []string{"id"}
	}
	d.KeepsUnconfigured = r.kind.isSettings()
	if r.kind.supportsDeletionProtection() {
		d.Protection = deletionProtection
	}
	return d
}

// GetCached implements fastpath.Source.
func (r *Resource[M, A]) GetCached(ctx context.Context, client *rebilly.Client, id string) (any, bool) {
	return r.spec.API(client).GetCached(ctx, id)
}

// save writes an API object to the state, in the form of prior and held, the model and the value that Terraform holds. known is
// what was known of the object before the request.
func (r *Resource[M, A]) save(ctx context.Context, object A, prior *M, held tftypes.Value,
	state *tfsdk.State, identity *tfsdk.ResourceIdentity, known knownObject, private tfaccess.KeySetter,
) diag.Diagnostics {
	diagnostics := state.Set(ctx, r.spec.FromAPI(object, prior))
	if diagnostics.HasError() {
		return diagnostics
	}
	if prior != nil {
		state.Raw = r.kind.normalize(held, state.Raw)
	} else {
		diagnostics.Append(r.kind.setDefaults(ctx, r.client, state)...)
	}
	key, more := r.kind.readKey(ctx, state)
	diagnostics.Append(more...)
	diagnostics.Append(r.kind.setIdentity(ctx, r.client, key, identity)...)
	encoded, more := fastpath.SaveFingerprint(ctx, state.Raw, object, private)
	diagnostics.Append(more...)
	r.client.PlannedChanges().SetRead(r.kind.object(join(key)), encoded)
	diagnostics.Append(r.saveKnownObject(ctx, join(key), known, private)...)
	return diagnostics
}

// unknownOutcomeAdvice returns advice for an error after which Rebilly may have acted, "" for the usual one.
func (k kind) unknownOutcomeAdvice(verb string, err error) string {
	var created *rebilly.UnknownCreateError
	switch {
	case verb == "create" && k.isSettings():
		return fmt.Sprintf("Rebilly may have changed the %s anyway. They are in the state, tainted: the next apply sets them again.", k.name)
	case !errors.As(err, &created):
		return ""
	}
	advice := fmt.Sprintf("Rebilly may have created the %[1]s anyway, and it is not in the state: a second apply may create a second one. "+
		"Before you apply again, look in the list GET %[2]s for %[3]s with the same %[4]s, and import it if it is there.",
		k.name, created.List, withArticle(k.name), strings.Join(created.Fields, ", "))
	switch {
	case created.ListErr != nil:
		advice += " Terraform could not look for it: " + created.ListErr.Error() + "."
	case len(created.Candidates) > 0:
		advice += " It may be one of these: " + strings.Join(created.Candidates, ", ") + "."
	default:
		advice += " Terraform found none."
	}
	return advice
}

// diagnose returns the diagnostics for an error of the client; value is the plan or the state.
func (r *Resource[M, A]) diagnose(verb string, err error, value tftypes.Value) diag.Diagnostics {
	return apidiag.Operation{
		Verb: verb, Object: r.kind.name, Target: r.client.Target(), Value: value,
		UnionAttributes: r.kind.unions, ConflictAdvice: r.spec.ConflictAdvice[verb], AccessAdvice: r.spec.AccessAdvice[verb],
		UnknownOutcomeAdvice: r.kind.unknownOutcomeAdvice(verb, err),
	}.Diagnostics(err)
}

// diagnoseOnce is diagnose for reads and plans. An error that concerns all objects, such as an invalid API key, is reported in full once.
func (r *Resource[M, A]) diagnoseOnce(verb string, err error, value tftypes.Value) diag.Diagnostics {
	if !r.client.IsAccessError(err) || r.client.ReportAccessError() {
		return r.diagnose(verb, err, value)
	}
	return diag.Diagnostics{diag.NewErrorDiagnostic(
		fmt.Sprintf("Unable to %s %s: %s, see the first error", verb, r.kind.name, apidiag.AccessProblem(err)), "")}
}

// keepPlanned returns the state after a write: where Rebilly stored a different value than planned, it has the planned one, because
// Terraform accepts no other. It returns a warning, or after an update an error if that is a price, a currency, an end or a right.
func (r *Resource[M, A]) keepPlanned(ctx context.Context, key string, planned, state tftypes.Value,
	isCreate bool,
) (tftypes.Value, diag.Diagnostics) {
	n := normalization{keepTerms: isCreate}
	kept := n.merge(path.Empty(), r.kind.schema(ctx).Attributes, planned, state)
	return kept, n.diagnostics(r.kind.name, key)
}
