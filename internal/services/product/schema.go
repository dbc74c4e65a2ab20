package product

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/customfields"
)

const defaultUnitLabel = "unit"

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Manages a product. A product is what the business sells; its prices are in billing plans (`rebilly_plan`). " +
			"All attributes except `id` can be updated in place.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Name of the product, 3 to 255 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(3, 255)},
			},
			"unit_label": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(defaultUnitLabel),
				MarkdownDescription: "Name of one unit, such as `seat`, 1 to 50 characters. Default `unit`.",
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 50)},
			},
			"description": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Description of the product, at most 512 characters.",
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(512)},
			},
			"requires_shipping": schema.BoolAttribute{
				Optional:            true,
				Computed:            true,
				Default:             booldefault.StaticBool(false),
				MarkdownDescription: "Whether the product requires shipping; if `true`, invoices include shipping costs. Default `false`.",
			},
			"options": schema.ListAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Names of the product's options, such as `color` and `size`. " +
					"A billing plan sets their values in `product_options`.",
				Validators: []validator.List{listvalidator.NoNullValues()},
			},
			"tax_category_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Tax category of the product, a TaxJar category code. " +
					"Use `00000`, the general category, if no other category fits.",
			},
			"accounting_code": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Accounting code of the product, such as `4010`.",
			},
			"recognition": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "Journal accounts for the product's recognized revenue.",
				Attributes: map[string]schema.Attribute{
					"debit_account_id": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "ID of the journal account to debit.",
					},
					"credit_account_id": schema.StringAttribute{
						Optional:            true,
						MarkdownDescription: "ID of the journal account to credit.",
					},
				},
			},
			"custom_fields":       customfields.Attribute("product"),
			"deletion_protection": crud.DeletionProtection("product"),
		},
	}
}
