# terraform query shows what there is; with -generate-config-out=drafts.tf it writes the configuration, too.
list "rebilly_event_ruleset_draft" "disputes" {
  provider = rebilly
  limit    = 10000

  config {
    event_type = "dispute-created"
  }
}
