package apikey

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
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
	"github.com/rebilly/terraform-provider-rebilly/internal/crud"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

func attributes() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A key to the API. The value of a secret key stays out of plan and state: the ephemeral resource `rebilly_api_key` hands it to whoever needs it. " +
			"The key with which the provider itself runs can be managed, but not deleted, and not deprived of what a run needs.",
		Attributes: map[string]schema.Attribute{
			"description": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "What the key is for.",
			},
			"type": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				Default:             stringdefault.StaticString(rebilly.SecretKey),
				MarkdownDescription: "`secret`, for servers, or `publishable`, for pages in a browser. Default `secret`. Changing it replaces the key.",
				Validators:          []validator.String{stringvalidator.OneOf(rebilly.SecretKey, rebilly.PublishableKey)},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"acl":                 acl.Attribute("the key"),
			"deletion_protection": crud.DeletionProtection("key"),
			"allowed_ips": schema.SetAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Addresses from which the key is accepted: IPv4 or IPv6, single or as ranges in CIDR notation, in any spelling. " +
					"Private ones are refused. Left out, the key is accepted from anywhere.",
				Validators:    []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(publicIP{})},
				PlanModifiers: []planmodifier.Set{sameIPs{}},
			},
			"rotation_triggers": schema.MapAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Anything whose change is to replace the key, such as `{ month = \"2027-01\" }`. With `create_before_destroy = true` in the `lifecycle` block " +
					"the new key is made first, and both are valid until what uses the key has changed over. The first triggers of an existing key, and taking all triggers away, replace nothing.",
				Validators:    []validator.Map{mapvalidator.NoNullValues()},
				PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(rotation, rotationDescription, rotationDescription)},
			},
			"store_secret": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether `secret_key` has the secret, in the state, where everybody who can read the state finds it. Default `false`. " +
					"Turned on for an existing key, it needs Rebilly to tell the secret again; where Rebilly does not, the plan says so.",
			},
			"secret_key": schema.StringAttribute{
				Computed:            true,
				Sensitive:           true,
				MarkdownDescription: "The value of a secret key with `store_secret = true`, else null.",
			},
			"publishable_key": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The value of a publishable key, which is public, else null. Null, too, after the import of a key that Rebilly no longer tells.",
			},
		},
	}
}

const rotationDescription = "A change from triggers to others replaces the key."

func rotation(_ context.Context, request planmodifier.MapRequest, response *mapplanmodifier.RequiresReplaceIfFuncResponse) {
	response.RequiresReplace = rotates(request.StateValue, request.ConfigValue)
}

// rotates tells whether triggers, unlike the first ones after an import, change.
func rotates(was, next types.Map) bool {
	return len(was.Elements()) > 0 && (next.IsUnknown() || len(next.Elements()) > 0) && !next.Equal(was)
}
