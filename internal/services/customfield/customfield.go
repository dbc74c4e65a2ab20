// Package customfield implements the resource rebilly_custom_field: one custom field of one resource type of Rebilly.
package customfield

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

const inUse = "Rebilly changes a custom field only while no object has a value for it. " +
	"Either clear the values in the custom_fields of every object that has one, and run again; " +
	"or keep the configuration of the field unchanged; or create a field with a different name and move the values to it. " +
	"To remove the field from Terraform and keep it in Rebilly, set on_destroy = \"abandon\", apply, and remove it."

var spec = crud.Spec[model, rebilly.CustomField]{
	Name:                   "custom field",
	Key:                    []string{"resource", "name"},
	ResourceOnlyAttributes: []string{"on_destroy"},
	UnionAttributes:        typeNames,
	Schema:                 attributes,
	API:                    func(c *rebilly.Client) crud.API[rebilly.CustomField] { return c.CustomFields() },
	ToAPI:                  toAPI,
	FromAPI:                fromAPI,
	ConflictAdvice:         map[string]string{"create": inUse, "update": inUse, "delete": inUse},
}

// NewResource returns the resource rebilly_custom_field.
func NewResource() resource.Resource { return &fieldResource{crud.New(spec)} }

// NewListResource returns the list resource rebilly_custom_field.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource returns the data source rebilly_custom_field.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource returns the data source rebilly_custom_fields.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

var (
	_ resource.Resource                   = (*fieldResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*fieldResource)(nil)
	_ resource.ResourceWithValidateConfig = (*fieldResource)(nil)
)

// fieldResource adds soft delete to the generic resource: Rebilly never deletes a custom field, so a destroy disables it, and a create
// enables a disabled one again.
type fieldResource struct {
	*crud.Resource[model, rebilly.CustomField]
}

// Read warns if settings were changed outside Terraform that change values which nobody has set.
func (r *fieldResource) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	r.Resource.Read(ctx, request, response)
	if !response.Diagnostics.HasError() {
		response.Diagnostics.Append(commercial.CustomFieldTerms.DriftDiagnostics(request.State.Raw, response.State.Raw)...)
	}
}

// Create updates and enables an existing field if it is disabled and of the same type. It does not change any other existing field.
func (r *fieldResource) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	defer crud.RecoverPanic(&response.Diagnostics)
	var plan model
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	if response.Diagnostics.HasError() {
		return
	}
	id, want := plan.Resource+"/"+plan.Name, toAPI(plan)
	existing, err := r.Client().CustomFields().Get(ctx, id)
	switch {
	case err == nil && existing.Type != want.Type:
		response.Diagnostics.AddAttributeError(path.Root("name"), "Custom field name already in use",
			fmt.Sprintf("There is a custom field %q of type %s in %s. Rebilly never deletes a custom field or changes its type, "+
				"so no field of type %s can have this name. "+
				"Choose a different name. Or configure the field with its existing type, %[2]s = {}, and import it:\n\n%[5]s",
				id, existing.Type, r.Client().Target(), want.Type, importBlock(id)))
	case err == nil && !existing.Enabled():
		r.CreateByUpdate(ctx, request, response, existing)
		if !response.Diagnostics.HasError() {
			response.Diagnostics.AddAttributeWarning(path.Root("name"), fmt.Sprintf("Existing custom field enabled: %q", id),
				fmt.Sprintf("The custom field %q already existed in %s and was disabled. It was enabled and updated to the configuration. "+
					"Objects may still have values from before.", id, r.Client().Target()))
		}
	case rebilly.IsNotFound(err):
		r.CreateUnchecked(ctx, request, response)
	default:
		r.Resource.Create(ctx, request, response)
	}
}

// Delete disables the field, or does nothing if on_destroy is "abandon".
func (r *fieldResource) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	var onDestroy types.String
	response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("on_destroy"), &onDestroy)...)
	if !response.Diagnostics.HasError() && onDestroy.ValueString() != onDestroyKeep {
		r.DeleteByUpdate(ctx, request, response, func(f *rebilly.CustomField) { f.IsEnabled = new(false) })
	}
}

func importBlock(id string) string {
	return fmt.Sprintf("import {\n  to = rebilly_custom_field.this\n  id = %q\n}", id)
}
