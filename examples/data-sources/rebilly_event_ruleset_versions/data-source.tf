# When the ruleset of an event was changed.
data "rebilly_event_ruleset_versions" "disputes" {
  event_type = "dispute-created"
}

output "changes" {
  value = { for version in data.rebilly_event_ruleset_versions.disputes.event_ruleset_versions : version.version => version.created_time }
}
