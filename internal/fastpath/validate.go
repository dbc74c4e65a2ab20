package fastpath

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/attr/xattr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"
)

// Validator validates the configurations of one resource with the checks of the framework, which looks up the type and the value of
// each attribute by its path and converts each value once for every level of nesting.
type Validator struct {
	// resource is not configured. Its validators must not need a client: Terraform validates without one, too.
	resource   resource.Resource
	schema     schema.Schema
	attributes map[string]*attributeRules
}

// NewValidator returns nil if the schema has something that only the framework validates.
func NewValidator(ctx context.Context, r resource.Resource, s schema.Schema) *Validator {
	attributes, ok := rulesOf(ctx, s.Attributes)
	if !ok || len(s.Blocks) > 0 || s.DeprecationMessage != "" {
		return nil
	}
	return &Validator{resource: r, schema: s, attributes: attributes}
}

// IsValid reports whether a configuration has neither errors nor warnings. If it is false, the framework must validate.
func (v *Validator) IsValid(ctx context.Context, config tftypes.Value, capabilities resource.ValidateConfigClientCapabilities) bool {
	// GetAttribute of a configuration logs.
	ctx = tfsdklog.NewSubsystem(ctx, "framework", tfsdklog.WithAdditionalLocationOffset(1),
		tfsdklog.WithLevelFromEnv("TF_LOG_SDK_FRAMEWORK"), tfsdklog.WithRootFields())
	if config.IsNull() || !config.IsKnown() {
		return false
	}
	walk := configWalk{
		config: tfsdk.Config{Raw: config, Schema: v.schema}, capabilities: validator.ValidateSchemaClientCapabilities(capabilities),
	}
	values, ok := walk.attributes(ctx, v.attributes, config, func(name string) place {
		return place{path: path.Root(name), expression: path.MatchRoot(name)}
	})
	return ok && v.resourceIsValid(ctx, resource.ValidateConfigRequest{
		Config: tfsdk.Config{Raw: config, Schema: readSchema{v.schema, v.attributes, values}}, ClientCapabilities: capabilities,
	})
}

// readSchema is the schema of a configuration whose attributes were read, so that a validator of the resource does not read them again.
type readSchema struct {
	schema.Schema
	rules  map[string]*attributeRules
	values map[string]attr.Value
}

// TypeAtTerraformPath returns the type of the attribute at a path.
func (s readSchema) TypeAtTerraformPath(ctx context.Context, at *tftypes.AttributePath) (attr.Type, error) {
	if steps := at.Steps(); len(steps) == 1 {
		name, _ := steps[0].(tftypes.AttributeName)
		if value, ok := s.values[string(name)]; ok {
			return readType{s.rules[string(name)].valueType, value}, nil
		}
	}
	return s.Schema.TypeAtTerraformPath(ctx, at)
}

// readType is the type of one value that was read and validated.
type readType struct {
	attr.Type
	value attr.Value
}

// ValueFromTerraform returns the value.
func (t readType) ValueFromTerraform(context.Context, tftypes.Value) (attr.Value, error) {
	return t.value, nil
}

// resourceIsValid reports whether the validators of the whole resource return no diagnostics.
func (v *Validator) resourceIsValid(ctx context.Context, request resource.ValidateConfigRequest) bool {
	var response resource.ValidateConfigResponse
	if r, ok := v.resource.(resource.ResourceWithConfigValidators); ok {
		for _, validator := range r.ConfigValidators(ctx) {
			validator.ValidateResource(ctx, request, &response)
		}
	}
	if r, ok := v.resource.(resource.ResourceWithValidateConfig); ok {
		r.ValidateConfig(ctx, request, &response)
	}
	return len(response.Diagnostics) == 0
}

// attributeRules are what the values of an attribute are checked for.
type attributeRules struct {
	isRequired, isReadOnly, isWriteOnly, isDeprecated bool

	valueType attr.Type
	// null is the value of an attribute that is null, nil if it has a type in the configuration.
	null attr.Value
	// validators call the validators of the attribute.
	validators []validate
	// elements are the rules of a nested object, or of each element of a list or map of them; nil for other attributes.
	elements *objectRules
}

// objectRules are the rules of a nested object.
type objectRules struct {
	attributes map[string]*attributeRules
	validators []validate
	valueType  types.ObjectType
}

