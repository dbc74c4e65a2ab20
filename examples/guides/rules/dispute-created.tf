resource "rebilly_event_ruleset" "dispute_created" {
  event_type = "dispute-created"

  rules = [
    {
      name   = "Blocklist"
      labels = ["risk"]
      actions = [
        { blocklist = { type = "customer-id" } },
        { blocklist = { type = "payment-card" } },
        { stop_subscriptions = {} },
      ]
    },
  ]
}
