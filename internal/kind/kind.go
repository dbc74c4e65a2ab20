// Package kind has declared kinds of managed objects. A declaration describes each field once: name, type, bounds, default and
// description. Schema, validators, mapping to and from the API, checks of responses, and documentation follow from it.
//
// A kind whose code computes with its values, such as plan, is not declared: it has a model and a crud.Spec of its own.
package kind

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/apifacts/names"
	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
)

// Kind declares one kind of managed object.
type Kind struct {
	// These are as in crud.Spec.
	Name, Plural                       string
	Identity                           crud.Identity
	IDPrefix                           string
	Key                                []string
	CaseInsensitiveKey, RenamesInPlace bool
	Consistency                        crud.Consistency
	DisplayNameAttribute               string
	// Collection is the path below the organization, such as "products".
	Collection string
	// Description is the description of the resource.
	Description string
	Fields      Fields
	// Variants, if set, are the types of the objects by the API's names, of which an object has exactly one. The path has the type.
	Variants map[string]Variant
	// API, if set, returns what reads and writes the documents, for objects with a life of their own.
	API func(*rebilly.Client, rebilly.DocumentType) crud.API[rebilly.Document]
	// Remark is as in crud.Registration.
	Remark string
	// AfterDestroy is as in crud.Registration: the API's fields that a destroy sets where Rebilly cannot delete the objects. If it is
	// empty and not nil, a destroy only removes an object from the state.
	AfterDestroy map[string]any
	// Terms, if set, are what customers agree to. A plan warns if they change.
	Terms *commercial.Terms
	// PlanCheck is as in crud.Spec.
	PlanCheck func(ctx context.Context, client *rebilly.Client, config tfsdk.Config, state tfsdk.State) diag.Diagnostics
	// ExpirationAttribute, AccessAdvice and ConflictAdvice are as in crud.Spec.
	ExpirationAttribute          string
	AccessAdvice, ConflictAdvice map[string]string
}

// Fields are the attributes of an object by name. The API's names are the same in camel case, unless a field has a method APIName.
type Fields map[string]Field

// Field declares an attribute and how the API represents its value.
type Field interface {
	// Attribute returns the attribute of the resource.
	Attribute() schema.Attribute
	// Type returns the type of the attribute's value.
	Type() attr.Type
	// ToAPI returns the JSON of a value. For Omitted, the field is not sent.
	ToAPI(value attr.Value) any
	// FromAPI returns the value of JSON that Accept returned; nil is null or an absent field. prior is the value that Terraform
	// holds, nil on import.
	FromAPI(json any, prior attr.Value) attr.Value
	// Accept returns what the provider keeps of the JSON in a response, which is not null, or an error if it cannot be a value
	// of the field. For Omitted, it keeps nothing.
	Accept(json any) (any, error)
	// AddTo adds to a shape how the client merges and sends the field, which is at a dotted path.
	AddTo(shape *rebilly.Shape, path string)
	// Definition returns the field in the terms of Rebilly's API definition.
	Definition() Definition
}

// SpecModifier is implemented by a field that needs more of its resource than an attribute.
type SpecModifier interface {
	ModifySpec(spec *Spec)
}

// APIName returns the API's name of an attribute.
func APIName(attribute string, field Field) string {
	if named, ok := field.(interface{ APIName(attribute string) string }); ok {
		return named.APIName(attribute)
	}
	return naming.Camel(attribute)
}

// Renamed is a field whose name in the API is not that of the attribute.
type Renamed struct {
	Field
	// APIField is the name of the field in the API.
	APIField string
}

// APIName returns the API's name of the field.
func (f Renamed) APIName(string) string { return f.APIField }

// Omitted is the JSON of a field that is not sent.
var Omitted = new(struct{ _ byte })

// Spec is the crud.Spec of a declared kind.
type Spec = crud.Spec[types.Object, rebilly.Document]

// Resource is the managed resource of a declared kind.
type Resource struct {
	*crud.Resource[types.Object, rebilly.Document]
	declaration Kind
}

var (
	_ resource.ResourceWithConfigure   = (*Resource)(nil)
	_ resource.ResourceWithIdentity    = (*Resource)(nil)
	_ resource.ResourceWithImportState = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan  = (*Resource)(nil)
	_ resource.ResourceWithMoveState   = (*Resource)(nil)

	_ resource.ResourceWithValidateConfig = (*Resource)(nil)
)

// Declaration returns the kind of the resource.
func (r *Resource) Declaration() Kind { return r.declaration }

