# The drafts for one type of event.
data "rebilly_event_ruleset_drafts" "disputes" {
  event_type = "dispute-created"
}

output "drafts" {
  value = { for draft in data.rebilly_event_ruleset_drafts.disputes.event_ruleset_drafts : draft.id => draft.name }
}
