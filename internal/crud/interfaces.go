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

	_ planmodifier.String  = whenUnconfigured{}
	_ planmodifier.Bool    = whenUnconfigured{}
	_ planmodifier.Int64   = whenUnconfigured{}
	_ planmodifier.Float64 = whenUnconfigured{}
	_ planmodifier.List    = whenUnconfigured{}
	_ planmodifier.Set     = whenUnconfigured{}
	_ planmodifier.Map     = whenUnconfigured{}
	_ planmodifier.Object  = whenUnconfigured{}
	_ planmodifier.Float64 = floatSemanticEquality{}
	_ planmodifier.String  = jsonSemanticEquality{}
	_ planmodifier.String  = caseInsensitive{}
)
