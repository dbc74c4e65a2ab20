package rebilly.review

import rego.v1

# A release may change its format, so the version is checked first.
deny contains "the review has a format that this policy does not know" if not startswith(input.format_version, "1.")

deny contains sprintf("%s: a price or cost falls by %v percent", [change.address, abs(change.greatest_decrease)]) if {
	some change in input.changes
	is_number(change.greatest_decrease)
	change.greatest_decrease < -20
}

deny contains sprintf("%s: %s cannot be compared with the previous price", [change.address, price.label]) if {
	some change in input.changes
	change.action != "create"
	some price in change.prices
	not price.comparable
}

deny contains sprintf("%s: will be %s", [change.address, change.outcome]) if {
	some change in input.changes
	change.action in {"destroy", "replace"}
}

deny contains sprintf("%s: gains %s", [change.address, concat(", ", change.rights.added)]) if {
	some change in input.changes
	change.rights.widened
}
