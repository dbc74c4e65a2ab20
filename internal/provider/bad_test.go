package provider_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rebilly/terraform-provider-rebilly/internal/coretest"
	"github.com/rebilly/terraform-provider-rebilly/internal/services"
)

const (
	productType = "rebilly_product"
	planType    = "rebilly_plan"
	websiteType = "rebilly_website"
	keyType     = "rebilly_api_key"
	fieldType   = "rebilly_custom_field"
	couponType  = "rebilly_coupon"
)

// planConfig returns the configuration of a one-time plan, with more arguments.
func planConfig(more object) object {
	config := object{"name": "Monthly", "product_id": "prod_1", "currency": "USD", "pricing": object{"flat_rate": object{"price": 9.95}}}
	maps.Copy(config, more)
	return config
}

func subscriptionConfig(more object) object {
	config := planConfig(object{"recurring_interval": object{"unit": "month", "length": 1, "billing_timing": "postpaid"}})
	maps.Copy(config, more)
	return config
}

func bracketPlanConfig(variant string) object {
	return planConfig(object{"pricing": object{variant: object{
		"brackets": []any{
			object{"price": 9, "max_quantity": 10}, object{"price": 8, "max_quantity": 20}, object{"price": 7, "max_quantity": 30},
		},
		"min_quantity": 2,
	}}})
}

func anchoredPlanConfig(anchor object) object {
	return planConfig(object{"recurring_interval": object{"unit": "month", "length": 1, "period_anchor_instruction": anchor}})
}

func websiteConfig(settings object) object {
	return object{
		"name": "Shop", "url": "https://shop.example.com", "service_phone": "1", "service_email": "help@example.com", "settings": settings,
	}
}

func fieldConfig(variant string, schema object) object {
	return object{"resource": "products", "name": "tier", variant: schema}
}

func couponConfig(more object) object {
	config := object{"discount": object{"percent": object{"value": 10}}, "issued_time": "2026-01-01T00:00:00Z"}
	maps.Copy(config, more)
	return config
}

func restrictedCouponConfig(restriction string, value any) object {
	return couponConfig(object{"restrictions": object{restriction: value}})
}

func bxgyCouponConfig() object {
	return restrictedCouponConfig("restrict_to_bxgy", object{
		"buy": []any{object{"plan_id": "a", "quantity": 2}, object{"plan_id": "b", "quantity": 1}},
		"get": []any{object{"plan_id": "a", "quantity": 1}},
	})
}

// invalidValue is a value that makes a valid configuration invalid.
type invalidValue struct {
	typeName string
	valid    object
	// path is where the invalid value is set, and where the error is expected if wantPath is empty.
	path      string
	value     any
	wantError string
	wantPath  string
}

