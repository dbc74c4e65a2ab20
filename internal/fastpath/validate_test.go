package fastpath_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
)

// calls are the requests to validators.
type calls []string

// recorder records the requests to a validator, and warns of a value that has the text "refused".
type recorder struct {
	validator.String
	validator.Bool
	validator.Int64
	validator.Float64
	validator.List
	validator.Set
	validator.Map
	validator.Object
	validator.Dynamic

	calls *calls
}

func (recorder) Description(context.Context) string { return "" }

func (recorder) MarkdownDescription(context.Context) string { return "" }

func (r recorder) record(ctx context.Context, at path.Path, expression path.Expression, value attr.Value, config tfsdk.Config,
	capabilities validator.ValidateSchemaClientCapabilities, diagnostics *diag.Diagnostics,
) {
	var name types.String
	diagnostics.Append(config.GetAttribute(ctx, path.Root("name"), &name)...)
	*r.calls = append(*r.calls, fmt.Sprintf("%s %s %T %s (null: %t) %s %t", at, expression, value, value, value.IsNull(), name,
		capabilities.WriteOnlyAttributesAllowed))
	if strings.Contains(value.String(), "refused") {
		diagnostics.AddAttributeWarning(at, "Refused", "")
	}
}

func (r recorder) ValidateString(ctx context.Context, q validator.StringRequest, p *validator.StringResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateBool(ctx context.Context, q validator.BoolRequest, p *validator.BoolResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateInt64(ctx context.Context, q validator.Int64Request, p *validator.Int64Response) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateFloat64(ctx context.Context, q validator.Float64Request, p *validator.Float64Response) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateList(ctx context.Context, q validator.ListRequest, p *validator.ListResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateSet(ctx context.Context, q validator.SetRequest, p *validator.SetResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateMap(ctx context.Context, q validator.MapRequest, p *validator.MapResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateObject(ctx context.Context, q validator.ObjectRequest, p *validator.ObjectResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

func (r recorder) ValidateDynamic(ctx context.Context, q validator.DynamicRequest, p *validator.DynamicResponse) {
	r.record(ctx, q.Path, q.PathExpression, q.ConfigValue, q.Config, q.ClientCapabilities, &p.Diagnostics)
}

// item is a resource with an attribute of each type. Its own validators warn of two names.
type item struct {
	resource.Resource
	attributes map[string]schema.Attribute
}

func (item) Metadata(_ context.Context, _ resource.MetadataRequest, p *resource.MetadataResponse) {
	p.TypeName = "item"
}

func (i item) Schema(_ context.Context, _ resource.SchemaRequest, p *resource.SchemaResponse) {
	p.Schema = schema.Schema{Attributes: i.attributes}
}

func (item) ValidateConfig(ctx context.Context, q resource.ValidateConfigRequest, p *resource.ValidateConfigResponse) {
	warnOfName(ctx, q, p, "first")
}

func (item) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{configValidator{}}
}

type configValidator struct{ resource.ConfigValidator }

func (configValidator) Description(context.Context) string { return "" }

func (configValidator) ValidateResource(ctx context.Context, q resource.ValidateConfigRequest, p *resource.ValidateConfigResponse) {
	warnOfName(ctx, q, p, "second")
}

func warnOfName(ctx context.Context, q resource.ValidateConfigRequest, p *resource.ValidateConfigResponse, warned string) {
	var name types.String
	p.Diagnostics.Append(q.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	var label types.String
	p.Diagnostics.Append(q.Config.GetAttribute(ctx, path.Root("object").AtName("label"), &label)...)
	if name.ValueString() == warned || label.ValueString() == warned {
		p.Diagnostics.AddWarning("Warned", "")
	}
	if name.ValueString() == "write-only" && !q.ClientCapabilities.WriteOnlyAttributesAllowed {
		p.Diagnostics.AddWarning("No write-only attributes", "")
	}
}

// items is a provider with that resource only.
type items struct {
	provider.Provider
	item item
}

func (items) Metadata(context.Context, provider.MetadataRequest, *provider.MetadataResponse) {}

func (p items) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return p.item }}
}

func (items) DataSources(context.Context) []func() datasource.DataSource { return nil }

// namedType is a custom type of an object.
type namedType struct{ types.ObjectType }

func newItem(log *calls) item {
	r := recorder{calls: log}
	nested := func() map[string]schema.Attribute {
		return map[string]schema.Attribute{
			"label": schema.StringAttribute{Required: true, Validators: []validator.String{r}},
			"price": schema.Float64Attribute{Optional: true},
			"inner": schema.SingleNestedAttribute{Optional: true, Validators: []validator.Object{r}, Attributes: map[string]schema.Attribute{
				"state": schema.StringAttribute{Computed: true},
				"size":  schema.Int64Attribute{Optional: true, Validators: []validator.Int64{r}},
			}},
		}
	}
	objects := func() schema.NestedAttributeObject {
		return schema.NestedAttributeObject{Attributes: nested(), Validators: []validator.Object{r}}
	}
	return item{attributes: map[string]schema.Attribute{
		"name":       schema.StringAttribute{Required: true, Validators: []validator.String{r, r}},
		"state":      schema.StringAttribute{Computed: true},
		"assigned":   schema.StringAttribute{Optional: true, Computed: true},
		"secret":     schema.StringAttribute{Optional: true, WriteOnly: true},
		"old":        schema.StringAttribute{Optional: true, DeprecationMessage: "Use name."},
		"enabled":    schema.BoolAttribute{Optional: true, Validators: []validator.Bool{r}},
		"count":      schema.Int64Attribute{Optional: true, Validators: []validator.Int64{r}},
		"price":      schema.Float64Attribute{Optional: true, Validators: []validator.Float64{r}},
		"texts":      schema.ListAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.List{r}},
		"numbers":    schema.ListAttribute{Optional: true, ElementType: types.Int64Type},
		"tags":       schema.SetAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Set{r}},
		"labels":     schema.MapAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Map{r}},
		"anything":   schema.DynamicAttribute{Optional: true, Validators: []validator.Dynamic{r}},
		"needed":     schema.DynamicAttribute{Required: true},
		"oldDynamic": schema.DynamicAttribute{Optional: true, DeprecationMessage: "Use anything."},
		"object":     schema.SingleNestedAttribute{Optional: true, Attributes: nested(), Validators: []validator.Object{r}},
		"list":       schema.ListNestedAttribute{Optional: true, NestedObject: objects(), Validators: []validator.List{r}},
		"entries":    schema.MapNestedAttribute{Optional: true, NestedObject: objects(), Validators: []validator.Map{r}},
		"custom": schema.SingleNestedAttribute{
			Optional: true, Attributes: map[string]schema.Attribute{
				"delete": schema.StringAttribute{Optional: true, Validators: []validator.String{r}},
			},
			CustomType: namedType{types.ObjectType{AttrTypes: map[string]attr.Type{"delete": types.StringType}}},
		},
	}}
}

