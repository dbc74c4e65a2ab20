package apikey

import (
	"cmp"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// NewEphemeralResource returns the ephemeral resource rebilly_api_key.
func NewEphemeralResource() ephemeral.EphemeralResource { return &ephemeralKey{} }

var (
	_ ephemeral.EphemeralResource              = (*ephemeralKey)(nil)
	_ ephemeral.EphemeralResourceWithConfigure = (*ephemeralKey)(nil)
)

// ephemeralKey reads the value of a key each time it is opened. It creates nothing, so a plan may open it too.
type ephemeralKey struct{ client *rebilly.Client }

type ephemeralModel struct {
	ID             types.String `tfsdk:"id"`
	Description    types.String `tfsdk:"description"`
	Type           types.String `tfsdk:"type"`
	SecretKey      types.String `tfsdk:"secret_key"`
	PublishableKey types.String `tfsdk:"publishable_key"`
}

// Metadata implements ephemeral.EphemeralResource.
func (e *ephemeralKey) Metadata(_ context.Context, request ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_api_key"
}

// Schema implements ephemeral.EphemeralResource.
func (e *ephemeralKey) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	response.Schema = schema.Schema{
		MarkdownDescription: "Reads the value of an API key when it is used, without storing it. " +
			"Pass it to a write-only argument, a provider configuration or a provisioner. " +
			"Opening the key fails if Rebilly no longer returns its value.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "ID of the API key. If the same run creates the key, do not set `id` in its resource block: " +
					"Terraform does not wait for an id that is already known, and would look for the key before it exists.",
				Validators: validators.ID(),
			},
			"description": schema.StringAttribute{Computed: true, MarkdownDescription: "Purpose of the key."},
			"type":        schema.StringAttribute{Computed: true, MarkdownDescription: "Type of the key: `secret` or `publishable`."},
			"secret_key": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "Value of the key if its type is `secret`, otherwise null.",
			},
			"publishable_key": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Value of the key if its type is `publishable`, otherwise null.",
			},
		},
	}
}

// Configure implements ephemeral.EphemeralResourceWithConfigure.
func (e *ephemeralKey) Configure(_ context.Context, request ephemeral.ConfigureRequest, response *ephemeral.ConfigureResponse) {
	e.client = crud.ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

// Open implements ephemeral.EphemeralResource.
func (e *ephemeralKey) Open(ctx context.Context, request ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var m ephemeralModel
	response.Diagnostics.Append(request.Config.Get(ctx, &m)...)
	if response.Diagnostics.HasError() {
		return
	}
	id := m.ID.ValueString()
	key, err := e.client.APIKeys().Get(ctx, id)
	if rebilly.IsNotFound(err) {
		response.Diagnostics.AddAttributeError(path.Root("id"), "Unable to open "+displayName,
			fmt.Sprintf("There is no %s %q in %s. Check the id, the organization and the environment. "+
				"If this run creates the key, remove id from its resource block: "+
				"Terraform opens an ephemeral resource with a known id before it creates anything.", displayName, id, e.client.Target()))
		return
	}
	if err != nil {
		response.Diagnostics.Append(apidiag.Operation{Verb: "open", Object: displayName, Target: e.client.Target()}.Diagnostics(err)...)
		return
	}
	if !key.SecretKey.IsUnmasked() {
		response.Diagnostics.AddAttributeError(path.Root("id"), "API key value can no longer be read",
			fmt.Sprintf("%s of %s %q. Rebilly is certain to return it only when a key is created. "+
				"Create a new key with store_secret = true, which stores the value in the state "+
				"(for an existing rebilly_api_key, also change rotation_triggers), "+
				"and use rebilly_api_key.….secret_key instead of this ephemeral resource.", describeMask(key.SecretKey), displayName, id))
		return
	}
	m.Description = types.StringValue(key.Description)
	m.Type = types.StringValue(cmp.Or(key.Type, rebilly.SecretKey))
	value := types.StringValue(key.SecretKey.Reveal())
	if m.SecretKey = value; key.Type == rebilly.PublishableKey {
		m.SecretKey, m.PublishableKey = types.StringNull(), value
	}
	response.Diagnostics.Append(response.Result.Set(ctx, m)...)
}
