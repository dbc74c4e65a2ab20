package emulator_test

import (
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestReferences(t *testing.T) {
	e, c := start(t, emulator.Options{})
	if n := e.Count(); n != 0 {
		t.Errorf("got %d objects, want none that clients can create", n)
	}
	if got := c.must(200, "GET", "/events/invoice-paid", ""); got["category"] != "billing" || got["id"] != nil {
		t.Errorf("got %v, want an event type without an id", got)
	}
	c.must(405, "POST", "/events", `{}`)
	c.must(404, "GET", "/integrations/other", "")
	c.must(404, "GET", "/payment-methods", "")
	e.Put("integrations", "google-sheets", object{"count": 2})
	if r := c.do("GET", "/integrations", ""); len(r.body.([]any)) != 2 {
		t.Errorf("got %s, want the stored integration and the other one", r.raw)
	}
	anybody := *c
	anybody.key = ""
	if r := anybody.send("GET", "/payment-methods/paypal", ""); r.status != 200 {
		t.Errorf("got %d %s, want the payment method without a key", r.status, r.raw)
	}
	if r := anybody.send("PUT", "/payment-methods/paypal", "{}"); r.status != 405 {
		t.Errorf("PUT: got %d, want 405", r.status)
	}
}
