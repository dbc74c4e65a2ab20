package crud

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// organizationID is the attribute of an identity that holds the organization: ids are unique only within one.
const organizationID = "organization_id"

func (k kind) identitySchema() identityschema.Schema {
	attributes := map[string]identityschema.Attribute{
		organizationID: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "Organization of the " + k.name + ". If set, an import from a different organization is refused.",
		},
	}
	if k.isSettings() {
		return identityschema.Schema{Attributes: map[string]identityschema.Attribute{
			organizationID: identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "Organization of the " + k.name + ". It must be that of the provider.",
			},
		}}
	}
	for _, name := range k.key {
		attributes[name] = identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       fmt.Sprintf("%s of the %s in Rebilly.", naming.Capitalized(name), k.name),
		}
	}
	return identityschema.Schema{Attributes: attributes}
}

// importKey returns the key of an import by id or by identity.
func (k kind) importKey(ctx context.Context, request resource.ImportStateRequest) ([]types.String, diag.Diagnostics) {
	if request.ID == "" {
		return k.readKey(ctx, request.Identity)
	}
	var diagnostics diag.Diagnostics
	parts := strings.Split(request.ID, "/")
	if len(parts) != len(k.key) || slices.Contains(parts, "") {
		diagnostics.AddError("Unable to import "+k.name,
			fmt.Sprintf("The id of an import of %s has the form %s. Got: %q.", withArticle(k.name), strings.Join(k.key, "/"), request.ID))
	}
	return k.split(request.ID), diagnostics
}

// split returns the key of an id.
func (k kind) split(id string) []types.String {
	var key []types.String
	for part := range strings.SplitSeq(id, "/") {
		key = append(key, types.StringValue(part))
	}
	return key
}

// setIdentity writes the identity of an object. The organization is written only once, because an identity must not change.
func (k kind) setIdentity(ctx context.Context, client *rebilly.Client, key []types.String,
	identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if identity.Raw.IsFullyNull() && client.OrganizationID() != "" {
		diagnostics.Append(identity.SetAttribute(ctx, path.Root(organizationID), client.OrganizationID())...)
	}
	diagnostics.Append(k.writeKey(ctx, key, identity)...)
	return diagnostics
}

// checkOrganization returns an error if the identity names a different organization than the provider. The key of settings is
// the organization, and their path is the same in each: a request for a different one would succeed.
func (k kind) checkOrganization(ctx context.Context, client *rebilly.Client, verb string, key []types.String,
	identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	var owner types.String
	if k.isSettings() {
		owner = key[0]
	} else if identity != nil && client.OrganizationID() != "" {
		diagnostics.Append(identity.GetAttribute(ctx, path.Root(organizationID), &owner)...)
	}
	if !owner.IsNull() && !owner.IsUnknown() {
		diagnostics.Append(k.wrongOrganizationError(client, verb, owner.ValueString())...)
	}
	return diagnostics
}

// wrongOrganizationError returns an error if owner is a different organization than the provider's.
func (k kind) wrongOrganizationError(client *rebilly.Client, verb, owner string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if client.OrganizationID() != "" && owner != client.OrganizationID() {
		diagnostics.AddError("Wrong organization",
			fmt.Sprintf("Unable to %s %s: it belongs to organization %q, but the provider is configured for %s. Nothing was changed. "+
				"Check organization_id of the provider, and its credentials. "+
				"If the object was moved on purpose, remove it from the state and import it again.",
				verb, k.name, owner, client.Target()))
	}
	return diagnostics
}

// readKey reads the key from a plan, a state or an identity.
func (k kind) readKey(ctx context.Context, from tfaccess.AttributeGetter) ([]types.String, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	var key []types.String
	for _, name := range k.key {
		var value types.String
		diagnostics.Append(from.GetAttribute(ctx, path.Root(name), &value)...)
		key = append(key, value)
	}
	return key, diagnostics
}

// writeKey writes the key to a plan, a state or an identity.
func (k kind) writeKey(ctx context.Context, key []types.String, to tfaccess.AttributeSetter) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	for i, name := range k.key {
		diagnostics.Append(to.SetAttribute(ctx, path.Root(name), key[i])...) //nolint:gosec // a key has as many values as attributes
	}
	return diagnostics
}

// isImportStub reports whether a state has only the key, as after ImportState.
func (k kind) isImportStub(state tftypes.Value) bool {
	attributes, _ := tfvalue.Children(state)
	for name, value := range attributes {
		if !slices.Contains(k.key, name) && !value.IsNull() {
			return false
		}
	}
	return true
}

// displayNameOf returns the display name in a plan or a state, "" if it has none.
func (k kind) displayNameOf(value tftypes.Value) string {
	attributes, _ := tfvalue.Children(value)
	var name string
	if attribute, ok := attributes[k.displayName]; ok && attribute.IsKnown() && !attribute.IsNull() {
		_ = attribute.As(&name)
	}
	return name
}

// equalFold reports whether two values are texts that differ at most in case.
func equalFold(a, b tftypes.Value) bool {
	var left, right string
	return !a.IsNull() && !b.IsNull() && a.IsKnown() && a.As(&left) == nil && b.As(&right) == nil && strings.EqualFold(left, right)
}

// join returns the id of a key.
func join(key []types.String) string {
	values := make([]string, len(key))
	for i, value := range key {
		values[i] = value.ValueString()
	}
	return strings.Join(values, "/")
}
