# To take back changes, use the rules of an earlier version for the ruleset.
data "rebilly_event_ruleset_version" "before" {
  event_type = "dispute-created"
  version    = 1
}

output "rules_before" {
  value = data.rebilly_event_ruleset_version.before.rules[*].name
}
