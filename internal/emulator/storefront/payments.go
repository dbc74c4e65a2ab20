package storefront

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"

	"github.com/oklog/ulid/v2"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/rest"
	"github.com/rebilly/terraform-provider-rebilly/internal/emulator/schema"
)

var (
	anything    = schema.Field{Kind: schema.Object, Open: true, Nullable: true}
	anyText     = schema.Field{Kind: schema.Text, Nullable: true}
	boughtItems = schema.Field{Kind: schema.List, MinItems: 1, Items: &schema.Field{Kind: schema.Object, Fields: schema.Fields{
		"planId":   {Kind: schema.Text, Required: true, MaxLength: 50},
		"quantity": {Kind: schema.Integer, Required: true, Max: new(1000000000.0)},
	}}}
)

// required returns the declaration of a required field that cannot be null.
func required(f schema.Field) schema.Field {
	f.Required, f.Nullable = true, false
	return f
}

// readDeclared reads a body and validates the declared fields only: Rebilly's libraries send more than its definition declares.
func (c *call) readDeclared(declared schema.Fields, invalid *schema.InvalidFields) (schema.Document, bool) {
	body, ok := rest.ReadBody(c.w, c.r)
	if !ok {
		return nil, false
	}
	known := schema.Document{}
	for name := range declared {
		if value, given := body[name]; given {
			known[name] = value
		}
	}
	declared.Validate("", known, invalid)
	return body, true
}

// valid reports whether there are no invalid fields. If there are, it responds with them.
func (c *call) valid(invalid schema.InvalidFields) bool {
	if invalid != nil {
		rest.WriteInvalid(c.w, c.r, invalid)
	}
	return invalid == nil
}

func (c *call) readyToPay() {
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{
		"websiteId": anyText, "items": boughtItems, "amount": {Kind: schema.Number},
		"currency": {Kind: schema.Text, Format: schema.ISO4217}, "riskMetadata": anything, "billingAddress": anything,
	}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.websiteOf(body, &invalid)
	}
	switch {
	case body["items"] != nil && invalid == nil:
		c.items(body, &invalid)
	case body["amount"] == nil:
		invalid.Add("amount", schema.Missing)
	case body["currency"] == nil:
		invalid.Add("currency", schema.Missing)
	}
	if c.valid(invalid) {
		c.methods(schema.Document{"method": "payment-card", "feature": nil, "brands": []any{"Visa", "MasterCard"}, "filters": []any{}})
	}
}

func (c *call) readyToPayout() {
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{
		"websiteId": anyText, "amount": required(schema.Field{Kind: schema.Number}), "riskMetadata": anything,
		"currency": required(schema.Field{Kind: schema.Text, Format: schema.ISO4217}), "billingAddress": anything,
	}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.websiteOf(body, &invalid)
	}
	if c.valid(invalid) {
		c.methods(
			schema.Document{
				"method":  "payment-card",
				"feature": schema.Document{"requiresSetupTransaction": false},
				"brands":  []any{"Visa"},
				"filters": []any{},
			},
		)
	}
}

// methods responds with an array, which Rebilly's library requires. In the definition it is one object.
func (c *call) methods(method schema.Document) {
	c.store.CountWrite(c.w)
	rest.WriteJSON(c.w, http.StatusOK, []any{method})
}

// purchaseOrder has the lines of a purchase: those due first, and those of each later period.
type purchaseOrder struct {
	website, currency string
	first, later      []line
	planIDs           []any
}

// ordered reads a purchase, or responds with an error.
func (c *call) ordered(more schema.Fields) (body schema.Document, o purchaseOrder, ok bool) {
	var invalid schema.InvalidFields
	body, ok = c.readDeclared(schema.With(schema.Fields{
		"websiteId": required(anyText), "items": required(boughtItems), "billingAddress": anything, "deliveryAddress": anything,
		"couponIds": {Kind: schema.List, Nullable: true, Items: &schema.Field{Kind: schema.Text}},
	}, more), &invalid)
	if !ok {
		return nil, o, false
	}
	if invalid == nil {
		o.website = c.websiteOf(body, &invalid)
	}
	if coupons := schema.TextsOf(body["couponIds"]); len(coupons) > 0 {
		invalid.Add("couponIds.0", "There is no coupon with this ID.")
	}
	var items []selectedItem
	if invalid == nil {
		items, o.currency = c.items(body, &invalid)
	}
	for i, item := range items {
		lines, err := firstLines(item)
		if err == nil && schema.Child(item.plan, "recurringInterval") != nil {
			var later []line
			later, err = priceLines(item)
			o.later = append(o.later, later...)
		}
		if err != nil {
			invalid.Add(fmt.Sprintf("items.%d.quantity", i), err.Error())
		}
		o.first = append(o.first, lines...)
		o.planIDs = append(o.planIDs, item.plan["id"])
	}
	return body, o, c.valid(invalid)
}