// Read warns if the commercial terms were changed outside Terraform.
func (r *Resource) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.Read(ctx, request, response)
	if terms := r.declaration.Terms; terms != nil && !response.Diagnostics.HasError() {
		response.Diagnostics.Append(terms.DriftDiagnostics(request.State.Raw, response.State.Raw)...)
	}
}

// ModifyPlan warns if the commercial terms change.
func (r *Resource) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.ModifyPlan(ctx, request, response)
	r.planVariants(ctx, request, response)
	r.planFollowers(request, response)
	if r.declaration.Terms == nil || response.Diagnostics.HasError() {
		return
	}
	replaces, diagnostics := r.DestroysOrReplaces(ctx, request.State, response.Plan)
	response.Diagnostics.Append(diagnostics...)
	response.Diagnostics.Append(r.declaration.Terms.PlanDiagnostics(
		request.State.Raw, response.Plan.Raw, replaces, crud.Environment(r.Client()))...)
}

// planFollowers plans that a read-only attribute stays if none of the attributes that it changes with does. The plan modifiers compare
// them before they have their defaults.
func (r *Resource) planFollowers(request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	if request.State.Raw.IsNull() || response.Plan.Raw.IsNull() || len(response.RequiresReplace) > 0 {
		return
	}
	before, _ := tfvalue.Children(request.State.Raw)
	after, _ := tfvalue.Children(response.Plan.Raw)
	isChanged := func(followed string) bool {
		return !tfvalue.Normalize(before[followed], after[followed]).Equal(before[followed])
	}
	for name, field := range r.declaration.Fields {
		follower, ok := field.(interface{ followed() []string })
		if ok && len(follower.followed()) > 0 && !after[name].IsKnown() && !slices.ContainsFunc(follower.followed(), isChanged) {
			after[name] = before[name]
			response.Plan.Raw = tftypes.NewValue(response.Plan.Raw.Type(), after)
		}
	}
}

// Registration returns what the provider offers for the kind.
func (k Kind) Registration() crud.Registration {
	k = k.withVariants()
	spec := sync.OnceValue(k.spec)
	registration := crud.Registration{
		Resource:     func() resource.Resource { return &Resource{crud.New(spec()), k} },
		ListResource: func() list.ListResource { return crud.New(spec()) },
		DataSources:  []func() datasource.DataSource{func() datasource.DataSource { return crud.NewDataSource(spec()) }},
		Collection:   k.path(),
		Permissions:  k.permissions(),
		APITag:       names.Collections[k.Collection].Tag,
		Remark:       k.Remark,
		AfterDestroy: k.AfterDestroy,
		Terms:        k.Terms,
	}
	if k.Identity != crud.Settings {
		registration.DataSources = append(registration.DataSources,
			func() datasource.DataSource { return crud.NewPluralDataSource(spec()) })
	}
	if k.Identity != crud.Settings && k.AfterDestroy == nil {
		registration.Objects = func(client *rebilly.Client) crud.Objects { return crud.ObjectsOf(spec())(client) }
	}
	return registration
}

// ListRegistration returns what the provider offers for objects that it only lists: the plural data source.
func (k Kind) ListRegistration() crud.Registration {
	return crud.Registration{
		DataSources: []func() datasource.DataSource{func() datasource.DataSource { return crud.NewPluralDataSource(k.spec()) }},
		Collection:  k.Collection,
		Permissions: []string{names.Collections[k.Collection].List},
		APITag:      names.Collections[k.Collection].Tag,
		Remark:      k.Remark,
	}
}

// VersionDataSource returns the data source of the earlier versions of the objects, which read returns.
func (k Kind) VersionDataSource(
	read func(ctx context.Context, client *rebilly.Client, key, version string) (rebilly.Document, error),
) func() datasource.DataSource {
	return func() datasource.DataSource { return crud.NewVersionDataSource(k.spec(), read) }
}

// path returns the path of all objects, without the type of those with variants.
func (k Kind) path() string { return strings.TrimSuffix(k.Collection, "/{"+discriminator+"}") }

// permissions returns the ids of the operations that the kind may call.
func (k Kind) permissions() []string {
	operations := names.Collections[k.Collection]
	used := []string{operations.Get, operations.Put, operations.Patch, operations.Delete, operations.List}
	if k.createdByPost() {
		used = append(used, operations.Post)
	}
	return slices.DeleteFunc(used, func(id string) bool { return id == "" })
}

