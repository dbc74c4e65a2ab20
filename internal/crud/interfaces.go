package crud

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"

	"github.com/rebilly/terraform-provider-rebilly/internal/fastpath"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// The assertions need an instance of the generic types; the model does not matter.
type (
	anyResource         = Resource[struct{}, rebilly.Document]
	anyDataSource       = singularDataSource[struct{}, rebilly.Document]
	anyPluralDataSource = pluralDataSource[struct{}, rebilly.Document]
)

var (
	_ resource.Resource                = (*anyResource)(nil)
	_ resource.ResourceWithConfigure   = (*anyResource)(nil)
	_ resource.ResourceWithIdentity    = (*anyResource)(nil)
	_ resource.ResourceWithImportState = (*anyResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*anyResource)(nil)
	_ resource.ResourceWithMoveState   = (*anyResource)(nil)

	_ list.ListResource              = (*anyResource)(nil)
	_ list.ListResourceWithConfigure = (*anyResource)(nil)

	_ fastpath.Source = (*anyResource)(nil)

	_ datasource.DataSourceWithConfigure = (*anyDataSource)(nil)
	_ datasource.DataSourceWithConfigure = (*anyPluralDataSource)(nil)

	_ planmodifier.String  = nullWhenUnconfigured{}
	_ planmodifier.Bool    = nullWhenUnconfigured{}
	_ planmodifier.Int64   = nullWhenUnconfigured{}
	_ planmodifier.Float64 = nullWhenUnconfigured{}
	_ planmodifier.List    = nullWhenUnconfigured{}
	_ planmodifier.Set     = nullWhenUnconfigured{}
	_ planmodifier.Map     = nullWhenUnconfigured{}
	_ planmodifier.Object  = nullWhenUnconfigured{}
	_ planmodifier.Float64 = floatSemanticEquality{}
	_ planmodifier.String  = jsonSemanticEquality{}
)
