package kind

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfaccess"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// Variant is one of several types of an object, of which the API has the fields at the root and the type in the path. The attribute
// is an object, and a configuration has exactly one of the variants of a kind.
type Variant struct {
	Object
	// APIType is the type in the API, such as aws-ses.
	APIType string
	// Updatable are the attributes that an update can change. A change of a different one needs a different object.
	Updatable []string
}

var _ Field = Variant{}

// atRoot is implemented by a field whose JSON is a part of the object itself.
type atRoot interface{ isAtRoot() }

func (Variant) isAtRoot() {}

// ToAPI implements Field.
func (f Variant) ToAPI(value attr.Value) any {
	object, _ := value.(types.Object)
	if object.IsNull() {
		return map[string]any{}
	}
	fields := f.Fields.toAPI(object.Attributes())
	fields[discriminator] = f.APIType
	return fields
}

// FromAPI implements Field. value is the whole object.
func (f Variant) FromAPI(value any, prior attr.Value) attr.Value {
	object, _ := value.(map[string]any)
	if object[discriminator] != f.APIType {
		return types.ObjectNull(f.Fields.Types())
	}
	return f.Object.FromAPI(object, prior)
}

// Accept implements Field. value is the whole object.
func (f Variant) Accept(value any) (any, error) {
	object, _ := value.(map[string]any)
	if object[discriminator] != f.APIType {
		return map[string]any{}, nil
	}
	return f.Object.Accept(object)
}

// AddTo implements Field.
func (f Variant) AddTo(shape *rebilly.Shape, _ string) { f.Fields.addTo(shape, "") }

// withVariants returns the kind with the attributes of its variants, and the computed type and id that are its key.
func (k Kind) withVariants() Kind {
	if k.Variants == nil {
		return k
	}
	k.Key = []string{discriminator, "id"}
	k.Fields = maps.Clone(k.Fields)
	var values []string
	for _, name := range slices.Sorted(maps.Keys(k.Variants)) {
		variant := k.Variants[name]
		variant.APIType = name
		k.Fields[attributeName(name)] = variant
		values = append(values, name)
	}
	k.Fields[discriminator] = typeOf{Text: Text{
		Description: "Type of the " + k.Name, ReadOnly: true, Values: values, PlanModifiers: []planmodifier.String{typeOfVariant{values}},
	}}
	k.Fields["id"] = Text{Description: "ID of the " + k.Name + ", which Rebilly assigns", ReadOnly: true}
	return k
}

// typeOf is the type of an object with variants. One that is not declared is an error, because an update would destroy it.
type typeOf struct{ Text }

// Attribute implements Field.
func (f typeOf) Attribute() schema.Attribute {
	attribute, _ := f.Text.Attribute().(schema.StringAttribute)
	attribute.Validators = append(attribute.Validators, valueIn(f.Values))
	return attribute
}

// Accept implements Field.
func (f typeOf) Accept(value any) (any, error) {
	if name, _ := value.(string); !slices.Contains(f.Values, name) {
		return nil, fmt.Errorf("the type %q is not supported by this version of the provider", name)
	}
	return value, nil
}

// typeOfVariant plans the type of the variant that is configured.
type typeOfVariant struct{ types []string }

var _ planmodifier.String = typeOfVariant{}

// Description implements planmodifier.String.
func (typeOfVariant) Description(context.Context) string { return "The type is that of the variant." }

// MarkdownDescription implements planmodifier.String.
func (m typeOfVariant) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

// PlanModifyString implements planmodifier.String.
func (m typeOfVariant) PlanModifyString(ctx context.Context, request planmodifier.StringRequest, response *planmodifier.StringResponse) {
	for _, name := range m.types {
		variant, diagnostics := objectAt(ctx, request.Config, attributeName(name))
		response.Diagnostics.Append(diagnostics...)
		switch {
		case variant.IsUnknown():
			// It may be null.
			response.PlanValue = types.StringUnknown()
			return
		case !variant.IsNull():
			response.PlanValue = types.StringValue(name)
		}
	}
}

func objectAt(ctx context.Context, from tfaccess.AttributeGetter, name string) (types.Object, diag.Diagnostics) {
	return tfaccess.RootAttribute[types.Object](ctx, from, name)
}

// variantAttributes returns the attributes of the variants, sorted.
func (k Kind) variantAttributes() []string {
	var attributes []string
	for _, name := range slices.Sorted(maps.Keys(k.Variants)) {
		attributes = append(attributes, attributeName(name))
	}
	return attributes
}

