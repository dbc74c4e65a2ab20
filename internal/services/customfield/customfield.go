// Package customfield is the resource rebilly_custom_field: one custom field of one kind of object.
package customfield

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

const inUse = "Rebilly changes a custom field only while no object has a value of it. Either clear the values, in the custom_fields of every object that has one, " +
	"and run again; or leave the field as it is in the configuration; or make a field with another name and move the values there. " +
	"To take the field out of Terraform and leave it in Rebilly, set on_destroy = \"abandon\", apply, and remove it."

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

// NewResource makes the resource rebilly_custom_field.
func NewResource() resource.Resource { return &fieldResource{crud.New(spec)} }

// NewListResource makes the list resource rebilly_custom_field.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource makes the data source rebilly_custom_field.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource makes the data source rebilly_custom_fields.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

// fieldResource adds to the common life of an object that Rebilly never deletes a custom field: destroying disables it,
// and creating it again enables it. What a plan says of that is in plan.go, the rules between attributes in rules.go.
type fieldResource struct {
	*crud.Resource[model, rebilly.CustomField]
}

// Create takes over a disabled field of the same type. Any other field that exists is left alone.
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
		response.Diagnostics.AddAttributeError(path.Root("name"), "Unable to create custom field: the name is taken for ever",
			fmt.Sprintf("There is a custom field %q of type %s in %s. Rebilly neither deletes a custom field nor changes its type, so the name can never be one of type %s. "+
				"Choose another name. Or configure the field with its own type, %[2]s = {}, and import it:\n\n%[5]s",
				id, existing.Type, r.Client().Target(), want.Type, importBlock(id)))
	case err == nil && !existing.Enabled():
		r.CreateByUpdate(ctx, request, response, existing)
		if !response.Diagnostics.HasError() {
			response.Diagnostics.AddAttributeWarning(path.Root("name"), "An existing custom field was taken over",
				fmt.Sprintf("The custom field %q was there already, disabled, in %s. It now is as configured. Objects may still have values from before.", id, r.Client().Target()))
		}
	case rebilly.IsNotFound(err):
		r.CreateUnchecked(ctx, request, response)
	default:
		r.Resource.Create(ctx, request, response)
	}
}

// Delete disables the field or, where on_destroy says so, leaves it alone.
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
