package emulator

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"slices"

	"github.com/oklog/ulid/v2"
)

var (
	anything    = field{kind: object, open: true, nullable: true}
	anyText     = field{kind: text, nullable: true}
	boughtItems = field{kind: list, minItems: 1, items: &field{kind: object, fields: fields{
		"planId":   {kind: text, required: true, maxLength: 50},
		"quantity": {kind: integer, required: true, max: 1000000000},
	}}}
)

// required is a declaration whose field has to be there and not be null.
func required(f field) field {
	f.required, f.nullable = true, false
	return f
}

// isPartlyPaid reads a body and checks the declared fields alone: Rebilly's libraries send more than its definition lists.
func (c *call) isPartlyPaid(declared fields, invalid *invalidFields) (document, bool) {
	body, ok := readBody(c.w, c.r)
	if !ok {
		return nil, false
	}
	known := document{}
	for name := range declared {
		if value, given := body[name]; given {
			known[name] = value
		}
	}
	declared.validate("", known, invalid)
	return body, true
}

// isPaid answers a call with what does not fit, if anything.
func (c *call) isPaid(invalid invalidFields) bool {
	if invalid != nil {
		writeInvalid(c.w, c.r, invalid)
	}
	return invalid == nil
}

func (c *call) readyToPay() {
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{
		"websiteId": anyText, "items": boughtItems, "amount": {kind: number},
		"currency": {kind: text, format: iso4217}, "riskMetadata": anything, "billingAddress": anything,
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
		invalid.add("amount", missing)
	case body["currency"] == nil:
		invalid.add("currency", missing)
	}
	if c.isPaid(invalid) {
		c.methods(document{"method": "payment-card", "feature": nil, "brands": []any{"Visa", "MasterCard"}, "filters": []any{}})
	}
}

func (c *call) readyToPayout() {
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{
		"websiteId": anyText, "amount": required(field{kind: number}), "riskMetadata": anything,
		"currency": required(field{kind: text, format: iso4217}), "billingAddress": anything,
	}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.websiteOf(body, &invalid)
	}
	if c.isPaid(invalid) {
		c.methods(document{"method": "payment-card", "feature": document{"requiresSetupTransaction": false}, "brands": []any{"Visa"}, "filters": []any{}})
	}
}

// methods answers in an array, as Rebilly's library needs it; by the definition it is one object.
func (c *call) methods(method document) {
	c.e.countRateLimit(c.w)
	writeJSON(c.w, http.StatusOK, []any{method})
}

// purchaseOrder is what a purchase comes to.
type purchaseOrder struct {
	website, currency string
	first, later      []line
	planIDs           []any
}

// ordered reads a purchase, or answers the call itself.
func (c *call) ordered(more fields) (body document, o purchaseOrder, ok bool) {
	var invalid invalidFields
	body, ok = c.isPartlyPaid(with(fields{
		"websiteId": required(anyText), "items": required(boughtItems), "billingAddress": anything, "deliveryAddress": anything,
		"couponIds": {kind: list, nullable: true, items: &field{kind: text}},
	}, more), &invalid)
	if !ok {
		return nil, o, false
	}
	if invalid == nil {
		o.website = c.websiteOf(body, &invalid)
	}
	if coupons := textsOf(body["couponIds"]); len(coupons) > 0 {
		invalid.add("couponIds.0", "There is no coupon with this ID.")
	}
	var items []selectedItem
	if invalid == nil {
		items, o.currency = c.items(body, &invalid)
	}
	for i, item := range items {
		lines, err := firstLines(item)
		if err == nil && child(item.plan, "recurringInterval") != nil {
			var later []line
			later, err = priceLines(item)
			o.later = append(o.later, later...)
		}
		if err != nil {
			invalid.add(fmt.Sprintf("items.%d.quantity", i), err.Error())
		}
		o.first = append(o.first, lines...)
		o.planIDs = append(o.planIDs, item.plan["id"])
	}
	return body, o, c.isPaid(invalid)
}

func (c *call) previewPurchase() {
	_, o, ok := c.ordered(nil)
	if !ok {
		return
	}
	lines := []any{}
	for _, l := range o.first {
		lines = append(lines, document{
			"type": "debit", "description": l.description, "unitPrice": literal(l.unit), "quantity": literal(l.quantity),
			"price": literal(l.price()), "planId": l.plan["id"], "productId": l.plan["productId"],
		})
	}
	total := literal(sum(o.first))
	answer := document{
		"currency": o.currency, "lineItems": lines, "taxes": []any{}, "discounts": []any{}, "shippingRates": []any{},
		"subtotalAmount": total, "taxAmount": 0, "shippingAmount": 0, "discountsAmount": 0, "total": total,
		"initialAmounts": amounts(o.first), "recurringAmounts": nil,
	}
	if o.later != nil {
		answer["recurringAmounts"] = amounts(o.later)
	}
	c.e.countRateLimit(c.w)
	writeJSON(c.w, http.StatusOK, answer)
}

