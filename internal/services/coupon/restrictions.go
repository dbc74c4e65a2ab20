package coupon

import (
	"cmp"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/rebilly/terraform-provider-rebilly/internal/decimal"
	"github.com/rebilly/terraform-provider-rebilly/internal/rebilly"
)

// restrictions has an attribute for each type of restriction. The API has a list of elements with a type field instead.
type restrictions struct {
	DiscountsPerRedemption         *quantity        `tfsdk:"discounts_per_redemption"`
	MaximumOrderAmount             *orderAmount     `tfsdk:"maximum_order_amount"`
	MinimumOrderAmount             *orderAmount     `tfsdk:"minimum_order_amount"`
	PaidByTime                     *paidByTime      `tfsdk:"paid_by_time"`
	RedemptionsPerCustomer         *quantity        `tfsdk:"redemptions_per_customer"`
	RestrictToBxgy                 *buyAndGet       `tfsdk:"restrict_to_bxgy"`
	RestrictToCountries            *countries       `tfsdk:"restrict_to_countries"`
	RestrictToCustomerTags         *customerTags    `tfsdk:"restrict_to_customer_tags"`
	RestrictToCustomers            *customerIDs     `tfsdk:"restrict_to_customers"`
	RestrictToExclusiveApplication bool             `tfsdk:"restrict_to_exclusive_application"`
	RestrictToInvoices             *invoiceIDs      `tfsdk:"restrict_to_invoices"`
	RestrictToPlans                *planIDs         `tfsdk:"restrict_to_plans"`
	RestrictToProducts             *productIDs      `tfsdk:"restrict_to_products"`
	RestrictToSubscriptions        *subscriptionIDs `tfsdk:"restrict_to_subscriptions"`
	TotalRedemptions               *quantity        `tfsdk:"total_redemptions"`
}

type quantity struct {
	Quantity int64 `tfsdk:"quantity"`
}

type orderAmount struct {
	Amount   types.Float64 `tfsdk:"amount"`
	Currency string        `tfsdk:"currency"`
}

type paidByTime struct {
	Time string `tfsdk:"time"`
}

type buyAndGet struct {
	Buy []planQuantity `tfsdk:"buy"`
	Get []planQuantity `tfsdk:"get"`
}

type planQuantity struct {
	PlanID   string `tfsdk:"plan_id"`
	Quantity int64  `tfsdk:"quantity"`
}

type countries struct {
	Countries rebilly.Unordered `tfsdk:"countries"`
}

type customerTags struct {
	Tags           rebilly.Unordered `tfsdk:"tags"`
	RequireAllTags bool              `tfsdk:"require_all_tags"`
}

type customerIDs struct {
	CustomerIDs rebilly.Unordered `tfsdk:"customer_ids"`
}

type invoiceIDs struct {
	InvoiceIDs rebilly.Unordered `tfsdk:"invoice_ids"`
}

type planIDs struct {
	PlanIDs         rebilly.Unordered `tfsdk:"plan_ids"`
	MinimumQuantity *int64            `tfsdk:"minimum_quantity"`
}

type productIDs struct {
	ProductIDs      rebilly.Unordered `tfsdk:"product_ids"`
	MinimumQuantity *int64            `tfsdk:"minimum_quantity"`
}

type subscriptionIDs struct {
	SubscriptionIDs rebilly.Unordered `tfsdk:"subscription_ids"`
}

