package emulator_test

import (
	"fmt"
	"strings"
	"testing"
)

const risk = `"riskMetadata":{"fingerprint":"x"}`

// sell creates a billing plan of product prod_1.
func (c *client) sell(id, more string) {
	c.t.Helper()
	c.must(201, "PUT", "/plans/"+id, with(`{"name":"Seats","currency":"USD","productId":"prod_1"}`, more))
}

func TestTotals(t *testing.T) {
	_, c := sells(t)
	c.must(201, "PUT", "/products/prod_1", `{"name":"Seats"}`)
	interval := `"recurringInterval":{"unit":"month","length":1}`
	late := `"recurringInterval":{"unit":"month","length":1,"billingTiming":"postpaid"}`
	brackets := `"brackets":[{"price":10.10,"maxQuantity":5},{"price":8.05,"maxQuantity":10},{"price":7}]`
	for i, test := range []struct {
		plan, quantity, total, recurring string
	}{
		{`{"pricing":{"formula":"fixed-fee","price":99.95}}`, "3", "99.95", ""},
		{`{"pricing":{"formula":"flat-rate","price":0.1}}`, "3", "0.3", ""},
		{`{"pricing":{"formula":"flat-rate","price":99.95}}`, "1000000000", "99950000000", ""},
		{`{"pricing":{"formula":"flat-rate","price":5,"minQuantity":2}}`, "2", "10", ""},
		{`{"pricing":{"formula":"stairstep",` + brackets + `}}`, "5", "10.1", ""},
		{`{"pricing":{"formula":"stairstep",` + brackets + `}}`, "6", "8.05", ""},
		{`{"pricing":{"formula":"volume",` + brackets + `}}`, "5", "50.5", ""},
		{`{"pricing":{"formula":"volume",` + brackets + `}}`, "11", "77", ""},
		{`{"pricing":{"formula":"tiered",` + brackets + `}}`, "4", "40.4", ""},
		{`{"pricing":{"formula":"tiered",` + brackets + `}}`, "12", "104.75", ""},
		{`{"pricing":{"formula":"flat-rate","price":5},` + interval + `}`, "2", "10", "10"},
		{`{"pricing":{"formula":"flat-rate","price":5},"setup":{"price":1.5},` + interval + `}`, "2", "11.5", "10"},
		{`{"pricing":{"formula":"flat-rate","price":5},` + late + `}`, "2", "0", "10"},
		{`{"pricing":{"formula":"flat-rate","price":5},"trial":{"price":1,"period":{"unit":"day","length":7}},` + interval + `}`, "2", "1", "10"},
	} {
		id := fmt.Sprintf("plan_%d", i)
		c.sell(id, test.plan)
		page := c.as(publishableKey)
		got := page.must(
			200,
			"POST",
			"/storefront/preview-purchase",
			fmt.Sprintf(`{"websiteId":"web_1","items":[{"planId":%q,"quantity":%s}]}`, id, test.quantity),
		)
		recurring := ""
		if amounts, ok := got["recurringAmounts"].(object); ok {
			recurring = fmt.Sprint(amounts["amount"])
		}
		if fmt.Sprint(got["total"]) != test.total || recurring != test.recurring || got["currency"] != "USD" {
			t.Errorf(
				"%s × %s: got %v, recurring %q, want %s, recurring %q",
				test.quantity,
				test.plan,
				got["total"],
				recurring,
				test.total,
				test.recurring,
			)
		}
	}
	c.sell("plan_eur", `{"currency":"EUR","pricing":{"formula":"fixed-fee","price":1}}`)
	c.sell("plan_off", `{"isActive":false,"pricing":{"formula":"fixed-fee","price":1}}`)
	c.sell("plan_few", `{"pricing":{"formula":"volume","brackets":[{"price":1,"maxQuantity":2}]}}`)
	for items, field := range map[string]string{
		`[]`:                                   "items",
		`[{"planId":"no","quantity":1}]`:       "items.0.planId",
		`[{"planId":"plan_0"}]`:                "items.0.quantity",
		`[{"planId":"plan_0","quantity":1.5}]`: "items.0.quantity",
		`[{"planId":"plan_0","quantity":-1}]`:  "items.0.quantity",
		`[{"planId":"plan_3","quantity":1}]`:   "items.0.quantity",
		`[{"planId":"plan_few","quantity":3}]`: "items.0.quantity",
		`[{"planId":"plan_off","quantity":1}]`: "items.0.planId",
		`[{"planId":"plan_0","quantity":1},{"planId":"plan_eur","quantity":1}]`: "items.1.planId",
	} {
		body := fmt.Sprintf(`{"websiteId":"web_1","items":%s,%s}`, items, risk)
		if got := c.as(publishableKey).refused("POST", "/storefront/preview-purchase", body); strings.Join(got, " ") != field {
			t.Errorf("%s: got invalid fields %v, want %s", items, got, field)
		}
	}
	c.as(publishableKey).refused("POST", "/storefront/preview-purchase", `{"websiteId":"web_9","items":[{"planId":"plan_0","quantity":1}]}`)
}

