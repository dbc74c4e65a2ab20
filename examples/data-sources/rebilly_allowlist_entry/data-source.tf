# An entry that is managed elsewhere, by its value. If there is not exactly one, the plan fails.
data "rebilly_allowlist_entry" "office" {
  value = "partner.example"
}

output "office" {
  value = data.rebilly_allowlist_entry.office.id
}
