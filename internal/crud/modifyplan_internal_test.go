package crud

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// TestDestroysOrReplaces_Diagnostics reads a key of the wrong type, and has a RequiresReplace that fails.
func TestDestroysOrReplaces_Diagnostics(t *testing.T) {
	s := schema.Schema{Attributes: map[string]schema.Attribute{"id": schema.ListAttribute{Computed: true, ElementType: types.StringType}}}
	raw := tftypes.NewValue(s.Type().TerraformType(t.Context()), map[string]tftypes.Value{
		"id": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{}),
	})
	r := New(Spec[struct{}, rebilly.Document]{Name: "thing"})
	state, plan := tfsdk.State{Schema: s, Raw: raw}, tfsdk.Plan{Schema: s, Raw: raw}
	if _, got := r.DestroysOrReplaces(t.Context(), state, plan); !got.HasError() {
		t.Errorf("got %v, want an error for the key", got)
	}
	r = New(Spec[struct{}, rebilly.Document]{
		Name: "thing", Key: []string{},
		RequiresReplace: func(context.Context, tfsdk.State, tfsdk.Plan) (bool, diag.Diagnostics) {
			return true, diag.Diagnostics{diag.NewErrorDiagnostic("Unable to read", "")}
		},
	})
	if replaces, got := r.DestroysOrReplaces(t.Context(), state, plan); !replaces || got.ErrorsCount() != 1 {
		t.Errorf("got %t and %v, want a replacement and the error of RequiresReplace", replaces, got)
	}
}
