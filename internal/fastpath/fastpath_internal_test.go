package fastpath

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/valuecases"
)

// attributes are the attributes of the types in the shared cases.
var attributes = map[string]schema.Attribute{
	`"string"`:           schema.StringAttribute{Optional: true},
	`"bool"`:             schema.BoolAttribute{Optional: true},
	`"number"`:           schema.Float64Attribute{Optional: true},
	`["list", "string"]`: schema.ListAttribute{Optional: true, ElementType: types.StringType},
	`["set", "string"]`:  schema.SetAttribute{Optional: true, ElementType: types.StringType},
	`["map", "string"]`:  schema.MapAttribute{Optional: true, ElementType: types.StringType},
	`["object", {"on": "bool", "name": "string"}]`: schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
		"on": schema.BoolAttribute{Optional: true}, "name": schema.StringAttribute{Optional: true},
	}},
	`["object", {}]`: schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{}},
	`["object", {"default": "bool"}]`: schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
		"default": schema.BoolAttribute{Optional: true},
	}},
}

func encode(t *testing.T, kind tftypes.Type, content string) []byte {
	t.Helper()
	value, err := (&tfprotov6.DynamicValue{JSON: []byte(content)}).Unmarshal(kind)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := tfprotov6.NewDynamicValue(kind, value)
	if err != nil {
		t.Fatal(err)
	}
	return encoded.MsgPack
}

// TestMatchesConfig_EmptyCases compares a configuration that leaves an attribute out with each prior value.
func TestMatchesConfig_EmptyCases(t *testing.T) {
	for _, test := range valuecases.EmptyCases() {
		attribute, ok := attributes[test.Type]
		if !ok {
			continue
		}
		info := attributeInfos(t.Context(), map[string]schema.Attribute{"a": attribute}, false)["a"]
		if got := info.matchesConfig(nil, encode(t, info.kind, test.JSON)); got != test.Terraform {
			t.Errorf("%s: not configured, prior %s: got %t, want %t", test.Name, test.JSON, got, test.Terraform)
		}
	}
}

// TestMatchesConfig_EqualCases allows the fast path to leave equal values to the framework, but never to pass different ones.
func TestMatchesConfig_EqualCases(t *testing.T) {
	for _, test := range valuecases.EqualCases() {
		info := attributeInfos(t.Context(), map[string]schema.Attribute{"a": attributes[test.Type]}, false)["a"]
		config, prior := encode(t, info.kind, test.Fresh), encode(t, info.kind, test.Prior)
		if info.matchesConfig(config, prior) && !test.State {
			t.Errorf("%s: configured %s, prior %s: got a match, want none", test.Name, test.Fresh, test.Prior)
		}
		if !info.matchesConfig(prior, prior) {
			t.Errorf("%s: configured %s, prior %[2]s: got no match, want one", test.Name, test.Prior)
		}
	}
}

// TestMatchesConfig_Default: without a configuration, only the default is no change, even if the prior value is empty.
func TestMatchesConfig_Default(t *testing.T) {
	nested := map[string]attr.Type{"on": types.BoolType}
	standard := types.ObjectValueMust(nested, map[string]attr.Value{"on": types.BoolValue(true)})
	info := attributeInfos(t.Context(), map[string]schema.Attribute{"a": schema.SingleNestedAttribute{
		Optional: true, Computed: true, Default: objectdefault.StaticValue(standard),
		Attributes: map[string]schema.Attribute{"on": schema.BoolAttribute{Optional: true}},
	}}, false)["a"]
	for prior, want := range map[string]bool{`{"on":true}`: true, `{"on":false}`: false, `{"on":null}`: false, `null`: false} {
		if got := info.matchesConfig(nil, encode(t, info.kind, prior)); got != want {
			t.Errorf("prior %s: got %t, want %t", prior, got, want)
		}
	}
}