func (c *call) previewPurchase() {
	_, o, ok := c.ordered(nil)
	if !ok {
		return
	}
	lines := []any{}
	for _, l := range o.first {
		lines = append(lines, schema.Document{
			"type": "debit", "description": l.description, "unitPrice": literal(l.unit), "quantity": literal(l.quantity),
			"price": literal(l.price()), "planId": l.plan["id"], "productId": l.plan["productId"],
		})
	}
	total := literal(sum(o.first))
	answer := schema.Document{
		"currency": o.currency, "lineItems": lines, "taxes": []any{}, "discounts": []any{}, "shippingRates": []any{},
		"subtotalAmount": total, "taxAmount": 0, "shippingAmount": 0, "discountsAmount": 0, "total": total,
		"initialAmounts": amounts(o.first), "recurringAmounts": nil,
	}
	if o.later != nil {
		answer["recurringAmounts"] = amounts(o.later)
	}
	c.store.CountWrite(c.w)
	rest.WriteJSON(c.w, http.StatusOK, answer)
}

func amounts(lines []line) schema.Document {
	total := literal(sum(lines))
	return schema.Document{"amount": total, "subtotalAmount": total, "discountAmount": 0, "shippingAmount": 0, "taxAmount": 0}
}

func (c *call) purchase() {
	body, o, ok := c.ordered(schema.Fields{"paymentInstruction": required(anything)})
	if !ok {
		return
	}
	var invalid schema.InvalidFields
	c.instrument(schema.Child(body, "paymentInstruction"), "paymentInstruction.", &invalid)
	if !c.valid(invalid) {
		return
	}
	customer := "cus_" + ulid.Make().String()
	if c.session != nil {
		customer = c.session.customerID
	} else {
		c.store.Put("customers", customer, schema.Document{"websiteId": o.website})
	}
	total := literal(sum(o.first))
	invoice := "in_" + ulid.Make().String()
	c.store.Put("invoices", invoice, schema.Document{
		"websiteId": o.website, "customerId": customer, "currency": o.currency, "amount": total, "amountDue": 0, "status": "paid",
	})
	transaction := c.transact(schema.Document{
		"websiteId": o.website, "customerId": customer, "currency": o.currency, "amount": total,
		"invoiceIds": []any{invoice}, "planIds": o.planIDs, "status": "completed", "result": "approved",
	})
	stored, _ := c.store.Object("invoices", invoice)
	c.store.CountWrite(c.w)
	c.w.Header().Set("Location", c.address("invoices/"+invoice))
	rest.WriteJSON(c.w, http.StatusCreated, schema.Document{
		"orderId": "ord_" + ulid.Make().String(),
		"invoice": c.visibleTo("invoices", stored, nil), "transaction": c.visibleTo("transactions", transaction, nil),
	})
}

func (c *call) pay() {
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{
		"transactionId": anyText, "invoiceId": anyText, "websiteId": anyText, "amount": {Kind: schema.Number},
		"currency": {Kind: schema.Text, Format: schema.ISO4217}, "riskMetadata": anything,
	}, &invalid)
	if !ok {
		return
	}
	c.instrument(body, "", &invalid)
	if !c.valid(invalid) {
		return
	}
	switch {
	case body["transactionId"] != nil:
		c.payTransaction(schema.TextOf(body["transactionId"]))
	case body["invoiceId"] != nil:
		c.payInvoice(schema.TextOf(body["invoiceId"]))
	default:
		c.payMoney(body)
	}
}

func (c *call) payTransaction(id string) {
	stored, ok := c.visibleObject("transactions", id)
	if !ok {
		return
	}
	if stored["status"] == "completed" {
		c.refuse(http.StatusConflict, "The transaction is completed.")
		return
	}
	stored = c.change("transactions", id, schema.Document{"status": "completed", "result": "approved"})
	for _, invoice := range schema.TextsOf(stored["invoiceIds"]) {
		c.change("invoices", invoice, schema.Document{"status": "paid", "amountDue": 0})
	}
	c.store.CountWrite(c.w)
	c.answer(http.StatusOK, c.visibleTo("transactions", stored, nil))
}

