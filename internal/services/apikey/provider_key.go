package apikey

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ModifyPlan plans the secret, and refuses to plan away the key that the provider runs with.
func (r *keyResource) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.ModifyPlan(ctx, request, response)
	destroying := request.Plan.Raw.IsNull()
	if !destroying {
		response.Diagnostics.Append(planSecrets(ctx, request.State, &response.Plan)...)
	}
	// Without a client there is nothing to ask, as in tests with mocks.
	if request.State.Raw.IsNull() || r.Client() == nil || response.Diagnostics.HasError() {
		return
	}
	var state model
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	if response.Diagnostics.HasError() {
		return
	}
	destroys, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	if destroys {
		response.Diagnostics.Append(r.protectProviderKey(ctx, state)...)
		return
	}
	if storeSecretEnabled(ctx, request.State, response.Plan) {
		response.Diagnostics.Append(r.checkSecretReadable(ctx, state.ID.ValueString())...)
	}
	var entries types.List
	var ips types.Set
	response.Diagnostics.Append(response.Plan.GetAttribute(ctx, path.Root("acl"), &entries)...)
	response.Diagnostics.Append(response.Plan.GetAttribute(ctx, path.Root("allowed_ips"), &ips)...)
	if len(state.ACL) > 0 && entries.IsNull() {
		response.Diagnostics.AddAttributeWarning(path.Root("acl"), "The key will not be restricted any more",
			fmt.Sprintf("Without acl, key %q may do everything in the organization.", state.ID.ValueString()))
	}
	lost := r.removedPermissions(ctx, state.ACL, entries, &response.Diagnostics)
	closed := removedIPs(ctx, state.AllowedIPs, ips, &response.Diagnostics)
	if len(lost)+len(closed) == 0 || state.Type == rebilly.PublishableKey {
		return
	}
	told, _ := r.matchProviderKey(ctx, state)
	if told == rebilly.KeyMatchSame && len(lost) > 0 {
		response.Diagnostics.AddAttributeError(path.Root("acl"), "The provider runs with this key",
			fmt.Sprintf("The change would take from key %q, with which this provider runs, what a run needs: %s. The run could stop half-way, and could not take the change back. "+
				"Keep these permissions, or make the change with another key.", state.ID.ValueString(), strings.Join(lost, ", ")))
	}
	if told == rebilly.KeyMatchSame && len(closed) > 0 {
		response.Diagnostics.AddAttributeWarning(path.Root("allowed_ips"), "The provider runs with this key",
			fmt.Sprintf("The change closes key %q, with which this provider runs, for addresses from which it could be used. "+
				"If this run comes from such an address, it stops half-way and cannot take the change back.", state.ID.ValueString()))
	}
}

// Delete implements resource.Resource. Terraform plans some deletions without asking the provider: of tainted and of
// deposed objects, and with -replace.
func (r *keyResource) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var state model
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	if response.Diagnostics.HasError() {
		return
	}
	response.Diagnostics.Append(r.protectProviderKey(ctx, state)...)
	if response.Diagnostics.HasError() {
		return
	}
	r.Resource.Delete(ctx, request, response)
}

// protectProviderKey refuses to delete the key that the provider runs with.
func (r *keyResource) protectProviderKey(ctx context.Context, state model) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if state.Type == rebilly.PublishableKey {
		return nil
	}
	id := state.ID.ValueString()
	switch told, why := r.matchProviderKey(ctx, state); {
	case told == rebilly.KeyMatchSame:
		diagnostics.AddAttributeError(path.Root("id"), "The provider runs with this key",
			fmt.Sprintf("Key %q is the one with which this provider runs (api_key or REBILLY_API_KEY). Without it the run could not go on, and nothing could bring it back. "+
				"Run with another key to delete or replace it, or take it out of Terraform and keep it in Rebilly, with a removed block or terraform state rm.", id))
	case told == rebilly.KeyMatchUnknown:
		diagnostics.AddAttributeWarning(path.Root("id"), "Check that the provider does not run with this key",
			fmt.Sprintf("Key %q will be deleted. Whether it is the one with which this provider runs (api_key or REBILLY_API_KEY) cannot be told: %s.", id, why))
	}
	return diagnostics
}

// matchProviderKey tells whether a key is the one that the provider runs with, and why that cannot be told.
func (r *keyResource) matchProviderKey(ctx context.Context, state model) (told rebilly.KeyMatch, why string) {
	key, err := r.Client().APIKeys().Get(ctx, state.ID.ValueString())
	if rebilly.IsNotFound(err) {
		return rebilly.KeyMatchDifferent, ""
	}
	if err != nil {
		return rebilly.KeyMatchUnknown, "the key could not be read"
	}
	if told = r.Client().MatchesClientKey(key.SecretKey); told != rebilly.KeyMatchUnknown {
		return told, ""
	}
	if stored := rebilly.Secret(state.SecretKey.ValueString()); stored.IsUnmasked() {
		return r.Client().MatchesClientKey(stored), ""
	}
	return rebilly.KeyMatchUnknown, describeMask(key.SecretKey)
}

// replaces tells whether a plan replaces the key, though its id stays. The answer to the plan decides, but it is not complete until the plan is.
func replaces(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics) {
	var was, next types.Map
	diagnostics := state.GetAttribute(ctx, path.Root("rotation_triggers"), &was)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("rotation_triggers"), &next)...)
	var before, after types.String
	diagnostics.Append(state.GetAttribute(ctx, path.Root("type"), &before)...)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("type"), &after)...)
	return rotates(was, next) || !before.Equal(after), diagnostics
}

// removedPermissions returns the required permissions that a key has in a scope before a change, and not after it.
func (r *keyResource) removedPermissions(ctx context.Context, was []acl.Entry, planned types.List, diagnostics *diag.Diagnostics) []string {
	if raw, err := planned.ToTerraformValue(ctx); err != nil || !raw.IsFullyKnown() {
		return nil
	}
	var next []acl.Entry
	diagnostics.Append(planned.ElementsAs(ctx, &next, false)...)
	var lost []string
	for _, operation := range r.requiredPermissions {
		if !acl.Covers(next, was, operation) {
			lost = append(lost, operation)
		}
	}
	return lost
}

// removedIPs are the addresses and ranges from which a key is accepted before a change, and not after it.
func removedIPs(ctx context.Context, was []string, planned types.Set, diagnostics *diag.Diagnostics) []string {
	if raw, err := planned.ToTerraformValue(ctx); err != nil || !raw.IsFullyKnown() || len(planned.Elements()) == 0 {
		return nil
	}
	var next []string
	diagnostics.Append(planned.ElementsAs(ctx, &next, false)...)
	if len(was) == 0 {
		return []string{"anywhere"}
	}
	return slices.DeleteFunc(canonicalIPs(was), func(before string) bool { return contained(before, next) })
}
