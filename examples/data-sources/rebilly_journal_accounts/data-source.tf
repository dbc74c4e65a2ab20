data "rebilly_journal_accounts" "all" {}

output "account_names" {
  value = data.rebilly_journal_accounts.all.journal_accounts[*].name
}
