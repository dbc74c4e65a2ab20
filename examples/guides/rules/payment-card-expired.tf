resource "rebilly_event_ruleset" "payment_card_expired" {
  event_type = "payment-card-expired"

  rules = [
    {
      name    = "Guess the new expiration"
      actions = [{ guess_payment_card_expiration = {} }]
    },
  ]
}
