package crud

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/suggest"
)

// singularDataSource is the data source of one object: that of a key, or the only one with a title.
type singularDataSource[M any, A rebilly.Object] struct {
	spec   Spec[M, A]
	client *rebilly.Client
}

// NewDataSource makes the data source of a Spec that looks up one object.
func NewDataSource[M any, A rebilly.Object](spec Spec[M, A]) datasource.DataSource {
	return &singularDataSource[M, A]{spec: spec}
}

func (d *singularDataSource[M, A]) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + d.spec.typeName()
}

func (d *singularDataSource[M, A]) Configure(_ context.Context, request datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	d.client, _ = request.ProviderData.(*rebilly.Client)
}

func (d *singularDataSource[M, A]) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	attributes := d.spec.dataSourceAttributes()
	description := fmt.Sprintf("Looks up %s by its %s.", withArticle(d.spec.Name), strings.Join(d.spec.Key, " and "))
	if d.spec.Key == nil {
		description = fmt.Sprintf("Looks up %s by its id or by its %s.", withArticle(d.spec.Name), d.spec.DisplayNameAttribute)
		attributes["id"] = dataschema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("Id of the %s. Either this or `%s` is set.", d.spec.Name, d.spec.DisplayNameAttribute),
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.ExactlyOneOf(path.MatchRoot(d.spec.DisplayNameAttribute))},
		}
		attributes[d.spec.DisplayNameAttribute] = dataschema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: fmt.Sprintf("The %s of the %s, letter for letter. Exactly one has to have it. Either this or `id` is set.", d.spec.DisplayNameAttribute, d.spec.Name),
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		}
	}
	for _, name := range d.spec.Key {
		attribute, _ := attributes[name].(dataschema.StringAttribute)
		attribute.Required, attribute.Computed = true, false
		attribute.Validators = []validator.String{stringvalidator.LengthAtLeast(1)}
		attributes[name] = attribute
	}
	response.Schema = dataschema.Schema{MarkdownDescription: description, Attributes: attributes}
}

func (d *singularDataSource[M, A]) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	var title types.String
	if d.spec.Key == nil {
		response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(d.spec.DisplayNameAttribute), &title)...)
	}
	key, diagnostics := d.spec.readKey(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
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
	value, diagnostics := d.spec.dataSourceValue(ctx, object, response.State.Raw.Type())
	response.Diagnostics.Append(diagnostics...)
	response.State.Raw = value
}

func (d *singularDataSource[M, A]) readByKey(ctx context.Context, key []types.String, config tfsdk.Config) (A, diag.Diagnostics) {
	object, err := d.spec.API(d.client).Get(ctx, join(key))
	gone, err := d.client.ConfirmNotFound(ctx, err)
	var diagnostics diag.Diagnostics
	switch {
	case gone:
		names := d.spec.key()
		diagnostics.AddAttributeError(path.Root(names[len(names)-1]), "There is no such "+d.spec.Name,
			fmt.Sprintf("There is no %s %q in %s. Check the %s, the organization and the environment.", d.spec.Name, join(key), d.client.Target(), strings.Join(names, ", the ")))
	case err != nil:
		diagnostics.Append(Diagnose(d.client, "read", d.spec.Name, err, config.Raw)...)
	}
	return object, diagnostics
}

func (d *singularDataSource[M, A]) readByName(ctx context.Context, title string, config tfsdk.Config) (object A, diagnostics diag.Diagnostics) {
	found, others, err := rebilly.FindByName(ctx, d.spec.API(d.client).List, d.spec.DisplayNameAttribute, title)
	at, s := path.Root(d.spec.DisplayNameAttribute), d.spec
	switch {
	case errors.Is(err, rebilly.ErrPaginationLimit):
		diagnostics.AddAttributeError(at, fmt.Sprintf("Too many %ss to look for this %s", s.Name, s.DisplayNameAttribute),
			fmt.Sprintf("None of the %ss that can be listed has the %s %q, but %s. Look it up by its id.", s.Name, s.DisplayNameAttribute, title, rebilly.ErrPaginationLimit))
	case err != nil:
		diagnostics.Append(Diagnose(d.client, "look up", s.Name, err, config.Raw)...)
	case len(found) == 0:
		detail := fmt.Sprintf("There is no %s with the %s %q in %s.", s.Name, s.DisplayNameAttribute, title, d.client.Target())
		diagnostics.AddAttributeError(at, fmt.Sprintf("No %s has this %s", s.Name, s.DisplayNameAttribute), strings.TrimSpace(detail+" "+suggest.DidYouMean(title, others)))
	case len(found) > 1:
		ids := make([]string, len(found))
		for i, object := range found {
			ids[i] = object.Key()
		}
		slices.Sort(ids)
		diagnostics.AddAttributeError(at, fmt.Sprintf("Several %ss have this %s", s.Name, s.DisplayNameAttribute),
			fmt.Sprintf("%d %ss have the %s %q in %s. Look up the one that is meant by its id: %s.", len(found), s.Name, s.DisplayNameAttribute, title, d.client.Target(), strings.Join(ids, ", ")))
	default:
		object = found[0]
	}
	return object, diagnostics
}

