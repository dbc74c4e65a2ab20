package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestDefaults(t *testing.T) {
	plan := func(more object) object {
		doc := object{
			"name": "Monthly", "currency": "USD", "productId": "prod_a", "productOptions": nil, "setup": nil,
			"customFields": object{}, "isActive": true, "revision": json.Number("1"), "currencySign": "$", "isTrialOnly": false,
			"recurringInterval": nil, "trial": nil,
		}
		for name, value := range more {
			doc[name] = value
		}
		return doc
	}
	fixed := object{"formula": "fixed-fee", "price": json.Number("9.90")}
	freeTrialDoc := object{"price": json.Number("0"), "period": object{"unit": "day", "length": json.Number("3")}}
	tests := map[string]struct {
		path, body string
		want       object
	}{
		"product": {"/products/x", product, object{
			"name": "Premium", "unitLabel": "unit", "description": nil, "requiresShipping": false, "options": []any{},
			"taxCategoryId": nil, "accountingCode": nil, "recognition": nil, "customFields": object{},
		}},
		"website": {"/websites/x", website, object{
			"name": "Shop", "url": "shop.example", "servicePhone": "1", "serviceEmail": "a@shop.example",
			"customFields": object{}, "logoId": nil, "logoUrl": nil, "organizationId": organization,
			"settings": object{
				"depositForm":   object{"theme": nil},
				"paymentForm":   object{"css": nil, "theme": nil, "features": nil},
				"amplitude":     object{"tracking": false, "apiKey": nil},
				"payoutRequest": object{"automaticReadinessEnabled": false, "automaticReadinessLastExecutedAt": nil},
			},
		}},
		"one-time sale": {"/plans/x", oneTime, plan(object{"pricing": fixed})},
		"subscription": {"/plans/x", subscription, plan(object{
			"pricing": fixed, "meteredBilling": nil, "invoiceTimeShift": nil,
			"recurringInterval": object{"unit": "month", "length": json.Number("1"), "limit": nil, "billingTiming": "prepaid"},
		})},
		"metered subscription": {"/plans/x", with(with(oneTime, postpaid), `{"meteredBilling": {"strategy": "last"}}`), plan(object{
			"pricing": fixed, "invoiceTimeShift": nil,
			"recurringInterval": object{"unit": "month", "length": json.Number("1"), "limit": nil, "billingTiming": "postpaid"},
			"meteredBilling":    object{"strategy": "last", "min": nil, "max": nil, "sticky": false},
		})},
		"trial-only": {"/plans/x", trialOnly, plan(object{"trial": freeTrialDoc, "isTrialOnly": true, "invoiceTimeShift": nil})},
		"flat rate": {"/plans/x", with(anyPlan, `{"pricing": {"formula": "flat-rate", "price": 1}}`), plan(object{
			"pricing": object{"formula": "flat-rate", "price": json.Number("1"), "minQuantity": nil, "maxQuantity": nil},
		})},
		"tiered": {"/plans/x", with(anyPlan, `{"pricing": {"formula": "tiered", "brackets": [{"price": 1}]}}`), plan(object{
			"pricing": object{"formula": "tiered", "minQuantity": nil, "brackets": []any{object{"price": json.Number("1"), "maxQuantity": nil}}},
		})},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e, c := start(t, emulator.Options{})
			e.Put("products", "prod_a", object{"name": "Seed"})
			got := c.must(201, "PUT", test.path, test.body)
			for _, name := range []string{"id", "createdTime", "updatedTime", "_links"} {
				if _, ok := got[name]; !ok {
					t.Errorf("got no %s, want it", name)
				}
				delete(got, name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("object differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNumbers_KeepDigits(t *testing.T) {
	e, c := start(t, emulator.Options{})
	e.Put("products", "prod_a", object{"name": "Seed"})
	for _, text := range []string{"99.95", "9.90", "0.0001", "1234567890.12", "0", "-1.50", "1e2", "0.1234567890123456789"} {
		body := with(
			anyPlan,
			`{"pricing": {"formula": "fixed-fee", "price": `+text+`}, "setup": {"price": `+text+`}, "customFields": {"n": `+text+`}}`,
		)
		c.do("PUT", "/plans/a", body)
		for _, path := range []string{"/plans/a", "/plans"} {
			if raw := c.do("GET", path, "").raw; strings.Count(raw, ":"+text+"}")+strings.Count(raw, ":"+text+",") != 3 {
				t.Errorf("GET %s: got %s, want the number %s unchanged three times", path, raw, text)
			}
		}
		doc, _ := e.Get("plans", "a")
		if got, _ := at(doc, "pricing", "price"); got != json.Number(text) {
			t.Errorf("stored: got %v, want %s", got, text)
		}
	}
}

func TestReadOnlyFields(t *testing.T) {
	e, c := start(t, emulator.Options{})
	e.Put("products", "prod_a", object{"name": "Seed"})
	readOnly := `{"id": "other", "createdTime": "2000-01-01T00:00:00Z", "updatedTime": "x", "revision": 9,
		"currencySign": "x", "isTrialOnly": true, "_links": []}`
	for i, status := range []int{201, 200, 200} {
		got := c.must(status, "PUT", "/plans/a", with(oneTime, readOnly))
		if got["id"] != "a" || fmt.Sprint(got["revision"]) != fmt.Sprint(i+1) || got["currencySign"] != "$" || got["isTrialOnly"] != false ||
			strings.HasPrefix(got["createdTime"].(string), "2000") || got["updatedTime"] == "x" || len(got["_links"].([]any)) != 1 {
			t.Errorf("got %v, want read-only fields of the body ignored", got)
		}
	}
	c.refused("PUT", "/plans/a", "{}")
	if got := c.must(200, "GET", "/plans/a", ""); got["revision"] != json.Number("3") {
		t.Errorf("after an invalid PUT: got revision %v, want 3", got["revision"])
	}
	for currency, sign := range map[string]string{"EUR": "€", "CHF": "CHF"} {
		if got := c.must(200, "PUT", "/plans/a", with(oneTime, `{"currency": "`+currency+`"}`)); got["currencySign"] != sign {
			t.Errorf("currencySign of %s: got %v, want %s", currency, got["currencySign"], sign)
		}
	}
	got := c.must(201, "PUT", "/websites/a", with(website, `{"logoId": "file_a", "logoUrl": "x", "organizationId": "x"}`))
	if url, _ := got["logoUrl"].(string); !strings.HasSuffix(url, "/file_a") || got["organizationId"] != organization {
		t.Errorf("got logoUrl %v, organizationId %v, want a URL and %s", got["logoUrl"], got["organizationId"], organization)
	}
	if got := c.must(200, "PUT", "/websites/a", website); got["logoUrl"] != nil {
		t.Errorf("logoUrl without a logo: got %v, want nil", got["logoUrl"])
	}
}

func TestPut_KeepsCreatedTime(t *testing.T) {
	e, c := start(t, emulator.Options{})
	const then = "2020-01-01T00:00:00Z"
	e.Put("products", "a", object{"name": "x", "createdTime": then, "updatedTime": then})
	if got := c.must(200, "PUT", "/products/a", product); got["createdTime"] != then || got["updatedTime"] == then {
		t.Errorf("got createdTime %v, updatedTime %v, want %v and a later time", got["createdTime"], got["updatedTime"], then)
	}
}

func TestPut_Replaces(t *testing.T) {
	_, c := start(t, emulator.Options{})
	c.must(201, "PUT", "/products/a", with(product, `{"unitLabel": "seat", "description": "d", "options": ["x"], "customFields": {"a": 1}}`))
	got := c.must(200, "PUT", "/products/a", product)
	if got["unitLabel"] != "unit" || got["description"] != nil || len(got["options"].([]any)) != 0 || len(got["customFields"].(object)) != 0 {
		t.Errorf("got %v, want the defaults", got)
	}
}

func TestPut_ChangesVariant(t *testing.T) {
	for _, options := range []emulator.Options{{}, {MergePuts: true}} {
		e, c := start(t, options)
		e.Put("products", "prod_a", object{"name": "Seed"})
		nulls := `{"recurringInterval": null, "trial": null, "meteredBilling": null, "pricing": null}`
		metered := with(with(oneTime, postpaid), `{"meteredBilling": {"strategy": "sum"}}`)
		status := 201
		for _, body := range []string{metered, oneTime, with(metered, freeTrial), trialOnly, subscription, trialOnly, oneTime} {
			got := c.must(status, "PUT", "/plans/a", with(nulls, body))
			status = 200
			var sent object
			if err := json.Unmarshal([]byte(body), &sent); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"recurringInterval", "trial", "meteredBilling", "pricing"} {
				if (sent[name] != nil) != (got[name] != nil) {
					t.Errorf("%+v: %s of %s: got %v, want it only if it was sent", options, name, body, got[name])
				}
			}
		}
	}
}
