# A draft that is based on no version. It is not executed.
resource "rebilly_event_ruleset_draft" "chargebacks" {
  event_type   = "dispute-created"
  name         = "Chargebacks"
  base_version = 0

  rules = [
    {
      name    = "Stop subscriptions"
      actions = [{ stop_subscriptions = {} }]
    },
  ]
}
