# A journal account that is managed elsewhere, by its name. If there is not exactly one, the plan fails.
data "rebilly_journal_account" "unearned" {
  name = "Unearned revenue"
}

output "unearned_account_id" {
  value = data.rebilly_journal_account.unearned.id
}
