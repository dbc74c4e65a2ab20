// Package product implements the resource rebilly_product, its list resource and its data sources. It is the example for other
// declared kinds.
package product

import (
	"github.com/rebilly/terraform-provider-rebilly/internal/commercial"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
	"github.com/rebilly/terraform-provider-rebilly/internal/kind"
)

// Registration is what the provider offers for products.
var Registration = kind.Kind{
	Name:                 "product",
	Collection:           "products",
	IDPrefix:             "prod_",
	DisplayNameAttribute: "name",
	Terms:                &commercial.ProductTerms,
	Description: "Manages a product. A product is what the business sells; its prices are in billing plans (`rebilly_plan`). " +
		"All attributes except `id` can be updated in place.",
	Fields: kind.Fields{
		"name": kind.Text{Description: "Name of the product", Required: true, Length: kind.Between(3, 255)},
		"unit_label": kind.Text{
			Description: "Name of one unit, such as `seat`", Length: kind.Between(1, 50), Default: new("unit"),
		},
		"description": kind.Text{Description: "Description of the product", Length: kind.AtMost(512)},
		"requires_shipping": kind.Boolean{
			Description: "Whether the product requires shipping; if `true`, invoices include shipping costs", Default: new(false),
		},
		"options": kind.Texts{
			Description: "Names of the product's options, such as `color` and `size`",
			Details:     "A billing plan sets their values in `product_options`.",
			Unset:       kind.Empty,
		},
		"tax_category_id": kind.Text{
			Description: "Tax category of the product, a TaxJar category code",
			Details:     "Use `00000`, the general category, if no other category fits.",
		},
		"accounting_code": kind.Text{Description: "Accounting code of the product, such as `4010`"},
		"recognition": kind.Object{
			Description: "Journal accounts for the product's recognized revenue",
			Fields: kind.Fields{
				"debit_account_id":  kind.Text{Description: "ID of the journal account to debit"},
				"credit_account_id": kind.Text{Description: "ID of the journal account to credit"},
			},
		},
		"custom_fields": customfields.Field{Noun: "product", Resource: "products"},
	},
}.Registration()
