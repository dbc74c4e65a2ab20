package list

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

// versionSource is the data source rebilly_list_version.
type versionSource struct{ client *rebilly.Client }

var _ datasource.DataSourceWithConfigure = (*versionSource)(nil)

// newVersionSource returns the data source rebilly_list_version.
func newVersionSource() datasource.DataSource { return &versionSource{} }

type version struct {
	ListID      types.String `tfsdk:"list_id"`
	Version     types.Int64  `tfsdk:"version"`
	Description types.String `tfsdk:"description"`
	Values      []string     `tfsdk:"values"`
}

func (*versionSource) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_list_version"
}

func (d *versionSource) Configure(_ context.Context, request datasource.ConfigureRequest, response *datasource.ConfigureResponse) {
	d.client = crud.ConfiguredClient(request.ProviderData, &response.Diagnostics)
}

func (*versionSource) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = schema.Schema{
		MarkdownDescription: "Reads an earlier version of a list.",
		Attributes: map[string]schema.Attribute{
			"list_id": schema.StringAttribute{Required: true, MarkdownDescription: "ID of the list.", Validators: validators.ID()},
			"version": schema.Int64Attribute{
				Required: true, MarkdownDescription: "Version of the list, at least 1.", Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"description": schema.StringAttribute{Computed: true, MarkdownDescription: "Description of the list in this version."},
			"values": schema.SetAttribute{
				Computed: true, ElementType: types.StringType, MarkdownDescription: "Values in this version.",
			},
		},
	}
}

func (d *versionSource) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var found version
	response.Diagnostics.Append(request.Config.Get(ctx, &found)...)
	if response.Diagnostics.HasError() {
		return
	}
	documents := rebilly.DocumentType{
		Shape:           rebilly.Shape{Path: "lists/{id}", KeyField: "version"},
		SupportedFields: func(fields map[string]any) (map[string]any, error) { return fields, nil },
	}
	document, err := d.client.Documents(documents).Get(ctx, fmt.Sprintf("%s/%d", found.ListID.ValueString(), found.Version.ValueInt64()))
	if err != nil {
		operation := apidiag.Operation{Verb: "read", Object: "list version", Target: d.client.Target(), Value: request.Config.Raw}
		response.Diagnostics.Append(operation.Diagnostics(err)...)
		return
	}
	// The fields are JSON: description is a text, and values are texts.
	encoded, err := json.Marshal(document)
	if err == nil {
		var fields struct {
			Description string
			Values      []string
		}
		err = json.Unmarshal(encoded, &fields)
		found.Description, found.Values = types.StringValue(fields.Description), fields.Values
	}
	if err != nil {
		response.Diagnostics.AddError("Unable to read list version", "The response does not match Rebilly's API definition.")
		return
	}
	if found.Values == nil {
		found.Values = []string{}
	}
	response.Diagnostics.Append(response.State.Set(ctx, found)...)
}
