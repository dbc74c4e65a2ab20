data "rebilly_allowlist_entries" "addresses" {
  filter = "type:ip-address"
}

output "allowed_addresses" {
  value = data.rebilly_allowlist_entries.addresses.allowlist_entries[*].value
}
