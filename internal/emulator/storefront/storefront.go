package storefront

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

// The fields of objects that customers see.
var (
	storefrontProduct = []string{
		"id",
		"name",
		"unitLabel",
		"description",
		"requiresShipping",
		"options",
		"customFields",
		"createdTime",
		"updatedTime",
	}
	storefrontPlan = []string{
		"id", "name", "description", "richDescription", "productId", "productOptions", "currency", "currencySign", "pricing",
		"setup", "customFields", "isActive", "revision", "trial", "meteredBilling", "createdTime", "updatedTime",
	}
	storefrontPayout  = []string{"id", "websiteId", "paymentInstrumentId", "currency", "amount", "status", "createdTime", "updatedTime"}
	storefrontAccount = []string{
		"id", "websiteId", "primaryAddress", "defaultPaymentInstrument", "preferredPayoutInstrumentId", "isVerified",
		"createdTime", "updatedTime", "taxNumbers", "notificationEmails",
	}
)

func storefrontOperations() []operation {
	// Rebilly's definition allows GET plans and products for sessions only, but its library reads plans with a publishable key.
	return []operation{
		{method: "GET", path: "/storefront/account", id: "StorefrontGetAccount", serve: (*call).getAccount},
		{method: "PATCH", path: "/storefront/account", id: "StorefrontPatchAccount", serve: (*call).patchAccount},
		{method: "POST", path: "/storefront/logout", confirmed: true, serve: (*call).logout},
		{method: "GET", path: "/storefront/products", id: "StorefrontGetProductCollection", publishable: true, serve: (*call).listProducts},
		{method: "GET", path: "/storefront/products/{id}", id: "StorefrontGetProduct", publishable: true, serve: (*call).getProduct},
		{method: "GET", path: "/storefront/plans", id: "StorefrontGetPlanCollection", publishable: true, serve: (*call).listPlans},
		{method: "GET", path: "/storefront/plans/{id}", id: "StorefrontGetPlan", publishable: true, serve: (*call).getPlan},
		{method: "GET", path: "/storefront/websites/{id}", id: "StorefrontGetWebsite", serve: (*call).getWebsite},
		{method: "GET", path: "/storefront/invoices", id: "StorefrontGetInvoiceCollection", serve: (*call).listInvoices},
		{method: "GET", path: "/storefront/invoices/{id}", id: "StorefrontGetInvoice", serve: (*call).getInvoice},
		{method: "GET", path: "/storefront/transactions", id: "StorefrontGetTransactionCollection", serve: (*call).listTransactions},
		{method: "GET", path: "/storefront/transactions/{id}", id: "StorefrontGetTransaction", serve: (*call).getTransaction},
		{method: "GET", path: "/storefront/deposit-requests/{id}", id: "StorefrontGetDepositRequest", serve: (*call).getDepositRequest},
		{method: "GET", path: "/storefront/deposit-strategies/{id}", id: "StorefrontGetDepositStrategy", serve: (*call).getDepositStrategy},
		{method: "POST", path: "/storefront/deposit", id: "StorefrontPostDeposit", serve: (*call).postDeposit},
		{method: "GET", path: "/storefront/payout-requests", id: "StorefrontGetPayoutRequestCollection", serve: (*call).listPayoutRequests},
		{method: "GET", path: "/storefront/payout-requests/{id}", id: "StorefrontGetPayoutRequest", serve: (*call).getPayoutRequest},
		{method: "PATCH", path: "/storefront/payout-requests/{id}", id: "StorefrontPatchPayoutRequest", serve: (*call).patchPayoutRequest},
		{method: "GET", path: "/storefront/payment-instruments", id: "StorefrontGetPaymentInstrumentCollection", serve: (*call).listInstruments},
		{
			method:      "POST",
			path:        "/storefront/payment-instruments",
			id:          "StorefrontPostPaymentInstrument",
			publishable: true,
			serve:       (*call).postInstrument,
		},
		{method: "GET", path: "/storefront/payment-instruments/{id}", id: "StorefrontGetPaymentInstrument", serve: (*call).getInstrument},
		{method: "PATCH", path: "/storefront/payment-instruments/{id}", id: "StorefrontPatchPaymentInstrument", serve: (*call).patchInstrument},
		{
			method: "POST",
			path:   "/storefront/payment-instruments/{id}/deactivation",
			id:     "StorefrontPostPaymentInstrumentDeactivation",
			serve:  (*call).deactivateInstrument,
		},
		{method: "GET", path: "/storefront/payment-instruments/{id}/setup", id: "StorefrontGetPaymentInstrumentSetup", serve: (*call).getSetup},
		{
			method: "POST",
			path:   "/storefront/payment-instruments/{id}/setup",
			id:     "StorefrontPostPaymentInstrumentSetup",
			serve:  (*call).setUpInstrument,
		},
		{method: "POST", path: "/storefront/ready-to-pay", id: "StorefrontPostReadyToPay", publishable: true, serve: (*call).readyToPay},
		{method: "POST", path: "/storefront/ready-to-payout", id: "StorefrontPostReadyToPayout", serve: (*call).readyToPayout},
		{
			method:      "POST",
			path:        "/storefront/preview-purchase",
			id:          "StorefrontPostPreviewPurchase",
			publishable: true,
			serve:       (*call).previewPurchase,
		},
		{method: "POST", path: "/storefront/purchase", id: "StorefrontPostPurchase", publishable: true, serve: (*call).purchase},
		{method: "POST", path: "/storefront/payment", id: "StorefrontPostPayment", publishable: true, serve: (*call).pay},
		{method: "POST", path: "/tokens", id: "PostToken", publishable: true, serve: (*call).postToken},
		{
			method:      "POST",
			path:        "/digital-wallets/validation",
			id:          "PostDigitalWalletValidation",
			publishable: true,
			serve:       (*call).validateWallet,
		},
	}
}

