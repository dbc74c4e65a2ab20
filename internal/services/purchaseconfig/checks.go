package purchaseconfig

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/rebilly/terraform-provider-rebilly/internal/apidiag"
	"github.com/rebilly/terraform-provider-rebilly/internal/customerpermissions"
	"github.com/rebilly/terraform-provider-rebilly/internal/mountconfig"
	"github.com/rebilly/terraform-provider-rebilly/internal/naming"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// setup is the type of a transaction that saves a payment instrument.
const setup = "setup"

// checks compares a configuration with the objects in Rebilly.
type checks struct {
	client      *rebilly.Client
	diagnostics *diag.Diagnostics
}

// run runs the checks, and returns the permissions that the customer's token must have.
func (c checks) run(ctx context.Context, p purchase, options mountconfig.Object) (permissions []string) {
	if err := c.client.ConfigurationError(); err != nil {
		c.failed("purchase configuration", "", path.Empty(), err)
		return nil
	}
	mountconfig.ValidateKey(p.text("publishable_key"), c.client.Environment(), c.diagnostics)
	website := p.text("website_id")
	if website != "" {
		c.website(ctx, website)
	}
	if p.has("items") {
		c.plans(ctx, p.plans())
	}
	saves := p.text("transaction_type") == setup
	switch {
	case p.has("invoice_id"):
		c.invoice(ctx, p.text("invoice_id"), website)
	case p.has("transaction_id"):
		saves = c.transaction(ctx, p.text("transaction_id"), website) || saves
	case p.object("deposit").has("deposit_request_id"):
		c.depositRequest(ctx, p.object("deposit").text("deposit_request_id"), website)
	case p.has("payout"):
		c.payoutRequest(ctx, p.object("payout").text("payout_request_id"), website)
	}
	if !p.requiresJWT() {
		return []string{}
	}
	permissions = customerpermissions.Permissions(p.purpose())
	if saves {
		permissions = append(permissions, customerpermissions.SetupPermissions()...)
	}
	for _, option := range customerpermissions.InstrumentOptions {
		// Apple Pay has options of its own, and the others are true or false.
		if set := options.Get("paymentInstruments", naming.Camel(option)); set != nil && set != false {
			permissions = append(permissions, customerpermissions.InstrumentPermissions(option)...)
		}
	}
	slices.Sort(permissions)
	return slices.Compact(permissions)
}

func (c checks) website(ctx context.Context, id string) {
	if _, err := c.client.Websites().Get(ctx, id); err != nil {
		c.failed("website", id, path.Root("website_id"), err)
	}
}

// plans checks that all billing plans are active and have the same currency.
func (c checks) plans(ctx context.Context, wanted []planAt) {
	found, err := c.listPlans(ctx, wanted)
	if err != nil {
		c.failed("plan", "", path.Root("items"), err)
		return
	}
	var first rebilly.Plan
	for _, w := range wanted {
		plan, ok := found[w.id]
		if !ok {
			// Only a GET of the billing plan itself is reliable: the list may be incomplete.
			if plan, err = c.client.Plans().Get(ctx, w.id); err != nil {
				c.failed("plan", w.id, w.at, err)
				continue
			}
		}
		if plan.IsActive != nil && !*plan.IsActive {
			c.refuse(w.at, "Inactive billing plan",
				fmt.Sprintf("Billing plan %q (%s) is inactive, so customers cannot buy it. Activate it with is_active = true, or use a different "+
					"billing plan.",
					w.id, plan.Name))
		}
		if first.ID == "" {
			first = plan
		} else if plan.Currency != first.Currency {
			c.refuse(w.at, "Billing plans have different currencies",
				fmt.Sprintf("Billing plan %q (%s) is in %s, but billing plan %q (%s) is in %s. A purchase has one currency: "+
					"use billing plans of the same currency, or a separate configuration for each currency.",
					w.id, plan.Name, plan.Currency, first.ID, first.Name, first.Currency))
		}
	}
}

// listPlans reads all billing plans with one request.
func (c checks) listPlans(ctx context.Context, wanted []planAt) (map[string]rebilly.Plan, error) {
	ids := make([]string, len(wanted))
	for i, w := range wanted {
		ids[i] = w.id
	}
	found := map[string]rebilly.Plan{}
	for plan, err := range c.client.Plans().List(ctx, url.Values{"filter": {"id:" + strings.Join(ids, ",")}}) {
		if err != nil {
			return nil, err
		}
		found[plan.ID] = plan
	}
	return found, nil
}

