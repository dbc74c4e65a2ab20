# The rulesets that have rules or binds, of all events.
data "rebilly_event_rulesets" "all" {}

output "rules" {
  value = { for ruleset in data.rebilly_event_rulesets.all.event_rulesets : ruleset.event_type => ruleset.rules[*].name }
}