// validate calls a validator.
type validate func(ctx context.Context, r request) diag.Diagnostics

// request is a request to a validator, with a value of any type.
type request struct {
	place
	configWalk
	value attr.Value
}

// place is where a value is in a configuration.
type place struct {
	path       path.Path
	expression path.Expression
}

// rulesOf returns the rules of attributes; ok is false if the framework must validate one of them.
func rulesOf(ctx context.Context, attributes map[string]schema.Attribute) (rules map[string]*attributeRules, ok bool) {
	rules = make(map[string]*attributeRules, len(attributes))
	for name, attribute := range attributes {
		if rules[name], ok = ruleOf(ctx, attribute); !ok {
			return nil, false
		}
	}
	return rules, true
}

func ruleOf(ctx context.Context, attribute schema.Attribute) (*attributeRules, bool) {
	rule := &attributeRules{
		isRequired: attribute.IsRequired(), isReadOnly: attribute.IsComputed() && !attribute.IsOptional(),
		isWriteOnly: attribute.IsWriteOnly(), isDeprecated: attribute.GetDeprecationMessage() != "",
		valueType: attribute.GetType(),
	}
	ok := isDefined(attribute) && rule.setValidators(attribute) && rule.setElements(ctx, attribute)
	if _, dynamic := attribute.(schema.DynamicAttribute); dynamic || !ok {
		return rule, ok
	}
	var err error
	rule.null, err = rule.valueType.ValueFromTerraform(ctx, tftypes.NewValue(rule.valueType.TerraformType(ctx), nil))
	return rule, err == nil
}

// isDefined reports whether the framework allows the definition of an attribute.
func isDefined(attribute schema.Attribute) bool {
	if attribute.IsWriteOnly() && (attribute.IsComputed() || attribute.IsRequired() && attribute.IsOptional()) {
		return false
	}
	return attribute.IsRequired() || attribute.IsOptional() || attribute.IsComputed()
}

// setElements sets the rules of nested objects. It reports false if the framework must validate them.
func (r *attributeRules) setElements(ctx context.Context, attribute schema.Attribute) bool {
	switch a := attribute.(type) {
	case schema.SingleNestedAttribute:
		// The framework calls the validators for the attribute, and again for the object.
		r.elements = objectRulesOf(ctx, schema.NestedAttributeObject{Attributes: a.Attributes})
		return r.elements != nil
	case schema.ListNestedAttribute:
		r.elements = objectRulesOf(ctx, a.NestedObject)
		return r.elements != nil && r.valueType.Equal(types.ListType{ElemType: r.elements.valueType})
	case schema.MapNestedAttribute:
		r.elements = objectRulesOf(ctx, a.NestedObject)
		return r.elements != nil && r.valueType.Equal(types.MapType{ElemType: r.elements.valueType})
	}
	return true
}

// objectRulesOf returns the rules of a nested object, nil if the framework must validate it.
func objectRulesOf(ctx context.Context, object schema.NestedAttributeObject) *objectRules {
	attributes, ok := rulesOf(ctx, object.Attributes)
	if !ok {
		return nil
	}
	attributeTypes := make(map[string]attr.Type, len(attributes))
	for name, rule := range attributes {
		attributeTypes[name] = rule.valueType
	}
	return &objectRules{
		attributes: attributes, validators: objectValidators(object.Validators), valueType: types.ObjectType{AttrTypes: attributeTypes},
	}
}