func text(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func number(value any) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }

func TestValidator(t *testing.T) {
	var log calls
	declared := newItem(&log)
	kinds := map[string]tftypes.Type{}
	for name, attribute := range declared.attributes {
		kinds[name] = attribute.GetType().TerraformType(t.Context())
	}
	kind := tftypes.Object{AttributeTypes: kinds}
	nested, _ := kinds["object"].(tftypes.Object)
	inner := nested.AttributeTypes["inner"]
	// object returns a nested object with some of its attributes.
	object := func(values map[string]tftypes.Value) tftypes.Value {
		all := map[string]tftypes.Value{}
		for name, kind := range nested.AttributeTypes {
			all[name] = tftypes.NewValue(kind, nil)
		}
		maps.Copy(all, values)
		return tftypes.NewValue(nested, all)
	}
	labeled := func(label any) tftypes.Value { return object(map[string]tftypes.Value{"label": text(label)}) }
	sized := func(size, state any) tftypes.Value {
		return object(map[string]tftypes.Value{"label": text("x"), "inner": tftypes.NewValue(inner,
			map[string]tftypes.Value{"size": number(size), "state": text(state)})})
	}
	priced := func(price any) tftypes.Value {
		return object(map[string]tftypes.Value{"label": text("x"), "price": number(price)})
	}
	list := func(elements ...tftypes.Value) tftypes.Value { return tftypes.NewValue(kinds["list"], elements) }
	entries := func(element tftypes.Value) tftypes.Value {
		return tftypes.NewValue(kinds["entries"], map[string]tftypes.Value{"key": element})
	}
	strings := func(name string, elements ...tftypes.Value) tftypes.Value {
		return tftypes.NewValue(kinds[name], elements)
	}
	unknown := func(name string) tftypes.Value { return tftypes.NewValue(kinds[name], tftypes.UnknownValue) }

	type values = map[string]tftypes.Value
	for _, test := range []struct {
		name   string
		values values
		// valid is whether the framework has no diagnostics.
		valid          bool
		noCapabilities bool
	}{
		{name: "minimal", valid: true},
		{name: "values", valid: true, values: values{
			"assigned": text("a"), "secret": text("s"), "enabled": tftypes.NewValue(tftypes.Bool, true), "count": number(3),
			"price": number(9.5), "texts": strings("texts", text("a"), text("b")), "tags": strings("tags", text("a"), text("b")),
			"numbers": strings("numbers", number(1)), "labels": tftypes.NewValue(kinds["labels"], values{"k": text("v")}),
			"anything": tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.Bool}},
				values{"a": tftypes.NewValue(tftypes.Bool, true)}),
			"object": sized(1, nil), "list": list(sized(1, nil), labeled("y")), "entries": entries(sized(2, nil)),
			"custom": tftypes.NewValue(kinds["custom"], values{"delete": text("5m")}),
		}},
		{name: "empty", valid: true, values: values{
			"texts": strings("texts"), "tags": strings("tags"), "list": list(),
			"labels": tftypes.NewValue(kinds["labels"], values{}), "entries": tftypes.NewValue(kinds["entries"], values{}),
		}},
		{name: "unknown", valid: true, values: values{
			"name": text(tftypes.UnknownValue), "assigned": unknown("assigned"), "old": unknown("old"), "enabled": unknown("enabled"),
			"count": unknown("count"), "price": unknown("price"), "texts": unknown("texts"), "tags": unknown("tags"),
			"labels": unknown("labels"), "anything": unknown("anything"), "needed": unknown("needed"), "object": unknown("object"),
			"list": unknown("list"), "entries": unknown("entries"), "custom": unknown("custom"), "oldDynamic": unknown("oldDynamic"),
		}},
		{name: "unknown element", valid: true, values: values{"texts": strings("texts", text(tftypes.UnknownValue))}},
		{name: "unknown within", valid: true, values: values{"list": list(labeled(tftypes.UnknownValue))}},
		{name: "unknown object in a list", values: values{"list": list(tftypes.NewValue(nested, tftypes.UnknownValue))}},
		{name: "null object in a list", values: values{"list": list(tftypes.NewValue(nested, nil))}},
		{name: "no name", values: values{"name": text(nil)}},
		{name: "no dynamic", values: values{"needed": tftypes.NewValue(tftypes.DynamicPseudoType, nil)}},
		{name: "null of a type", values: values{"needed": text(nil)}},
		{name: "read-only", values: values{"state": text("s")}},
		{name: "unknown read-only", values: values{"state": unknown("state")}},
		{name: "write-only", values: values{"secret": text("s")}, noCapabilities: true},
		{name: "no write-only", valid: true, noCapabilities: true},
		{name: "capabilities of the resource", values: values{"name": text("write-only")}, noCapabilities: true},
		{name: "deprecated", values: values{"old": text("s")}},
		{name: "deprecated dynamic", values: values{"oldDynamic": text("s")}},
		{name: "deprecated null of a type", valid: true, values: values{"oldDynamic": text(nil)}},
		{name: "deprecated unknown of a type", valid: true, values: values{"oldDynamic": text(tftypes.UnknownValue)}},
		{name: "null dynamic of a type", valid: true, values: values{"anything": text(nil)}},
		{name: "ValidateConfig", values: values{"name": text("first")}},
		{name: "ConfigValidators", values: values{"name": text("second")}},
		{name: "ValidateConfig of a nested attribute", values: values{"object": labeled("first")}},
		{name: "string", values: values{"name": text("refused")}},
		{name: "list", values: values{"texts": strings("texts", text("refused"))}},
		{name: "set", values: values{"tags": strings("tags", text("refused"))}},
		{name: "map", values: values{"labels": tftypes.NewValue(kinds["labels"], values{"k": text("refused")})}},
		{name: "dynamic", values: values{"anything": text("refused")}},
		{name: "duplicates", values: values{"tags": strings("tags", text("a"), text("a"))}},
		{name: "fraction", values: values{"count": number(1.5)}},
		{name: "fraction in a list", values: values{"numbers": strings("numbers", number(1.5))}},
		{name: "large number", values: values{"price": number(new(big.Float).SetMantExp(big.NewFloat(math.MaxFloat64), 9))}},
		{name: "large number within", values: values{"object": priced(new(big.Float).SetMantExp(big.NewFloat(math.MaxFloat64), 9))}},
		{name: "large number in a list", values: values{"list": list(priced(new(big.Float).SetMantExp(big.NewFloat(math.MaxFloat64), 9)))}},
		{name: "object", values: values{"object": labeled("refused")}},
		{name: "required within", values: values{"object": labeled(nil)}},
		{name: "read-only within", values: values{"object": sized(1, "s")}},
		{name: "object in a list", values: values{"list": list(labeled("x"), labeled("refused"))}},
		{name: "required in a list", values: values{"list": list(labeled("x"), labeled(nil))}},
		{name: "read-only in a list", values: values{"list": list(sized(1, "s"))}},
		{name: "object in a map", values: values{"entries": entries(labeled("refused"))}},
		{name: "required in a map", values: values{"entries": entries(labeled(nil))}},
		{name: "custom type", values: values{"custom": tftypes.NewValue(kinds["custom"], values{"delete": text("refused")})}},
	} {
		config := map[string]tftypes.Value{}
		for name, kind := range kinds {
			config[name] = tftypes.NewValue(kind, nil)
		}
		config["name"], config["needed"] = text("n"), text("d")
		maps.Copy(config, test.values)
		encoded, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, config))
		if err != nil {
			t.Fatal(err)
		}

		log = nil
		framework := providerserver.NewProtocol6(items{item: declared})()
		response, err := framework.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
			TypeName: "item", Config: &encoded,
			ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: !test.noCapabilities},
		})
		if err != nil || (len(response.Diagnostics) == 0) != test.valid {
			t.Errorf("%s: got %v and %v of the framework, want no diagnostics: %t", test.name, err, response.Diagnostics, test.valid)
		}
		want := sortedCalls(log)

		log = nil
		raw, err := encoded.Unmarshal(kind)
		if err != nil {
			t.Fatal(err)
		}
		v := fastpath.NewValidator(t.Context(), declared, schema.Schema{Attributes: declared.attributes})
		got := v.IsValid(t.Context(), raw, resource.ValidateConfigClientCapabilities{WriteOnlyAttributesAllowed: !test.noCapabilities})
		if got != test.valid {
			t.Errorf("%s: got %t, want %t", test.name, got, test.valid)
		}
		if calls := sortedCalls(log); got && !slices.Equal(calls, want) {
			t.Errorf("%s: got the requests\n%s\nwant those of the framework\n%s", test.name, calls, want)
		}
	}
}

