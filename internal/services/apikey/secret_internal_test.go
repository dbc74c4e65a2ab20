package apikey

import (
	"cmp"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// mistyped returns a key whose attributes have types that the provider cannot read: store_secret is a string.
func mistyped() (schema.Schema, tftypes.Value) {
	attributes := map[string]schema.Attribute{
		"type":         schema.StringAttribute{Optional: true},
		"store_secret": schema.StringAttribute{Optional: true},
	}
	values := map[string]tftypes.Value{
		"type":         tftypes.NewValue(tftypes.String, rebilly.SecretKey),
		"store_secret": tftypes.NewValue(tftypes.String, "yes"),
	}
	s := schema.Schema{Attributes: attributes}
	return s, tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"type": tftypes.String, "store_secret": tftypes.String,
	}}, values)
}

func TestStoreSecretEnabled_KeepsDiagnostics(t *testing.T) {
	s, value := mistyped()
	enabled, diagnostics := storeSecretEnabled(t.Context(), tfsdk.State{Schema: s, Raw: value}, tfsdk.Plan{Schema: s, Raw: value})
	if enabled || !diagnostics.HasError() {
		t.Errorf("got %t with %v, want false with an error", enabled, diagnostics)
	}
}

func TestPlanSecrets_DiagnosticsOrder(t *testing.T) {
	s := schema.Schema{Attributes: map[string]schema.Attribute{
		"type": schema.StringAttribute{Optional: true}, "store_secret": schema.BoolAttribute{Optional: true},
	}}
	value := tftypes.NewValue(s.Type().TerraformType(t.Context()), map[string]tftypes.Value{
		"type": tftypes.NewValue(tftypes.String, rebilly.SecretKey), "store_secret": tftypes.NewValue(tftypes.Bool, false),
	})
	var want string
	for range 20 {
		diagnostics := planSecrets(t.Context(), tfsdk.State{Schema: s, Raw: value}, &tfsdk.Plan{Schema: s, Raw: value})
		got := fmt.Sprint(diagnostics)
		if want = cmp.Or(want, got); got != want || !diagnostics.HasError() {
			t.Fatalf("got %s, want errors in the order of %s", got, want)
		}
	}
}
