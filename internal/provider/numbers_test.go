package provider_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

// TestValidate_NumbersThatDoNotFit replaces each number by one that its attribute cannot have. Terraform itself has one type of number.
func TestValidate_NumbersThatDoNotFit(t *testing.T) {
	s := coretest.NewCore(t, object{})
	check := func(got coretest.Diagnostics, at, want string) {
		t.Helper()
		if !got.HasError("error: "+at+": Invalid number", want) || strings.Contains(got.String(), "always an error in the provider") {
			t.Errorf("%s: got %v, want an error with %q", at, got, want)
		}
	}
	numbers := 0
	for _, kind := range coretest.ResourceTypes {
		for _, complete := range kind.Complete {
			forEachNumber("", complete, func(at string) {
				if strings.HasPrefix(at, "custom_fields.") {
					return
				}
				numbers++
				check(s.Validate(kind.Type, set(complete, at, json.Number("7e400"))), at, "7e+400, which is out of range")
				got := s.Validate(kind.Type, set(complete, at, json.Number("1.4142")))
				if got.HasError("Read Error") || got.HasError("Invalid number") {
					check(got, at, "is 1.4142, which is not a whole number")
				}
			})
		}
	}
	if numbers < 30 {
		t.Errorf("got %d numbers, want at least 30", numbers)
	}
	check(s.ValidateProvider(object{"max_retries": 1.5}), "max_retries", "is 1.5, which is not a whole number")
	check(s.ValidateProvider(object{"max_retries": json.Number("1e30")}), "max_retries", "1e+30, which is out of range")
	purchase := object{
		"website_id": "web_1", "publishable_key": "pk_1", "items": []any{object{"plan_id": "p", "quantity": 1.5}},
	}
	check(s.Data("rebilly_purchase_config", purchase).Diagnostics, "items.0.quantity", "is 1.5, which is not a whole number")
	money := object{"money": object{"amount": json.Number("1e400"), "currency": "USD"}}
	check(s.Data("rebilly_purchase_config", money).Diagnostics, "money.amount", "1e+400, which is out of range")
}

// forEachNumber calls a function with the path of each number.
func forEachNumber(at string, value any, call func(at string)) {
	below := func(step string) string { return strings.TrimPrefix(at+"."+step, ".") }
	switch value := value.(type) {
	case object:
		for name, child := range value {
			forEachNumber(below(name), child, call)
		}
	case []any:
		for i, child := range value {
			forEachNumber(below(strconv.Itoa(i)), child, call)
		}
	case float64, int, json.Number:
		call(at)
	}
}
