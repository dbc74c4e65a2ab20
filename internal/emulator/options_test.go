package emulator_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rebilly/terraform-provider-rebilly/internal/emulator"
)

func TestOmitNulls(t *testing.T) {
	e, c := start(t, emulator.Options{OmitNulls: true})
	c.must(201, "PUT", "/websites/a", with(website, `{"settings": {"paymentForm": {"features": {"showCoupons": null}}}}`))
	for _, path := range []string{"/websites/a", "/websites"} {
		if raw := c.do("GET", path, "").raw; strings.Contains(raw, "null") {
			t.Errorf("GET %s: got %s, want no nulls", path, raw)
		}
	}
	doc, _ := e.Get("websites", "a")
	if value, stored := at(doc, "settings", "paymentForm", "css"); !stored || value != nil {
		t.Error("stored object: got no null css, want it")
	}
}

func TestNotFoundForm(t *testing.T) {
	for form, hasTitle := range map[emulator.NotFoundForm]bool{"": true, emulator.NotFoundProblem: true, emulator.NotFoundPlain: false} {
		_, c := start(t, emulator.Options{NotFoundForm: form})
		for _, method := range []string{"GET", "DELETE"} {
			if got := c.must(404, method, "/products/prod_a", ""); (got["title"] != nil) != hasTitle || got["detail"] == nil {
				t.Errorf("%q: %s: got %v, want a title: %t", form, method, got, hasTitle)
			}
		}
		c.must(201, "PUT", "/products/prod_a", `{"name": "Seats"}`)
	}
}

func TestEmptyMapsAsArrays(t *testing.T) {
	e, c := start(t, emulator.Options{EmptyMapsAsArrays: true})
	e.Put("products", "prod_a", object{"name": "Seed"})
	body := with(oneTime, `{"productOptions": {}}`)
	got := c.must(201, "PUT", "/plans/a", body)
	if !cmp.Equal(got["customFields"], []any{}) || !cmp.Equal(got["productOptions"], []any{}) {
		t.Errorf("got %v, want empty maps as []", got)
	}
	got = c.must(200, "PUT", "/plans/a", with(body, `{"customFields": [], "productOptions": {"a": "b"}}`))
	if !cmp.Equal(got["customFields"], []any{}) || !cmp.Equal(got["productOptions"], object{"a": "b"}) {
		t.Errorf("got %v, want only the empty map as []", got)
	}
	got = c.must(201, "PUT", "/websites/a", with(website, `{"settings": {"paymentForm": {"theme": {}}}}`))
	if theme, _ := at(got, "settings", "paymentForm", "theme"); !cmp.Equal(theme, []any{}) {
		t.Errorf("theme: got %v, want []", theme)
	}
	stored, _ := e.Get("plans", "a")
	if !cmp.Equal(stored["customFields"], object{}) {
		t.Errorf("stored customFields: got %v, want {}", stored["customFields"])
	}
}

func TestUnknownFields(t *testing.T) {
	e, c := start(t, emulator.Options{UnknownFields: true})
	e.Put("products", "prod_a", object{"name": "Seed"})
	for collection, kind := range kinds {
		path, body := kind.path, kind.body
		created := c.must(201, "PUT", path, body)
		if created["futureSetting"] != "kept" || created["futureReadOnly"] == nil {
			t.Errorf("%s: got %v, want both future fields", path, created)
		}
		changed := with(body, `{"futureSetting": "changed", "futureReadOnly": "changed"}`)
		got := c.must(200, "PUT", path, changed)
		if got["futureSetting"] != "changed" || got["futureReadOnly"] != created["futureReadOnly"] {
			t.Errorf("%s: got %v, want the changed setting and the same read-only field", path, got)
		}
		id := idOf(collection, path)
		if stored, _ := e.Get(collection, id); stored["futureSetting"] != "changed" {
			t.Errorf("%s: got stored %v, want the changed setting", path, stored)
		}
		if got := c.must(200, "PUT", path, body); got["futureSetting"] != nil {
			t.Errorf("%s: PUT without futureSetting: got %v, want nil", path, got["futureSetting"])
		}
		if got := c.refused("PUT", path, with(body, `{"otherSetting": 1}`)); !cmp.Equal(got, []string{"otherSetting"}) {
			t.Errorf("%s: got invalid fields %v, want [otherSetting]", path, got)
		}
		e.Put(collection, id+"_seed", object{"name": "Seed"})
		if stored, _ := e.Get(collection, id+"_seed"); stored["futureSetting"] != "kept" {
			t.Errorf("%s: got seeded %v, want futureSetting kept", path, stored)
		}
	}
	site := c.must(201, "PUT", "/websites/b", website)
	if value, _ := at(site, "settings", "futureSetting"); value != "kept" {
		t.Errorf("settings: got %v, want futureSetting kept", site["settings"])
	}
	got := c.must(200, "PUT", "/websites/b", with(website, `{"settings": {"futureSetting": "changed"}}`))
	if value, _ := at(got, "settings", "futureSetting"); value != "changed" {
		t.Errorf("settings: got %v, want futureSetting changed", got["settings"])
	}
	if _, kept := at(c.must(200, "PUT", "/websites/b", website), "settings", "futureSetting"); kept {
		t.Error("PUT without settings.futureSetting: got it, want it removed")
	}
}

