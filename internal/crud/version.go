package crud

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/tfvalue"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// versionAttribute is the attribute that has the version of an object.
const versionAttribute = "version"

// versionDataSource is the data source of the earlier versions of an object.
type versionDataSource[M any, A rebilly.Object] struct {
	singularDataSource[M, A]
	read func(ctx context.Context, client *rebilly.Client, key, version string) (A, error)
}

// NewVersionDataSource returns the data source of a Spec that reads an earlier version of an object, by the key of the object, which is
// one attribute, and the number of the version. read returns the version.
func NewVersionDataSource[M any, A rebilly.Object](
	spec Spec[M, A], read func(ctx context.Context, client *rebilly.Client, key, version string) (A, error),
) datasource.DataSource {
	return &versionDataSource[M, A]{singularDataSource[M, A]{kind: spec.kind(), spec: spec}, read}
}

func (d *versionDataSource[M, A]) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + d.kind.typeName() + "_" + versionAttribute
}

// keyAttribute returns the attribute with the key of the object.
func (d *versionDataSource[M, A]) keyAttribute() string {
	if d.kind.hasID {
		return d.kind.typeName() + "_id"
	}
	return d.kind.lastKey()
}

func (d *versionDataSource[M, A]) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	attributes := d.kind.dataSourceAttributes()
	delete(attributes, "id")
	key := dataschema.StringAttribute{
		Required: true, MarkdownDescription: "ID of the " + d.kind.name + ".", Validators: validators.ID(),
	}
	if !d.kind.hasID {
		configured, _ := d.kind.specSchema().Attributes[d.kind.lastKey()].(schema.StringAttribute)
		key.MarkdownDescription = firstSentence(configured.MarkdownDescription)
		key.Validators = configured.Validators
	}
	attributes[d.keyAttribute()] = key
	attributes[versionAttribute] = dataschema.Int64Attribute{
		Required: true, MarkdownDescription: "Version of the " + d.kind.name + ", at least 1.",
		Validators: []validator.Int64{int64validator.AtLeast(1)},
	}
	response.Schema = dataschema.Schema{
		MarkdownDescription: fmt.Sprintf("Reads an earlier version of %s.", withArticle(d.kind.name)), Attributes: attributes,
	}
}

func (d *versionDataSource[M, A]) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer RecoverPanic(&response.Diagnostics)
	var key types.String
	var version types.Int64
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(d.keyAttribute()), &key)...)
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root(versionAttribute), &version)...)
	if response.Diagnostics.HasError() {
		return
	}
	object, err := d.read(ctx, d.client, key.ValueString(), fmt.Sprint(version.ValueInt64()))
	missing, err := d.client.ConfirmNotFound(ctx, err)
	switch name := d.kind.name + " version"; {
	case missing:
		response.Diagnostics.AddAttributeError(path.Root(versionAttribute), naming.Capitalized(name)+" not found",
			fmt.Sprintf("There is no version %d of the %s %q in %s.", version.ValueInt64(), d.kind.name, key.ValueString(), d.client.Target()))
		return
	case err != nil:
		operation := d.operation("read", request.Config)
		operation.Object = name
		response.Diagnostics.Append(operation.Diagnostics(err)...)
		return
	}
	configured, _ := tfvalue.Children(request.Config.Raw)
	whole, _ := response.State.Raw.Type().(tftypes.Object)
	withoutKey := tftypes.Object{AttributeTypes: maps.Clone(whole.AttributeTypes)}
	if d.kind.hasID {
		delete(withoutKey.AttributeTypes, d.keyAttribute())
	}
	value, diagnostics := d.dataSourceValue(ctx, object, withoutKey)
	response.Diagnostics.Append(diagnostics...)
	attributes, _ := tfvalue.Children(value)
	for _, name := range []string{d.keyAttribute(), versionAttribute} {
		attributes[name] = configured[name]
	}
	if !response.Diagnostics.HasError() {
		response.State.Raw = tftypes.NewValue(whole, attributes)
	}
}
