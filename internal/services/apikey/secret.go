package apikey

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// preserveSecret is the value of a key for the state. Rebilly has no operation that changes the value of a key, so that one which
// is held stays, whatever a later answer masks or omits. Only an answer that tells another whole key of the same form,
// because a new object took the id, replaces it.
func preserveSecret(prior types.String, told rebilly.Secret) types.String {
	known := !prior.IsNull() && !prior.IsUnknown()
	switch {
	case !told.IsUnmasked() && known, known && len(prior.ValueString()) != len(told):
		return prior
	case !told.IsUnmasked():
		return types.StringNull()
	}
	return types.StringValue(told.Reveal())
}

// planSecrets plans what the state will hold of the key: nothing, what it holds already, or what Rebilly will tell.
// The last is left to the framework, which makes what nothing else decides unknown in every plan that changes something.
func planSecrets(ctx context.Context, state tfsdk.State, plan *tfsdk.Plan) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	var kind types.String
	var store types.Bool
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("type"), &kind)...)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("store_secret"), &store)...)
	if kind.IsUnknown() {
		return diagnostics
	}
	isSecret := kind.ValueString() == rebilly.SecretKey
	for name, wanted := range map[string]bool{
		"secret_key":      isSecret && (store.IsUnknown() || store.ValueBool()),
		"publishable_key": !isSecret,
	} {
		value := types.StringNull()
		if wanted && !state.Raw.IsNull() {
			diagnostics.Append(state.GetAttribute(ctx, path.Root(name), &value)...)
		}
		// A value of the state belongs in the plan only if it is certain to stay.
		if !wanted || !value.IsNull() && !(store.IsUnknown() && isSecret) {
			diagnostics.Append(plan.SetAttribute(ctx, path.Root(name), value)...)
		}
	}
	return diagnostics
}

// Create implements resource.Resource. The answer to a create is the only one that is sure to tell the key. Where it
// did not, as may happen when that answer was lost and a repetition found the key there, the key cannot be what the
// configuration asks for.
func (r *keyResource) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.Create(ctx, request, response)
	if response.Diagnostics.HasError() || response.State.Raw.IsNull() {
		return
	}
	var m model
	response.Diagnostics.Append(response.State.Get(ctx, &m)...)
	switch {
	case m.Type == rebilly.PublishableKey && m.PublishableKey.IsNull():
		response.Diagnostics.AddAttributeError(path.Root("publishable_key"), "Rebilly did not tell the new key",
			"The answer to the create did not have the value of key "+m.ID.ValueString()+". It is marked as tainted: the next apply makes another and deletes this one.")
	case m.StoreSecret && m.Type == rebilly.SecretKey && m.SecretKey.IsNull():
		response.Diagnostics.AddAttributeError(path.Root("secret_key"), "Rebilly did not tell the new key",
			"The answer to the create did not have the value of key "+m.ID.ValueString()+", which store_secret is to store. "+
				"It is marked as tainted: the next apply makes another and deletes this one.")
	}
}

// Update implements resource.Resource. Nothing changes where the secret is to be stored from now on and Rebilly does
// not tell it.
func (r *keyResource) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var id types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("id"), &id)...)
	if storeSecretEnabled(ctx, request.State, request.Plan) {
		response.Diagnostics.Append(r.checkSecretReadable(ctx, id.ValueString())...)
	}
	if response.Diagnostics.HasError() {
		return
	}
	r.Resource.Update(ctx, request, response)
	var m model
	if !response.Diagnostics.HasError() {
		response.Diagnostics.Append(response.State.Get(ctx, &m)...)
	}
	if m.StoreSecret && m.Type == rebilly.SecretKey && m.SecretKey.IsNull() {
		response.Diagnostics.AddAttributeError(path.Root("secret_key"), "Rebilly did not tell the secret of the key",
			"The key was changed, but the answer did not have its secret, which store_secret is to store. Set store_secret = false, or make a new key: mark this one with terraform taint.")
	}
}

// storeSecretEnabled tells whether the secret of a key is to be stored from now on.
func storeSecretEnabled(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) bool {
	var stored, store types.Bool
	var kind types.String
	state.GetAttribute(ctx, path.Root("store_secret"), &stored)
	plan.GetAttribute(ctx, path.Root("store_secret"), &store)
	plan.GetAttribute(ctx, path.Root("type"), &kind)
	return store.ValueBool() && !stored.ValueBool() && kind.ValueString() == rebilly.SecretKey
}

// checkSecretReadable says of a key whose secret is wanted in the state if Rebilly no longer tells it.
func (r *keyResource) checkSecretReadable(ctx context.Context, id string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	key, err := r.Client().APIKeys().Get(ctx, id)
	if err == nil && !key.SecretKey.IsUnmasked() {
		diagnostics.AddAttributeError(path.Root("store_secret"), "Rebilly no longer tells the secret of this key",
			fmt.Sprintf("%s of key %q, so that it cannot be stored any more. Rebilly tells it for certain only when the key is created. "+
				"Either make a new key with store_secret = true from the start: mark this one with terraform taint, or change its rotation_triggers if it has any. Or leave store_secret out.",
				describeMask(key.SecretKey), id))
	}
	return diagnostics
}

// describeMask is what Rebilly said instead of a secret, without what is left of it.
func describeMask(told rebilly.Secret) string {
	if told == "" {
		return "Rebilly's answer has no secretKey"
	}
	return "Rebilly's answer masks the secretKey"
}
