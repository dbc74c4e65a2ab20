package provider_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
)

const (
	productType = "rebilly_product"
	planType    = "rebilly_plan"
	websiteType = "rebilly_website"
	keyType     = "rebilly_api_key"
	fieldType   = "rebilly_custom_field"
	couponType  = "rebilly_coupon"
)

func aPlan(more object) object {
	config := object{"name": "Monthly", "product_id": "prod_1", "currency": "USD", "pricing": object{"flat_rate": object{"price": 9.95}}}
	maps.Copy(config, more)
	return config
}

func aSubscription(more object) object {
	config := aPlan(object{"recurring_interval": object{"unit": "month", "length": 1, "billing_timing": "postpaid"}})
	maps.Copy(config, more)
	return config
}

func brackets(variant string) object {
	return aPlan(object{"pricing": object{variant: object{
		"brackets": []any{object{"price": 9, "max_quantity": 10}, object{"price": 8, "max_quantity": 20}, object{"price": 7, "max_quantity": 30}}, "min_quantity": 2,
	}}})
}

func anchored(anchor object) object {
	return aPlan(object{"recurring_interval": object{"unit": "month", "length": 1, "period_anchor_instruction": anchor}})
}

func aSite(settings object) object {
	return object{"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "help@example.com", "settings": settings}
}

func aField(kind string, of object) object {
	return object{"resource": "products", "name": "tier", kind: of}
}

func aCoupon(more object) object {
	config := object{"discount": object{"percent": object{"value": 10}}, "issued_time": "2026-01-01T00:00:00Z"}
	maps.Copy(config, more)
	return config
}

func restricted(restriction string, of any) object {
	return aCoupon(object{"restrictions": object{restriction: of}})
}

func boughtAndGot() object {
	return restricted("restrict_to_bxgy", object{
		"buy": []any{object{"plan_id": "a", "quantity": 2}, object{"plan_id": "b", "quantity": 1}}, "get": []any{object{"plan_id": "a", "quantity": 1}},
	})
}

// badValue is a value that makes a configuration illegal.
type badValue struct {
	typeName string
	good     object
	// at is where the bad value is put, and the error has to be, unless there says otherwise.
	at    string
	value any
	says  string
	there string
}

// bad are configurations with one bad value each. Without it, and while it is not known, each is legal. Values that need no code
// are in the fixtures.
var bad = []badValue{
	{typeName: productType, good: object{"name": "Seats"}, at: "name", value: strings.Repeat("é", 256), says: "between 3 and 255"},
	{typeName: productType, good: object{"name": "Seats"}, at: "id", value: strings.Repeat("a", 51), says: "between 1 and 50"},
	{typeName: productType, good: object{"name": "Seats"}, at: "unit_label", value: strings.Repeat("a", 51), says: "between 1 and 50"},
	{typeName: productType, good: object{"name": "Seats"}, at: "description", value: strings.Repeat("a", 513), says: "at most 512"},

	{typeName: planType, good: aPlan(nil), at: "name", value: strings.Repeat("a", 256), says: "at most 255"},
	{typeName: planType, good: aPlan(nil), at: "id", value: "plan 1", says: "letters, digits"},
	{typeName: planType, good: aPlan(nil), at: "product_id", value: "", says: "between 1 and 50"},
	{typeName: planType, good: aPlan(nil), at: "product_id", value: "prod/1", says: "letters, digits"},
	{typeName: planType, good: aPlan(nil), at: "currency", value: "usd", says: `Did you mean "USD"`},
	{typeName: planType, good: aPlan(nil), at: "currency", value: "US", says: "ISO 4217"},
	{typeName: planType, good: aPlan(nil), at: "currency", value: "$", says: "three capital letters"},
	{typeName: planType, good: aPlan(nil), at: "currency", value: "", says: "three capital letters"},
	{typeName: planType, good: aPlan(nil), at: "description", value: strings.Repeat("a", 65536), says: "at most 65535"},
	{typeName: planType, good: aPlan(nil), at: "rich_description", value: strings.Repeat("a", 65536), says: "at most 65535"},
	{typeName: planType, good: aPlan(object{"product_options": object{"color": "red"}}), at: "product_options.color", value: nil, says: "null", there: "product_options"},
	{typeName: planType, good: aPlan(nil), at: "on_destroy", value: "archive", says: "deactivate"},
	{typeName: planType, good: aPlan(nil), at: "pricing", value: nil, says: "only a trial"},
	{typeName: planType, good: aPlan(nil), at: "pricing", value: object{}, says: "exactly one of"},
	{typeName: planType, good: aPlan(nil), at: "pricing.fixed_fee", value: object{"price": 1}, says: "fixed_fee and flat_rate", there: "pricing"},
	{typeName: planType, good: aPlan(nil), at: "pricing.flat_rate.price", value: nil, says: "required"},
	{typeName: planType, good: aPlan(nil), at: "pricing.flat_rate.price", value: json.Number("12345678901234567890.123"), says: "Round it"},
	{typeName: planType, good: aPlan(nil), at: "pricing.flat_rate.min_quantity", value: 0, says: "between 1 and 999999999"},
	{typeName: planType, good: aPlan(nil), at: "pricing.flat_rate.max_quantity", value: 1000000000, says: "between 1 and 999999999"},
	{typeName: planType, good: aPlan(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 5, "max_quantity": 9}}}), at: "pricing.flat_rate.max_quantity", value: 4, says: "min_quantity is 5"},
	{typeName: planType, good: brackets("tiered"), at: "pricing.tiered.brackets", value: []any{}, says: "at least 1"},
	{typeName: planType, good: brackets("tiered"), at: "pricing.tiered.brackets.1.max_quantity", value: 10, says: "ends at 10"},
	{typeName: planType, good: brackets("volume"), at: "pricing.volume.brackets.0.max_quantity", value: nil, says: "may omit max_quantity"},
	{typeName: planType, good: brackets("stairstep"), at: "pricing.stairstep.brackets.2.max_quantity", value: 19, says: "ends at 20"},
	{typeName: planType, good: brackets("stairstep"), at: "pricing.stairstep.brackets.0.price", value: nil, says: "required"},
	{typeName: planType, good: brackets("volume"), at: "pricing.volume.min_quantity", value: 31, says: "min_quantity exceeds the last bracket", there: "pricing.volume.brackets.2.max_quantity"},
	{typeName: planType, good: brackets("tiered"), at: "pricing.tiered.min_quantity", value: 0, says: "between 1"},
	{typeName: planType, good: aPlan(object{"setup": object{"price": 1}}), at: "setup.price", value: nil, says: "required"},
	{typeName: planType, good: aSubscription(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}), at: "trial.period", value: nil, says: "required"},
	{typeName: planType, good: aSubscription(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}), at: "trial.period.unit", value: "hour", says: "day"},
	{typeName: planType, good: aSubscription(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}), at: "trial.period.length", value: 0, says: "at least 1"},
	{typeName: planType, good: aPlan(nil), at: "trial", value: object{"price": 0, "period": object{"unit": "day", "length": 7}}, says: "one-time sale"},
	{typeName: planType, good: aSubscription(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}), at: "pricing", value: nil, says: "is a subscription"},
	{typeName: planType, good: aSubscription(nil), at: "recurring_interval.unit", value: "hour", says: "day"},
	{typeName: planType, good: aSubscription(nil), at: "recurring_interval.length", value: 0, says: "at least 1"},
	{typeName: planType, good: aSubscription(nil), at: "recurring_interval.limit", value: 65536, says: "between 1 and 65535"},
	{typeName: planType, good: aSubscription(nil), at: "recurring_interval.limit", value: 0, says: "between 1 and 65535"},
	{typeName: planType, good: aSubscription(nil), at: "recurring_interval.billing_timing", value: "later", says: "prepaid"},
	{typeName: planType, good: anchored(object{"day_of_month": object{"day": 1}}), at: "recurring_interval.period_anchor_instruction", value: object{}, says: "exactly one of"},
	{typeName: planType, good: anchored(object{"day_of_month": object{"day": 1}}), at: "recurring_interval.period_anchor_instruction.day_of_week", value: object{"day": "Sunday", "week": "next"}, says: "day_of_month and day_of_week", there: "recurring_interval.period_anchor_instruction"},
	{typeName: planType, good: anchored(object{"day_of_month": object{"day": 1}}), at: "recurring_interval.period_anchor_instruction.day_of_month.day", value: 32, says: "between 1 and 31"},
	{typeName: planType, good: anchored(object{"day_of_month": object{"day": 1}}), at: "recurring_interval.period_anchor_instruction.day_of_month.time", value: "noon", says: "10:00"},
	{typeName: planType, good: anchored(object{"day_of_month": object{"day": 1}}), at: "recurring_interval.period_anchor_instruction.day_of_month.time", value: "24:00", says: "10:00"},
	{typeName: planType, good: anchored(object{"day_of_week": object{"day": "Sunday", "week": "next"}}), at: "recurring_interval.period_anchor_instruction.day_of_week.day", value: "sunday", says: "Sunday"},
	{typeName: planType, good: anchored(object{"day_of_week": object{"day": "Sunday", "week": "next"}}), at: "recurring_interval.period_anchor_instruction.day_of_week.week", value: "second-in-month", says: "first-in-month"},
	{typeName: planType, good: anchored(object{"day_and_month_of_year": object{"day": 1, "month": 1}}), at: "recurring_interval.period_anchor_instruction.day_and_month_of_year.month", value: 13, says: "between 1 and 12"},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum"}}), at: "recurring_interval.billing_timing", value: "prepaid", says: "billing_timing = \"postpaid\""},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum"}}), at: "recurring_interval.billing_timing", value: nil, says: "billing_timing = \"postpaid\""},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum"}}), at: "recurring_interval", value: nil, says: "Set recurring_interval", there: "metered_billing"},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum"}}), at: "metered_billing.strategy", value: "max", says: "last"},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum"}}), at: "metered_billing.sticky", value: true, says: `strategy = "last"`},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum", "min": 2, "max": 3}}), at: "metered_billing.max", value: 1, says: "at least min"},
	{typeName: planType, good: aSubscription(object{"metered_billing": object{"strategy": "sum"}}), at: "metered_billing.min", value: 0, says: "at least 0.01"},

	{typeName: websiteType, good: aSite(nil), at: "name", value: nil, says: "required"},
	{typeName: websiteType, good: aSite(nil), at: "url", value: "our shop", says: "URL or domain"},
	{typeName: websiteType, good: aSite(nil), at: "url", value: "ftp://shop.example.com", says: "URL or domain"},
	{typeName: websiteType, good: aSite(nil), at: "url", value: "https://", says: "URL or domain"},
	{typeName: websiteType, good: aSite(nil), at: "service_email", value: "help", says: "e-mail address"},
	{typeName: websiteType, good: aSite(nil), at: "service_email", value: "Help <help@example.com>", says: "e-mail address"},
	{typeName: websiteType, good: aSite(nil), at: "logo_id", value: strings.Repeat("a", 51), says: "at most 50"},
	{typeName: websiteType, good: aSite(object{"deposit_form": object{"theme": object{}}}), at: "settings.deposit_form.theme.color_primary", value: "#0044d4", says: "without #"},
	{typeName: websiteType, good: aSite(object{"deposit_form": object{"theme": object{}}}), at: "settings.deposit_form.theme.color_secondary", value: "blue", says: "hexadecimal"},
	{typeName: websiteType, good: aSite(object{"deposit_form": object{"theme": object{}}}), at: "settings.deposit_form.theme.button_template", value: strings.Repeat("a", 101), says: "at most 100"},
	{typeName: websiteType, good: aSite(object{"payment_form": object{"theme": object{"colorPrimary": "#000000"}}}), at: "settings.payment_form.theme.colorPrimary", value: nil, says: "null", there: "settings.payment_form.theme"},
	{typeName: websiteType, good: aSite(object{"amplitude": object{}}), at: "settings.amplitude.api_key", value: "short", says: "between 20 and 50"},
	{typeName: websiteType, good: aSite(object{"payout_request": object{"automatic_readiness_enabled": true, "pending_period_hours": 1, "automatic_readiness_time": "10:00"}}), at: "settings.payout_request.pending_period_hours", value: nil, says: "Set pending_period_hours"},
	{typeName: websiteType, good: aSite(object{"payout_request": object{"automatic_readiness_enabled": true, "pending_period_hours": 1, "automatic_readiness_time": "10:00"}}), at: "settings.payout_request.automatic_readiness_time", value: nil, says: "Set automatic_readiness_time"},
	{typeName: websiteType, good: aSite(object{"payout_request": object{}}), at: "settings.payout_request.pending_period_hours", value: 8761, says: "between 1 and 8760"},
	{typeName: websiteType, good: aSite(object{"payout_request": object{}}), at: "settings.payout_request.automatic_readiness_time", value: "10", says: "10:00"},

	{typeName: keyType, good: object{"description": "CI"}, at: "description", value: nil, says: "required"},
	{typeName: keyType, good: object{"description": "CI"}, at: "type", value: "private", says: "publishable"},
	{typeName: keyType, good: object{"description": "CI"}, at: "acl", value: []any{}, says: "at least 1"},
	{typeName: keyType, good: object{"description": "CI", "acl": []any{object{"permissions": []any{"GetPlan"}}}}, at: "acl.0.permissions", value: nil, says: "required"},
	{typeName: keyType, good: object{"description": "CI", "acl": []any{object{"permissions": []any{"GetPlan"}}}}, at: "acl.0.permissions", value: []any{"*", "GetPlan"}, says: "includes all operations"},
	{typeName: keyType, good: object{"description": "CI", "acl": []any{object{"permissions": []any{"*"}, "scope": object{}}}}, at: "acl.0.scope.plan_id", value: []any{strings.Repeat("a", 51)}, says: "at most 50", there: `acl.0.scope.plan_id."` + strings.Repeat("a", 51) + `"`},
	{typeName: keyType, good: object{"description": "CI", "acl": []any{object{"permissions": []any{"*"}, "scope": object{}}}}, at: "acl.0.scope.custom_field_name", value: []any{"a b"}, says: "letters", there: `acl.0.scope.custom_field_name."a b"`},
	{typeName: keyType, good: object{"description": "CI"}, at: "allowed_ips", value: []any{"example.com"}, says: "neither an IPv4 or IPv6", there: `allowed_ips."example.com"`},
	{typeName: keyType, good: object{"description": "CI"}, at: "allowed_ips", value: []any{"192.168.1.0/24"}, says: "private", there: `allowed_ips."192.168.1.0/24"`},
	{typeName: keyType, good: object{"description": "CI"}, at: "allowed_ips", value: []any{"203.0.113.0/33"}, says: "neither an IPv4 or IPv6", there: `allowed_ips."203.0.113.0/33"`},
	{typeName: keyType, good: object{"description": "CI", "rotation_triggers": object{"month": "1"}}, at: "rotation_triggers.month", value: nil, says: "null", there: "rotation_triggers"},

	{typeName: couponType, good: aCoupon(nil), at: "id", value: "FRÜHLING", says: "letters, digits"},
	{typeName: couponType, good: aCoupon(nil), at: "id", value: "SPRING SALE", says: "letters, digits"},
	{typeName: couponType, good: aCoupon(nil), at: "discount", value: object{}, says: "exactly one of"},
	{typeName: couponType, good: aCoupon(nil), at: "discount.fixed", value: object{"amount": 1, "currency": "USD"}, says: "fixed and percent", there: "discount"},
	{typeName: couponType, good: aCoupon(nil), at: "discount.percent.value", value: 100.5, says: "between"},
	{typeName: couponType, good: aCoupon(nil), at: "discount.percent.value", value: 0, says: "between"},
	{typeName: couponType, good: aCoupon(nil), at: "discount.percent.context", value: "all", says: "shipping"},
	{typeName: couponType, good: aCoupon(object{"discount": object{"fixed": object{"amount": 1, "currency": "USD"}}}), at: "discount.fixed.amount", value: 0, says: "at least 0.01"},
	{typeName: couponType, good: aCoupon(object{"discount": object{"fixed": object{"amount": 1, "currency": "USD"}}}), at: "discount.fixed.currency", value: "usd", says: `Did you mean "USD"`},
	{typeName: couponType, good: aCoupon(nil), at: "issued_time", value: "2026-01-01", says: "RFC 3339"},
	{typeName: couponType, good: aCoupon(object{"expired_time": "2099-01-01T00:00:00Z"}), at: "expired_time", value: "", says: "RFC 3339"},
	{typeName: couponType, good: aCoupon(object{"expired_time": "2099-01-01T00:00:00Z"}), at: "expired_time", value: "2026-01-01T02:00:00+02:00", says: "later than issued_time"},
	{typeName: couponType, good: restricted("paid_by_time", object{"time": "2099-01-01T00:00:00Z"}), at: "restrictions.paid_by_time.time", value: "soon", says: "RFC 3339"},
	{typeName: couponType, good: restricted("minimum_order_amount", object{"amount": 1, "currency": "USD"}), at: "restrictions.minimum_order_amount.currency", value: "$", says: "three capital letters"},
	{typeName: couponType, good: restricted("restrict_to_countries", object{"countries": []any{"DE"}}), at: "restrictions.restrict_to_countries.countries", value: []any{"de"}, says: "two capital letters", there: `restrictions.restrict_to_countries.countries."de"`},
	{typeName: couponType, good: restricted("restrict_to_plans", object{"plan_ids": []any{"a"}}), at: "restrictions.restrict_to_plans.plan_ids", value: []any{""}, says: "at least 1", there: `restrictions.restrict_to_plans.plan_ids.""`},
	{typeName: couponType, good: restricted("restrict_to_plans", object{"plan_ids": []any{"a"}}), at: "restrictions.restrict_to_plans.plan_ids", value: []any{nil}, says: "null"},
	{typeName: couponType, good: boughtAndGot(), at: "restrictions.restrict_to_bxgy.buy", value: []any{}, says: "at least 1"},
	{typeName: couponType, good: boughtAndGot(), at: "restrictions.restrict_to_bxgy.buy.1.plan_id", value: "a", says: "in the list already"},
	{typeName: couponType, good: boughtAndGot(), at: "restrictions.restrict_to_bxgy.get.0.quantity", value: 0, says: "at least 1"},
	{typeName: couponType, good: boughtAndGot(), at: "restrictions.restrict_to_bxgy.get.0.plan_id", value: "a/b", says: "letters, digits"},

	{typeName: fieldType, good: aField("string", object{}), at: "resource", value: "invoices", says: "customers"},
	{typeName: fieldType, good: aField("string", object{}), at: "name", value: "a b", says: "letters"},
	{typeName: fieldType, good: aField("string", object{}), at: "name", value: strings.Repeat("a", 61), says: "1 to 60"},
	{typeName: fieldType, good: aField("string", object{}), at: "on_destroy", value: "delete", says: "abandon"},
	{typeName: fieldType, good: aField("string", object{}), at: "string", value: nil, says: "Set exactly one of", there: "Missing custom field type"},
	{typeName: fieldType, good: aField("string", object{}), at: "date", value: object{}, says: "date and string", there: "string"},
	{typeName: fieldType, good: aField("string", object{"max_length": 5}), at: "string.max_length", value: 4001, says: "between 1 and 4000"},
	{typeName: fieldType, good: aField("string", object{"max_length": 5}), at: "string.default", value: "too long", says: "at most 5"},
	{typeName: fieldType, good: aField("string", object{"max_length": 5, "allowed_values": []any{"a", "b"}}), at: "string.allowed_values.1", value: "too long", says: "at most 5"},
	{typeName: fieldType, good: aField("string", object{"allowed_values": []any{"a", "b"}}), at: "string.default", value: "c", says: "one of"},
	{typeName: fieldType, good: aField("string", object{}), at: "string.pattern", value: "", says: "at least 1"},
	{typeName: fieldType, good: aField("array", object{"allowed_values": []any{"a"}}), at: "array.default", value: []any{"b"}, says: "these values"},
	{typeName: fieldType, good: aField("array", object{"default": []any{"a"}}), at: "array.default.0", value: strings.Repeat("a", 256), says: "at most 255"},
	{typeName: fieldType, good: aField("integer", object{}), at: "integer.minimum", value: -2147483649, says: "between -2147483648"},
	{typeName: fieldType, good: aField("integer", object{"minimum": 1, "maximum": 5}), at: "integer.maximum", value: 0, says: "minimum is 1"},
	{typeName: fieldType, good: aField("integer", object{"minimum": 1, "maximum": 5}), at: "integer.default", value: 6, says: "at most 5"},
	{typeName: fieldType, good: aField("number", object{"minimum": 1.5}), at: "number.default", value: 1.4, says: "at least 1.5"},
	{typeName: fieldType, good: aField("date", object{}), at: "date.default", value: "2026-02-30", says: "2026-01-31"},
	{typeName: fieldType, good: aField("datetime", object{}), at: "datetime.default", value: "2026-01-31 10:00", says: "RFC 3339"},
	{typeName: fieldType, good: aField("monetary", object{"default": object{"currency": "USD", "amount": 1}}), at: "monetary.default.currency", value: "usd", says: `Did you mean "USD"`},
	{typeName: fieldType, good: aField("monetary", object{"default": object{"currency": "USD", "amount": 1}}), at: "monetary.default.amount", value: nil, says: "required"},
}

