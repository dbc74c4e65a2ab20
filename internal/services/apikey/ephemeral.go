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

// NewEphemeralResource makes the ephemeral resource rebilly_api_key.
func NewEphemeralResource() ephemeral.EphemeralResource { return &ephemeralKey{} }

// ephemeralKey reads the value of a key whenever it is used. It makes nothing, so that a plan may open it, too.
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
		MarkdownDescription: "The value of an API key, read at the moment it is used and kept nowhere: for write-only arguments, provider configurations and provisioners. " +
			"It is an error if Rebilly does not tell it any more.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Id of the API key. A key that is made in the same run has to leave its id to the provider: " +
					"Terraform would not wait for a configured one, and look for the key before it is there.",
				Validators: validators.ID(),
			},
			"description":     schema.StringAttribute{Computed: true, MarkdownDescription: "What the key is for."},
			"type":            schema.StringAttribute{Computed: true, MarkdownDescription: "`secret` or `publishable`."},
			"secret_key":      schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "The value of a secret key, else null."},
			"publishable_key": schema.StringAttribute{Computed: true, MarkdownDescription: "The value of a publishable key, else null."},
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
				"If this run is to make the key, leave id out of its resource block: Terraform opens what has a known id before it makes anything.", displayName, id, e.client.Target()))
		return
	}
	if err != nil {
		response.Diagnostics.Append(apidiag.Operation{Verb: "open", Object: displayName, Target: e.client.Target()}.Diagnostics(err)...)
		return
	}
	if !key.SecretKey.IsUnmasked() {
		response.Diagnostics.AddAttributeError(path.Root("id"), "Rebilly does not tell this key any more",
			fmt.Sprintf("%s of %s %q. Rebilly tells it for certain only when a key is created. To have it at hand, "+
				"make a new key with store_secret = true, which keeps it in the state (for an existing rebilly_api_key: also change rotation_triggers), "+
				"and use rebilly_api_key.….secret_key in place of this ephemeral resource.", describeMask(key.SecretKey), displayName, id))
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