// invalidValues are configurations with one invalid value each. Without the value, or with an unknown one, each of them is valid.
// Values that need no code are in the fixtures.
var invalidValues = []invalidValue{
	{typeName: productType, valid: object{"name": "Seats"}, path: "name", value: strings.Repeat("é", 256), wantError: "between 3 and 255"},
	{typeName: productType, valid: object{"name": "Seats"}, path: "id", value: strings.Repeat("a", 51), wantError: "between 1 and 50"},
	{typeName: productType, valid: object{"name": "Seats"}, path: "unit_label", value: strings.Repeat("a", 51), wantError: "between 1 and 50"},
	{typeName: productType, valid: object{"name": "Seats"}, path: "description", value: strings.Repeat("a", 513), wantError: "at most 512"},

	{typeName: planType, valid: planConfig(nil), path: "name", value: strings.Repeat("a", 256), wantError: "at most 255"},
	{typeName: planType, valid: planConfig(nil), path: "id", value: "plan 1", wantError: "letters, digits"},
	{typeName: planType, valid: planConfig(nil), path: "product_id", value: "", wantError: "between 1 and 50"},
	{typeName: planType, valid: planConfig(nil), path: "product_id", value: "prod/1", wantError: "letters, digits"},
	{typeName: planType, valid: planConfig(nil), path: "currency", value: "usd", wantError: `Did you mean "USD"`},
	{typeName: planType, valid: planConfig(nil), path: "currency", value: "US", wantError: "ISO 4217"},
	{typeName: planType, valid: planConfig(nil), path: "currency", value: "$", wantError: "three capital letters"},
	{typeName: planType, valid: planConfig(nil), path: "currency", value: "", wantError: "three capital letters"},
	{typeName: planType, valid: planConfig(nil), path: "description", value: strings.Repeat("a", 65536), wantError: "at most 65535"},
	{typeName: planType, valid: planConfig(nil), path: "rich_description", value: strings.Repeat("a", 65536), wantError: "at most 65535"},
	{
		typeName: planType, valid: planConfig(object{"product_options": object{"color": "red"}}),
		path: "product_options.color", value: nil, wantError: "null", wantPath: "product_options",
	},
	{typeName: planType, valid: planConfig(nil), path: "on_destroy", value: "archive", wantError: "deactivate"},
	{typeName: planType, valid: planConfig(nil), path: "pricing", value: nil, wantError: "only a trial"},
	{typeName: planType, valid: planConfig(nil), path: "pricing", value: object{}, wantError: "exactly one of"},
	{
		typeName: planType, valid: planConfig(nil),
		path: "pricing.fixed_fee", value: object{"price": 1}, wantError: "fixed_fee and flat_rate", wantPath: "pricing",
	},
	{typeName: planType, valid: planConfig(nil), path: "pricing.flat_rate.price", value: nil, wantError: "required"},
	{
		typeName: planType, valid: planConfig(nil),
		path: "pricing.flat_rate.price", value: json.Number("12345678901234567890.123"), wantError: "Round it",
	},
	{typeName: planType, valid: planConfig(nil), path: "pricing.flat_rate.min_quantity", value: 0, wantError: "between 1 and 999999999"},
	{
		typeName: planType, valid: planConfig(nil),
		path: "pricing.flat_rate.max_quantity", value: 1000000000, wantError: "between 1 and 999999999",
	},
	{
		typeName: planType,
		valid:    planConfig(object{"pricing": object{"flat_rate": object{"price": 1, "min_quantity": 5, "max_quantity": 9}}}),
		path:     "pricing.flat_rate.max_quantity", value: 4, wantError: "min_quantity is 5",
	},
	{typeName: planType, valid: bracketPlanConfig("tiered"), path: "pricing.tiered.brackets", value: []any{}, wantError: "at least 1"},
	{
		typeName: planType, valid: bracketPlanConfig("tiered"),
		path: "pricing.tiered.brackets.1.max_quantity", value: 10, wantError: "ends at 10",
	},
	{
		typeName: planType, valid: bracketPlanConfig("volume"),
		path: "pricing.volume.brackets.0.max_quantity", value: nil, wantError: "may omit max_quantity",
	},
	{
		typeName: planType, valid: bracketPlanConfig("stairstep"),
		path: "pricing.stairstep.brackets.2.max_quantity", value: 19, wantError: "ends at 20",
	},
	{typeName: planType, valid: bracketPlanConfig("stairstep"), path: "pricing.stairstep.brackets.0.price", value: nil, wantError: "required"},
	{
		typeName: planType, valid: bracketPlanConfig("volume"),
		path: "pricing.volume.min_quantity", value: 31, wantError: "min_quantity exceeds the last bracket",
		wantPath: "pricing.volume.brackets.2.max_quantity",
	},
	{typeName: planType, valid: bracketPlanConfig("tiered"), path: "pricing.tiered.min_quantity", value: 0, wantError: "between 1"},
	{typeName: planType, valid: planConfig(object{"setup": object{"price": 1}}), path: "setup.price", value: nil, wantError: "required"},
	{
		typeName: planType, valid: subscriptionConfig(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}),
		path: "trial.period", value: nil, wantError: "required",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}),
		path: "trial.period.unit", value: "hour", wantError: "day",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}),
		path: "trial.period.length", value: 0, wantError: "at least 1",
	},
	{
		typeName: planType, valid: planConfig(nil),
		path: "trial", value: object{"price": 0, "period": object{"unit": "day", "length": 7}}, wantError: "one-time sale",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"trial": object{"price": 0, "period": object{"unit": "day", "length": 7}}}),
		path: "pricing", value: nil, wantError: "is a subscription",
	},
	{typeName: planType, valid: subscriptionConfig(nil), path: "recurring_interval.unit", value: "hour", wantError: "day"},
	{typeName: planType, valid: subscriptionConfig(nil), path: "recurring_interval.length", value: 0, wantError: "at least 1"},
	{typeName: planType, valid: subscriptionConfig(nil), path: "recurring_interval.limit", value: 65536, wantError: "between 1 and 65535"},
	{typeName: planType, valid: subscriptionConfig(nil), path: "recurring_interval.limit", value: 0, wantError: "between 1 and 65535"},
	{typeName: planType, valid: subscriptionConfig(nil), path: "recurring_interval.billing_timing", value: "later", wantError: "prepaid"},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_month": object{"day": 1}}),
		path: "recurring_interval.period_anchor_instruction", value: object{}, wantError: "exactly one of",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_month": object{"day": 1}}),
		path: "recurring_interval.period_anchor_instruction.day_of_week", value: object{"day": "Sunday", "week": "next"},
		wantError: "day_of_month and day_of_week", wantPath: "recurring_interval.period_anchor_instruction",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_month": object{"day": 1}}),
		path: "recurring_interval.period_anchor_instruction.day_of_month.day", value: 32, wantError: "between 1 and 31",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_month": object{"day": 1}}),
		path: "recurring_interval.period_anchor_instruction.day_of_month.time", value: "noon", wantError: "10:00",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_month": object{"day": 1}}),
		path: "recurring_interval.period_anchor_instruction.day_of_month.time", value: "24:00", wantError: "10:00",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_week": object{"day": "Sunday", "week": "next"}}),
		path: "recurring_interval.period_anchor_instruction.day_of_week.day", value: "sunday", wantError: "Sunday",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_of_week": object{"day": "Sunday", "week": "next"}}),
		path: "recurring_interval.period_anchor_instruction.day_of_week.week", value: "second-in-month", wantError: "first-in-month",
	},
	{
		typeName: planType, valid: anchoredPlanConfig(object{"day_and_month_of_year": object{"day": 1, "month": 1}}),
		path: "recurring_interval.period_anchor_instruction.day_and_month_of_year.month", value: 13, wantError: "between 1 and 12",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum"}}),
		path: "recurring_interval.billing_timing", value: "prepaid", wantError: "billing_timing = \"postpaid\"",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum"}}),
		path: "recurring_interval.billing_timing", value: nil, wantError: "billing_timing = \"postpaid\"",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum"}}),
		path: "recurring_interval", value: nil, wantError: "Set recurring_interval", wantPath: "metered_billing",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum"}}),
		path: "metered_billing.strategy", value: "max", wantError: "last",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum"}}),
		path: "metered_billing.sticky", value: true, wantError: `strategy = "last"`,
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum", "min": 2, "max": 3}}),
		path: "metered_billing.max", value: 1, wantError: "at least min",
	},
	{
		typeName: planType, valid: subscriptionConfig(object{"metered_billing": object{"strategy": "sum"}}),
		path: "metered_billing.min", value: 0, wantError: "at least 0.01",
	},

	{typeName: websiteType, valid: websiteConfig(nil), path: "name", value: nil, wantError: "required"},
	{typeName: websiteType, valid: websiteConfig(nil), path: "url", value: "our shop", wantError: "URL or domain"},
	{typeName: websiteType, valid: websiteConfig(nil), path: "url", value: "ftp://shop.example.com", wantError: "URL or domain"},
	{typeName: websiteType, valid: websiteConfig(nil), path: "url", value: "https://", wantError: "URL or domain"},
	{typeName: websiteType, valid: websiteConfig(nil), path: "service_email", value: "help", wantError: "e-mail address"},
	{typeName: websiteType, valid: websiteConfig(nil), path: "service_email", value: "Help <help@example.com>", wantError: "e-mail address"},
	{typeName: websiteType, valid: websiteConfig(nil), path: "logo_id", value: strings.Repeat("a", 51), wantError: "at most 50"},
	{
		typeName: websiteType, valid: websiteConfig(object{"deposit_form": object{"theme": object{}}}),
		path: "settings.deposit_form.theme.color_primary", value: "#0044d4", wantError: "without #",
	},
	{
		typeName: websiteType, valid: websiteConfig(object{"deposit_form": object{"theme": object{}}}),
		path: "settings.deposit_form.theme.color_secondary", value: "blue", wantError: "hexadecimal",
	},
	{
		typeName: websiteType, valid: websiteConfig(object{"deposit_form": object{"theme": object{}}}),
		path: "settings.deposit_form.theme.button_template", value: strings.Repeat("a", 101), wantError: "at most 100",
	},
	{
		typeName: websiteType, valid: websiteConfig(object{"payment_form": object{"theme": object{"colorPrimary": "#000000"}}}),
		path: "settings.payment_form.theme.colorPrimary", value: nil, wantError: "null", wantPath: "settings.payment_form.theme",
	},
	{
		typeName: websiteType, valid: websiteConfig(object{"amplitude": object{}}),
		path: "settings.amplitude.api_key", value: "short", wantError: "between 20 and 50",
	},
	{
		typeName: websiteType,
		valid: websiteConfig(object{"payout_request": object{
			"automatic_readiness_enabled": true, "pending_period_hours": 1, "automatic_readiness_time": "10:00",
		}}),
		path: "settings.payout_request.pending_period_hours", value: nil, wantError: "Set pending_period_hours",
	},
	{
		typeName: websiteType,
		valid: websiteConfig(object{"payout_request": object{
			"automatic_readiness_enabled": true, "pending_period_hours": 1, "automatic_readiness_time": "10:00",
		}}),
		path: "settings.payout_request.automatic_readiness_time", value: nil, wantError: "Set automatic_readiness_time",
	},
	{
		typeName: websiteType, valid: websiteConfig(object{"payout_request": object{}}),
		path: "settings.payout_request.pending_period_hours", value: 8761, wantError: "between 1 and 8760",
	},
	{
		typeName: websiteType, valid: websiteConfig(object{"payout_request": object{}}),
		path: "settings.payout_request.automatic_readiness_time", value: "10", wantError: "10:00",
	},

	{typeName: keyType, valid: object{"description": "CI"}, path: "description", value: nil, wantError: "required"},
	{typeName: keyType, valid: object{"description": "CI"}, path: "type", value: "private", wantError: "publishable"},
	{typeName: keyType, valid: object{"description": "CI"}, path: "acl", value: []any{}, wantError: "at least 1"},
	{
		typeName: keyType, valid: object{"description": "CI", "acl": []any{object{"permissions": []any{"GetPlan"}}}},
		path: "acl.0.permissions", value: nil, wantError: "required",
	},
	{
		typeName: keyType, valid: object{"description": "CI", "acl": []any{object{"permissions": []any{"GetPlan"}}}},
		path: "acl.0.permissions", value: []any{"*", "GetPlan"}, wantError: "includes all operations",
	},
	{
		typeName: keyType, valid: object{"description": "CI", "acl": []any{
			object{"permissions": []any{"*"}, "scope": object{"product_id": []any{"prod_1"}}},
		}},
		path: "acl.0.scope.plan_id", value: []any{strings.Repeat("a", 51)},
		wantError: "at most 50", wantPath: `acl.0.scope.plan_id."` + strings.Repeat("a", 51) + `"`,
	},
	{
		typeName: keyType, valid: object{"description": "CI", "acl": []any{
			object{"permissions": []any{"*"}, "scope": object{"product_id": []any{"prod_1"}}},
		}},
		path: "acl.0.scope.custom_field_name", value: []any{"a b"}, wantError: "letters", wantPath: `acl.0.scope.custom_field_name."a b"`,
	},
	{
		typeName: keyType, valid: object{"description": "CI"},
		path: "allowed_ips", value: []any{"example.com"}, wantError: "neither an IPv4 or IPv6", wantPath: `allowed_ips."example.com"`,
	},
	{
		typeName: keyType, valid: object{"description": "CI"},
		path: "allowed_ips", value: []any{"192.168.1.0/24"}, wantError: "private", wantPath: `allowed_ips."192.168.1.0/24"`,
	},
	{
		typeName: keyType, valid: object{"description": "CI"},
		path: "allowed_ips", value: []any{"203.0.113.0/33"}, wantError: "neither an IPv4 or IPv6", wantPath: `allowed_ips."203.0.113.0/33"`,
	},
	{
		typeName: keyType, valid: object{"description": "CI", "rotation_triggers": object{"month": "1"}},
		path: "rotation_triggers.month", value: nil, wantError: "null", wantPath: "rotation_triggers",
	},

	{typeName: couponType, valid: couponConfig(nil), path: "id", value: "FRÜHLING", wantError: "letters, digits"},
	{typeName: couponType, valid: couponConfig(nil), path: "id", value: "SPRING SALE", wantError: "letters, digits"},
	{typeName: couponType, valid: couponConfig(nil), path: "discount", value: object{}, wantError: "exactly one of"},
	{
		typeName: couponType, valid: couponConfig(nil),
		path: "discount.fixed", value: object{"amount": 1, "currency": "USD"}, wantError: "fixed and percent", wantPath: "discount",
	},
	{typeName: couponType, valid: couponConfig(nil), path: "discount.percent.value", value: 100.5, wantError: "between"},
	{typeName: couponType, valid: couponConfig(nil), path: "discount.percent.value", value: 0, wantError: "between"},
	{typeName: couponType, valid: couponConfig(nil), path: "discount.percent.context", value: "all", wantError: "shipping"},
	{
		typeName: couponType, valid: couponConfig(object{"discount": object{"fixed": object{"amount": 1, "currency": "USD"}}}),
		path: "discount.fixed.amount", value: 0, wantError: "at least 0.01",
	},
	{
		typeName: couponType, valid: couponConfig(object{"discount": object{"fixed": object{"amount": 1, "currency": "USD"}}}),
		path: "discount.fixed.currency", value: "usd", wantError: `Did you mean "USD"`,
	},
	{typeName: couponType, valid: couponConfig(nil), path: "issued_time", value: "2026-01-01", wantError: "RFC 3339"},
	{
		typeName: couponType, valid: couponConfig(object{"expired_time": "2099-01-01T00:00:00Z"}),
		path: "expired_time", value: "", wantError: "RFC 3339",
	},
	{
		typeName: couponType, valid: couponConfig(object{"expired_time": "2099-01-01T00:00:00Z"}),
		path: "expired_time", value: "2026-01-01T02:00:00+02:00", wantError: "later than issued_time",
	},
	{
		typeName: couponType, valid: restrictedCouponConfig("paid_by_time", object{"time": "2099-01-01T00:00:00Z"}),
		path: "restrictions.paid_by_time.time", value: "soon", wantError: "RFC 3339",
	},
	{
		typeName: couponType, valid: restrictedCouponConfig("minimum_order_amount", object{"amount": 1, "currency": "USD"}),
		path: "restrictions.minimum_order_amount.currency", value: "$", wantError: "three capital letters",
	},
	{
		typeName: couponType, valid: restrictedCouponConfig("restrict_to_countries", object{"countries": []any{"DE"}}),
		path: "restrictions.restrict_to_countries.countries", value: []any{"de"}, wantError: "two capital letters",
		wantPath: `restrictions.restrict_to_countries.countries."de"`,
	},
	{
		typeName: couponType, valid: restrictedCouponConfig("restrict_to_plans", object{"plan_ids": []any{"a"}}),
		path: "restrictions.restrict_to_plans.plan_ids", value: []any{""}, wantError: "at least 1",
		wantPath: `restrictions.restrict_to_plans.plan_ids.""`,
	},
	{
		typeName: couponType, valid: restrictedCouponConfig("restrict_to_plans", object{"plan_ids": []any{"a"}}),
		path: "restrictions.restrict_to_plans.plan_ids", value: []any{nil}, wantError: "null",
	},
	{typeName: couponType, valid: bxgyCouponConfig(), path: "restrictions.restrict_to_bxgy.buy", value: []any{}, wantError: "at least 1"},
	{
		typeName: couponType, valid: bxgyCouponConfig(),
		path: "restrictions.restrict_to_bxgy.buy.1.plan_id", value: "a", wantError: "is already in the list",
	},
	{typeName: couponType, valid: bxgyCouponConfig(), path: "restrictions.restrict_to_bxgy.get.0.quantity", value: 0, wantError: "at least 1"},
	{
		typeName: couponType, valid: bxgyCouponConfig(),
		path: "restrictions.restrict_to_bxgy.get.0.plan_id", value: "a/b", wantError: "letters, digits",
	},

	{typeName: fieldType, valid: fieldConfig("string", object{}), path: "resource", value: "invoices", wantError: "customers"},
	{typeName: fieldType, valid: fieldConfig("string", object{}), path: "name", value: "a b", wantError: "letters"},
	{typeName: fieldType, valid: fieldConfig("string", object{}), path: "name", value: strings.Repeat("a", 61), wantError: "1 to 60"},
	{typeName: fieldType, valid: fieldConfig("string", object{}), path: "on_destroy", value: "delete", wantError: "abandon"},
	{
		typeName: fieldType, valid: fieldConfig("string", object{}),
		path: "string", value: nil, wantError: "Set exactly one of", wantPath: "Missing custom field type",
	},
	{
		typeName: fieldType, valid: fieldConfig("string", object{}),
		path: "date", value: object{}, wantError: "date and string", wantPath: "string",
	},
	{
		typeName: fieldType, valid: fieldConfig("string", object{"max_length": 5}),
		path: "string.max_length", value: 4001, wantError: "between 1 and 4000",
	},
	{
		typeName: fieldType, valid: fieldConfig("string", object{"max_length": 5}),
		path: "string.default", value: "too long", wantError: "at most 5",
	},
	{
		typeName: fieldType, valid: fieldConfig("string", object{"max_length": 5, "allowed_values": []any{"a", "b"}}),
		path: "string.allowed_values.1", value: "too long", wantError: "at most 5",
	},
	{
		typeName: fieldType, valid: fieldConfig("string", object{"allowed_values": []any{"a", "b"}}),
		path: "string.default", value: "c", wantError: "one of",
	},
	{typeName: fieldType, valid: fieldConfig("string", object{}), path: "string.pattern", value: "", wantError: "at least 1"},
	{
		typeName: fieldType, valid: fieldConfig("array", object{"allowed_values": []any{"a"}}),
		path: "array.default", value: []any{"b"}, wantError: "these values",
	},
	{
		typeName: fieldType, valid: fieldConfig("array", object{"default": []any{"a"}}),
		path: "array.default.0", value: strings.Repeat("a", 256), wantError: "at most 255",
	},
	{
		typeName: fieldType, valid: fieldConfig("integer", object{}),
		path: "integer.minimum", value: -2147483649, wantError: "between -2147483648",
	},
	{
		typeName: fieldType, valid: fieldConfig("integer", object{"minimum": 1, "maximum": 5}),
		path: "integer.maximum", value: 0, wantError: "minimum is 1",
	},
	{
		typeName: fieldType, valid: fieldConfig("integer", object{"minimum": 1, "maximum": 5}),
		path: "integer.default", value: 6, wantError: "at most 5",
	},
	{typeName: fieldType, valid: fieldConfig("number", object{"minimum": 1.5}), path: "number.default", value: 1.4, wantError: "at least 1.5"},
	{typeName: fieldType, valid: fieldConfig("date", object{}), path: "date.default", value: "2026-02-30", wantError: "2026-01-31"},
	{
		typeName: fieldType, valid: fieldConfig("datetime", object{}),
		path: "datetime.default", value: "2026-01-31 10:00", wantError: "RFC 3339",
	},
	{
		typeName: fieldType, valid: fieldConfig("monetary", object{"default": object{"currency": "USD", "amount": 1}}),
		path: "monetary.default.currency", value: "usd", wantError: `Did you mean "USD"`,
	},
	{
		typeName: fieldType, valid: fieldConfig("monetary", object{"default": object{"currency": "USD", "amount": 1}}),
		path: "monetary.default.amount", value: nil, wantError: "required",
	},
}

