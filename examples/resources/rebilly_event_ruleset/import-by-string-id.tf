import {
  to = rebilly_event_ruleset.dispute_created
  id = "dispute-created"
}
