// Package product implements the resource rebilly_product, its list resource and its data sources. It is the example
// for other services: the spec, the model and the mapping to and from the API are in this file, the attributes in schema.go.
package product

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

var spec = crud.Spec[model, rebilly.Product]{
	Name:                   "product",
	IDPrefix:               "prod_",
	DisplayNameAttribute:   "name",
	ListParameters:         []string{"filter", "sort", "q"},
	ResourceOnlyAttributes: []string{"deletion_protection"},
	Schema:                 attributes,
	API:                    func(c *rebilly.Client) crud.API[rebilly.Product] { return c.Products() },
	ToAPI:                  toAPI,
	FromAPI:                fromAPI,
	PlanCheck:              customfields.Check("products"),
	PruneImported: func(imported *rebilly.Product, configured rebilly.Product) bool {
		return customfields.PruneImported(&imported.CustomFields, configured.CustomFields)
	},
}

// NewResource returns the resource rebilly_product.
func NewResource() resource.Resource { return crud.New(spec) }

// NewListResource returns the list resource rebilly_product.
func NewListResource() list.ListResource { return crud.New(spec) }

// NewDataSource returns the data source rebilly_product.
func NewDataSource() datasource.DataSource { return crud.NewDataSource(spec) }

// NewPluralDataSource returns the data source rebilly_products.
func NewPluralDataSource() datasource.DataSource { return crud.NewPluralDataSource(spec) }

type model struct {
	ID                 types.String   `tfsdk:"id"`
	Name               string         `tfsdk:"name"`
	UnitLabel          string         `tfsdk:"unit_label"`
	Description        *string        `tfsdk:"description"`
	RequiresShipping   bool           `tfsdk:"requires_shipping"`
	Options            []string       `tfsdk:"options"`
	TaxCategoryID      *string        `tfsdk:"tax_category_id"`
	AccountingCode     *string        `tfsdk:"accounting_code"`
	Recognition        *recognition   `tfsdk:"recognition"`
	CustomFields       types.Dynamic  `tfsdk:"custom_fields"`
	DeletionProtection types.Bool     `tfsdk:"deletion_protection"`
	Timeouts           *crud.Timeouts `tfsdk:"timeouts"`
}

type recognition struct {
	DebitAccountID  *string `tfsdk:"debit_account_id"`
	CreditAccountID *string `tfsdk:"credit_account_id"`
}

func toAPI(m model) rebilly.Product {
	return rebilly.Product{
		Name:             m.Name,
		UnitLabel:        m.UnitLabel,
		Description:      m.Description,
		RequiresShipping: m.RequiresShipping,
		Options:          append([]string{}, m.Options...),
		TaxCategoryID:    m.TaxCategoryID,
		AccountingCode:   m.AccountingCode,
		Recognition:      (*rebilly.Recognition)(m.Recognition),
		CustomFields:     customfields.ToAPI(m.CustomFields),
	}
}

func fromAPI(p rebilly.Product, prior *model) model {
	m := model{
		ID:               types.StringValue(p.ID),
		Name:             p.Name,
		UnitLabel:        cmp.Or(p.UnitLabel, defaultUnitLabel),
		Description:      p.Description,
		RequiresShipping: p.RequiresShipping,
		Options:          append([]string{}, p.Options...),
		TaxCategoryID:    p.TaxCategoryID,
		AccountingCode:   p.AccountingCode,
		Recognition:      (*recognition)(p.Recognition),
	}
	if prior == nil {
		m.CustomFields = customfields.FromAPI(p.CustomFields, nil)
		return m
	}
	m.CustomFields = customfields.FromAPI(p.CustomFields, &prior.CustomFields)
	return m
}
