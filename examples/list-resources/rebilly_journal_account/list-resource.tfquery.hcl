# terraform query shows what there is; with -generate-config-out=journal_accounts.tf it writes the configuration, too.
list "rebilly_journal_account" "all" {
  provider = rebilly
  limit    = 10000
}