// sortedCalls returns each request once: the framework repeats those of single objects.
func sortedCalls(log calls) calls { return slices.Compact(slices.Sorted(slices.Values(log))) }

// validatedType is a type whose values validate themselves.
type validatedType struct{ basetypes.StringType }

func (validatedType) ValueFromTerraform(context.Context, tftypes.Value) (attr.Value, error) {
	return validatedText{types.StringValue("v")}, nil
}

type validatedText struct{ basetypes.StringValue }

func (validatedText) ValidateAttribute(context.Context, xattr.ValidateAttributeRequest, *xattr.ValidateAttributeResponse) {
}

// validatedObjectType is a type of objects that validate themselves.
type validatedObjectType struct{ types.ObjectType }

func (t validatedObjectType) ValueFromTerraform(context.Context, tftypes.Value) (attr.Value, error) {
	return validatedObject{types.ObjectNull(t.AttrTypes)}, nil
}

type validatedObject struct{ basetypes.ObjectValue }

func (validatedObject) ValidateAttribute(context.Context, xattr.ValidateAttributeRequest, *xattr.ValidateAttributeResponse) {
}

// customText is a text of a custom type, which the framework converts for validators.
type customText struct{ basetypes.StringValue }

type customType struct{ basetypes.StringType }

func (customType) ValueFromTerraform(context.Context, tftypes.Value) (attr.Value, error) {
	return customText{types.StringValue("v")}, nil
}

