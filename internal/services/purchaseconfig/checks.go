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
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// checks compare a configuration with what Rebilly has.
type checks struct {
	client      *rebilly.Client
	diagnostics *diag.Diagnostics
}

// run makes the checks, and says what the customer's token has to be allowed.
func (c checks) run(ctx context.Context, m model) (permissions []string) {
	if err := c.client.ConfigurationError(); err != nil {
		c.failed("purchase configuration", "", path.Empty(), err)
		return nil
	}
	c.key(m)
	if m.WebsiteID != nil {
		c.website(ctx, *m.WebsiteID)
	}
	if m.Items != nil {
		c.plans(ctx, m.plans())
	}
	saves := m.TransactionType != nil && *m.TransactionType == setup
	switch {
	case m.InvoiceID != nil:
		c.invoice(ctx, *m.InvoiceID, m.WebsiteID)
	case m.TransactionID != nil:
		saves = c.transaction(ctx, *m.TransactionID, m.WebsiteID) || saves
	case m.Deposit != nil && m.Deposit.DepositRequestID != nil:
		c.depositRequest(ctx, *m.Deposit.DepositRequestID, m.WebsiteID)
	case m.Payout != nil:
		c.payoutRequest(ctx, m.Payout.PayoutRequestID, m.WebsiteID)
	}
	if !m.requiresJWT() {
		return []string{}
	}
	permissions = customerpermissions.Permissions(m.purpose())
	if saves {
		permissions = append(permissions, customerpermissions.SetupPermissions()...)
	}
	slices.Sort(permissions)
	return slices.Compact(permissions)
}

func (m model) requiresJWT() bool { return m.Items == nil && m.PublishableKey == nil }

func (m model) purpose() customerpermissions.Purpose {
	switch {
	case m.Money != nil:
		return customerpermissions.Money
	case m.InvoiceID != nil:
		return customerpermissions.Invoice
	case m.TransactionID != nil:
		return customerpermissions.Transaction
	case m.Deposit != nil:
		return customerpermissions.Deposit
	case m.Payout != nil:
		return customerpermissions.Payout
	}
	return customerpermissions.Generic
}

// key compares the environment that a key may name, as in pk_live_..., with the provider's.
func (c checks) key(m model) {
	if m.PublishableKey == nil {
		return
	}
	for _, environment := range []string{"sandbox", "live"} {
		if environment != c.client.Environment() && strings.HasPrefix(*m.PublishableKey, "pk_"+environment+"_") {
			c.refuse(path.Root(publishableKey), "Key of another environment",
				fmt.Sprintf("The key is of %s, but the provider's environment is %s. Use a key of %[2]s.", environment, c.client.Environment()))
		}
	}
}

func (c checks) website(ctx context.Context, id string) {
	if _, err := c.client.Websites().Get(ctx, id); err != nil {
		c.failed("website", id, path.Root(websiteID), err)
	}
}

// planAt is where a configuration names a plan.
type planAt struct {
	at path.Path
	id string
}

func (m model) plans() []planAt {
	var plans []planAt
	for i, item := range m.Items {
		plans = append(plans, planAt{path.Root("items").AtListIndex(i).AtName("plan_id"), item.PlanID})
	}
	for i, item := range m.Addons {
		plans = append(plans, planAt{path.Root("addons").AtListIndex(i).AtName("plan_id"), item.PlanID})
	}
	for i, item := range m.BumpOffer {
		plans = append(plans, planAt{path.Root("bump_offer").AtListIndex(i).AtName("plan_id"), item.PlanID})
	}
	return plans
}

// plans requires that all plans can be bought, and bought together.
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
			// Only a read of the plan itself tells for certain that it is not there.
			if plan, err = c.client.Plans().Get(ctx, w.id); err != nil {
				c.failed("plan", w.id, w.at, err)
				continue
			}
		}
		if plan.IsActive != nil && !*plan.IsActive {
			c.refuse(w.at, "The plan is inactive",
				fmt.Sprintf("Plan %q (%s) is inactive, so that nobody can buy it. Activate it with is_active = true, or choose another plan.", w.id, plan.Name))
		}
		if first.ID == "" {
			first = plan
		} else if plan.Currency != first.Currency {
			c.refuse(w.at, "The plans have different currencies",
				fmt.Sprintf("Plan %q (%s) is in %s, but plan %q (%s) is in %s. A purchase has one currency: choose plans of one, or make a configuration for each.",
					w.id, plan.Name, plan.Currency, first.ID, first.Name, first.Currency))
		}
	}
}