func (r *restrictions) toAPI() rebilly.Restrictions {
	if r == nil {
		return rebilly.Restrictions{}
	}
	restrictions := rebilly.Restrictions{
		DiscountsPerRedemption:  (*rebilly.Quantity)(r.DiscountsPerRedemption),
		MaximumOrderAmount:      r.MaximumOrderAmount.toAPI(),
		MinimumOrderAmount:      r.MinimumOrderAmount.toAPI(),
		PaidByTime:              (*rebilly.PaidByTime)(r.PaidByTime),
		RedemptionsPerCustomer:  (*rebilly.Quantity)(r.RedemptionsPerCustomer),
		RestrictToCountries:     (*rebilly.Countries)(r.RestrictToCountries),
		RestrictToCustomerTags:  (*rebilly.CustomerTags)(r.RestrictToCustomerTags),
		RestrictToCustomers:     (*rebilly.CustomerIDs)(r.RestrictToCustomers),
		RestrictToInvoices:      (*rebilly.InvoiceIDs)(r.RestrictToInvoices),
		RestrictToPlans:         (*rebilly.PlanIDs)(r.RestrictToPlans),
		RestrictToProducts:      (*rebilly.ProductIDs)(r.RestrictToProducts),
		RestrictToSubscriptions: (*rebilly.SubscriptionIDs)(r.RestrictToSubscriptions),
		TotalRedemptions:        (*rebilly.Quantity)(r.TotalRedemptions),
	}
	if r.RestrictToBxgy != nil {
		restrictions.RestrictToBxgy = &rebilly.BuyAndGet{Buy: plansToAPI(r.RestrictToBxgy.Buy), Get: plansToAPI(r.RestrictToBxgy.Get)}
	}
	if r.RestrictToExclusiveApplication {
		restrictions.RestrictToExclusiveApplication = &struct{}{}
	}
	return restrictions
}

func (a *orderAmount) toAPI() *rebilly.OrderAmount {
	if a == nil {
		return nil
	}
	return &rebilly.OrderAmount{Amount: decimal.ToJSON(a.Amount), Currency: a.Currency}
}

func plansToAPI(plans []planQuantity) []rebilly.PlanQuantity {
	quantities := []rebilly.PlanQuantity{}
	for _, plan := range plans {
		quantities = append(quantities, rebilly.PlanQuantity(plan))
	}
	return quantities
}

func restrictionsFromAPI(r rebilly.Restrictions) *restrictions {
	m := &restrictions{
		DiscountsPerRedemption:         (*quantity)(r.DiscountsPerRedemption),
		MaximumOrderAmount:             orderAmountFromAPI(r.MaximumOrderAmount),
		MinimumOrderAmount:             orderAmountFromAPI(r.MinimumOrderAmount),
		PaidByTime:                     (*paidByTime)(r.PaidByTime),
		RedemptionsPerCustomer:         (*quantity)(r.RedemptionsPerCustomer),
		RestrictToCountries:            (*countries)(r.RestrictToCountries),
		RestrictToCustomerTags:         (*customerTags)(r.RestrictToCustomerTags),
		RestrictToCustomers:            (*customerIDs)(r.RestrictToCustomers),
		RestrictToExclusiveApplication: r.RestrictToExclusiveApplication != nil,
		RestrictToInvoices:             (*invoiceIDs)(r.RestrictToInvoices),
		RestrictToSubscriptions:        (*subscriptionIDs)(r.RestrictToSubscriptions),
		TotalRedemptions:               (*quantity)(r.TotalRedemptions),
	}
	if plans := r.RestrictToPlans; plans != nil {
		m.RestrictToPlans = &planIDs{
			PlanIDs:         plans.PlanIDs,
			MinimumQuantity: cmp.Or(plans.MinimumQuantity, new(defaultQuantity)),
		}
	}
	if products := r.RestrictToProducts; products != nil {
		m.RestrictToProducts = &productIDs{
			ProductIDs:      products.ProductIDs,
			MinimumQuantity: cmp.Or(products.MinimumQuantity, new(defaultQuantity)),
		}
	}
	if bxgy := r.RestrictToBxgy; bxgy != nil {
		m.RestrictToBxgy = &buyAndGet{Buy: plansFromAPI(bxgy.Buy), Get: plansFromAPI(bxgy.Get)}
	}
	return m
}

func orderAmountFromAPI(a *rebilly.OrderAmount) *orderAmount {
	if a == nil {
		return nil
	}
	return &orderAmount{Amount: decimal.FromJSON(a.Amount), Currency: a.Currency}
}

func plansFromAPI(plans []rebilly.PlanQuantity) []planQuantity {
	quantities := []planQuantity{}
	for _, plan := range plans {
		quantities = append(quantities, planQuantity(plan))
	}
	return quantities
}