// TestValidate_InvalidConfigurations validates without a provider configuration, as terraform validate does.
func TestValidate_InvalidConfigurations(t *testing.T) {
	for _, variable := range []string{"REBILLY_ORGANIZATION_ID", "REBILLY_API_KEY"} {
		t.Setenv(variable, "")
	}
	tests := bad
	for _, kind := range coretest.ResourceTypes {
		for _, invalid := range kind.Invalid {
			tests = append(tests, badValue{
				kind.Type, coretest.With(kind.Minimal, invalid.Config), invalid.Path, invalid.Value, invalid.Error, invalid.ErrorPath,
			})
		}
		if !slices.ContainsFunc(tests, func(test badValue) bool { return test.typeName == kind.Type }) {
			t.Errorf("got no invalid values of %s, want some in its fixture", kind.Type)
		}
	}
	s := coretest.NewCore(t, object{})
	for i, test := range tests {
		t.Run(strconv.Itoa(i)+" "+test.typeName+" "+test.at, func(t *testing.T) {
			s := s.WithT(t)
			if said := s.Validate(test.typeName, test.good); len(said) > 0 {
				t.Errorf("legal, but: %v", said)
			}
			if said := s.Validate(test.typeName, set(test.good, test.at, coretest.Unknown)); len(said) > 0 {
				t.Errorf("not known yet, but: %v", said)
			}
			there := test.there
			if there == "" {
				there = test.at
			}
			if said := s.Validate(test.typeName, set(test.good, test.at, test.value)); !said.HasError("error: "+there+": ", test.says) {
				t.Errorf("no error at %s that says %q: %v", there, test.says, said)
			}
		})
	}
}