// TestValidate_InvalidConfigurations validates without a provider configuration, as terraform validate does.
func TestValidate_InvalidConfigurations(t *testing.T) {
	for _, variable := range []string{"REBILLY_ORGANIZATION_ID", "REBILLY_API_KEY"} {
		t.Setenv(variable, "")
	}
	tests := invalidValues
	for _, kind := range coretest.ResourceTypes {
		for _, invalid := range kind.Invalid {
			tests = append(tests, invalidValue{
				kind.Type, coretest.With(kind.Minimal, invalid.Config), invalid.Path, invalid.Value, invalid.Error, invalid.ErrorPath,
			})
		}
		if kind.Invalid == nil && !slices.ContainsFunc(tests, func(test invalidValue) bool { return test.typeName == kind.Type }) {
			t.Errorf("%s: got no \"invalid\", want values that validation rejects, or []", services.FixturePath(kind.Type))
		}
	}
	s := coretest.NewCore(t, object{})
	for i, test := range tests {
		t.Run(strconv.Itoa(i)+" "+test.typeName+" "+test.path, func(t *testing.T) {
			s := s.WithT(t)
			if got := s.Validate(test.typeName, test.valid); len(got) > 0 {
				t.Errorf("valid configuration: got %v, want no diagnostics", got)
			}
			if got := s.Validate(test.typeName, set(test.valid, test.path, coretest.Unknown)); len(got) > 0 {
				t.Errorf("unknown value: got %v, want no diagnostics", got)
			}
			wantPath := test.wantPath
			if wantPath == "" {
				wantPath = test.path
			}
			got := s.Validate(test.typeName, set(test.valid, test.path, test.value))
			if !got.HasError("error: "+wantPath+": ", test.wantError) {
				t.Errorf("got %v, want an error at %s with %q", got, wantPath, test.wantError)
			}
		})
	}
}

