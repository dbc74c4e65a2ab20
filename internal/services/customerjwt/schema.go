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
	// A session cannot be listed or looked up, so a session that is not revoked must expire.
	maxLifetime = 7 * 24 * time.Hour
)

func attributes() schema.Schema {
	subject := func(what, more string) schema.StringAttribute {
		return schema.StringAttribute{
			Optional: true,
			MarkdownDescription: fmt.Sprintf("ID of the %s that the token is for%s. Set at most one of %s.",
				what, more, naming.Quoted(subjects, "`")),
			Validators: validators.ID(),
		}
	}
	return schema.Schema{
		MarkdownDescription: "Creates a token that lets a page act for a customer: the `jwt` of `RebillyInstruments.mount()`. " +
			"The token is created when it is used and is never stored: " +
			"pass it to a write-only argument, a provisioner or a provider configuration.\n\n" +
			"Terraform also opens ephemeral resources while it plans, and more than once during an apply; each time would create a token. " +
			"Set `mint = terraform.applying` to create no token while Terraform plans: `token` is then null. " +
			"Terraform then creates a token in every apply, even in one without changes; OpenTofu only in an apply that uses the token.\n\n" +
			"The token remains valid until it expires, even after Terraform ends, because the page uses it then: see `revoke_on_close`.",
		Attributes: map[string]schema.Attribute{
			"customer_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ID of the customer that the page acts for.",
				Validators:          validators.ID(),
			},
			"website_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ID of the website that the page belongs to. Rebilly's library reads it from the token.",
				Validators:          validators.ID(),
			},
			"invoice_id": subject("invoice", ""),
			"transaction_id": subject("transaction", ". For a transaction of type `setup`, set `permissions` to those of a "+
				"`rebilly_purchase_config`: "+
				"saving a payment instrument requires different permissions than charging it"),
			"deposit_request_id": subject("deposit request", ""),
			"payout_request_id":  subject("payout request", ""),
			"permissions": schema.SetAttribute{
				Optional:    true,
				Computed:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Names of the API operations that the token allows. " +
					"Default: only those that Rebilly's library needs for the invoice, transaction, deposit or payout; " +
					"without any of these, all that the library can use for a customer.",
				Validators: acl.PermissionRules(),
			},
			"acl": accessControlList(),
			"custom_claims": schema.DynamicAttribute{
				Optional: true,
				MarkdownDescription: "Additional claims for the page: an object with values of any type. " +
					"They are merged into the claims that Rebilly's library reads (`websiteId`, and `invoiceId`, `transactionId`, " +
					"`cashierRequestId` for a deposit request, or `payoutRequestId`), and replace claims of the same name; null removes a claim.",
			},
			"expires_in": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Duration for which the token is valid, such as `30m` or `2h`, from `1s` to `168h`. Default `1h`. " +
					"Choose the shortest duration that the page allows.",
				Validators: []validator.String{lifetime{}},
			},
			"mint": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to create a token. If `false`, `token` and `expired_time` are null, and no request is sent to Rebilly. " +
					"Set it to `terraform.applying`. Default `true`.",
			},
			"revoke_on_close": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to end the session when Terraform no longer needs the token. Set it to `true` if only Terraform " +
					"uses the token, and leave it `false` if the token is passed to a page. Default `false`.",
			},
			// Not marked as sensitive: ephemeral values are never shown or stored, and OpenTofu would reject an output of
			// ephemeralasnull() for a sensitive token, although the output is null.
			"token": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "Token, or null if `mint` is `false`.",
			},
			"expired_time": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "RFC 3339 timestamp at which the token expires.",
			},
		},
	}
}

// accessControlList returns the attribute that API keys have, with a description for a token, which is never unrestricted.
func accessControlList() schema.Attribute {
	list, ok := acl.Attribute("the token").(resource.ListNestedAttribute)
	if !ok {
		panic("acl.Attribute did not return a list of objects")
	}
	list.MarkdownDescription = "Permissions of the token, instead of `permissions`: each entry grants permissions within a scope. " +
		"Default: one entry with `permissions`, within the organization and the invoice or transaction."
	return list
}
