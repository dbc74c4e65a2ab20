package customerjwt_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/customerpermissions"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// page sends the requests that Rebilly's library sends for a customer.
type page struct {
	t       *testing.T
	url     string
	token   string
	refused []string
}

// do sends a request and records a refusal of the token. Any other error fails the test.
func (p *page) do(method, path string, body object) object {
	p.t.Helper()
	address := p.url + "/storefront/organizations/" + fakeapi.Organization + path
	if path == "/tokens" || strings.HasPrefix(path, "/digital-wallets") {
		address = p.url + "/organizations/" + fakeapi.Organization + path
	}
	var sent []byte
	if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			p.t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(p.t.Context(), method, address, bytes.NewReader(sent))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+p.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var content any
	_ = json.NewDecoder(response.Body).Decode(&content)
	doc, _ := content.(object)
	if response.StatusCode == http.StatusForbidden {
		p.refused = append(p.refused, fmt.Sprint(doc["detail"]))
		return nil
	}
	// Requests after a refusal may fail because its response is missing.
	if response.StatusCode >= 300 && p.refused == nil {
		p.t.Errorf("%s %s: got status %d %v, want success", method, path, response.StatusCode, content)
	}
	return doc
}

func (p *page) paymentToken() any {
	return p.do("POST", "/tokens", object{"method": "payment-card"})["id"]
}

var risk = object{"fingerprint": "x"}

// mounted sends the requests of mount() that all purposes have in common.
func (p *page) mounted(ready string) {
	p.do("GET", "/account?expand=website", nil)
	p.do("GET", "/payment-instruments?filter=status:active,inactive,verification-needed", nil)
	p.do("POST", ready, object{"websiteId": "web_1", "currency": "USD", "amount": 50, "riskMetadata": risk})
}

func (p *page) payInvoice() {
	p.do("GET", "/invoices/in_1?expand=items.*.product", nil)
	p.mounted("/ready-to-pay")
	paid := p.do("POST", "/payment", object{"invoiceId": "in_1", "token": p.paymentToken()})
	p.do("GET", fmt.Sprintf("/transactions/%v", paid["id"]), nil)
	p.do("GET", "/invoices/in_1", nil)
}

func (p *page) payTransaction() {
	p.do("GET", "/transactions/txn_1", nil)
	p.do("GET", "/invoices/in_1?expand=items.*.product", nil)
	p.mounted("/ready-to-pay")
	p.do("POST", "/payment", object{"transactionId": "txn_1", "token": p.paymentToken()})
	p.do("GET", "/transactions/txn_1", nil)
}

func (p *page) deposit() {
	p.do("GET", "/deposit-requests/dep_1", nil)
	p.mounted("/ready-to-pay")
	created := p.do("POST", "/deposit", object{"depositRequestId": "dep_1", "amount": 50})
	p.do("POST", "/payment", object{"transactionId": created["id"], "token": p.paymentToken()})
	p.do("GET", fmt.Sprintf("/transactions/%v", created["id"]), nil)
}

func (p *page) payOut() {
	p.do("GET", "/payout-requests/pay_1", nil)
	p.mounted("/ready-to-payout")
	created := p.do("POST", "/payment-instruments/", object{"token": p.paymentToken()})
	p.do("PATCH", "/payout-requests/pay_1", object{"paymentInstrumentId": created["id"]})
}

// payMoney pays an amount that is not stored in Rebilly.
func (p *page) payMoney() {
	p.mounted("/ready-to-pay")
	paid := p.do("POST", "/payment", object{"websiteId": "web_1", "currency": "USD", "amount": 50, "token": p.paymentToken()})
	p.do("GET", fmt.Sprintf("/transactions/%v", paid["id"]), nil)
}

