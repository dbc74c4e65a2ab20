package crud

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
)

// DeletionProtection returns the attribute deletion_protection of a kind of object; noun names it in texts.
// The attribute is in the state, so that it still protects an object whose block was removed.
func DeletionProtection(noun string) schema.Attribute {
	return schema.BoolAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Whether Terraform is prevented from destroying or replacing this " + noun + ". " +
			"The value is in the state, so it also protects " + withArticle(noun) + " whose block was removed. " +
			"To lift the protection, set `false` and apply. Changing only this attribute sends no request to Rebilly. " +
			"If it is not set, the current `deletion_protection` of the provider applies, without a change of the " + noun + ".",
	}
}

func (k kind) supportsDeletionProtection() bool {
	_, has := k.specSchema().Attributes[deletionProtection]
	return has
}

// setDefaults sets the attributes that Rebilly does not have in the state of an object that was found: deletion_protection to
// the default of the provider, and on_destroy of settings to its own.
func (k kind) setDefaults(ctx context.Context, client *rebilly.Client, to tfaccess.AttributeSetter) diag.Diagnostics {
	if k.isSettings() {
		return to.SetAttribute(ctx, path.Root(onDestroy), onDestroyKeep)
	}
	protected, known := client.DeletionProtection()
	if !known || !k.supportsDeletionProtection() {
		return nil
	}
	return to.SetAttribute(ctx, path.Root(deletionProtection), protected)
}

// protectionKey is the key of the private state that records whether deletion_protection was configured. States of earlier
// releases lack it.
const protectionKey = fastpath.ProtectionKey

// IsProtected reports whether an object must not be destroyed or replaced: by its own deletion_protection if it was configured,
// else by that of the provider.
func (r *Resource[M, A]) IsProtected(ctx context.Context, state tfsdk.State, private tfaccess.KeyGetter) (bool, diag.Diagnostics) {
	var held types.Bool
	if !r.kind.supportsDeletionProtection() {
		return false, nil
	}
	diagnostics := state.GetAttribute(ctx, path.Root(deletionProtection), &held)
	saved, more := private.GetKey(ctx, protectionKey)
	diagnostics.Append(more...)
	if r.client != nil && fastpath.FollowsProvider(saved, held.ValueBool()) {
		if protected, known := r.client.DeletionProtection(); known {
			return protected, diagnostics
		}
	}
	return held.ValueBool(), diagnostics
}

// withProtection returns a state with the deletion_protection that the object has now.
func (r *Resource[M, A]) withProtection(ctx context.Context, state tfsdk.State,
	private tfaccess.KeyGetter,
) (tfsdk.State, diag.Diagnostics) {
	if !r.kind.supportsDeletionProtection() || state.Raw.IsNull() {
		return state, nil
	}
	var held types.Bool
	diagnostics := state.GetAttribute(ctx, path.Root(deletionProtection), &held)
	protected, more := r.IsProtected(ctx, state, private)
	diagnostics.Append(more...)
	if held.ValueBool() != protected && !diagnostics.HasError() {
		diagnostics.Append(state.SetAttribute(ctx, path.Root(deletionProtection), protected)...)
	}
	return state, diagnostics
}

// planProtection plans deletion_protection if it is not configured: a new object has that of the provider, and a state keeps its value
// unless that was configured.
func (r *Resource[M, A]) planProtection(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse,
) diag.Diagnostics {
	if !r.kind.supportsDeletionProtection() {
		return nil
	}
	at := path.Root(deletionProtection)
	var configured, held types.Bool
	diagnostics := request.Config.GetAttribute(ctx, at, &configured)
	saved, more := request.Private.GetKey(ctx, protectionKey)
	diagnostics.Append(more...)
	if !request.State.Raw.IsNull() {
		diagnostics.Append(request.State.GetAttribute(ctx, at, &held)...)
	}
	if !configured.IsNull() || diagnostics.HasError() {
		return diagnostics
	}
	protected, known := r.client.DeletionProtection()
	value := held
	switch {
	case !request.State.Raw.IsNull() && (!known || held.ValueBool() == protected || !fastpath.IsConfigured(saved)):
	case known:
		value = types.BoolValue(protected)
	default:
		value = types.BoolUnknown()
	}
	diagnostics.Append(response.Plan.SetAttribute(ctx, at, value)...)
	return diagnostics
}

// saveProtection records whether deletion_protection is configured.
func (k kind) saveProtection(ctx context.Context, config tfsdk.Config, private tfaccess.KeySetter) diag.Diagnostics {
	if !k.supportsDeletionProtection() {
		return nil
	}
	var configured types.Bool
	diagnostics := config.GetAttribute(ctx, path.Root(deletionProtection), &configured)
	saved := fastpath.ProtectedByConfiguration
	if configured.IsNull() {
		saved = fastpath.ProtectedByProvider
	}
	diagnostics.Append(private.SetKey(ctx, protectionKey, saved)...)
	return diagnostics
}

// deletionProtectionError returns an error for an object that must not be destroyed or replaced.
func (k kind) deletionProtectionError(ctx context.Context, state tfsdk.State) diag.Diagnostics {
	key, diagnostics := k.readKey(ctx, state)
	diagnostics.AddAttributeError(path.Root(deletionProtection), "The "+k.name+" is protected against deletion",
		fmt.Sprintf("To destroy or replace the %s %q, apply deletion_protection = false first, in its block or in that of the provider. To "+
			"keep it: terraform untaint if it is tainted, a moved block for a new address, a removed block to stop managing it. If it is "+
			"deposed, delete it in Rebilly.",
			k.name, join(key)))
	return diagnostics
}

// deleteProtectionError returns an error if a delete must not be sent. Terraform plans some deletions without the provider: those of
// tainted and deposed objects. It may pass no private state, so that only the state knows what protects the object.
func (r *Resource[M, A]) deleteProtectionError(ctx context.Context, request resource.DeleteRequest) diag.Diagnostics {
	if !r.kind.supportsDeletionProtection() {
		return nil
	}
	var held types.Bool
	diagnostics := request.State.GetAttribute(ctx, path.Root(deletionProtection), &held)
	protected, more := r.IsProtected(ctx, request.State, request.Private)
	diagnostics.Append(more...)
	if held.ValueBool() && protected {
		diagnostics.Append(r.kind.deletionProtectionError(ctx, request.State)...)
	}
	return diagnostics
}