// TestValidator_LeftToFramework has schemas and values that only the framework validates.
func TestValidator_LeftToFramework(t *testing.T) {
	supported := schema.StringAttribute{Optional: true}
	objects := schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{"a": supported}}
	custom := types.ObjectType{AttrTypes: map[string]attr.Type{"b": types.StringType}}
	object := func(attribute schema.Attribute) schema.Attribute {
		return schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{"a": attribute}}
	}
	for name, attribute := range map[string]schema.Attribute{
		"not configurable":      schema.StringAttribute{},
		"computed write-only":   schema.StringAttribute{Optional: true, Computed: true, WriteOnly: true},
		"required and optional": schema.StringAttribute{Required: true, Optional: true, WriteOnly: true},
		"number":                schema.NumberAttribute{Optional: true},
		"object":                schema.ObjectAttribute{Optional: true, AttributeTypes: custom.AttrTypes},
		"set of objects":        schema.SetNestedAttribute{Optional: true, NestedObject: objects},
		"number within":         object(schema.NumberAttribute{Optional: true}),
		"list with a different type": schema.ListNestedAttribute{
			Optional: true, NestedObject: objects, CustomType: types.ListType{ElemType: custom},
		},
		"map with a different type": schema.MapNestedAttribute{
			Optional: true, NestedObject: objects, CustomType: types.MapType{ElemType: custom},
		},
		"list of numbers in an object": schema.ListNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{"a": schema.NumberAttribute{Optional: true}},
		}},
	} {
		attributes := map[string]schema.Attribute{"a": attribute, "b": supported}
		if fastpath.NewValidator(t.Context(), item{}, schema.Schema{Attributes: attributes}) != nil {
			t.Errorf("%s: got a validator, want none", name)
		}
	}
	for name, s := range map[string]schema.Schema{
		"deprecated": {DeprecationMessage: "Use another."},
		"blocks":     {Blocks: map[string]schema.Block{"a": schema.SingleNestedBlock{}}},
	} {
		if fastpath.NewValidator(t.Context(), item{}, s) != nil {
			t.Errorf("%s: got a validator, want none", name)
		}
	}
	var log calls
	for name, attribute := range map[string]schema.Attribute{
		"a value that validates itself": schema.StringAttribute{Required: true, CustomType: validatedType{}},
		"an object that validates itself": schema.SingleNestedAttribute{
			Optional: true, CustomType: validatedObjectType{custom}, Attributes: map[string]schema.Attribute{"b": supported},
		},
		"a value of a custom type": schema.StringAttribute{
			Required: true, CustomType: customType{}, Validators: []validator.String{recorder{calls: &log}},
		},
	} {
		attributes := map[string]schema.Attribute{"name": attribute}
		v := fastpath.NewValidator(t.Context(), struct{ resource.Resource }{}, schema.Schema{Attributes: attributes})
		value := text("v")
		if name == "an object that validates itself" {
			value = tftypes.NewValue(attribute.GetType().TerraformType(t.Context()), map[string]tftypes.Value{"b": text("v")})
		}
		config := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": value.Type()}},
			map[string]tftypes.Value{"name": value})
		if v.IsValid(t.Context(), config, resource.ValidateConfigClientCapabilities{}) || len(log) > 0 {
			t.Errorf("%s: got a decision and the requests %v, want neither", name, log)
		}
	}
}