func amounts(lines []line) document {
	total := literal(sum(lines))
	return document{"amount": total, "subtotalAmount": total, "discountAmount": 0, "shippingAmount": 0, "taxAmount": 0}
}

func (c *call) purchase() {
	body, o, ok := c.ordered(fields{"paymentInstruction": required(anything)})
	if !ok {
		return
	}
	var invalid invalidFields
	c.instrument(child(body, "paymentInstruction"), "paymentInstruction.", &invalid)
	if !c.isPaid(invalid) {
		return
	}
	customer := "cus_" + ulid.Make().String()
	if c.session != nil {
		customer = c.session.customerID
	} else {
		c.e.Put("customers", customer, document{"websiteId": o.website})
	}
	total := literal(sum(o.first))
	invoice := "in_" + ulid.Make().String()
	c.e.Put("invoices", invoice, document{
		"websiteId": o.website, "customerId": customer, "currency": o.currency, "amount": total, "amountDue": 0, "status": "paid",
	})
	transaction := c.transact(document{
		"websiteId": o.website, "customerId": customer, "currency": o.currency, "amount": total,
		"invoiceIds": []any{invoice}, "planIds": o.planIDs, "status": "completed", "result": "approved",
	})
	stored, _ := c.e.object(key{"invoices", invoice})
	c.e.countRateLimit(c.w)
	c.w.Header().Set("Location", c.address("invoices/"+invoice))
	writeJSON(c.w, http.StatusCreated, document{
		"orderId": "ord_" + ulid.Make().String(),
		"invoice": c.visibleTo("invoices", stored, nil), "transaction": c.visibleTo("transactions", transaction, nil),
	})
}

func (c *call) pay() {
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{
		"transactionId": anyText, "invoiceId": anyText, "websiteId": anyText, "amount": {kind: number},
		"currency": {kind: text, format: iso4217}, "riskMetadata": anything,
	}, &invalid)
	if !ok {
		return
	}
	c.instrument(body, "", &invalid)
	if !c.isPaid(invalid) {
		return
	}
	switch {
	case body["transactionId"] != nil:
		c.payTransaction(textOf(body["transactionId"]))
	case body["invoiceId"] != nil:
		c.payInvoice(textOf(body["invoiceId"]))
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
	stored = c.change("transactions", id, document{"status": "completed", "result": "approved"})
	for _, invoice := range textsOf(stored["invoiceIds"]) {
		c.change("invoices", invoice, document{"status": "paid", "amountDue": 0})
	}
	c.e.countRateLimit(c.w)
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
	transaction := c.transact(document{
		"websiteId": stored["websiteId"], "customerId": stored["customerId"], "currency": stored["currency"],
		"amount": stored["amountDue"], "invoiceIds": []any{id}, "status": "completed", "result": "approved",
	})
	c.change("invoices", id, document{"status": "paid", "amountDue": 0})
	c.e.countRateLimit(c.w)
	c.created("transactions/"+textOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

func (c *call) payMoney(body document) {
	var invalid invalidFields
	for _, name := range []string{"amount", "currency"} {
		if body[name] == nil {
			invalid.add(name, missing)
		}
	}
	website := c.websiteOf(body, &invalid)
	if !c.isPaid(invalid) {
		return
	}
	made := document{
		"websiteId": website, "currency": body["currency"], "amount": body["amount"], "status": "completed", "result": "approved",
	}
	if c.session != nil {
		made["customerId"] = c.session.customerID
	}
	transaction := c.transact(made)
	c.e.countRateLimit(c.w)
	c.created("transactions/"+textOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

func (c *call) transact(doc document) document {
	id := "txn_" + ulid.Make().String()
	c.e.Put("transactions", id, doc)
	stored, _ := c.e.object(key{"transactions", id})
	return stored
}

func (c *call) postDeposit() {
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{"depositRequestId": required(anyText), "amount": required(field{kind: number}), "riskMetadata": anything}, &invalid)
	if !ok || !c.isPaid(invalid) {
		return
	}
	id := textOf(body["depositRequestId"])
	request, ok := c.visibleObject("deposit-requests", id)
	if !ok {
		return
	}
	if !depositAllowed(request, rational(body["amount"])) {
		invalid.add("amount", "The deposit request does not allow this amount.")
	}
	if !c.isPaid(invalid) {
		return
	}
	transaction := c.transact(document{
		"websiteId": request["websiteId"], "customerId": request["customerId"], "currency": request["currency"],
		"amount": body["amount"], "depositRequestId": id,
	})
	c.change("deposit-requests", id, document{"status": "initiated", "transactionIds": []any{transaction["id"]}})
	c.e.countRateLimit(c.w)
	c.created("transactions/"+textOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

// depositAllowed tells that an amount is one of those offered, or fits what may be chosen freely.
func depositAllowed(request document, amount *big.Rat) bool {
	offered, _ := request["amounts"].([]any)
	if slices.ContainsFunc(offered, func(value any) bool { return rational(value).Cmp(amount) == 0 }) {
		return true
	}
	custom := child(request, "customAmount")
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
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{"paymentInstrumentId": required(anyText)}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.instrument(body, "", &invalid)
	}
	if !c.isPaid(invalid) {
		return
	}
	if request["status"] != "pending" {
		invalid.add("status", "The payout request is not pending.")
		c.isPaid(invalid)
		return
	}
	stored := c.change("payout-requests", c.ids[0], document{"paymentInstrumentId": body["paymentInstrumentId"]})
	c.e.countRateLimit(c.w)
	c.answer(http.StatusOK, c.visibleTo("payout-requests", stored, storefrontPayout))
}

func (c *call) listInstruments() { c.listOf("payment-instruments", nil) }

func (c *call) getInstrument() { c.one("payment-instruments", nil) }

func (c *call) postInstrument() {
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{"token": required(anyText)}, &invalid)
	if !ok {
		return
	}
	if invalid == nil {
		c.instrument(body, "", &invalid)
	}
	if !c.isPaid(invalid) {
		return
	}
	id := "inst_" + ulid.Make().String()
	doc := document{"method": "payment-card"}
	if c.session != nil {
		doc["customerId"] = c.session.customerID
	}
	c.e.Put("payment-instruments", id, doc)
	stored, _ := c.e.object(key{"payment-instruments", id})
	c.e.countRateLimit(c.w)
	c.created("payment-instruments/"+id, c.visibleTo("payment-instruments", stored, nil))
}

func (c *call) patchInstrument() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); !ok {
		return
	}
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{"billingAddress": anything}, &invalid)
	if !ok || !c.isPaid(invalid) {
		return
	}
	stored := c.change("payment-instruments", c.ids[0], only(body, []string{"billingAddress"}))
	c.e.countRateLimit(c.w)
	c.answer(http.StatusOK, c.visibleTo("payment-instruments", stored, nil))
}

