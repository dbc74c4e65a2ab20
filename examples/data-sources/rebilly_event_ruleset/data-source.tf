# A ruleset that is managed elsewhere. If the event has neither rules nor binds, the plan fails.
data "rebilly_event_ruleset" "dispute_created" {
  event_type = "dispute-created"
}

output "dispute_rules" {
  value = data.rebilly_event_ruleset.dispute_created.rules[*].name
}
