# terraform query shows what there is; with -generate-config-out=allowlist_entries.tf it writes the configuration, too.
list "rebilly_allowlist_entry" "all" {
  provider = rebilly
  limit    = 10000
}