func (c *call) deactivateInstrument() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); ok {
		stored := c.change("payment-instruments", c.ids[0], document{"status": "deactivated"})
		c.e.countRateLimit(c.w)
		c.created("payment-instruments/"+c.ids[0], c.visibleTo("payment-instruments", stored, nil))
	}
}

func (c *call) setUpInstrument() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); !ok {
		return
	}
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{"websiteId": anyText, "currency": required(field{kind: text, format: iso4217}), "amount": {kind: number}}, &invalid)
	if !ok {
		return
	}
	website := c.websiteOf(body, &invalid)
	if !c.isPaid(invalid) {
		return
	}
	made := document{
		"type": "setup", "status": "completed", "result": "approved", "websiteId": website,
		"customerId": c.session.customerID, "currency": body["currency"], "amount": json.Number("0"),
		"paymentInstrument": document{"method": "payment-card", "paymentInstrumentId": c.ids[0]},
	}
	if body["amount"] != nil {
		made["amount"] = body["amount"]
	}
	transaction := c.transact(made)
	c.e.countRateLimit(c.w)
	c.created("transactions/"+textOf(transaction["id"]), c.visibleTo("transactions", transaction, nil))
}

func (c *call) getSetup() {
	if _, ok := c.visibleObject("payment-instruments", c.ids[0]); !ok {
		return
	}
	for _, made := range c.e.all(c.e.collections["transactions"], "") {
		if made["type"] == "setup" && child(made, "paymentInstrument")["paymentInstrumentId"] == c.ids[0] {
			c.answer(http.StatusOK, c.visibleTo("transactions", made, nil))
			return
		}
	}
	writeNotFound(c.w, c.r)
}

// instrument checks that a payment names a token, once, or an instrument of the customer's.
func (c *call) instrument(body document, prefix string, invalid *invalidFields) {
	if token := textOf(body["token"]); token != "" {
		if stored, ok := c.e.object(key{"tokens", token}); !ok || stored["isUsed"] == true {
			invalid.add(prefix+"token", "There is no unused token with this ID.")
			return
		}
		c.change("tokens", token, document{"isUsed": true})
		return
	}
	id := textOf(body["paymentInstrumentId"])
	if stored, ok := c.e.object(key{"payment-instruments", id}); !ok || !c.belongsToCustomer(stored) {
		invalid.add(prefix+"paymentInstrumentId", "There is no payment instrument with this ID.")
	}
}

func (c *call) postToken() {
	var invalid invalidFields
	body, ok := c.isPartlyPaid(fields{"method": required(anyText)}, &invalid)
	if !ok || !c.isPaid(invalid) {
		return
	}
	id := ulid.Make().String()
	c.e.Put("tokens", id, document{"method": body["method"], "isUsed": false})
	stored, _ := c.e.object(key{"tokens", id})
	c.e.countRateLimit(c.w)
	c.created("tokens/"+id, only(stored, []string{"id", "method", "isUsed", "createdTime", "updatedTime"}))
}

func (c *call) validateWallet() {
	if _, ok := readBody(c.w, c.r); ok {
		c.answer(http.StatusOK, document{"validationResponse": document{}})
	}
}
