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
	"github.com/rebilly/terraform-provider-rebilly/internal/allowedips"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// ownKeySummary is the summary of every error that protects the provider's own key.
const ownKeySummary = "Cannot modify the provider's own API key"

// ModifyPlan plans the value of the key, and returns an error if the plan deletes or restricts the provider's own key.
func (r *keyResource) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.ModifyPlan(ctx, request, response)
	destroying := request.Plan.Raw.IsNull()
	if !destroying {
		response.Diagnostics.Append(planSecrets(ctx, request.State, &response.Plan)...)
	}
	// Mocked providers have no client.
	if r.Client() == nil || response.Diagnostics.HasError() {
		return
	}
	replaced, _, diagnostics := r.Replaced(ctx, request)
	response.Diagnostics.Append(diagnostics...)
	current := request.State
	if current.Raw.IsNull() {
		current = replaced
	}
	if current.Raw.IsNull() || response.Diagnostics.HasError() {
		return
	}
	var state model
	response.Diagnostics.Append(current.Get(ctx, &state)...)
	if response.Diagnostics.HasError() {
		return
	}
	if request.State.Raw.IsNull() {
		response.Diagnostics.Append(r.protectProviderKey(ctx, state)...)
		return
	}
	destroys, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	if destroys {
		response.Diagnostics.Append(r.protectProviderKey(ctx, state)...)
		return
	}
	enabled, diagnostics := storeSecretEnabled(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	if enabled {
		response.Diagnostics.Append(r.checkSecretReadable(ctx, state.ID.ValueString())...)
	}
	r.checkRestrictions(ctx, state, response)
}

// keyLabel returns a key for the summary of a warning, because Terraform shows one warning of each summary.
func keyLabel(key model) string { return fmt.Sprintf(": %q", key.ID.ValueString()) }

// checkRestrictions warns if a plan removes all restrictions of a key, and returns an error if it restricts the provider's own key.
func (r *keyResource) checkRestrictions(ctx context.Context, state model, response *resource.ModifyPlanResponse) {
	var entries types.List
	var ips types.Set
	response.Diagnostics.Append(response.Plan.GetAttribute(ctx, path.Root("acl"), &entries)...)
	response.Diagnostics.Append(response.Plan.GetAttribute(ctx, path.Root("allowed_ips"), &ips)...)
	if len(state.ACL) > 0 && entries.IsNull() {
		response.Diagnostics.AddAttributeWarning(path.Root("acl"), "API key becomes unrestricted"+keyLabel(state),
			fmt.Sprintf("The plan removes acl from key %q. Without acl, the key has all permissions in the organization.", state.ID.ValueString()))
	}
	lost := r.removedPermissions(ctx, state.ACL, entries, &response.Diagnostics)
	closed := removedIPs(ctx, state.AllowedIPs, ips, &response.Diagnostics)
	if len(lost)+len(closed) == 0 || state.Type == rebilly.PublishableKey {
		return
	}
	match, _ := r.matchProviderKey(ctx, state)
	if match == rebilly.KeyMatchSame && len(lost) > 0 {
		response.Diagnostics.AddAttributeError(path.Root("acl"), ownKeySummary,
			fmt.Sprintf("This provider uses key %q. The plan removes permissions that a run needs: %s. "+
				"The run could fail halfway, and could not undo the change. "+
				"Keep these permissions, or run with a different key to make the change.", state.ID.ValueString(), strings.Join(lost, ", ")))
	}
	if match == rebilly.KeyMatchSame && len(closed) > 0 {
		response.Diagnostics.AddAttributeWarning(path.Root("allowed_ips"), "Provider's own API key may become unusable"+keyLabel(state),
			fmt.Sprintf("This provider uses key %q. The plan removes addresses from which the key is accepted. "+
				"If this run uses such an address, it fails halfway and cannot undo the change.", state.ID.ValueString()))
	}
}

// Delete implements resource.Resource. It protects the provider's own key as well as ModifyPlan does, because Terraform plans some
// deletions without calling the provider: those of tainted and deposed objects, and those with -replace.
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

