package crud

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// singularDataSource is the data source of one object, found by its key or its display name.
type singularDataSource[M any, A rebilly.Object] struct {
	kind   kind
	spec   Spec[M, A]
	client *rebilly.Client
}

// NewDataSource returns the data source of a Spec that looks up one object.
func NewDataSource[M any, A rebilly.Object](spec Spec[M, A]) datasource.DataSource {
	return &singularDataSource[M, A]{kind: spec.kind(), spec: spec}
}

func (d *singularDataSource[M, A]) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + d.kind.typeName()
}

func (d *singularDataSource[M, A]) Configure(_ context.Context, request datasource.ConfigureRequest,
	response *datasource.ConfigureResponse,
) {
	d.client = ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

func (d *singularDataSource[M, A]) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	attributes := d.kind.dataSourceAttributes()
	description := fmt.Sprintf("Looks up %s by its %s.", withArticle(d.kind.name), strings.Join(d.kind.key, " and "))
	switch {
	case d.kind.isSettings():
		description = fmt.Sprintf("Reads the %s of the organization.", d.kind.name)
	case d.kind.hasID:
		description = fmt.Sprintf("Looks up %s by its id or by its %s.", withArticle(d.kind.name), d.kind.displayName)
		attributes["id"] = dataschema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("ID of the %s. Exactly one of `id` and `%s` must be set.", d.kind.name, d.kind.displayName),
			Validators:          append(validators.ID(), exactlyOneOf("id", d.kind.displayName)),
		}
		attributes[d.kind.displayName] = dataschema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("%s of the %s, an exact match. Exactly one %[2]s must have it%s. Exactly one of `id` and "+
				"`%s` must be set.",
				naming.Capitalized(d.kind.displayName), d.kind.name, d.kind.selectorText(", and the given values of %s"), d.kind.displayName),
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
		}
		for _, name := range d.kind.selectors {
			attributes[name] = d.kind.selector(attributes[name])
		}
	default:
		for _, name := range d.kind.key {
			attribute, _ := attributes[name].(dataschema.StringAttribute)
			attribute.Required, attribute.Computed = true, false
			configured, _ := d.kind.specSchema().Attributes[name].(schema.StringAttribute)
			attribute.Validators = append([]validator.String{stringvalidator.LengthAtLeast(1)}, configured.Validators...)
			attributes[name] = attribute
		}
	}
	response.Schema = dataschema.Schema{MarkdownDescription: description, Attributes: attributes}
}

// exactlyOneOf validates that one of the argument that it is set for and a different one is configured.
func exactlyOneOf(name, other string) validator.String { return oneArgument{name, other} }

type oneArgument struct{ name, other string }

var _ validator.String = oneArgument{}

func (v oneArgument) Description(context.Context) string {
	return fmt.Sprintf("exactly one of %s and %s must be set", v.name, v.other)
}

func (v oneArgument) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v oneArgument) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	var other types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(v.other), &other)...)
	switch {
	case request.ConfigValue.IsUnknown() || other.IsUnknown() || request.ConfigValue.IsNull() != other.IsNull():
	case other.IsNull():
		response.Diagnostics.AddAttributeError(request.Path, "Missing argument", fmt.Sprintf("Set %s or %s.", v.name, v.other))
	default:
		response.Diagnostics.AddAttributeError(request.Path, "Conflicting arguments",
			fmt.Sprintf("Both %s and %s are set. Remove one of them.", v.name, v.other))
	}
}

func (d *singularDataSource[M, A]) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	var title types.String
	if d.kind.hasID {
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(d.kind.displayName), &title)...)
	}
	key, diagnostics := d.kind.readKey(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
	if d.kind.isSettings() {
		key = d.kind.split(d.client.OrganizationID())
	}
	if response.Diagnostics.HasError() {
		return
	}
	var object A
	if title.IsNull() {
		object, diagnostics = d.readByKey(ctx, key, request.Config)
	} else {
		object, diagnostics = d.readByName(ctx, title.ValueString(), request.Config)
	}
	response.Diagnostics.Append(diagnostics...)
	if response.Diagnostics.HasError() {
		return
	}
	value, diagnostics := d.dataSourceValue(ctx, object, response.State.Raw.Type())
	response.Diagnostics.Append(diagnostics...)
	response.State.Raw = value
	if d.kind.caseInsensitive {
		response.Diagnostics.Append(d.kind.writeKey(ctx, key, &response.State)...)
	}
}