func (c *call) payInvoice(id string) {
	stored, ok := c.visibleObject("invoices", id)
	if !ok {
		return
	}
	if stored["status"] == "paid" {
		c.refuse(http.StatusConflict, "The invoice is paid.")
		return
	}
	transaction := c.transact(schema.Document{
		"websiteId": stored["websiteId"], "customerId": stored["customerId"], "currency": stored["currency"],
		"amount": stored["amountDue"], "invoiceIds": []any{id}, "status": "completed", "result": "approved",
	})
	c.change("invoices", id, schema.Document{"status": "paid", "amountDue": 0})
	c.store.CountWrite(c.w)
	c.created("transactions/"+schema.TextOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

func (c *call) payMoney(body schema.Document) {
	var invalid schema.InvalidFields
	for _, name := range []string{"amount", "currency"} {
		if body[name] == nil {
			invalid.Add(name, schema.Missing)
		}
	}
	website := c.websiteOf(body, &invalid)
	if !c.valid(invalid) {
		return
	}
	made := schema.Document{
		"websiteId": website, "currency": body["currency"], "amount": body["amount"], "status": "completed", "result": "approved",
	}
	if c.session != nil {
		made["customerId"] = c.session.customerID
	}
	transaction := c.transact(made)
	c.store.CountWrite(c.w)
	c.created("transactions/"+schema.TextOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

func (c *call) transact(doc schema.Document) schema.Document {
	id := "txn_" + ulid.Make().String()
	c.store.Put("transactions", id, doc)
	stored, _ := c.store.Object("transactions", id)
	return stored
}

func (c *call) postDeposit() {
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(
		schema.Fields{"depositRequestId": required(anyText), "amount": required(schema.Field{Kind: schema.Number}), "riskMetadata": anything},
		&invalid,
	)
	if !ok || !c.valid(invalid) {
		return
	}
	id := schema.TextOf(body["depositRequestId"])
	request, ok := c.visibleObject("deposit-requests", id)
	if !ok {
		return
	}
	if !depositAllowed(request, rational(body["amount"])) {
		invalid.Add("amount", "The deposit request does not allow this amount.")
	}
	if !c.valid(invalid) {
		return
	}
	transaction := c.transact(schema.Document{
		"websiteId": request["websiteId"], "customerId": request["customerId"], "currency": request["currency"],
		"amount": body["amount"], "depositRequestId": id,
	})
	c.change("deposit-requests", id, schema.Document{"status": "initiated", "transactionIds": []any{transaction["id"]}})
	c.store.CountWrite(c.w)
	c.created("transactions/"+schema.TextOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

// depositAllowed reports whether an amount is one of those offered, or a valid custom amount.
func depositAllowed(request schema.Document, amount *big.Rat) bool {
	offered, _ := request["amounts"].([]any)
	if slices.ContainsFunc(offered, func(value any) bool { return rational(value).Cmp(amount) == 0 }) {
		return true
	}
	custom := schema.Child(request, "customAmount")
	if custom == nil {
		return false
	}
	step, steps := rational(custom["multipleOf"]), new(big.Rat)
	if step.Sign() > 0 {
		steps.Quo(amount, step)
	}
	return amount.Cmp(rational(custom["minimum"])) >= 0 && amount.Cmp(rational(custom["maximum"])) <= 0 && steps.IsInt()
}

func (c *call) patchPayoutRequest() {
	request, ok := c.visibleObject("payout-requests", c.ids[0])
	if !ok {
		return
	}
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{"paymentInstrumentId": required(anyText)}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.instrument(body, "", &invalid)
	}
	if !c.valid(invalid) {
		return
	}
	if request["status"] != "pending" {
		invalid.Add("status", "The payout request is not pending.")
		c.valid(invalid)
		return
	}
	stored := c.change("payout-requests", c.ids[0], schema.Document{"paymentInstrumentId": body["paymentInstrumentId"]})
	c.store.CountWrite(c.w)
	c.answer(http.StatusOK, c.visibleTo("payout-requests", stored, storefrontPayout))
}

func (c *call) listInstruments() { c.listOf("payment-instruments", nil) }

func (c *call) getInstrument() { c.one("payment-instruments", nil) }

func (c *call) postInstrument() {
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{"token": required(anyText)}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.instrument(body, "", &invalid)
	}
	if !c.valid(invalid) {
		return
	}
	id := "inst_" + ulid.Make().String()
	doc := schema.Document{"method": "payment-card"}
	if c.session != nil {
		doc["customerId"] = c.session.customerID
	}
	c.store.Put("payment-instruments", id, doc)
	stored, _ := c.store.Object("payment-instruments", id)
	c.store.CountWrite(c.w)
	c.created("payment-instruments/"+id, c.visibleTo("payment-instruments", stored, nil))
}

func (c *call) patchInstrument() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); !ok {
		return
	}
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{"billingAddress": anything}, &invalid)
	if !ok || !c.valid(invalid) {
		return
	}
	stored := c.change("payment-instruments", c.ids[0], only(body, []string{"billingAddress"}))
	c.store.CountWrite(c.w)
	c.answer(http.StatusOK, c.visibleTo("payment-instruments", stored, nil))
}

func (c *call) deactivateInstrument() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); ok {
		stored := c.change("payment-instruments", c.ids[0], schema.Document{"status": "deactivated"})
		c.store.CountWrite(c.w)
		c.created("payment-instruments/"+c.ids[0], c.visibleTo("payment-instruments", stored, nil))
	}
}

