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

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// key are the names of the attributes that identify an object.
func (s Spec[M, A]) key() []string {
	if s.Key == nil {
		return []string{"id"}
	}
	return s.Key
}

// typeName is what follows rebilly_ in the name of the type.
func (s Spec[M, A]) typeName() string {
	return strings.ReplaceAll(strings.ToLower(s.Name), " ", "_")
}

// withArticle is a name with the indefinite article.
func withArticle(name string) string {
	if strings.ContainsAny(name[:1], "aeioAEIO") {
		return "an " + name
	}
	return "a " + name
}

func capitalized(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// organizationID is the attribute of an identity that tells organizations apart which have objects of the same id.
const organizationID = "organization_id"

func (s Spec[M, A]) identitySchema() identityschema.Schema {
	attributes := map[string]identityschema.Attribute{
		organizationID: identityschema.StringAttribute{
			OptionalForImport: true,
			Description:       "Organization that the " + s.Name + " belongs to. Where it is given, an import from another organization is refused.",
		},
	}
	for _, name := range s.key() {
		attributes[name] = identityschema.StringAttribute{
			RequiredForImport: true,
			Description:       fmt.Sprintf("The %s of the %s in Rebilly.", name, s.Name),
		}
	}
	return identityschema.Schema{Attributes: attributes}
}

// importKey is the key that an import names, by an id or by an identity.
func (s Spec[M, A]) importKey(ctx context.Context, request resource.ImportStateRequest) ([]types.String, diag.Diagnostics) {
	if request.ID == "" {
		return s.readKey(ctx, request.Identity)
	}
	var diagnostics diag.Diagnostics
	parts := strings.Split(request.ID, "/")
	if len(parts) != len(s.key()) || slices.Contains(parts, "") {
		diagnostics.AddError("Unable to import "+s.Name,
			fmt.Sprintf("The id %q is not of the form %s.", request.ID, strings.Join(s.key(), "/")))
	}
	return s.split(request.ID), diagnostics
}

// split is the key of an id.
func (s Spec[M, A]) split(id string) []types.String {
	var key []types.String
	for part := range strings.SplitSeq(id, "/") {
		key = append(key, types.StringValue(part))
	}
	return key
}

// setIdentity writes the identity of an object. The organization is written once: no identity may change later.
func (s Spec[M, A]) setIdentity(ctx context.Context, client *rebilly.Client, key []types.String, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if identity.Raw.IsFullyNull() && client.OrganizationID() != "" {
		diagnostics.Append(identity.SetAttribute(ctx, path.Root(organizationID), client.OrganizationID())...)
	}
	diagnostics.Append(s.writeKey(ctx, key, identity)...)
	return diagnostics
}

// checkOrganization says of an object with an identity that it belongs to another organization than the provider.
func (s Spec[M, A]) checkOrganization(ctx context.Context, client *rebilly.Client, verb string, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	var owner types.String
	if identity != nil && client.OrganizationID() != "" {
		diagnostics.Append(identity.GetAttribute(ctx, path.Root(organizationID), &owner)...)
	}
	if !owner.IsNull() && !owner.IsUnknown() {
		diagnostics.Append(s.wrongOrganizationError(client, verb, owner.ValueString())...)
	}
	return diagnostics
}

// wrongOrganizationError says of an owner that it is another organization than the provider's.
func (s Spec[M, A]) wrongOrganizationError(client *rebilly.Client, verb, owner string) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	if client.OrganizationID() != "" && owner != client.OrganizationID() {
		diagnostics.AddError(fmt.Sprintf("Unable to %s %s: it belongs to another organization", verb, s.Name),
			fmt.Sprintf("The %s belongs to organization %q, but the provider is configured for %s. Nothing was done. "+
				"Check organization_id of the provider, and its credentials. If the object has moved on purpose, take it out of the state and import it again.",
				s.Name, owner, client.Target()))
	}
	return diagnostics
}

// readKey reads the key from a plan, a state or an identity.
func (s Spec[M, A]) readKey(ctx context.Context, from interface {
	GetAttribute(ctx context.Context, at path.Path, target any) diag.Diagnostics
}) ([]types.String, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	var key []types.String
	for _, name := range s.key() {
		var value types.String
		diagnostics.Append(from.GetAttribute(ctx, path.Root(name), &value)...)
		key = append(key, value)
	}
	return key, diagnostics
}

// writeKey writes the key to a plan, a state or an identity.
func (s Spec[M, A]) writeKey(ctx context.Context, key []types.String, to interface {
	SetAttribute(ctx context.Context, at path.Path, value any) diag.Diagnostics
}) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	for i, name := range s.key() {
		diagnostics.Append(to.SetAttribute(ctx, path.Root(name), key[i])...)
	}
	return diagnostics
}

// isImportStub tells that a state is what an import begins with: nothing but the key.
func (s Spec[M, A]) isImportStub(state tftypes.Value) bool {
	attributes, _ := childValues(state)
	for name, value := range attributes {
		if !slices.Contains(s.key(), name) && !value.IsNull() {
			return false
		}
	}
	return true
}

func join(key []types.String) string {
	values := make([]string, len(key))
	for i, value := range key {
		values[i] = value.ValueString()
	}
	return strings.Join(values, "/")
}
