package crud

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestMergeWriteOnly_PlanHasNoSecret: the plan becomes the state after an unknown outcome.
func TestMergeWriteOnly_PlanHasNoSecret(t *testing.T) {
	login := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"password_wo": tftypes.String}}
	list := tftypes.List{ElementType: login}
	root := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"token_wo": tftypes.String, "login": login, "logins": list}}
	value := func(secret any) tftypes.Value {
		nested := tftypes.NewValue(login, map[string]tftypes.Value{"password_wo": tftypes.NewValue(tftypes.String, secret)})
		return tftypes.NewValue(root, map[string]tftypes.Value{
			"token_wo": tftypes.NewValue(tftypes.String, secret), "login": nested, "logins": tftypes.NewValue(list, []tftypes.Value{nested}),
		})
	}
	secret := schema.StringAttribute{WriteOnly: true}
	nested := map[string]schema.Attribute{"password_wo": secret}
	attributes := map[string]schema.Attribute{
		"token_wo": secret,
		"login":    schema.SingleNestedAttribute{Attributes: nested},
		"logins":   schema.ListNestedAttribute{NestedObject: schema.NestedAttributeObject{Attributes: nested}},
	}
	plan := value(nil)
	merged, found := mergeWriteOnly(attributes, plan, value("secret"), tftypes.NewValue(root, nil))
	if !found || !merged.Equal(value("secret")) || !plan.Equal(value(nil)) {
		t.Errorf("got %v, and the plan %v, want the secrets in the first alone", merged, plan)
	}
}