func (k Kind) spec() Spec {
	spec := Spec{
		Name: k.Name, Plural: k.Plural, Path: k.path(), Identity: k.Identity, IDPrefix: k.IDPrefix, Key: k.Key,
		CaseInsensitiveKey: k.CaseInsensitiveKey, RenamesInPlace: k.RenamesInPlace, Consistency: k.Consistency,
		DisplayNameAttribute: k.DisplayNameAttribute, ListParameters: names.Collections[k.Collection].ListParameters,
		Schema: func() schema.Schema {
			return schema.Schema{MarkdownDescription: k.Description, Attributes: k.Fields.attributes()}
		},
		API: k.api(), PartialUpdates: names.Collections[k.Collection].Put == "", ConflictAdvice: k.ConflictAdvice,
		ExpirationAttribute: k.ExpirationAttribute, AccessAdvice: k.AccessAdvice,
		Undeletable: k.AfterDestroy != nil, PlanCheck: k.PlanCheck,
		ToAPI: func(model types.Object) rebilly.Document {
			return rebilly.Document{Fields: k.Fields.toAPI(model.Attributes())}
		},
	}
	if len(k.AfterDestroy) > 0 {
		spec.MarkDestroyed = func(document *rebilly.Document) {
			document.Fields = maps.Clone(document.Fields)
			maps.Copy(document.Fields, k.AfterDestroy)
		}
	}
	if k.Identity != crud.Settings {
		spec.ResourceOnlyAttributes = []string{"deletion_protection"}
		spec.Schema = func() schema.Schema {
			attributes := k.Fields.attributes()
			attributes["deletion_protection"] = crud.DeletionProtection(k.Name)
			return schema.Schema{MarkdownDescription: k.Description, Attributes: attributes}
		}
	}
	// The resource and its data sources share it.
	spec.Schema = sync.OnceValue(spec.Schema)
	attributeTypes := sync.OnceValue(func() map[string]attr.Type { return spec.AttributeTypes(context.Background()) })
	spec.FromAPI = func(document rebilly.Document, prior *types.Object) types.Object {
		return k.fromAPI(document, prior, attributeTypes())
	}
	if replacing := k.Fields.replacing(); len(replacing) > 0 || k.Variants != nil {
		spec.RequiresReplace = func(ctx context.Context, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics) {
			replaced, diagnostics := anyTextNeedsNew(ctx, replacing, state, plan)
			variants, more := k.replacedVariants(ctx, state, plan)
			diagnostics.Append(more...)
			return replaced || len(variants) > 0, diagnostics
		}
	}
	if k.Variants != nil {
		spec.UnionAttributes = k.variantAttributes()
	}
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		if modifier, ok := k.Fields[name].(SpecModifier); ok {
			modifier.ModifySpec(&spec)
		}
	}
	return spec
}

// replacing returns the texts of which a different value may need a different object.
func (fs Fields) replacing() map[string]Text {
	found := map[string]Text{}
	for name, field := range fs {
		if text, ok := field.(Text); ok && (text.Replace || text.Final != "") {
			found[name] = text
		}
	}
	return found
}

// anyTextNeedsNew reports whether one of some texts changes in a plan so that it needs a different object.
func anyTextNeedsNew(ctx context.Context, texts map[string]Text, state tfsdk.State, plan tfsdk.Plan) (bool, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	for name, text := range texts {
		var before, after types.String
		diagnostics.Append(state.GetAttribute(ctx, path.Root(name), &before)...)
		diagnostics.Append(plan.GetAttribute(ctx, path.Root(name), &after)...)
		if text.needsNew(before, after) {
			return true, diagnostics
		}
	}
	return false, diagnostics
}

// api returns how the objects of the kind are read and written.
func (k Kind) api() func(*rebilly.Client) crud.API[rebilly.Document] {
	operations := names.Collections[k.Collection]
	documents := rebilly.DocumentType{
		Shape:            rebilly.Shape{Path: k.Collection, ReadOnly: operations.ReadOnly},
		DisplayNameField: naming.Camel(k.DisplayNameAttribute),
		SupportedFields:  k.Fields.Supported,
	}
	if operations.Put == "" {
		documents.UpdateMethod, documents.Required = http.MethodPatch, operations.Required
	}
	if len(k.Key) > 0 {
		documents.KeyField, documents.CaseInsensitiveKey = naming.Camel(k.Key[len(k.Key)-1]), k.CaseInsensitiveKey
	}
	k.Fields.addTo(&documents.Shape, "")
	return func(c *rebilly.Client) crud.API[rebilly.Document] {
		switch {
		case k.API != nil:
			return k.API(c, documents)
		case k.Identity == crud.Settings:
			return c.DocumentSettings(documents)
		case k.createdByPost():
			return c.PostedDocuments(documents)
		}
		return c.Documents(documents)
	}
}

