import {
  to = rebilly_event_ruleset.dispute_created
  identity = {
    event_type = "dispute-created"
  }
}
