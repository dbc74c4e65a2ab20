# A draft that somebody made in Rebilly.
data "rebilly_event_ruleset_draft" "chargebacks" {
  event_type = "dispute-created"
  id         = "rule_dft_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}

output "draft_rules" {
  value = data.rebilly_event_ruleset_draft.chargebacks.rules[*].name
}