// protectProviderKey returns an error if a plan deletes the provider's own key.
func (r *keyResource) protectProviderKey(ctx context.Context, state model) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if state.Type == rebilly.PublishableKey {
		return nil
	}
	id := state.ID.ValueString()
	switch match, reason := r.matchProviderKey(ctx, state); {
	case match == rebilly.KeyMatchSame:
		diagnostics.AddAttributeError(path.Root("id"), ownKeySummary,
			fmt.Sprintf("This provider uses key %q (api_key or REBILLY_API_KEY). If the key is deleted, the run cannot continue, "+
				"and the key cannot be restored. Run with a different key to delete or replace it. "+
				"To remove it from Terraform and keep it in Rebilly, use a removed block or terraform state rm.", id))
	case match == rebilly.KeyMatchUnknown:
		diagnostics.AddAttributeWarning(path.Root("id"), "Unable to check for the provider's own API key"+keyLabel(state),
			fmt.Sprintf("Key %q will be deleted. It may be the key that this provider uses (api_key or REBILLY_API_KEY): %s. "+
				"Make sure that the provider uses a different key.", id, reason))
	}
	return diagnostics
}

// matchProviderKey reports whether a key is the provider's own, and the reason if that is unknown.
func (r *keyResource) matchProviderKey(ctx context.Context, state model) (match rebilly.KeyMatch, reason string) {
	key, err := r.Client().APIKeys().Get(ctx, state.ID.ValueString())
	if rebilly.IsNotFound(err) {
		return rebilly.KeyMatchDifferent, ""
	}
	if err != nil {
		return rebilly.KeyMatchUnknown, "the key could not be read"
	}
	if match = r.Client().MatchesClientKey(key.SecretKey); match != rebilly.KeyMatchUnknown {
		return match, ""
	}
	if stored := rebilly.Secret(state.SecretKey.ValueString()); stored.IsUnmasked() {
		return r.Client().MatchesClientKey(stored), ""
	}
	return rebilly.KeyMatchUnknown, describeMask(key.SecretKey)
}

// replaces reports whether a plan replaces the key although its id does not change. The plan modifiers of the attributes decide that,
// but their result is not available to ModifyPlan.
func replaces(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics) {
	var prior, planned types.Map
	diagnostics := state.GetAttribute(ctx, path.Root("rotation_triggers"), &prior)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("rotation_triggers"), &planned)...)
	var before, after types.String
	diagnostics.Append(state.GetAttribute(ctx, path.Root("type"), &before)...)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("type"), &after)...)
	return rotates(prior, planned) || !before.Equal(after), diagnostics
}

// removedPermissions returns the required permissions that a change removes from a key, in any scope.
func (r *keyResource) removedPermissions(ctx context.Context, prior []acl.Entry, planned types.List,
	diagnostics *diag.Diagnostics,
) []string {
	if raw, err := planned.ToTerraformValue(ctx); err != nil || !raw.IsFullyKnown() {
		return nil
	}
	var entries []acl.Entry
	diagnostics.Append(planned.ElementsAs(ctx, &entries, false)...)
	var lost []string
	for _, operation := range r.requiredPermissions {
		if !acl.Covers(entries, prior, operation) {
			lost = append(lost, operation)
		}
	}
	return lost
}

// removedIPs returns the addresses and ranges from which a change no longer accepts a key.
func removedIPs(ctx context.Context, prior []string, planned types.Set, diagnostics *diag.Diagnostics) []string {
	if raw, err := planned.ToTerraformValue(ctx); err != nil || !raw.IsFullyKnown() || len(planned.Elements()) == 0 {
		return nil
	}
	var ranges []string
	diagnostics.Append(planned.ElementsAs(ctx, &ranges, false)...)
	if len(prior) == 0 {
		return []string{"anywhere"}
	}
	return slices.DeleteFunc(allowedips.CanonicalAll(prior), func(address string) bool { return allowedips.Contained(address, ranges) })
}