func (c *call) logout() {
	c.sessions.close(c.sessionID)
	c.store.CountWrite(c.w)
	c.w.WriteHeader(http.StatusNoContent)
}

func (c *call) getAccount() {
	customer, _ := c.store.Object("customers", c.session.customerID)
	c.answer(http.StatusOK, c.account(customer))
}

func (c *call) account(customer schema.Document) schema.Document {
	account := only(customer, storefrontAccount)
	website, ok := c.store.Object("websites", schema.TextOf(customer["websiteId"]))
	if ok && c.expands("website") {
		account["_embedded"] = schema.Document{"website": website}
	}
	return account
}

func (c *call) patchAccount() {
	body, ok := c.body(schema.Fields{
		"primaryAddress":              {Kind: schema.Object, Open: true},
		"preferredPayoutInstrumentId": {Kind: schema.Text, Nullable: true},
		"defaultPaymentInstrumentId":  {Kind: schema.Text, Nullable: true},
	})
	if !ok {
		return
	}
	if id, given := body["defaultPaymentInstrumentId"].(string); given {
		body["defaultPaymentInstrument"] = schema.Document{"method": "payment-card", "paymentInstrumentId": id}
	}
	delete(body, "defaultPaymentInstrumentId")
	c.answer(http.StatusOK, c.account(c.change("customers", c.session.customerID, body)))
}

func (c *call) listProducts() { c.listOf("products", storefrontProduct) }

func (c *call) getProduct() { c.one("products", storefrontProduct) }

func (c *call) listPlans() { c.listOf("plans", storefrontPlan) }

func (c *call) getPlan() { c.one("plans", storefrontPlan) }

func (c *call) getWebsite() { c.one("websites", nil) }

func (c *call) listInvoices() { c.listOf("invoices", nil) }

func (c *call) getInvoice() { c.one("invoices", nil) }

func (c *call) listTransactions() { c.listOf("transactions", nil) }

func (c *call) getTransaction() { c.one("transactions", nil) }

func (c *call) getDepositRequest() { c.one("deposit-requests", nil) }

func (c *call) getDepositStrategy() { c.one("deposit-strategies", nil) }

func (c *call) listPayoutRequests() { c.listOf("payout-requests", storefrontPayout) }

func (c *call) getPayoutRequest() { c.one("payout-requests", storefrontPayout) }

// one responds with the object that has the ID in the path.
func (c *call) one(collection string, shown []string) {
	if stored, ok := c.visibleObject(collection, c.ids[0]); ok {
		c.answer(http.StatusOK, c.visibleTo(collection, stored, shown))
	}
}

// listOf responds with the objects of a collection that the caller may see and the query selects.
func (c *call) listOf(collection string, shown []string) {
	found, invalid := c.store.Find(collection, c.r.URL.Query())
	if invalid != nil {
		rest.WriteInvalid(c.w, c.r, invalid)
		return
	}
	all := []schema.Document{}
	for _, doc := range found {
		if c.belongsToCustomer(doc) && c.inScope(collection, doc) {
			all = append(all, c.visibleTo(collection, doc, shown))
		}
	}
	c.list(all)
}

