# All attributes. The draft is based on the ruleset of this configuration. To publish it, invoke the action
# rebilly_publish_event_ruleset_draft, and move its rules to the resource of the ruleset.
resource "rebilly_event_ruleset" "dispute_created" {
  event_type = "dispute-created"

  rules = [
    {
      name    = "Stop subscriptions"
      actions = [{ stop_subscriptions = {} }]
    },
  ]
}

resource "rebilly_event_ruleset_draft" "blocklist" {
  event_type   = rebilly_event_ruleset.dispute_created.event_type
  name         = "Blocklist after a dispute"
  description  = "Blocks the card and the customer for a year."
  base_version = rebilly_event_ruleset.dispute_created.version

  rules = concat(rebilly_event_ruleset.dispute_created.rules, [
    {
      name   = "Block"
      labels = ["risk"]
      status = "active"
      filter = "dispute.amount:50..100000"
      final  = true
      actions = [
        { blocklist = { type = "payment-card", ttl = 31536000 } },
        { blocklist = { type = "customer-id", ttl = 31536000 } },
      ]
    },
  ])

  binds = [
    {
      name    = "Score"
      actions = [{ add_risk_score = { score = 50 } }]
    },
  ]

  timeouts = {
    delete = "5m"
  }
}
