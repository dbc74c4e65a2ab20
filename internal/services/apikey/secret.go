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

// preserveSecret returns the value of a key for the state. No operation of Rebilly changes the value of a key, so the prior value is
// kept if a response masks or omits it. Only a different unmasked value of the same length replaces it: the id then belongs to a new
// object.
func preserveSecret(prior types.String, returned rebilly.Secret) types.String {
	known := !prior.IsNull() && !prior.IsUnknown()
	switch {
	case !returned.IsUnmasked() && known, known && len(prior.ValueString()) != len(returned):
		return prior
	case !returned.IsUnmasked():
		return types.StringNull()
	}
	return types.StringValue(returned.Reveal())
}

// GetCached implements fastpath.Source. It returns no key: the fingerprint of a key does not cover its value, which Read compares with the
// state.
func (r *keyResource) GetCached(context.Context, *rebilly.Client, string) (any, bool) {
	return nil, false
}

// planSecrets plans secret_key and publishable_key: null, the value of the state, or unknown until Rebilly returns the value.
// It does not set unknown itself: the framework marks computed attributes as unknown in every plan with a change.
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
	for _, attribute := range []struct {
		name   string
		wanted bool
	}{
		{"publishable_key", !isSecret},
		{"secret_key", isSecret && (store.IsUnknown() || store.ValueBool())},
	} {
		name, wanted, value := attribute.name, attribute.wanted, types.StringNull()
		if wanted && !state.Raw.IsNull() {
			diagnostics.Append(state.GetAttribute(ctx, path.Root(name), &value)...)
		}
		// The plan has the value of the state only if the apply is certain to keep it.
		if !wanted || !value.IsNull() && !(store.IsUnknown() && isSecret) {
			diagnostics.Append(plan.SetAttribute(ctx, path.Root(name), value)...)
		}
	}
	return diagnostics
}

// Create implements resource.Resource. Only the response to a create is certain to include the value of the key. If that response was
// lost, and a retry found the key created, the value may be missing. A configuration that needs the value then fails.
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
		response.Diagnostics.AddAttributeError(path.Root("publishable_key"), "API key value not returned",
			"The response to the create did not include the value of key "+m.ID.ValueString()+". "+
				"The key is marked as tainted: the next apply creates a new key and deletes this one.")
	case m.StoreSecret && m.Type == rebilly.SecretKey && m.SecretKey.IsNull():
		response.Diagnostics.AddAttributeError(path.Root("secret_key"), "API key value not returned",
			"The response to the create did not include the value of key "+m.ID.ValueString()+", and store_secret is true. "+
				"The key is marked as tainted: the next apply creates a new key and deletes this one.")
	}
}

// Update implements resource.Resource. It sends no request if the update enables store_secret and Rebilly no longer returns the secret.
func (r *keyResource) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var id types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("id"), &id)...)
	enabled, diagnostics := storeSecretEnabled(ctx, request.State, request.Plan)
	response.Diagnostics.Append(diagnostics...)
	if enabled {
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
		response.Diagnostics.AddAttributeError(path.Root("secret_key"), "API key value not returned",
			"The key was updated, but the response did not include its secret, and store_secret is true. "+
				"Set store_secret = false, or create a new key: mark this one with terraform taint.")
	}
}

// storeSecretEnabled reports whether a plan enables store_secret for an existing secret key.
func storeSecretEnabled(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics) {
	var stored, store types.Bool
	var kind types.String
	diagnostics := state.GetAttribute(ctx, path.Root("store_secret"), &stored)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("store_secret"), &store)...)
	diagnostics.Append(plan.GetAttribute(ctx, path.Root("type"), &kind)...)
	return store.ValueBool() && !stored.ValueBool() && kind.ValueString() == rebilly.SecretKey, diagnostics
}

// checkSecretReadable returns an error if Rebilly no longer returns the secret of a key.
func (r *keyResource) checkSecretReadable(ctx context.Context, id string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	key, err := r.Client().APIKeys().Get(ctx, id)
	if err == nil && !key.SecretKey.IsUnmasked() {
		diagnostics.AddAttributeError(path.Root("store_secret"), "Secret key can no longer be read",
			fmt.Sprintf("%s of key %q, so it cannot be stored. Rebilly is certain to return it only when the key is created. "+
				"Either create a new key with store_secret = true: mark this one with terraform taint, or change its rotation_triggers if it has any. "+
				"Or remove store_secret.", describeMask(key.SecretKey), id))
	}
	return diagnostics
}

// describeMask describes a response without the whole secret. It does not include the unmasked part.
func describeMask(returned rebilly.Secret) string {
	if returned == "" {
		return "Rebilly's response does not include the secretKey"
	}
	return "Rebilly's response masks the secretKey"
}
