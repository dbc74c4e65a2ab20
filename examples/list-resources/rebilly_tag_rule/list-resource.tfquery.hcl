# terraform query shows what there is; with -generate-config-out=tag_rules.tf it writes the configuration, too.
list "rebilly_tag_rule" "all" {
  provider = rebilly
  limit    = 10000
}
