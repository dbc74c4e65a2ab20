# terraform query shows what there is; with -generate-config-out=event_rulesets.tf it writes the configuration, too.
list "rebilly_event_ruleset" "all" {
  provider = rebilly
  limit    = 10000
}