// ValidateConfig returns an error unless a configuration has exactly one variant.
func (r *Resource) ValidateConfig(ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse) {
	variants := map[string]attr.Value{}
	for _, name := range r.declaration.variantAttributes() {
		variant, diagnostics := objectAt(ctx, request.Config, name)
		response.Diagnostics.Append(diagnostics...)
		variants[name] = variant
	}
	set, names, isKnown := validators.Selected(variants)
	switch {
	case len(names) == 0 || !isKnown || response.Diagnostics.HasError():
	case len(set) == 0:
		response.Diagnostics.AddError("Missing variant", fmt.Sprintf("Set exactly one of %s.", strings.Join(names, ", ")))
	case len(set) > 1:
		response.Diagnostics.AddAttributeError(path.Root(set[1]), "Conflicting variants",
			fmt.Sprintf("Set exactly one of %s. The configuration sets %s.", strings.Join(names, ", "), strings.Join(set, " and ")))
	}
}

// replacedVariants returns the attributes of variants whose changes in a plan need a different object.
func (k Kind) replacedVariants(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (path.Paths, diag.Diagnostics) {
	var found path.Paths
	var diagnostics diag.Diagnostics
	if state.Raw.IsNull() || plan.Raw.IsNull() {
		return nil, nil
	}
	for name, variant := range k.Variants {
		attribute := attributeName(name)
		before, more := objectAt(ctx, state, attribute)
		diagnostics.Append(more...)
		after, more := objectAt(ctx, plan, attribute)
		diagnostics.Append(more...)
		if before.IsNull() != after.IsNull() || after.IsUnknown() {
			found.Append(path.Root(attribute))
			continue
		}
		for member, value := range after.Attributes() {
			if !variant.canUpdate(member, value) {
				found.Append(differences(path.Root(attribute).AtName(member), before.Attributes()[member], value)...)
			}
		}
	}
	return found, diagnostics
}

// canUpdate reports whether an update can change an attribute to a value.
func (f Variant) canUpdate(attribute string, value attr.Value) bool {
	text, _ := f.Fields[attribute].(Text)
	return slices.Contains(f.Updatable, attribute) && (!value.IsNull() || text.Unset != Omit)
}

// differences returns the attributes that Rebilly must have with different values. It keeps a secret whose version is removed.
func differences(at path.Path, before, after attr.Value) path.Paths {
	if after.IsNull() && strings.HasSuffix(lastName(at), crud.WriteOnlySuffix+crud.VersionSuffix) {
		return nil
	}
	from, isObject := before.(types.Object)
	to, _ := after.(types.Object)
	var found path.Paths
	if !isObject || from.IsNull() || to.IsNull() || to.IsUnknown() {
		if !before.Equal(after) {
			found.Append(at)
		}
		return found
	}
	for member, value := range to.Attributes() {
		found.Append(differences(at.AtName(member), from.Attributes()[member], value)...)
	}
	return found
}

// planVariants replaces an object of which an update cannot change the variant, and returns an error if a new one would lack a secret.
func (r *Resource) planVariants(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	if r.declaration.Variants == nil || request.Plan.Raw.IsNull() {
		return
	}
	replaced, diagnostics := r.declaration.replacedVariants(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.RequiresReplace.Append(replaced...)
	if !request.State.Raw.IsNull() && len(response.RequiresReplace) == 0 {
		return
	}
	for name, variant := range r.declaration.Variants {
		configured, diagnostics := objectAt(ctx, request.Config, attributeName(name))
		response.Diagnostics.Append(diagnostics...)
		if !configured.IsNull() && !configured.IsUnknown() {
			response.Diagnostics.Append(missingSecrets(path.Root(attributeName(name)), variant.Fields, configured.Attributes())...)
		}
	}
}

// missingSecrets returns an error for each secret that a new object needs and that is not configured.
func missingSecrets(at path.Path, fields Fields, values map[string]attr.Value) diag.Diagnostics {
	var diagnostics diag.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := values[name]
		switch field := fields[name].(type) {
		case Secret:
			if field.RequiredOnCreate && (value == nil || value.IsNull()) {
				diagnostics.AddAttributeError(at.AtName(name), "Missing secret", fmt.Sprintf("A new object needs %s. Set it, and %[1]s%s.",
					at.AtName(name), crud.VersionSuffix))
			}
		case Union:
			union, _ := value.(types.Object)
			for variant, object := range field.Variants {
				if selected, _ := union.Attributes()[attributeName(variant)].(types.Object); !selected.IsNull() && !selected.IsUnknown() {
					diagnostics.Append(missingSecrets(at.AtName(name).AtName(attributeName(variant)), object.Fields, selected.Attributes())...)
				}
			}
		}
	}
	return diagnostics
}