// setValidators sets the validators of an attribute. It reports false if the framework must call them.
func (r *attributeRules) setValidators(attribute schema.Attribute) bool {
	switch a := attribute.(type) {
	case schema.StringAttribute:
		r.validators = callEach(a.Validators, func(ctx context.Context, v validator.String, r request, value types.String) diag.Diagnostics {
			var response validator.StringResponse
			v.ValidateString(ctx, validator.StringRequest{
				Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
			}, &response)
			return response.Diagnostics
		})
	case schema.BoolAttribute:
		r.validators = callEach(a.Validators, func(ctx context.Context, v validator.Bool, r request, value types.Bool) diag.Diagnostics {
			var response validator.BoolResponse
			v.ValidateBool(ctx, validator.BoolRequest{
				Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
			}, &response)
			return response.Diagnostics
		})
	case schema.Int64Attribute:
		r.validators = callEach(a.Validators, func(ctx context.Context, v validator.Int64, r request, value types.Int64) diag.Diagnostics {
			var response validator.Int64Response
			v.ValidateInt64(ctx, validator.Int64Request{
				Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
			}, &response)
			return response.Diagnostics
		})
	case schema.Float64Attribute:
		r.validators = callEach(a.Validators, func(ctx context.Context, v validator.Float64, r request, value types.Float64) diag.Diagnostics {
			var response validator.Float64Response
			v.ValidateFloat64(ctx, validator.Float64Request{
				Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
			}, &response)
			return response.Diagnostics
		})
	case schema.DynamicAttribute:
		r.validators = callEach(a.Validators, func(ctx context.Context, v validator.Dynamic, r request, value types.Dynamic) diag.Diagnostics {
			var response validator.DynamicResponse
			v.ValidateDynamic(ctx, validator.DynamicRequest{
				Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
			}, &response)
			return response.Diagnostics
		})
	case schema.ListAttribute:
		r.validators = listValidators(a.Validators)
	case schema.ListNestedAttribute:
		r.validators = listValidators(a.Validators)
	case schema.MapAttribute:
		r.validators = mapValidators(a.Validators)
	case schema.MapNestedAttribute:
		r.validators = mapValidators(a.Validators)
	case schema.SetAttribute:
		r.validators = callEach(a.Validators, func(ctx context.Context, v validator.Set, r request, value types.Set) diag.Diagnostics {
			var response validator.SetResponse
			v.ValidateSet(ctx, validator.SetRequest{
				Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
			}, &response)
			return response.Diagnostics
		})
	case schema.SingleNestedAttribute:
		r.validators = objectValidators(a.Validators)
	default:
		return false
	}
	return true
}

func listValidators(validators []validator.List) []validate {
	return callEach(validators, func(ctx context.Context, v validator.List, r request, value types.List) diag.Diagnostics {
		var response validator.ListResponse
		v.ValidateList(ctx, validator.ListRequest{
			Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
		}, &response)
		return response.Diagnostics
	})
}

func mapValidators(validators []validator.Map) []validate {
	return callEach(validators, func(ctx context.Context, v validator.Map, r request, value types.Map) diag.Diagnostics {
		var response validator.MapResponse
		v.ValidateMap(ctx, validator.MapRequest{
			Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
		}, &response)
		return response.Diagnostics
	})
}

func objectValidators(validators []validator.Object) []validate {
	return callEach(validators, func(ctx context.Context, v validator.Object, r request, value types.Object) diag.Diagnostics {
		var response validator.ObjectResponse
		v.ValidateObject(ctx, validator.ObjectRequest{
			Path: r.path, PathExpression: r.expression, Config: r.config, ConfigValue: value, ClientCapabilities: r.capabilities,
		}, &response)
		return response.Diagnostics
	})
}

// callEach returns calls of each validator. A value of a different type is an error.
func callEach[Validator any, Value attr.Value](validators []Validator,
	call func(context.Context, Validator, request, Value) diag.Diagnostics,
) []validate {
	var calls []validate
	for _, v := range validators {
		calls = append(calls, func(ctx context.Context, r request) diag.Diagnostics {
			value, ok := r.value.(Value)
			if !ok {
				return diag.Diagnostics{diag.NewErrorDiagnostic("Unexpected type", "The framework must convert the value.")}
			}
			return call(ctx, v, r, value)
		})
	}
	return calls
}

// configWalk validates the values of a configuration. Its methods return false where the framework must validate.
type configWalk struct {
	config       tfsdk.Config
	capabilities validator.ValidateSchemaClientCapabilities
}

func (w configWalk) attributes(ctx context.Context, rules map[string]*attributeRules, raw tftypes.Value, at func(name string) place,
) (map[string]attr.Value, bool) {
	var configured map[string]tftypes.Value
	if raw.As(&configured) != nil {
		return nil, false
	}
	values := make(map[string]attr.Value, len(rules))
	for name, rule := range rules {
		value, ok := w.attribute(ctx, rule, configured[name], at(name))
		if !ok {
			return nil, false
		}
		values[name] = value
	}
	return values, true
}

