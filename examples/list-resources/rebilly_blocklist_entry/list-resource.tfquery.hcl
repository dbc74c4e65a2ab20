# terraform query shows what there is; with -generate-config-out=blocklist_entries.tf it writes the configuration, too.
list "rebilly_blocklist_entry" "all" {
  provider = rebilly
  limit    = 10000
}
