# An entry that Rebilly or somebody else has added, by its value. If there is not exactly one, the plan fails.
data "rebilly_blocklist_entry" "disposable" {
  value = "throwaway.example"
}

output "disposable_expires" {
  value = data.rebilly_blocklist_entry.disposable.expiration_time
}
