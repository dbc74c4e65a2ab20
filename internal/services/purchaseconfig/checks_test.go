package purchaseconfig_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/fakeapi"
)

// shop starts an emulator with objects for every kind of purchase data, and a provider for it.
func shop(t *testing.T) (*fakeapi.Server, *coretest.Core) {
	t.Helper()
	rebilly := fakeapi.Start(t)
	rebilly.Put("products", "prod_1", object{"name": "Seats"})
	rebilly.Put("websites", "web_1", object{
		"name": "Shop", "url": "https://shop.example.com", "servicePhone": "1", "serviceEmail": "a@example.com",
	})
	rebilly.Put("websites", "web_2", object{
		"name": "Second", "url": "https://another.example.com", "servicePhone": "1", "serviceEmail": "a@example.com",
	})
	for id, plan := range map[string]object{
		"plan_1": {
			"currency": "USD"}, "plan_2": {"currency": "USD"}, "plan_eur": {"currency": "EUR"}, "plan_old": {"currency": "USD", "isActive": false},
	} {
		plan["name"], plan["productId"], plan["pricing"] = "Monthly "+id, "prod_1", object{"formula": "fixed-fee", "price": 5}
		rebilly.Put("plans", id, plan)
	}
	for _, status := range []string{"unpaid", "past-due", "paid", "voided", "draft"} {
		rebilly.Put("invoices", "in_"+status, object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 10,
			"status": status})
	}
	for _, status := range []string{"waiting-approval", "completed", "refunded"} {
		rebilly.Put("transactions", "txn_"+status, object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 10,
			"status": status})
	}
	rebilly.Put("transactions", "txn_setup", object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 0,
		"type": "setup"})
	for _, status := range []string{"created", "completed", "expired"} {
		rebilly.Put("deposit-requests", "dep_"+status, object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD",
			"amounts": []any{20}, "status": status})
	}
	for _, status := range []string{"pending", "ready", "fulfilled", "split"} {
		rebilly.Put("payout-requests", "po_"+status, object{"websiteId": "web_1", "customerId": "cus_1", "currency": "USD", "amount": 10,
			"status": status})
	}
	return rebilly, coretest.NewCore(t, rebilly.ProviderConfig())
}

func TestPlanChecks(t *testing.T) {
	_, s := shop(t)
	line := func(plan string) object { return object{"plan_id": plan, "quantity": 1} }
	for name, test := range map[string]struct {
		config   object
		at, want string
	}{
		"valid items": {items(object{"addons": []any{line("plan_2")}}), "", ""},
		"no such plan": {
			items(object{"items": []any{line("plan_1"), line("plan_no")}}),
			"items.1.plan_id", `There is no plan "plan_no" in organization "org_acctest"`,
		},
		"inactive plan": {
			items(object{"addons": []any{line("plan_2"), line("plan_old")}}), "addons.1.plan_id", "(Monthly plan_old) is inactive",
		},
		"two currencies": {
			items(object{"items": []any{line("plan_1"), line("plan_eur")}}),
			"items.1.plan_id", `"plan_eur" (Monthly plan_eur) is in EUR, but billing plan "plan_1" (Monthly plan_1) is in USD`,
		},
		"bump offer currency": {
			items(object{"bump_offer": []any{line("plan_eur")}}), "bump_offer.0.plan_id", "A purchase has one currency",
		},
		"no such website": {items(object{"website_id": "web_no"}), "website_id", "Website not found"},
		"website of money": {
			object{"money": object{"amount": 5, "currency": "USD"}, "website_id": "web_no"}, "website_id", "Website not found",
		},
		"key of wrong environment": {
			items(object{"publishable_key": "pk_live_1"}), "publishable_key", "The key belongs to live, but the environment is sandbox",
		},
		"invoice":                 {object{"invoice_id": "in_unpaid"}, "", ""},
		"invoice that is overdue": {object{"invoice_id": "in_past-due"}, "", ""},
		"paid invoice":            {object{"invoice_id": "in_paid"}, "invoice_id", "is paid. There is nothing left to pay"},
		"void invoice":            {object{"invoice_id": "in_voided"}, "invoice_id", "is voided"},
		"invoice and its website": {object{"invoice_id": "in_unpaid", "website_id": "web_1"}, "", ""},
		"invoice of wrong website": {
			object{"invoice_id": "in_unpaid", "website_id": "web_2"}, "website_id", `The website of invoice "in_unpaid" is "web_1", not "web_2"`,
		},
		"payout of wrong website": {
			object{"payout": object{"payout_request_id": "po_pending"}, "website_id": "web_2"}, "website_id", "Wrong website",
		},
		"deposit of wrong website": {
			object{"deposit": object{"deposit_request_id": "dep_created"}, "website_id": "web_2"}, "website_id", "Wrong website",
		},
		"transaction, wrong website": {object{"transaction_id": "txn_setup", "website_id": "web_2"}, "website_id", "Wrong website"},
		"token and no such website":  {object{"jwt_only": true, "website_id": "web_no"}, "website_id", "Website not found"},
		"draft":                      {object{"invoice_id": "in_draft"}, "invoice_id", "Issue it first"},
		"no such invoice":            {object{"invoice_id": "in_no"}, "invoice_id", `There is no invoice "in_no"`},
		"transaction":                {object{"transaction_id": "txn_waiting-approval"}, "", ""},
		"completed transaction":      {object{"transaction_id": "txn_completed"}, "transaction_id", "is completed"},
		"refunded transaction":       {object{"transaction_id": "txn_refunded"}, "transaction_id", "is refunded"},
		"no such transaction":        {object{"transaction_id": "txn_no"}, "transaction_id", "Transaction not found"},
		"deposit request":            {object{"deposit": object{"deposit_request_id": "dep_created"}}, "", ""},
		"completed deposit": {
			object{"deposit": object{"deposit_request_id": "dep_completed"}}, "deposit.deposit_request_id", "is completed",
		},
		"expired deposit": {
			object{"deposit": object{"deposit_request_id": "dep_expired"}}, "deposit.deposit_request_id", "Create a new one",
		},
		"no such deposit request": {
			object{"deposit": object{"deposit_request_id": "dep_no"}}, "deposit.deposit_request_id", "Deposit request not found",
		},
		"payout request": {object{"payout": object{"payout_request_id": "po_pending"}}, "", ""},
		"fulfilled payout": {
			object{"payout": object{"payout_request_id": "po_fulfilled"}}, "payout.payout_request_id", "It is paid out",
		},
		"split payout": {
			object{"payout": object{"payout_request_id": "po_split"}}, "payout.payout_request_id", "Use one of the payout requests",
		},
		"no such payout request": {
			object{"payout": object{"payout_request_id": "po_no"}}, "payout.payout_request_id", "Payout request not found",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.Data(typeName, test.config).Diagnostics
			switch {
			case test.at == "" && len(got) > 0:
				t.Errorf("got %s, want no diagnostics", got)
			case test.at != "" && (len(got) != 1 || !got.HasError("error: "+test.at+": ", test.want)):
				t.Errorf("got %s, want one error at %s with %q", got, test.at, test.want)
			}
		})
	}
	got := s.Data(typeName, object{"payout": object{"payout_request_id": "po_ready"}}).Diagnostics
	if got.HasError() || !got.HasWarning("payout.payout_request_id", "12.46.0") {
		t.Errorf("ready payout request: got %s, want a warning", got)
	}
}