func (d *singularDataSource[M, A]) readByKey(ctx context.Context, key []types.String, config tfsdk.Config) (A, diag.Diagnostics) {
	object, err := d.spec.API(d.client).Get(ctx, join(key))
	gone := false
	if !d.kind.isSettings() {
		gone, err = d.client.ConfirmNotFound(ctx, err)
	}
	var diagnostics diag.Diagnostics
	switch {
	case gone:
		diagnostics.AddAttributeError(path.Root(d.kind.lastKey()), naming.Capitalized(d.kind.name)+" not found",
			fmt.Sprintf("There is no %s %q in %s. Check the %s, the organization and the environment.", d.kind.name, join(key),
				d.client.Target(), strings.Join(d.kind.key, ", the ")))
	case err != nil:
		diagnostics.Append(d.operation("read", config).Diagnostics(err)...)
	}
	return object, diagnostics
}

func (d *singularDataSource[M, A]) readByName(ctx context.Context, title string,
	config tfsdk.Config,
) (object A, diagnostics diag.Diagnostics) {
	named, others, err := rebilly.FindByName(ctx, d.spec.API(d.client).List, d.kind.displayName, title)
	at, k := path.Root(d.kind.displayName), d.kind
	found, diagnostics := d.selected(ctx, named, config)
	switch {
	case diagnostics.HasError():
	case errors.Is(err, rebilly.ErrPaginationLimit):
		diagnostics.AddAttributeError(at, "Too many "+k.plural,
			fmt.Sprintf("None of the %s that can be listed has the %s %q, but %s. Look it up by its id.",
				k.plural, k.displayName, title, rebilly.ErrPaginationLimit))
	case err != nil:
		diagnostics.Append(d.operation("look up", config).Diagnostics(err)...)
	case len(found) == 0 && len(named) > 0:
		diagnostics.AddAttributeError(at, naming.Capitalized(k.name)+" not found",
			fmt.Sprintf("No %s with the %s %q in %s has the given %s. Those with this %[2]s: %[6]s.",
				k.name, k.displayName, title, d.client.Target(), k.selectorText("values of %s"), strings.Join(keys(named), ", ")))
	case len(found) == 0:
		detail := fmt.Sprintf("There is no %s with the %s %q in %s.", k.name, k.displayName, title, d.client.Target())
		diagnostics.AddAttributeError(at, naming.Capitalized(k.name)+" not found",
			strings.TrimSpace(detail+" "+suggest.DidYouMean(title, others)))
	case len(found) > 1:
		diagnostics.AddAttributeError(at, fmt.Sprintf("Multiple %s found", k.plural),
			fmt.Sprintf("%d %s have the %s %q in %s. Look up one of them by its id%s: %s.",
				len(found), k.plural, k.displayName, title, d.client.Target(), k.selectorText(", or set more of %s"), strings.Join(keys(found), ", ")))
	default:
		object = found[0]
	}
	return object, diagnostics
}

// selected returns the objects that have the configured values of the selectors.
func (d *singularDataSource[M, A]) selected(ctx context.Context, objects []A,
	config tfsdk.Config,
) (found []A, diagnostics diag.Diagnostics) {
	wanted, _ := tfvalue.Children(config.Raw)
	for _, object := range objects {
		value, diagnostics := d.dataSourceValue(ctx, object, config.Raw.Type())
		if diagnostics.HasError() {
			return nil, diagnostics
		}
		has, _ := tfvalue.Children(value)
		if !slices.ContainsFunc(d.kind.selectors, func(name string) bool { return !wanted[name].IsNull() && !wanted[name].Equal(has[name]) }) {
			found = append(found, object)
		}
	}
	return found, nil
}