// pluralDataSource is the data source of all objects that a query selects.
type pluralDataSource[M any, A rebilly.Object] struct{ singularDataSource[M, A] }

// NewPluralDataSource makes the data source of a Spec that reads all objects of the kind, or those that a query selects.
func NewPluralDataSource[M any, A rebilly.Object](spec Spec[M, A]) datasource.DataSource {
	return &pluralDataSource[M, A]{singularDataSource[M, A]{spec: spec}}
}

func (d *pluralDataSource[M, A]) attributeName() string { return d.spec.typeName() + "s" }

func (d *pluralDataSource[M, A]) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + d.attributeName()
}

func (d *pluralDataSource[M, A]) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	element := d.spec.dataSourceAttributes()
	description := fmt.Sprintf("Reads all %ss, or those that are asked for. Rebilly's paging reaches the first 2,000; where there are more, reading fails and the query has to be narrowed.", d.spec.Name)
	for name, attribute := range element {
		if _, ok := attribute.(dataschema.DynamicAttribute); ok {
			// Terraform has no list of objects of which each has fields of its own.
			delete(element, name)
			description += fmt.Sprintf(" `%s` is in the data source of one %s alone.", name, d.spec.Name)
		}
	}
	attributes := map[string]dataschema.Attribute{
		d.attributeName(): dataschema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: fmt.Sprintf("The %ss.", d.spec.Name),
			NestedObject:        dataschema.NestedAttributeObject{Attributes: element},
		},
	}
	for name, a := range d.spec.listArguments() {
		attributes[name] = dataschema.StringAttribute{Required: a.Required, Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators}
	}
	response.Schema = dataschema.Schema{MarkdownDescription: description, Attributes: attributes}
}

func (d *pluralDataSource[M, A]) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	query, diagnostics := d.spec.query(ctx, request.Config)
	response.Diagnostics.Append(diagnostics...)
	listType, _ := response.State.Schema.Type().TerraformType(ctx).(tftypes.Object).AttributeTypes[d.attributeName()].(tftypes.List)
	elements := []tftypes.Value{}
	for object, err := range d.spec.API(d.client).List(ctx, query) {
		if err != nil {
			response.Diagnostics.Append(d.spec.listError(d.client, err, request.Config)...)
			return
		}
		element, diagnostics := d.spec.dataSourceValue(ctx, object, listType.ElementType)
		response.Diagnostics.Append(diagnostics...)
		elements = append(elements, element)
	}
	attributes, _ := childValues(request.Config.Raw)
	attributes[d.attributeName()] = tftypes.NewValue(listType, elements)
	response.State.Raw = tftypes.NewValue(request.Config.Raw.Type(), attributes)
}

// dataSourceAttributes are the attributes of an object that a data source has.
func (s Spec[M, A]) dataSourceAttributes() map[string]dataschema.Attribute {
	attributes := computed(s.Schema().Attributes)
	for _, name := range s.ResourceOnlyAttributes {
		delete(attributes, name)
	}
	if s.Key == nil {
		attributes["id"] = dataschema.StringAttribute{Computed: true, MarkdownDescription: "Id of the " + s.Name + "."}
	}
	return attributes
}

// dataSourceValue is an object as a value of a type that has visible attributes.
func (s Spec[M, A]) dataSourceValue(ctx context.Context, object A, as tftypes.Type) (tftypes.Value, diag.Diagnostics) {
	whole := withCommonAttributes(ctx, s.Name, s.Key == nil, s.Schema())
	state := tfsdk.State{Schema: whole, Raw: tftypes.NewValue(whole.Type().TerraformType(ctx), nil)}
	diagnostics := state.Set(ctx, s.FromAPI(object, nil))
	attributes, _ := childValues(state.Raw)
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

// firstSentence of a description says what a value is. The others say how it is configured.
func firstSentence(description string) string {
	first, _, more := strings.Cut(description, ". ")
	if more {
		first += "."
	}
	return first
}

// computed are attributes of a resource as those of a data source.
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
			seen[name] = dataschema.SingleNestedAttribute{Computed: true, MarkdownDescription: text, Attributes: computed(a.Attributes)}
		case schema.ListNestedAttribute:
			seen[name] = dataschema.ListNestedAttribute{Computed: true, MarkdownDescription: text,
				NestedObject: dataschema.NestedAttributeObject{Attributes: computed(a.NestedObject.Attributes)}}
		default:
			panic(fmt.Sprintf("attribute %s is of a type that data sources do not have: %T", name, attribute))
		}
	}
	return seen
}
