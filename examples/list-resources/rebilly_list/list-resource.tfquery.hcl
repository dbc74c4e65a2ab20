# terraform query shows what there is; with -generate-config-out=lists.tf it writes the configuration, too.
list "rebilly_list" "all" {
  provider = rebilly
  limit    = 10000
}