func (c *call) setUpInstrument() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); !ok {
		return
	}
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(
		schema.Fields{
			"websiteId": anyText,
			"currency":  required(schema.Field{Kind: schema.Text, Format: schema.ISO4217}),
			"amount":    {Kind: schema.Number},
		},
		&invalid,
	)
	if !ok {
		return
	}
	website := c.websiteOf(body, &invalid)
	if !c.valid(invalid) {
		return
	}
	made := schema.Document{
		"type": "setup", "status": "completed", "result": "approved", "websiteId": website,
		"customerId": c.session.customerID, "currency": body["currency"], "amount": json.Number("0"),
		"paymentInstrument": schema.Document{"method": "payment-card", "paymentInstrumentId": c.ids[0]},
	}
	if body["amount"] != nil {
		made["amount"] = body["amount"]
	}
	transaction := c.transact(made)
	c.store.CountWrite(c.w)
	c.created("transactions/"+schema.TextOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

func (c *call) getSetup() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); !ok {
		return
	}
	transactions, _ := c.store.Find("transactions", nil)
	for _, made := range transactions {
		if made["type"] == "setup" && schema.Child(made, "paymentInstrument")["paymentInstrumentId"] == c.ids[0] {
			c.answer(http.StatusOK, c.visibleTo("transactions", made, nil))
			return
		}
	}
	rest.WriteNotFound(c.w, c.r)
}

// instrument checks that a payment has an unused token, which it uses, or a payment instrument of the customer.
func (c *call) instrument(body schema.Document, prefix string, invalid *schema.InvalidFields) {
	if token := schema.TextOf(body["token"]); token != "" {
		if stored, ok := c.store.Object("tokens", token); !ok || stored["isUsed"] == true {
			invalid.Add(prefix+"token", "There is no unused token with this ID.")
			return
		}
		c.change("tokens", token, schema.Document{"isUsed": true})
		return
	}
	id := schema.TextOf(body["paymentInstrumentId"])
	if stored, ok := c.store.Object("payment-instruments", id); !ok || !c.belongsToCustomer(stored) {
		invalid.Add(prefix+"paymentInstrumentId", "There is no payment instrument with this ID.")
	}
}

func (c *call) postToken() {
	var invalid schema.InvalidFields
	body, ok := c.readDeclared(schema.Fields{"method": required(anyText)}, &invalid)
	if !ok || !c.valid(invalid) {
		return
	}
	id := ulid.Make().String()
	c.store.Put("tokens", id, schema.Document{"method": body["method"], "isUsed": false})
	stored, _ := c.store.Object("tokens", id)
	c.store.CountWrite(c.w)
	c.created("tokens/"+id, only(stored, []string{"id", "method", "isUsed", "createdTime", "updatedTime"}))
}

func (c *call) validateWallet() {
	if _, ok := rest.ReadBody(c.w, c.r); ok {
		c.answer(http.StatusOK, schema.Document{"validationResponse": schema.Document{}})
	}
}