func TestUnknownFields_NewObject(t *testing.T) {
	_, c := start(t, emulator.Options{UnknownFields: true, OmitDefaults: true})
	got := c.must(201, "PUT", "/websites/a", website)
	if !cmp.Equal(got["settings"], object{"futureSetting": "kept"}) {
		t.Errorf("settings: got %v, want futureSetting kept only", got["settings"])
	}
	got = c.must(201, "PUT", "/products/a", with(product, `{"futureSetting": "mine"}`))
	if got["futureSetting"] != "mine" {
		t.Errorf("futureSetting: got %v, want mine", got["futureSetting"])
	}
}

func TestOmitDefaults(t *testing.T) {
	_, c := start(t, emulator.Options{OmitDefaults: true})
	got := c.must(201, "PUT", "/products/a", with(product, `{"description": null}`))
	for _, name := range []string{"id", "createdTime", "updatedTime", "_links"} {
		if got[name] == nil {
			t.Errorf("got no %s, want it", name)
		}
		delete(got, name)
	}
	if diff := cmp.Diff(object{"name": "Premium", "description": nil}, got); diff != "" {
		t.Errorf("object differs (-want +got):\n%s", diff)
	}
	got = c.must(201, "PUT", "/websites/a", with(website, `{"settings": {"paymentForm": {}, "payoutRequest": {}}}`))
	readOnly := object{"automaticReadinessLastExecutedAt": nil}
	if !cmp.Equal(got["settings"], object{"paymentForm": object{}, "payoutRequest": readOnly}) {
		t.Errorf("settings: got %v, want no defaults", got["settings"])
	}
}

func TestMergePuts(t *testing.T) {
	e, c := startSeeded(t, emulator.Options{MergePuts: true})
	e.Put("products", "prod_a", object{"name": "Seed"})

	c.must(
		201,
		"PUT",
		"/products/a",
		with(product, `{"unitLabel": "seat", "description": "d", "options": ["x", "y"], "customFields": {"a": 1, "b": 2}}`),
	)
	got := c.must(200, "PUT", "/products/a", `{"description": null, "options": ["z"], "customFields": {"b": null, "c": 3}}`)
	want := object{"a": json.Number("1"), "c": json.Number("3")}
	if got["name"] != "Premium" || got["unitLabel"] != "seat" || got["description"] != nil || !cmp.Equal(got["options"], []any{"z"}) ||
		!cmp.Equal(got["customFields"], want) {
		t.Errorf("got %v, want the fields merged", got)
	}
	if got := c.must(200, "PUT", "/products/a", `{"customFields": []}`); !cmp.Equal(got["customFields"], want) {
		t.Errorf("PUT of an empty map: got %v, want %v", got["customFields"], want)
	}
	if got := c.refused("PUT", "/products/a", `{"name": null, "customFields": {"a": {}}, "other": 1}`); len(got) != 4 {
		t.Errorf("got invalid fields %v, want 4", got)
	}
	if got := c.refused("PUT", "/products/new", `{"description": "d"}`); !cmp.Equal(got, []string{"name"}) {
		t.Errorf("a new object: got invalid fields %v, want [name]", got)
	}

	c.must(201, "PUT", "/plans/a", with(subscription, `{"productOptions": {"a": "1", "b": "2"}}`))
	got = c.must(200, "PUT", "/plans/a", `{"pricing": {"formula": "flat-rate", "price": 1}, "productOptions": {"c": "3"}}`)
	if formula, _ := at(got, "pricing", "formula"); formula != "flat-rate" || !cmp.Equal(got["productOptions"], object{"c": "3"}) ||
		got["revision"] != json.Number("2") {
		t.Errorf("got %v, want the pricing and options replaced", got)
	}
	if got := c.refused("PUT", "/plans/a", `{"recurringInterval": {"unit": "month"}}`); !cmp.Equal(got, []string{"recurringInterval.length"}) {
		t.Errorf("got invalid fields %v, want an interval replaced, not merged", got)
	}

	c.must(201, "PUT", "/websites/a", with(website, `{"settings": {
		"amplitude": {"tracking": true},
		"depositForm": {"theme": {"colorPrimary": "000000", "colorSecondary": "ffffff"}},
		"paymentForm": {"css": "a{}", "theme": {"a": "1", "b": "2"}, "features": {"showCoupons": ["x"], "fullPageRedirect": true}}}}`))
	got = c.must(200, "PUT", "/websites/a", `{"settings": {
		"depositForm": {"theme": {"colorPrimary": "111111"}},
		"paymentForm": {"theme": {"c": "3"}, "features": {"fullPageRedirect": false}}}}`)
	for path, want := range map[string]any{
		"amplitude.tracking":                    true,
		"depositForm.theme.colorPrimary":        "111111",
		"depositForm.theme.colorSecondary":      nil,
		"paymentForm.css":                       "a{}",
		"paymentForm.theme":                     object{"c": "3"},
		"paymentForm.features.showCoupons":      []any{"x"},
		"paymentForm.features.fullPageRedirect": false,
	} {
		if value, _ := at(got["settings"].(object), strings.Split(path, ".")...); !cmp.Equal(value, want) {
			t.Errorf("settings.%s: got %v, want %v", path, value, want)
		}
	}
}

