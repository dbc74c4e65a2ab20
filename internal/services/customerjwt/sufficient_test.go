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

// page acts for a customer as Rebilly's library does, with its form of URLs.
type page struct {
	t       *testing.T
	url     string
	token   string
	refused []string
}

// do sends a request and remembers it if the token does not suffice. Any other failure ends the test.
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
	var answer any
	_ = json.NewDecoder(response.Body).Decode(&answer)
	doc, _ := answer.(object)
	if response.StatusCode == http.StatusForbidden {
		p.refused = append(p.refused, fmt.Sprint(doc["detail"]))
		return nil
	}
	// What follows a refusal may fail for want of its answer.
	if response.StatusCode >= 300 && p.refused == nil {
		p.t.Errorf("%s %s: %d %v", method, path, response.StatusCode, answer)
	}
	return doc
}

func (p *page) paymentToken() any {
	return p.do("POST", "/tokens", object{"method": "payment-card"})["id"]
}

var risk = object{"fingerprint": "x"}

// mounted are the calls of mount() that all kinds have.
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
	made := p.do("POST", "/deposit", object{"depositRequestId": "dep_1", "amount": 50})
	p.do("POST", "/payment", object{"transactionId": made["id"], "token": p.paymentToken()})
	p.do("GET", fmt.Sprintf("/transactions/%v", made["id"]), nil)
}

func (p *page) payOut() {
	p.do("GET", "/payout-requests/pay_1", nil)
	p.mounted("/ready-to-payout")
	made := p.do("POST", "/payment-instruments/", object{"token": p.paymentToken()})
	p.do("PATCH", "/payout-requests/pay_1", object{"paymentInstrumentId": made["id"]})
}

// payMoney is a payment of an amount that only the page knows.
func (p *page) payMoney() {
	p.mounted("/ready-to-pay")
	paid := p.do("POST", "/payment", object{"websiteId": "web_1", "currency": "USD", "amount": 50, "token": p.paymentToken()})
	p.do("GET", fmt.Sprintf("/transactions/%v", paid["id"]), nil)
}

// everything is all that a page can do with the token that is for nothing in particular.
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
	made := p.do("POST", "/payment-instruments/", object{"token": p.paymentToken()})
	instrument := fmt.Sprintf("/payment-instruments/%v", made["id"])
	p.do("POST", instrument+"/setup", object{"websiteId": "web_1", "currency": "USD", "riskMetadata": risk})
	p.do("GET", instrument+"/setup", nil)
	p.do("GET", instrument, nil)
	p.do("PATCH", instrument, object{"billingAddress": object{"country": "US"}})
	p.do("POST", instrument+"/deactivation", nil)
}

// TestPermissions_AreSufficient drives what Rebilly's library calls with a token of each kind: the permissions suffice, and
// without any one of them something is refused.
func TestPermissions_AreSufficient(t *testing.T) {
	for _, kind := range []struct {
		purpose customerpermissions.Purpose
		config  object
		drive   func(*page)
	}{
		{customerpermissions.Invoice, object{"invoice_id": "in_1"}, (*page).payInvoice},
		{customerpermissions.Transaction, object{"transaction_id": "txn_1"}, (*page).payTransaction},
		{customerpermissions.Deposit, object{"deposit_request_id": "dep_1"}, (*page).deposit},
		{customerpermissions.Payout, object{"payout_request_id": "pay_1"}, (*page).payOut},
		{customerpermissions.Money, object{"permissions": values(customerpermissions.Permissions(customerpermissions.Money))}, (*page).payMoney},
		{customerpermissions.Generic, nil, (*page).everything},
	} {
		t.Run(string(kind.purpose), func(t *testing.T) {
			drive := func(more object) []string {
				rebilly := start(t)
				opened := coretest.NewCore(t, rebilly.ProviderConfig()).Open(typeName, config(more))
				if len(opened.Diagnostics) != 0 {
					t.Fatal(opened.Diagnostics)
				}
				p := &page{t: t, url: rebilly.URL, token: fmt.Sprint(opened.Get("token"))}
				kind.drive(p)
				return p.refused
			}
			if refused := drive(kind.config); refused != nil {
				t.Errorf("the permissions do not suffice: %v", refused)
			}
			all := customerpermissions.Permissions(kind.purpose)
			for i, permission := range all {
				narrower := object{}
				for name, value := range kind.config {
					narrower[name] = value
				}
				narrower["permissions"] = values(slices.Delete(slices.Clone(all), i, i+1))
				if refused := drive(narrower); !slices.Contains(refused, "The permission "+permission+" is missing.") {
					t.Errorf("nothing needs %s; refused: %v", permission, refused)
				}
			}
		})
	}
}

// TestPermissions_ArePurposeSpecific tries tokens on what they are not for.
func TestPermissions_ArePurposeSpecific(t *testing.T) {
	rebilly := start(t)
	s := coretest.NewCore(t, rebilly.ProviderConfig())
	for path, more := range map[string]object{
		"/invoices/in_2":          {"invoice_id": "in_1"},
		"/transactions/txn_1":     {"invoice_id": "in_2"},
		"/invoices/in_2 ":         {"transaction_id": "txn_1"},
		"/deposit-requests/dep_1": {"deposit_request_id": "dep_2"},
		"/payout-requests/pay_1":  {"payout_request_id": "pay_2"},
	} {
		p := &page{t: t, url: rebilly.URL, token: fmt.Sprint(s.Open(typeName, config(more)).Get("token"))}
		p.do("GET", strings.TrimSpace(path), nil)
		if !slices.Contains(p.refused, "The token is for something else.") {
			t.Errorf("%v can read %s", more, path)
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
