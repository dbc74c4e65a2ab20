# terraform query shows what there is; with -generate-config-out=roles.tf it writes the configuration, too.
list "rebilly_role" "all" {
  provider = rebilly
  limit    = 10000
}