// listPlans reads all plans with one request.
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

// What these statuses mean to someone who wants to pay. A status that is not here, such as one that Rebilly adds later, passes.
var (
	unpayableInvoices = map[string]string{
		"draft":              "Issue it first.",
		"quotation":          "It is a quotation. Have it accepted and issued first.",
		"paid":               "There is nothing left to pay.",
		"abandoned":          "It is not collected any more.",
		"voided":             "It is void. Issue another one.",
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
		"waiting-capture":    "It is authorized and waits for its capture.",
		"waiting-refund":     "It was paid and waits for its refund.",
	}
	unpayableDeposits = map[string]string{
		"completed": "The deposit is made.",
		"expired":   "Its time is over. Create another one.",
	}
	unpayablePayouts = map[string]string{
		"approved":    "The customer can change it no more.",
		"in-progress": "It is being paid out.",
		"fulfilled":   "It is paid out.",
		"canceled":    "It is canceled.",
		"split":       "It was split. Use one of the payout requests that it was split into.",
		"merged":      "It was merged. Use the payout request that it was merged into.",
	}
)

// payable is what a customer is asked to pay, or to be paid.
type payable struct {
	name, id, status, website string
	at                        path.Path
	// use is what can be done with it, in the statuses that refused does not have.
	use     string
	refused map[string]string
}

func (c checks) invoice(ctx context.Context, id string, website *string) {
	at := path.Root("invoice_id")
	if i, err := c.client.Invoices().Get(ctx, id); err != nil {
		c.failed("invoice", id, at, err)
	} else {
		c.requirePayable(payable{"invoice", id, i.Status, i.WebsiteID, at, "paid", unpayableInvoices}, website)
	}
}

// transaction tells whether it saves a payment instrument instead of charging it.
func (c checks) transaction(ctx context.Context, id string, website *string) (saves bool) {
	at := path.Root("transaction_id")
	t, err := c.client.Transactions().Get(ctx, id)
	if err != nil {
		c.failed("transaction", id, at, err)
		return false
	}
	c.requirePayable(payable{"transaction", id, t.Status, t.WebsiteID, at, "paid", unpayableTransactions}, website)
	return t.Type == setup
}

func (c checks) depositRequest(ctx context.Context, id string, website *string) {
	at := path.Root("deposit").AtName("deposit_request_id")
	if r, err := c.client.DepositRequests().Get(ctx, id); err != nil {
		c.failed("deposit request", id, at, err)
	} else {
		c.requirePayable(payable{"deposit request", id, r.Status, r.WebsiteID, at, "paid", unpayableDeposits}, website)
	}
}

func (c checks) payoutRequest(ctx context.Context, id string, website *string) {
	at := path.Root("payout").AtName("payout_request_id")
	r, err := c.client.PayoutRequests().Get(ctx, id)
	if err != nil {
		c.failed("payout request", id, at, err)
		return
	}
	c.requirePayable(payable{"payout request", id, r.Status, r.WebsiteID, at, "paid out to a place of the customer's choice", unpayablePayouts}, website)
	if r.Status == "ready" {
		c.diagnostics.AddAttributeWarning(at, "Today's library does not take this payout request",
			fmt.Sprintf("Payout request %q is ready for review. RebillyInstruments 12.46.0 lets customers choose only while the status is pending; a newer one may do more.", id))
	}
}

// requirePayable requires that it can still be paid, on the website that is configured if one is.
func (c checks) requirePayable(o payable, website *string) {
	if reason, ok := o.refused[o.status]; ok {
		c.refuse(o.at, fmt.Sprintf("The %s cannot be %s", o.name, o.use),
			fmt.Sprintf("The status of %s %q is %s. %s", o.name, o.id, o.status, reason))
	}
	if website != nil && o.website != "" && o.website != *website {
		c.refuse(path.Root(websiteID), "Another website",
			fmt.Sprintf("The website of %s %q is %q, not %q. Set website_id to it, or leave website_id out.", o.name, o.id, o.website, *website))
	}
}

func (c checks) refuse(at path.Path, summary, detail string) {
	c.diagnostics.AddAttributeError(at, summary, detail)
}

// failed explains why something could not be read, on the attribute that names it; id is "" for a list.
func (c checks) failed(name, id string, at path.Path, err error) {
	if id != "" && rebilly.IsNotFound(err) {
		c.refuse(at, fmt.Sprintf("There is no such %s", name),
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
