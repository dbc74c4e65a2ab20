package purchaseconfig

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/mountconfig"
)

func attributes() schema.Schema {
	attributes := map[string]schema.Attribute{
		"config": schema.DynamicAttribute{
			Computed: true,
			MarkdownDescription: "Argument of `mount()`, without null attributes, with `apiMode` from the provider's environment. " +
				"If `requires_jwt` is true, `merge()` it with `{ jwt = ... }`.",
		},
		"json": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "JSON encoding of `config`, escaped for a `<script>` element of an HTML page. The order of the names is stable.",
		},
		"requires_jwt": schema.BoolAttribute{
			Computed:            true,
			MarkdownDescription: "Whether `mount()` requires a customer's token in addition to `config`.",
		},
		"permissions": schema.SetAttribute{
			Computed:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Permissions that the customer's token must have. Empty if no token is required.",
		},
	}
	maps.Copy(attributes, mountconfig.Attributes())
	return schema.Schema{
		MarkdownDescription: "Creates the options that a page passes to `RebillyInstruments.mount()` to sell, to collect a payment or to " +
			"pay out, and checks them against Rebilly while Terraform plans. " +
			"Set exactly one kind of purchase data: `items`, `money`, `invoice_id`, `transaction_id`, `deposit`, `payout` or `jwt_only`. " +
			"The options do not include a secret: if `requires_jwt` is true, the page adds a customer's token as `jwt`.",
		Attributes: attributes,
	}
}
