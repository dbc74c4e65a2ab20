package customerjwt

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	resource "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/acl"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/validators"
)

const (
	defaultLifetime = time.Hour
	// A session can neither be listed nor be found again: one that is forgotten has to end by itself.
	longestLifetime = 7 * 24 * time.Hour
)

func attributes() schema.Schema {
	subject := func(what, more string) schema.StringAttribute {
		return schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: fmt.Sprintf("Id of the %s that the token is for%s. At most one of %s.", what, more, naming.Quoted(subjects, "`")),
			Validators:          validators.ID(),
		}
	}
	return schema.Schema{
		MarkdownDescription: "A token with which a page acts for a customer: the `jwt` of `RebillyInstruments.mount()`. It is made when it is used and never stored: " +
			"hand it to a write-only argument, a provisioner or a provider configuration.\n\n" +
			"Terraform opens ephemeral resources in a plan, too, and more than once in an apply; each time would make a token. " +
			"Set `mint = terraform.applying`, so that a plan makes none; it then sees a `token` that is null. " +
			"With Terraform every apply then makes one, also an apply without changes; with OpenTofu only one that uses it.\n\n" +
			"The token stays valid until it expires, also after Terraform ends, because the page needs it then: see `revoke_on_close`.",
		Attributes: map[string]schema.Attribute{
			"customer_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the customer that the page acts for.",
				Validators:          validators.ID(),
			},
			"website_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the website that the page belongs to. Rebilly's library reads it from the token.",
				Validators:          validators.ID(),
			},
			"invoice_id": subject("invoice", ""),
			"transaction_id": subject("transaction", ". For one of the type setup, take `permissions` from a `rebilly_purchase_config`: "+
				"saving a payment instrument needs other permissions than charging it"),
			"deposit_request_id": subject("deposit request", ""),
			"payout_request_id":  subject("payout request", ""),
			"permissions": schema.SetAttribute{
				Optional:    true,
				Computed:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Names of the API operations that the token allows. Default: what Rebilly's library needs for the invoice, transaction, deposit or payout, " +
					"and no more; without any of them, everything that the library can do for a customer.",
				Validators: acl.PermissionRules(),
			},
			"acl": accessControlList(),
			"custom_claims": schema.DynamicAttribute{
				Optional: true,
				MarkdownDescription: "More for the page to read in the token: an object of any values. They are added to the claims that Rebilly's library reads (`websiteId`, " +
					"and `invoiceId`, `transactionId`, `cashierRequestId` for a deposit request, or `payoutRequestId`), or replace them; a null takes one out.",
			},
			"expires_in": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How long the token is valid from the moment it is made, such as `30m` or `2h`, at most `168h`. Default `1h`. " +
					"Make it as late and as short as the page allows.",
				Validators: []validator.String{lifetime{}},
			},
			"mint": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether to make a token. Without, `token` and `expired_time` are null and nothing is sent to Rebilly. Meant for `terraform.applying`. Default `true`.",
			},
			"revoke_on_close": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to end the session as soon as Terraform itself no longer needs the token. That is right where only Terraform uses it, " +
					"and wrong where it is stored for a page. Default `false`.",
			},
			// Not sensitive as well: ephemeral values are shown and stored nowhere, and OpenTofu would refuse an output of
			// ephemeralasnull() for a token that is sensitive, although it is null there.
			"token": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "The token, or null where `mint` is false.",
			},
			"expired_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the token expires, in RFC 3339.",
			},
		},
	}
}

// accessControlList is the attribute of keys with the description that fits a token, which is never without restrictions.
func accessControlList() schema.Attribute {
	list, _ := acl.Attribute("the token").(resource.ListNestedAttribute)
	list.MarkdownDescription = "What the token may do, in place of `permissions`: each entry grants permissions within a scope. " +
		"Default: one entry with `permissions`, within the organization and the invoice or transaction."
	return list
}