// everything sends all requests that a token without a purpose allows.
func (p *page) everything() {
	p.payTransaction()
	p.deposit()
	p.payOut()
	p.do("GET", "/payout-requests", nil)
	p.do("GET", "/deposit-strategies/str_1", nil)
	p.do("GET", "/websites/web_1", nil)
	p.do("GET", "/products", nil)
	p.do("GET", "/products/prod_1", nil)
	p.do("GET", "/invoices", nil)
	p.do("GET", "/transactions", nil)
	p.do("PATCH", "/account", object{"primaryAddress": object{"country": "US"}})
	p.do("POST", "/digital-wallets/validation", object{})
	created := p.do("POST", "/payment-instruments/", object{"token": p.paymentToken()})
	instrument := fmt.Sprintf("/payment-instruments/%v", created["id"])
	p.do("POST", instrument+"/setup", object{"websiteId": "web_1", "currency": "USD", "riskMetadata": risk})
	p.do("GET", instrument+"/setup", nil)
	p.do("GET", instrument, nil)
	p.do("PATCH", instrument, object{"billingAddress": object{"country": "US"}})
	p.do("POST", instrument+"/deactivation", nil)
}

// TestPermissions_AreSufficient sends the requests of Rebilly's library with a token for each purpose: the permissions are sufficient,
// and without any one of them a request is refused.
func TestPermissions_AreSufficient(t *testing.T) {
	for _, test := range []struct {
		purpose customerpermissions.Purpose
		config  object
		send    func(*page)
	}{
		{customerpermissions.Invoice, object{"invoice_id": "in_1"}, (*page).payInvoice},
		{customerpermissions.Transaction, object{"transaction_id": "txn_1"}, (*page).payTransaction},
		{customerpermissions.Deposit, object{"deposit_request_id": "dep_1"}, (*page).deposit},
		{customerpermissions.Payout, object{"payout_request_id": "pay_1"}, (*page).payOut},
		{customerpermissions.Money, object{"permissions": values(customerpermissions.Permissions(customerpermissions.Money))}, (*page).payMoney},
		{customerpermissions.Generic, nil, (*page).everything},
	} {
		t.Run(string(test.purpose), func(t *testing.T) {
			send := func(more object) []string {
				rebilly := start(t)
				opened := coretest.NewCore(t, rebilly.ProviderConfig()).Open(typeName, config(more))
				if len(opened.Diagnostics) != 0 {
					t.Fatal(opened.Diagnostics)
				}
				p := &page{t: t, url: rebilly.URL, token: fmt.Sprint(opened.Get("token"))}
				test.send(p)
				return p.refused
			}
			if refused := send(test.config); refused != nil {
				t.Errorf("got refused %v, want none", refused)
			}
			all := customerpermissions.Permissions(test.purpose)
			for i, permission := range all {
				narrower := object{}
				for name, value := range test.config {
					narrower[name] = value
				}
				narrower["permissions"] = values(slices.Delete(slices.Clone(all), i, i+1))
				if refused := send(narrower); !slices.Contains(refused, "The permission "+permission+" is missing.") {
					t.Errorf("got refused %v, want %s to be required", refused, permission)
				}
			}
		})
	}
}

// TestPermissions_ArePurposeSpecific uses tokens for objects that they are not for.
func TestPermissions_ArePurposeSpecific(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for _, test := range []struct{ path, argument, id string }{
		{"/invoices/in_2", "invoice_id", "in_1"},
		{"/transactions/txn_1", "invoice_id", "in_2"},
		{"/invoices/in_2", "transaction_id", "txn_1"},
		{"/deposit-requests/dep_1", "deposit_request_id", "dep_2"},
		{"/payout-requests/pay_1", "payout_request_id", "pay_2"},
	} {
		p := &page{t: t, url: rebilly.URL, token: fmt.Sprint(s.Open(typeName, config(object{test.argument: test.id})).Get("token"))}
		p.do("GET", test.path, nil)
		if !slices.Contains(p.refused, "The token is for something else.") {
			t.Errorf("got refused %v, want a refusal of %s for a token with %s %q", p.refused, test.path, test.argument, test.id)
		}
	}
}

func values(texts []string) []any {
	all := []any{}
	for _, text := range texts {
		all = append(all, text)
	}
	return all
}
