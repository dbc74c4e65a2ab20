package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

const tieredPlan = `{"name": "Tiered", "productId": "prod_a", "currency": "USD", "pricing": {"formula": "tiered", ` +
	`"brackets": [{"price": 5, "maxQuantity": 10}, {"price": 4}]}}`

func TestFaults_IgnoredEnd(t *testing.T) {
	t.Parallel()
	e, c := startSeeded(t, emulator.Options{})
	c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	c.must(201, "PUT", "/plans/plan_a", tieredPlan)
	c.must(201, "PUT", "/custom-fields/products/tier", `{"type": "string"}`)
	c.must(201, "PUT", "/coupons/SALE",
		`{"discount": {"type": "percent", "value": 10, "context": "items"}, "issuedTime": "2026-01-01T00:00:00Z"}`)
	c.inject(`{"kind": "ignored-end"}`)
	for _, request := range []string{"DELETE /plans/plan_a", "DELETE /plans/plan_a", "DELETE /plans/plan_a"} {
		method, path, _ := strings.Cut(request, " ")
		if got := c.do(method, path, "").status; got != 200 && got != 202 {
			t.Errorf("%s: got %d, want 200 or 202", request, got)
		}
	}
	c.must(200, "PUT", "/plans/plan_a", strings.Replace(tieredPlan, `{"name"`, `{"isActive": false, "name"`, 1))
	c.must(200, "PUT", "/custom-fields/products/tier", `{"type": "string", "isEnabled": false}`)
	c.must(201, "POST", "/coupons/SALE/expiration", `{"expiredTime": ""}`)
	// This is not an end.
	c.must(200, "PUT", "/plans/plan_a", strings.Replace(tieredPlan, "Tiered", "Renamed", 1))
	counts := c.send("GET", "/_emulator/faults", "").body
	if want := "map[ignored-end:6]"; fmt.Sprint(counts) != want {
		t.Errorf("got %v, want %s", counts, want)
	}
	plan, _ := e.Get("plans", "plan_a")
	field, _ := e.Get("custom-fields", "products/tier")
	coupon, _ := e.Get("coupons", "SALE")
	got := []any{plan["name"], plan["isActive"], field["isEnabled"], coupon["status"]}
	if diff := cmp.Diff([]any{"Renamed", true, true, "issued"}, got); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
}

func TestFaults_UnknownFields(t *testing.T) {
	t.Parallel()
	// startWithFields returns an emulator with a plan that has unknown fields.
	startWithFields := func(t *testing.T) (*emulator.Emulator, *client) {
		t.Helper()
		e, c := startSeeded(t, emulator.Options{})
		c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
		c.inject(`{"kind": "unknown-fields"}`)
		c.must(201, "PUT", "/plans/plan_a", tieredPlan)
		c.heal()
		return e, c
	}
	_, c := startWithFields(t)
	read := c.do("GET", "/plans/plan_a", "")
	if got := strings.Count(read.raw, `"futureField":"kept"`); got != 4 {
		t.Errorf("got %d unknown fields in %s, want one in the plan, its pricing and each bracket", got, read.raw)
	}
	const bracket = `{"price": 5, "maxQuantity": 10, "futureField": "kept"}`
	for name, test := range map[string]struct {
		brackets, root string
		lost           []string
	}{
		"kept":                  {bracket + `, {"price": 4, "futureField": "kept"}`, `, "futureField": "kept"`, nil},
		"kept, and one changed": {bracket + `, {"price": 3}`, `, "futureField": "kept"`, nil},
		"lost in one": {
			`{"price": 5, "maxQuantity": 10}, {"price": 4, "futureField": "kept"}`, `, "futureField": "kept"`,
			[]string{"pricing.brackets.0.futureField"},
		},
		"lost at the root":         {bracket + `, {"price": 4, "futureField": "kept"}`, ``, []string{"futureField"}},
		"a field never heard of":   {bracket + `, {"price": 4, "futureField": "kept"}`, `, "futureField": "kept", "other": 1`, nil},
		"a different, known value": {bracket + `, {"price": 4, "futureField": "kept"}`, `, "futureField": "mine"`, []string{"futureField"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, c := startWithFields(t)
			body := `{"name": "New", "productId": "prod_a", "currency": "USD"` + test.root +
				`, "pricing": {"formula": "tiered", "futureField": "kept", "brackets": [` + test.brackets + `]}}`
			status := 200
			if strings.Contains(test.root, "other") {
				status = 422
			}
			c.must(status, "PUT", "/plans/plan_a", body)
			var want []string
			for _, field := range test.lost {
				want = append(want, "PUT /plans/plan_a lost "+field)
			}
			if diff := cmp.Diff(want, e.Lost()); diff != "" {
				t.Errorf("lost (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaults_WriteBetween(t *testing.T) {
	t.Parallel()
	e, c := startSeeded(t, emulator.Options{})
	c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	c.inject(`{"kind": "write-between"}`)
	c.must(200, "GET", "/products/prod_a", "")
	if _, exists := e.Get("products", "prod_a"); exists {
		t.Error("got the product after it was read, want it deleted")
	}
	c.must(429, "PUT", "/products/prod_b", `{"name": "Ours"}`)
	if _, exists := e.Get("products", "prod_b"); !exists {
		t.Error("got no product after a refused create, want that of a different client")
	}
	c.must(429, "PUT", "/products/prod_01K8ZJ0M6T3YV2N5R7Q9XWABCD", `{"name": "Ours"}`)
	if _, exists := e.Get("products", "prod_01K8ZJ0M6T3YV2N5R7Q9XWABCD"); exists {
		t.Error("got a product with a generated id, want none")
	}
	c.heal()
	c.must(201, "PUT", "/custom-fields/products/tier", `{"type": "string"}`)
	c.inject(`{"kind": "write-between"}`)
	c.must(429, "PUT", "/custom-fields/products/tier", `{"type": "string", "description": "new"}`)
	c.heal()
	read := c.do("GET", "/custom-fields/products/tier", "")
	c.must(200, "PUT", "/custom-fields/products/tier", `{"type": "string", "description": "new"}`)
	want := []string{"PUT /custom-fields/products/tier lost foreignField"}
	if diff := cmp.Diff(want, e.Lost()); diff != "" || !strings.Contains(read.raw, `"foreignField":"changed`) {
		t.Errorf("got %s, lost (-want +got):\n%s", read.raw, diff)
	}
}
