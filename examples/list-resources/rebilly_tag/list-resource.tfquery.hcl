# terraform query shows what there is; with -generate-config-out=tags.tf it writes the configuration, too.
list "rebilly_tag" "all" {
  provider = rebilly
  limit    = 10000
}