func (w configWalk) attribute(ctx context.Context, rule *attributeRules, raw tftypes.Value, at place) (attr.Value, bool) {
	value, ok := w.value(ctx, rule, raw, at)
	if !ok || !w.typeIsValid(ctx, rule.valueType, raw, value, at) {
		return nil, false
	}
	isNull, isUnknown := value.IsNull(), value.IsUnknown()
	if dynamic, ok := value.(types.Dynamic); ok {
		isNull, isUnknown = isNull || dynamic.IsUnderlyingValueNull(), isUnknown || dynamic.IsUnderlyingValueUnknown()
	}
	if isNull && rule.isRequired || !isNull && (rule.isReadOnly ||
		rule.isWriteOnly && !w.capabilities.WriteOnlyAttributesAllowed || rule.isDeprecated && !isUnknown) {
		return nil, false
	}
	return value, w.passes(ctx, rule.validators, value, at)
}

// typeIsValid reports whether the type of an attribute allows a value.
func (w configWalk) typeIsValid(ctx context.Context, valueType attr.Type, raw tftypes.Value, value attr.Value, at place) bool {
	if _, ok := value.(xattr.ValidateableAttribute); ok {
		return false
	}
	// xattr.TypeWithValidate is deprecated, but the framework calls it.
	t, ok := valueType.(interface {
		Validate(ctx context.Context, value tftypes.Value, at path.Path) diag.Diagnostics
	})
	return !ok || len(t.Validate(ctx, raw, at.path)) == 0
}

// passes reports whether validators return no diagnostics.
func (w configWalk) passes(ctx context.Context, validators []validate, value attr.Value, at place) bool {
	r := request{place: at, configWalk: w, value: value}
	return !slices.ContainsFunc(validators, func(call validate) bool { return len(call(ctx, r)) > 0 })
}

// value returns the value of an attribute. It validates nested objects.
func (w configWalk) value(ctx context.Context, rule *attributeRules, raw tftypes.Value, at place) (attr.Value, bool) {
	if rule.null != nil && raw.IsNull() {
		return rule.null, true
	}
	if rule.elements == nil || !raw.IsKnown() {
		value, err := rule.valueType.ValueFromTerraform(ctx, raw)
		return value, err == nil
	}
	switch rule.valueType.(type) {
	case basetypes.ListType:
		return w.list(ctx, rule.elements, raw, at)
	case basetypes.MapType:
		return w.entries(ctx, rule.elements, raw, at)
	}
	value, ok := w.object(ctx, rule.elements, raw, at)
	if _, plain := rule.valueType.(basetypes.ObjectType); ok && !plain {
		// A custom type, such as that of timeouts.
		converted, err := rule.valueType.ValueFromTerraform(ctx, raw)
		return converted, err == nil
	}
	return value, ok
}

func (w configWalk) list(ctx context.Context, rules *objectRules, raw tftypes.Value, at place) (attr.Value, bool) {
	var configured []tftypes.Value
	if raw.As(&configured) != nil {
		return nil, false
	}
	elements := make([]attr.Value, len(configured))
	for i, element := range configured {
		value, ok := w.object(ctx, rules, element, place{at.path.AtListIndex(i), at.expression.AtListIndex(i)})
		if !ok {
			return nil, false
		}
		elements[i] = value
	}
	value, diagnostics := types.ListValue(rules.valueType, elements)
	return value, len(diagnostics) == 0
}

func (w configWalk) entries(ctx context.Context, rules *objectRules, raw tftypes.Value, at place) (attr.Value, bool) {
	var configured map[string]tftypes.Value
	if raw.As(&configured) != nil {
		return nil, false
	}
	elements := make(map[string]attr.Value, len(configured))
	for key, element := range configured {
		value, ok := w.object(ctx, rules, element, place{at.path.AtMapKey(key), at.expression.AtMapKey(key)})
		if !ok {
			return nil, false
		}
		elements[key] = value
	}
	value, diagnostics := types.MapValue(rules.valueType, elements)
	return value, len(diagnostics) == 0
}

func (w configWalk) object(ctx context.Context, rules *objectRules, raw tftypes.Value, at place) (attr.Value, bool) {
	if raw.IsNull() || !raw.IsKnown() {
		return nil, false
	}
	values, ok := w.attributes(ctx, rules.attributes, raw, func(name string) place {
		return place{at.path.AtName(name), at.expression.AtName(name)}
	})
	if !ok {
		return nil, false
	}
	value, diagnostics := types.ObjectValue(rules.valueType.AttrTypes, values)
	return value, len(diagnostics) == 0 && w.passes(ctx, rules.validators, value, at)
}