// paymentToken creates a token of a payment instrument, as a page does.
func (c *client) paymentToken() string {
	c.t.Helper()
	id, _ := c.must(201, "POST", "/tokens", `{"method":"payment-card","paymentInstrument":{}}`)["id"].(string)
	return id
}

func TestBuyItems(t *testing.T) {
	_, c := sells(t)
	c.must(201, "PUT", "/products/prod_1", `{"name":"Seats"}`)
	c.sell("plan_1", `{"pricing":{"formula":"flat-rate","price":9.99}}`)
	page := c.as("Bearer " + publishableKey)
	plans := page.do("GET", "/storefront/plans?filter=id:plan_1,plan_2&expand=product", "").body.([]any)
	if name, _ := at(plans[0].(object), "_embedded", "product", "name"); len(plans) != 1 || name != "Seats" {
		t.Errorf("got %v, want one plan with its product", plans)
	}
	methods := page.do("POST", "/storefront/ready-to-pay", `{"websiteId":"web_1","items":[{"planId":"plan_1","quantity":3}],`+risk+`}`)
	if methods.status != 200 || len(methods.body.([]any)) != 1 {
		t.Errorf("got %s, want one payment method", methods.raw)
	}
	body := fmt.Sprintf(
		`{"websiteId":"web_1","items":[{"planId":"plan_1","quantity":3}],"paymentInstruction":{"token":%q}}`,
		page.paymentToken(),
	)
	bought := page.must(201, "POST", "/storefront/purchase", body)
	if amount, _ := at(bought, "invoice", "amount"); fmt.Sprint(amount) != "29.97" {
		t.Errorf("got %v, want an invoice of 29.97", bought)
	}
	if got := page.refused("POST", "/storefront/purchase", body); got[0] != "paymentInstruction.token" {
		t.Errorf("second use of a token: got invalid fields %v, want paymentInstruction.token", got)
	}
	for _, path := range []string{"/storefront/account", "/storefront/invoices", "/storefront/payment-instruments"} {
		page.must(401, "GET", path, "")
	}
}

