# terraform apply -invoke=action.rebilly_publish_event_ruleset_draft.chargebacks
action "rebilly_publish_event_ruleset_draft" "chargebacks" {
  config {
    event_type = "dispute-created"
    id         = "rule_dft_01HZX3M9V5K7R2T4W6Y8A0C1E3"
  }
}
