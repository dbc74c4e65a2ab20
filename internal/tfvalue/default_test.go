package tfvalue_test

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/dynamicdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/float32default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/float64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int32default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/numberdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

func TestDefault(t *testing.T) {
	text := types.StringValue("x")
	list := types.ListValueMust(types.StringType, []attr.Value{text})
	set := types.SetValueMust(types.StringType, []attr.Value{text})
	texts := types.MapValueMust(types.StringType, map[string]attr.Value{"a": text})
	object := types.ObjectValueMust(map[string]attr.Type{"a": types.StringType}, map[string]attr.Value{"a": text})
	nested := map[string]schema.Attribute{"a": schema.StringAttribute{Optional: true}}
	objects := types.ListValueMust(object.Type(t.Context()), []attr.Value{object})
	for name, test := range map[string]struct {
		with, without schema.Attribute
		want          attr.Value
	}{
		"bool":    {schema.BoolAttribute{Default: booldefault.StaticBool(true)}, schema.BoolAttribute{}, types.BoolValue(true)},
		"int32":   {schema.Int32Attribute{Default: int32default.StaticInt32(1)}, schema.Int32Attribute{}, types.Int32Value(1)},
		"int64":   {schema.Int64Attribute{Default: int64default.StaticInt64(1)}, schema.Int64Attribute{}, types.Int64Value(1)},
		"float32": {schema.Float32Attribute{Default: float32default.StaticFloat32(1)}, schema.Float32Attribute{}, types.Float32Value(1)},
		"float64": {schema.Float64Attribute{Default: float64default.StaticFloat64(1)}, schema.Float64Attribute{}, types.Float64Value(1)},
		"number": {
			schema.NumberAttribute{Default: numberdefault.StaticBigFloat(big.NewFloat(1))}, schema.NumberAttribute{},
			types.NumberValue(big.NewFloat(1)),
		},
		"string": {schema.StringAttribute{Default: stringdefault.StaticString("x")}, schema.StringAttribute{}, text},
		"list":   {schema.ListAttribute{Default: listdefault.StaticValue(list)}, schema.ListAttribute{}, list},
		"set":    {schema.SetAttribute{Default: setdefault.StaticValue(set)}, schema.SetAttribute{}, set},
		"map":    {schema.MapAttribute{Default: mapdefault.StaticValue(texts)}, schema.MapAttribute{}, texts},
		"object": {schema.ObjectAttribute{Default: objectdefault.StaticValue(object)}, schema.ObjectAttribute{}, object},
		"nested object": {
			schema.SingleNestedAttribute{Attributes: nested, Default: objectdefault.StaticValue(object)}, schema.SingleNestedAttribute{}, object,
		},
		"nested list": {schema.ListNestedAttribute{Default: listdefault.StaticValue(objects)}, schema.ListNestedAttribute{}, objects},
		"dynamic": {
			schema.DynamicAttribute{Default: dynamicdefault.StaticValue(types.DynamicValue(text))}, schema.DynamicAttribute{},
			types.DynamicValue(text),
		},
	} {
		if got := tfvalue.Default(t.Context(), test.with); got == nil || !got.Equal(test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
		if got := tfvalue.Default(t.Context(), test.without); got != nil {
			t.Errorf("%s without a default: got %v, want none", name, got)
		}
	}
}