// keys returns the sorted keys of objects.
func keys[A rebilly.Object](objects []A) []string {
	keys := make([]string, len(objects))
	for i, object := range objects {
		keys[i] = object.Key()
	}
	slices.Sort(keys)
	return keys
}

// selector returns a computed attribute of a data source as one that selects among objects with the same display name.
func (k kind) selector(attribute dataschema.Attribute) dataschema.Attribute {
	text := fmt.Sprintf("%s With `%s`, selects the %s that has this value.", attribute.GetMarkdownDescription(), k.displayName, k.name)
	named := path.MatchRoot(k.displayName)
	if _, ok := attribute.(dataschema.BoolAttribute); ok {
		return dataschema.BoolAttribute{
			Optional: true, Computed: true, MarkdownDescription: text, Validators: []validator.Bool{boolvalidator.AlsoRequires(named)},
		}
	}
	return dataschema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: text, Validators: []validator.String{stringvalidator.AlsoRequires(named)},
	}
}

// selectorText returns a text with the names of the selectors, "" if the kind has none.
func (k kind) selectorText(format string) string {
	if len(k.selectors) == 0 {
		return ""
	}
	return fmt.Sprintf(format, naming.Quoted(k.selectors, ""))
}

func (d *singularDataSource[M, A]) operation(verb string, config tfsdk.Config) apidiag.Operation {
	return apidiag.Operation{Verb: verb, Object: d.kind.name, Target: d.client.Target(), Value: config.Raw}
}

// pluralDataSource is the data source of the objects that a query selects.
type pluralDataSource[M any, A rebilly.Object] struct{ singularDataSource[M, A] }

// NewPluralDataSource returns the data source of a Spec that reads all objects of the kind, or those that a query selects.
func NewPluralDataSource[M any, A rebilly.Object](spec Spec[M, A]) datasource.DataSource {
	return &pluralDataSource[M, A]{singularDataSource[M, A]{kind: spec.kind(), spec: spec}}
}

func (d *pluralDataSource[M, A]) attributeName() string { return typeName(d.kind.plural) }

func (d *pluralDataSource[M, A]) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + d.attributeName()
}

func (d *pluralDataSource[M, A]) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	element := d.kind.dataSourceAttributes()
	description := fmt.Sprintf("Lists all %s, or those that match a query. Rebilly's paging reaches the first 2,000: if there are "+
		"more, reading fails and the query must be narrowed.",
		d.kind.plural)
	if len(d.kind.listArguments()) == 0 {
		description = fmt.Sprintf("Lists all %s.", d.kind.plural)
	}
	for name, attribute := range element {
		if _, ok := attribute.(dataschema.DynamicAttribute); ok {
			// Terraform has no lists of objects with different attributes.
			delete(element, name)
			description += fmt.Sprintf(" `%s` is only in the data source of a single %s.", name, d.kind.name)
		}
	}
	attributes := map[string]dataschema.Attribute{
		d.attributeName(): computedList("The "+d.kind.plural+".", element),
	}
	for name, a := range d.kind.listArguments() {
		attributes[name] = dataschema.StringAttribute{
			Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	}
	response.Schema = dataschema.Schema{MarkdownDescription: description, Attributes: attributes}
}

func (d *pluralDataSource[M, A]) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	query, diagnostics := d.kind.query(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
	listType, _ := response.State.Schema.Type().TerraformType(ctx).(tftypes.Object).AttributeTypes[d.attributeName()].(tftypes.List)
	elements := []tftypes.Value{}
	for object, err := range d.spec.API(d.client).List(ctx, query) {
		if err != nil {
			response.Diagnostics.Append(d.kind.listError(d.client, err, request.Config)...)
			return
		}
		element, diagnostics := d.dataSourceValue(ctx, object, listType.ElementType)
		response.Diagnostics.Append(diagnostics...)
		elements = append(elements, element)
	}
	attributes, _ := tfvalue.Children(request.Config.Raw)
	attributes[d.attributeName()] = tftypes.NewValue(listType, elements)
	response.State.Raw = tftypes.NewValue(request.Config.Raw.Type(), attributes)
}