func TestRejectProductDeleteWithPlans(t *testing.T) {
	for keep, status := range map[bool]int{false: 204, true: 409} {
		e, c := start(t, emulator.Options{RejectProductDeleteWithPlans: keep})
		e.Put("products", "prod_a", object{"name": "Seed"})
		e.Put("products", "prod_b", object{"name": "Seed"})
		e.Put("plans", "a", object{"productId": "prod_a"})
		c.must(status, "DELETE", "/products/prod_a", "")
		c.must(204, "DELETE", "/products/prod_b", "")
		c.must(204, "DELETE", "/plans/a", "")
		if keep {
			c.must(204, "DELETE", "/products/prod_a", "")
		}
	}
}

// TestOptions_Combined checks for every combination of options that a GET returns the response to the create, and that sending that
// response back changes nothing.
func TestOptions_Combined(t *testing.T) {
	bodies := map[string]string{
		"/products/b": with(product, `{"customFields": {"a": 1.50}, "recognition": {"debitAccountId": "x"}}`),
		"/plans/b":    with(subscription, freeTrial),
		"/plans/c":    trialOnly,
		"/plans/d":    with(with(oneTime, postpaid), `{"meteredBilling": {"strategy": "last", "sticky": true}, "productOptions": {}}`),
		"/coupons/b": with(
			coupon,
			`{"restrictions": [{"type": "restrict-to-exclusive-application"}, {"type": "restrict-to-products", "productIds": []}]}`,
		),
		"/websites/b": with(website, `{"logoId": "x", "settings": {"paymentForm": {"theme": {}, "features": {"showCoupons": ["x"]}}}}`),
	}
	for _, kind := range kinds {
		bodies[kind.path] = kind.body
	}
	for bits := range 1 << 5 {
		options := emulator.Options{
			OmitNulls:         bits&1 != 0,
			EmptyMapsAsArrays: bits&2 != 0,
			UnknownFields:     bits&4 != 0,
			OmitDefaults:      bits&8 != 0,
			MergePuts:         bits&16 != 0,
		}
		t.Run(fmt.Sprintf("%05b", bits), func(t *testing.T) {
			e, c := start(t, options)
			e.Put("products", "prod_a", object{"name": "Seed"})
			for path, body := range bodies {
				created := c.must(201, "PUT", path, body)
				if diff := cmp.Diff(created, c.must(200, "GET", path, "")); diff != "" {
					t.Errorf("GET %s differs from the create (-create +GET):\n%s", path, diff)
				}
				encoded, err := json.Marshal(created)
				if err != nil {
					t.Fatal(err)
				}
				again := c.must(200, "PUT", path, string(encoded))
				for _, name := range []string{"updatedTime", "revision", "version"} {
					delete(created, name)
					delete(again, name)
				}
				if diff := cmp.Diff(created, again); diff != "" {
					t.Errorf("PUT %s differs from the create (-create +PUT):\n%s", path, diff)
				}
			}
		})
	}
}
