import {
  to = rebilly_event_ruleset_draft.chargebacks
  id = "dispute-created/rule_dft_01HZX3M9V5K7R2T4W6Y8A0C1E3"
}