// TestValidate_Amounts: what is legal, but hardly meant, is warned of.
func TestValidate_Amounts(t *testing.T) {
	s := coretest.NewCore(t, object{})
	money := func(currency string, amount any) object {
		return aField("monetary", object{"default": object{"currency": currency, "amount": amount}})
	}
	for _, test := range []struct {
		typeName string
		config   object
		at, says string
	}{
		{planType, aPlan(object{"currency": "JPY"}), "pricing.flat_rate.price", "gives JPY 0 decimals"},
		{planType, aPlan(object{"currency": "JPY", "pricing": object{"flat_rate": object{"price": 0.05}}}), "", ""},
		{planType, aPlan(object{"currency": "JPY", "pricing": object{"flat_rate": object{"price": 500}}}), "", ""},
		{planType, aPlan(object{"pricing": object{"flat_rate": object{"price": 0.0001}}}), "", ""},
		{planType, aPlan(object{"pricing": object{"fixed_fee": object{"price": 9.955}}}), "pricing.fixed_fee.price", "gives USD 2 decimals"},
		{planType, aPlan(object{"currency": "KWD", "pricing": object{"fixed_fee": object{"price": 9.955}}}), "", ""},
		{planType, aPlan(object{"currency": "KWD", "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "pricing.fixed_fee.price", "gives KWD 3 decimals"},
		{planType, aPlan(object{"currency": "CLF", "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "", ""},
		{planType, aPlan(object{"currency": "XAU", "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "", ""},
		{planType, aPlan(object{"currency": "BGN"}), "", ""},
		{planType, aPlan(object{"currency": "USX"}), "currency", `or "USD"`},
		{planType, aPlan(object{"currency": coretest.Unknown, "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "", ""},
		{planType, aPlan(object{"currency": "JPY", "pricing": object{"stairstep": object{"brackets": []any{object{"price": 1, "max_quantity": 5}, object{"price": 0.5}}}}}), "pricing.stairstep.brackets.1.price", "gives JPY 0"},
		{planType, aPlan(object{"currency": "JPY", "pricing": object{"tiered": object{"brackets": []any{object{"price": 1.5}}}}}), "pricing.tiered.brackets.0.price", "gives JPY 0"},
		{planType, aPlan(object{"currency": "JPY", "pricing": object{"fixed_fee": object{"price": 1}}, "setup": object{"price": 1.5}}), "setup.price", "gives JPY 0"},
		{planType, aSubscription(object{"currency": "JPY", "pricing": object{"fixed_fee": object{"price": 1}}, "trial": object{"price": 1.5, "period": object{"unit": "day", "length": 1}}}), "trial.price", "gives JPY 0"},
		{planType, aPlan(object{"pricing": object{"flat_rate": object{"price": -1}}}), "pricing.flat_rate.price", "below zero"},
		{planType, aPlan(object{"setup": object{"price": -0.01}}), "setup.price", "below zero"},
		{fieldType, money("JPY", 1.5), "monetary.default.amount", "gives JPY 0"},
		{fieldType, money("JPY", 1), "", ""},
	} {
		said := s.Validate(test.typeName, test.config)
		if test.says == "" && len(said) > 0 || test.says != "" && (len(said) != 1 || !said.HasWarning("warning: "+test.at+": ", test.says)) {
			t.Errorf("%v: want at %q %q: %v", test.config, test.at, test.says, said)
		}
	}
}

func TestValidate_ProviderWithoutEnvironment(t *testing.T) {
	s := coretest.NewCore(t, object{})
	for name, test := range map[string]struct {
		config   object
		at, says string
	}{
		"base URL":       {object{"base_url": "api.rebilly.com"}, "base_url", "origin"},
		"time span":      {object{"request_timeout": "30"}, "request_timeout", "10s"},
		"key":            {object{"api_key": "a b"}, "api_key", "trimspace"},
		"organization":   {object{"organization_id": "o", "allowed_organization_ids": []any{"a"}}, "organization_id", "lists only"},
		"environment":    {object{"environment": "staging"}, "environment", "sandbox"},
		"retries":        {object{"max_retries": 101}, "max_retries", "between 0 and 100"},
		"share":          {object{"max_rate_limit_share": 0}, "max_rate_limit_share", "between 1 and 100"},
		"left to others": {object{"base_url": "https://api.rebilly.com"}, "", ""},
		"nothing at all": {object{}, "", ""},
		"nothing known":  {object{"base_url": coretest.Unknown, "request_timeout": coretest.Unknown, "api_key": coretest.Unknown, "organization_id": coretest.Unknown}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			said := s.WithT(t).ValidateProvider(test.config)
			if test.says == "" && len(said) > 0 || test.says != "" && !said.HasError("error: "+test.at+": ", test.says) {
				t.Errorf("%v", said)
			}
		})
	}
}

// set is a copy of a configuration with a value at a path.
func set(config object, path string, value any) object {
	changed, _ := setAt(config, strings.Split(path, "."), value).(object)
	return changed
}

func setAt(old any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if list, ok := old.([]any); ok {
		i, err := strconv.Atoi(path[0])
		if err != nil || i >= len(list) {
			panic("no element " + path[0])
		}
		changed := slices.Clone(list)
		changed[i] = setAt(list[i], path[1:], value)
		return changed
	}
	of, _ := old.(object)
	changed := object{}
	maps.Copy(changed, of)
	changed[path[0]] = setAt(of[path[0]], path[1:], value)
	return changed
}