func TestPay(t *testing.T) {
	_, c := sells(t)
	customer := c.customer(`{}`)
	pay := func(status int, what string) object {
		return customer.must(status, "POST", "/storefront/payment", fmt.Sprintf(`{%s,"token":%q}`, what, customer.paymentToken()))
	}
	if got := pay(201, `"websiteId":"web_1","currency":"USD","amount":50`); fmt.Sprint(got["amount"]) != "50" {
		t.Errorf("got %v, want amount 50", got)
	}
	pay(200, `"transactionId":"txn_1"`)
	if got := customer.must(200, "GET", "/storefront/invoices/inv_1", ""); got["status"] != "paid" {
		t.Errorf("got %v, want a paid invoice", got)
	}
	pay(409, `"transactionId":"txn_1"`)
	pay(409, `"invoiceId":"inv_1"`)
	pay(404, `"invoiceId":"inv_other"`)

	made := customer.must(201, "POST", "/storefront/deposit", `{"depositRequestId":"dep_1","amount":20}`)
	pay(200, fmt.Sprintf(`"transactionId":%q`, made["id"]))
	customer.refused("POST", "/storefront/deposit", `{"depositRequestId":"dep_1","amount":15}`)
	customer.refused("POST", "/storefront/deposit", `{"amount":20}`)
}

func TestDeposit_AnyAmount(t *testing.T) {
	e, c := sells(t)
	e.Put("deposit-requests", "dep_2", object{
		"websiteId": "web_1", "customerId": "cus_1", "currency": "USD",
		"customAmount": object{"minimum": 5, "maximum": 10, "multipleOf": 0.1},
	})
	customer := c.customer(`{"customClaims":{"cashierRequestId":"dep_2"}}`)
	customer.must(403, "GET", "/storefront/deposit-requests/dep_1", "")
	for amount, status := range map[string]int{"5": 201, "5.3": 201, "10": 201, "4.9": 422, "10.1": 422, "5.35": 422} {
		customer.must(status, "POST", "/storefront/deposit", `{"depositRequestId":"dep_2","amount":`+amount+`}`)
	}
}

func TestPayoutAndInstruments(t *testing.T) {
	_, c := sells(t)
	customer := c.customer(`{"customClaims":{"websiteId":"web_1"}}`)
	methods := customer.do("POST", "/storefront/ready-to-payout", `{"websiteId":"web_1","currency":"USD","amount":25,`+risk+`}`)
	if methods.status != 200 || len(methods.body.([]any)) != 1 {
		t.Errorf("got %s, want one payment method", methods.raw)
	}
	customer.refused("POST", "/storefront/ready-to-payout", `{"websiteId":"web_2","currency":"USD","amount":25,`+risk+`}`)
	// The library for browsers appends a slash.
	id := customer.must(201, "POST", "/storefront/payment-instruments/", fmt.Sprintf(`{"token":%q}`, customer.paymentToken()))["id"].(string)
	if got := customer.do("GET", "/storefront/payment-instruments?filter=status:active,inactive,verification-needed", ""); len(
		got.body.([]any),
	) != 1 {
		t.Errorf("got %s, want one payment instrument", got.raw)
	}
	body := fmt.Sprintf(`{"paymentInstrumentId":%q}`, id)
	if got := customer.must(200, "PATCH", "/storefront/payout-requests/pay_1", body); got["paymentInstrumentId"] != id {
		t.Errorf("got %v, want payment instrument %s", got, id)
	}
	customer.refused("PATCH", "/storefront/payout-requests/pay_1", `{"paymentInstrumentId":"other"}`)
	body = `{"websiteId":"web_1","currency":"USD"}`
	if got := customer.must(201, "POST", "/storefront/payment-instruments/"+id+"/setup", body); got["type"] != "setup" {
		t.Errorf("got %v, want a setup transaction", got)
	}
	if got := customer.must(200, "GET", "/storefront/payment-instruments/"+id+"/setup", ""); got["type"] != "setup" {
		t.Errorf("got %v, want a setup transaction", got)
	}
	customer.must(200, "PATCH", "/storefront/payment-instruments/"+id, `{"billingAddress":{"country":"US"}}`)
	customer.must(200, "PATCH", "/storefront/account", fmt.Sprintf(`{"defaultPaymentInstrumentId":%q}`, id))
	customer.must(201, "POST", "/storefront/payment-instruments/"+id+"/deactivation", "")
	customer.must(200, "POST", "/digital-wallets/validation", `{}`)
}