// TestValidate_Amounts checks the warnings about amounts that are valid, but probably unintended.
func TestValidate_Amounts(t *testing.T) {
	s := coretest.NewCore(t, object{})
	money := func(currency string, amount any) object {
		return fieldConfig("monetary", object{"default": object{"currency": currency, "amount": amount}})
	}
	for _, test := range []struct {
		typeName              string
		config                object
		wantPath, wantMessage string
	}{
		{planType, planConfig(object{"currency": "JPY"}), "pricing.flat_rate.price", "gives JPY 0 decimals"},
		{planType, planConfig(object{"currency": "JPY", "pricing": object{"flat_rate": object{"price": 0.05}}}), "", ""},
		{planType, planConfig(object{"currency": "JPY", "pricing": object{"flat_rate": object{"price": 500}}}), "", ""},
		{planType, planConfig(object{"pricing": object{"flat_rate": object{"price": 0.0001}}}), "", ""},
		{planType, planConfig(object{"pricing": object{"fixed_fee": object{"price": 9.955}}}), "pricing.fixed_fee.price", "gives USD 2 decimals"},
		{planType, planConfig(object{"currency": "KWD", "pricing": object{"fixed_fee": object{"price": 9.955}}}), "", ""},
		{
			planType, planConfig(object{"currency": "KWD", "pricing": object{"fixed_fee": object{"price": 9.9555}}}),
			"pricing.fixed_fee.price", "gives KWD 3 decimals",
		},
		{planType, planConfig(object{"currency": "CLF", "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "", ""},
		{planType, planConfig(object{"currency": "XAU", "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "", ""},
		{planType, planConfig(object{"currency": "BGN"}), "", ""},
		{planType, planConfig(object{"currency": "USX"}), "currency", `Did you mean "USD"`},
		{planType, planConfig(object{"currency": "UDS"}), "currency", `Did you mean "USD"`},
		{planType, planConfig(object{"currency": coretest.Unknown, "pricing": object{"fixed_fee": object{"price": 9.9555}}}), "", ""},
		{
			planType, planConfig(object{"currency": "JPY", "pricing": object{
				"stairstep": object{"brackets": []any{object{"price": 1, "max_quantity": 5}, object{"price": 0.5}}},
			}}), "pricing.stairstep.brackets.1.price", "gives JPY 0",
		},
		{
			planType, planConfig(object{"currency": "JPY", "pricing": object{
				"tiered": object{"brackets": []any{object{"price": 1.5, "max_quantity": 5}}},
			}}),
			"pricing.tiered.brackets.0.price", "gives JPY 0",
		},
		{
			planType, planConfig(object{"currency": "JPY", "pricing": object{"fixed_fee": object{"price": 1}}, "setup": object{"price": 1.5}}),
			"setup.price", "gives JPY 0",
		},
		{
			planType, subscriptionConfig(object{
				"currency": "JPY", "pricing": object{"fixed_fee": object{"price": 1}},
				"trial": object{"price": 1.5, "period": object{"unit": "day", "length": 1}},
			}), "trial.price", "gives JPY 0",
		},
		{planType, planConfig(object{"pricing": object{"flat_rate": object{"price": -1}}}), "pricing.flat_rate.price", "below zero"},
		{planType, planConfig(object{"setup": object{"price": -0.01}}), "setup.price", "below zero"},
		{fieldType, money("JPY", 1.5), "monetary.default.amount", "gives JPY 0"},
		{fieldType, money("JPY", 1), "", ""},
	} {
		got := s.Validate(test.typeName, test.config)
		if test.wantMessage == "" && len(got) > 0 ||
			test.wantMessage != "" && (len(got) != 1 || !got.HasWarning("warning: "+test.wantPath+": ", test.wantMessage)) {
			t.Errorf("%v: got %v, want a warning at %q with %q", test.config, got, test.wantPath, test.wantMessage)
		}
	}
}

func TestValidate_ProviderWithoutEnvironment(t *testing.T) {
	s := coretest.NewCore(t, object{})
	for name, test := range map[string]struct {
		config                object
		wantPath, wantMessage string
	}{
		"base URL":      {object{"base_url": "api.rebilly.com"}, "base_url", "origin"},
		"timeout":       {object{"request_timeout": "30"}, "request_timeout", "10s"},
		"key":           {object{"api_key": "a b"}, "api_key", "trimspace"},
		"organization":  {object{"organization_id": "o", "allowed_organization_ids": []any{"a"}}, "organization_id", "lists only"},
		"environment":   {object{"environment": "staging"}, "environment", "sandbox"},
		"retries":       {object{"max_retries": 101}, "max_retries", "between 0 and 100"},
		"share":         {object{"max_rate_limit_share": 0}, "max_rate_limit_share", "between 1 and 100"},
		"base URL only": {object{"base_url": "https://api.rebilly.com"}, "", ""},
		"empty":         {object{}, "", ""},
		"unknown values": {object{
			"base_url": coretest.Unknown, "request_timeout": coretest.Unknown, "api_key": coretest.Unknown, "organization_id": coretest.Unknown,
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.WithT(t).ValidateProvider(test.config)
			if test.wantMessage == "" && len(got) > 0 || test.wantMessage != "" && !got.HasError("error: "+test.wantPath+": ", test.wantMessage) {
				t.Errorf("got %v, want an error at %q with %q", got, test.wantPath, test.wantMessage)
			}
		})
	}
}

// set returns a copy of a configuration with a value at a path.
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
	attributes, _ := old.(object)
	changed := object{}
	maps.Copy(changed, attributes)
	changed[path[0]] = setAt(attributes[path[0]], path[1:], value)
	return changed
}