// The statuses in which a customer cannot pay, with an explanation. Any other status, such as one that Rebilly adds later, is accepted.
var (
	unpayableInvoices = map[string]string{
		"draft":              "Issue it first.",
		"quotation":          "It is a quotation. Have it accepted and issued first.",
		"paid":               "There is nothing left to pay.",
		"abandoned":          "It is no longer collected.",
		"voided":             "It is void. Issue a new one.",
		"partially-refunded": "It was paid and partly refunded.",
		"refunded":           "It was paid and refunded.",
		"disputed":           "It was paid, and the payment is disputed.",
	}
	unpayableTransactions = map[string]string{
		"completed":          "There is nothing left to pay.",
		"disputed":           "It was paid, and the payment is disputed.",
		"partially-refunded": "It was paid and partly refunded.",
		"refunded":           "It was paid and refunded.",
		"voided":             "It is void.",
		"waiting-capture":    "It is authorized and waiting for its capture.",
		"waiting-refund":     "It was paid and is waiting for its refund.",
	}
	unpayableDeposits = map[string]string{
		"completed": "The deposit is complete.",
		"expired":   "It has expired. Create a new one.",
	}
	unpayablePayouts = map[string]string{
		"approved":    "The customer can no longer change it.",
		"in-progress": "It is being paid out.",
		"fulfilled":   "It is paid out.",
		"canceled":    "It is canceled.",
		"split":       "It was split. Use one of the payout requests that replaced it.",
		"merged":      "It was merged. Use the payout request that replaced it.",
	}
)

// payable is an object that a customer pays, or that pays out to a customer.
type payable struct {
	name, id, status, website string
	at                        path.Path
	// use completes "cannot be", such as "paid".
	use string
	// refused explains the statuses in which the object cannot be used.
	refused map[string]string
}

func (c checks) invoice(ctx context.Context, id string, website string) {
	at := path.Root("invoice_id")
	if i, err := c.client.Invoices().Get(ctx, id); err != nil {
		c.failed("invoice", id, at, err)
	} else {
		c.requirePayable(payable{"invoice", id, i.Status, i.WebsiteID, at, "paid", unpayableInvoices}, website)
	}
}

// transaction checks a transaction. It reports whether the transaction saves a payment instrument instead of charging it.
func (c checks) transaction(ctx context.Context, id string, website string) (saves bool) {
	at := path.Root("transaction_id")
	t, err := c.client.Transactions().Get(ctx, id)
	if err != nil {
		c.failed("transaction", id, at, err)
		return false
	}
	c.requirePayable(payable{"transaction", id, t.Status, t.WebsiteID, at, "paid", unpayableTransactions}, website)
	return t.Type == setup
}

func (c checks) depositRequest(ctx context.Context, id string, website string) {
	at := path.Root("deposit").AtName("deposit_request_id")
	if r, err := c.client.DepositRequests().Get(ctx, id); err != nil {
		c.failed("deposit request", id, at, err)
	} else {
		c.requirePayable(payable{"deposit request", id, r.Status, r.WebsiteID, at, "paid", unpayableDeposits}, website)
	}
}

func (c checks) payoutRequest(ctx context.Context, id string, website string) {
	at := path.Root("payout").AtName("payout_request_id")
	r, err := c.client.PayoutRequests().Get(ctx, id)
	if err != nil {
		c.failed("payout request", id, at, err)
		return
	}
	const use = "paid out to an instrument of the customer's choice"
	c.requirePayable(payable{"payout request", id, r.Status, r.WebsiteID, at, use, unpayablePayouts}, website)
	if r.Status == "ready" {
		c.diagnostics.AddAttributeWarning(at, "Payout request not supported by the current RebillyInstruments",
			fmt.Sprintf("Payout request %q is ready for review. RebillyInstruments 12.46.0 lets customers choose an instrument "+
				"only while the status is pending. A newer version may support this status.", id))
	}
}

// requirePayable checks that an object can still be paid, and belongs to the configured website.
func (c checks) requirePayable(o payable, website string) {
	if reason, ok := o.refused[o.status]; ok {
		c.refuse(o.at, fmt.Sprintf("%s cannot be %s", naming.Capitalized(o.name), o.use),
			fmt.Sprintf("The status of %s %q is %s. %s", o.name, o.id, o.status, reason))
	}
	if website != "" && o.website != "" && o.website != website {
		c.refuse(path.Root("website_id"), "Wrong website",
			fmt.Sprintf("The website of %s %q is %q, not %q. Set website_id to this website, or remove "+
				"website_id.", o.name, o.id, o.website, website))
	}
}

func (c checks) refuse(at path.Path, summary, detail string) {
	c.diagnostics.AddAttributeError(at, summary, detail)
}

// failed adds the diagnostics of a failed read at the attribute that has the id. id is "" for a list.
func (c checks) failed(name, id string, at path.Path, err error) {
	if id != "" && rebilly.IsNotFound(err) {
		c.refuse(at, naming.Capitalized(name)+" not found",
			fmt.Sprintf("There is no %s %q in %s. Check the id, and the provider's organization and environment.", name, id, c.client.Target()))
		return
	}
	for _, d := range (apidiag.Operation{Verb: "read", Object: name, Target: c.client.Target()}).Diagnostics(err) {
		if len(at.Steps()) > 0 {
			d = diag.WithPath(at, d)
		}
		c.diagnostics.Append(d)
	}
}