// TestPlanCheck_RequestCount counts requests: every Terraform plan reads data sources, and uses the rate limit of the organization.
func TestPlanCheck_RequestCount(t *testing.T) {
	rebilly, s := shop(t)
	for name, test := range map[string]struct {
		config object
		want   map[string]int
	}{
		"items": {items(object{"items": []any{
			object{"plan_id": "plan_1", "quantity": 1}, object{"plan_id": "plan_2", "quantity": 1},
		}, "addons": []any{object{"plan_id": "plan_1", "quantity": 1}}}), map[string]int{"GET /plans": 1, "GET /websites/{id}": 1}},
		"invoice": {object{"invoice_id": "in_unpaid"}, map[string]int{"GET /invoices/{id}": 1}},
		"token":   {object{"jwt_only": true}, map[string]int{}},
		"unknown": {items(object{"website_id": coretest.Unknown}), map[string]int{}},
	} {
		rebilly.Reset()
		s.Data(typeName, test.config)
		if got := rebilly.Requests(); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func TestPlanCheck_APIErrors(t *testing.T) {
	rebilly, s := shop(t)
	refuse := func(status int) (remove func()) {
		return rebilly.Intercept(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, `{"title":"No","status":`, status, `}`)
		})
	}
	for _, test := range []struct {
		status int
		config object
		want   []string
	}{
		{
			http.StatusForbidden, object{"invoice_id": "in_unpaid"}, []string{"error: invoice_id: Unable to read invoice", "not allowed",
				"GET /organizations/org_acctest/invoices/in_unpaid"},
		},
		{
			http.StatusNotFound, items(object{"website_id": "web_1"}), []string{"error: items: Unable to read plan",
				"GET /organizations/org_acctest/plans"},
		},
		{http.StatusUnauthorized, items(nil), []string{"error: items: Unable to read plan", "does not accept the API key"}},
	} {
		remove := refuse(test.status)
		if got := s.Data(typeName, test.config).Diagnostics; !got.HasError(test.want...) {
			t.Errorf("%d: got %s, want an error with %q", test.status, got, test.want)
		}
		remove()
	}

	withoutKey := coretest.NewCore(t, object{"organization_id": "org_acctest"})
	if got := withoutKey.Data(typeName, object{"jwt_only": true}).Diagnostics; !got.HasError("api_key", "REBILLY_API_KEY") {
		t.Errorf("without a key: got %s, want an error about missing credentials", got)
	}
}

// TestPlanCheck_FallsBackToGet removes a billing plan from the list, but not from the GET of its id.
func TestPlanCheck_FallsBackToGet(t *testing.T) {
	rebilly, s := shop(t)
	rebilly.Intercept(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Query().Has("filter") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = fmt.Fprint(w, "[]")
			return
		}
		next.ServeHTTP(w, r)
	})
	if read := s.Data(typeName, items(nil)); read.Removed() {
		t.Errorf("got %s, want no diagnostics", read.Diagnostics)
	}
}
