package apikey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/allowedips"
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Manages an API key. The value of a secret key is not in the Terraform plan or state: " +
			"read it with the ephemeral resource `rebilly_api_key`. " +
			"The provider's own key can be managed too, but it cannot be deleted or replaced, and it cannot lose the permissions that a run needs.",
		Attributes: map[string]schema.Attribute{
			"description": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Purpose of the key.",
			},
			"type": schema.StringAttribute{
				Optional: true,
				Computed: true,
				Default:  stringdefault.StaticString(rebilly.SecretKey),
				MarkdownDescription: "Type of the key: `secret` for servers, or `publishable` for pages in a browser. Default `secret`. Changing " +
					"it replaces the key.",
				Validators:    []validator.String{stringvalidator.OneOf(rebilly.SecretKey, rebilly.PublishableKey)},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"acl":                 acl.Attribute("the key"),
			"deletion_protection": crud.DeletionProtection("API key"),
			"allowed_ips": allowedips.Attribute("IP addresses from which the key is accepted: IPv4 or IPv6, single addresses or ranges in CIDR " +
				"notation. Must be public. A different format of the same address is not a change. Default: any address; an empty set is refused."),
			"rotation_triggers": schema.MapAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Arbitrary values that replace the key when they change, such as `{ month = \"2027-01\" }`. " +
					"With `create_before_destroy = true` in the `lifecycle` block, the new key is created first, and both keys are valid " +
					"until the resources that use the key are updated. Adding the first trigger to an existing key, or removing all triggers, does " +
					"not replace the key.",
				Validators:    []validator.Map{mapvalidator.NoNullValues()},
				PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(rotation, rotationDescription, rotationDescription)},
			},
			"store_secret": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether to store the value of a secret key in `secret_key`, in the state. Everyone who can read the state " +
					"can then read it. " +
					"Default `false`. Enabling it for an existing key requires that Rebilly still returns the value; otherwise the Terraform plan fails.",
			},
			"secret_key": schema.StringAttribute{
				Computed:            true,
				Sensitive:           true,
				MarkdownDescription: "Value of a secret key if `store_secret = true`, otherwise null.",
			},
			"publishable_key": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "Value of a publishable key, which is public, otherwise null. Also null after the import of a key whose " +
					"value Rebilly no longer returns.",
			},
		},
	}
}

const rotationDescription = "Changing the triggers replaces the key."

func rotation(_ context.Context, request planmodifier.MapRequest, response *mapplanmodifier.RequiresReplaceIfFuncResponse) {
	response.RequiresReplace = rotates(request.StateValue, request.ConfigValue)
}

// rotates reports whether existing triggers change. The first triggers, such as those after an import, do not rotate the key.
func rotates(prior, planned types.Map) bool {
	return len(prior.Elements()) > 0 && (planned.IsUnknown() || len(planned.Elements()) > 0) && !planned.Equal(prior)
}