// visibleTo returns the fields of an object that a customer sees. A nil list means all except customerId.
func (c *call) visibleTo(collection string, stored schema.Document, shown []string) schema.Document {
	answer := c.store.Present(collection, stored)
	if shown != nil {
		answer = only(answer, shown)
	} else if collection != "deposit-requests" {
		delete(answer, "customerId")
	}
	if answer["paymentInstrumentId"] == nil {
		delete(answer, "paymentInstrumentId")
	}
	if product, ok := c.store.Object("products", schema.TextOf(stored["productId"])); ok && collection == "plans" && c.expands("product") {
		answer["_embedded"] = schema.Document{"product": only(product, storefrontProduct)}
	}
	answer["_links"] = []any{schema.Document{"rel": "self", "href": c.address("storefront/" + collection + "/" + schema.TextOf(stored["id"]))}}
	return answer
}

func (c *call) expands(name string) bool {
	return slices.Contains(strings.Split(c.r.URL.Query().Get("expand"), ","), name)
}

// visibleObject returns an object that the caller may see, or responds with an error. Objects of other customers are not found.
func (c *call) visibleObject(collection, id string) (schema.Document, bool) {
	stored, ok := c.store.Object(collection, id)
	switch {
	case !ok || !c.belongsToCustomer(stored):
		rest.WriteNotFound(c.w, c.r)
		return nil, false
	case !c.inScope(collection, stored):
		c.refuse(http.StatusForbidden, "The token is for something else.")
		return nil, false
	}
	return stored, true
}

// belongsToCustomer reports whether an object belongs to the customer or to nobody.
func (c *call) belongsToCustomer(stored schema.Document) bool {
	owner, owned := stored["customerId"].(string)
	return !owned || c.session != nil && owner == c.session.customerID
}

// inScope reports whether the session is limited to the object, or not limited.
func (c *call) inScope(collection string, stored schema.Document) bool {
	if c.session == nil {
		return true
	}
	id := schema.TextOf(stored["id"])
	allowed := func(limit string, ids ...string) bool {
		limits := c.session.limits(limit)
		return limits == nil || slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(limits, id) })
	}
	switch collection {
	case "invoices":
		paid := c.session.limits("transactionId")
		return allowed("invoiceId", id) && (paid == nil || slices.ContainsFunc(paid, func(transaction string) bool {
			stored, _ := c.store.Object("transactions", transaction)
			return slices.Contains(schema.TextsOf(stored["invoiceIds"]), id)
		}))
	case "transactions":
		return allowed("transactionId", id) && allowed("invoiceId", schema.TextsOf(stored["invoiceIds"])...) &&
			allowed(depositClaim, schema.TextOf(stored["depositRequestId"]))
	case "deposit-requests":
		return allowed(depositClaim, id)
	case "payout-requests":
		return allowed("payoutRequestId", id)
	case "websites":
		return allowed("websiteId", id)
	}
	return true
}

// depositClaim is the name that Rebilly's library uses: deposit requests used to be cashier requests.
const depositClaim = "cashierRequestId"

// change updates fields of an object, including read-only ones.
func (c *call) change(collection, id string, changes schema.Document) schema.Document {
	stored, _ := c.store.Object(collection, id)
	changed := schema.Document{}
	maps.Copy(changed, stored)
	maps.Copy(changed, changes)
	c.store.Put(collection, id, changed)
	stored, _ = c.store.Object(collection, id)
	return stored
}

func only(doc schema.Document, names []string) schema.Document {
	kept := schema.Document{}
	for _, name := range names {
		if value, ok := doc[name]; ok {
			kept[name] = value
		}
	}
	return kept
}

// websiteOf returns the website in the body, or that of the session.
func (c *call) websiteOf(body schema.Document, invalid *schema.InvalidFields) string {
	id := schema.TextOf(body["websiteId"])
	if c.session != nil {
		claimed := schema.TextOf(c.session.claims["websiteId"])
		if id != "" && claimed != "" && id != claimed {
			invalid.Add("websiteId", "The token is for another website.")
		}
		id = cmp.Or(id, claimed)
	}
	if _, ok := c.store.Object("websites", id); !ok {
		invalid.Add("websiteId", "There is no website with this ID.")
	}
	return id
}