// dataSourceAttributes returns the attributes of an object in a data source.
func (k kind) dataSourceAttributes() map[string]dataschema.Attribute {
	attributes := computed(k.specSchema().Attributes)
	for _, name := range k.resourceOnly {
		delete(attributes, name)
	}
	switch {
	case k.isSettings():
		attributes[organizationID] = dataschema.StringAttribute{Computed: true, MarkdownDescription: "ID of the organization."}
	case k.hasID:
		attributes["id"] = dataschema.StringAttribute{Computed: true, MarkdownDescription: "ID of the " + k.name + "."}
	}
	return attributes
}

// dataSourceValue returns an object as a value of a type with the attributes of the data source.
func (d *singularDataSource[M, A]) dataSourceValue(ctx context.Context, object A, as tftypes.Type) (tftypes.Value, diag.Diagnostics) {
	whole := d.kind.schema(ctx)
	state := tfsdk.State{Schema: whole, Raw: tftypes.NewValue(whole.Type().TerraformType(ctx), nil)}
	diagnostics := state.Set(ctx, d.spec.FromAPI(object, nil))
	attributes, _ := tfvalue.Children(state.Raw)
	wanted, _ := as.(tftypes.Object)
	for name := range attributes {
		if _, ok := wanted.AttributeTypes[name]; !ok {
			delete(attributes, name)
		}
	}
	if diagnostics.HasError() {
		return tftypes.NewValue(as, nil), diagnostics
	}
	return tftypes.NewValue(as, attributes), diagnostics
}

// computed returns the attributes of a resource as computed attributes of a data source.
func computed(attributes map[string]schema.Attribute) map[string]dataschema.Attribute {
	seen := make(map[string]dataschema.Attribute, len(attributes))
	for name, attribute := range attributes {
		text := firstSentence(attribute.GetMarkdownDescription())
		switch a := attribute.(type) {
		case schema.StringAttribute:
			seen[name] = dataschema.StringAttribute{Computed: true, MarkdownDescription: text}
		case schema.BoolAttribute:
			seen[name] = dataschema.BoolAttribute{Computed: true, MarkdownDescription: text}
		case schema.Int64Attribute:
			seen[name] = dataschema.Int64Attribute{Computed: true, MarkdownDescription: text}
		case schema.Float64Attribute:
			seen[name] = dataschema.Float64Attribute{Computed: true, MarkdownDescription: text}
		case schema.DynamicAttribute:
			seen[name] = dataschema.DynamicAttribute{Computed: true, MarkdownDescription: text}
		case schema.ListAttribute:
			seen[name] = dataschema.ListAttribute{Computed: true, MarkdownDescription: text, ElementType: a.ElementType}
		case schema.SetAttribute:
			seen[name] = dataschema.SetAttribute{Computed: true, MarkdownDescription: text, ElementType: a.ElementType}
		case schema.MapAttribute:
			seen[name] = dataschema.MapAttribute{Computed: true, MarkdownDescription: text, ElementType: a.ElementType}
		case schema.SingleNestedAttribute:
			// Without a custom type, the framework computes the type of a nested attribute again for each attribute around it.
			nested := dataschema.SingleNestedAttribute{Computed: true, MarkdownDescription: text, Attributes: computed(a.Attributes)}
			nested.CustomType, _ = nested.GetType().(basetypes.ObjectTypable)
			seen[name] = nested
		case schema.ListNestedAttribute:
			seen[name] = computedList(text, computed(a.NestedObject.Attributes))
		case schema.MapNestedAttribute:
			nested := dataschema.MapNestedAttribute{Computed: true, MarkdownDescription: text}
			nested.NestedObject.Attributes = computed(a.NestedObject.Attributes)
			nested.CustomType, _ = nested.GetType().(basetypes.MapTypable)
			seen[name] = nested
		default:
			panic(fmt.Sprintf("attribute %s: type %T is not supported in data sources", name, attribute))
		}
	}
	return seen
}

func computedList(description string, element map[string]dataschema.Attribute) dataschema.Attribute {
	list := dataschema.ListNestedAttribute{Computed: true, MarkdownDescription: description}
	list.NestedObject.Attributes = element
	list.CustomType, _ = list.GetType().(basetypes.ListTypable)
	return list
}
