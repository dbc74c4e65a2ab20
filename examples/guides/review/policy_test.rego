package rebilly.review_test

import rego.v1

import data.rebilly.review

# The data are the review that the test of rebilly-review compares with.
golden := {"format_version": data.format_version, "changes": data.changes}

test_golden_review if {
	review.deny == {
		"rebilly_api_key.k: gains PutPlan, use from any address",
		"rebilly_coupon.gone[0]: will be expired",
		"rebilly_custom_field.f[0]: will be disabled",
		"rebilly_plan.gone[0]: will be deactivated",
		"rebilly_plan.replaced: will be deleted",
		"rebilly_plan.sens: price cannot be compared with the previous price",
		"rebilly_plan.tiers: a price or cost falls by 21.0526 percent",
		"rebilly_plan.unknown: price cannot be compared with the previous price",
	} with input as golden
}

test_no_changes if {
	count(review.deny) == 0 with input as {"format_version": "1.0", "changes": []}
}

test_unknown_format if {
	count(review.deny) == 1 with input as {"format_version": "2.0", "changes": []}
}
