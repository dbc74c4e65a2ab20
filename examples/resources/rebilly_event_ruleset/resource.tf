# One rule. It stops the subscriptions of a customer whose payment is disputed.
resource "rebilly_event_ruleset" "dispute_created" {
  event_type = "dispute-created"

  rules = [
    {
      name    = "Stop subscriptions"
      actions = [{ stop_subscriptions = {} }]
    },
  ]
}
