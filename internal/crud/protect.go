package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

const deletionProtection = "deletion_protection"

// environmentLive is the environment whose objects customers depend on.
const environmentLive = "live"

// DeletionProtection is the attribute deletion_protection of an object that people call noun. It is in the state, so
// that it still protects an object whose block was removed.
func DeletionProtection(noun string) schema.Attribute {
	return schema.BoolAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Whether a plan that would destroy or replace the " + noun + " fails. It is kept in the state, and so protects a " + noun + " whose block was removed, too. " +
			"To lift it, set it to `false` and apply. Changing this attribute alone sends nothing to Rebilly. Default: `deletion_protection` of the provider, else `false`.",
	}
}

func (r *Resource[M, A]) supportsDeletionProtection() bool {
	_, has := r.spec.Schema().Attributes[deletionProtection]
	return has
}

// setDefaultProtection sets deletion_protection of an object that was found to what holds for objects that do not say otherwise.
func (r *Resource[M, A]) setDefaultProtection(ctx context.Context, to interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}) diag.Diagnostics {
	protected, known := r.client.DeletionProtection()
	if !known || !r.supportsDeletionProtection() {
		return nil
	}
	return to.SetAttribute(ctx, path.Root(deletionProtection), protected)
}

// planProtection plans deletion_protection where the configuration leaves it out. A state without it, of an older
// provider, says the same as false.
func (r *Resource[M, A]) planProtection(ctx context.Context, config tfsdk.Config, state tfsdk.State, plan *tfsdk.Plan) diag.Diagnostics {
	if !r.supportsDeletionProtection() {
		return nil
	}
	var asked, held types.Bool
	diagnostics := config.GetAttribute(ctx, path.Root(deletionProtection), &asked)
	if !state.Raw.IsNull() {
		diagnostics.Append(state.GetAttribute(ctx, path.Root(deletionProtection), &held)...)
	}
	switch {
	case !asked.IsNull() || diagnostics.HasError():
	case !state.Raw.IsNull() && matchesProviderDefault(r.client, held.ValueBool()):
		diagnostics.Append(plan.SetAttribute(ctx, path.Root(deletionProtection), held)...)
	default:
		value := types.BoolUnknown()
		if protected, known := r.client.DeletionProtection(); known {
			value = types.BoolValue(protected)
		}
		diagnostics.Append(plan.SetAttribute(ctx, path.Root(deletionProtection), value)...)
	}
	return diagnostics
}

// matchesProviderDefault tells that an object which does not say whether it is protected is just as it has to be.
func matchesProviderDefault(client *rebilly.Client, protected bool) bool {
	wanted, known := client.DeletionProtection()
	return known && wanted == protected
}

// DestroysOrReplaces tells that a plan ends the life of an object: it destroys it, or puts another one in its place.
func (r *Resource[M, A]) DestroysOrReplaces(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) bool {
	if state.Raw.IsNull() || plan.Raw.IsNull() {
		return !state.Raw.IsNull()
	}
	was, _ := r.spec.readKey(ctx, state)
	next, _ := r.spec.readKey(ctx, plan)
	for i := range was {
		if !was[i].Equal(next[i]) {
			return true
		}
	}
	return r.spec.RequiresReplace != nil && r.spec.RequiresReplace(ctx, state, plan)
}

// destroyDiagnostics says what a plan has to be told that ends the life of an object.
func (r *Resource[M, A]) destroyDiagnostics(ctx context.Context, state tfsdk.State) diag.Diagnostics {
	diagnostics := r.deletionProtectionError(ctx, state)
	if diagnostics.HasError() || r.client == nil || r.client.Environment() != environmentLive {
		return diagnostics
	}
	key, more := r.spec.readKey(ctx, state)
	diagnostics.Append(more...)
	diagnostics.AddAttributeWarning(path.Root(r.spec.key()[len(key)-1]), "An object of the live environment will be destroyed",
		fmt.Sprintf("The plan destroys or replaces the %s %q in %s. This is no sandbox: check that no customer, page or program depends on it.", r.spec.Name, join(key), r.client.Target()))
	return diagnostics
}

// deletionProtectionError refuses to end the life of an object with deletion_protection.
func (r *Resource[M, A]) deletionProtectionError(ctx context.Context, state tfsdk.State) diag.Diagnostics {
	if !r.supportsDeletionProtection() {
		return nil
	}
	var held types.Bool
	diagnostics := state.GetAttribute(ctx, path.Root(deletionProtection), &held)
	if !held.ValueBool() {
		return diagnostics
	}
	key, more := r.spec.readKey(ctx, state)
	diagnostics.Append(more...)
	diagnostics.AddAttributeError(path.Root(deletionProtection), "The "+r.spec.Name+" is protected against deletion",
		fmt.Sprintf("The %[1]s %[2]q has deletion_protection = true, so that nothing may destroy or replace it. "+
			"If it shall go, set deletion_protection = false in its resource block (put the block back if it was removed), apply, and only then remove or replace it. "+
			"If it shall stay in Rebilly, and only leave Terraform, use a removed block or terraform state rm. If it is only marked as tainted, terraform untaint takes the mark away.",
			r.spec.Name, join(key)))
	return diagnostics
}
