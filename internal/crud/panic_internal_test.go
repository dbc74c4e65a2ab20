package crud

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

type thing struct {
	ID       types.String `tfsdk:"id"`
	Name     string       `tfsdk:"name"`
	Timeouts *Timeouts    `tfsdk:"timeouts"`
}

func (t thing) Key() string { return t.ID.ValueString() }

func (t thing) DisplayName() string { return t.Name }

// acceptingAPI accepts every create.
type acceptingAPI struct{ API[thing] }

func (acceptingAPI) Create(_ context.Context, _ string, object thing) (thing, bool, error) {
	return object, false, nil
}

func TestCreate_PanicKeepsState(t *testing.T) {
	r := New(Spec[thing, thing]{
		Name: "thing", IDPrefix: "thing_",
		Schema: func() schema.Schema {
			return schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}}}
		},
		API:     func(*rebilly.Client) API[thing] { return acceptingAPI{} },
		ToAPI:   func(m thing) thing { return m },
		FromAPI: func(thing, *thing) thing { panic("defect") },
	})
	r.client = rebilly.New(rebilly.Config{})
	var described resource.SchemaResponse
	r.Schema(t.Context(), resource.SchemaRequest{}, &described)
	kind := described.Schema.Type().TerraformType(t.Context())
	attributes := map[string]tftypes.Value{
		"id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue), "name": tftypes.NewValue(tftypes.String, "Seats"),
	}
	for name, attribute := range described.Schema.Attributes {
		if _, ok := attributes[name]; !ok {
			attributes[name] = tftypes.NewValue(attribute.GetType().TerraformType(t.Context()), nil)
		}
	}
	identity := r.kind.identitySchema()
	response := resource.CreateResponse{
		State:    tfsdk.State{Schema: described.Schema, Raw: tftypes.NewValue(kind, nil)},
		Identity: &tfsdk.ResourceIdentity{Schema: identity, Raw: tftypes.NewValue(identity.Type().TerraformType(t.Context()), nil)},
	}
	r.Create(t.Context(), resource.CreateRequest{Plan: tfsdk.Plan{Schema: described.Schema, Raw: tftypes.NewValue(kind, attributes)}},
		&response)
	if !response.Diagnostics.HasError() || !strings.Contains(response.Diagnostics[0].Detail(), "defect") {
		t.Errorf("got %v, want an error with the cause of the panic", response.Diagnostics)
	}
	key, _ := r.kind.readKey(t.Context(), response.State)
	if !strings.HasPrefix(join(key), "thing_") {
		t.Errorf("got the state %v, want the key of the object", response.State.Raw)
	}
}