// createdByPost reports whether a POST creates objects of the kind.
func (k Kind) createdByPost() bool {
	return k.Identity == crud.ServerID || k.Identity != crud.Settings && names.Collections[k.Collection].Put == ""
}

// fromAPI returns the model of an API object. Attributes that crud adds, except the id, are null.
func (k Kind) fromAPI(document rebilly.Document, prior *types.Object, attributeTypes map[string]attr.Type) types.Object {
	var held map[string]attr.Value
	if prior != nil {
		held = prior.Attributes()
	}
	values := k.Fields.fromAPI(document.Fields, held)
	for name, attributeType := range attributeTypes {
		if _, declared := k.Fields[name]; !declared {
			values[name] = null(attributeType)
		}
	}
	switch {
	case k.Identity == crud.Settings:
		values["organization_id"] = types.StringValue(document.ID)
	case k.Key == nil:
		values["id"] = types.StringValue(document.ID)
	}
	return types.ObjectValueMust(attributeTypes, values)
}

// null returns the null value of a type.
func null(of attr.Type) attr.Value {
	ctx := context.Background()
	value, err := of.ValueFromTerraform(ctx, tftypes.NewValue(of.TerraformType(ctx), nil))
	if err != nil {
		panic(fmt.Sprintf("%s has no null value: %s", of, err))
	}
	return value
}

func (fs Fields) attributes() map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(fs)+1)
	for name, field := range fs {
		attributes[name] = field.Attribute()
	}
	return attributes
}

// Types returns the types of the attributes.
func (fs Fields) Types() map[string]attr.Type {
	attributeTypes := make(map[string]attr.Type, len(fs))
	for name, field := range fs {
		attributeTypes[name] = field.Type()
	}
	return attributeTypes
}

// toAPI returns the JSON object of values. An absent value is null.
func (fs Fields) toAPI(values map[string]attr.Value) map[string]any {
	object := make(map[string]any, len(fs))
	for name, field := range fs {
		value := values[name]
		if value == nil {
			value = null(field.Type())
		}
		if value.IsUnknown() {
			continue
		}
		json := field.ToAPI(value)
		if part, ok := json.(map[string]any); ok && isAtRoot(field) {
			maps.Copy(object, part)
			continue
		}
		if json != Omitted {
			object[APIName(name, field)] = json
		}
	}
	return object
}

// Canonical returns the JSON object that a request has for the fields of a response.
func (fs Fields) Canonical(object map[string]any) map[string]any {
	return fs.toAPI(fs.fromAPI(object, nil))
}

// fromAPI returns the values of a JSON object; prior is nil on import.
func (fs Fields) fromAPI(object map[string]any, prior map[string]attr.Value) map[string]attr.Value {
	values := make(map[string]attr.Value, len(fs)+3)
	for name, field := range fs {
		if isAtRoot(field) {
			values[name] = field.FromAPI(object, prior[name])
			continue
		}
		values[name] = field.FromAPI(object[APIName(name, field)], prior[name])
	}
	return values
}

// isAtRoot reports whether the JSON of a field is a part of the object itself.
func isAtRoot(field Field) bool {
	_, ok := field.(atRoot)
	return ok
}

// Supported returns the declared fields of a JSON object, or an error if one of them is not valid.
func (fs Fields) Supported(object map[string]any) (map[string]any, error) {
	fields := make(map[string]any, len(fs))
	for _, name := range slices.Sorted(maps.Keys(fs)) {
		apiName := APIName(name, fs[name])
		if isAtRoot(fs[name]) {
			part, err := fs[name].Accept(object)
			if err != nil {
				return nil, err
			}
			kept, _ := part.(map[string]any)
			maps.Copy(fields, kept)
			continue
		}
		json, exists := object[apiName]
		if !exists {
			continue
		}
		if json != nil {
			kept, err := fs[name].Accept(json)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", apiName, err)
			}
			json = kept
		}
		if json != Omitted {
			fields[apiName] = json
		}
	}
	return fields, nil
}

func (fs Fields) addTo(shape *rebilly.Shape, prefix string) {
	for _, name := range slices.Sorted(maps.Keys(fs)) {
		fs[name].AddTo(shape, prefix+APIName(name, fs[name]))
	}
}
