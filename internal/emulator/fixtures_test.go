package emulator_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const sold = `{
	"customers":        {"cus_1": {"websiteId": "web_1"}},
	"invoices":         {"inv_1": {"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 99.95},
	                     "inv_2": {"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 5, "status": "paid"}},
	"transactions":     {"txn_1": {"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 99.95, "invoiceIds": ["inv_1"]}},
	"deposit-requests": {"dep_1": {"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amounts": [10, 20]}},
	"payout-requests":  {"pay_1": {"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 25}}
}`

func TestFixtures(t *testing.T) {
	e, c := start(t, emulator.Options{})
	if r := c.send(http.MethodPost, "/_emulator/seed", sold); r.status != http.StatusNoContent {
		t.Fatalf("got %d %s, want 204", r.status, r.raw)
	}
	for path, want := range map[string]struct{ field, value string }{
		"/customers/cus_1":        {"organizationId", organization},
		"/invoices/inv_1":         {"amountDue", "99.95"},
		"/invoices/inv_2":         {"amountDue", "0"},
		"/transactions/txn_1":     {"status", "waiting-approval"},
		"/deposit-requests/dep_1": {"status", "created"},
		"/payout-requests/pay_1":  {"status", "pending"},
	} {
		if got := c.must(http.StatusOK, http.MethodGet, path, "")[want.field]; fmt.Sprint(got) != want.value {
			t.Errorf("%s: %s: got %v, want %s", path, want.field, got, want.value)
		}
		c.must(http.StatusMethodNotAllowed, http.MethodPut, path, `{}`)
		c.must(http.StatusMethodNotAllowed, http.MethodDelete, path, "")
	}
	if got := c.ids("invoices", "?filter=status:unpaid"); len(got) != 1 {
		t.Errorf("unpaid invoices: got %v, want one", got)
	}
	if e.Count() != 0 {
		t.Errorf("got %d objects, want seeded collections not counted", e.Count())
	}
}

func TestFixtures_Invalid(t *testing.T) {
	_, c := start(t, emulator.Options{})
	for _, body := range []string{`{"bananas": {}}`, `{"invoices": []}`, `{"invoices": {"inv_1": 7}}`, `{"invoices": {"a/b": {}}}`} {
		if r := c.send(http.MethodPost, "/_emulator/seed", body); r.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d %s, want 422", body, r.status, r.raw)
		}
	}
	if r := c.send(http.MethodGet, "/_emulator/seed", ""); r.status != http.StatusMethodNotAllowed {
		t.Errorf("got %d, want 405", r.status)
	}
}
