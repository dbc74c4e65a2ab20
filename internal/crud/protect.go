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
			"Default: `deletion_protection` of the provider, else `false`.",
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

// planProtection plans deletion_protection if it is not configured. A state without it, from an older release, is as if
// it were false.
func (k kind) planProtection(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State,
	plan *tfsdk.Plan,
) diag.Diagnostics {
	if !k.supportsDeletionProtection() {
		return nil
	}
	var configured, held types.Bool
	diagnostics := config.GetAttribute(ctx, path.Root(deletionProtection), &configured)
	if !state.Raw.IsNull() {
		diagnostics.Append(state.GetAttribute(ctx, path.Root(deletionProtection), &held)...)
	}
	if !configured.IsNull() || diagnostics.HasError() {
		return diagnostics
	}
	protected, known := client.DeletionProtection()
	value := types.BoolUnknown()
	switch {
	case known && !state.Raw.IsNull() && held.ValueBool() == protected:
		value = held
	case known:
		value = types.BoolValue(protected)
	}
	diagnostics.Append(plan.SetAttribute(ctx, path.Root(deletionProtection), value)...)
	return diagnostics
}

// deletionProtectionError returns an error if the object must not be destroyed or replaced.
func (k kind) deletionProtectionError(ctx context.Context, state tfsdk.State) diag.Diagnostics {
	if !k.supportsDeletionProtection() {
		return nil
	}
	var held types.Bool
	diagnostics := state.GetAttribute(ctx, path.Root(deletionProtection), &held)
	if !held.ValueBool() {
		return diagnostics
	}
	key, more := k.readKey(ctx, state)
	diagnostics.Append(more...)
	diagnostics.AddAttributeError(path.Root(deletionProtection), "The "+k.name+" is protected against deletion",
		fmt.Sprintf("The %[1]s %[2]q has deletion_protection = true, so Terraform must not destroy or replace it. "+
			"To destroy it, set deletion_protection = false in its resource block (restore the block if it was removed), apply, and then "+
			"remove or replace it. "+
			"To keep it in Rebilly without Terraform, use a removed block or terraform state rm. If it is only tainted, run terraform untaint. "+
			"If only its address has changed, use a moved block. A deposed object keeps the value: delete it in Rebilly and plan again, "+
			"or run terraform state rm for its address and import the current object.",
			k.name, join(key)))
	return diagnostics
}
